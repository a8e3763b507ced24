"""Place the names of segments under a bar, or in a flowing list where they have no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.charts.axes import ChartArea
from hemaprint.charts.drawing import NAME, NOTE, SMALL, SMALL_BOLD, VALUE, Drawing, Point

LEVEL = 9.5
"""Distance in pt of one line of labels to the next."""

BETWEEN = 5.0
SWATCH = 5.0
INDENT = SWATCH + 4


@dataclass(frozen=True, slots=True)
class MarkLabel:
    """A name for what starts at ``mark`` pt; ``value`` is printed in lists, before the name."""

    mark: float
    name: str
    token: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A name placed at ``x`` on line ``level`` under its mark."""

    mark: float
    x: float
    level: int
    name: str


def staircase(
    wanted: Sequence[MarkLabel], left: float, right: float, levels: int = 2
) -> tuple[PlacedLabel, ...] | None:
    """Labels that start under their marks and nowhere touch, the last ones highest; None when they cannot."""
    placed: list[PlacedLabel] = []
    for want in reversed(wanted):
        x = min(want.mark + 0.5, right - SMALL.width(want.name))
        level = next((level for level in range(levels) if _is_free(want, x, level, placed)), None)
        if level is None or x < left:
            return None
        placed.append(PlacedLabel(want.mark, x, level, want.name))
    return tuple(reversed(placed))


def _is_free(want: MarkLabel, x: float, level: int, placed: Sequence[PlacedLabel]) -> bool:
    """Whether a label fits on ``level`` beside those at its right and their leaders, its way up to its mark clear."""
    end = x + SMALL.width(want.name) + BETWEEN
    beside = all(end <= (label.x if label.level == level else label.mark) for label in placed if label.level >= level)
    clear = all(want.mark + 1 < label.x for label in placed if label.level < level)
    return beside and clear


def draw_staircase(drawing: Drawing, labels: Sequence[PlacedLabel], y: float) -> None:
    """The labels of one bar whose lower edge is at ``y``; a hairline leads to those on lower lines."""
    for label in labels:
        baseline = y + 9.5 + label.level * LEVEL
        if label.level:
            drawing.line((label.mark + 0.25, y + 1.5), (label.mark + 0.25, baseline - 6.5), "ink-2", 0.35)
        drawing.text((label.x, baseline), label.name, SMALL)


def staircase_height(labels: Sequence[PlacedLabel]) -> float:
    """How far the labels reach below their bar."""
    return 12 + LEVEL * max((label.level for label in labels), default=-1) if labels else 0.0


@dataclass(frozen=True, slots=True)
class ListedLabel:
    """An entry of a flowing list, placed: ``x`` from the left of the list, first baseline ``y`` from its top."""

    x: float
    y: float
    want: MarkLabel
    lines: tuple[str, ...]


def flow(wanted: Sequence[MarkLabel], width: float) -> tuple[ListedLabel, ...]:
    """Swatch, value and name one after the other in lines of ``width`` pt."""
    items: list[ListedLabel] = []
    x, y = 0.0, 8.0
    for want in wanted:
        indent = INDENT + _value_width(want)
        lines = SMALL.wrap(want.name, width - indent)
        length = indent + max((SMALL.width(line) for line in lines), default=0)
        if x and x + length > width:
            x, y = 0.0, y + LEVEL
        items.append(ListedLabel(x, y, want, lines))
        x, y = x + length + 10, y + max(len(lines) - 1, 0) * SMALL.leading
    return tuple(items)


def flow_height(items: Sequence[ListedLabel]) -> float:
    """Height of a list from its top to just under its last line."""
    return max(item.y + (len(item.lines) - 1) * SMALL.leading for item in items) + 3 if items else 0.0


def draw_flow(drawing: Drawing, items: Sequence[ListedLabel], left: float, top: float) -> None:
    """The list, its top left corner at (``left``, ``top``)."""
    for item in items:
        x, y = left + item.x, top + item.y
        drawing.rect(x, y - SWATCH, SWATCH, SWATCH, item.want.token)
        if item.want.value:
            drawing.text((x + INDENT, y), item.want.value, SMALL_BOLD, ink="ink")
        drawing.lines((x + INDENT + _value_width(item.want), y), item.lines, SMALL)


def _value_width(want: MarkLabel) -> float:
    return SMALL_BOLD.width(want.value) + 2.5 if want.value else 0.0


DISTANCE = 6.0
"""From the end of the plot to the names (pt)."""

