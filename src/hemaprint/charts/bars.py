"""Decide how a bar chart is laid out: segments, scale, divided units, and where the series are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.charts.axes import ChartArea, Scale, number, series_tokens, ticks, widened, zero_based
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
"""Below this a bar is divided into units (SPEC 7: one unit = one patient when n is under 40)."""

WIDEST_UNIT = 36.0
FINEST_UNIT = 3.0
"""Units are no wider, and their hairlines no closer, than this (pt)."""

MOST_TICKS = 6

DIRECT_ROWS = 4
"""Stacked bars of more rows have one key instead of a label at every segment."""

BESIDE = 4.0
"""Distance of a value to the end of its bar."""

MISSING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of one series in a bar, in data units from ``start``; a value of None is a missing one."""

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
"""Where series are named: not at all, beside the first values, under segments, in a list under each bar, in one key."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rows of a chart have in common."""

    spec: ChartSpec
    frame: ChartArea
    counts: bool
    scale: Scale
    thickness: float
    naming: Naming = "none"

    @property
    def unit(self) -> float:
        """Width in pt of one unit of data."""
        return (self.scale.end - self.scale.start) / (self.scale.high - self.scale.low)

    def printed(self, segment: Segment) -> str:
        """The value of a segment as it is printed."""
        return MISSING if segment.value is None else number(segment.value, self.spec.unit)

    def fits_inside(self, segment: Segment) -> bool:
        """Whether the value has room in its segment."""
        return bool(segment.value) and VALUE.width(self.printed(segment)) + 2 <= self._length(segment)

    def inner_offset(self, segment: Segment) -> float:
        """Where a value starts inside its segment: in the middle of the first unit, or a little off the edge."""
        width = VALUE.width(self.printed(segment))
        if self.counts and width + 2 <= self.unit:
            return (self.unit - width) / 2
        return min(2.5 if self.counts else 4.0, max((self._length(segment) - width) / 2, 0))

    def _length(self, segment: Segment) -> float:
        return abs(segment.value or 0) * self.unit

    def wanted(self, bar: Bar) -> list[MarkLabel]:
        """The names of the segments of a bar, to be placed under it."""
        return [MarkLabel(self.scale(part.start), part.name, part.token, self.printed(part)) for part in bar]

    def labels_below(self, bar: Bar) -> tuple[PlacedLabel, ...] | None:
        """Labels under a bar; None where they or the values inside the segments have no room."""
        if not all(self.fits_inside(segment) for segment in bar):
            return None
        return staircase(self.wanted(bar), self.frame.gutter, self.frame.width)


def all_bars(spec: ChartSpec) -> list[tuple[Bar, ...]]:
    """The bars of each category: one of all series when stacked, else one a series."""
    tokens = series_tokens(spec)
    make = _stack if spec.kind == "stacked" else _single
    return [make(spec, tokens, row) for row in range(len(spec.categories))]


def _single(spec: ChartSpec, tokens: tuple[str, ...], row: int) -> tuple[Bar, ...]:
    """A bar for each series. One series may name several colours, separated by commas: one a category."""
    bars: list[Bar] = []
    for series, token in zip(spec.series, tokens, strict=True):
        choice = [part.strip() for part in token.split(",")]
        bars.append((Segment(series.name, choice[row % len(choice)], 0, series.values[row]),))
    return tuple(bars)


def _stack(spec: ChartSpec, tokens: tuple[str, ...], row: int) -> tuple[Bar, ...]:
    """All series end to end, negative values leftwards from zero; nothing is drawn for 0 and None."""
    segments: list[Segment] = []
    ends = {True: 0.0, False: 0.0}
    for series, token in zip(spec.series, tokens, strict=True):
        value = series.values[row]
        if value:
            segments.append(Segment(series.name, token, ends[value > 0], value))
            ends[value > 0] += value
    return (tuple(segments),)


def make_plan(spec: ChartSpec, frame: ChartArea, bars: list[tuple[Bar, ...]]) -> Plan:
    """Scale, thickness, and where the series are named."""
    segments = [segment for row in bars for bar in row for segment in bar]
    low, high = zero_based([segment.end for segment in segments])
    whole = all(segment.value is None or segment.value % 1 == 0 for segment in segments)
    counts = spec.counts and whole and low == 0 and high < MOST_UNITS
    if not counts:
        low, high = widened(low, high, MOST_TICKS)
    scale = _scale(spec, frame, segments, (low, high), counts)
    each = len(spec.series) if spec.kind == "bar" else 1
    total = each * len(bars)
    thickness = 22.0 if total <= 8 else 16.0 if total <= 14 else 12.0
    plan = Plan(spec, frame, counts, scale, min(thickness, 14.0) if each > 1 else thickness)
    return replace(plan, naming=_naming(plan, bars))


def _scale(
    spec: ChartSpec, frame: ChartArea, segments: list[Segment], span: tuple[float, float], counts: bool
) -> Scale:
    """As wide as the plot allows with the values beside the bars."""
    low, high = span
    texts = {segment: BESIDE + 1 + VALUE.width(number(segment.value or 0, spec.unit)) for segment in segments}
    beside = spec.kind == "bar" and not counts
    left = max((room for segment, room in texts.items() if beside and segment.end < 0), default=0.0)
    start = frame.gutter + left
    room = frame.width - start
    unit = room / (high - low)
    for segment, width in texts.items():
        if beside and segment.end > 0:
            unit = min(unit, (room - width) / (segment.end - low))
    if counts:
        unit = min(unit, WIDEST_UNIT)
    return Scale(low, high, start, start + unit * (high - low))


def _naming(plan: Plan, bars: list[tuple[Bar, ...]]) -> Naming:
    """Labels beside the marks wherever they fit; else a list under each bar; else one key."""
    if len(plan.spec.series) == 1:
        return "none"
    if plan.spec.kind == "bar":
        return "values" if all(_room_for_name(plan, bar) for bar in bars[0]) else "key"
    if len(bars) > DIRECT_ROWS or plan.scale.low < 0:
        return "key"
    fits = all(plan.labels_below(row[0]) is not None for row in bars)
    return "below" if fits else "list"


def _room_for_name(plan: Plan, bar: Bar) -> bool:
    segment = bar[0]
    if segment.value is None or segment.value < 0:
        return False
    end = plan.scale(segment.end) + BESIDE
    if not plan.counts:
        end += VALUE.width(plan.printed(segment)) + BESIDE
    return end + NOTE.width(segment.name) <= plan.frame.width


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its label in lines, its bars, and what is printed under them."""

    name: tuple[str, ...]
    note: tuple[str, ...]
    bars: tuple[Bar, ...]
    below: tuple[PlacedLabel, ...]
    listed: tuple[ListedLabel, ...]
    note_beside: bool

    @property
    def label_height(self) -> float:
        """Height of name and note."""
        return len(self.name) * NAME.leading + (0 if self.note_beside else len(self.note) * NOTE.leading)


def draw_bars(drawing: Drawing, spec: ChartSpec, frame: ChartArea, top: float) -> float:
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
    wanted = [MarkLabel(0, series.name, token) for series, token in zip(plan.spec.series, tokens, strict=True)]
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
