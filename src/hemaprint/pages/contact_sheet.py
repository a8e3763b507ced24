"""Draw the flat plan: all pages as spreads in rows, their printed numbers under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, log, sqrt

from PIL import Image, ImageDraw, ImageFont

from hemaprint.pdf.raster import Spread
from hemaprint.theme.geometry import faces

_GROUND, _FRAME, _INK = (233, 233, 233), (178, 178, 178), (64, 64, 64)
"""Neutral greys: nothing on the sheet competes with the colours of the pages."""
_PROPORTION = sqrt(2)
"""Width to height that the sheet comes near to: a paper of ISO 216, lying."""
_TEXT, _HEADING = 0.34, 0.46
_GUTTER, _MARGIN, _DROP = 0.55, 0.9, 0.14
"""Sizes in inches of the pages as they really are; they shrink as the pages do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn. ``size`` is the largest page in pixels, ``page`` gives the picture of one (from 0)."""

    heading: str
    spreads: Sequence[Spread]
    labels: Sequence[str]
    size: tuple[int, int]
    dpi: float
    page: Callable[[int], Image.Image]


def draw_contact_sheet(sheet: Sheet) -> Image.Image:
    """The flat plan. Raises MissingEnvironmentError where the font of the labels is not installed."""
    grid = _Grid.of(sheet)
    picture = Image.new("RGB", grid.size, _GROUND)
    draw = ImageDraw.Draw(picture)
    draw.text((grid.margin, grid.margin), sheet.heading, _INK, _font(grid.heading, 600), anchor="la")
    font = _font(grid.text, 400)
    width, height = sheet.size
    for number, spread in enumerate(sheet.spreads):
        left, top = grid.place(number)
        for side, index in enumerate(spread):
            if index is None:
                continue
            page = sheet.page(index)
            x = left + width - page.width if side == 0 else left + width
            draw.rectangle((x - 1, top - 1, x + page.width, top + page.height), outline=_FRAME)
            picture.paste(page, (x, top))
            draw.text((x + page.width / 2, top + height + grid.drop), sheet.labels[index], _INK, font, anchor="ma")
    return picture


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where spreads stand, in pixels."""

    columns: int
    rows: int
    spread: tuple[int, int]
    gutter: int
    margin: int
    heading: int
    text: int
    drop: int

    @classmethod
    def of(cls, sheet: Sheet) -> _Grid:
        heading, text, gutter, margin, drop = (
            max(1, round(inches * sheet.dpi)) for inches in (_HEADING, _TEXT, _GUTTER, _MARGIN, _DROP)
        )
        spread = (2 * sheet.size[0], sheet.size[1] + drop + text)
        grids = (
            cls(columns, ceil(len(sheet.spreads) / columns), spread, gutter, margin, heading, text, drop)
            for columns in range(1, len(sheet.spreads) + 1)
        )
        return min(grids, key=lambda grid: abs(log(grid.size[0] / grid.size[1] / _PROPORTION)))

    @property
    def size(self) -> tuple[int, int]:
        """Of the whole sheet."""
        across = self.columns * self.spread[0] + (self.columns - 1) * self.gutter
        down = self.rows * self.spread[1] + (self.rows - 1) * self.gutter
        return (across + 2 * self.margin, down + self._top + self.margin)

    @property
    def _top(self) -> int:
        return self.margin + self.heading + self.gutter

    def place(self, number: int) -> tuple[int, int]:
        """The upper left corner of a spread."""
        row, column = divmod(number, self.columns)
        return (
            self.margin + column * (self.spread[0] + self.gutter),
            self._top + row * (self.spread[1] + self.gutter),
        )


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The theme's sans serif, upright."""
    face = next(face for face in faces() if face.family == "HF Sans" and face.style == "normal")
    font = ImageFont.truetype(str(face.path), size)
    font.set_variation_by_axes([weight])
    return font
