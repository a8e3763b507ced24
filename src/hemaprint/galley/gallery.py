# SPDX-License-Identifier: MIT
"""Lay the pictures of a gallery out in rows, and rows on pages: no picture is cropped, and each row is as wide as the
text.

The pictures of a row are equally high, so that their widths are as their proportions. A large picture has two thirds
of the width for itself, and its caption beside it. Of all ways to make the rows, the one is taken whose pictures are as
large as the height allows, and as even as can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, inf, log2

from hemaprint.content.blocks import Figure, Gallery
from hemaprint.content.spans import Copy, text_of
from hemaprint.theme.geometry import BASELINE, GUTTER, MM

MOST_IN_ROW = 4
_WIDE = 2.0
"""A picture of at least these proportions may have a row to itself."""
_LARGE_SHARE = 2 / 3
_TARGETS = tuple(0.72 * 0.93**step for step in range(20))
"""Heights of rows that are tried, the largest first, as parts of the width."""
_LEAST = 0.2
"""Below this height, as a part of the width, pictures go on another page."""
_ALONE = 2.0
"""The price of a picture alone in its row that is neither large nor wide, in squared doublings of the height."""
_LEADING = 0.75 * BASELINE
_LETTER = 3.4
"""Leading of a caption, and the average width of its letters, in pt (typography.css)."""
_WHITE = 0.5 * BASELINE
"""White between a picture and its caption, in pt (gallery.css)."""

MOST_TRIMMED = 1 / 6
"""The part of a picture's height that may be trimmed, half above and half below, so that it is as wide as the text."""
_ROOM = {"plate": (1.0, 0.0), "half": (0.5, 1.2)}
"""The room of a picture with its caption: a share of the lines of a page, less the lines between two (plates.css)."""
_WIDEST_CAPTION = 121 * MM
"""The widest caption below a picture, in pt (figure.css)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures side by side; ``shares`` are their parts of the width without the gutters. One that is ``large`` is
    beside its caption.
    """

    figures: tuple[Figure, ...]
    shares: tuple[float, ...]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """About how many lines the ``caption`` takes, and whether the picture is ``trimmed`` (at most by MOST_TRIMMED)."""

    caption: int
    trimmed: bool


def rows_of(figures: Sequence[Figure], width: float, depth: float) -> tuple[Row, ...]:
    """The rows of a page of a gallery that is ``width`` wide and at most ``depth`` deep, in pt.

    Pictures that are too many for the depth have the smallest rows.
    """
    leads = _leads(figures)
    for target in _TARGETS:
        rows = _broken(figures, target * width, width, leads)
        if _depth(rows, width) <= depth:
            return rows
    return rows


def parted(gallery: Gallery, width: float, lines: int) -> Iterator[Gallery]:
    """A gallery page by page, on pages of so many lines; its name is that of the first."""
    depth = (gallery.height or lines) * BASELINE
    for number, figures in enumerate(pages_of(gallery.figures, width, depth)):
        yield replace(gallery, figures=figures, anchor="" if number else gallery.anchor)


def fit(figure: Figure, width: float, lines: int) -> Fit:
    """How a picture fits the room that it asks for, on a page of so many lines, ``width`` pt wide."""
    if figure.size not in _ROOM:
        return Fit(0, trimmed=False)
    share, between = _ROOM[figure.size]
    caption = ceil(_letters(figure.caption, figure.credit) * _LETTER / min(width, _WIDEST_CAPTION))
    room = (share * lines - between) * BASELINE - _WHITE - caption * _LEADING
    lost = 1 - room / (width / _proportion(figure))
    return Fit(caption, trimmed=figure.trim and 0 < lost <= MOST_TRIMMED)


def pages_of(figures: Sequence[Figure], width: float, depth: float) -> tuple[tuple[Figure, ...], ...]:
    """The pictures of each page: as few pages as hold them in rows of a height that can be read, evenly filled."""
    for count in range(1, len(figures) + 1):
        ends = [ceil(len(figures) * part / count) for part in range(count + 1)]
        pages = tuple(tuple(figures[a:b]) for a, b in pairwise(ends))
        if all(_fits(page, width, depth) for page in pages):
            return pages
    return tuple((figure,) for figure in figures)


def _fits(figures: Sequence[Figure], width: float, depth: float) -> bool:
    return _depth(_broken(figures, _LEAST * width, width, _leads(figures)), width) <= depth


def _leads(figures: Sequence[Figure]) -> frozenset[int]:
    """The places of large pictures: those that the editor names, or the first of three if it lies."""
    named = frozenset(place for place, figure in enumerate(figures) if figure.size == "large")
    return named or frozenset({0} if len(figures) > 2 and _proportion(figures[0]) >= 1 else ())


def _broken(figures: Sequence[Figure], target: float, width: float, leads: frozenset[int]) -> tuple[Row, ...]:
    """The rows whose heights are nearest to ``target`` (dynamic programming over the last row)."""
    best: list[tuple[float, tuple[Row, ...]]] = [(0.0, ())]
    for end in range(1, len(figures) + 1):
        ways = []
        for start in range(max(0, end - MOST_IN_ROW), end):
            price, row = _row(figures[start:end], target, width, leads & frozenset(range(start, end)))
            ways.append((best[start][0] + price, (*best[start][1], row)))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _row(figures: Sequence[Figure], target: float, width: float, leads: frozenset[int]) -> tuple[float, Row]:
    """A row and its price: by how far its height is from ``target``."""
    proportions = [_proportion(figure) for figure in figures]
    shares = tuple(proportion / sum(proportions) for proportion in proportions)
    if leads:
        large = tuple(replace(figure, size="large") for figure in figures)
        return (0.0 if len(figures) == 1 else inf), Row(large, shares, large=True)
    row = Row(tuple(figures), shares)
    price = log2(_picture_height(row, width) / target) ** 2
    return price + (_ALONE if len(figures) == 1 and proportions[0] < _WIDE else 0.0), row


def _proportion(figure: Figure) -> float:
    return figure.natural_width / figure.natural_height


def _picture_height(row: Row, width: float) -> float:
    free = width * _LARGE_SHARE if row.large else width - GUTTER * (len(row.figures) - 1)
    return free / sum(map(_proportion, row.figures))


def _depth(rows: Sequence[Row], width: float) -> float:
    """About how deep rows are together, with their captions and the white between them, in pt."""
    return sum(_picture_height(row, width) + _captions(row, width) for row in rows) + BASELINE * (len(rows) - 1)


def _captions(row: Row, width: float) -> float:
    """The height of the longest caption under a row."""
    if row.large:
        return 0.0
    free = width - GUTTER * (len(row.figures) - 1)
    lines = (
        ceil(_letters(figure.caption, figure.credit) * _LETTER / (free * share))
        for figure, share in zip(row.figures, row.shares, strict=True)
    )
    most = max(lines)
    return most * _LEADING + _WHITE if most else 0.0


def _letters(*texts: Copy) -> int:
    return sum(len(text_of(text)) + 3 for text in texts if text)
