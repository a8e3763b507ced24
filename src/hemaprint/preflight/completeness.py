# SPDX-License-Identifier: MIT
"""Check that a finished file holds the copy of its articles, paragraph by paragraph, in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from hemaprint.content.blocks import CodeBlock, Crosshead, Displayed, Entry, Paragraph
from hemaprint.content.models import Article
from hemaprint.content.spans import Citation, Code, Copy, Formula, Leaf, LineBreak, Note, PageNumber, Task, Text, leaves
from hemaprint.content.units import Unit, block_units, front_units, reference_units
from hemaprint.errors import Location, Severity
from hemaprint.preflight.page import page_text, pdfium_document
from hemaprint.preflight.report import Check, Finding, Subject
from hemaprint.typeset.pages import readable

_LEADING = 1
"""Letters of a paragraph that may be a drop cap, which is extracted from another place."""
_PLATES = 6
"""Pages of pictures alone that may come between two parts of a paragraph."""
_RUN = 12
"""Letters that are not found in their order by chance."""
_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """Copy that runs on without a break: its place in the manuscript, its words, and whether it keeps its order."""

    location: Location
    text: str
    flows: bool

    @property
    def wanted(self) -> str:
        """As it is looked for."""
        return readable(self.text)[_LEADING:]


def completeness(articles: Iterable[Article]) -> Check:
    """A check that the file holds these articles."""
    wanted = tuple(articles)

    def check_completeness(subject: Subject) -> Iterator[Finding]:
        pages = _pages(subject)
        for article in wanted:
            yield from _missing(article, pages)

    return check_completeness


def pieces(article: Article) -> Iterator[Piece]:
    """The copy of an article in its order, without page numbers: front matter, blocks, footnotes, references."""
    for unit in front_units(article):
        yield from _split(unit, unit.copy, flows=False)
    for block in article.body:
        for unit in block_units(block, article.path):
            yield from _split(unit, unit.copy, flows=_flows(unit))
            for leaf in leaves(unit.copy):
                if isinstance(leaf, Note):
                    yield from _split(unit, leaf.copy, flows=False)
    for unit in reference_units(article):
        yield from _split(unit, unit.copy, flows=False)


def _split(unit: Unit, copy: Copy, *, flows: bool) -> Iterator[Piece]:
    """Copy as pieces that run on: page numbers, notes and the ends of lines part them."""
    for part in "".join(map(_characters, leaves(copy))).split("\n"):
        piece = Piece(unit.location, " ".join(part.split()), flows)
        if piece.wanted:
            yield piece


def _characters(leaf: Leaf) -> str:
    match leaf:
        case Text() | Code() | Task() | Citation():
            return leaf.text
        case LineBreak() | PageNumber() | Note() | Formula():  # a formula is drawn
            return "\n"
        case _:
            assert_never(leaf)


def _flows(unit: Unit) -> bool:
    """Whether a text keeps its place in the flow: running text, outside displayed blocks."""
    *around, (block, _) = unit.path
    is_text = isinstance(block, Paragraph | Crosshead | CodeBlock | Entry)
    return is_text and not any(isinstance(one, Displayed) for one, _ in around)


def _missing(article: Article, pages: list[str]) -> Iterator[Finding]:
    reached = 0
    for piece in pieces(article):
        found = _page_of(piece.wanted, pages, reached if piece.flows else 0)
        if found is not None:
            reached = found if piece.flows else reached
        elif piece.flows and (before := _page_of(piece.wanted, pages, 0)) is not None:
            message = f"copy appears before the text that it follows in the manuscript: {_excerpt(piece.text)}"
            hint = "build again; if this remains, it is a fault of the layout engine"
            yield Finding("HP443", Severity.ERROR, message, hint, before, None, piece.location)
        else:
            message = f"copy of “{article.title}” is missing: {_excerpt(piece.text)}"
            hint = "build again: the manuscript is newer than the file, or its text was lost"
            yield Finding("HP442", Severity.ERROR, message, hint, None, None, piece.location)


def _page_of(text: str, pages: list[str], first: int) -> int | None:
    """The page, from ``first``, on which a text stands, or begins where it runs over to a later one."""
    rest = range(first, len(pages))
    whole = next((index for index in rest if text in pages[index]), None)
    if whole is not None:
        return whole
    return next((index for index in rest if _stands(text, pages[index : index + 2 + _PLATES])), None)


def _stands(text: str, pages: list[str]) -> bool:
    """Whether a text begins on the first of these pages, and ends there or on a later one."""
    here = reach(text, pages[0])
    rest = text[here:]
    return here > 0 and (not rest or any(reach(rest, page) == len(rest) for page in pages[1:]))


def reach(text: str, page: str) -> int:
    """How many letters of ``text``, from its first, are on ``page`` in their order.

    A figure at the foot of a column parts the paragraph that goes on in the next one: there may be more than one run,
    each too long to be there by chance.
    """
    done = at = 0
    while rest := text[done:]:
        run = _run(rest, page[at:])
        if run < _RUN:
            return done or run
        at = page.index(rest[:run], at) + run
        done += run
    return done


def _run(text: str, page: str) -> int:
    """How many letters of ``text``, from its first, are on ``page`` in one run."""
    return bisect_right(range(1, len(text) + 1), False, key=lambda count: text[:count] not in page)


def _pages(subject: Subject) -> list[str]:
    """The text of every page; pdfium writes a hyphen at the end of a line as U+0002 or U+FFFE."""
    with pdfium_document(subject) as document:
        texts = [page_text(document, index) for index in range(len(document))]
    return [readable(text.replace("\x02", "").replace("\ufffe", "")) for text in texts]


def _excerpt(text: str) -> str:
    return f"“{text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + '…'}”"
