# SPDX-License-Identifier: MIT
"""Draw bars and stacked bars: zero base, values and names beside the marks, the axis on top."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.charts.axes import ChartArea, Scale, axis_label, number, series_tokens, ticks, widened, zero_based
from hemaprint.charts.drawing import CAP, NAME, NOTE, UNIT, VALUE, Anchor, Drawing, whole_units
from hemaprint.charts.labels import (
    ListedLabel,
    MarkLabel,
    PlacedLabel,
    draw_flow,
    draw_staircase,
    flow,
    flow_height,
    staircase,
    staircase_height,
)
from hemaprint.content.blocks import ChartSpec

MOST_UNITS = 40
"""A shorter bar is divided into units (SPEC 7: one unit = one patient when n is under 40)."""

WIDEST_UNIT = 36.0
FINEST_UNIT = 3.0
"""Limits in pt of the width of units, and of the distance between their hairlines."""

MOST_TICKS = 6

DIRECT_ROWS = 4
"""Stacked bars of more rows have one key instead of a label at every segment."""

BESIDE = 4.0
"""Distance from the end of a bar to its value."""

MISSING = "\N{EN DASH}"

# ---------------------------------------------------------------- the plan


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a bar that shows one series, in data units from ``start``; a value of None is missing."""

    name: str
    token: str
    start: float
    value: float | None

    @property
    def end(self) -> float:
        """Where it ends, in data units."""
        return self.start + (self.value or 0)


Bar = tuple[Segment, ...]

Naming = Literal["none", "values", "below", "list", "key"]
"""Where series are named: nowhere, beside the first values, under segments, in a list under each bar, in one key."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rows of a chart have in common."""

    spec: ChartSpec
    area: ChartArea
    counts: bool
    scale: Scale
    thickness: float
    naming: Naming = "none"

    @property
    def unit(self) -> float:
        """Width in pt of one unit of data."""
        return (self.scale.end - self.scale.start) / (self.scale.high - self.scale.low)

    @property
    def label_width(self) -> float:
        """Width in pt for the names of rows and of the axis."""
        return self.area.gutter - 10 if self.area.gutter else self.area.width

    def printed(self, segment: Segment) -> str:
        """The value of a segment as printed."""
        return MISSING if segment.value is None else number(segment.value, self.spec.unit)

    def extent(self, segment: Segment) -> list[float]:
        """The left and the right end of a segment in pt."""
        return sorted((self.scale(segment.start), self.scale(segment.end)))

    def fits_inside(self, segment: Segment) -> bool:
        """Whether the value fits inside its segment."""
        return bool(segment.value) and VALUE.width(self.printed(segment)) + 2 <= self._length(segment)

    def inner_offset(self, segment: Segment) -> float:
        """Where a value starts inside its segment: in the middle of the first unit, or a little off the edge."""
        width = VALUE.width(self.printed(segment))
        if self.counts and width + 2 <= self.unit:
            return (self.unit - width) / 2
        return min(2.5 if self.counts else 4.0, max((self._length(segment) - width) / 2, 0))

    def _length(self, segment: Segment) -> float:
        return abs(segment.value or 0) * self.unit

    def labels(self, bar: Bar) -> list[MarkLabel]:
        """The names of the segments of a bar, to be placed under it."""
        return [MarkLabel(self.scale(part.start), part.name, part.token, self.printed(part)) for part in bar]

    def labels_below(self, bar: Bar) -> tuple[PlacedLabel, ...] | None:
        """Labels under a bar; None if they do not fit, or the values do not fit inside the segments."""
        if not all(self.fits_inside(segment) for segment in bar):
            return None
        return staircase(self.labels(bar), self.area.gutter, self.area.width)


