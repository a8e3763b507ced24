"""Fit a headline to its measure: the largest size at which it stands in few, even lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

REFERENCE_SIZE = 100.0
"""Words are measured at this size, in pt; widths scale with it."""
_STEPS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.52, 0.45, 0.4, 0.35, 0.3, 0.25)
_BIG = 44.0
"""Above this size a title has at most two lines, below it at most three; at the smallest step any number."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a headline and its width in pt at REFERENCE_SIZE."""

    text: str
    width: float


@dataclass(frozen=True, slots=True)
class FittedTitle:
    """A title broken into lines, its size and leading in pt."""

    lines: tuple[str, ...]
    size: float
    leading: float


def fit_title(
    rows: Sequence[Sequence[Word]], space: float, measure: float, largest: float, leading: float
) -> FittedTitle:
    """Break and size a headline.

    ``rows`` are its lines as the editor broke them (one row: free to break); ``space`` is the width of a word space at
    REFERENCE_SIZE, ``measure`` the width to fill in pt, ``largest`` a size in pt, ``leading`` a multiple of the size.
    """
    if len(rows) > 1:
        widest = max(_width(row, space) for row in rows)
        size = min(largest, REFERENCE_SIZE * measure / widest)
        lines = tuple(" ".join(word.text for word in row) for row in rows)
        return _fitted(lines, size, leading)
    words = rows[0]
    for step in _STEPS:
        size = largest * step
        broken = _break(words, space, measure * REFERENCE_SIZE / size, 2 if size > _BIG else 3)
        if broken:
            return _fitted(broken, size, leading)
    size = min(largest * _STEPS[-1], REFERENCE_SIZE * measure / max(word.width for word in words))
    broken = _break(words, space, measure * REFERENCE_SIZE / size + 0.01, len(words))
    return _fitted(broken or tuple(word.text for word in words), size, leading)


def _fitted(lines: tuple[str, ...], size: float, leading: float) -> FittedTitle:
    size = floor(size * 2) / 2
    return FittedTitle(lines, size, float(round(size * leading)))


def _width(words: Sequence[Word], space: float) -> float:
    return sum(word.width for word in words) + space * max(0, len(words) - 1)


def _break(words: Sequence[Word], space: float, measure: float, most: int) -> tuple[str, ...] | None:
    """The breaking into as few lines as fit, with the shortest longest line; None where ``most`` lines are too few."""
    for count in range(1, min(most, len(words)) + 1):
        best = min(_breakings(len(words), count), key=lambda cuts: _longest(words, cuts, space))
        if _longest(words, best, space) <= measure:
            return tuple(" ".join(word.text for word in words[a:b]) for a, b in pairwise(best))
    return None


def _longest(words: Sequence[Word], cuts: Sequence[int], space: float) -> float:
    return max(_width(words[a:b], space) for a, b in pairwise(cuts))


def _breakings(words: int, lines: int, start: int = 0) -> list[tuple[int, ...]]:
    """All ways to cut ``words`` into ``lines`` runs, as boundaries from 0 to the number of words."""
    if lines == 1:
        return [(start, words)]
    return [(start, *rest) for cut in range(start + 1, words - lines + 2) for rest in _breakings(words, lines - 1, cut)]
