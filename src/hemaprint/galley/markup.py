# SPDX-License-Identifier: MIT
"""Write copy and running text as HTML: the only place that does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, is_dataclass, replace
from functools import cache
from html import escape
from typing import Any, assert_never, get_type_hints

from markupsafe import Markup

from hemaprint.content import blocks, spans
from hemaprint.galley.formula import formula_svg, lines_around
from hemaprint.project.direction import direction_of_text, runs_from_the_right

UNKNOWN_PAGE = "00"
"""A page number in copy that is only measured: two digits, as most numbers of a magazine have."""
CODE_KEPT_WHOLE = 16
"""Characters of the longest code in a line that is not broken: about half of a narrow column."""

_ELEMENTS: dict[spans.Style, tuple[str, str]] = {
    "emphasis": ("em", ""),
    "strong": ("strong", ""),
    "struck": ("s", ""),
    "small capitals": ("span", "sc"),
    "gene": ("i", "gene"),
    "italic": ("i", ""),
    "superior": ("sup", ""),
    "inferior": ("sub", ""),
    "acronym": ("abbr", ""),
    "expanded": ("span", "expanded"),
    "symbol": ("span", "symbol"),
    "identifier": ("span", "identifier"),
    "lining": ("span", "lining"),
    "together": ("span", "nb"),
    "full width": ("span", "fullwidth"),
    "dot": ("span", "dot"),
    "address": ("span", "address"),
    "person": ("span", "person"),
}
"""The tag and the class of each style."""
_BREAK_AFTER = re.compile(r"(?<=\w)[/_.?&=#%+~,;:@|\-\\]+(?=[^\W_])")
"""Signs after which a long address or identifier may be broken: the last of several (Chicago Manual 7.46)."""


@dataclass(frozen=True, slots=True)
class InlineWriter:
    """Writes copy as HTML.

    ``page_label`` gives the number of a page as printed. Links to articles that are not among ``articles`` are plain
    text, because an article that is set alone cannot lead to the others. An address is a link to itself, unless the
    copy is ``linked`` as a whole. A ``bare`` text is for mail programs, which know neither the classes of our styles
    nor any link into the issue.
    """

    page_label: Callable[[str], str] = lambda _: UNKNOWN_PAGE
    articles: Container[str] | None = None
    bare: bool = False
    linked: bool = False

    def html(self, copy: spans.Copy) -> Markup:
        """The HTML of copy."""
        return Markup("".join(map(self._span, copy)))

    def _span(self, span: spans.Span) -> str:  # noqa: C901 (a case for each kind)
        match span:
            case spans.Text():
                return breakable(span.text) if span.breaks else escape(span.text, quote=False)
            case spans.Styled():
                return self._styled(span)
            case spans.Foreign():
                inside, turned = self.html(span.copy), runs_from_the_right(span.language)
                named = {"lang": span.language, "dir": "rtl" * turned}
                return self._element("span", inside, class_="native" * span.native, **named)
            case spans.Link():
                return self._element("a", self._within(span.copy), class_="ext", href=escape(span.href))
            case spans.CrossReference():
                return self._cross_reference(span)
            case spans.PageNumber():
                return escape(self.page_label(span.target), quote=False)
            case spans.Citation():
                return self._citation(span)
            case spans.Note():
                place = f"{span.slug}--fn_{span.number}"
                return self._element("span", self.html(span.copy), class_="footnote", role="doc-footnote", id=place)
            case spans.Code():
                whole = len(span.text) <= CODE_KEPT_WHOLE
                text = escape(span.text, quote=False) if whole else breakable(span.text)
                return self._element("code", text, class_="nb" * whole)
            case spans.Formula():
                return escape(span.text, quote=False) if self.bare else formula_svg(span)
            case spans.LineBreak():
                return "<br>"
            case spans.Task():
                return self._element("span", span.text, class_="task")
            case _:
                assert_never(span)

    def _styled(self, span: spans.Styled) -> str:
        """Figures are raised by a class that faces have them for; in mail, which has none, by their characters.

        Scripts from right to left have no italics: emphasis of theirs has a class.
        """
        tag, class_ = _ELEMENTS[span.style]
        if tag in ("em", "i") and direction_of_text(spans.text_of(span.copy)) == "rtl":
            class_ = f"{class_} upright".strip()
        if span.style in ("superior", "inferior"):
            figures = spans.text_of((span,))
            if self.bare and figures != spans.characters_of(span.copy):
                return figures
            class_ = "figures" * spans.characters_of(span.copy).isdecimal()
        leads = span.style == "address" and not (self.bare or self.linked)
        href = escape(href_of(spans.characters_of(span.copy))) if leads else ""
        tag = "a" if leads else tag
        return self._element(tag, self.html(span.copy), class_=class_, title=escape(span.expansion), href=href)

    def _element(self, tag: str, inside: str, *, class_: str = "", **attributes: str) -> str:
        named = {"class": class_ * (not self.bare)} | attributes
        written = "".join(f' {name}="{value}"' for name, value in named.items() if value)
        return f"<{tag}{written}>{inside}</{tag}>"

    def _within(self, copy: spans.Copy) -> Markup:
        """The HTML of copy that is inside a link."""
        return replace(self, linked=True).html(copy)

    def _cross_reference(self, span: spans.CrossReference) -> str:
        inside = self._within(span.copy)
        is_set = span.within or self.articles is None or span.slug in self.articles
        if self.bare or not is_set:
            return inside
        return self._element("a", inside, class_="xref", href=f"{'' if span.within else 'x-issue:'}#{span.place}")

    def _citation(self, span: spans.Citation) -> str:
        printed = "".join(self._cited(span.slug, text, number) for text, number in span.parts)
        place = span.place * (not self.bare)
        return self._element("sup" if span.raised else "span", printed, class_="cite", id=place)

    def _cited(self, slug: str, text: str, number: int) -> str:
        text = escape(text, quote=False)
        return f'<a href="#{slug}--ref_{number}">{text}</a>' if number and not self.bare else text


def file_attributes(name: str, kind: str, text: str, *, relation: str, description: str) -> dict[str, str]:
    """The attributes of an element that carries a file into the PDF (``typeset/tags/files.py`` has their meaning)."""
    said = {"name": name, "type": kind, "text": text, "relation": relation, "description": description}
    return {f"data-file-{key}": value for key, value in said.items()}


_NUMBERS = {"pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/", "orcid": "https://orcid.org/{}"}
"""Where the numbers lead that follow such a word (``content/markdown/typography.py``: ADDRESS)."""


def href_of(address: str) -> str:
    """Where an address leads that is printed without its scheme: a DOI, a number of PubMed or ORCID, a mailbox."""
    word = address[:5].rstrip(":. \u00a0").casefold()
    if word in _NUMBERS:
        return _NUMBERS[word].format(re.split("[ \u00a0:]", address)[-1])
    if address[:4].casefold() == "doi:" or address.startswith("10."):
        return f"https://doi.org/{address[address.index('10.') :]}"
    if "@" in address.partition("/")[0]:
        return f"mailto:{address.removeprefix('mailto:')}"
    return address if "://" in address else f"https://{address}"


def breakable(text: str) -> str:
    """The HTML of text that is set as typed, with ``wbr`` where a line may break."""
    return "<wbr>".join(escape(piece, quote=False) for piece in broken_after_signs(text))


def broken_after_signs(text: str) -> list[str]:
    """Text that is set as typed, cut where a line may break."""
    return _BREAK_AFTER.sub(lambda match: f"{match[0]}\n", text).split("\n")


# ---------------------------------------------------------------- copy in layouts


class Shown:
    """A block, or whatever else holds copy, as layouts see it: its copy is HTML, and ``copy`` itself is ``html``."""

    def __init__(self, value: Any, html: Callable[[spans.Copy], Markup]) -> None:
        self.value = value
        self._html = html

    def __getattr__(self, name: str) -> Any:
        name = "copy" if name == "html" else name
        kind: Any = type(self.value)
        return self._shown(getattr(self.value, name), is_copy=name in _copy_fields(kind))

    def _shown(self, value: Any, *, is_copy: bool = False) -> Any:
        if is_copy and all(isinstance(part, spans.Span) for part in value):
            return self._html(value)
        if isinstance(value, tuple):
            return tuple(self._shown(part, is_copy=is_copy) for part in value)
        return Shown(value, self._html) if is_dataclass(value) else value


@cache
def _copy_fields(kind: Any) -> frozenset[str]:
    """The fields of a dataclass that are copy, or several."""
    return frozenset(
        name for name, hint in get_type_hints(kind).items() if hint in (spans.Copy, tuple[spans.Copy, ...])
    )


# ---------------------------------------------------------------- running text

ADVANCE = 0.6
"""Width of a character of Source Code Pro in em."""
INSET = 2 / 3
"""The rule beside a listing and the space after it, in lines of the grid (typography.css)."""
INDENT = 4 / 3
"""The widest indent of an item of a list, in lines of the grid (typography.css)."""
TAB = 4
"""Columns between tab stops."""
TURNOVER = '<span class="turnover"></span>'
"""The sign that a line continues; it is drawn, because a character would be copied with the code."""

_SIGN = 2
"""Characters that the sign takes."""
_AFTER = " ,;:)(]}/|&=+"
"""Signs after which a line is broken, rather than in the middle of a word."""


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Writes running text as it is inside a box, an item or a list; ``drawn`` writes the blocks that have a partial.

    ``width`` and ``size`` are those of code, ``text`` is the size of running text and ``baseline`` its leading, in pt;
    ``depth`` is how many items and quotations are around.
    """

    copy: Callable[[spans.Copy], Markup]
    drawn: Callable[[blocks.Block], Markup]
    width: float
    size: float
    text: float
    baseline: float
    depth: int = 0

    def html(self, block: blocks.Block) -> Markup:
        """The HTML of a block."""
        match block:
            case blocks.Paragraph():
                return Markup("<p>{}</p>").format(self.copy(block.copy))
            case blocks.Crosshead():
                named = Markup(' id="{}"').format(block.anchor) if block.anchor else ""
                return Markup("<h4{}>{}</h4>").format(named, self.copy(block.copy))
            case blocks.List():
                return self._list(block)
            case blocks.Definitions():
                return Markup("<dl>{}</dl>").format(Markup().join(map(self._entry, block.entries)))
            case blocks.Quotation():
                inner = replace(self, depth=self.depth + 1)
                return Markup("<blockquote>{}</blockquote>").format(Markup().join(map(inner.html, block.blocks)))
            case blocks.Equation():
                return self._equation(block)
            case blocks.CodeBlock():
                named = Markup(' class="language-{}"').format(block.language) if block.language else ""
                lines = self._lines(block.text)
                return Markup('<pre class="listing"><code{}>{}</code></pre>').format(named, lines)
            case blocks.Displayed() | blocks.Turn() | blocks.NewsItem():
                return self.drawn(block)
            case _:
                assert_never(block)

    def _entry(self, entry: blocks.Entry) -> Markup:
        said = Markup().join(Markup("<dd>{}</dd>").format(self._item(several)) for several in entry.said)
        return Markup("<dt>{}</dt>{}").format(self.copy(entry.term), said)

    def _list(self, block: blocks.List) -> Markup:
        if not block.delimiter:
            items = (Markup("<li>{}</li>").format(self._item(item)) for item in block.items)
            return Markup("<ul>{}</ul>").format(Markup().join(items))
        numbered = (
            Markup('<li data-number="{}{}">{}</li>').format(number, block.delimiter, self._item(item))
            for number, item in enumerate(block.items, block.start)
        )
        start = Markup(' start="{}"').format(block.start) if block.start != 1 else ""
        return Markup("<ol{}>{}</ol>").format(start, Markup().join(numbered))

    def _equation(self, block: blocks.Equation) -> Markup:
        named = Markup(' id="{}"').format(block.anchor) if block.anchor else ""
        number = Markup('<span class="number">({})</span>').format(block.number) if block.number else ""
        above, below = lines_around(block, self.text, self.baseline)
        deep = " deep" * bool(below)
        style = Markup("padding-top:calc({}*var(--b));padding-bottom:calc({}*var(--b))").format(above, below)
        opened = Markup('<div class="equation{}"{} style="{}">').format(deep, named, style)
        return opened + number + self.copy(block.copy) + Markup("</div>")

    def _item(self, several: blocks.Blocks) -> Markup:
        """Blocks of an item: the first paragraph needs no ``p``, which would part it from the label of the item."""
        inner = replace(self, depth=self.depth + 1)
        leads = self.copy(several[0].copy) if several and isinstance(several[0], blocks.Paragraph) else Markup()
        return leads + Markup().join(map(inner.html, several[bool(leads) :]))

    def _lines(self, code: str) -> Markup:
        room = self.width - (INSET + self.depth * INDENT) * self.baseline
        limit = max(int(room / (self.size * ADVANCE)), 2 * _SIGN)
        return Markup("\n".join(_broken(line, limit) for line in code.expandtabs(TAB).split("\n")))


def _broken(line: str, limit: int) -> str:
    return f"\n{TURNOVER}".join(escape(piece, quote=False) for piece in _pieces(line, limit))


def _pieces(line: str, limit: int) -> Iterator[str]:
    """``line`` cut into pieces that are ``limit`` characters wide at most; the later ones make room for the sign."""
    room = limit
    while (end := _reach(line, room)) < len(line):
        at = next((index for index in range(end, end // 2, -1) if line[index - 1] in _AFTER), end)
        yield line[:at]
        line, room = line[at:], limit - _SIGN
    yield line


def _reach(line: str, limit: int) -> int:
    """How many characters of ``line`` fit into ``limit`` columns."""
    taken = 0
    for index, character in enumerate(line):
        taken += columns(character)
        if taken > limit:
            return max(index, 1)
    return len(line)


def columns(character: str) -> int:
    """The columns of a character: none for what is set over another or has no width, two for Chinese and emoji."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
