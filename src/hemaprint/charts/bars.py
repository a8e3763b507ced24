# SPDX-License-Identifier: MIT
"""Draw bars and stacked bars: zero base, values and names beside the marks, the axis on top."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.charts.axes import ChartArea, axis_label, number, series_tokens, ticks
from hemaprint.charts.barplan import (
    BESIDE,
    FINEST_UNIT,
    MOST_TICKS,
    Bar,
    Plan,
    Segment,
    bars_of,
    has_room_beside,
    named_row,
    plan_of,
)
from hemaprint.charts.drawing import UNIT, Drawing, whole_units
from hemaprint.charts.labels import (
    ListedLabel,
    MarkLabel,
    PlacedLabel,
    draw_flow,
    draw_staircase,
    flow,
    flow_height,
    staircase_height,
)
from hemaprint.charts.lettering import NAME, NOTE, VALUE, Anchor
from hemaprint.content.blocks import ChartSpec


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
    spec, letters, width = plan.spec, plan.letters, plan.label_width
    name = letters.wrap(NAME, spec.categories[index], width)
    text = spec.notes[index] if index < len(spec.notes) else ""
    together = letters.width(NAME, name[0]) + 5 + letters.width(NOTE, text) if name else 0.0
    beside = not plan.area.gutter and len(name) == 1 and together <= width
    is_named = plan.naming == "below" or (plan.naming == "first" and index == 0)
    below = plan.labels_below(bars[0]) if is_named else ()
    listed = flow(plan.labels(bars[0]), plan.area.plot, letters) if plan.naming == "list" else ()
    return Row(name, letters.wrap(NOTE, text, width), beside, bars, below or (), listed)


def _gap(plan: Plan, rows: list[Row]) -> float:
    """The smallest distance between rows."""
    if any(row.below or row.listed for row in rows) and plan.naming != "first":
        return 12.0
    if not plan.area.gutter:
        return 9.0
    return 6.0 if plan.thickness > 12 else 5.0


# ---------------------------------------------------------------- drawing


def draw_bars(drawing: Drawing, spec: ChartSpec, area: ChartArea, top: float) -> float:
    """Draw a bar or stacked chart from ``top`` down; return the y of its lower edge."""
    bars = [bars_of(spec, index) for index in range(len(spec.categories))]
    plan = plan_of(spec, area, bars)
    rows = [_row(plan, index, row_bars) for index, row_bars in enumerate(bars)]
    y = _draw_axis(drawing, plan, _draw_key(drawing, plan, top))
    heights = [row.height(plan) for row in rows]
    gap = _gap(plan, rows)
    natural = y + sum(heights) + gap * (len(rows) - 1)
    bottom = max(whole_units(natural), spec.height * UNIT)
    if len(rows) > 1:
        gap += min((bottom - natural) / (len(rows) - 1), plan.thickness)
    named = named_row(plan, bars) if plan.naming == "values" else None
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _draw_row(drawing, plan, row, y, named=index == named)
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
    items = flow(labels, plan.area.plot, plan.letters)
    draw_flow(drawing, items, plan.area.gutter, top)
    return top + flow_height(items) + 4


def _draw_axis(drawing: Drawing, plan: Plan, top: float) -> float:
    """Draw what is counted, at the start of its axis above the bars; return the y of the first row."""
    spec, scale = plan.spec, plan.scale
    lines = plan.letters.wrap(NOTE, axis_label(spec.x_label or spec.y_label, spec.unit), plan.area.width - scale.start)
    drawing.lines((scale.start, top + 8), lines, NOTE)
    y = top + 10 + NOTE.leading * len(lines)
    for value, anchor in _axis_ticks(plan):
        x = scale(value)
        drawing.text((x, y), number(value, spec.unit), NOTE, anchor=anchor)
        drawing.line((x, y + 4), (x, y + 9), "ink-2")
    drawing.line((scale.start, y + 9), (scale.end, y + 9), "ink-2")
    return y + 16


def _axis_ticks(plan: Plan) -> list[tuple[float, Anchor]]:
    """The ends of the axis and zero, and the round values between them whose labels have room."""
    low, high = plan.scale.low, plan.scale.high
    widest = max(plan.letters.width(NOTE, number(value, plan.spec.unit)) for value in (low, high))
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
    left = plan.letters.left(NOTE, plan.scale(value), text, anchor)
    return left, left + plan.letters.width(NOTE, text)


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
        drawing.lines((drawing.letters.width(NAME, row.name[0]) + 5, baseline), row.note, NOTE)
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
        _draw_value(drawing, plan, segment, y + height / 2 + plan.letters.cap(VALUE) / 2, named=named)


def _divide(drawing: Drawing, plan: Plan, segment: Segment, y: float, height: float) -> None:
    """Draw white hairlines between the units, except through the printed count."""
    if plan.unit < FINEST_UNIT or not segment.value:
        return
    left = plan.scale(segment.start)
    clear = (
        plan.inner_offset(segment) + plan.letters.width(VALUE, plan.printed(segment)) + 1
        if plan.fits_inside(segment)
        else 0
    )
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
        right += 2 * BESIDE + plan.letters.width(VALUE, text)
    if named and has_room_beside(plan, segment):
        drawing.text((right, baseline - 0.5), segment.name, NOTE)
    elif named:
        ink = drawing.palette.text_on(segment.token)
        drawing.text((left + BESIDE, baseline - 0.5), segment.name, NOTE, ink=ink)
