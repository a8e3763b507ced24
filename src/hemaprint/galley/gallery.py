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
from hemaprint.content.spans import text_of
from hemaprint.theme.geometry import MM, Geometry

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
_LEADING = 0.75
"""The leading of a caption, in lines of the grid (typography.css)."""
_LETTER = 3.4
"""The average width of a letter of a caption, in points of type (typography.css)."""
_BESIDE = 3
"""Letters that the number of a figure takes, about."""
_WHITE = 0.5
"""White between a picture and its caption, in lines of the grid (gallery.css)."""

MOST_TRIMMED = 1 / 6
"""The part of a picture's height that may be trimmed, half above and half below, so that it is as wide as the text."""
_ROOM = {"plate": (1.0, 0.0), "half": (0.5, 1.2)}
"""The room of a picture with its caption: a share of the lines of a page, less the lines between two (plates.css)."""
_WIDEST_CAPTION = 121 * MM
"""The widest caption below a picture, in pt (figure.css)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where pictures go: ``width`` pt, on pages of so many ``lines`` of ``line`` pt, ``gutter`` pt between two.

    ``letter`` is the average width of a letter of their captions, in pt; 0 where captions are not below them. A large
    one has ``large`` of the width.
    """

    width: float
    lines: int
    line: float
    gutter: float
    letter: float
    large: float = _LARGE_SHARE

    @classmethod
    def of(cls, width: float, geometry: Geometry, *, captioned: bool = True) -> Room:
        """The room of this width on pages of these measures; without ``captioned``, captions are in a side column."""
        letter, large = (_LETTER * geometry.pt, _LARGE_SHARE) if captioned else (0.0, 1.0)
        return cls(width, geometry.lines, geometry.baseline, geometry.gutter, letter, large)

    def caption(self, figure: Figure, width: float) -> int:
        """About how many lines the caption of a picture takes at this width; its credit begins one of its own."""
        letters = (len(text_of(copy)) + _BESIDE for copy in (figure.caption, figure.credit) if copy)
        return sum(ceil(count * self.letter / width) for count in letters)


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


def rows_of(figures: Sequence[Figure], room: Room, lines: int) -> tuple[Row, ...]:
    """The rows of a page of a gallery that has this room, and at most so many lines of it; 0: all.

    Pictures that are too many for it have the smallest rows.
    """
    leads = _leads(figures)
    depth = (lines or room.lines) * room.line
    for target in _TARGETS:
        rows = _broken(figures, target * room.width, room, leads)
        if _depth(rows, room) <= depth:
            return rows
    return rows


def parted(gallery: Gallery, room: Room) -> Iterator[Gallery]:
    """A gallery page by page; its name is that of the first."""
    depth = (gallery.height or room.lines) * room.line
    for number, figures in enumerate(pages_of(gallery.figures, room, depth)):
        yield replace(gallery, figures=figures, anchor="" if number else gallery.anchor)


def fit(figure: Figure, room: Room) -> Fit:
    """How a picture fits the part of a page that it asks for."""
    if figure.size not in _ROOM:
        return Fit(0, trimmed=False)
    share, between = _ROOM[figure.size]
    caption = room.caption(figure, min(room.width, _WIDEST_CAPTION))
    free = (share * room.lines - between - _WHITE - caption * _LEADING) * room.line
    lost = 1 - free / (room.width / _proportion(figure))
    return Fit(caption, trimmed=figure.trim and 0 < lost <= MOST_TRIMMED)


def pages_of(figures: Sequence[Figure], room: Room, depth: float) -> tuple[tuple[Figure, ...], ...]:
    """The pictures of each page: as few pages as hold them in rows of a height that can be read, evenly filled."""
    for count in range(1, len(figures) + 1):
        ends = [ceil(len(figures) * part / count) for part in range(count + 1)]
        pages = tuple(tuple(figures[a:b]) for a, b in pairwise(ends))
        if all(_fits(page, room, depth) for page in pages):
            return pages
    return tuple((figure,) for figure in figures)


def _fits(figures: Sequence[Figure], room: Room, depth: float) -> bool:
    return _depth(_broken(figures, _LEAST * room.width, room, _leads(figures)), room) <= depth


def _leads(figures: Sequence[Figure]) -> frozenset[int]:
    """The places of large pictures: those that the editor names, or the first of three if it lies."""
    named = frozenset(place for place, figure in enumerate(figures) if figure.size == "large")
    return named or frozenset({0} if len(figures) > 2 and _proportion(figures[0]) >= 1 else ())


def _broken(figures: Sequence[Figure], target: float, room: Room, leads: frozenset[int]) -> tuple[Row, ...]:
    """The rows whose heights are nearest to ``target`` (dynamic programming over the last row)."""
    best: list[tuple[float, tuple[Row, ...]]] = [(0.0, ())]
    for end in range(1, len(figures) + 1):
        ways = []
        for start in range(max(0, end - MOST_IN_ROW), end):
            price, row = _row(figures[start:end], target, room, leads & frozenset(range(start, end)))
            ways.append((best[start][0] + price, (*best[start][1], row)))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _row(figures: Sequence[Figure], target: float, room: Room, leads: frozenset[int]) -> tuple[float, Row]:
    """A row and its price: by how far its height is from ``target``."""
    proportions = [_proportion(figure) for figure in figures]
    shares = tuple(proportion / sum(proportions) for proportion in proportions)
    if leads:
        large = tuple(replace(figure, size="large") for figure in figures)
        return (0.0 if len(figures) == 1 else inf), Row(large, shares, large=True)
    row = Row(tuple(figures), shares)
    price = log2(_picture_height(row, room) / target) ** 2
    return price + (_ALONE if len(figures) == 1 and proportions[0] < _WIDE else 0.0), row


def _proportion(figure: Figure) -> float:
    return figure.natural_width / figure.natural_height


def _picture_height(row: Row, room: Room) -> float:
    free = room.width * room.large if row.large else room.width - room.gutter * (len(row.figures) - 1)
    return free / sum(map(_proportion, row.figures))


def _depth(rows: Sequence[Row], room: Room) -> float:
    """About how deep rows are together, with their captions and the white between them, in pt."""
    return sum(_picture_height(row, room) + _captions(row, room) for row in rows) + room.line * (len(rows) - 1)


def _captions(row: Row, room: Room) -> float:
    """The height of the longest caption under a row."""
    if row.large:
        return 0.0
    free = room.width - room.gutter * (len(row.figures) - 1)
    most = max(room.caption(figure, free * share) for figure, share in zip(row.figures, row.shares, strict=True))
    return (most * _LEADING + _WHITE) * room.line if most else 0.0
