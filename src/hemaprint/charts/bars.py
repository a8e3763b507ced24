"""Bars and stacked bars: zero base, labels beside the marks, the axis on top."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.charts.barplan import BESIDE, FINEST_UNIT, MOST_TICKS, Bar, Plan, Segment, all_bars, make_plan
from hemaprint.charts.frame import Frame, series_tokens
from hemaprint.charts.labels import (
    Item,
    Label,
    Wanted,
    draw_flow,
    draw_staircase,
    flow,
    flow_height,
    staircase_height,
)
from hemaprint.charts.scale import number, ticks
from hemaprint.charts.svg import CAP, NAME, NOTE, UNIT, VALUE, Anchor, Drawing, whole_units
from hemaprint.content.blocks import ChartSpec


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its label in lines, its bars, and what is printed under them."""

    name: tuple[str, ...]
    note: tuple[str, ...]
    bars: tuple[Bar, ...]
    below: tuple[Label, ...]
    listed: tuple[Item, ...]
    note_beside: bool

    @property
    def label_height(self) -> float:
        """Height of name and note."""
        return len(self.name) * NAME.leading + (0 if self.note_beside else len(self.note) * NOTE.leading)


def draw_bars(drawing: Drawing, spec: ChartSpec, frame: Frame, top: float) -> float:
    """Draws a bar or stacked chart from ``top`` down; returns the y of its lower edge."""
    bars = all_bars(spec)
    plan = make_plan(spec, frame, bars)
    rows = [_row(plan, index, row_bars) for index, row_bars in enumerate(bars)]
    y = _draw_axis(drawing, plan, _draw_key(drawing, plan, top))
    heights = [_height(plan, row) for row in rows]
    gap = _gap(plan, rows)
    natural = y + sum(heights) + gap * (len(rows) - 1)
    bottom = max(whole_units(natural), spec.height * UNIT)
    if len(rows) > 1:
        gap += min((bottom - natural) / (len(rows) - 1), plan.thickness)
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _draw_row(drawing, plan, row, y, first=index == 0)
        y += height + gap
    if plan.scale.low < 0:
        zero = plan.scale(0)
        drawing.line((zero, y - sum(heights) - gap * len(rows) - 3), (zero, y - gap), "ink-2")
    return bottom


def _row(plan: Plan, index: int, bars: tuple[Bar, ...]) -> Row:
    """Labels in lines, and what stands under the bars."""
    frame, spec = plan.frame, plan.spec
    width = frame.gutter - 10 if frame.gutter else frame.width
    name = NAME.wrap(spec.categories[index], width)
    text = spec.notes[index] if index < len(spec.notes) else ""
    beside = not frame.gutter and len(name) == 1 and NAME.width(name[0]) + 5 + NOTE.width(text) <= width
    below = plan.labels_below(bars[0]) if plan.naming == "below" else ()
    listed = flow(plan.wanted(bars[0]), frame.plot) if plan.naming == "list" else ()
    return Row(name, NOTE.wrap(text, width), bars, below or (), listed, beside)


def _height(plan: Plan, row: Row) -> float:
    marks = plan.thickness * len(row.bars) + staircase_height(row.below) + flow_height(row.listed)
    return max(row.label_height, marks) if plan.frame.gutter else row.label_height + 3 + marks


def _gap(plan: Plan, rows: list[Row]) -> float:
    if any(row.below or row.listed for row in rows):
        return 12.0
    return 6.0 if plan.frame.gutter and plan.thickness > 12 else 9.0 if not plan.frame.gutter else 5.0


# ---------------------------------------------------------------- drawing


def _draw_key(drawing: Drawing, plan: Plan, top: float) -> float:
    """The series as a flowing list above the axis, where they cannot be named beside their marks."""
    if plan.naming != "key":
        return top
    tokens = [token.split(",")[0].strip() for token in series_tokens(plan.spec)]
    wanted = [Wanted(0, series.name, token) for series, token in zip(plan.spec.series, tokens, strict=True)]
    items = flow(wanted, plan.frame.plot)
    draw_flow(drawing, items, plan.frame.gutter, top)
    return top + flow_height(items) + 4


def _draw_axis(drawing: Drawing, plan: Plan, top: float) -> float:
    """What is counted, and the axis above the bars; the y where the first row begins."""
    label = _axis_label(plan.spec)
    width = plan.frame.gutter - 10 if plan.frame.gutter else plan.frame.width
    lines = NOTE.wrap(label, width)
    y = top + 10 if plan.frame.gutter else top + 10 + NOTE.leading * len(lines)
    drawing.lines((0, top + 10 if plan.frame.gutter else top + 8), lines, NOTE)
    scale = plan.scale
    for value, anchor in _axis_ticks(plan):
        x = scale(value)
        drawing.text((x, y), number(value, plan.spec.unit), NOTE, anchor=anchor)
        drawing.line((x, y + 4), (x, y + 9), "ink-2")
    drawing.line((scale.start, y + 9), (scale.end, y + 9), "ink-2")
    return y + 16


