# SPDX-License-Identifier: MIT
"""Lay finished pages on sheets: one page each, or facing pages side by side; with boxes, bleed and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.bind.editions import SIGNATURE
from hemaprint.pdf.objects import MM, Point, Rectangle, size_of

# ---------------------------------------------------------------- boxes

MARKS = 7 * MM
"""The width of the margin for marks, outside the bleed."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a sheet in pt (ISO 32000-1, 14.11.2); no art box: ISO 15930-7 allows that or the trim box."""

    trim: Rectangle
    bleed: Rectangle
    media: Rectangle


def boxes_around(trim: Rectangle, bleed: float, *, marks: bool) -> Boxes:
    """The boxes of a sheet with this trim."""
    bled = _grown(trim, bleed)
    return Boxes(trim, bled, _grown(bled, MARKS) if marks else bled)


def _grown(box: Rectangle, by: float) -> Rectangle:
    """The box, larger on every side, rounded to a ten-thousandth of a point: equal boxes must be equal."""
    left, bottom, right, top = box
    return (round(left - by, 4), round(bottom - by, 4), round(right + by, 4), round(top + by, 4))


def _operands(box: Rectangle) -> str:
    """The box as operands of ``re``."""
    left, bottom, right, top = box
    return f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f}"


# ---------------------------------------------------------------- pages on sheets

_MARKS = "/HpMarks"


@dataclass(frozen=True, slots=True)
class PressPage:
    """A page that is ready to be printed: its content, resources, and trim in its own coordinates (pt)."""

    content: bytes
    resources: Dictionary
    trim: Rectangle


def padded(pages: Sequence[PressPage], before: int) -> list[PressPage]:
    """The pages, with blank ones before index ``before`` up to a whole number of signatures."""
    before = min(max(0, before), len(pages))
    trim = pages[min(before, len(pages) - 1)].trim
    blanks = [PressPage(b"", Dictionary(), trim) for _ in range(-len(pages) % SIGNATURE)]
    return [*pages[:before], *blanks, *pages[before:]]


def facing(count: int) -> list[tuple[int, ...]]:
    """Which pages lie side by side: the cover alone, then pairs, and the last page alone if one remains."""
    pairs: list[tuple[int, ...]] = [(left, left + 1) for left in range(1, count - 1, 2)]
    return [(0,), *pairs, *([(count - 1,)] if count > 1 and count % 2 == 0 else [])]


class SheetLayout:
    """Makes the pages of the file; marks are drawn once for every size."""

    def __init__(self, pdf: pikepdf.Pdf, bleed: float, *, marks: bool) -> None:
        self._pdf, self._bleed, self._with_marks = pdf, bleed, marks
        self._marks: dict[Boxes, Stream] = {}

    def sheets(self, pages: Sequence[PressPage], *, spreads: bool, turned: bool) -> Iterator[Dictionary]:
        """The pages of the file in their order; ``turned``: the first of two facing pages is on the right."""
        for indices in facing(len(pages)) if spreads else [(index,) for index in range(len(pages))]:
            match [pages[index] for index in indices]:
                case [first, second]:
                    yield self._spread(second, first) if turned else self._spread(first, second)
                case [page]:
                    yield self._single(page)

    def _single(self, page: PressPage) -> Dictionary:
        """One page on its own sheet, clipped at the bleed."""
        boxes = boxes_around(page.trim, self._bleed, marks=self._with_marks)
        content = page.content
        if content:
            content = b"q %s re W n\n%s\nQ\n" % (_operands(boxes.bleed).encode(), content)
        return self._page(boxes, content, page.resources)

    def _spread(self, left: PressPage, right: PressPage) -> Dictionary:
        """Two pages side by side, their trims touching; at the spine each is cut at its trim."""
        width, height = size_of(left.trim)
        right_width, right_height = size_of(right.trim)
        trim = (0.0, 0.0, round(width + right_width, 4), max(height, right_height))
        boxes = boxes_around(trim, self._bleed, marks=self._with_marks)
        forms, content = Dictionary(), b""
        for name, page, shift, inner in (("/HpLeft", left, 0.0, 2), ("/HpRight", right, width, 0)):
            forms[name] = self._form(page, inner)
            x, y = shift - page.trim[0], -page.trim[1]
            content += f"q 1 0 0 1 {x:.4f} {y:.4f} cm {name} Do Q\n".encode()
        return self._page(boxes, content, Dictionary(XObject=forms))

    def _form(self, page: PressPage, inner: int) -> Stream:
        """A page as a form that ends at the bleed, but at edge ``inner`` (0 left, 2 right) at the trim."""
        box = list(_grown(page.trim, self._bleed))
        box[inner] = page.trim[inner]
        form = self._pdf.make_stream(page.content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(box))
        form.Resources = page.resources
        return form

    def _page(self, boxes: Boxes, content: bytes, resources: Dictionary) -> Dictionary:
        if self._with_marks:
            if boxes not in self._marks:
                self._marks[boxes] = _marks_form(self._pdf, boxes)
            forms = dict(resources.get("/XObject", Dictionary()).items()) | {_MARKS: self._marks[boxes]}
            resources.XObject = Dictionary(forms)
            content += f"{_MARKS} Do\n".encode()
        return Dictionary(
            Type=Name.Page,
            MediaBox=Array(boxes.media),
            CropBox=Array(boxes.media),
            BleedBox=Array(boxes.bleed),
            TrimBox=Array(boxes.trim),
            Resources=resources,
            Contents=self._pdf.make_stream(content),
            Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK),
        )


# ---------------------------------------------------------------- marks

LINE = 0.25
"""Width of every mark in pt."""

_GAP = 0.5 * MM
"""From the bleed to the marks, and from the marks to the edge of the sheet."""
_RADIUS = 1.75 * MM
_BEZIER = 0.5523
"""For a quarter of a circle: 4/3 (sqrt 2 - 1)."""


def _marks_form(pdf: pikepdf.Pdf, boxes: Boxes) -> Stream:
    """Crop and registration marks as a form XObject, in the colour of all plates (/Separation /All: 8.6.6.4)."""
    strokes = [*(_line(*ends) for ends in _crop_marks(boxes)), *(_target(*place) for place in _centres(boxes))]
    # even-odd between the sheet and the bleed keeps marks off the printed area
    outside = f"{_operands(boxes.media)} re {_operands(boxes.bleed)} re W* n"
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
    """A circle with a cross that extends beyond it."""
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
