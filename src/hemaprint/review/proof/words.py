# SPDX-License-Identifier: MIT
"""Find the words of a page under the boxes of an annotation, or on both sides of a caret."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Any
from unicodedata import bidirectional, east_asian_width

from hemaprint.pdf.objects import Point, Rectangle

CONTEXT = 60
"""Characters of the page that are kept before and after words, to tell equal words apart."""
_SLACK = 0.6
"""pt by which a box may be above or below a letter's middle."""
_NEAR = 0.6
"""Of a line's height: how far a caret may be from the edge of a letter."""
_INSIDE = 0.15
"""Of a word space: how far from its letters a caret is between two words."""
_MOST = 100_000
"""Characters of a page that are read."""
_TRIED = 50_000
"""Letters that are tried for one annotation."""
_HYPHENS = {"\ufffe": "\xad", "\x02": "\xad"}
"""What pdfium says where a line divides a word."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character of a page in pdfium's order; ``box`` is None for those that pdfium adds, as at the ends of lines."""

    text: str
    box: Rectangle | None

    @property
    def is_seen(self) -> bool:
        """Whether it leaves ink."""
        return self.box is not None and not self.text.isspace() and self.text != "\xad"

    @property
    def is_turned(self) -> bool:
        """Whether it is read from right to left."""
        return bidirectional(self.text[:1]) in ("R", "AL")


@dataclass(frozen=True, slots=True)
class Selected:
    """Words of a page with what is around them; ``start`` and ``end`` count characters of the page.

    ``text`` is "" between two letters; ``apart`` then says that this is the middle of a space between words.
    """

    text: str
    before: str
    after: str
    start: int
    end: int
    apart: bool = False


class PageLetters:
    """The characters of a page of a document that pdfium has opened."""

    def __init__(self, page: Any) -> None:
        text = page.get_textpage()
        try:
            self._letters = tuple(_letters(text))
        finally:
            text.close()
        seen = [(index, one.box) for index, one in enumerate(self._letters) if one.is_seen and one.box]
        self._middles = sorted(((box[1] + box[3]) / 2, (box[0] + box[2]) / 2, index) for index, box in seen)

    def under(self, places: Sequence[Rectangle]) -> Selected | None:
        """The words whose letters have their middle in these boxes (pt of user space); None where there are none."""
        found = sorted(set(islice(self._held(places), _TRIED)) - {-1})
        if not found:
            return None
        said, last = self._letters[found[0]].text, found[0]
        for index in found[1:]:
            said += _between(self._letters[last : index + 1]) + self._letters[index].text
            last = index
        return self._around(" ".join(said.split()), found[0], found[-1] + 1)

    def _held(self, places: Sequence[Rectangle]) -> Iterator[int]:
        """The letters in boxes, and -1 for others on the same height."""
        for left, bottom, right, top in places:
            first = bisect_left(self._middles, (bottom - _SLACK,))
            last = bisect_left(self._middles, (top + _SLACK, inf))
            for _, x, index in self._middles[first:last]:
                yield index if left <= x <= right else -1

    def beside(self, rect: Rectangle) -> Selected | None:
        """The place of a caret; None where no line is near."""
        x, (low, high) = (rect[0] + rect[2]) / 2, (rect[1], rect[3])
        for y in ((low + high) / 2, high, low):
            line = [index for index, one in enumerate(self._letters) if one.box and one.is_seen and _level(one.box, y)]
            edges = [edge for index in line for edge in self._edges(index, (x, y))]
            if not edges:
                continue
            distance, index = min(edges)
            box = self._letters[min(index, len(self._letters) - 1)].box or self._letters[index - 1].box
            if box is not None and distance <= _NEAR * (box[3] - box[1]):
                return self._around("", index, index, apart=self._is_apart(index, x))
        return None

    def _edges(self, index: int, point: Point) -> Iterator[tuple[float, int]]:
        """How far a point is from both edges of a letter, and the character that follows each in reading."""
        letter = self._letters[index]
        if letter.box is not None:
            begin, end = (letter.box[2], letter.box[0]) if letter.is_turned else (letter.box[0], letter.box[2])
            yield abs(point[0] - begin), index
            yield abs(point[0] - end), index + 1

    def _is_apart(self, index: int, x: float) -> bool:
        """Whether ``x`` is between two words of a line, and touches neither."""
        first = next((at for at in range(index - 1, -1, -1) if self._letters[at].is_seen), None)
        second = next((at for at in range(index, len(self._letters)) if self._letters[at].is_seen), None)
        if first is None or second is None or second - first < 2:
            return False
        one, other = self._letters[first].box, self._letters[second].box
        if one is None or other is None:
            return False
        (left, right) = (one[2], other[0]) if one[0] < other[0] else (other[2], one[0])
        margin = (right - left) * _INSIDE
        return left + margin < x < right - margin

    def _around(self, text: str, start: int, end: int, *, apart: bool = False) -> Selected:
        before = "".join(one.text for one in self._letters[max(0, start - CONTEXT) : start])
        after = "".join(one.text for one in self._letters[end : end + CONTEXT])
        return Selected(text, before, after, start, end, apart)


def _between(letters: Sequence[Letter]) -> str:
    """What is read between the first and the last of letters: nothing, a space, or dots where others are seen there."""
    first, *skipped, last = letters
    if any(one.is_seen for one in skipped):
        return " … "
    if not any(one.text.isspace() for one in skipped) or any(one.text == "\xad" for one in skipped):
        return ""
    return "" if all(east_asian_width(one.text[:1]) in ("W", "F") for one in (first, last)) else " "


def _letters(text: Any) -> Iterator[Letter]:
    said = text.get_text_range(0, -1, errors="replace") if text.count_chars() else ""
    same = len(said) == text.count_chars()
    for index in range(min(text.count_chars(), _MOST)):
        letter = said[index] if same else text.get_text_range(index, 1, errors="replace")
        left, bottom, right, top = text.get_charbox(index, loose=True)
        box = (left, bottom, right, top) if right > left and top > bottom else None
        yield Letter(_HYPHENS.get(letter, letter), box)


def _level(box: Rectangle, y: float) -> bool:
    return box[1] <= y <= box[3]
