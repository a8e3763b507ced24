# SPDX-License-Identifier: MIT
"""The columns of running text, and what a compositor would mark where they begin and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil

from hemaprint.copydesk.measures.book import Block, Book, Box, Line
from hemaprint.copydesk.measures.faults import place

HOLE = 3
"""Lines of white inside an article that are not yet a hole."""
FOLLOW = 2
"""Lines that follow a heading in its column at least."""
_NEAR = 0.6
"""pt by which places differ that are meant to be the same."""
_GUTTER = 5 * 72 / 25.4  # between the columns of the sample, in pt
_WIDE = 0.7
"""Part of a column's measure within which lines that begin farther right still belong to it, as beside an initial."""
_AFTER = 4
"""Blocks behind a heading among which the lines that follow it are."""
_TEXT = frozenset({"P", "Code", "H2", "H3", "H4"})
_PARTED = 14.0
"""pt of white that part a block from the text anyway."""
_NOTES = 18.0
"""pt from the first baseline of the notes up to the lowest that text above them can have: the gap and half a line."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a page, with its lines of running text from head to foot; ``left`` and ``measure`` in pt.

    ``foot`` is the lowest baseline that a line can have in it, above what notes there are.
    """

    article: int
    page: int
    left: float
    measure: float
    foot: float
    lines: tuple[Line, ...]

    @property
    def right(self) -> float:
        """Where its measure ends."""
        return self.left + self.measure


def columns(book: Book) -> list[Column]:
    """The columns of every page that has running text of an article, with those that have none of it."""
    found = []
    for article in book.articles:
        lines = [line for block in book.copy if block.article == article for line in block.lines]
        for side in (0, 1):
            alike = [line for line in lines if line.page % 2 == side]
            common = _places(alike)
            for page in sorted({line.page for line in alike} - book.plates):
                there = sorted((line for line in alike if line.page == page), key=lambda line: -line.baseline)
                # where a page is set across, as some of those with questions are, it has columns of its own
                places = _places(there) if any(_column_of(line, common) is None for line in there) else common
                for left, measure in sorted(places.items()):
                    own = tuple(line for line in there if _column_of(line, places) == left)
                    found.append(Column(article, page, left, measure, _foot(page, own, book), own))
    return sorted(found, key=lambda column: (column.article, column.page, column.left))


def _places(lines: list[Line]) -> dict[float, float]:
    """Where the columns of an article begin on the pages of one side, and how wide they are, in pt.

    Most lines begin at the left of their column; those that begin elsewhere within it are indented.
    """
    lefts = Counter(round(line.box.left) for line in lines)
    places: dict[float, float] = {}
    for left, count in lefts.most_common():
        own = [line for line in lines if abs(line.box.left - left) < 1]
        measure = max(line.box.right for line in own) - left
        if count > 1 and not any(_begins_in(left, at, places[at]) for at in places):
            places[float(left)] = measure
    return _with_empty({left: measure for left, measure in places.items() if not _covers(left, places)})


def _with_empty(places: dict[float, float]) -> dict[float, float]:
    """The columns, and those between them that have no copy: they are at one distance from each other."""
    found = dict(places)
    for (left, measure), (right, _) in pairwise(sorted(places.items())):
        steps = round((right - left) / (measure + _GUTTER))
        found |= {left + step * (right - left) / steps: measure for step in range(1, steps)}
    return found


def _begins_in(left: float, at: float, measure: float) -> bool:
    return at - _WIDE * 9 < left < at + _WIDE * measure


def _covers(left: float, places: dict[float, float]) -> bool:
    """Whether what begins here runs on into another column: lines across columns, such as those of a box."""
    return any(left < other < left + places[left] - 1 for other in places)


def _column_of(line: Line, places: dict[float, float]) -> float | None:
    return next((at for at in places if _begins_in(line.box.left, at, places[at])), None)


