# SPDX-License-Identifier: MIT
"""Write an article as one HTML file for its author: manuscript lines in the margin, pictures inside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any, assert_never

from lxml import etree
from lxml.html import tostring

from hemaprint.charts import draw, lettering_of, palette_of
from hemaprint.content.spans import Copy, Note, plain
from hemaprint.export import pieces
from hemaprint.export.articles import Form, Manuscript
from hemaprint.export.formulas import mathml_element
from hemaprint.export.script import reduced
from hemaprint.project.direction import runs_from_the_right
from hemaprint.theme.theme import Theme

_TAGS: dict[pieces.Face, str] = {
    "strong": "strong",
    "emphasis": "em",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "struck": "s",
}


def element(tag: str, parent: Any = None, class_: str = "", **attributes: str) -> Any:
    """A new element, the last child of ``parent``; attributes that are "" are left out, except ``alt``."""
    made = etree.Element(tag) if parent is None else etree.SubElement(parent, tag)
    for name, value in ({"class": class_} | attributes).items():
        if value or name == "alt":
            made.set(name, value)
    return made


def spans_into(parent: Any, copy: Copy, anchors: frozenset[str], call: Callable[[Note], None]) -> None:
    """Write spans at the end of ``parent``; links lead to ``anchors`` only, ``call`` gets every note."""
    for group in pieces.groups_of(copy, anchors):
        around = parent
        if group.cites:
            around = element("sup" if group.raised else "span", parent, class_="cite")
        for link in group.links:
            holder = element("a", around, href=link.href) if link.href else around
            for run in link.runs:
                _span(holder, run, group.faces, call)


def _span(parent: Any, run: pieces.Run, known: frozenset[pieces.Face], call: Callable[[Note], None]) -> None:
    if run.note:
        call(run.note)
        number = str(run.note.number)
        raised = element("sup", parent, id=f"call_{number}")
        element("a", raised, href=f"#fn_{number}", role="doc-noteref").text = number
        return
    for face in sorted(run.faces - known):
        parent = element(_TAGS.get(face, "span"), parent, class_="" if face in _TAGS else face)
    if run.language:
        parent = element("span", parent, lang=run.language, dir=_direction(run.language))
    if run.formula:
        parent.append(mathml_element(run.formula))
        return
    for index, line in enumerate(run.text.split("\n")):
        if index:
            element("br", parent)
        append_text(parent, line)


def _direction(language: str) -> str:
    return "rtl" if runs_from_the_right(language) else ""


def append_text(parent: Any, text: str) -> None:
    """Append text after the last child of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# ---------------------------------------------------------------- the article

CHART_WIDTH = 420
"""Width of a chart in pt: about the width of the text."""


def article_html(manuscript: Manuscript) -> bytes:
    """The file of an article; charts are drawn in the colours of the theme."""
    article = manuscript.article
    root = element("html", lang=article.language, dir=_direction(article.language))
    head = element("head", root)
    element("meta", head, charset="utf-8")
    element("meta", head, name="viewport", content="width=device-width, initial-scale=1")
    element("title", head).text = article.title
    element("style", head).text = files("hemaprint.export").joinpath("proof.css").read_text("utf-8")
    _HtmlWriter(manuscript.script, manuscript.theme).write(element("main", element("body", root)), manuscript.path)
    data: bytes = tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")
    return data + b"\n"