def _bars_of(spec: ChartSpec, row: int) -> tuple[Bar, ...]:
    """The bars of a category: one of all series if stacked, else one for each series.

    Stacked, negative values run leftwards from zero, and nothing is drawn for 0 and None. A single series may name
    several colours, separated by commas: one for each category.
    """
    parts = [
        (series.name, token, series.values[row]) for series, token in zip(spec.series, series_tokens(spec), strict=True)
    ]
    if spec.kind != "stacked":
        choices = [[choice.strip() for choice in token.split(",")] for _, token, _ in parts]
        return tuple(
            (Segment(name, choice[row % len(choice)], 0, value),)
            for (name, _, value), choice in zip(parts, choices, strict=True)
        )
    segments: list[Segment] = []
    ends = {True: 0.0, False: 0.0}
    for name, token, value in parts:
        if value:
            segments.append(Segment(name, token, ends[value > 0], value))
            ends[value > 0] += value
    return (tuple(segments),)


def _plan(spec: ChartSpec, area: ChartArea, bars: list[tuple[Bar, ...]]) -> Plan:
    """Decide on the scale, the thickness of bars, and where series are named."""
    segments = [segment for row in bars for bar in row for segment in bar]
    low, high = zero_based([segment.end for segment in segments])
    whole = all(segment.value is None or segment.value % 1 == 0 for segment in segments)
    counts = spec.counts and whole and low == 0 and high < MOST_UNITS
    if not counts:
        low, high = widened(low, high, MOST_TICKS)
    scale = _scale(spec, area, segments, (low, high), counts)
    each = len(spec.series) if spec.kind == "bar" else 1
    total = each * len(bars)
    thickness = 22.0 if total <= 8 else 16.0 if total <= 14 else 12.0
    plan = Plan(spec, area, counts, scale, min(thickness, 14.0) if each > 1 else thickness)
    return replace(plan, naming=_naming(plan, bars))


def _scale(spec: ChartSpec, area: ChartArea, segments: list[Segment], span: tuple[float, float], counts: bool) -> Scale:
    """The widest scale that leaves room for the values beside the bars."""
    low, high = span
    beside = segments if spec.kind == "bar" and not counts else []
    widths = [(segment, BESIDE + 1 + VALUE.width(number(segment.value or 0, spec.unit))) for segment in beside]
    start = area.gutter + max((width for segment, width in widths if segment.end < 0), default=0.0)
    room = area.width - start
    units = [(room - width) / (segment.end - low) for segment, width in widths if segment.end > 0]
    unit = min([room / (high - low), *units, *([WIDEST_UNIT] if counts else [])])
    return Scale(low, high, start, start + unit * (high - low))


def _naming(plan: Plan, bars: list[tuple[Bar, ...]]) -> Naming:
    """Labels beside the marks wherever they fit; else a list under each bar; else one key."""
    if len(plan.spec.series) == 1:
        return "none"
    if plan.spec.kind == "bar":
        return "values" if all(_has_room_for_name(plan, segment) for (segment,) in bars[0]) else "key"
    if len(bars) > DIRECT_ROWS or plan.scale.low < 0:
        return "key"
    fits = all(plan.labels_below(row[0]) is not None for row in bars)
    return "below" if fits else "list"