def _axis_label(spec: ChartSpec) -> str:
    named = spec.unit and spec.unit != "%"
    return ", ".join(part for part in (spec.x_label or spec.y_label, spec.unit if named else "") if part)


def _axis_ticks(plan: Plan) -> list[tuple[float, Anchor]]:
    """The ends of the axis and zero, and the round values between them whose labels have room."""
    low, high = plan.scale.low, plan.scale.high
    widest = max(NOTE.width(number(value, plan.spec.unit)) for value in (low, high))
    wanted = int((plan.scale.end - plan.scale.start) // (widest + 14))
    anchors: dict[float, Anchor] = {high: "end", low: "start"}
    chosen: list[tuple[float, Anchor]] = []
    for value in (low, high, 0.0, *ticks(low, high, min(max(wanted, 1), MOST_TICKS))):
        tick = (value, anchors.get(value, "middle"))
        if (value % 1 == 0 or not plan.counts) and all(_apart(plan, tick, other) for other in chosen):
            chosen.append(tick)
    return chosen


def _apart(plan: Plan, first: tuple[float, Anchor], second: tuple[float, Anchor]) -> bool:
    """Whether the labels of two ticks stand clear of one another."""
    (_, end), (start, _) = sorted((_tick_extent(plan, *first), _tick_extent(plan, *second)))
    return end + 5 <= start


def _tick_extent(plan: Plan, value: float, anchor: Anchor) -> tuple[float, float]:
    width = NOTE.width(number(value, plan.spec.unit))
    left = plan.scale(value) - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return left, left + width


def _draw_row(drawing: Drawing, plan: Plan, row: Row, y: float, *, first: bool) -> None:
    """Label and bars of one category, its upper edge at ``y``."""
    block = plan.thickness * len(row.bars)
    if plan.frame.gutter:
        _draw_label(drawing, row, y + max((block - row.label_height) / 2, 0))
    else:
        _draw_label(drawing, row, y)
        y += row.label_height + 3
    for index, bar in enumerate(row.bars):
        _draw_bar(drawing, plan, bar, y + index * plan.thickness, named=first and plan.naming == "values")
    draw_staircase(drawing, row.below, y + block)
    draw_flow(drawing, row.listed, plan.frame.gutter, y + block)


def _draw_label(drawing: Drawing, row: Row, top: float) -> None:
    baseline = top + 7.7
    drawing.lines((0, baseline), row.name, NAME)
    if row.note_beside:
        drawing.lines((NAME.width(row.name[0]) + 5, baseline), row.note, NOTE)
    else:
        drawing.lines((0, baseline + len(row.name) * NAME.leading - 0.5), row.note, NOTE)


def _draw_bar(drawing: Drawing, plan: Plan, bar: Bar, y: float, *, named: bool) -> None:
    """Segments with white between them, divided into units where they are counts, and their values."""
    height = plan.thickness - (1 if len(plan.spec.series) > 1 and plan.spec.kind == "bar" else 0)
    for index, segment in enumerate(bar):
        left, right = sorted((plan.scale(segment.start), plan.scale(segment.end)))
        if right > left:
            drawing.rect(left, y, right - left, height, segment.token)
        if plan.counts:
            _divide(drawing, plan, segment, y, height)
        if index and segment.start:
            edge = plan.scale(segment.start)
            drawing.line((edge, y), (edge, y + height), "paper", 2)
        _draw_value(drawing, plan, segment, y + height / 2 + VALUE.size * CAP / 2, named=named)


def _divide(drawing: Drawing, plan: Plan, segment: Segment, y: float, height: float) -> None:
    """White hairlines between the units, except through the printed count."""
    if plan.unit < FINEST_UNIT or not segment.value:
        return
    left = plan.scale(segment.start)
    clear = plan.inner_offset(segment) + VALUE.width(plan.printed(segment)) + 1 if plan.fits_inside(segment) else 0
    for step in range(1, int(segment.value)):
        if step * plan.unit >= clear:
            x = left + step * plan.unit
            drawing.line((x, y), (x, y + height), "paper")


def _draw_value(drawing: Drawing, plan: Plan, segment: Segment, baseline: float, *, named: bool) -> None:
    """Inside counted and stacked segments, otherwise beside the end of the bar, with its series' name if asked."""
    text = plan.printed(segment)
    inside = (plan.counts or plan.spec.kind == "stacked") and plan.fits_inside(segment)
    left, right = sorted((plan.scale(segment.start), plan.scale(segment.end)))
    if inside:
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
