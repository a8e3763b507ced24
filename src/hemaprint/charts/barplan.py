"""Decide how a bar chart is laid out: segments, scale, divided units, and where the series are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.charts.frame import Frame, series_tokens
from hemaprint.charts.labels import Label, Wanted, staircase
from hemaprint.charts.scale import Scale, number, widened, zero_based
from hemaprint.charts.svg import NOTE, VALUE
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
    frame: Frame
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

    def wanted(self, bar: Bar) -> list[Wanted]:
        """The names of the segments of a bar, to be placed under it."""
        return [Wanted(self.scale(part.start), part.name, part.token, self.printed(part)) for part in bar]

    def labels_below(self, bar: Bar) -> tuple[Label, ...] | None:
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


def make_plan(spec: ChartSpec, frame: Frame, bars: list[tuple[Bar, ...]]) -> Plan:
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


def _scale(spec: ChartSpec, frame: Frame, segments: list[Segment], span: tuple[float, float], counts: bool) -> Scale:
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
