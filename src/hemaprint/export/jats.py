# SPDX-License-Identifier: MIT
"""Write an article as JATS 1.3 (ANSI/NISO Z39.96-2021), Journal Publishing tag set, for archives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

from lxml import etree

from hemaprint.content.formulas.latex import MATHML
from hemaprint.content.models import Article, Reference
from hemaprint.content.spans import Copy, Note
from hemaprint.errors import Location, Problem, Severity
from hemaprint.export import pieces
from hemaprint.export.articles import Form, Manuscript
from hemaprint.export.jatsfront import (
    HREF,
    LANGUAGE,
    NOTICE_TYPES,
    XLINK,
    formula_into,
    identifier,
    node,
    notice_of,
    spans_into,
    write_front,
)
from hemaprint.project.project import CONFIG_NAME

PUBLIC_ID = "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN"
SYSTEM_ID = "https://jats.nlm.nih.gov/publishing/1.3/JATS-journalpublishing1-3.dtd"
ARTICLE_TYPES = {
    "editorial": "editorial",
    "news": "news",
    "book-review": "book-review",
    "obituary": "obituary",
    "case-report": "case-report",
    "research-letter": "brief-report",
}
"""Of the values that the tag library suggests those that fit a page template; it has none for interviews. A *letter*
comments on a work published before; results in brief are a *brief-report*."""


def article_jats(manuscript: Manuscript) -> bytes:
    """The file of an article; it names its pictures as :func:`picture_name` does."""
    article, script, issue = manuscript.article, manuscript.script, manuscript.issue
    root = etree.Element("article", nsmap={"xlink": XLINK, "mml": MATHML})
    root.set("article-type", NOTICE_TYPES.get(notice_of(article), ARTICLE_TYPES.get(article.template, "other")))
    root.set("dtd-version", "1.3")
    root.set(LANGUAGE, article.language)
    write_front(root, article, script, manuscript.project.config.magazine, issue.manifest)
    writer = _JatsWriter(script, issue.path)
    writer.write_body(node("body", root))
    writer.write_back(root, {reference.id: reference for reference in article.meta.references}, article)
    doctype = f'<!DOCTYPE article PUBLIC "{PUBLIC_ID}" "{SYSTEM_ID}">'
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", doctype=doctype)
    return data + b"\n"


class _JatsWriter:
    """Writes the body and the back of one article."""

    def __init__(self, script: pieces.Script, folder: Path) -> None:
        self.script = script
        self.folder = folder
        self.kinds = {anchor: _ref_type(place) for anchor, place in script.places.items()}
        self.notes: list[Note] = []

    def write_body(self, body: Any) -> None:
        if self.script.opener:
            self._picture(body, self.script.opener, kind="opener")
        for piece in self.script.preface:  # of books and abstracts the front has the words
            inside = piece.pieces if isinstance(piece, pieces.Panel) else ()
            for cover in (part for part in inside if isinstance(part, pieces.Picture)):
                self._picture(body, cover, kind="cover")
            if isinstance(piece, pieces.Prose):
                self._piece(body, piece)
        self._sections(body, (*self.script.pieces, *self.script.afterword))

    def write_back(self, root: Any, works: dict[str, Reference], article: Article) -> None:
        if not (self.notes or self.script.references or self.script.consent):
            return
        back = node("back", root)
        if self.script.consent:
            self._inline(node("p", node("notes", back, notes_type="consent")), self.script.consent)
        if self.notes:
            group = node("fn-group", back)
            for note in self.notes:
                made = node("fn", group, id=f"fn_{note.number}")
                node("label", made, str(note.number))
                self._inline(node("p", made), note.copy)
        if self.script.references:
            listed = node("ref-list", back)
            node("title", listed, self.script.references_head)
            for entry, cited in zip(self.script.references, article.references, strict=True):
                made = node("ref", listed, id=identifier(entry.anchor))
                if entry.label:
                    node("label", made, entry.label)
                kind = _PUBLICATIONS[works[cited.key].type]
                self._inline(node("mixed-citation", made, publication_type=kind), entry.copy)

    def _inline(self, parent: Any, copy: Copy) -> None:
        spans_into(parent, copy, self.kinds, self.notes.append)

    # ------------------------------------------------------------ sections

    def _sections(self, root: Any, parts: pieces.Pieces) -> None:
        """Crossheads and items open sections; in JATS nothing of the section around them can follow them."""
        open_sections = [root]
        after_item = False
        for piece in parts:
            if isinstance(piece, pieces.Head):
                open_sections = [*open_sections[: piece.level - 1], self._section(open_sections, piece.level, piece)]
                self._inline(node("title", open_sections[-1]), piece.copy)
            elif isinstance(piece, pieces.Item):
                open_sections = [root, self._section(open_sections, 2, piece)]
                self._item(open_sections[-1], piece)
            else:
                if after_item:
                    open_sections = [root, node("sec", root)]
                    node("title", open_sections[-1])  # a section must have one, if only an empty one
                self._piece(open_sections[-1], piece)
            after_item = isinstance(piece, pieces.Item)

    def _section(self, open_sections: list[Any], level: int, piece: pieces.Head | pieces.Item) -> Any:
        """A new section in the innermost one that is open above its level."""
        return node("sec", open_sections[: level - 1][-1], id=identifier(piece.anchor))

    def _item(self, section: Any, item: pieces.Item) -> None:
        section.set("sec-type", "item")
        if item.tag:
            node("label", section, item.tag)
        self._inline(node("title", section), item.title)
        self._sections(section, _lowered(item.pieces))

    # ------------------------------------------------------------ pieces

    def _pieces(self, parent: Any, parts: Iterable[pieces.Piece]) -> None:
        for piece in parts:
            self._piece(parent, piece)

    def _wrapped(self, parent: Any, parts: Iterable[pieces.Piece]) -> None:
        """Pieces where JATS has only paragraphs, which may hold anything."""
        for piece in parts:
            self._piece(parent if isinstance(piece, pieces.Prose) else node("p", parent), piece)

    def _piece(self, parent: Any, piece: pieces.Piece) -> None:  # noqa: C901 (a case for each kind)
        match piece:
            case pieces.Prose():
                self._inline(node("p", parent), piece.copy)
            case pieces.Equation():
                formula = node("disp-formula", parent, id=identifier(piece.anchor))
                if piece.label:
                    node("label", formula, piece.label)
                formula_into(formula, piece.formula)
            case pieces.Items():
                self._items(node("list", parent, list_type="order" if piece.ordered else "bullet"), piece)
            case pieces.Terms():
                self._terms(node("def-list", parent), piece)
            case pieces.Listing():
                node("code", parent, piece.text, language=piece.language)
            case pieces.Quotation():
                quote = node("disp-quote", parent)
                self._pieces(quote, piece.pieces)
                if piece.source:
                    self._inline(node("attrib", quote), piece.source)
            case pieces.Speech():
                speech = node("speech", parent, content_type="question" if piece.asks else "answer")
                node("speaker", speech, piece.speaker)
                self._wrapped(speech, piece.pieces)
            case pieces.Panel():
                self._panel(node("boxed-text", parent, content_type=piece.kind, id=identifier(piece.anchor)), piece)
            case pieces.Picture():
                self._picture(parent, piece)
            case pieces.Diagram():
                self._diagram(parent, piece)
            case pieces.Tabular():
                self._tabular(parent, piece)
            case pieces.Head() | pieces.Item():
                raise TypeError("a crosshead or an item opens a section")
            case _:
                assert_never(piece)

    def _items(self, listed: Any, piece: pieces.Items) -> None:
        for number, item in enumerate(piece.items, piece.start):
            made = node("list-item", listed)
            if piece.ordered:
                node("label", made, f"{number}{piece.delimiter}")
            self._wrapped(made, item)

    def _terms(self, listed: Any, piece: pieces.Terms) -> None:
        for term in piece.terms:
            made = node("def-item", listed)
            self._inline(node("term", made), term.name)
            self._wrapped(node("def", made), term.pieces)

    def _panel(self, box: Any, panel: pieces.Panel) -> None:
        if panel.kicker:
            node("label", box, panel.kicker)
        if panel.title:
            self._inline(node("title", node("caption", box)), panel.title)
        self._sections(box, _lowered(panel.pieces))

    # ------------------------------------------------------------ pictures, charts, tables

    def _picture(self, parent: Any, piece: pieces.Picture, kind: str = "") -> None:
        figure = node("fig", parent, fig_type=kind, id=identifier(piece.anchor))
        self._legend(figure, piece.legend)
        node("graphic", figure).set(HREF, picture_name(piece.source, self.folder))
        self._credit(figure, piece.legend)

    def _diagram(self, parent: Any, piece: pieces.Diagram) -> None:
        """A chart is its numbers: the drawing follows from them."""
        figure = node("fig", parent, fig_type="chart", id=identifier(piece.anchor))
        self._legend(figure, piece.legend)
        wrap = node("table-wrap", figure)
        if piece.spec.title:
            node("title", node("caption", wrap), piece.spec.title)
        self._grid(wrap, piece.grid)
        self._credit(figure, piece.legend)

    def _legend(self, figure: Any, legend: pieces.Legend) -> None:
        if legend.label:
            node("label", figure, legend.label)
        if legend.caption:
            self._inline(node("p", node("caption", figure)), legend.caption)
        if legend.alt:
            node("alt-text", figure, legend.alt)

    def _credit(self, figure: Any, legend: pieces.Legend) -> None:
        if legend.credit:
            self._inline(node("attrib", figure), legend.credit)

    def _tabular(self, parent: Any, piece: pieces.Tabular) -> None:
        wrap = node("table-wrap", parent, id=identifier(piece.anchor))
        if piece.label:
            node("label", wrap, piece.label)
        if piece.title:
            self._inline(node("title", node("caption", wrap)), piece.title)
        self._grid(wrap, piece.grid)
        if piece.notes:
            foot = node("table-wrap-foot", wrap)
            for note in piece.notes:
                self._inline(node("p", foot), note)

    def _grid(self, wrap: Any, grid: pieces.Grid) -> None:
        table = node("table", wrap)
        if grid.head:
            self._row(node("thead", table), grid.head, "col")
        body = node("tbody", table)
        for row in grid.rows:
            self._row(body, row, "row")

    def _row(self, parent: Any, cells: Iterable[pieces.Cell], scope: str) -> None:
        row = node("tr", parent)
        for cell in cells:
            made = node("th" if cell.header else "td", row, align="right" if cell.numeric else "")
            if cell.header:
                made.set("scope", "colgroup" if cell.span > 1 else scope)
            if cell.span > 1:
                made.set("colspan", str(cell.span))
            self._inline(made, cell.copy)


_PUBLICATIONS = {
    "article-journal": "journal",
    "book": "book",
    "chapter": "book",
    "webpage": "webpage",
    "report": "report",
    "paper-conference": "confproc",
}


def _ref_type(place: pieces.Piece | pieces.Entry) -> str:
    """What kind of thing a cross-reference leads to (JATS 1.3, attribute ref-type)."""
    match place:
        case pieces.Entry():
            return "bibr"
        case pieces.Picture() | pieces.Diagram():
            return "fig"
        case pieces.Tabular():
            return "table"
        case pieces.Equation():
            return "disp-formula"
        case pieces.Panel():
            return "boxed-text"
        case _:
            return "sec"


def picture_name(source: Path, folder: Path) -> str:
    """A picture as the file names it: its path from the folder of the issue, or else from the folder of the project."""
    path, root = source.resolve(), folder.resolve().parents[1]
    if path.is_relative_to(folder.resolve()):
        return path.relative_to(folder.resolve()).as_posix()
    return f"project/{path.relative_to(root).as_posix()}"


def _lowered(parts: pieces.Pieces) -> pieces.Pieces:
    """Pieces of a box or an item, whose crossheads of level 3 are the highest that it has."""
    return tuple(replace(piece, level=2) if isinstance(piece, pieces.Head) else piece for piece in parts)


def _pictures(manuscript: Manuscript) -> dict[str, bytes]:
    sources = [picture.source for picture in manuscript.script.pictures]
    return {picture_name(source, manuscript.issue.path): source.read_bytes() for source in sources}


def _remarks(manuscript: Manuscript) -> Iterator[Problem]:
    project = manuscript.project
    if not project.config.magazine.issn:
        hint = "archives require one: add issn under [magazine] when the magazine has one"
        message = "the magazine has no ISSN, so the element is empty in JATS"
        yield Problem("HP550", message, Location(project.root / CONFIG_NAME), hint, Severity.WARNING)


FORM = Form("xml", article_jats, files=_pictures, remarks=_remarks)