APART = 3.0
PLAY = 5.0
MOST = 0.3
"""The names take no more than this part of the width."""


@dataclass(frozen=True, slots=True)
class End:
    """What is said at the end of a line, and where the line ends."""

    name: str
    note: str
    value: str
    token: str
    at: Point


@dataclass(frozen=True, slots=True)
class PlacedEnd:
    """An end with its lines, and the top left corner of the block they make."""

    end: End
    name: tuple[str, ...]
    note: tuple[str, ...]
    corner: Point


def _lines(end: End, frame: ChartArea) -> tuple[tuple[str, ...], tuple[str, ...]]:
    width = frame.width * MOST
    return NAME.wrap(end.name, width), NOTE.wrap(end.note, width)


def _block_height(end: End, name: Sequence[str], note: Sequence[str]) -> float:
    return (VALUE.leading if end.value else 0) + len(name) * NAME.leading + len(note) * NOTE.leading


def end_room(ends: Sequence[End], frame: ChartArea) -> float:
    """Width in pt to keep free at the right of the plot."""
    widths = [0.0]
    for end in ends:
        name, note = _lines(end, frame)
        widths += [NAME.width(line) for line in name] + [NOTE.width(line) for line in note] + [VALUE.width(end.value)]
    return max(widths) + DISTANCE


def place_ends(ends: Sequence[End], frame: ChartArea, x: float, span: tuple[float, float]) -> list[PlacedEnd]:
    """Blocks beside the plot, each as near the height of its line as the others and ``span`` (top, bottom) allow."""
    blocks = []
    for end in sorted(ends, key=lambda end: end.at[1]):
        name, note = _lines(end, frame)
        blocks.append((end, name, note, _block_height(end, name, note)))
    tops = _pushed_apart([(end.at[1] - height / 2, height) for end, _, _, height in blocks], span)
    return [
        PlacedEnd(end, name, note, (x + DISTANCE, top)) for (end, name, note, _), top in zip(blocks, tops, strict=True)
    ]


def _pushed_apart(wanted: Sequence[tuple[float, float]], span: tuple[float, float]) -> list[float]:
    """Tops for blocks (wanted top, height), in order; blocks that would touch move as one, by equal parts."""
    groups: list[tuple[list[int], float, float]] = []
    for index, (top, height) in enumerate(wanted):
        members, start, length = [index], _held(top, height, span), height
        while groups and groups[-1][1] + groups[-1][2] + APART > start:
            before, _, before_length = groups.pop()
            members, length = before + members, before_length + APART + length
            start = _held(_mean_top(members, wanted), length, span)
        groups.append((members, start, length))
    tops: list[float] = []
    for members, start, _ in groups:
        for member in members:
            tops.append(start)
            start += wanted[member][1] + APART
    return tops


def _mean_top(members: Sequence[int], wanted: Sequence[tuple[float, float]]) -> float:
    """The top of a group of blocks for which their shifts add up to nothing."""
    offset, shifts = 0.0, 0.0
    for member in members:
        shifts += wanted[member][0] - offset
        offset += wanted[member][1] + APART
    return shifts / len(members)


def _held(top: float, height: float, span: tuple[float, float]) -> float:
    """``top`` moved so that the block keeps inside ``span``, with a little play."""
    return max(min(top, span[1] + PLAY - height), span[0] - PLAY)


def draw_ends(drawing: Drawing, ends: Sequence[PlacedEnd]) -> None:
    """Value, name and note of each, and a hairline to those whose line ends short of them."""
    for placed in ends:
        end, (x, y) = placed.end, placed.corner
        ink = drawing.palette.text_like(end.token)
        height = _block_height(end, placed.name, placed.note)
        _draw_leader(drawing, end, (x, y), height)
        if end.value:
            drawing.text((x, y + 8.5), end.value, VALUE, ink=ink)
            y += VALUE.leading
        drawing.lines((x, y + 7.7), placed.name, NAME, ink=ink)
        drawing.lines((x, y + 7.7 + len(placed.name) * NAME.leading - 0.5), placed.note, NOTE)


def _draw_leader(drawing: Drawing, end: End, corner: Point, height: float) -> None:
    """From the end of the line to the nearest part of its block, where the eye would not find the way alone."""
    x, y = corner
    target = min(max(end.at[1], y + 5), y + height - 5)
    if x - end.at[0] > DISTANCE + 2 or abs(target - end.at[1]) > PLAY:
        drawing.line((end.at[0] + 2.5, end.at[1]), (x - 2, target), end.token, 0.35)
