"""Place the names of segments under a bar, or in a flowing list where they have no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.charts.svg import SMALL, SMALL_BOLD, Drawing

LEVEL = 9.5
"""Distance in pt of one line of labels to the next."""

BETWEEN = 5.0
SWATCH = 5.0
INDENT = SWATCH + 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name for what starts at ``mark`` pt; ``value`` is printed in lists, before the name."""

    mark: float
    name: str
    token: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A name placed at ``x`` on line ``level`` under its mark."""

    mark: float
    x: float
    level: int
    name: str


def staircase(wanted: Sequence[Wanted], left: float, right: float, levels: int = 2) -> tuple[Label, ...] | None:
    """Labels that start under their marks and nowhere touch, the last ones highest; None when they cannot."""
    placed: list[Label] = []
    for want in reversed(wanted):
        x = min(want.mark + 0.5, right - SMALL.width(want.name))
        level = next((level for level in range(levels) if _is_free(want, x, level, placed)), None)
        if level is None or x < left:
            return None
        placed.append(Label(want.mark, x, level, want.name))
    return tuple(reversed(placed))


def _is_free(want: Wanted, x: float, level: int, placed: Sequence[Label]) -> bool:
    """Whether a label fits on ``level`` beside those at its right and their leaders, its way up to its mark clear."""
    end = x + SMALL.width(want.name) + BETWEEN
    beside = all(end <= (label.x if label.level == level else label.mark) for label in placed if label.level >= level)
    clear = all(want.mark + 1 < label.x for label in placed if label.level < level)
    return beside and clear


def draw_staircase(drawing: Drawing, labels: Sequence[Label], y: float) -> None:
    """The labels of one bar whose lower edge is at ``y``; a hairline leads to those on lower lines."""
    for label in labels:
        baseline = y + 9.5 + label.level * LEVEL
        if label.level:
            drawing.line((label.mark + 0.25, y + 1.5), (label.mark + 0.25, baseline - 6.5), "ink-2", 0.35)
        drawing.text((label.x, baseline), label.name, SMALL)


def staircase_height(labels: Sequence[Label]) -> float:
    """How far the labels reach below their bar."""
    return 12 + LEVEL * max((label.level for label in labels), default=-1) if labels else 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a flowing list, placed: ``x`` from the left of the list, first baseline ``y`` from its top."""

    x: float
    y: float
    want: Wanted
    lines: tuple[str, ...]


def flow(wanted: Sequence[Wanted], width: float) -> tuple[Item, ...]:
    """Swatch, value and name one after the other in lines of ``width`` pt."""
    items: list[Item] = []
    x, y = 0.0, 8.0
    for want in wanted:
        indent = INDENT + _value_width(want)
        lines = SMALL.wrap(want.name, width - indent)
        length = indent + max((SMALL.width(line) for line in lines), default=0)
        if x and x + length > width:
            x, y = 0.0, y + LEVEL
        items.append(Item(x, y, want, lines))
        x, y = x + length + 10, y + max(len(lines) - 1, 0) * SMALL.leading
    return tuple(items)


def flow_height(items: Sequence[Item]) -> float:
    """Height of a list from its top to just under its last line."""
    return max(item.y + (len(item.lines) - 1) * SMALL.leading for item in items) + 3 if items else 0.0


def draw_flow(drawing: Drawing, items: Sequence[Item], left: float, top: float) -> None:
    """The list, its top left corner at (``left``, ``top``)."""
    for item in items:
        x, y = left + item.x, top + item.y
        drawing.rect(x, y - SWATCH, SWATCH, SWATCH, item.want.token)
        if item.want.value:
            drawing.text((x + INDENT, y), item.want.value, SMALL_BOLD, ink="ink")
        drawing.lines((x + INDENT + _value_width(item.want), y), item.lines, SMALL)


def _value_width(want: Wanted) -> float:
    return SMALL_BOLD.width(want.value) + 2.5 if want.value else 0.0
