# SPDX-License-Identifier: MIT
"""Decide on the scale of bars, on their thickness, and where their series are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.charts.axes import ChartArea, Scale, number, series_tokens, widened, zero_based
from hemaprint.charts.labels import MarkLabel, PlacedLabel, staircase
from hemaprint.charts.lettering import NOTE, VALUE, Lettering
from hemaprint.content.blocks import ChartSpec

MOST_UNITS = 40
"""A shorter bar is divided into units (SPEC 7: one unit = one patient when n is under 40)."""

WIDEST_UNIT = 36.0
FINEST_UNIT = 3.0
"""Limits in pt of the width of units, and of the distance between their hairlines."""

MOST_TICKS = 6

DIRECT_ROWS = 4
"""Stacked bars of more rows are named at the first instead of at every one."""

BESIDE = 4.0
"""Distance from the end of a bar to its value."""

MISSING = "\N{EN DASH}"


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

Naming = Literal["none", "values", "below", "first", "list", "key"]
"""Where series are named: nowhere, beside the values of one row, under the segments of every bar or of the first, in a
list under each bar, in one key."""


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
    def letters(self) -> Lettering:
        """What words are measured with."""
        return self.area.letters

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
        return bool(segment.value) and self.letters.width(VALUE, self.printed(segment)) + 2 <= self._length(segment)

    def inner_offset(self, segment: Segment) -> float:
        """Where a value starts inside its segment: in the middle of the first unit, or a little off the edge."""
        width = self.letters.width(VALUE, self.printed(segment))
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
        return staircase(self.labels(bar), self.area)


def bars_of(spec: ChartSpec, row: int) -> tuple[Bar, ...]:
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


def plan_of(spec: ChartSpec, area: ChartArea, bars: list[tuple[Bar, ...]]) -> Plan:
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
    texts = [(segment, number(segment.value or 0, spec.unit)) for segment in beside]
    widths = [(segment, BESIDE + 1 + area.letters.width(VALUE, text)) for segment, text in texts]
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
        return "key" if named_row(plan, bars) is None else "values"
    if plan.scale.low < 0:
        return "key"
    if len(bars) > DIRECT_ROWS:
        (first,) = bars[0]
        return "first" if len(first) == len(plan.spec.series) and plan.labels_below(first) is not None else "key"
    fits = all(plan.labels_below(row[0]) is not None for row in bars)
    return "below" if fits else "list"


def named_row(plan: Plan, bars: list[tuple[Bar, ...]]) -> int | None:
    """The first row of bars in which the name of every series has room, behind its value or in its bar."""

    def has_room(segment: Segment) -> bool:
        return has_room_beside(plan, segment) or has_room_inside(plan, segment)

    return next((index for index, row in enumerate(bars) if all(has_room(segment) for (segment,) in row)), None)


def has_room_inside(plan: Plan, segment: Segment) -> bool:
    """Whether the name of the series fits inside a bar that holds nothing else."""
    left, right = plan.extent(segment)
    return not plan.counts and plan.letters.width(NOTE, segment.name) + 2 * BESIDE <= right - left


def has_room_beside(plan: Plan, segment: Segment) -> bool:
    """Whether the name of the series fits to the right of a bar and its value."""
    if segment.value is None or segment.value < 0:
        return False
    end = plan.scale(segment.end) + BESIDE
    if not plan.counts:
        end += plan.letters.width(VALUE, plan.printed(segment)) + BESIDE
    return end + plan.letters.width(NOTE, segment.name) <= plan.area.width
