"""Where a sheet is trimmed, how far it bleeds, and how much room the marks take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.press.converter import PageContent
from hemaprint.pdf.geometry import MM, Point
from hemaprint.pdf.objects import Rectangle

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


_MARKS = "/HpMarks"


@dataclass(frozen=True, slots=True)
class PressPage:
    """A page that is ready to be printed: what is on it, and its trim in its own coordinates (pt)."""

    leaf: PageContent
    trim: Rectangle


def blank(like: PressPage) -> PressPage:
    """An empty page of the same trim."""
    return PressPage(PageContent(b"", Dictionary()), like.trim)


def padded(sheets: Sequence[PressPage], before: int) -> list[PressPage]:
    """The sheets, with blank ones before index ``before`` up to a whole number of signatures."""
    before = min(max(0, before), len(sheets))
    empty = [blank(sheets[min(before, len(sheets) - 1)]) for _ in range(-len(sheets) % SIGNATURE)]
    return [*sheets[:before], *empty, *sheets[before:]]


def facing(count: int) -> list[tuple[int, ...]]:
    """Which pages lie side by side: the cover alone, then pairs, and what is left alone."""
    pairs: list[tuple[int, ...]] = [(left, left + 1) for left in range(1, count - 1, 2)]
    return [(0,), *pairs, *([(count - 1,)] if count > 1 and count % 2 == 0 else [])]


class SheetLayout:
    """Makes the pages of the file; marks are drawn once for every size."""

    def __init__(self, pdf: pikepdf.Pdf, bleed: float, *, marks: bool) -> None:
        self._pdf, self._bleed, self._with_marks = pdf, bleed, marks
        self._marks: dict[Boxes, Stream] = {}

    def single(self, sheet: PressPage) -> Dictionary:
        """One page on a sheet of its own; its content is clipped at the bleed."""
        boxes = boxes_around(sheet.trim, self._bleed, marks=self._with_marks)
        content = b"" if not sheet.leaf.content else _clipped(boxes.bleed, sheet.leaf.content)
        return self._page(boxes, content, sheet.leaf.resources)

    def spread(self, left: PressPage, right: PressPage) -> Dictionary:
        """Two pages side by side, their trims touching; at the spine each is cut at its trim."""
        width, height = _size(left.trim)
        right_width, right_height = _size(right.trim)
        trim = (0.0, 0.0, round(width + right_width, 4), max(height, right_height))
        boxes = boxes_around(trim, self._bleed, marks=self._with_marks)
        forms, content = Dictionary(), b""
        for name, sheet, shift, inner in (("/HpLeft", left, 0.0, 2), ("/HpRight", right, width, 0)):
            forms[name] = self._form(sheet, inner)
            x, y = shift - sheet.trim[0], -sheet.trim[1]
            content += f"q 1 0 0 1 {x:.4f} {y:.4f} cm {name} Do Q\n".encode()
        return self._page(boxes, content, Dictionary(XObject=forms))

    def _form(self, sheet: PressPage, inner: int) -> Stream:
        """A page as a form that ends at the bleed, but at edge ``inner`` (0 left, 2 right) at the trim."""
        box = list(grown(sheet.trim, self._bleed))
        box[inner] = sheet.trim[inner]
        form = self._pdf.make_stream(sheet.leaf.content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(box))
        form.Resources = sheet.leaf.resources
        return form

    def _page(self, boxes: Boxes, content: bytes, resources: Dictionary) -> Dictionary:
        if self._with_marks:
            forms = dict(resources.get("/XObject", Dictionary()).items()) | {_MARKS: self._marks_for(boxes)}
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

    def _marks_for(self, boxes: Boxes) -> Stream:
        if boxes not in self._marks:
            self._marks[boxes] = marks_form(self._pdf, boxes)
        return self._marks[boxes]


def made(maker: SheetLayout, sheets: Sequence[PressPage], *, spreads: bool) -> Iterator[Dictionary]:
    """The pages of the file in their order."""
    for indices in facing(len(sheets)) if spreads else [(index,) for index in range(len(sheets))]:
        if len(indices) == 1:
            yield maker.single(sheets[indices[0]])
        else:
            yield maker.spread(sheets[indices[0]], sheets[indices[1]])


def _clipped(box: Rectangle, content: bytes) -> bytes:
    return b"q %s re W n\n%s\nQ\n" % (box_operands(box).encode(), content)


def _size(trim: Rectangle) -> tuple[float, float]:
    return (trim[2] - trim[0], trim[3] - trim[1])
