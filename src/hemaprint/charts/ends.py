"""Set the names of lines at their ends, clear of one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.charts.frame import Frame
from hemaprint.charts.svg import NAME, NOTE, VALUE, Drawing, Point

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


def _lines(end: End, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    width = frame.width * MOST
    return NAME.wrap(end.name, width), NOTE.wrap(end.note, width)


def _block_height(end: End, name: Sequence[str], note: Sequence[str]) -> float:
    return (VALUE.leading if end.value else 0) + len(name) * NAME.leading + len(note) * NOTE.leading


def end_room(ends: Sequence[End], frame: Frame) -> float:
    """Width in pt to keep free at the right of the plot."""
    widths = [0.0]
    for end in ends:
        name, note = _lines(end, frame)
        widths += [NAME.width(line) for line in name] + [NOTE.width(line) for line in note] + [VALUE.width(end.value)]
    return max(widths) + DISTANCE


def place_ends(ends: Sequence[End], frame: Frame, x: float, span: tuple[float, float]) -> list[PlacedEnd]:
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
