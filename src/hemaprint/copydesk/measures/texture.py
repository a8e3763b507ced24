# SPDX-License-Identifier: MIT
"""Measure the texture of justified and ragged copy: rivers of white, stacks of one word, tight and loose lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from hemaprint.copydesk.measures.book import Block, Book, Line
from hemaprint.copydesk.measures.columns import Column, columns
from hemaprint.typeset.lines.costs import LOOSE

SPACES = (0.8, 1.35)
"""Narrowest and widest space of justified copy, as parts of the space of its face."""
TIGHT = 0.8
"""Part of the space of its face below which a line is too tight; from twice its width on, it has gaps."""
STACK = 3
"""Lines in succession that begin or end with one word, and that a reader sees as a stack."""
RIVER = 4
"""Lines in succession whose spaces meet, and that a reader sees as a river."""
_WIDE = 1.25
"""Part of the space of its face from which on a space carries a river."""
_FLUSH = 6.0
"""pt that a flush line may end from the end of its measure: a mark may hang, a bearing may stay inside."""
_JUSTIFIED = 0.7
"""Part of its lines that end flush where an article is justified."""
_LETTERS = 2
"""Letters of the shortest word of a stack: a reader does not see "a" above "a"."""
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the pages: the line where something begins, how many lines it goes on, and what is seen there."""

    line: Line
    lines: int
    words: str


@dataclass(frozen=True, slots=True)
class Stretched:
    """A line of justified copy with its spaces, and the space of its face, in pt."""

    line: Line
    own: float

    @property
    def space(self) -> float:
        """Its spaces as a part of that of the face: the middle one, because one may be thin, or wide, by itself."""
        return median(self.line.spaces) / self.own


def full_lines(book: Book) -> Iterator[tuple[Column, Line]]:
    """The lines of every column that are not the last of their paragraph."""
    ends = {id(block.lines[-1]) for block in book.copy}
    return ((column, line) for column in columns(book) for line in column.lines if id(line) not in ends)


def stretched_lines(book: Book) -> Iterator[Stretched]:
    """The full lines of justified articles that have spaces."""
    lines: dict[int, list[tuple[Column, Line]]] = defaultdict(list)
    for column, line in full_lines(book):
        lines[column.article].append((column, line))
    for article, stretched in lines.items():
        flush = sum(abs(line.box.right - column.left - column.measure) < _FLUSH for column, line in stretched)
        own = [space for block in book.copy if block.article == article for space in block.lines[-1].spaces]
        if flush >= _JUSTIFIED * len(stretched) and own:
            usual = median(own)
            yield from (Stretched(line, usual) for _, line in stretched if line.spaces)


def uneven_lines(book: Book) -> Iterator[Stretched]:
    """Lines of justified copy that are set so tight, or so loose, that every reader sees it."""
    return (one for one in stretched_lines(book) if not TIGHT <= one.space <= 1 + LOOSE)


# ---------------------------------------------------------------- what is seen over several lines


def stacks(book: Book) -> Iterator[Spot]:
    """Where so many lines of a paragraph in succession begin, or end, with the same word."""
    for block in book.copy:
        for at in (0, -1):
            for word, run in groupby(block.lines, key=lambda line: _word(line, at)):
                lines = list(run)
                if len(word) >= _LETTERS and len(lines) >= STACK and _is_one_column(lines):
                    yield Spot(lines[0], len(lines), word)


def _word(line: Line, at: int) -> str:
    """The first or the last word of a line, without its marks; "" where it is the part of a divided one."""
    words = _WORD.findall(line.text)
    return words[at].casefold() if words and not (at and line.is_divided) else ""


def rivers(book: Book) -> Iterator[Spot]:
    """Where wide spaces of so many lines of justified copy in succession stand one below the other."""
    loose = {id(one.line): one for one in stretched_lines(book)}
    for block in book.copy:
        yield from _rivers_of(block, loose)


def _rivers_of(block: Block, loose: dict[int, Stretched]) -> Iterator[Spot]:
    """The rivers of a paragraph, each where it begins: a gap flows on into one of the next line that it overlaps."""
    flowing: list[tuple[tuple[float, float], Line, int]] = []
    for line, after in pairwise((*block.lines, None)):
        assert line is not None
        found = loose.get(id(line))
        gaps = list(_gaps(line, found.own)) if found else []
        going = []
        for gap in gaps:
            above = next((one for one in flowing if _meet(one[0], gap) and _is_one_column([one[1], line])), None)
            going.append((gap, above[1], above[2] + 1) if above else (gap, line, 1))
        ended = [one for one in flowing if not any(two[1] is one[1] and two[2] > one[2] for two in going)]
        yield from (Spot(start, count, start.text.strip()) for _, start, count in ended if count >= RIVER)
        flowing = going
        if after is None:
            yield from (Spot(start, count, start.text.strip()) for _, start, count in going if count >= RIVER)


def _gaps(line: Line, own: float) -> Iterator[tuple[float, float]]:
    """The wide spaces of a line, from where to where they are in pt."""
    return ((left, right) for left, right in line.gaps if right - left > _WIDE * own)


def _meet(one: tuple[float, float], two: tuple[float, float]) -> bool:
    return min(one[1], two[1]) > max(one[0], two[0])


def _is_one_column(lines: list[Line]) -> bool:
    """Whether lines are in one column of one page."""
    first, last = lines[0], lines[-1]
    return first.page == last.page and first.baseline > last.baseline
