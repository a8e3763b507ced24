"""Columns: running text laid out as one long one, and columns and grids that begin on the right.

WeasyPrint decides where columns break without seeing the page. A block with ``data-flow="columns"`` is laid out once as
a single column, as wide as each of those that its style asks for; the make-up decides where it is cut, and the style
still says how many columns there are, how far apart and with which rule between them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, inf
from typing import Any

from weasyprint.layout.block import block_box_layout, block_level_width, collapse_margin
from weasyprint.layout.percent import percentage, resolve_percentages

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
    """``columns_layout``, which lays the flow of a galley out in one column without an end."""

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
    """``grid_layout``, whose first column stands on the right where text runs from there (CSS Grid 1, 2.3)."""

    def grid_layout(*arguments: Any) -> Any:
        box, *others = original(*arguments)
        if box is not None and box.style["direction"] == "rtl":
            both = 2 * box.content_box_x() + box.width
            for child in box.children:
                child.translate(dx=both - 2 * child.position_x - child.margin_width())
        return box, *others

    return grid_layout


def rules_between(original: Callable[..., Any]) -> Callable[..., Any]:
    """``draw_column_rules``, which draws one to the left of all columns but the first: that is the leftmost here."""

    def draw_column_rules(stream: Any, box: Any) -> None:
        original(stream, box.copy_with_children(sorted(box.children, key=lambda child: float(child.position_x))))

    return draw_column_rules
