# SPDX-License-Identifier: MIT
"""Say where a link is touched: over its whole line, wide enough for a raised figure, and never over another link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from hemaprint.typeset.engine.boxes import kinds, walk
from hemaprint.typeset.pages import PX_TO_PT

LEAST = 9.0
"""The width in pt up to which a narrow link, such as one raised figure, reaches over the text on both sides of it."""


@dataclass(slots=True, eq=False)
class Area:
    """The rectangle of an annotation on a page, in pt of default user space."""

    annotation: Any
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Area) -> bool:
        """Whether two rectangles have more than an edge in common."""
        return self.faces(other) and self.left < other.right and other.left < self.right

    def faces(self, other: Area) -> bool:
        """Whether the two are beside each other on one line."""
        return self.bottom < other.top and other.bottom < self.top


def area_of(box: Any, line: Any) -> Area:
    """The area of a link: the box, the line that it is on, and the glyphs in it.

    The height of an inline box is its line height, which a style may set to 0 (WeasyPrint 70: ``hit_area``).
    """
    _, top, _, height = box.hit_area()
    x1, y1, x2, y2 = (float(value) for value in box.link_annotation["Rect"])
    upper, lower = top, top + height
    if line is not None and isinstance(box, kinds.InlineBox):
        glyphs = [one for one in walk(box) if isinstance(one, kinds.TextBox)]
        upper = min([upper, line.position_y, *(one.position_y + one.margin_top for one in glyphs)])
        ends = (one.position_y + one.margin_top + one.height for one in glyphs)
        lower = max([lower, line.position_y + line.height, *ends])
    grown, deeper = (top - upper) * PX_TO_PT, (lower - top - height) * PX_TO_PT
    return Area(box.link_annotation, min(x1, x2), min(y1, y2) - deeper, max(x1, x2), max(y1, y2) + grown)


def spread(areas: Sequence[Area]) -> None:
    """Write the rectangles of one page: narrow ones widened, and none over that of another link."""
    _part(areas)
    wide = {id(area): max(0.0, LEAST - (area.right - area.left)) / 2 for area in areas}
    rooms = [_room(area, areas) for area in areas]
    for area, (before, after) in zip(areas, rooms, strict=True):
        area.left -= min(wide[id(area)], before)
        area.right += min(wide[id(area)], after)
    for area in areas:
        corners = (area.left, area.bottom, area.right, area.top)
        area.annotation["Rect"] = pydyf.Array(round(value, 3) for value in corners)


def _part(areas: Sequence[Area]) -> None:
    """Let links of two lines meet half-way where they reach into each other, as in lines without white between them."""
    for index, one in enumerate(areas):
        for other in areas[index + 1 :]:
            if not one.meets(other):
                continue
            upper, lower = (one, other) if one.top > other.top else (other, one)
            if lower.bottom < upper.bottom and lower.top < upper.top:
                upper.bottom = lower.top = (upper.bottom + lower.top) / 2


def _room(area: Area, areas: Sequence[Area]) -> tuple[float, float]:
    """How far an area may grow to each side: half-way to the nearest link on its line."""
    beside = [one for one in areas if one is not area and one.faces(area)]
    before = min((area.left - one.right for one in beside if one.right <= area.left), default=2 * LEAST)
    after = min((one.left - area.right for one in beside if one.left >= area.right), default=2 * LEAST)
    return before / 2, after / 2
