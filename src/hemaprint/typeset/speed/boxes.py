"""Answer two questions about boxes that are asked a hundred times for every line, without going the long way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox

from hemaprint.typeset.speed.switch import SWITCH

_OUT_OF_FLOW = frozenset({"left", "right", "inline-start", "inline-end", "footnote"})


def quick_flow(original: Callable[..., Any]) -> Callable[..., Any]:
    """``Box.is_in_normal_flow``, which asks five other methods."""

    def is_in_normal_flow(self: Any) -> Any:
        if not SWITCH.on:
            return original(self)
        style = self.style
        if style["float"] in _OUT_OF_FLOW:
            return False
        position = style["position"]
        return position not in ("absolute", "fixed") and position[0] not in ("running()", "note()")

    return is_in_normal_flow


def quick_collisions(original: Callable[..., Any]) -> Callable[..., Any]:
    """``avoid_collisions`` for lines where there is nothing to collide with: the same sums without the search."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if (
            not SWITCH.on
            or outer
            or type(box) is not LineBox
            or context.excluded_shapes
            or box.style["float"] != "none"
            or containing_block.style["direction"] != "ltr"
        ):
            return original(context, box, containing_block, outer)
        left = containing_block.content_box_x()
        right = left + containing_block.width
        left += box.margin_left
        right -= box.margin_right
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return avoid_collisions
