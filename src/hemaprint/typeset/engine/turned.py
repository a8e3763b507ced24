"""Turn what is written from right to left: what comes first in a line, or in a grid, stands on the right.

Pango orders the letters of a box. Boxes are ordered here as UAX 9 orders letters: those that run from left to right,
and what stands between them, keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from unicodedata import bidirectional

from weasyprint.formatting_structure import boxes

_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
_FROM_THE_LEFT = frozenset({"L", "EN"})


def turn(box: Any, right: float) -> None:
    """Place what stands in a line, or in an inline box, from its ``right`` edge on, in px; floats stay."""
    children = [child for child in box.children if child.is_in_normal_flow()]
    for group in _groups(children):
        right -= sum(child.margin_width() for child in group)
        x = right
        for child in group:
            child.translate(dx=x - child.position_x)
            x += child.margin_width()
            if len(group) == 1 and isinstance(child, boxes.InlineBox):
                turn(child, child.content_box_x() + child.width)


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


def _groups(children: Sequence[Any]) -> Iterator[list[Any]]:
    """Boxes that keep their order; of a box alone the content is turned."""
    group: list[Any] = []
    between: list[Any] = []
    for child in children:
        kinds = {bidirectional(character) for character in _text(child)}
        if kinds & _FROM_THE_RIGHT or not (kinds & _FROM_THE_LEFT or group):
            if group:
                yield group
            yield from ([one] for one in (*between, child))
            group, between = [], []
        elif kinds & _FROM_THE_LEFT:
            group += [*between, child]
            between = []
        else:
            between.append(child)
    if group:
        yield group
    yield from ([one] for one in between)


def _text(box: Any) -> str:
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    return "".join(map(_text, getattr(box, "children", ())))
