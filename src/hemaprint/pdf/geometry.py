"""Matrices and boxes in default user space."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, hypot

from hemaprint.pdf.objects import Matrix, Rectangle

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Rectangle = (-1e9, -1e9, 1e9, 1e9)
"""A clip that clips nothing."""

Point = tuple[float, float]

MM = 72 / 25.4
"""pt."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The transformation that applies ``inner`` first (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to stand."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def scale_of(matrix: Matrix) -> float:
    """How much larger a length becomes: the root of the area's factor, or the longer axis of a flat matrix."""
    a, b, c, d, _, _ = matrix
    area = abs(a * d - b * c)
    return area**0.5 if area else max(hypot(a, b), hypot(c, d))


def box_around(points: Iterable[Point]) -> Rectangle:
    """The smallest box that holds all points; at least one is needed."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def transformed(box: Rectangle, matrix: Matrix) -> Rectangle:
    """The box around a transformed box."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    if not b and not c:
        xs, ys = (a * left + e, a * right + e), (d * bottom + f, d * top + f)
        return (min(xs), min(ys), max(xs), max(ys))
    corners = ((left, bottom), (right, bottom), (left, top), (right, top))
    return box_around(apply(matrix, x, y) for x, y in corners)


def clipped(box: Rectangle, clip: Rectangle) -> Rectangle:
    """What the clip leaves of a box; a point where it leaves nothing."""
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    right, top = min(box[2], clip[2]), min(box[3], clip[3])
    if left > right or bottom > top:
        return (left, bottom, left, bottom)
    return (left, bottom, right, top)


def grown(box: Rectangle, by: float) -> Rectangle:
    """A box with a margin of ``by`` around it."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Two boxes have more than an edge in common; a line that has no height counts as its length."""
    return (one[0] < other[2] and other[0] < one[2] and one[1] <= other[3] and other[1] <= one[3]) or (
        one[0] <= other[2] and other[0] <= one[2] and one[1] < other[3] and other[1] < one[3]
    )


def covers(outer: Rectangle, inner: Rectangle, slack: float = 0.5) -> bool:
    """``inner`` lies within ``outer``, give or take ``slack`` pt."""
    return (
        outer[0] <= inner[0] + slack
        and outer[1] <= inner[1] + slack
        and outer[2] >= inner[2] - slack
        and outer[3] >= inner[3] - slack
    )


def size_of(box: Rectangle) -> tuple[float, float]:
    """Width and height."""
    return (box[2] - box[0], box[3] - box[1])


def repeated(box: Rectangle, steps: Point, area: Rectangle) -> Rectangle:
    """The box around what shows of ``box`` within ``area`` when it is repeated every ``steps``."""
    left, right = _repeated(box[0], box[2], steps[0], area[0], area[2])
    bottom, top = _repeated(box[1], box[3], steps[1], area[1], area[3])
    return clipped((left, bottom, right, top), area)


def _repeated(low: float, high: float, step: float, start: float, end: float) -> Point:
    if step <= 0:
        return low, high
    first, last = floor((start - high) / step) + 1, -(floor((low - end) / step) + 1)
    return low + first * step, high + last * step
