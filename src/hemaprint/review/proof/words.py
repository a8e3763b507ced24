# SPDX-License-Identifier: MIT
"""Find the words of a page under the boxes of an annotation, or on both sides of a caret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hemaprint.pdf.objects import Point, Rectangle

CONTEXT = 60
"""Characters of the page that are kept before and after words, to tell equal words apart."""
_SLACK = 0.6
"""pt by which a box may be above or below a letter's middle."""
_NEAR = 0.6
"""Of a line's height: how far a caret may be from the edge of a letter."""
_INSIDE = 0.15
"""Of a word space: how far from its letters a caret is between two words."""
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

    def under(self, places: Sequence[Rectangle]) -> Selected | None:
        """The words whose letters have their middle in these boxes (pt of user space); None where there are none."""
        found = [
            index
            for index, letter in enumerate(self._letters)
            if letter.box is not None and letter.is_seen and any(_holds(place, letter.box) for place in places)
        ]
        if not found:
            return None
        said, last = "", found[0] - 1
        for index in found:
            between = self._letters[last + 1 : index]
            said += _between(between)
            said += self._letters[index].text
            last = index
        return self._around(" ".join(said.split()), found[0], found[-1] + 1)

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
        """How far a point is from both edges of a letter, and the character that follows each."""
        box = self._letters[index].box
        if box is not None:
            yield abs(point[0] - box[0]), index
            yield abs(point[0] - box[2]), index + 1

    def _is_apart(self, index: int, x: float) -> bool:
        """Whether ``x`` is between two words of a line, and touches neither."""
        first = next((at for at in range(index - 1, -1, -1) if self._letters[at].is_seen), None)
        second = next((at for at in range(index, len(self._letters)) if self._letters[at].is_seen), None)
        if first is None or second is None or second - first < 2:
            return False
        one, other = self._letters[first].box, self._letters[second].box
        if one is None or other is None or other[0] <= one[2]:
            return False
        margin = (other[0] - one[2]) * _INSIDE
        return one[2] + margin < x < other[0] - margin

    def _around(self, text: str, start: int, end: int, *, apart: bool = False) -> Selected:
        before = "".join(one.text for one in self._letters[max(0, start - CONTEXT) : start])
        after = "".join(one.text for one in self._letters[end : end + CONTEXT])
        return Selected(text, before, after, start, end, apart)


def _between(skipped: Sequence[Letter]) -> str:
    """What replaces letters that are not meant between two that are: a space, or dots where some are seen."""
    if any(one.is_seen for one in skipped):
        return " … "
    return " " if any(one.text.isspace() for one in skipped) and not any(one.text == "\xad" for one in skipped) else ""


def _letters(text: Any) -> Iterator[Letter]:
    said = text.get_text_range(0, -1, errors="replace") if text.count_chars() else ""
    same = len(said) == text.count_chars()
    for index in range(text.count_chars()):
        letter = said[index] if same else text.get_text_range(index, 1, errors="replace")
        left, bottom, right, top = text.get_charbox(index, loose=True)
        box = (left, bottom, right, top) if right > left and top > bottom else None
        yield Letter(_HYPHENS.get(letter, letter), box)


def _holds(place: Rectangle, box: Rectangle) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] <= x <= place[2] and place[1] - _SLACK <= y <= place[3] + _SLACK


def _level(box: Rectangle, y: float) -> bool:
    return box[1] <= y <= box[3]
