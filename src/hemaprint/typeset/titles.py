"""Fit a headline to its measure: the largest size at which it stands in few, even lines, if its words were measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import floor, inf

from markupsafe import Markup

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.text import place_of, read_text
from hemaprint.theme.theme import Theme
from hemaprint.typeset.pages import Extents

REFERENCE_SIZE = 100.0
"""Words are measured at this size, in pt; widths scale with it."""
_STEPS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.52, 0.45, 0.4, 0.35, 0.3, 0.25)
_BIG = 44.0
"""Above this size a title has at most two lines, below it at most three; at the smallest step any number."""
_HIDING = re.compile(r"\b(?:display\s*:\s*(?:none|contents)|font(?:-size)?\s*:\s*0)")


@dataclass(frozen=True, slots=True)
class Word:
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
    rows: Sequence[Sequence[Word]], space: float, measure: float, largest: float, leading: float
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


def _fitted(rows: Sequence[Sequence[Word]], space: float, size: float, leading: float) -> FittedTitle:
    size = floor(size * 2) / 2
    lines = tuple(Markup(" ").join(word.text for word in row) for row in rows)
    widest = max(_width(row, space) for row in rows)
    return FittedTitle(lines, size, float(round(size * leading)), widest * size / REFERENCE_SIZE)


def _width(words: Sequence[Word], space: float) -> float:
    return sum(word.width for word in words) + space * max(0, len(words) - 1)


def _break(words: Sequence[Word], space: float, measure: float, most: int) -> list[Sequence[Word]] | None:
    """The breaking into as few lines as fit, with the shortest longest line; None where ``most`` lines are too few."""
    ends = [0.0, *accumulate(word.width + space for word in words)]

    def width(start: int, end: int) -> float:
        return ends[end] - ends[start] - space

    # longest[lines - 1][start]: the longest line, at best, where the words from ``start`` on stand in so many lines
    longest: list[list[float]] = []
    for _ in range(min(most, len(words))):
        longest.append(_longest(longest[-1] if longest else None, len(words), width))
        if longest[-1][0] <= measure:
            cuts = _cuts(longest, width)
            return [words[a:b] for a, b in pairwise(cuts)]
    return None


def _longest(below: Sequence[float] | None, words: int, width: Callable[[int, int], float]) -> list[float]:
    """The next row of the table: one line more than ``below``."""
    if below is None:
        return [width(start, words) for start in range(words)]
    return [
        min((max(width(start, cut), below[cut]) for cut in range(start + 1, words)), default=inf)
        for start in range(words)
    ]


def _cuts(longest: Sequence[Sequence[float]], width: Callable[[int, int], float]) -> list[int]:
    """Where the lines begin, and the end of the last: each cut as early as the best longest line allows."""
    words, best = len(longest[0]), longest[-1][0]
    cuts = [0]
    for below in reversed(longest[:-1]):
        start = cuts[-1]
        cuts.append(next(cut for cut in range(start + 1, words) if max(width(start, cut), below[cut]) <= best))
    return [*cuts, words]


def require_measured(keys: Iterable[str], extents: Extents, theme: Theme, layout: str) -> None:
    """Raise ContentError (HP235) where one of ``keys`` was laid out without any width, or not at all.

    Without styles and layouts of the project's own, what is missing is a bug: KeyError.
    """
    for key in keys:
        if not any(extent.width > 0 for extent in extents.get(key, ())):
            place = _hiding(theme, layout)
            if place is None:
                raise KeyError(key)
            message = f'what has data-key="{key}" in {layout} takes no room on any page: the styles hide it'
            hint = "what the make-up measures must be laid out: no display: none, no width and no size of 0"
            raise ContentError([Problem("HP235", message, place, hint)])


def _hiding(theme: Theme, layout: str) -> Location | None:
    """The last declaration of the project's own that hides something; else the first file that could."""
    sheets = tuple(sheet for sheet in theme.sheets.paths if theme.is_own_style(sheet))
    layouts = theme.own_layouts(layout)
    for path in (*reversed(sheets), *layouts):
        text = read_text(path)[0] or ""
        for match in reversed(list(_HIDING.finditer(text))):
            return place_of(text, match.start(), path)
    return next((Location(path, 1, 1) for path in (*sheets, *layouts)), None)
