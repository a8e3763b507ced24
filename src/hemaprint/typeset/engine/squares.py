"""What Chinese and Japanese copy has between its characters, in px: white, blank halves of marks, places to part it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.typeset.engine.measures import Measures
from hemaprint.typeset.engine.runs import STAND_IN, Copy
from hemaprint.typeset.lines import han

_FULL = 0.9
"""Em from which on a mark fills a square: quotation marks do so in some faces only."""


@dataclass(slots=True)
class Squares:
    """Of every place in the copy, which is the character behind it and the one before it.

    ``gaps`` are what there is between the two beyond their widths, less than nothing for marks in succession; ``heads``
    the blank half of an opening mark behind the place, ``tails`` that of a closing one before it. ``spread`` tells
    where a line may be spread, ``marks`` what may be parted; ``em`` is the size of the copy.
    """

    marks: han.Marks
    em: float
    gaps: list[float]
    heads: list[float]
    tails: list[float]
    spread: list[bool]

    def white(self, start: int, end: int) -> float:
        """What closing marks could give up from a place to before another, where it has not been taken already."""
        return sum(tail for tail, gap in zip(self.tails[start:end], self.gaps[start:end], strict=True) if gap >= 0)

    def between(self, start: int, end: int, rest: float) -> dict[int, float]:
        """What stands between the characters of a line that is ``rest`` px shorter than its room, by their places.

        Where it is longer, stops and closing marks give up what they can of their blank halves.
        """
        places = range(start + 1, end)
        between = {place: self.gaps[place] for place in places if self.gaps[place]}
        if rest >= 0:
            spread = [place for place in places if self.spread[place]] if rest else []
            given = dict.fromkeys(spread, rest / max(1, len(spread)))
        else:
            white = {place: px for place in places if (px := self.white(place, place + 1))}
            share = max(-1.0, rest / sum(white.values())) if white else 0.0
            given = {place: share * px for place, px in white.items()}
        for place, px in given.items():
            between[place] = between.get(place, 0.0) + px
        return between


def squares_of(copy: Copy, measures: Measures) -> Squares | None:
    """The squares of a paragraph; None where its language is another, or no character fills one."""
    text, style = copy.words, copy.root.box.style
    marks = han.marks_of(style["lang"] or "")
    if marks is None or not copy.pieces or max(text) < han.HAN:
        return None
    firsts = [run.first for run in copy.pieces]

    def half(place: int) -> float:
        piece = copy.pieces[max(0, bisect_right(firsts, place) - 1)]
        width = measures.width(text[place], piece)
        return width / 2 if width >= _FULL * piece.box.style["font_size"] else 0.0

    size, em = len(text) + 1, float(style["font_size"])
    squares = Squares(marks, em, [0.0] * size, [0.0] * size, [0.0] * size, [False] * size)
    squares.heads[0] = half(0) if text[0] in marks.opening else 0.0
    squares.tails[-1] = half(len(text) - 1) if text[-1] in marks.closing else 0.0
    for place, (before, after) in enumerate(pairwise(text), 1):
        if before in marks.closing:
            squares.tails[place] = half(place - 1)
        if after in marks.opening:
            squares.heads[place] = half(place)
        if marks.in_succession(before, after):
            squares.gaps[place] = -(squares.tails[place] or squares.heads[place])
        elif han.stand_apart(before, after):
            squares.gaps[place] = han.QUARTER * em
        squares.spread[place] = STAND_IN not in (before, after) and han.may_spread(before, after)
    return squares
