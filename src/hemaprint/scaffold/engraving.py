# SPDX-License-Identifier: MIT
"""Engrave polygons in lines: a shape is a stack of lines that bend over its relief and swell in its shade.

The relief rises from the outline inwards like a cut letter's; the light comes from the upper left, as on a banknote.
All measures are in mm.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.scaffold.letters import Point, Polygon, crossings, edges

_LIGHT = math.radians(-118)
"""Where the light comes from: above, from the left."""
_THINNEST, _THICKEST, _FLAT = 0.1, 0.94, 0.44
"""Thickness of a line as a share of the pitch: in the light, in the shade, and where the relief is flat."""
_RISE = 0.42
"""How far a line is lifted at the height of the relief, as a share of the bevel's width; less than a half, or lines
would cross."""


_Side = tuple[float, float, float, float, float]
"""Where a side begins, its width and height, and the square of its length."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How a shape is engraved: the distance of lines, their slope in degrees, and how wide its bevel is."""

    pitch: float
    slope: float
    bevel: float


def engraved(polygons: Sequence[Polygon], hidden: Container[int], cut: Cut, ink: str) -> str:
    """The lines of a shape as one filled SVG path; ``hidden`` are sides that lie inside it, by their numbers."""
    turn = math.radians(-cut.slope)
    turned = [tuple(_turned(point, turn) for point in polygon) for polygon in polygons]
    relief = _Relief(turned, hidden, cut.bevel, _LIGHT - math.radians(cut.slope))
    ys = [y for polygon in turned for _, y in polygon]
    drawn = []
    for number in range(math.floor(min(ys) / cut.pitch), math.ceil(max(ys) / cut.pitch) + 1):
        level = (number + 0.5) * cut.pitch
        for start, end in relief.spans(level):
            if end - start > 0.15 * cut.pitch:
                band = [_turned(point, -turn) for point in _band(relief, cut, level, start, end)]
                drawn.append(subpath(band))
    return f'<path fill="{ink}" d="{"".join(drawn)}"/>'


def outlined(polygons: Iterable[Polygon], ink: str, ground: str, width: float) -> str:
    """The outline of a shape on a ground as SVG paths: a stroke, of which ``width`` shows outside the shape."""
    path = "".join(map(subpath, polygons))
    stroke = f'stroke="{ink}" stroke-width="{2 * width:g}" stroke-linejoin="round"'
    return f'<path fill="{ground}" {stroke} d="{path}"/><path fill="{ground}" d="{path}"/>'


def subpath(points: Sequence[Point]) -> str:
    """A closed subpath in relative coordinates, which are shorter."""
    rounded = [(round(x, 2), round(y, 2)) for x, y in points]
    moves = [f"{x1 - x0:.2f} {y1 - y0:.2f}" for (x0, y0), (x1, y1) in pairwise(rounded)]
    return f"M{rounded[0][0]:g} {rounded[0][1]:g}l{' '.join(moves)}z"


def _band(relief: _Relief, cut: Cut, level: float, start: float, end: float) -> list[Point]:
    """A line from ``start`` to ``end`` as a closed band: lifted by the relief, thick in the shade, pointed."""
    upper, lower = [], []
    steps = max(4, round((end - start) / (0.7 * cut.pitch)))
    for step in range(steps + 1):
        x = start + (end - start) * step / steps
        height, shade = relief.at(x, level)
        y = level - _RISE * height
        share = min(_THICKEST, max(_THINNEST, _FLAT + shade))
        point = math.sqrt(min(1.0, (0.04 * cut.pitch + min(x - start, end - x)) / (0.6 * cut.pitch)))
        half = 0.5 * cut.pitch * share * point
        upper.append((x, y - half))
        lower.append((x, y + half))
    return upper + lower[::-1]


def _turned(point: Point, turn: float) -> Point:
    x, y = point
    return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)


class _Relief:
    """The height of a shape over its points, and how its slopes lie in the light."""

    def __init__(self, polygons: Sequence[Polygon], hidden: Container[int], bevel: float, light: float) -> None:
        self._sides = list(edges(polygons))
        self._bevel = bevel
        self._light = math.cos(light), math.sin(light)
        self._near: dict[tuple[int, int], list[_Side]] = defaultdict(list)
        for number, (one, two) in enumerate(self._sides):
            if number not in hidden:
                width, height = two[0] - one[0], two[1] - one[1]
                side = (*one, width, height, width**2 + height**2)
                for cell in self._cells(one, two):
                    self._near[cell].append(side)

    def spans(self, level: float) -> Iterator[tuple[float, float]]:
        """Where a horizontal line is inside, from the left (the nonzero rule of outlines)."""
        start, winding = 0.0, 0
        for x, way in crossings(self._sides, level):
            if winding == 0:
                start = x
            winding += way
            if winding == 0 and x > start:
                yield start, x

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The height of a point of the shape (mm), and its shade: positive where it is turned from the light."""
        best, across, down = self._bevel, 0.0, 0.0
        for x0, y0, width, height, square in self._near.get(self._cell(x, y), ()):  # the way to its nearest point
            along = ((x - x0) * width + (y - y0) * height) / square
            if along <= 0:
                dx, dy = x0 - x, y0 - y
            elif along >= 1:
                dx, dy = x0 + width - x, y0 + height - y
            else:
                dx, dy = x0 + along * width - x, y0 + along * height - y
            if -best < dx < best and -best < dy < best and (distance := math.hypot(dx, dy)) < best:
                best, across, down = distance, dx, dy
        depth = best / self._bevel
        height = self._bevel * depth * (2 - depth) / 2
        if depth >= 1 or best == 0:
            return height, 0.0
        toward = (across * self._light[0] + down * self._light[1]) / best
        return height, -0.62 * toward * (1 - depth) ** 0.6

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / self._bevel), math.floor(y / self._bevel)

    def _cells(self, one: Point, two: Point) -> Iterator[tuple[int, int]]:
        """The cells from which a piece can be nearer than a bevel's width."""
        (left, top), (right, bottom) = self._cell(*map(min, one, two)), self._cell(*map(max, one, two))
        for column in range(left - 1, right + 2):
            for row in range(top - 1, bottom + 2):
                yield column, row