def _has_room_for_name(plan: Plan, segment: Segment) -> bool:
    """Whether the name of the series fits to the right of a bar and its value."""
    if segment.value is None or segment.value < 0:
        return False
    end = plan.scale(segment.end) + BESIDE
    if not plan.counts:
        end += VALUE.width(plan.printed(segment)) + BESIDE
    return end + NOTE.width(segment.name) <= plan.area.width


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its label in lines, its bars, and what is printed under them."""

    name: tuple[str, ...]
    note: tuple[str, ...]
    note_beside: bool
    bars: tuple[Bar, ...]
    below: tuple[PlacedLabel, ...]
    listed: tuple[ListedLabel, ...]

    @property
    def label_height(self) -> float:
        """Height of name and note."""
        return len(self.name) * NAME.leading + (0 if self.note_beside else len(self.note) * NOTE.leading)

    def height(self, plan: Plan) -> float:
        """Height of label and bars with everything under them."""
        marks = plan.thickness * len(self.bars) + staircase_height(self.below) + flow_height(self.listed)
        return max(self.label_height, marks) if plan.area.gutter else self.label_height + 3 + marks


def _row(plan: Plan, index: int, bars: tuple[Bar, ...]) -> Row:
    """Break the label of a category into lines, and place what is printed under its bars."""
    spec, width = plan.spec, plan.label_width
    name = NAME.wrap(spec.categories[index], width)
    text = spec.notes[index] if index < len(spec.notes) else ""
    beside = not plan.area.gutter and len(name) == 1 and NAME.width(name[0]) + 5 + NOTE.width(text) <= width
    below = plan.labels_below(bars[0]) if plan.naming == "below" else ()
    listed = flow(plan.labels(bars[0]), plan.area.plot) if plan.naming == "list" else ()
    return Row(name, NOTE.wrap(text, width), beside, bars, below or (), listed)


def _gap(plan: Plan, rows: list[Row]) -> float:
    """The smallest distance between rows."""
    if any(row.below or row.listed for row in rows):
        return 12.0
    if not plan.area.gutter:
        return 9.0
    return 6.0 if plan.thickness > 12 else 5.0


# ---------------------------------------------------------------- drawing


def draw_bars(drawing: Drawing, spec: ChartSpec, area: ChartArea, top: float) -> float:
    """Draw a bar or stacked chart from ``top`` down; return the y of its lower edge."""
    bars = [_bars_of(spec, index) for index in range(len(spec.categories))]
    plan = _plan(spec, area, bars)
    rows = [_row(plan, index, row_bars) for index, row_bars in enumerate(bars)]
    y = _draw_axis(drawing, plan, _draw_key(drawing, plan, top))
    heights = [row.height(plan) for row in rows]
    gap = _gap(plan, rows)
    natural = y + sum(heights) + gap * (len(rows) - 1)
    bottom = max(whole_units(natural), spec.height * UNIT)
    if len(rows) > 1:
        gap += min((bottom - natural) / (len(rows) - 1), plan.thickness)
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _draw_row(drawing, plan, row, y, named=index == 0 and plan.naming == "values")
        y += height + gap
    if plan.scale.low < 0:
        zero = plan.scale(0)
        drawing.line((zero, y - sum(heights) - gap * len(rows) - 3), (zero, y - gap), "ink-2")
    return bottom


def _draw_key(drawing: Drawing, plan: Plan, top: float) -> float:
    """Draw the series as a list above the axis if they cannot be named beside their marks; return its lower edge."""
    if plan.naming != "key":
        return top
    tokens = [token.split(",")[0].strip() for token in series_tokens(plan.spec)]
    labels = [MarkLabel(0, series.name, token) for series, token in zip(plan.spec.series, tokens, strict=True)]
    items = flow(labels, plan.area.plot)
    draw_flow(drawing, items, plan.area.gutter, top)
    return top + flow_height(items) + 4


def _draw_axis(drawing: Drawing, plan: Plan, top: float) -> float:
    """Draw what is counted, and the axis above the bars; return the y of the first row."""
    spec, scale, in_gutter = plan.spec, plan.scale, bool(plan.area.gutter)
    lines = NOTE.wrap(axis_label(spec.x_label or spec.y_label, spec.unit), plan.label_width)
    drawing.lines((0, top + (10 if in_gutter else 8)), lines, NOTE)
    y = top + 10 if in_gutter else top + 10 + NOTE.leading * len(lines)
    for value, anchor in _axis_ticks(plan):
        x = scale(value)
        drawing.text((x, y), number(value, spec.unit), NOTE, anchor=anchor)
        drawing.line((x, y + 4), (x, y + 9), "ink-2")
    drawing.line((scale.start, y + 9), (scale.end, y + 9), "ink-2")
    return y + 16


def _axis_ticks(plan: Plan) -> list[tuple[float, Anchor]]:
    """The ends of the axis and zero, and the round values between them whose labels have room."""
    low, high = plan.scale.low, plan.scale.high
    widest = max(NOTE.width(number(value, plan.spec.unit)) for value in (low, high))
    wanted = int((plan.scale.end - plan.scale.start) // (widest + 14))
    anchors: dict[float, Anchor] = {high: "end", low: "start"}
    chosen: dict[float, Anchor] = {}
    for value in (low, high, 0.0, *ticks(low, high, min(max(wanted, 1), MOST_TICKS))):
        anchor = anchors.get(value, "middle")
        extent = _tick_extent(plan, value, anchor)
        apart = all(_apart(extent, _tick_extent(plan, *other)) for other in chosen.items())
        if (value % 1 == 0 or not plan.counts) and apart:
            chosen[value] = anchor
    return list(chosen.items())


def _apart(*extents: tuple[float, float]) -> bool:
    """Whether the labels of two ticks are clear of one another."""
    (_, end), (start, _) = sorted(extents)
    return end + 5 <= start


def _tick_extent(plan: Plan, value: float, anchor: Anchor) -> tuple[float, float]:
    """The left and the right end of the label of a tick."""
    text = number(value, plan.spec.unit)
    left = NOTE.left(plan.scale(value), text, anchor)
    return left, left + NOTE.width(text)


def _draw_row(drawing: Drawing, plan: Plan, row: Row, y: float, *, named: bool) -> None:
    """Draw label and bars of a category, its upper edge at ``y``; ``named`` values have the name of their series."""
    block = plan.thickness * len(row.bars)
    if plan.area.gutter:
        _draw_label(drawing, row, y + max((block - row.label_height) / 2, 0))
    else:
        _draw_label(drawing, row, y)
        y += row.label_height + 3
    for index, bar in enumerate(row.bars):
        _draw_bar(drawing, plan, bar, y + index * plan.thickness, named=named)
    draw_staircase(drawing, row.below, y + block)
    draw_flow(drawing, row.listed, plan.area.gutter, y + block)


def _draw_label(drawing: Drawing, row: Row, top: float) -> None:
    baseline = top + 7.7
    drawing.lines((0, baseline), row.name, NAME)
    if row.note_beside:
        drawing.lines((NAME.width(row.name[0]) + 5, baseline), row.note, NOTE)
    else:
        drawing.lines((0, baseline + len(row.name) * NAME.leading - 0.5), row.note, NOTE)


def _draw_bar(drawing: Drawing, plan: Plan, bar: Bar, y: float, *, named: bool) -> None:
    """Draw segments with white between them, divided into units if they are counts, and their values."""
    height = plan.thickness - (1 if len(plan.spec.series) > 1 and plan.spec.kind == "bar" else 0)
    for index, segment in enumerate(bar):
        left, right = plan.extent(segment)
        if right > left:
            drawing.rect(left, y, right - left, height, segment.token)
        if plan.counts:
            _divide(drawing, plan, segment, y, height)
        if index and segment.start:
            edge = plan.scale(segment.start)
            drawing.line((edge, y), (edge, y + height), "paper", 2)
        _draw_value(drawing, plan, segment, y + height / 2 + VALUE.size * CAP / 2, named=named)


def _divide(drawing: Drawing, plan: Plan, segment: Segment, y: float, height: float) -> None:
    """Draw white hairlines between the units, except through the printed count."""
    if plan.unit < FINEST_UNIT or not segment.value:
        return
    left = plan.scale(segment.start)
    clear = plan.inner_offset(segment) + VALUE.width(plan.printed(segment)) + 1 if plan.fits_inside(segment) else 0
    for step in range(1, int(segment.value)):
        if step * plan.unit >= clear:
            x = left + step * plan.unit
            drawing.line((x, y), (x, y + height), "paper")


def _draw_value(drawing: Drawing, plan: Plan, segment: Segment, baseline: float, *, named: bool) -> None:
    """Draw a value inside counted and stacked segments, otherwise beside the end of the bar."""
    text = plan.printed(segment)
    left, right = plan.extent(segment)
    if (plan.counts or plan.spec.kind == "stacked") and plan.fits_inside(segment):
        ink = drawing.palette.text_on(segment.token)
        drawing.text((left + plan.inner_offset(segment), baseline), text, VALUE, ink=ink)
        right += BESIDE
    elif plan.spec.kind == "bar" and (segment.value or 0) < 0:
        drawing.text((left - BESIDE, baseline), text, VALUE, anchor="end")
    elif plan.spec.kind == "bar":
        drawing.text((right + BESIDE, baseline), text, VALUE, ink="ink-2" if segment.value is None else "ink")
        right += 2 * BESIDE + VALUE.width(text)
    if named:
        drawing.text((right, baseline - 0.5), segment.name, NOTE)