def _foot(page: int, lines: tuple[Line, ...], book: Book) -> float:
    """The lowest baseline that a line can have in a column, in pt.

    Notes go across the page, at its foot; where copy is beside them, they are those of another column.
    """
    foot = _lowest(book)[page % 2]
    blocks = (block for block in book.blocks if "Note" in (*block.path, block.role))
    notes = [line.baseline for block in blocks for line in block.lines if line.page == page]
    if not notes or any(line.baseline < max(notes) for line in lines):
        return foot
    return foot + ceil((max(notes) + _NOTES - foot) / book.leading) * book.leading


def _lowest(book: Book) -> tuple[float, float]:
    """The lowest baseline of running text on the pages of each side, in pt."""
    lines = [line for block in book.copy for line in block.lines]
    return tuple(min((line.baseline for line in lines if line.page % 2 == side), default=0.0) for side in (0, 1))  # type: ignore[return-value]


# ---------------------------------------------------------------- white


def holes(book: Book) -> list[str]:
    """White of more than a few lines where the copy goes on behind the page, or something follows on the next.

    Between two things it counts where one of them is text, without the white that parts them anyway; above the
    first where the text beside it begins higher.
    """
    found = []
    for beside in _inner(book):
        head = max((column.lines[0].baseline for column in beside if column.lines), default=None)
        for column in beside:
            low = above = book.type_area(column.page).top if head is None else head + book.leading
            copy = {low, *(line.baseline for line in column.lines)}
            for top, bottom in sorted(_extents(column, book), reverse=True):
                white = low - max(top, column.foot)
                if white > _hole(book) + book.leading + _PARTED and not copy.isdisjoint((above, bottom)):
                    found.append(place(column.page, f"{white / book.leading:.0f} lines of white at {low:.0f} pt"))
                if bottom < low:
                    low = above = bottom
            deep = 0.0 if low in copy else book.leading  # what is not copy may have white of its own below it
            if low - column.foot > _hole(book) + deep:
                lines = (low - column.foot) / book.leading
                found.append(place(column.page, f"{lines:.0f} lines at the foot of the column at {column.left:.0f} pt"))
    return [*found, *_below_the_end(book)]


def _below_the_end(book: Book) -> Iterator[str]:
    """White below the last lines of an article's copy, and all that is under them, where its pages go on."""
    for beside in _pages(book):
        article, page, foot = beside[0].article, beside[0].page, beside[0].foot
        if _last_of_copy(article, book) == page < _last(article, book):
            low = min(bottom for column in beside for _, bottom in _extents(column, book))
            if low - foot > _hole(book):
                yield place(page, f"{(low - foot) / book.leading:.0f} lines below the end of the copy")


def _hole(book: Book) -> float:
    return HOLE * book.leading + _NEAR


def uneven_feet(book: Book) -> list[str]:
    """Pages, other than the last of an article, whose columns of text do not end on the same line."""
    found = []
    for beside in _inner(book):
        feet = [min((bottom for _, bottom in _extents(one, book)), default=one.foot) for one in beside]
        if max(feet) - min(feet) > book.leading - _NEAR:
            found.append(place(beside[0].page, ", ".join(f"{foot:.0f}" for foot in feet) + " pt"))
    return found


def last_sheets(book: Book) -> list[str]:
    """Last pages of articles that are less than half full, nothing at their foot, with the lines that they lack.

    An article of one page ends where it ends.
    """
    found = []
    for article, own in groupby(columns(book), key=lambda column: column.article):
        last = _last(article, book)
        area = book.type_area(last)
        side_by_side = max(Counter(column.page for column in own).values())
        things = [*(line.box for line in book.lines if line.page == last), *_boxes(last, book)]
        inside = [box.bottom for box in things if box.bottom < area.top and box.top > area.bottom]
        half = (area.top + area.bottom) / 2
        if inside and min(inside) > half + book.leading and {*book.pages_of[article]} - book.plates != {last}:
            lines = ceil((min(inside) - half) / book.leading) * side_by_side
            found.append(place(last, f"“{book.titles[article]}” lacks {lines} lines, all columns together"))
    return found