class _HtmlWriter:
    """Writes one article into an element."""

    def __init__(self, script: pieces.Script, theme: Theme) -> None:
        self.script = script
        self.theme = theme
        self.anchors = frozenset(script.places)
        self.notes: list[Note] = []

    def write(self, main: Any, path: str) -> None:
        script = self.script
        element("p", main, class_="proof").text = path
        article = element("article", main)
        header = element("header", article)
        self._inline(element("p", header, class_="kicker"), script.kicker)
        self._inline(element("h1", header), script.headline)
        if script.standfirst:
            self._inline(element("p", header, class_="standfirst"), script.standfirst)
        for line in script.byline:
            self._inline(element("p", header, class_="byline"), line)
        self._pieces(article, [script.opener] if script.opener else [])
        self._pieces(article, (*script.preface, *script.pieces, *script.afterword))
        self._notes(article)
        for declaration in script.declarations:
            self._inline(element("p", article, class_="declaration"), declaration)
        self._references(article)

    def _inline(self, parent: Any, copy: Copy) -> None:
        spans_into(parent, copy, self.anchors, self.notes.append)

    # ------------------------------------------------------------ pieces

    def _pieces(self, parent: Any, parts: Iterable[pieces.Piece]) -> None:
        for piece in parts:
            self._piece(parent, piece)

    def _piece(self, parent: Any, piece: pieces.Piece) -> None:  # noqa: C901 (a case for each kind)
        match piece:
            case pieces.Prose():
                self._inline(_at("p", parent, piece), piece.copy)
            case pieces.Equation():
                holder = _at("p", parent, piece, class_="equation")
                holder.append(mathml_element(piece.formula))
                append_text(holder, piece.label and f" {piece.label}")
            case pieces.Head():
                self._inline(_at(f"h{piece.level}", parent, piece), piece.copy)
            case pieces.Items() | pieces.Terms():
                listing = _at("div", parent, piece)
                self._list(listing, piece)
                _unmark(listing)
            case pieces.Listing():
                code = element("code", _at("pre", parent, piece), f"language-{piece.language}" * bool(piece.language))
                code.text = piece.text
            case pieces.Quotation():
                quote = _at("blockquote", parent, piece)
                self._pieces(quote, piece.pieces)
                _unmark(quote)
                if piece.source:
                    self._inline(element("p", quote, class_="credit"), piece.source)
            case pieces.Speech():
                turn = _at("section", parent, piece, class_="turn asks" if piece.asks else "turn")
                element("p", turn, class_="speaker").text = piece.speaker
                self._pieces(turn, piece.pieces)
                _unmark(turn)
            case pieces.Item():
                self._item(_at("section", parent, piece), piece)
            case pieces.Panel():
                self._panel(_at("aside", parent, piece, class_=piece.kind, role="note"), piece)
            case pieces.Picture():
                self._picture(_at("figure", parent, piece), piece)
            case pieces.Diagram():
                self._diagram(_at("figure", parent, piece), piece)
            case pieces.Tabular():
                self._tabular(_at("div", parent, piece), piece)
            case _:
                assert_never(piece)

    def _list(self, parent: Any, piece: pieces.Items | pieces.Terms) -> None:
        if isinstance(piece, pieces.Terms):
            terms = element("dl", parent)
            for term in piece.terms:
                self._inline(element("dt", terms), term.name)
                self._pieces(element("dd", terms), term.pieces)
            return
        listed = element("ol" if piece.ordered else "ul", parent, "bracketed" if piece.delimiter == ")" else "")
        if piece.start != 1:
            listed.set("start", str(piece.start))
        for item in piece.items:
            self._pieces(element("li", listed), item)

    def _item(self, parent: Any, item: pieces.Item) -> None:
        if item.tag:
            element("p", parent, class_="tag").text = item.tag
        self._inline(element("h2", parent), item.title)
        self._pieces(parent, item.pieces)

    def _panel(self, parent: Any, panel: pieces.Panel) -> None:
        if panel.kicker:
            element("p", parent, class_="kicker").text = panel.kicker
        if panel.title:
            self._inline(element("h2", parent), panel.title)
        self._pieces(parent, panel.pieces)

    # ------------------------------------------------------------ pictures, charts, tables

    def _picture(self, figure: Any, piece: pieces.Picture) -> None:
        picture = reduced(piece.source)
        source = f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"
        element("img", figure, src=source, alt=piece.legend.alt)
        self._legend(figure, piece.legend)

    def _diagram(self, figure: Any, piece: pieces.Diagram) -> None:
        title_id = f"chart_{piece.line}"
        palette, letters = palette_of(self.theme), lettering_of(self.theme)
        svg = draw(piece.spec, CHART_WIDTH, palette, letters, title_id=title_id, alt=piece.legend.alt)
        figure.append(etree.fromstring(svg))
        self._legend(figure, piece.legend)
        table = element("table", element("div", figure, class_="wide"))
        if piece.spec.title:
            element("caption", table).text = piece.spec.title
        self._cells(table, piece.grid)

    def _legend(self, figure: Any, legend: pieces.Legend) -> None:
        if not (legend.label or legend.caption or legend.credit):
            return
        caption = element("figcaption", figure)
        if legend.label:
            _label(caption, legend.label)
        self._inline(element("span", caption), legend.caption)
        element("span", caption).text = " "
        self._inline(element("span", caption, class_="credit"), legend.credit)

    def _tabular(self, parent: Any, piece: pieces.Tabular) -> None:
        # a separate box scrolls: it would clip the line number in the margin of this one
        table = element("table", element("div", parent, class_="wide"))
        if piece.label or piece.title:
            caption = element("caption", table)
            if piece.label:
                _label(caption, piece.label)
            self._inline(element("span", caption), piece.title)
        self._cells(table, piece.grid)
        for note in piece.notes:
            self._inline(element("p", parent, class_="notes"), note)

    def _cells(self, table: Any, grid: pieces.Grid) -> None:
        if grid.head:
            self._row(element("thead", table), grid.head, "col")
        body = element("tbody", table)
        for row in grid.rows:
            self._row(body, row, "row")

    def _row(self, parent: Any, cells: Iterable[pieces.Cell], scope: str) -> None:
        row = element("tr", parent)
        for cell in cells:
            made = element("th" if cell.header else "td", row)
            if cell.header:
                made.set("scope", "colgroup" if cell.span > 1 else scope)
            if cell.span > 1:
                made.set("colspan", str(cell.span))
            if cell.numeric:
                made.set("class", "numeric")
            self._inline(made, cell.copy)

    # ------------------------------------------------------------ notes and references

    def _notes(self, main: Any) -> None:
        if not self.notes:
            return
        listed = element("ol", element("section", main, class_="notes", role="doc-endnotes"))
        for note in self.notes:
            entry = element("p", element("li", listed, id=f"fn_{note.number}"))
            self._inline(entry, (*note.copy, *plain(" ")))
            element("a", entry, href=f"#call_{note.number}", role="doc-backlink").text = "↩"

    def _references(self, main: Any) -> None:
        script = self.script
        if not script.references:
            return
        section = element("section", main, class_="references", role="doc-bibliography")
        element("h2", section).text = script.references_head
        numbered = all(entry.label for entry in script.references)
        listed = element("ol" if numbered else "ul", section)
        for entry in script.references:
            made = element("li", listed, id=entry.anchor, **({"value": str(entry.number)} if numbered else {}))
            self._inline(made, entry.copy)


def _unmark(parent: Any) -> None:
    """Remove the line from everything inside that has the line of its parent: it is marked once."""
    for child in parent.iterdescendants():
        if child.get("data-line") == parent.get("data-line"):
            child.attrib.pop("data-line", None)


def _label(caption: Any, text: str) -> None:
    """A number such as "Figure 1", parted from what follows also where the styles are not."""
    label = element("span", caption, class_="label")
    label.text, label.tail = text, " "


def _at(tag: str, parent: Any, piece: pieces.Piece, class_: str = "", **attributes: str) -> Any:
    """An element with the line of its piece for the margin, and the id that links lead to."""
    made = element(tag, parent, class_=class_, id=piece.anchor, **attributes)
    if piece.line:
        made.set("data-line", str(piece.line))
    return made


FORM = Form("html", article_html)
