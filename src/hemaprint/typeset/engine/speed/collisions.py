"""Say at once that a line collides with nothing where there are no floats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox


def quick(original: Callable[..., Any]) -> Callable[..., Any]:
    """``avoid_collisions`` for lines where there is nothing to collide with: the same sums without the search."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if (
            outer
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