def _inner(book: Book) -> Iterator[list[Column]]:
    """The columns of each page behind which the copy of the article goes on."""
    return (beside for beside in _pages(book) if beside[0].page != _last_of_copy(beside[0].article, book))


def _pages(book: Book) -> Iterator[list[Column]]:
    for _, beside in groupby(columns(book), key=lambda column: (column.article, column.page)):
        yield list(beside)


def _last_of_copy(article: int, book: Book) -> int:
    return max(line.page for block in book.copy if block.article == article for line in block.lines)


def _last(article: int, book: Book) -> int:
    return max((page for page in book.pages_of[article] if page not in book.plates), default=-1)


def _extents(column: Column, book: Book) -> Iterator[tuple[float, float]]:
    """Head and foot of everything that is in a column above its foot, in pt; a line ends at its baseline."""
    for line in book.lines:
        if line.page == column.page and _beside(line.box, column) and line.baseline > column.foot - _NEAR:
            yield line.baseline + line.size, line.baseline
    for block in book.pulls:
        for line in block.lines:
            if line.page == column.page and _beside(line.box, column) and line.baseline > column.foot - _NEAR:
                yield line.baseline + line.size, line.baseline
    for box in _boxes(column.page, book):
        if _beside(box, column) and box.top > column.foot + _NEAR:
            yield box.top, max(box.bottom, column.foot)


def _boxes(page: int, book: Book) -> Iterator[Box]:
    """Pictures, drawings, and figures with their captions; what fills the page is its ground."""
    boxes = (*book.pictures, *book.drawings, *(one.box for one in book.shown))
    return (box for box in boxes if box.page == page and not book.fills(box))


def _beside(box: Box, column: Column) -> bool:
    return box.left < column.right - 1 and box.right > column.left + 1


# ---------------------------------------------------------------- paragraphs that go on


def widows(book: Book) -> list[str]:
    """Last lines of paragraphs that are alone at the head of a column."""
    return [
        place(block.lines[-1].page, block.lines[-1].text)
        for block in book.copy
        if len(block.lines) > 1 and _turns(block.lines[-2], block.lines[-1])
    ]


def orphans(book: Book) -> list[str]:
    """First lines of paragraphs that are alone at the foot of a column."""
    return [
        place(block.lines[0].page, block.lines[0].text)
        for block in book.copy
        if len(block.lines) > 1 and _turns(block.lines[0], block.lines[1])
    ]


def heads_at_a_foot(book: Book) -> list[str]:
    """Crossheads and questions that fewer than two lines follow in their column, and headlines alone on their page."""
    copy, size = set(map(id, book.copy)), book.copy[0].lines[0].size
    begun = set()
    found = []
    for number, block in enumerate(book.blocks):
        if id(block) in copy:
            begun.add(block.article)
        head = block.lines[-1]
        after = [one for one in book.blocks[number + 1 : number + 1 + _AFTER] if one.article == block.article]
        if block.role == "H1":
            alone = head.page not in book.plates and all(one.lines[0].page != head.page for one in after)
        elif block.role[:1] == "H" or (block.path == ("Art",) and block.article in begun and head.size >= size):
            # a question is a paragraph that is not set as copy is
            alone = id(block) not in copy | book.advertised and _leads_away(block, after)
        else:
            continue
        if after and alone:
            found.append(place(head.page, head.text))
    return found


def _leads_away(head: Block, after: list[Block]) -> bool:
    """Whether fewer than two lines of what is read next follow a heading in its column, or its box."""
    lines = [line for block in after if block.role in _TEXT and block.path == head.path for line in block.lines]
    turn = next((count for count, line in enumerate(lines) if _turns(head.lines[0], line)), None)
    return turn is not None and turn < FOLLOW


def _turns(one: Line, two: Line) -> bool:
    return one.page != two.page or two.baseline > one.baseline + 3 * one.size
