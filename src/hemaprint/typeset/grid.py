"""Measure running text against the baseline grid of its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hemaprint.theme.geometry import BASELINE, MARGIN_TOP
from hemaprint.typeset.engine.boxes import Document, copy_boxes, strut_baseline
from hemaprint.typeset.pages import GRID_TOLERANCE, PX_TO_PT

RUNNING = frozenset({"copy", "news-lead"})
"""Classes of the blocks that hold running text."""


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A run of text beside the grid: on ``sheet`` (from 1), ``offset`` pt below the nearest line (or above: < 0)."""

    sheet: int
    offset: float
    text: str


def off_grid(document: Document) -> tuple[StrayLine, ...]:
    """Every run of running text whose baseline is not on the grid of its page, in drawing order.

    Running text is what stands in RUNNING blocks, outside slots, in the size and the family of the page itself; small
    capitals belong to it, superscripts do not. The grid has a line every BASELINE pt from the top of the type area.
    """
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    return tuple(
        StrayLine(sheet, round(offset, 3), box.text)
        for sheet, page in enumerate(document.pages, start=1)
        for box, offset in _offsets(page, parents)
        if abs(offset) > GRID_TOLERANCE
    )


def _offsets(page: Any, parents: Mapping[Any, Any]) -> Iterator[tuple[Any, float]]:
    """The runs of running text of one page, with their distance in pt from the nearest grid line."""
    root = page._page_box.children[0].style
    # a line of 12 pt has its baseline where the strut of the page's own type has it
    first = MARGIN_TOP + strut_baseline(root)
    for box in copy_boxes(page):
        style = box.style
        if style["font_size"] != root["font_size"] or style["font_family"] != root["font_family"]:
            continue
        if _is_running(box.element, parents):
            distance = ((box.position_y + box.baseline) * PX_TO_PT - first) % BASELINE
            yield box, distance - BASELINE if distance > BASELINE / 2 else distance


def _is_running(element: Any, parents: Mapping[Any, Any]) -> bool:
    inside = False
    node = element
    while node is not None:
        classes = node.get("class", "").split()
        if "slot" in classes:
            return False
        inside = inside or not RUNNING.isdisjoint(classes)
        node = parents.get(node)
    return inside
