# SPDX-License-Identifier: MIT
"""Place names beside what they name, clear of one another: under a bar, in a flowing list, or at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.charts.axes import ChartArea
from hemaprint.charts.drawing import Drawing, Point
from hemaprint.charts.lettering import NAME, NOTE, SMALL, SMALL_BOLD, VALUE, Lettering

LEVEL = 9.5
"""Distance in pt from one line of labels to the next."""

BETWEEN = 5.0
SWATCH = 5.0
INDENT = SWATCH + 4


@dataclass(frozen=True, slots=True)
class MarkLabel:
    """A name for the mark that starts at ``mark`` pt; lists print ``value`` before the name."""

    mark: float
    name: str
    token: str
    value: str = ""

    def indent(self, letters: Lettering) -> float:
        """Width of the swatch and the value in a list."""
        return INDENT + (letters.width(SMALL_BOLD, self.value) + 2.5 if self.value else 0.0)


# ---------------------------------------------------------------- under a bar


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A name placed at ``x`` on line ``level`` under its mark."""

    mark: float
    x: float
    level: int
    name: str


def staircase(labels: Sequence[MarkLabel], area: ChartArea, levels: int = 2) -> tuple[PlacedLabel, ...] | None:
    """Labels that start under their marks without touching, the last ones highest; None if they do not fit."""
    placed: list[PlacedLabel] = []
    for label in reversed(labels):
        width = area.letters.width(SMALL, label.name)
        x = min(label.mark + 0.5, area.width - width)
        end = x + width + BETWEEN
        level = next((level for level in range(levels) if _is_free(label, end, level, placed)), None)
        if level is None or x < area.gutter:
            return None
        placed.append(PlacedLabel(label.mark, x, level, label.name))
    return tuple(reversed(placed))


def _is_free(label: MarkLabel, end: float, level: int, placed: Sequence[PlacedLabel]) -> bool:
    """Whether a label up to ``end`` fits on ``level`` beside those to its right, and its leader crosses none."""
    beside = all(end <= (other.x if other.level == level else other.mark) for other in placed if other.level >= level)
    return beside and all(label.mark + 1 < other.x for other in placed if other.level < level)


def draw_staircase(drawing: Drawing, labels: Sequence[PlacedLabel], y: float) -> None:
    """Draw the labels of the bar whose lower edge is at ``y``; a hairline leads to those on lower lines."""
    for label in labels:
        baseline = y + 9.5 + label.level * LEVEL
        if label.level:
            drawing.line((label.mark + 0.25, y + 1.5), (label.mark + 0.25, baseline - 6.5), "ink-2", 0.35)
        drawing.text((label.x, baseline), label.name, SMALL)


def staircase_height(labels: Sequence[PlacedLabel]) -> float:
    """How far the labels reach below their bar."""
    return 12 + LEVEL * max(label.level for label in labels) if labels else 0.0


# ---------------------------------------------------------------- in a list


@dataclass(frozen=True, slots=True)
class ListedLabel:
    """A label in a flowing list: ``x`` from the left of the list, first baseline ``y`` from its top."""

    x: float
    y: float
    label: MarkLabel
    lines: tuple[str, ...]


def flow(labels: Sequence[MarkLabel], width: float, letters: Lettering) -> tuple[ListedLabel, ...]:
    """Swatches, values and names one after the other in lines of ``width`` pt."""
    items: list[ListedLabel] = []
    x, y = 0.0, 8.0
    for label in labels:
        indent = label.indent(letters)
        lines = letters.wrap(SMALL, label.name, width - indent)
        length = indent + letters.widest(SMALL, lines)
        if x and x + length > width:
            x, y = 0.0, y + LEVEL
        items.append(ListedLabel(x, y, label, lines))
        x, y = x + length + 10, y + max(len(lines) - 1, 0) * SMALL.leading
    return tuple(items)


def flow_height(items: Sequence[ListedLabel]) -> float:
    """Height of a list from its top to just below its last line."""
    return max(item.y + (len(item.lines) - 1) * SMALL.leading for item in items) + 3 if items else 0.0


def draw_flow(drawing: Drawing, items: Sequence[ListedLabel], left: float, top: float) -> None:
    """Draw a list with its top left corner at (``left``, ``top``)."""
    for item in items:
        x, y = left + item.x, top + item.y
        drawing.rect(x, y - SWATCH, SWATCH, SWATCH, item.label.token)
        if item.label.value:
            drawing.text((x + INDENT, y), item.label.value, SMALL_BOLD, ink="ink")
        drawing.lines((x + item.label.indent(drawing.letters), y), item.lines, SMALL)


