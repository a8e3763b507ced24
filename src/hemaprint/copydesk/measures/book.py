# SPDX-License-Identifier: MIT
"""A finished issue as it can be seen: lines of glyphs, the blocks that they belong to, pictures, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path

from hemaprint.project.page import Page
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.measures import PageLayer, settle

DISPLAY = 1.3
"""Sizes of copy from which on a quotation is a pull quote."""
_FULL = 0.6
"""Part of a page that a picture fills where nothing but a picture is meant to be on it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in pt from its lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its text, its baseline in pt from the foot of the page, its size in pt, and where it is.

    ``runs`` are the boxes of the pieces that it is drawn in, ``spaces`` the widths of its spaces in pt, ``gaps`` where
    each begins and ends.
    """

    text: str
    baseline: float
    size: float
    box: Box
    runs: tuple[Box, ...]
    spaces: tuple[float, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()

    @property
    def page(self) -> int:
        """The index of its page."""
        return self.box.page

    @property
    def width(self) -> float:
        """From its first glyph to its last, in pt."""
        return self.box.right - self.box.left

    @property
    def is_divided(self) -> bool:
        """Whether it ends within a word."""
        return self.text.rstrip().endswith(("\u2010", "\x02", "\ufffe", "\u00ad"))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, cell or note with its lines in reading order; ``path`` are the roles around it."""

    role: str
    article: int
    path: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All its words; the parts of a divided one are put together."""
        return "".join(line.text.rstrip()[:-1] if line.is_divided else f"{line.text} " for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure, chart or table: where it begins, and how many blocks of the issue are read before it."""

    role: str
    article: int
    box: Box
    after: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that send the reader to a place: the page that they are on, and that place in pt on its page."""

    article: int
    page: int
    target: int
    left: float
    top: float


@dataclass(frozen=True)
class Book:
    """A finished issue: the titles of its articles, its blocks, and its running text with its leading in pt.

    ``pictures`` are the boxes of images, ``drawings`` those of paths, but for column rules; ``sizes`` are in pt.
    ``unread`` is what is drawn and not read out: running heads, folios, and quotations that repeat the copy.
    """

    titles: tuple[str, ...]
    blocks: tuple[Block, ...]
    copy: tuple[Block, ...]
    leading: float
    pictures: tuple[Box, ...]
    drawings: tuple[Box, ...]
    sizes: tuple[tuple[float, float], ...]
    unread: tuple[Block, ...] = ()
    shown: tuple[Shown, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """All lines."""
        return (line for block in self.blocks for line in block.lines)

    @cached_property
    def articles(self) -> tuple[int, ...]:
        """The numbers of those that have running text; all words of an advertisement are on its picture."""
        ids = {block.article for block in self.copy}
        lines = {number: [line for one in self.blocks if one.article == number for line in one.lines] for number in ids}
        return tuple(sorted(number for number in ids if not any(_holds(box, lines[number]) for box in self.pictures)))

    @cached_property
    def pages_of(self) -> dict[int, tuple[int, ...]]:
        """The indices of the pages that each article has lines on."""
        found: dict[int, set[int]] = {}
        for block in self.blocks:
            found.setdefault(block.article, set()).update(line.page for line in block.lines)
        return {article: tuple(sorted(pages)) for article, pages in found.items()}

    @cached_property
    def plates(self) -> frozenset[int]:
        """The pages that a picture fills, with the words on it, or that have one and no running head or folio."""
        areas = [self.type_area(page) for page in range(len(self.sizes))]
        furnished = {
            line.page
            for block in self.unread
            for line in block.lines
            if not areas[line.page].bottom < line.baseline < areas[line.page].top
        }
        return frozenset(box.page for box in self.pictures if self.fills(box) or box.page not in furnished)

    @cached_property
    def advertised(self) -> frozenset[int]:
        """The ids of the blocks of half-page advertisements: read right after their picture, and set on it.

        The first of them is a label, which is not set as running text is: copy that a picture covers is not meant.
        """
        copy, found = set(map(id, self.copy)), set[int]()
        for one in self.shown:
            words = list(takewhile(lambda block: _holds(one.box, block.lines), self.blocks[one.after :]))  # noqa: B023
            if words and id(words[0]) not in copy:
                found.update(map(id, words))
        return frozenset(found)

    @property
    def pulls(self) -> Iterator[Block]:
        """Sentences of the copy that are set large among it."""
        large = DISPLAY * self.copy[0].lines[0].size
        yield from (
            block for block in self.blocks if "BlockQuote" in (*block.path, block.role) and block.lines[0].size > large
        )
        owner = {page: article for article in self.articles for page in self.pages_of[article]}
        for block in self.unread:
            page, line = block.lines[0].page, block.lines[0]
            area = self.type_area(page)
            if page in owner and page not in self.plates and line.size > large and line.baseline < area.top:
                yield replace(block, article=owner[page])

    def fills(self, picture: Box) -> bool:
        """Whether a picture takes most of its page."""
        width, height = self.sizes[picture.page]
        return (picture.right - picture.left) * (picture.top - picture.bottom) > _FULL * width * height

    def type_area(self, page: int) -> Box:
        """The type area of a page; pages with an even index are on the right."""
        width, height = self.sizes[page]
        geometry = _usual(width, height)
        left, right = geometry.left(is_left=page % 2 == 1), geometry.left(is_left=page % 2 == 0)
        return Box(page, left, height - geometry.foot, width - right, height - geometry.margins.top)


@cache
def _usual(width: float, height: float) -> Geometry:
    """The measures of pages of this trim size, in pt, for which nobody has asked for others."""
    return settle([PageLayer(Page(size=f"{width}pt {height}pt"), Path())], 0.0, "left")[0]


def _holds(box: Box, lines: Sequence[Line]) -> bool:
    return all(
        box.page == line.page
        and box.bottom < line.baseline < box.top
        and box.left < line.box.right
        and line.box.left < box.right
        for line in lines
    )


def spread(page: int) -> int:
    """The number of a page's spread; the first page is alone."""
    return (page + 1) // 2
