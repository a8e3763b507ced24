"""The numbers of a chart as a table, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.blocks import ChartSpec
from hemaprint.content.spans import plain
from hemaprint.export.pieces import Cell, Grid

CENSORED = "+"
"""Behind the survival at a time at which follow-up of somebody ended (as usual in life tables)."""


def chart_grid(spec: ChartSpec) -> Grid:
    """A row for each category, or for each time of a survival curve; a column for each series."""
    rows = tuple(_curve_rows(spec) if spec.kind == "km" else _rows(spec))
    names = [_named(series.name, spec.unit) for series in spec.series]
    if spec.kind == "km" and any(spec.at_risk):
        names += [f"{series.name} (n)" for series in spec.series]
    first = spec.x_label if spec.kind in ("km", "line") else ""
    return Grid((_head(first), *(_head(name) for name in names)), rows)


def _named(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit and unit not in name else name


def _head(text: str) -> Cell:
    return Cell(plain(text), header=True)


def _rows(spec: ChartSpec) -> Iterator[tuple[Cell, ...]]:
    for index, category in enumerate(spec.categories):
        note = spec.notes[index] if index < len(spec.notes) else ""
        name = Cell(plain(f"{category} ({note})" if note else category), header=True)
        yield (name, *(_number(series.values[index]) for series in spec.series))


def _curve_rows(spec: ChartSpec) -> Iterator[tuple[Cell, ...]]:
    """At each time what each series has there; a series without a step at that time has an empty cell."""
    for time in sorted({time for times in spec.times for time in times}):
        places = [times.index(time) if time in times else None for times in spec.times]
        cells = [_survival(spec, series, place) for series, place in enumerate(places)]
        if any(spec.at_risk):
            cells += [_at_risk(spec, series, place) for series, place in enumerate(places)]
        yield (Cell(plain(f"{time:g}"), header=True), *cells)


def _survival(spec: ChartSpec, series: int, place: int | None) -> Cell:
    if place is None:
        return _number(None)
    ended = series < len(spec.censored) and spec.censored[series][place]
    return _number(spec.series[series].values[place], CENSORED if ended else "")


def _at_risk(spec: ChartSpec, series: int, place: int | None) -> Cell:
    known = place is not None and series < len(spec.at_risk) and spec.at_risk[series]
    return _number(spec.at_risk[series][place] if known and place is not None else None)


def _number(value: float | None, mark: str = "") -> Cell:
    return Cell(plain("" if value is None else f"{value:.10g}{mark}"), numeric=True)
