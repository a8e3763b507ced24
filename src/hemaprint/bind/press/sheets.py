# SPDX-License-Identifier: MIT
"""Lay finished pages on sheets: one page each, or facing pages side by side; with boxes, bleed and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.press.marks import MARKS, Boxes, crop_marks, operands, plates_form, target
from hemaprint.pdf.objects import Point, Rectangle, size_of

# ---------------------------------------------------------------- boxes


def boxes_around(trim: Rectangle, bleed: float, *, marks: bool) -> Boxes:
    """The boxes of a sheet with this trim."""
    bled = _grown(trim, bleed)
    return Boxes(trim, bled, _grown(bled, MARKS) if marks else bled)


def _grown(box: Rectangle, by: float) -> Rectangle:
    """The box, larger on every side, rounded to a ten-thousandth of a point: equal boxes must be equal."""
    left, bottom, right, top = box
    return (round(left - by, 4), round(bottom - by, 4), round(right + by, 4), round(top + by, 4))


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
            content = b"q %s re W n\n%s\nQ\n" % (operands(boxes.bleed).encode(), content)
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
                strokes = [*crop_marks(boxes), *(target(*place) for place in _centres(boxes))]
                self._marks[boxes] = plates_form(self._pdf, boxes, strokes)
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


def _centres(boxes: Boxes) -> Iterator[Point]:
    """The middle of the margin on each of the four sides."""
    left, bottom, right, top = boxes.bleed
    across, up = (left + right) / 2, (bottom + top) / 2
    yield from ((across, bottom - MARKS / 2), (across, top + MARKS / 2))
    yield from ((left - MARKS / 2, up), (right + MARKS / 2, up))
