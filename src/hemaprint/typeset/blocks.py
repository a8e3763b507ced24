"""Where the blocks of a manuscript stand on a laid-out page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hemaprint.typeset.pages import PX_TO_PT, Block


def blocks_on(page: Any) -> tuple[Block, ...]:
    """Every block of ``page`` that knows its line (``data-line``), innermost ones included."""
    return tuple(_collect(page._page_box, None))


def _collect(box: Any, above: Any) -> Iterator[Block]:
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is not None and element is not above and _line(element) and hasattr(box, "border_width"):
        left, top = box.border_box_x() * PX_TO_PT, box.border_box_y() * PX_TO_PT
        right, bottom = left + box.border_width() * PX_TO_PT, top + box.border_height() * PX_TO_PT
        if right > left and bottom > top:
            yield _line(element), (left, top, right, bottom)
    for child in getattr(box, "children", ()):
        yield from _collect(child, element if element is not None else above)


def _line(element: Any) -> int:
    text = element.get("data-line", "")
    return int(text) if text.isdecimal() else 0
