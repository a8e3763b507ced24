# SPDX-License-Identifier: MIT
"""Write an article as a Word document with real styles, tables, footnotes and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any, assert_never

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, Note, plain
from hemaprint.errors import Location, Problem, Severity
from hemaprint.export import pieces
from hemaprint.export.articles import Form, Manuscript
from hemaprint.export.omml import omml
from hemaprint.export.script import reduced
from hemaprint.export.wordfile import (
    CODE,
    FOOTNOTE_REFERENCE,
    FOOTNOTE_TEXT,
    KICKER,
    REFERENCE,
    SPEAKER,
    SpanWriter,
    add_footnotes,
    file_of,
    mark_place,
    new_document,
    new_numbering,
)
from hemaprint.project.direction import runs_from_the_right

WIDEST, TALLEST = Mm(140), Mm(160)
"""The largest picture: the width of the text, and little more than half a page."""
DEEPEST = 3
"""Word has three styles for lists inside lists."""


def article_docx(manuscript: Manuscript) -> bytes:
    """The file of an article; its properties name the day of publication, because it must not depend on the clock."""
    document = new_document(manuscript.article.language)
    _describe(document, manuscript.article, datetime.combine(manuscript.published, time()))
    _WordWriter(document, manuscript.script, manuscript.article.language).write()
    return file_of(document)


def _describe(document: WordDocument, article: Article, published: datetime) -> None:
    properties = document.core_properties
    people = "; ".join(person.name for person in article.meta.contributors if person.role != "interviewer")
    properties.title = article.title[:255]
    properties.author = properties.last_modified_by = people[:255]
    properties.keywords = ", ".join(article.meta.keywords)[:255]
    properties.language = article.language
    properties.comments = ""
    properties.created = properties.modified = published


class _WordWriter:
    """Writes one article into a document."""

    def __init__(self, document: WordDocument, script: pieces.Script, language: str) -> None:
        self.document = document
        self.script = script
        self.language = language
        self.places = 0
        self.notes = add_footnotes(document)
        part: Any = document.part
        anchors = frozenset(script.places)
        self.spans = SpanWriter(document, part, anchors, self._note)
        self.note_spans = SpanWriter(document, self.notes, anchors, self._note)

    def write(self) -> None:
        script = self.script
        self._paragraph(script.kicker, style=KICKER)
        self._paragraph(script.headline, style="Title")
        if script.standfirst:
            self._paragraph(script.standfirst, style="Subtitle")
        for line in script.byline:
            self._paragraph(line)
        if script.opener:
            self._piece(script.opener)
        self._pieces((*script.preface, *script.pieces, *script.afterword))
        for declaration in script.declarations:
            self._paragraph(declaration)
        if script.references:
            self._paragraph(plain(script.references_head), style="Heading 1")
        for entry in script.references:
            self._paragraph(plain(entry.label and f"{entry.label}\t"), entry.copy, style=REFERENCE, anchor=entry.anchor)

    def _paragraph(self, *copies: Copy, style: str = "Normal", anchor: str = "", indent: int = 0) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        for copy in copies:
            self.spans.write(paragraph, copy)
        if indent:
            paragraph.paragraph_format.left_indent = Mm(6 * indent)
        if anchor:
            self.places += 1
            mark_place(paragraph, anchor, self.places)
        return paragraph

    def _note(self, note: Note) -> None:
        element: Any = OxmlElement("w:footnote", {qn("w:id"): str(note.number)})
        made: Any = OxmlElement("w:p")
        element.append(made)
        self.notes.element.append(element)
        paragraph = Paragraph(made, self.document._body)
        paragraph.style = self.document.styles[FOOTNOTE_TEXT]
        run = paragraph.add_run()
        run.style = self.document.styles[FOOTNOTE_REFERENCE]
        run._r.append(OxmlElement("w:footnoteRef"))
        self.note_spans.write(paragraph, plain(" "))
        self.note_spans.write(paragraph, note.copy)

    # ------------------------------------------------------------ pieces

    def _pieces(self, parts: Iterable[pieces.Piece]) -> None:
        for piece in parts:
            self._piece(piece)

    def _piece(self, piece: pieces.Piece) -> None:  # noqa: C901 (a case for each kind)
        match piece:
            case pieces.Prose():
                self._paragraph(piece.copy)
            case pieces.Equation():
                paragraph: Any = self._paragraph(anchor=piece.anchor)
                paragraph._p.append(omml(piece.formula))
                paragraph.add_run(piece.label and f"\t{piece.label}")
            case pieces.Head():
                self._paragraph(piece.copy, style=f"Heading {piece.level - 1}", anchor=piece.anchor)
            case pieces.Items():
                self._items(piece, 1)
            case pieces.Terms():
                self._terms(piece)
            case pieces.Listing():
                self._code(piece, 0)
            case pieces.Quotation():
                self._quotation(piece)
            case pieces.Speech():
                self._paragraph(plain(piece.speaker), style=SPEAKER)
                self._pieces(piece.pieces)
            case pieces.Item():
                self._titled(piece.tag, piece.title, "Heading 1", piece.anchor)
                self._pieces(piece.pieces)
            case pieces.Panel():
                self._titled(piece.kicker, piece.title, "Heading 2", piece.anchor)
                self._pieces(piece.pieces)
            case pieces.Picture():
                self._picture(piece)
                self._legend(piece.legend, piece.anchor)
            case pieces.Diagram():
                self._diagram(piece)
            case pieces.Tabular():
                self._paragraph(*_labelled(piece.label, piece.title), style="Caption", anchor=piece.anchor)
                self._grid(piece.grid)
                for note in piece.notes:
                    self._paragraph(note, style="Caption")
            case _:
                assert_never(piece)

    def _titled(self, kicker: str, title: Copy, style: str, anchor: str) -> None:
        if kicker:
            self._paragraph(plain(kicker), style=KICKER)
        if title:
            self._paragraph(title, style=style, anchor=anchor)

    def _diagram(self, piece: pieces.Diagram) -> None:
        self._legend(piece.legend, piece.anchor)
        for text in (piece.legend.alt, piece.spec.title):
            if text:
                self._paragraph(plain(text), style="Caption")
        self._grid(piece.grid)

    def _items(self, piece: pieces.Items, depth: int) -> None:
        """A list; every numbered list starts its numbers again. The label is beside the first paragraph, or alone."""
        level = min(depth, DEEPEST)
        style = ("List Number" if piece.ordered else "List Bullet") + (f" {level}" if level > 1 else "")
        numbering = new_numbering(self.document, style, piece.start, piece.delimiter) if piece.ordered else None
        for item in piece.items:
            leads = bool(item) and isinstance(item[0], pieces.Prose)
            self._label(item[0].copy if leads and isinstance(item[0], pieces.Prose) else (), style, depth, numbering)
            for part in item[leads:]:
                match part:
                    case pieces.Items():
                        self._items(part, depth + 1)
                    case pieces.Prose():
                        self._paragraph(part.copy, indent=depth)
                    case pieces.Listing():
                        self._code(part, depth)
                    case _:
                        self._piece(part)

    def _label(self, copy: Copy, style: str, depth: int, numbering: int | None) -> None:
        paragraph: Any = self._paragraph(copy, style=style)
        if numbering is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = numbering
        if depth > DEEPEST:
            paragraph.paragraph_format.left_indent = Mm(6 * depth)

    def _code(self, piece: pieces.Listing, indent: int) -> None:
        paragraph = self._paragraph(style=CODE, indent=indent)
        paragraph.add_run(piece.text)

    def _terms(self, piece: pieces.Terms) -> None:
        for term in piece.terms:
            name: Any = self._paragraph(term.name)
            name.paragraph_format.keep_with_next = True
            for run in name.runs:
                run.bold = True
            self._indented(term.pieces)

    def _indented(self, parts: pieces.Pieces) -> None:
        for piece in parts:
            if isinstance(piece, pieces.Prose):
                self._paragraph(piece.copy, indent=1)
            else:
                self._piece(piece)

    def _quotation(self, piece: pieces.Quotation) -> None:
        for part in piece.pieces:
            if isinstance(part, pieces.Prose):
                self._paragraph(part.copy, style="Quote")
            else:
                self._piece(part)
        if piece.source:
            self._paragraph(plain("— "), piece.source, style="Quote")

    # ------------------------------------------------------------ pictures and tables

    def _picture(self, piece: pieces.Picture) -> None:
        """The picture with its alternative text; of a drawing, which python-docx 1.2 cannot place, name and text."""
        picture = reduced(piece.source)
        if not picture.width:
            said = f"[{piece.source.name}: {piece.legend.alt}]" if piece.legend.alt else f"[{piece.source.name}]"
            self._paragraph(plain(said))
            return
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        scale = min(WIDEST / picture.width, TALLEST / picture.height, Pt(0.75))
        size = (round(picture.width * scale), round(picture.height * scale))
        shape: Any = paragraph.add_run().add_picture(BytesIO(picture.data), *size)
        shape._inline.docPr.set("descr", piece.legend.alt)
        shape._inline.docPr.set("name", piece.source.name)

    def _legend(self, legend: pieces.Legend, anchor: str) -> None:
        copies = _labelled(legend.label, legend.caption)
        if legend.credit:
            copies = (*copies, plain(" " * bool(copies)), legend.credit)
        if copies:
            self._paragraph(*copies, style="Caption", anchor=anchor)

    def _grid(self, grid: pieces.Grid) -> None:
        rows = ([grid.head] if grid.head else []) + list(grid.rows)
        table: Any = self.document.add_table(len(rows), grid.columns, "Table Grid")
        if runs_from_the_right(self.language):
            table.table_direction = WD_TABLE_DIRECTION.RTL
        cells = table._cells
        for index, row in enumerate(rows):
            if grid.head and not index:
                heading = OxmlElement("w:tblHeader")
                table.rows[0]._tr.get_or_add_trPr().append(heading)
            place = index * grid.columns
            for cell in row:
                made = cells[place]
                if cell.span > 1:
                    made = made.merge(cells[place + cell.span - 1])
                self._cell(made, cell)
                place += cell.span
        self.document.add_paragraph(style=KICKER)

    def _cell(self, made: Any, cell: pieces.Cell) -> None:
        paragraph = made.paragraphs[0]
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(2), 1.0
        self.spans.write(paragraph, cell.copy)
        for run in paragraph.runs if cell.header else ():
            run.bold = True


def _labelled(label: str, copy: Copy) -> tuple[Copy, ...]:
    return tuple(part for part in (plain(f"{label}. " if label and copy else label), copy) if part)


def _remarks(manuscript: Manuscript) -> Iterator[Problem]:
    for picture in manuscript.script.pictures:
        if picture.source.suffix.lower() == ".svg":
            place = Location(manuscript.article.path, picture.line, 1)
            message = f"the Word document names and describes the drawing {picture.source.name}, but cannot show it"
            yield Problem("HP551", message, place, "send the HTML as well", Severity.NOTE)


FORM = Form("docx", article_docx, remarks=_remarks)
