# SPDX-License-Identifier: MIT
"""Draw what is outside the pages of a press sheet: marks for cutting, folding and gathering, and its label."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hemaprint.bind.impose.folding import Side
from hemaprint.bind.impose.layout import SheetSide
from hemaprint.bind.press.marks import MARKS, beside, target
from hemaprint.pdf.objects import MM, Rectangle
from hemaprint.theme.faces import bundled_faces

_DASHES = "[2 2] 0 d"
_SOLID = "[] 0 d"
_TYPE_SIZE = 6.0
_FAMILY = "HF Sans"
_WEIGHT = 500
_UNKNOWN = "?"
_ASIDE = 14 * MM
"""How far the registration marks at head and foot stand from the first fold."""
_BLOCK = (2 * MM, 5 * MM)
"""Width and height of a collating mark."""


def drawn_outside(placed: SheetSide, label: str) -> Iterator[str]:
    """Everything around the bleed of a sheet: cuts, folds (dashed), registration marks, and its label."""
    boxes, trims = placed.boxes, list(_outermost(placed))
    folds = {round(fold, 4) for fold in placed.upright}
    upright = sorted({edge for trim in trims for edge in (trim[0], trim[2])} - folds)
    across = sorted({edge for trim in trims for edge in (trim[1], trim[3])})
    yield from beside(boxes, upright, across)
    yield _DASHES
    yield from beside(boxes, placed.upright, placed.across)
    yield _SOLID
    left, bottom, right, top = boxes.bleed
    middle = placed.upright[len(placed.upright) // 2] if placed.upright else (left + right) / 2
    beside_fold = middle + min(_ASIDE, (right - middle) / 2)
    height = (bottom + top) / 2 + (_ASIDE if placed.across else 0.0)
    for place in ((beside_fold, bottom - MARKS / 2), (beside_fold, top + MARKS / 2)):
        yield target(*place)
    for place in ((left - MARKS / 2, height), (right + MARKS / 2, height)):
        yield target(*place)
    start = boxes.trim[0] + 2 * MM
    end = min((x for x in (*upright, *placed.upright, right) if x > start), default=right) - 2 * MM
    yield lettered(label, start, bottom - MARKS / 2 - _TYPE_SIZE / 3, end - start)


def _outermost(placed: SheetSide) -> Iterator[Rectangle]:
    """In each column the trim of the page that creep moves least: a folded sheet is cut as a whole."""
    for column in sorted({page.cell.column for page in placed.pages}):
        pages = [page for page in placed.pages if page.cell.column == column]
        left, _, right, _ = min(pages, key=lambda page: page.cell.depth).trim
        yield from ((left, page.trim[1], right, page.trim[3]) for page in pages)


def collating_mark(side: Side, placed: SheetSide) -> str:
    """A block on the back of a signature, lower on each: gathered in order, the blocks are a stair.

    It lies in what is milled off, at the fold between the first and the last page of the section.
    """
    outer = [page for page in placed.pages if page.cell.depth == 0]
    if not side.front or not outer:
        return ""
    page = outer[0]
    fold = min(placed.upright, key=lambda x: min(abs(x - page.trim[0]), abs(x - page.trim[2])))
    width, height = _BLOCK
    _, bottom, _, top = page.trim
    room = top - bottom - 2 * height
    step = min(height, room / side.sections)
    below = height + (side.section - 1) * step
    y = bottom + below if page.cell.turned else top - below - height
    return f"q 0 0 0 1 k {fold - width / 2:.4f} {y:.4f} {width:.4f} {height:.4f} re f Q"


# ---------------------------------------------------------------- letters as outlines


def lettered(text: str, x: float, y: float, most: float) -> str:
    """A line of text as filled outlines, smaller where it would be longer than ``most`` pt."""
    glyphs = [_outline(character) for character in text]
    length = sum(advance for _, advance in glyphs)
    size = min(_TYPE_SIZE, most / length) if length and most > 0 else _TYPE_SIZE
    shapes, place = [], x
    for shape, advance in glyphs:
        if shape:
            shapes.append(f"q {size:.4f} 0 0 {size:.4f} {place:.4f} {y:.4f} cm {shape} f Q")
        place += advance * size
    return " ".join(shapes)


@cache
def _face() -> Any:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly

    upright = [face for face in bundled_faces() if face.family == _FAMILY and face.style == "normal"]
    return TTFont(upright[0].path, lazy=True)


@cache
def _outline(character: str) -> tuple[str, float]:
    """A letter as PDF operators in ems, and its advance; a question mark where the face lacks it."""
    from fontTools.pens.basePen import BasePen  # noqa: PLC0415 - as above

    font = _face()
    known = font.getBestCmap()
    name = known.get(ord(character)) or known[ord(_UNKNOWN)]
    glyphs, em = font.getGlyphSet(location={"wght": _WEIGHT}), font["head"].unitsPerEm
    said: list[str] = []

    class Pen(BasePen):  # type: ignore[misc]
        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the interface of fontTools
            said.append(f"{_ems(point)} m")

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            said.append(f"{_ems(point)} l")

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            said.append(f"{' '.join(map(_ems, points))} c")

        def _closePath(self) -> None:  # noqa: N802
            said.append("h")

    def _ems(point: tuple[float, float]) -> str:
        return f"{point[0] / em:.4f} {point[1] / em:.4f}"

    glyphs[name].draw(Pen(glyphs))
    return " ".join(said), glyphs[name].width / em
