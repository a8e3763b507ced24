# SPDX-License-Identifier: MIT
"""Read the boxes that pages are made of: their kinds, how to walk through them, where they are; and lay out columns.

WeasyPrint decides where columns break without seeing the page. A block with ``data-flow="columns"`` is laid out once as
a single column, as wide as each of those that its style requires; the make-up decides where it is cut, and the style
still says how many columns there are, how far apart and with which rule between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import floor, inf
from typing import TYPE_CHECKING, Any

from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes as kinds
from weasyprint.layout.block import block_box_layout, block_level_width, collapse_margin
from weasyprint.layout.percent import percentage, resolve_percentages
from weasyprint.text.line_break import strut

from hemaprint.typeset.pages import PX_TO_PT, Block, Extent

if TYPE_CHECKING:
    from hemaprint.pdf.objects import Rectangle  # brings pikepdf, which loads slowly

__all__ = ["Document", "Page", "kinds"]


def walk(box: Any) -> Iterator[Any]:
    """``box`` and every box below it, in drawing order; placeholders of absolute boxes give their boxes."""
    pile = [box]  # no recursion: every box would pass through the walks of all boxes around it
    while pile:
        box = pile.pop()
        box = getattr(box, "_box", box)
        yield box
        pile += reversed(getattr(box, "children", ()))


def copy_boxes(page: Any) -> Iterator[Any]:
    """The text boxes of a page that come from its copy; running heads, which have no element, are left out."""
    return (box for box in walk(page._page_box) if isinstance(box, kinds.TextBox) and box.element is not None)


def words_of(line: Any) -> str:
    """The words of a line."""
    return "".join(getattr(box, "text", "") for box in walk(line)).strip()


def strut_baseline(style: Any) -> float:
    """How far below the top of a line of this style its baseline is, in pt."""
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


def blocks_on(page: Page) -> Iterator[Block]:
    """Every block of ``page`` that knows its line (``data-line``), innermost ones included."""
    for box, element in _outermost(page._page_box):
        line = line_of(element)
        if line and hasattr(box, "border_width"):
            left, top = box.border_box_x() * PX_TO_PT, box.border_box_y() * PX_TO_PT
            right, bottom = left + box.border_width() * PX_TO_PT, top + box.border_height() * PX_TO_PT
            if right > left and bottom > top:
                yield line, (left, top, right, bottom)


def box_of(box: Any) -> Rectangle:
    """The border box of a block or a picture, or the box of a line or a text, in pt from the corner of the trim."""
    left, top = float(box.position_x), float(box.position_y)
    width, height = float(box.width), float(box.height)
    if hasattr(box, "border_width") and not isinstance(box, kinds.LineBox | kinds.TextBox):
        left, top = float(box.border_box_x()), float(box.border_box_y())
        width, height = float(box.border_width()), float(box.border_height())
    right, bottom = left + width, top + height
    return (
        round(left * PX_TO_PT, 2),
        round(top * PX_TO_PT, 2),
        round(right * PX_TO_PT, 2),
        round(bottom * PX_TO_PT, 2),
    )


def _outermost(box: Any, above: Any = None) -> Iterator[tuple[Any, Any]]:
    """The outermost box of each element: those of its lines and columns also carry the element."""
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is not None and element is not above:
        yield box, element
    for child in getattr(box, "children", ()):
        yield from _outermost(child, above if element is None else element)


# ---------------------------------------------------------------- the elements that boxes are of


def is_beside(element: Any) -> bool:
    """Whether an element of a block is in the side column, beside the block (``data-place="beside"``)."""
    return element is not None and bool(element.get("data-place") == "beside")


def has_class(element: Any, name: str) -> bool:
    """Whether an element has a class; None has no class."""
    return element is not None and name in element.get("class", "").split()


def line_of(element: Any) -> int:
    """The line of the manuscript that an element gives as its own (``data-line``); 0 where it gives none."""
    text = element.get("data-line", "")
    return int(text) if text.isdecimal() else 0


def nearest_line(element: Any, parents: Mapping[Any, Any]) -> int:
    """The line that an element, or the nearest one around it, gives as its own; 0 where none does."""
    return next(filter(None, map(line_of, upward(element, parents))), 0)


def parents_of(root: Any) -> dict[Any, Any]:
    """The parent of each element below ``root``."""
    return {child: parent for parent in root.iter() for child in parent}


def upward(element: Any, parents: Mapping[Any, Any]) -> Iterator[Any]:
    """An element and those around it, from the inside out."""
    while element is not None:
        yield element
        element = parents.get(element)


# ---------------------------------------------------------------- columns

FLOW = "data-flow"


def is_flow(box: Any) -> bool:
    """Whether a box holds running text that the make-up cuts into columns."""
    element = getattr(box, "element", None)
    return element is not None and element.get(FLOW) == "columns" and box.element_tag == element.tag


def columns_of(box: Any) -> tuple[int, float, float]:
    """How many columns a laid-out block has, how wide each is and how far apart, in px (CSS Multi-column 1, 3.4)."""
    style = box.style
    gap = style["font_size"] if style["column_gap"] == "normal" else percentage(style["column_gap"], style, box.width)
    count, width = style["column_count"], style["column_width"]
    if width != "auto":
        fits = max(1, floor((box.width + gap) / (width + gap)))
        count = fits if count == "auto" else max(1, min(count, fits))
    elif count == "auto":
        count = 1
    return count, max(0.0, (box.width - (count - 1) * gap) / count), gap


def in_one_column(original: Callable[..., Any]) -> Callable[..., Any]:
    """``columns_layout``, which lays the flow of a galley out in one endless column."""

    def columns_layout(
        context: Any,
        box: Any,
        bottom_space: Any,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: Any,
        *styles: Any,
    ) -> Any:
        if not is_flow(box):
            around = (containing_block, page_is_empty, absolute_boxes, fixed_boxes, adjoining_margins)
            return original(context, box, bottom_space, skip_stack, *around, *styles)
        box = box.copy_with_children(box.children)
        box.position_y += collapse_margin(adjoining_margins)
        block_level_width(box, containing_block)
        _, width, _ = columns_of(box)
        column = box.anonymous_from(box, [child.copy() for child in box.children])
        resolve_percentages(column, box)
        column.is_column = True
        column.width, column.position_x, column.position_y = width, box.content_box_x(), box.content_box_y()
        laid = block_box_layout(
            context, column, -inf, None, box, page_is_empty, absolute_boxes, fixed_boxes, [], None, None, False, None
        )[0]
        whole = box.copy_with_children([laid])
        whole.height = laid.margin_height()
        return whole, None, {"break": "any", "page": None}, [], False

    return columns_layout


def turned_grid(original: Callable[..., Any]) -> Callable[..., Any]:
    """``grid_layout``, whose first column is on the right where text runs from there (CSS Grid 1, 2.3).

    WeasyPrint 70 also moves a grid that is absolute to the right end of its line, and then to its place.
    """

    def grid_layout(context: Any, grid: Any, *arguments: Any, **options: Any) -> Any:
        at = grid.position_x
        box, *others = original(context, grid, *arguments, **options)
        if box is not None and grid.is_absolutely_positioned():
            box.translate(dx=at - box.position_x)
        if box is not None and box.style["direction"] == "rtl":
            both = 2 * box.content_box_x() + box.width
            for child in box.children:
                child.translate(dx=both - 2 * child.position_x - child.margin_width())
        return box, *others

    return grid_layout


def rules_between(original: Callable[..., Any]) -> Callable[..., Any]:
    """``draw_column_rules``, which draws one to the left of each column but the first: here the leftmost."""

    def draw_column_rules(stream: Any, box: Any) -> None:
        original(stream, box.copy_with_children(sorted(box.children, key=lambda child: float(child.position_x))))

    return draw_column_rules