# ---------------------------------------------------------------- at the ends of lines

DISTANCE = 6.0
"""From the end of the plot to the names (pt)."""

APART = 3.0
PLAY = 5.0
MOST = 0.3
MOST_FOR_A_WORD = 0.5
"""The largest shares of the chart's width that the names take: in lines, and where a word is so long."""


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The labels of a line, and the point where it ends; name and note are in lines."""

    name: tuple[str, ...]
    note: tuple[str, ...]
    value: str
    token: str
    at: Point

    @property
    def height(self) -> float:
        """Height of the labels in pt."""
        value = VALUE.leading if self.value else 0
        return value + len(self.name) * NAME.leading + len(self.note) * NOTE.leading


def line_end(area: ChartArea, name: str, note: str, value: str, token: str, at: Point) -> LineEnd:
    """The labels of a line that ends at ``at``, broken into lines that fit beside the plot."""
    letters = area.letters
    word = letters.widest(NAME, name.split(" "))
    width = max(area.width * MOST, min(word, area.width * MOST_FOR_A_WORD))
    return LineEnd(letters.wrap(NAME, name, width), letters.wrap(NOTE, note, width), value, token, at)


def end_room(ends: Sequence[LineEnd], letters: Lettering) -> float:
    """Width in pt to keep free to the right of the plot."""
    widths = [0.0]
    for end in ends:
        widths += [letters.widest(NAME, end.name), letters.widest(NOTE, end.note), letters.width(VALUE, end.value)]
    return max(widths) + DISTANCE


def draw_ends(drawing: Drawing, ends: Sequence[LineEnd], x: float, span: tuple[float, float]) -> None:
    """Draw labels beside the plot that ends at ``x``, as near their lines as the others and ``span`` allow.

    ``span`` is the top and bottom of the plot.
    """
    ends = sorted(ends, key=lambda end: end.at[1])
    tops = _pushed_apart([(end.at[1] - end.height / 2, end.height) for end in ends], span)
    for end, top in zip(ends, tops, strict=True):
        _draw_end(drawing, end, (x + DISTANCE, top))


def _pushed_apart(blocks: Sequence[tuple[float, float]], span: tuple[float, float]) -> list[float]:
    """Tops for blocks (preferred top, height), in order; blocks that would touch move as one, by equal parts."""
    groups: list[tuple[list[int], float, float]] = []
    for index, (top, height) in enumerate(blocks):
        members, start, length = [index], _kept_within(span, top, height), height
        while groups and groups[-1][1] + groups[-1][2] + APART > start:
            before, _, before_length = groups.pop()
            members, length = before + members, before_length + APART + length
            start = _kept_within(span, _mean_top([blocks[member] for member in members]), length)
        groups.append((members, start, length))
    tops: list[float] = []
    for members, start, _ in groups:
        for member in members:
            tops.append(start)
            start += blocks[member][1] + APART
    return tops


def _mean_top(blocks: Sequence[tuple[float, float]]) -> float:
    """The top of a group of blocks at which their shifts cancel out."""
    offset, shifts = 0.0, 0.0
    for top, height in blocks:
        shifts += top - offset
        offset += height + APART
    return shifts / len(blocks)


def _kept_within(span: tuple[float, float], top: float, height: float) -> float:
    """``top`` moved so that the block stays inside ``span``, with a little play."""
    return max(min(top, span[1] + PLAY - height), span[0] - PLAY)


def _draw_end(drawing: Drawing, end: LineEnd, corner: Point) -> None:
    """Draw value, name and note, and a hairline to them where the eye would not find the way from the line's end."""
    x, y = corner
    target = min(max(end.at[1], y + 5), y + end.height - 5)
    if x - end.at[0] > DISTANCE + 2 or abs(target - end.at[1]) > PLAY:
        drawing.line((end.at[0] + 2.5, end.at[1]), (x - 2, target), end.token, 0.35)
    ink = drawing.palette.text_like(end.token)
    if end.value:
        drawing.text((x, y + 8.5), end.value, VALUE, ink=ink)
        y += VALUE.leading
    drawing.lines((x, y + 7.7), end.name, NAME, ink=ink)
    drawing.lines((x, y + 7.7 + len(end.name) * NAME.leading - 0.5), end.note, NOTE)
