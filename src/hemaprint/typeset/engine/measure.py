"""Read measures off laid-out boxes, in pt: how high every keyed block is, and where its lines stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from hemaprint.typeset.extents import PX_TO_PT, Extent


def walk(box: Any) -> Iterator[Any]:
    """Every box below ``box`` and itself, in drawing order; placeholders of absolute boxes are looked through."""
    pile = [box]  # no recursion: every box would pass through the walks of all that stand around it
    while pile:
        box = pile.pop()
        box = getattr(box, "_box", box)
        yield box
        pile += reversed(getattr(box, "children", ()))


def copy_boxes(page: Any) -> Iterator[Any]:
    """The text boxes of a page that come from its copy; running heads, which have no element, are left out."""
    return (box for box in walk(page._page_box) if isinstance(box, boxes.TextBox) and box.element is not None)


def strut_baseline(style: Any) -> float:
    """How far below the top of a line of this style its baseline stands, in pt."""
    return float(strut(style)[1]) * PX_TO_PT


def keyed_extents(document: Document) -> dict[str, list[Extent]]:
    """Fragments of every element with ``data-key``, by key, in page order."""
    found: dict[str, list[Extent]] = {}
    for number, page in enumerate(document.pages):
        _collect(page._page_box, number, None, found)
    return found


def _collect(box: Any, page: int, above: Any, found: dict[str, list[Extent]]) -> None:
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    # the boxes of an element's lines and columns carry the element, too: only the outermost is the block
    if element is not None and element is not above and _is_keyed(box, element):
        found.setdefault(element.attrib["data-key"], []).append(_extent(box, page))
    for child in getattr(box, "children", ()):
        _collect(child, page, element if element is not None else above, found)


def _is_keyed(box: Any, element: Any) -> bool:
    return "data-key" in element.attrib and box.element_tag == element.tag and hasattr(box, "margin_height")


def _extent(box: Any, page: int) -> Extent:
    x, y, width, height = box.position_x, box.position_y, box.margin_width(), box.margin_height()
    return Extent(page, x * PX_TO_PT, y * PX_TO_PT, width * PX_TO_PT, height * PX_TO_PT)
