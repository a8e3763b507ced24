"""Where a sheet is trimmed, how far it bleeds, and how much room the marks take."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.pdf.objects import MM, Rectangle

MARKS = 7 * MM
"""What the marks take outside the bleed, on every side."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a sheet in pt (ISO 32000-1, 14.11.2); no art box, for ISO 15930-7 wants that or the trim."""

    trim: Rectangle
    bleed: Rectangle
    media: Rectangle


def boxes_around(trim: Rectangle, bleed: float, *, marks: bool) -> Boxes:
    """The boxes of a sheet with this trim."""
    bled = grown(trim, bleed)
    return Boxes(trim, bled, grown(bled, MARKS) if marks else bled)


def grown(box: Rectangle, by: float) -> Rectangle:
    """The box, larger on every side; at a ten-thousandth of a point, for equal boxes must be equal."""
    left, bottom, right, top = box
    return (round(left - by, 4), round(bottom - by, 4), round(right + by, 4), round(top + by, 4))


def box_operands(box: Rectangle) -> str:
    """The box as ``re`` wants it."""
    left, bottom, right, top = box
    return f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f}"
