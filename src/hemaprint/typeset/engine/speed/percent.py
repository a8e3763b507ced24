"""Resolve the lengths of a box once for every style and size of its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_READ = (*_LENGTHS, *_BORDERS, "box_sizing", "border_collapse")
_values = itemgetter(*_READ)
_resolved = itemgetter(*_LENGTHS, *_BORDERS)
_names = (*_LENGTHS, *_BORDERS)
_PLAIN = (str, int, float, Dimension)


def remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    """``resolve_percentages``, which computes twenty lengths for every box every time it is laid out.

    They depend on the style and the size of the surroundings. Left to WeasyPrint are pages, collapsed borders, which
    are set on boxes, math, which looks elsewhere too, and surroundings of no size, for the sake of the sign of zero.
    """

    def resolve_percentages(box: Any, containing_block: Any) -> Any:
        if not isinstance(box, boxes.Box) or isinstance(box, boxes.PageBox):
            return original(box, containing_block)
        around = (
            (containing_block.width, containing_block.height)
            if isinstance(containing_block, boxes.Box)
            else tuple(containing_block)
        )
        style = box.style
        values = _values(style)
        known = style.__dict__.get("_speed_lengths")
        if known is None or known[0] != values:
            known = style.__dict__["_speed_lengths"] = (values, {} if _is_plain(values) else None)
        sizes = known[1]
        if sizes is None or not all(around):
            return original(box, containing_block)
        lengths = sizes.get(around)
        if lengths is None:
            original(box, containing_block)
            sizes[around] = dict(zip(_names, _resolved(box.__dict__), strict=True))
        else:
            box.__dict__.update(lengths)
        return None

    return resolve_percentages


def _is_plain(values: tuple[Any, ...]) -> bool:
    return values[-1] != "collapse" and all(isinstance(value, _PLAIN) for value in values)
