# SPDX-License-Identifier: MIT
"""Measure a side of a sheet: where each page is cut and turned, where it is folded, and the boxes around all.

The origin is the lower left corner of the first page's place, without creep. All lengths are in pt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.bind.impose.folding import Cell, Side
from hemaprint.bind.impose.options import Imposition, Scheme
from hemaprint.bind.press.marks import MARKS, Boxes
from hemaprint.errors import UsageError
from hemaprint.pdf.objects import MM, Matrix, Point, Rectangle, grown, size_of
from hemaprint.project.values import NAMED_SIZES_MM, PageSize

TRIM_OFF = 3 * MM
"""Paper beside each edge that is cut, also where pages have no bleed."""
HOME_PAPER = PageSize(*(side * MM for side in NAMED_SIZES_MM["a4"]))
_SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """A page in its place: its trim and what is seen of it, both on the sheet; both end where it is folded.

    ``corner`` is the lower left corner of its whole trim, ``scale`` its size there.
    """

    cell: Cell
    trim: Rectangle
    seen: Rectangle
    corner: Point
    scale: float = 1.0

    def matrix(self, trim: Rectangle) -> Matrix:
        """How a page with this trim in its own coordinates comes to its place."""
        left, bottom, right, top = trim
        scale, (x, y) = self.scale, self.corner
        if self.cell.turned:
            return (-scale, 0.0, 0.0, -scale, x + right * scale, y + top * scale)
        return (scale, 0.0, 0.0, scale, x - left * scale, y - bottom * scale)


@dataclass(frozen=True, slots=True)
class SheetSide:
    """A side of a sheet: its pages, its boxes, and the folds: x of the upright ones, y of those across."""

    pages: tuple[Placed, ...]
    boxes: Boxes
    upright: tuple[float, ...] = ()
    across: tuple[float, ...] = ()


class Layout:
    """Measures sides for pages of one ``size`` that have ``bleed`` around them.

    Raises UsageError where the paper is too small for them.
    """

    def __init__(self, imposition: Imposition, size: PageSize, bleed: float, shape: Side) -> None:
        self._imposition, self._shape = imposition, shape
        sheet = imposition.sheet
        self.scale = 1.0
        if imposition.scheme is Scheme.BOOKLET:
            sheet = sheet or HOME_PAPER
            short, long = sorted(sheet)
            self.scale = min(1.0, long / 2 / size.width, short / size.height)
        self.page = PageSize(size.width * self.scale, size.height * self.scale)
        self.bleed = bleed * self.scale
        self.has_marks = imposition.marks and imposition.scheme is not Scheme.BOOKLET
        self._lefts = self._columns()
        self._bottoms = [row * (self.page.height + 2 * self._cut) for row in range(shape.rows)]
        right, top = self._lefts[-1] + self.page.width, self._bottoms[-1] + self.page.height
        self._media = self._paper((0.0, 0.0, right, top), sheet)

    def side(self, side: Side) -> SheetSide:
        """A side of the sheet."""
        pages = tuple(self._placed(cell) for cell in side.cells)
        trim = _around([page.trim for page in pages])
        bled = self._within_paper(grown(trim, self.bleed))
        upright = tuple(self._gaps(self._lefts, self.page.width)) if self._is_folded else ()
        across = tuple(self._gaps(self._bottoms, self.page.height)) if self._is_folded else ()
        boxes = Boxes(rounded(trim), rounded(bled), rounded(self._media))
        return SheetSide(pages, boxes, upright, across)

    @property
    def _is_folded(self) -> bool:
        return self._imposition.scheme is not Scheme.TWO_UP

    @property
    def _cut(self) -> float:
        """Paper between a page and the middle of the gap to its neighbour."""
        return max(self.bleed, TRIM_OFF)

    def _columns(self) -> list[float]:
        """The left edge of each column: two pages that are bound together are as far apart as is milled off."""
        spines = {cell.column: cell.spine for cell in self._shape.cells if cell.row == 0}
        lefts = [0.0]
        for column in range(1, self._shape.columns):
            milled = self._imposition.milled if spines[column] == "left" else self._cut
            lefts.append(lefts[-1] + self.page.width + 2 * milled)
        return lefts

    def _placed(self, cell: Cell) -> Placed:
        """The page, moved towards its spine by as much as the sheets around it push it out."""
        creep = cell.depth * self._imposition.thickness
        toward = {"left": -creep, "right": creep}.get(cell.spine, 0.0)
        nominal = self._lefts[cell.column]
        left, bottom = nominal + toward, self._bottoms[cell.row]
        trim = (left, bottom, left + self.page.width, bottom + self.page.height)
        fold = list(self._within_paper(grown(trim, self.bleed)))
        edge = list(trim)
        if cell.spine == "left":
            fold[0] = max(fold[0], nominal - self._imposition.milled)
            edge[0] = max(left, nominal)
        elif cell.spine == "right":
            fold[2] = min(fold[2], nominal + self.page.width + self._imposition.milled)
            edge[2] = min(trim[2], nominal + self.page.width)
        return Placed(cell, _box(edge), _box(fold), (left, bottom), self.scale)

    def _paper(self, pages: Rectangle, sheet: PageSize | None) -> Rectangle:
        """The paper around all pages: that which was asked for, or as much as bleed and marks need."""
        if self._imposition.scheme is Scheme.BOOKLET:
            needed = pages
        else:
            needed = grown(pages, self.bleed + (MARKS if self.has_marks else 0.0))
        if sheet is None:
            return needed
        width, height = size_of(needed)
        for across, up in (tuple(sheet), tuple(sheet)[::-1]):
            if width <= across + _SLACK and height <= up + _SLACK:
                beside, below = (across - width) / 2, (up - height) / 2
                return (needed[0] - beside, needed[1] - below, needed[2] + beside, needed[3] + below)
        said = f"{width / MM:.0f} × {height / MM:.0f} mm"
        message = f"the pages of a sheet need {said}, and the paper has {_in_mm(sheet)}"
        raise UsageError(message, "choose a larger --sheet or a smaller --signature")

    def _within_paper(self, box: Rectangle) -> Rectangle:
        if self._imposition.scheme is not Scheme.BOOKLET:
            return box
        paper = self._media
        return (max(box[0], paper[0]), max(box[1], paper[1]), min(box[2], paper[2]), min(box[3], paper[3]))

    @staticmethod
    def _gaps(starts: list[float], length: float) -> Iterator[float]:
        """The middle of each gap."""
        for before, after in pairwise(starts):
            yield (before + length + after) / 2


def _around(boxes: list[Rectangle]) -> Rectangle:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def _box(edges: list[float]) -> Rectangle:
    left, bottom, right, top = edges
    return rounded((left, bottom, right, top))


def rounded(box: Rectangle) -> Rectangle:
    """The box to a ten-thousandth of a point: equal boxes must be equal."""
    left, bottom, right, top = (round(edge, 4) for edge in box)
    return (left, bottom, right, top)


def _in_mm(size: PageSize) -> str:
    return f"{size.width / MM:.0f} × {size.height / MM:.0f} mm"
