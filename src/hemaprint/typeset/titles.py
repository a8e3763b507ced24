# SPDX-License-Identifier: MIT
"""Break and size headlines and nameplates from the measured widths of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import floor, inf

from markupsafe import Markup

from hemaprint.galley.compose import SPACE_KEY
from hemaprint.galley.galley import NAMEPLATE
from hemaprint.theme.facts import TemplateFacts
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.pages import Extents

REFERENCE_SIZE = 100.0  # words are measured at this size, in pt; widths scale with it
_STEPS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.52, 0.45, 0.4, 0.35, 0.3, 0.25)
_BIG = 44.0  # above this size a title has at most two lines, below it at most three; at the smallest step any number


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word of a headline (inline HTML) and its width in pt at REFERENCE_SIZE."""

    text: Markup
    width: float


@dataclass(frozen=True, slots=True)
class FittedTitle:
    """A title broken into lines (inline HTML); its size, its leading and its widest line in pt."""

    lines: tuple[Markup, ...]
    size: float
    leading: float
    width: float


def fit_title(
    rows: Sequence[Sequence[TitleWord]], space: float, measure: float, largest: float, leading: float
) -> FittedTitle:
    """Break and size a headline.

    ``rows`` are its lines as the editor broke them (one row: free to break); ``space`` is the width of a word space at
    REFERENCE_SIZE, ``measure`` the width to fill in pt, ``largest`` a size in pt, ``leading`` a multiple of the size.
    """
    if len(rows) > 1:
        widest = max(_width(row, space) for row in rows)
        return _fitted(rows, space, min(largest, REFERENCE_SIZE * measure / widest), leading)
    words = rows[0]
    for step in _STEPS:
        size = largest * step
        broken = _break(words, space, measure * REFERENCE_SIZE / size, 2 if size > _BIG else 3)
        if broken:
            return _fitted(broken, space, size, leading)
    size = min(largest * _STEPS[-1], REFERENCE_SIZE * measure / max(word.width for word in words))
    broken = _break(words, space, measure * REFERENCE_SIZE / size + 0.01, len(words))
    return _fitted(broken or [(word,) for word in words], space, size, leading)


def fit_measured(
    rows: list[list[Markup]], extents: Extents, measure: float, largest: float, leading: float
) -> FittedTitle:
    """Break and size a headline, or the words of a cover, by the widths that were measured of their words."""
    words = [
        [TitleWord(text, extents[f"word-{row}-{column}"][0].width) for column, text in enumerate(texts)]
        for row, texts in enumerate(rows)
    ]
    space = extents[SPACE_KEY][0].width - 2 * words[0][0].width
    return fit_title(words, space, measure, largest, leading)


def _fitted(rows: Sequence[Sequence[TitleWord]], space: float, size: float, leading: float) -> FittedTitle:
    size = floor(size * 2) / 2
    lines = tuple(Markup(" ").join(word.text for word in row) for row in rows)
    widest = max(_width(row, space) for row in rows)
    return FittedTitle(lines, size, float(round(size * leading)), widest * size / REFERENCE_SIZE)


def _width(words: Sequence[TitleWord], space: float) -> float:
    return sum(word.width for word in words) + space * max(0, len(words) - 1)


def _break(words: Sequence[TitleWord], space: float, measure: float, most: int) -> list[Sequence[TitleWord]] | None:
    """The words in as few lines as fit, with the shortest longest line; None where ``most`` lines are too few."""
    ends, count = [0.0, *accumulate(word.width + space for word in words)], len(words)

    def width(start: int, end: int) -> float:
        return ends[end] - ends[start] - space

    @cache
    def longest(start: int, lines: int) -> float:
        """The longest line, at best, where the words from ``start`` on fill so many lines."""
        if lines == 1:
            return width(start, count)
        cuts = range(start + 1, count)
        return min((max(width(start, cut), longest(cut, lines - 1)) for cut in cuts), default=inf)

    for lines in range(1, min(most, count) + 1):
        best = longest(0, lines)
        if best <= measure:
            cuts = [0]  # each as early as the best longest line allows
            for rest in range(lines - 1, 0, -1):
                start, later = cuts[-1], range(cuts[-1] + 1, count)
                cuts.append(next(cut for cut in later if max(width(start, cut), longest(cut, rest)) <= best))
            return [words[a:b] for a, b in pairwise([*cuts, count])]
    return None


def fit_nameplate(extents: Extents, facts: TemplateFacts, geometry: Geometry, measure: float) -> float:
    """The size of the magazine's name, in pt: as wide as ``measure``, or as large as the template allows."""
    largest = facts.nameplate_max * geometry.scale
    return floor(min(largest, REFERENCE_SIZE * measure / extents[NAMEPLATE][0].width) * 10) / 10
