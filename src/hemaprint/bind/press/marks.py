"""Draw crop and registration marks outside the bleed, in the colour that every plate prints."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.bind.press.boxes import MARKS, Boxes, box_operands
from hemaprint.pdf.objects import MM, Point

LINE = 0.25
"""Width of every mark in pt."""

_GAP = 0.5 * MM
"""From the bleed to the marks, and from the marks to the edge of the sheet."""
_RADIUS = 1.75 * MM
_BEZIER = 0.5523
"""For a quarter of a circle: 4/3 (sqrt 2 - 1)."""


def marks_form(pdf: pikepdf.Pdf, boxes: Boxes) -> Stream:
    """The marks of a sheet as a form XObject (/Separation /All: ISO 32000-1, 8.6.6.4)."""
    strokes = [*(_line(*ends) for ends in _crop_marks(boxes)), *(_target(*place) for place in _centres(boxes))]
    # even-odd between the sheet and the bleed: nothing of a mark may come to lie on the printed area
    outside = f"{box_operands(boxes.media)} re {box_operands(boxes.bleed)} re W* n"
    content = f"q {outside} /All CS 1 SCN {LINE} w 0 J {' '.join(strokes)} Q"
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1)
    plates = Array([Name.Separation, Name.All, Name.DeviceCMYK, pdf.make_indirect(tint)])
    return pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(boxes.media),
        Resources=Dictionary(ColorSpace=Dictionary(All=plates)),
    )


def _crop_marks(boxes: Boxes) -> Iterator[tuple[Point, Point]]:
    """Two lines at every corner of the trim, from beside the bleed outwards."""
    left, bottom, right, top = boxes.trim
    near, far = boxes.bleed, boxes.media
    for x in (left, right):
        yield (x, near[1] - _GAP), (x, far[1] + _GAP)
        yield (x, near[3] + _GAP), (x, far[3] - _GAP)
    for y in (bottom, top):
        yield (near[0] - _GAP, y), (far[0] + _GAP, y)
        yield (near[2] + _GAP, y), (far[2] - _GAP, y)


def _centres(boxes: Boxes) -> Iterator[Point]:
    """The middle of the margin on each of the four sides."""
    left, bottom, right, top = boxes.bleed
    across, up = (left + right) / 2, (bottom + top) / 2
    yield from ((across, bottom - MARKS / 2), (across, top + MARKS / 2))
    yield from ((left - MARKS / 2, up), (right + MARKS / 2, up))


def _target(x: float, y: float) -> str:
    """A circle with a cross that reaches over it."""
    arm = MARKS / 2 - _GAP
    cross = _line((x - arm, y), (x + arm, y)) + " " + _line((x, y - arm), (x, y + arm))
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


def _line(start: Point, end: Point) -> str:
    return f"{start[0]:.4f} {start[1]:.4f} m {end[0]:.4f} {end[1]:.4f} l S"
