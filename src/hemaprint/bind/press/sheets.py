"""Lay finished pages on sheets: one page each, or facing pages side by side; with boxes, bleed and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.press.boxes import Boxes, box_operands, boxes_around, grown
from hemaprint.bind.press.converter import Leaf
from hemaprint.bind.press.marks import marks_form
from hemaprint.pdf.objects import Rectangle

_MARKS = "/HpMarks"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is ready to be printed: what is on it, and its trim in its own coordinates (pt)."""

    leaf: Leaf
    trim: Rectangle


def blank(like: Sheet) -> Sheet:
    """An empty page of the same trim."""
    return Sheet(Leaf(b"", Dictionary()), like.trim)


def padded(sheets: Sequence[Sheet], before: int) -> list[Sheet]:
    """The sheets, with blank ones before index ``before`` up to a whole number of signatures."""
    before = min(max(0, before), len(sheets))
    empty = [blank(sheets[min(before, len(sheets) - 1)]) for _ in range(-len(sheets) % SIGNATURE)]
    return [*sheets[:before], *empty, *sheets[before:]]


def facing(count: int) -> list[tuple[int, ...]]:
    """Which pages lie side by side: the cover alone, then pairs, and what is left alone."""
    pairs: list[tuple[int, ...]] = [(left, left + 1) for left in range(1, count - 1, 2)]
    return [(0,), *pairs, *([(count - 1,)] if count > 1 and count % 2 == 0 else [])]


class SheetMaker:
    """Makes the pages of the file; marks are drawn once for every size."""

    def __init__(self, pdf: pikepdf.Pdf, bleed: float, *, marks: bool) -> None:
        self._pdf, self._bleed, self._with_marks = pdf, bleed, marks
        self._marks: dict[Boxes, Stream] = {}

    def single(self, sheet: Sheet) -> Dictionary:
        """One page on a sheet of its own; its content is clipped at the bleed."""
        boxes = boxes_around(sheet.trim, self._bleed, marks=self._with_marks)
        content = b"" if not sheet.leaf.content else _clipped(boxes.bleed, sheet.leaf.content)
        return self._page(boxes, content, sheet.leaf.resources)

    def spread(self, left: Sheet, right: Sheet) -> Dictionary:
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

    def _form(self, sheet: Sheet, inner: int) -> Stream:
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


def made(maker: SheetMaker, sheets: Sequence[Sheet], *, spreads: bool) -> Iterator[Dictionary]:
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
