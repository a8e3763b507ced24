# SPDX-License-Identifier: MIT
"""Tell how well words stand out from the picture that they are printed on, by the page as it was set.

Imported where a cover is set: pikepdf loads slowly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from io import BytesIO
from itertools import islice
from typing import Literal

import pikepdf
import pypdfium2
from PIL.Image import Image

from hemaprint.content.spans import text_of
from hemaprint.content.units import Unit
from hemaprint.errors import Location, Problem, Severity
from hemaprint.pdf.colors import contrast, luminance, seen
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import TextMark
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.raster import PDFIUM, render_page
from hemaprint.typeset.pages import normalized

Ground = Literal["light", "dark"]

SMALL, LARGE = 4.5, 3.0
"""The contrast that small and large words need (WCAG 2.2, success criterion 1.4.3)."""
LARGE_SIZE = 18.0
"""Words of this size in pt are large."""
DPI = 36
"""The picture is measured in dots of 0.7 mm: about what the eye takes together behind a letter."""
WORST = 0.1
"""So much of the ground may be worse than what is told: a hairline behind a word does not count."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A string on a page: its size in pt, its luminance, and those of the ground behind it, from dark to light."""

    text: str
    size: float
    luminance: float
    ground: tuple[float, ...]
    area: float

    def contrast(self, luminance: float) -> float:
        """The contrast of a colour with the ground, where that is nearly the worst."""
        at = bisect_left(self.ground, luminance)
        darker = (contrast(luminance, behind) for behind in reversed(self.ground[:at]))
        lighter = (contrast(luminance, behind) for behind in self.ground[at:])
        return next(islice(merge(darker, lighter), int(len(self.ground) * WORST), None))

    @property
    def needed(self) -> float:
        """The contrast that it needs."""
        return LARGE if self.size >= LARGE_SIZE else SMALL


def ground_of(pdf: bytes, ink: float, paper: float) -> Ground:
    """Whether words are better set in ``paper`` (on dark) or in ``ink`` (on light), by luminances of 0 to 1."""
    printed = printed_on(pdf)
    light = sum(one.area * one.contrast(ink) for one in printed)
    dark = sum(one.area * one.contrast(paper) for one in printed)
    return "dark" if dark > light else "light"


def faint(pdf: bytes, units: Sequence[Unit], place: Location, ground: Ground) -> Iterator[Problem]:
    """A warning (HP199) for each unit of the first page some words of which do not stand out from their ground.

    Words of no unit, such as the date, are told at ``place``.
    """
    told: dict[Location, Printed] = {}
    for one in printed_on(pdf):
        if one.contrast(one.luminance) < one.needed:
            where = _place(one, units, place)
            told[where] = min(told.get(where, one), one, key=lambda printed: printed.contrast(printed.luminance))
    for where, one in told.items():
        message = f"“{one.text.strip()}” has a contrast of {one.contrast(one.luminance):.1f} with the picture behind it"
        other = "light" if ground == "dark" else "dark"
        hint = f"{one.needed:g} is the least: choose a picture that is calm there, or try ground: {other}"
        yield Problem("HP199", message, where, hint, Severity.WARNING)


def _place(printed: Printed, units: Sequence[Unit], place: Location) -> Location:
    wanted = normalized(printed.text)
    found = (unit.location for unit in units if not unit.is_picture and wanted in normalized(text_of(unit.copy)))
    return next(found, place)


@lru_cache(maxsize=4)
def printed_on(pdf: bytes) -> tuple[Printed, ...]:
    """The strings of the first page that are read, each with the ground behind it, drawn without any words."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        marks = [mark for mark in marks_of(page) if isinstance(mark, TextMark) and mark.text.strip()]
        left, _, _, top = (float(edge) for edge in page.mediabox)
        picture = _wordless(document)
    printed = []
    for mark in marks:
        color, area = seen(mark.paint), _pixels(mark.box, left, top, picture.size)
        if color is None or mark.artifact or mark.clipped_away or area is None:
            continue
        behind = _luminances(picture.crop(area))
        covered = (mark.box[2] - mark.box[0]) * (mark.box[3] - mark.box[1])
        printed.append(Printed(mark.text, mark.size, luminance(color), behind, covered))
    return tuple(printed)


def _wordless(document: pikepdf.Pdf) -> Image:
    """The first page without its words, at DPI."""
    page = document.pages[0]
    kept = [one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in ("Tj", "TJ", "'", '"')]
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
    file = BytesIO()
    document.save(file)
    with PDFIUM, pypdfium2.PdfDocument(file.getvalue()) as drawn:
        return render_page(drawn, 0, DPI)


def _pixels(box: Rectangle, left: float, top: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The box of a mark in pixels of the picture; None where it is not on it."""
    scale = DPI / 72
    first, upper = max(0, round((box[0] - left) * scale)), max(0, round((top - box[3]) * scale))
    last = min(size[0], max(first + 1, round((box[2] - left) * scale)))
    lower = min(size[1], max(upper + 1, round((top - box[1]) * scale)))
    return (first, upper, last, lower) if first < last and upper < lower else None


def _luminances(picture: Image) -> tuple[float, ...]:
    counted = picture.getcolors(picture.width * picture.height) or []
    found: list[float] = []
    for count, color in counted:
        assert isinstance(color, tuple)
        red, green, blue = (value / 255 for value in color)
        found += [luminance((red, green, blue))] * count
    return tuple(sorted(found))
