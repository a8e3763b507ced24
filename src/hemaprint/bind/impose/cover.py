# SPDX-License-Identifier: MIT
"""Measure the sheet of a separate cover: back, spine and front side by side outside; inside front and back."""

from __future__ import annotations

from hemaprint.bind.impose.folding import Cell, Side
from hemaprint.bind.impose.layout import Placed, SheetSide, rounded
from hemaprint.bind.impose.options import Binding, Imposition
from hemaprint.bind.press.marks import MARKS, Boxes
from hemaprint.pdf.objects import Rectangle, grown
from hemaprint.project.values import PageSize

COVER_PAGES = 4
"""The first and the last two pages of a magazine."""


def cover_sides(
    count: int, size: PageSize, bleed: float, imposition: Imposition, binding: Binding, spine: int | None
) -> list[tuple[Side, SheetSide]]:
    """Outside and inside of the cover of a file of ``count`` pages; ``spine`` is the index of the page of the spine."""
    outside, inside = (count - 1, 0), (1, count - 2)
    if binding is Binding.RIGHT:
        outside, inside = outside[::-1], inside[::-1]
    width = imposition.spine
    trim = (0.0, 0.0, 2 * size.width + width, size.height)
    bled = grown(trim, bleed)
    boxes = Boxes(rounded(trim), rounded(bled), rounded(grown(bled, MARKS) if imposition.marks else bled))
    folds = (size.width, size.width + width) if width else (size.width,)
    sides = []
    for front, (left, right) in ((True, outside), (False, inside)):
        cells = [Cell(0, 0, left, spine="right"), Cell(2, 0, right, spine="left")]
        places = [(0.0, size.width), (size.width + width, trim[2])]
        if front and spine is not None:
            cells.insert(1, Cell(1, 0, spine, spine="both"))
            places.insert(1, (size.width, size.width + width))
        pages = tuple(
            Placed(cell, rounded((start, 0.0, end, size.height)), _seen(cell, start, end, bled), (start, 0.0))
            for cell, (start, end) in zip(cells, places, strict=True)
        )
        sides.append((Side(tuple(cells), 1, 1, front), SheetSide(pages, boxes, folds, ())))
    return sides


def _seen(cell: Cell, start: float, end: float, bled: Rectangle) -> Rectangle:
    """A page of the cover ends at the fold; the spine ends at both."""
    left = start if cell.column else bled[0]
    right = bled[2] if cell.column == 2 else end
    return rounded((left, bled[1], right, bled[3]))
