# SPDX-License-Identifier: MIT
"""Find lines of running text that are off the grid of their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemaprint.errors import Location, Problem, Severity
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.engine.boxes import (
    Document,
    box_of,
    copy_boxes,
    nearest_line,
    parents_of,
    strut_baseline,
    upward,
)
from hemaprint.typeset.pages import PX_TO_PT, PageProblem

if TYPE_CHECKING:
    from hemaprint.pdf.objects import Rectangle  # brings pikepdf, which loads slowly

RUNNING = frozenset({"copy", "news-lead"})  # classes of the blocks that contain running text
GRID_TOLERANCE = 0.05
"""A line may be off the grid by this much, in pt: coordinates add up in floating point over a page."""
_EXCERPT = 40


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A run of text off the grid: on ``sheet`` (from 1), ``offset`` pt below the nearest line (or above: < 0).

    ``line`` is that of its block in the manuscript, 0 where it gives none; ``box`` is its own, in pt on the sheet.
    """

    sheet: int
    offset: float
    text: str
    line: int
    box: Rectangle


def off_grid(document: Document, geometry: Geometry) -> tuple[StrayLine, ...]:
    """Every run of running text whose baseline is not on the grid of its page, in drawing order.

    Running text is in RUNNING blocks, outside slots, in the size and the family of the page itself; small capitals
    belong to it, superscripts do not. The grid has a line at every baseline from the top of the type area.
    """
    parents = parents_of(document._html.etree_element)
    return tuple(
        StrayLine(sheet, round(offset, 3), box.text, nearest_line(box.element, parents), box_of(box))
        for sheet, page in enumerate(document.pages, start=1)
        for box, offset in _offsets(page, geometry, parents)
        if abs(offset) > GRID_TOLERANCE
    )


def _offsets(page: Any, geometry: Geometry, parents: Mapping[Any, Any]) -> Iterator[tuple[Any, float]]:
    """The runs of running text of one page, with their distance in pt from the nearest grid line."""
    root, step = page._page_box.children[0].style, geometry.baseline
    # a line of the grid has its baseline where the strut of the page's own type has it
    first = geometry.margins.top + strut_baseline(root)
    for box in copy_boxes(page):
        style = box.style
        if style["font_size"] != root["font_size"] or style["font_family"] != root["font_family"]:
            continue
        if _is_running(box.element, parents):
            distance = ((box.position_y + box.baseline) * PX_TO_PT - first) % step
            yield box, distance - step if distance > step / 2 else distance


def _is_running(element: Any, parents: Mapping[Any, Any]) -> bool:
    classes = [set(node.get("class", "").split()) for node in upward(element, parents)]
    return not any("slot" in names for names in classes) and any(RUNNING & names for names in classes)


def find_strays(document: Document, geometry: Geometry, source: Path) -> tuple[Problem, ...]:
    """Lines off the grid, as one warning; usually the cause is a style of the project."""
    strays = off_grid(document, geometry)
    if not strays:
        return ()
    first = strays[0]
    place, words = Location(source, first.line, 1 if first.line else 0), first.text.strip()
    message = f"{len(strays)} lines are off the grid, from “{words[:_EXCERPT]}”"
    step = f"{geometry.baseline:g} pt"
    hint = f"it is off by {first.offset:g} pt: make every height, margin and leading before it a multiple of {step}"
    return (
        PageProblem("HP215", message, place, hint, Severity.WARNING, sheet=first.sheet, words=words, box=first.box),
    )
