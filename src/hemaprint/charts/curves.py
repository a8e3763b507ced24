# SPDX-License-Identifier: MIT
"""Draw lines and Kaplan-Meier steps: zero base, names at the ends of the lines, numbers at risk below."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from hemaprint.charts.axes import ChartArea, Scale, axis_label, number, series_tokens, ticks, widened, zero_based
from hemaprint.charts.drawing import UNIT, Drawing, Point, whole_units
from hemaprint.charts.labels import LineEnd, draw_ends, end_room, line_end
from hemaprint.charts.lettering import NAME, NOTE, Anchor
from hemaprint.content.blocks import ChartSpec

PLOT_HEIGHT, COLUMN_PLOT_HEIGHT = 150.0, 108.0
"""Default heights of the plot in pt, with a label gutter and without."""

LEAST_PLOT = 60.0
RISK_LEADING = 11.0
MOST_TICKS = 10
DOTTED = 16
"""Lines of at most this many points show them."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A series in data units: unbroken runs of points, and its censored points."""

    name: str
    note: str
    token: str
    runs: tuple[tuple[Point, ...], ...]
    censored: tuple[Point, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """All points."""
        return tuple(point for run in self.runs for point in run)


@dataclass(frozen=True)
class Plot:
    """What is drawn between ``top`` and ``foot``, and its scales."""

    spec: ChartSpec
    area: ChartArea
    curves: tuple[Curve, ...]
    top: float
    foot: float

    @property
    def is_survival(self) -> bool:
        """Whether the curves are Kaplan-Meier estimates."""
        return self.spec.kind == "km"

    @cached_property
    def y(self) -> Scale:
        """From the foot up: from 0 to 1 for survival, else from zero to a whole tick."""
        if self.is_survival:
            return Scale(0, 1, self.foot, self.top)
        low, high = zero_based([y for curve in self.curves for _, y in curve.points])
        return Scale(*widened(low, high, self._wanted_y_ticks), self.foot, self.top)

    @cached_property
    def x(self) -> Scale:
        """From the y labels, and the names of numbers at risk, to the names at the ends of the lines."""
        spec, letters = self.spec, self.area.letters
        start = max(self.tick_width + 5, risk_room(self.area, spec))
        half_a_label = letters.width(NOTE, spec.categories[-1]) / 2 + 2 if spec.categories else 0.0
        end = self.area.width - max(end_room([self.end(curve, (0, 0)) for curve in self.named], letters), half_a_label)
        xs = [x for curve in self.curves for x, _ in curve.points]
        low, high = (0.0, max(xs)) if self.is_survival else (min(xs), max(xs))
        if not self.is_survival and not _numbers(spec.categories):
            low, high = 0.0, float(len(spec.categories) - 1)
        return Scale(low, high if high > low else low + 1, start, end)

    @property
    def tick_width(self) -> float:
        """Width in pt of the widest label of the y axis."""
        return self.area.letters.widest(NOTE, map(self.y_text, self.y_ticks))

    @property
    def _wanted_y_ticks(self) -> int:
        return max(2, int((self.foot - self.top) // 26))

    @property
    def y_ticks(self) -> tuple[float, ...]:
        """The values at the ticks of the y axis."""
        if self.is_survival:
            return (0, 0.2, 0.4, 0.6, 0.8, 1) if self.foot - self.top >= 100 else (0, 0.5, 1)
        return ticks(self.y.low, self.y.high, self._wanted_y_ticks)

    def y_text(self, value: float) -> str:
        """A value as printed at the y axis and at the end of a line."""
        return number(value * 100, "%") if self.is_survival else number(value, self.spec.unit)

    @cached_property
    def x_ticks(self) -> list[tuple[float, str, Anchor]]:
        """Round numbers, or as many of the categories as have room."""
        spec, scale = self.spec, self.x
        if self.is_survival or _numbers(spec.categories):
            widest = self.area.letters.widest(NOTE, map(self._x_text, (scale.low, scale.high)))
            wanted = min(MOST_TICKS, max(2, int((scale.end - scale.start) // (widest + 12))))
            months = "month" in spec.x_label.lower()
            values = ticks(scale.low, scale.high, wanted, months=months)
            return [(value, self._x_text(value), "middle") for value in values]
        widest = self.area.letters.widest(NOTE, spec.categories)
        moved = max(widest / 2 - scale.start, 0)  # the first label, where it would leave the chart
        every = max(1, math.ceil((widest + moved + 8) / max(scale(1) - scale(0), 1)))
        return [
            (float(place), spec.categories[place], "start" if scale(place) < widest / 2 else "middle")
            for place in range(0, len(spec.categories), every)
        ]

    def _x_text(self, value: float) -> str:
        """A tick of the x axis; whole numbers of a line chart may be years and take no thousands comma."""
        return str(int(value)) if value % 1 == 0 and not self.is_survival and value >= 0 else number(value)

    @property
    def named(self) -> tuple[Curve, ...]:
        """The curves that are named at their ends; a single one is named by the label of the axis."""
        return () if len(self.curves) == 1 and self.spec.y_label and not self.is_survival else self.curves

    def end(self, curve: Curve, at: Point) -> LineEnd:
        """The labels of a curve that ends at ``at``."""
        text = "" if self.is_survival else self.y_text(curve.points[-1][1])
        return line_end(self.area, curve.name, curve.note, text, curve.token, at)

    def place(self, point: Point) -> Point:
        """A point of the data in pt."""
        return self.x(point[0]), self.y(point[1])


def draw_curves(drawing: Drawing, spec: ChartSpec, area: ChartArea, top: float) -> float:
    """Draw a line or Kaplan-Meier chart from ``top`` down; return the y of its lower edge."""
    curves = tuple(_step_curves(spec) if spec.kind == "km" else _line_curves(spec))
    label = area.letters.wrap(NOTE, axis_label(spec.y_label, spec.unit), area.width)
    heading = top + (len(label) * NOTE.leading + 7 if label else 5.5)
    risk = _risk_height(area, spec)
    foot = 20 + (NOTE.leading if spec.x_label else 0) + risk
    height = PLOT_HEIGHT if area.gutter else COLUMN_PLOT_HEIGHT
    if spec.height:
        height = max(spec.height * UNIT - heading - foot, LEAST_PLOT)
    bottom = whole_units(heading + height + foot)
    plot = Plot(spec, area, curves, heading, bottom - foot)
    drawing.lines((plot.x.start - 5 - plot.tick_width, top + 8), label, NOTE)
    _draw_grid(drawing, plot)
    for curve in curves:
        _draw_curve(drawing, plot, curve)
    ends = [plot.end(curve, plot.place(curve.points[-1])) for curve in plot.named]
    draw_ends(drawing, ends, plot.x.end, (plot.y.end, plot.y.start))
    if risk:
        _draw_at_risk(drawing, plot, bottom - risk)
    return bottom


# ---------------------------------------------------------------- data


def _line_curves(spec: ChartSpec) -> Iterator[Curve]:
    """Series over numbers, or over categories at whole places; a missing value breaks the line."""
    places = _numbers(spec.categories) or tuple(float(index) for index in range(len(spec.categories)))
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        runs: list[list[Point]] = [[]]
        for x, value in zip(places, series.values, strict=True):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((x, value))
        if any(runs):
            yield Curve(series.name, _note(spec, index), token, tuple(tuple(run) for run in runs if run))


def _step_curves(spec: ChartSpec) -> Iterator[Curve]:
    """Kaplan-Meier estimates as steps that begin at time 0 with all alive."""
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        corners: list[Point] = [(0.0, 1.0)]
        censored: list[Point] = []
        for time, survival, is_censored in zip(spec.times[index], series.values, spec.censored[index], strict=True):
            if survival is None:
                continue
            corners += [(time, corners[-1][1]), (time, survival)]
            if is_censored:
                censored.append((time, survival))
        steps = tuple(point for point, after in pairwise([*corners, (-1.0, -1.0)]) if point != after)
        yield Curve(series.name, _note(spec, index), token, (steps,), tuple(censored))


def _note(spec: ChartSpec, index: int) -> str:
    return spec.notes[index] if index < len(spec.notes) else ""


def _numbers(texts: tuple[str, ...]) -> tuple[float, ...] | None:
    """All of ``texts`` as rising numbers, or None."""
    try:
        values = tuple(float(text) for text in texts)
    except ValueError:
        return None
    return values if all(first < second for first, second in pairwise(values)) else None


# ---------------------------------------------------------------- drawing


def _draw_grid(drawing: Drawing, plot: Plot) -> None:
    """Draw axes and grid, from the plot's left edge only, so that no line runs through a label."""
    start, end, foot = plot.x.start, plot.x.end, plot.foot
    for value in plot.y_ticks:
        y = plot.y(value)
        drawing.text((start - 5, y + plot.area.letters.cap(NOTE) / 2), plot.y_text(value), NOTE, anchor="end")
        if value:
            drawing.line((start, y), (end, y), "rule", 0.35)
    drawing.line((start, plot.y(0)), (end, plot.y(0)), "ink-2")
    for value, text, anchor in plot.x_ticks:
        x = plot.x(value)
        drawing.line((x, foot), (x, foot + 5), "ink-2")
        drawing.text((x, foot + 14), text, NOTE, anchor=anchor)
    if plot.spec.x_label:
        drawing.text((start, foot + 14 + NOTE.leading), plot.spec.x_label, NOTE)


def _draw_curve(drawing: Drawing, plot: Plot, curve: Curve) -> None:
    dots = not plot.is_survival and len(plot.spec.categories) <= DOTTED
    for run in curve.runs:
        points = [plot.place(point) for point in run]
        if len(points) > 1:
            drawing.path(points, curve.token, 1.5)
        for point in points if dots or len(points) == 1 else []:
            drawing.dot(point, 2, curve.token)
    for x, y in map(plot.place, curve.censored):
        drawing.line((x, y - 3.25), (x, y + 3.25), curve.token, 0.9)


# ---------------------------------------------------------------- numbers at risk


def _counts_risk(spec: ChartSpec) -> bool:
    return spec.kind == "km" and any(count is not None for row in spec.at_risk for count in row)


def risk_room(area: ChartArea, spec: ChartSpec) -> float:
    """Width in pt for the names beside the numbers at risk; 0 where they are above them, or where there are none."""
    if not (area.gutter and _counts_risk(spec)):
        return 0.0
    counts = (number(count) for row in spec.at_risk for count in row if count is not None)
    widest = area.letters.widest(NAME, (one.name for one in spec.series)) + area.letters.widest(NOTE, counts) / 2 + 10
    return widest if widest <= area.gutter else 0.0


def _risk_height(area: ChartArea, spec: ChartSpec) -> float:
    """Height of the table of numbers at risk with the space above it; 0 if there are none."""
    if not _counts_risk(spec):
        return 0.0
    return 8 + RISK_LEADING * (1 + len(spec.at_risk) * (1 if risk_room(area, spec) else 2)) + 2


def number_at_risk(spec: ChartSpec, series: int, time: float) -> int | None:
    """How many were still at risk just before ``time``: the count at the next recorded time.

    Nothing happens between two recorded times, so the count at the second holds since the first. After the last
    record nobody remains if the curve ended at zero or with a censored patient; otherwise the number is unknown.
    """
    for recorded, count in zip(spec.times[series], spec.at_risk[series], strict=True):
        if recorded >= time - 1e-9 and (count is not None or recorded > time):
            return count
    over = spec.times[series] and (spec.censored[series][-1] or not spec.series[series].values[-1])
    return 0 if over else None


def _draw_at_risk(drawing: Drawing, plot: Plot, top: float) -> None:
    """Draw a row for each series under the x axis, each number under its tick."""
    spec, baseline = plot.spec, top + 8 + 7
    drawing.text((0, baseline), "At risk", NOTE)
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        ink = drawing.palette.text_like(token)
        baseline += RISK_LEADING
        drawing.text((0, baseline), series.name, NAME, ink=ink)
        baseline += 0 if risk_room(plot.area, spec) else RISK_LEADING
        for value, _, _ in plot.x_ticks:
            count = number_at_risk(spec, index, value)
            if count is not None:
                drawing.text((plot.x(value), baseline), number(count), NOTE, anchor="middle", ink="ink")
