"""The boxes that pages are made of, for those who read pages: their kinds, the way through them, where they stand.

Who reads pages need not know WeasyPrint's modules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import (
    AtomicInlineLevelBox,
    BlockBox,
    BlockLevelBox,
    FootnoteAreaBox,
    InlineBox,
    LineBox,
    MarginBox,
    ParentBox,
    ReplacedBox,
    TableBox,
    TableCellBox,
    TableRowBox,
    TableRowGroupBox,
    TextBox,
)
from weasyprint.text.line_break import strut

from hemaprint.typeset.pages import PX_TO_PT, Block, Extent

__all__ = [
    "AtomicInlineLevelBox",
    "BlockBox",
    "BlockLevelBox",
    "Document",
    "FootnoteAreaBox",
    "InlineBox",
    "LineBox",
    "MarginBox",
    "Page",
    "ParentBox",
    "ReplacedBox",
    "TableBox",
    "TableCellBox",
    "TableRowBox",
    "TableRowGroupBox",
    "TextBox",
    "blocks_on",
    "copy_boxes",
    "has_class",
    "keyed_extents",
    "line_of",
    "parents_of",
    "strut_baseline",
    "upward",
    "walk",
    "words_of",
]


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
    return (box for box in walk(page._page_box) if isinstance(box, TextBox) and box.element is not None)


def words_of(line: Any) -> str:
    """What is set in a line."""
    return "".join(getattr(box, "text", "") for box in walk(line)).strip()


def strut_baseline(style: Any) -> float:
    """How far below the top of a line of this style its baseline stands, in pt."""
    return float(strut(style)[1]) * PX_TO_PT


def keyed_extents(document: Document) -> dict[str, list[Extent]]:
    """Fragments of every element with ``data-key``, by key, in page order."""
    found: dict[str, list[Extent]] = {}
    for number, page in enumerate(document.pages):
        for box, element in _outermost(page._page_box):
            if "data-key" in element.attrib and box.element_tag == element.tag and hasattr(box, "margin_height"):
                x, y, width, height = box.position_x, box.position_y, box.margin_width(), box.margin_height()
                extent = Extent(number, x * PX_TO_PT, y * PX_TO_PT, width * PX_TO_PT, height * PX_TO_PT)
                found.setdefault(element.attrib["data-key"], []).append(extent)
    return found


def blocks_on(page: Page) -> tuple[Block, ...]:
    """Every block of ``page`` that knows its line (``data-line``), innermost ones included."""
    return tuple(_blocks(page))


def _blocks(page: Page) -> Iterator[Block]:
    for box, element in _outermost(page._page_box):
        line = line_of(element)
        if line and hasattr(box, "border_width"):
            left, top = box.border_box_x() * PX_TO_PT, box.border_box_y() * PX_TO_PT
            right, bottom = left + box.border_width() * PX_TO_PT, top + box.border_height() * PX_TO_PT
            if right > left and bottom > top:
                yield line, (left, top, right, bottom)


def _outermost(box: Any, above: Any = None) -> Iterator[tuple[Any, Any]]:
    """The boxes that blocks are: those of an element's lines and columns carry the element, too."""
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is not None and element is not above:
        yield box, element
    for child in getattr(box, "children", ()):
        yield from _outermost(child, above if element is None else element)


# ---------------------------------------------------------------- the elements that boxes are of


def has_class(element: Any, name: str) -> bool:
    """Whether an element is of a class; no element is of none."""
    return element is not None and name in element.get("class", "").split()


def line_of(element: Any) -> int:
    """The line of the manuscript that an element says it is from (``data-line``); 0 where it says none."""
    text = element.get("data-line", "")
    return int(text) if text.isdecimal() else 0


def parents_of(root: Any) -> dict[Any, Any]:
    """The element around each one below ``root``."""
    return {child: parent for parent in root.iter() for child in parent}


def upward(element: Any, parents: Mapping[Any, Any]) -> Iterator[Any]:
    """An element and those around it, from the inside out."""
    while element is not None:
        yield element
        element = parents.get(element)
