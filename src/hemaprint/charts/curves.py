"""Lines and Kaplan-Meier steps: zero base, names at the ends of the lines, numbers at risk below."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.charts.axes import ChartArea, Scale, number, series_tokens, ticks, widened, zero_based
from hemaprint.charts.drawing import CAP, NAME, NOTE, UNIT, Anchor, Drawing, Point, whole_units
from hemaprint.charts.labels import End, draw_ends, end_room, place_ends
from hemaprint.content.blocks import ChartSpec

PLOT_HEIGHTS = {True: 168.0, False: 120.0}
"""Default height of the plot in pt, with a label gutter and without."""

LEAST_PLOT = 60.0
RISK_LEADING = 11.0
DOTTED = 16
"""Lines of no more points than this show them."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A series in data units: runs of points, unbroken by missing values, and its censored points."""

    name: str
    note: str
    token: str
    runs: tuple[tuple[Point, ...], ...]
    censored: tuple[Point, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """All points."""
        return tuple(point for run in self.runs for point in run)


def draw_curves(drawing: Drawing, spec: ChartSpec, frame: ChartArea, top: float) -> float:
    """Draws a line or Kaplan-Meier chart from ``top`` down; returns the y of its lower edge."""
    curves = _step_curves(spec) if spec.kind == "km" else _line_curves(spec)
    at_risk = _at_risk_rows(spec)
    heading = _draw_heading(drawing, spec, frame, top)
    foot = 20 + (0 if frame.gutter or not spec.x_label else NOTE.leading) + _risk_height(frame, len(at_risk))
    plot = max(spec.height * UNIT - heading - foot, LEAST_PLOT) if spec.height else PLOT_HEIGHTS[bool(frame.gutter)]
    bottom = whole_units(heading + plot + foot)
    y_scale = _y_scale(spec, curves, heading, bottom - foot)
    x_scale = _x_scale(spec, curves, frame, y_scale)
    values = _draw_grid(drawing, spec, frame, x_scale, y_scale)
    for curve in curves:
        _draw_curve(drawing, curve, x_scale, y_scale, dots=spec.kind == "line" and len(spec.categories) <= DOTTED)
    _draw_ends(drawing, spec, frame, curves, x_scale, y_scale)
    if at_risk:
        _draw_at_risk(drawing, spec, frame, values, x_scale, bottom - _risk_height(frame, len(at_risk)))
    return bottom


# ---------------------------------------------------------------- data


def _line_curves(spec: ChartSpec) -> tuple[Curve, ...]:
    """Series over numbers, or over categories at whole places; a missing value breaks the line."""
    places = _numbers(spec.categories) or tuple(float(index) for index in range(len(spec.categories)))
    curves: list[Curve] = []
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        runs: list[list[Point]] = [[]]
        for x, value in zip(places, series.values, strict=True):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((x, value))
        note = spec.notes[index] if index < len(spec.notes) else ""
        curves.append(Curve(series.name, note, token, tuple(tuple(run) for run in runs if run)))
    return tuple(curve for curve in curves if curve.runs)


def _step_curves(spec: ChartSpec) -> tuple[Curve, ...]:
    """Kaplan-Meier estimates as steps that begin at time 0 with all alive."""
    curves: list[Curve] = []
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        corners: list[Point] = [(0.0, 1.0)]
        censored: list[Point] = []
        for time, survival, is_censored in zip(spec.times[index], series.values, spec.censored[index], strict=True):
            if survival is None:
                continue
            corners += [(time, corners[-1][1]), (time, survival)]
            if is_censored:
                censored.append((time, survival))
        note = spec.notes[index] if index < len(spec.notes) else ""
        steps = tuple(point for point, after in pairwise([*corners, (-1.0, -1.0)]) if point != after)
        curves.append(Curve(series.name, note, token, (steps,), tuple(censored)))
    return tuple(curves)


def _numbers(texts: tuple[str, ...]) -> tuple[float, ...] | None:
    """All of ``texts`` as rising numbers, or None."""
    try:
        values = tuple(float(text) for text in texts)
    except ValueError:
        return None
    return values if all(first < second for first, second in pairwise(values)) else None


def _at_risk_rows(spec: ChartSpec) -> tuple[tuple[int | None, ...], ...]:
    return spec.at_risk if spec.kind == "km" and any(n is not None for row in spec.at_risk for n in row) else ()


# ---------------------------------------------------------------- scales and axes


def _y_scale(spec: ChartSpec, curves: tuple[Curve, ...], top: float, bottom: float) -> Scale:
    if spec.kind == "km":
        return Scale(0, 1, bottom, top)
    low, high = zero_based([y for curve in curves for _, y in curve.points])
    return Scale(*widened(low, high, _wanted_y_ticks(bottom - top)), bottom, top)


def _wanted_y_ticks(height: float) -> int:
    return max(2, int(height // 30))


def _x_scale(spec: ChartSpec, curves: tuple[Curve, ...], frame: ChartArea, y_scale: Scale) -> Scale:
    """From the y labels to where the names at the ends begin."""
    start = frame.gutter or max(NOTE.width(_y_text(spec, value)) for value in _y_ticks(spec, y_scale)) + 5
    room = end_room([_end(spec, curve, (0, 0)) for curve in _named(spec, curves)], frame)
    half_a_label = NOTE.width(spec.categories[-1]) / 2 + 2 if spec.categories else 0.0
    end = frame.width - max(room, half_a_label)
    xs = [x for curve in curves for x, _ in curve.points]
    low, high = (0.0, max(xs)) if spec.kind == "km" else (min(xs), max(xs))
    if not _numbers(spec.categories) and spec.kind == "line":
        low, high = 0.0, float(len(spec.categories) - 1)
    return Scale(low, high if high > low else low + 1, start, end)


def _y_ticks(spec: ChartSpec, scale: Scale) -> tuple[float, ...]:
    if spec.kind == "km":
        return (0, 0.2, 0.4, 0.6, 0.8, 1) if scale.start - scale.end >= 100 else (0, 0.5, 1)
    return ticks(scale.low, scale.high, _wanted_y_ticks(scale.start - scale.end))


def _y_text(spec: ChartSpec, value: float) -> str:
    return number(value * 100, "%") if spec.kind == "km" else number(value, spec.unit)


def _draw_heading(drawing: Drawing, spec: ChartSpec, frame: ChartArea, top: float) -> float:
    """What the y axis measures: in the gutter beside the plot, or above it; the y of the top of the plot."""
    named = spec.unit and spec.unit != "%"
    text = ", ".join(part for part in (spec.y_label, spec.unit if named else "") if part)
    width = frame.gutter - 32 if frame.gutter else frame.width
    lines = NOTE.wrap(text, width)
    drawing.lines((0, top + 8), lines, NOTE)
    return top + 5.5 if frame.gutter or not lines else top + len(lines) * NOTE.leading + 7


def _draw_grid(drawing: Drawing, spec: ChartSpec, frame: ChartArea, x_scale: Scale, y_scale: Scale) -> tuple[float, ...]:
    """Grid from the plot's left edge only, so that no line passes through a label; the values at the x ticks."""
    for value in _y_ticks(spec, y_scale):
        y = y_scale(value)
        drawing.text((x_scale.start - 5, y + NOTE.size * CAP / 2), _y_text(spec, value), NOTE, anchor="end")
        if value:
            drawing.line((x_scale.start, y), (x_scale.end, y), "rule", 0.35)
    zero, foot = y_scale(0), y_scale.start
    drawing.line((x_scale.start, zero), (x_scale.end, zero), "ink-2")
    values = _x_ticks(spec, x_scale)
    for value, text, anchor in values:
        x = x_scale(value)
        drawing.line((x, foot), (x, foot + 5), "ink-2")
        drawing.text((x, foot + 14), text, NOTE, anchor=anchor)
    if spec.x_label and frame.gutter:
        drawing.text((0, foot + 14), spec.x_label, NOTE)
    elif spec.x_label:
        drawing.text((x_scale.start, foot + 14 + NOTE.leading), spec.x_label, NOTE)
    return tuple(value for value, _, _ in values)


def _x_ticks(spec: ChartSpec, scale: Scale) -> list[tuple[float, str, Anchor]]:
    """Round numbers, or as many of the categories as have room."""
    length = scale.end - scale.start
    if spec.kind == "km" or _numbers(spec.categories):
        months = "month" in spec.x_label.lower()
        return [
            (v, _plain(v, spec), "middle")
            for v in ticks(scale.low, scale.high, max(2, int(length // 40)), months=months)
        ]
    widest = max(NOTE.width(category) for category in spec.categories)
    moved = max(widest / 2 - scale.start, 0)  # the first label, where it would leave the picture
    every = max(1, math.ceil((widest + moved + 8) / max(scale(1) - scale(0), 1)))
    places = range(0, len(spec.categories), every)
    anchors: list[Anchor] = ["start" if scale(place) < widest / 2 else "middle" for place in places]
    return [(float(i), spec.categories[i], anchor) for i, anchor in zip(places, anchors, strict=True)]


def _plain(value: float, spec: ChartSpec) -> str:
    """A tick of the x axis; whole numbers of a line chart may be years and take no thousands comma."""
    return str(int(value)) if value % 1 == 0 and spec.kind == "line" and value >= 0 else number(value)


# ---------------------------------------------------------------- curves


def _draw_curve(drawing: Drawing, curve: Curve, x_scale: Scale, y_scale: Scale, *, dots: bool) -> None:
    for run in curve.runs:
        points = [(x_scale(x), y_scale(y)) for x, y in run]
        if len(points) > 1:
            drawing.path(points, curve.token, 1.5)
        for point in points if dots or len(points) == 1 else []:
            drawing.dot(point, 2, curve.token)
    for time, survival in curve.censored:
        x, y = x_scale(time), y_scale(survival)
        drawing.line((x, y - 3.25), (x, y + 3.25), curve.token, 0.9)


def _named(spec: ChartSpec, curves: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """The curves that are named at their ends: a single one is named by the label of the axis."""
    return () if len(curves) == 1 and spec.y_label and spec.kind == "line" else curves


def _end(spec: ChartSpec, curve: Curve, at: Point) -> End:
    value = curve.points[-1][1]
    text = _y_text(spec, value) if spec.kind == "line" else ""
    return End(curve.name, curve.note, text, curve.token, at)


def _draw_ends(
    drawing: Drawing, spec: ChartSpec, frame: ChartArea, curves: tuple[Curve, ...], x_scale: Scale, y_scale: Scale
) -> None:
    """The names of the lines, at their ends."""
    ends = []
    for curve in _named(spec, curves):
        x, y = curve.points[-1]
        ends.append(_end(spec, curve, (x_scale(x), y_scale(y))))
    draw_ends(drawing, place_ends(ends, frame, x_scale.end, (y_scale.end, y_scale.start)))


# ---------------------------------------------------------------- numbers at risk


def _risk_height(frame: ChartArea, rows: int) -> float:
    """Height of the table of numbers at risk with the space above it."""
    if not rows:
        return 0.0
    return 8 + RISK_LEADING * (1 + rows * (1 if frame.gutter else 2)) + 2


def number_at_risk(spec: ChartSpec, series: int, time: float) -> int | None:
    """How many were still at risk just before ``time``: what the data says at the next recorded time.

    Nothing happens between two recorded times, so the count at the next one holds from the one before it. After the
    last record nobody is left if the curve ended at zero or with a censored patient, otherwise it is not known.
    """
    rows = zip(spec.times[series], spec.at_risk[series], strict=True)
    for recorded, count in rows:
        if recorded >= time - 1e-9 and (count is not None or recorded > time):
            return count
    over = spec.times[series] and (spec.censored[series][-1] or not spec.series[series].values[-1])
    return 0 if over else None


def _draw_at_risk(
    drawing: Drawing, spec: ChartSpec, frame: ChartArea, values: tuple[float, ...], x_scale: Scale, top: float
) -> None:
    """A row a series under the x axis, each number under its tick."""
    baseline = top + 8 + 7
    drawing.text((0, baseline), "At risk", NOTE)
    for index, (series, token) in enumerate(zip(spec.series, series_tokens(spec), strict=True)):
        ink = drawing.palette.text_like(token)
        baseline += RISK_LEADING
        drawing.text((0, baseline), series.name, NAME, ink=ink)
        baseline += 0 if frame.gutter else RISK_LEADING
        for value in values:
            count = number_at_risk(spec, index, value)
            if count is not None:
                drawing.text((x_scale(value), baseline), number(count), NOTE, anchor="middle", ink="ink")
