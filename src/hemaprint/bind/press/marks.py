# SPDX-License-Identifier: MIT
"""Draw marks around what is printed: crop and registration marks, in the colour of all plates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.pdf.objects import MM, Point, Rectangle

MARKS = 7 * MM
"""The width of the margin for marks, outside the bleed."""
LINE = 0.25
"""Width of every mark in pt."""
GAP = 0.5 * MM
"""From the bleed to the marks, and from the marks to the edge of the sheet."""
_RADIUS = 1.75 * MM
_BEZIER = 0.5523
"""For a quarter of a circle: 4/3 (sqrt 2 - 1)."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a sheet in pt (ISO 32000-1, 14.11.2); no art box: ISO 15930-7 allows that or the trim box."""

    trim: Rectangle
    bleed: Rectangle
    media: Rectangle


def operands(box: Rectangle) -> str:
    """The box as operands of ``re``."""
    left, bottom, right, top = box
    return f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f}"


def plates_form(pdf: pikepdf.Pdf, boxes: Boxes, drawn: Iterable[str]) -> Stream:
    """Marks as a form XObject, in the colour of all plates (/Separation /All: 8.6.6.4), for lines and for areas."""
    # even-odd between the sheet and the bleed keeps marks off the printed area
    outside = f"{operands(boxes.media)} re {operands(boxes.bleed)} re W* n"
    content = f"q {outside} /All CS 1 SCN /All cs 1 scn {LINE} w 0 J {' '.join(drawn)} Q"
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1)
    plates = Array([Name.Separation, Name.All, Name.DeviceCMYK, pdf.make_indirect(tint)])
    return pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(boxes.media),
        Resources=Dictionary(ColorSpace=Dictionary(All=plates)),
    )


def crop_marks(boxes: Boxes) -> Iterator[str]:
    """Two lines at every corner of the trim, from beside the bleed outwards."""
    left, bottom, right, top = boxes.trim
    yield from beside(boxes, (left, right), (bottom, top))


def beside(boxes: Boxes, upright: Iterable[float], across: Iterable[float]) -> Iterator[str]:
    """A line at foot and head for each x of ``upright``, and at both sides for each y of ``across``."""
    near, far = boxes.bleed, boxes.media
    for x in upright:
        yield line((x, near[1] - GAP), (x, max(far[1], near[1] - MARKS) + GAP))
        yield line((x, near[3] + GAP), (x, min(far[3], near[3] + MARKS) - GAP))
    for y in across:
        yield line((near[0] - GAP, y), (max(far[0], near[0] - MARKS) + GAP, y))
        yield line((near[2] + GAP, y), (min(far[2], near[2] + MARKS) - GAP, y))


def target(x: float, y: float) -> str:
    """A circle with a cross that extends beyond it."""
    arm = MARKS / 2 - GAP
    cross = line((x - arm, y), (x + arm, y)) + " " + line((x, y - arm), (x, y + arm))
    return f"{cross} {_circle(x, y)}"


def _circle(x: float, y: float) -> str:
    r, k = _RADIUS, _RADIUS * _BEZIER
    arcs = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    curves = " ".join(" ".join(f"{value:.4f}" for value in arc) + " c" for arc in arcs)
    return f"{x + r:.4f} {y:.4f} m {curves} s"


def line(start: Point, end: Point) -> str:
    """A stroke."""
    return f"{start[0]:.4f} {start[1]:.4f} m {end[0]:.4f} {end[1]:.4f} l S"
