"""CSV tables -> the numbers of a chart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hemaprint.content.blocks import ChartSeries
from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.csvdata import CsvCell, CsvTable
from hemaprint.content.markdown.numbers import Numbers, notation_of, percent_of
from hemaprint.content.markdown.typography import finish_text
from hemaprint.errors import did_you_mean

KM_COLUMNS = ("group", "time", "survival", "censored", "at_risk")
_KM_REQUIRED = ("group", "time", "survival")


@dataclass(frozen=True, slots=True)
class ChartData:
    """The data fields of a :class:`ChartSpec`."""

    categories: tuple[str, ...]
    notes: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    times: tuple[tuple[float, ...], ...] = ()
    censored: tuple[tuple[bool, ...], ...] = ()
    at_risk: tuple[tuple[int | None, ...], ...] = ()
    unit: str = ""
    """"%" where every number has that sign."""


def read_series(table: CsvTable, kind: str, language: str, problems: Problems) -> ChartData | None:
    """Bars and lines: the first column has categories, ``note`` a second line of them, each other one is a series."""
    note = table.column("note")
    columns = [number for number in range(1, len(table.head)) if number != note]
    if not columns:
        problems.error(
            "HP182", "there is no column of numbers", table.head[0].location, "name a series in the first row"
        )
        return None
    lowest = 0.0 if kind in ("bar", "stacked") else -math.inf
    cells = [row[column] for row in table.rows for column in columns if row[column].text]
    numbers = Numbers(notation_of(cells, table.delimiter, problems), problems)
    series = tuple(
        ChartSeries(
            name=finish_text(table.head[column].text, language),
            values=tuple(numbers.value(row[column], low=lowest) if row[column].text else None for row in table.rows),
        )
        for column in columns
    )
    for row in table.rows:
        if not row[0].text:
            problems.error("HP183", "a category has no name", row[0].location, "write it in the first column")
    places = [row[0].text for row in table.rows]
    if kind == "line" and all(numbers.reads(place) for place in places):
        places = [f"{numbers.read(place):.15g}" for place in places]
    return ChartData(
        categories=tuple(finish_text(place, language) for place in places),
        notes=tuple(finish_text(row[note].text, language) for row in table.rows) if note is not None else (),
        series=series,
        unit=percent_of(cells, problems),
    )


def read_survival(table: CsvTable, language: str, problems: Problems) -> ChartData | None:
    """Kaplan-Meier steps in long form: one row per group and time."""
    indices = {name: table.column(name) for name in KM_COLUMNS}
    missing = [name for name in _KM_REQUIRED if indices[name] is None]
    for cell in table.head:
        if cell.text.casefold() not in KM_COLUMNS:
            hint = did_you_mean(cell.text, KM_COLUMNS, noun="columns")
            problems.error("HP182", f'unknown column "{cell.text}"', cell.location, hint)
    if missing:
        problems.error(
            "HP182", f"column {missing[0]} is missing", table.head[0].location, f"columns: {', '.join(KM_COLUMNS)}"
        )
        return None
    measured = [indices[name] for name in ("time", "survival", "at_risk")]
    cells = [row[column] for row in table.rows for column in measured if column is not None and row[column].text]
    numbers = Numbers(notation_of(cells, table.delimiter, problems), problems)
    curves: dict[str, _Curve] = {}
    for row in table.rows:
        said = {name: row[index] if index is not None else None for name, index in indices.items()}
        group = said["group"]
        assert group is not None
        curves.setdefault(group.text, _Curve()).add(said, numbers)
    return ChartData(
        categories=(),
        notes=(),
        series=tuple(
            ChartSeries(name=finish_text(name, language), values=tuple(curve.survival))
            for name, curve in curves.items()
        ),
        times=tuple(tuple(curve.times) for curve in curves.values()),
        censored=tuple(tuple(curve.censored) for curve in curves.values()),
        at_risk=tuple(tuple(curve.at_risk) for curve in curves.values()),
    )


class _Curve:
    """One group: its times never fall, its survival never rises."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.survival: list[float] = []
        self.censored: list[bool] = []
        self.at_risk: list[int | None] = []

    def add(self, cells: dict[str, CsvCell | None], numbers: Numbers) -> None:
        problems = numbers.problems
        time_cell, survival_cell = cells["time"], cells["survival"]
        assert time_cell is not None
        assert survival_cell is not None
        time = numbers.value(time_cell, low=0)
        survival = numbers.value(survival_cell, low=0, high=1, percent=0.01)
        if time is not None and self.times and time < self.times[-1]:
            problems.error("HP183", "the time goes back", time_cell.location, "sort the rows of a group by time")
        if survival is not None and self.survival and survival > self.survival[-1]:
            problems.error("HP183", "survival rises", survival_cell.location, "survival of a group never rises")
        self.times.append(time or 0.0)
        self.survival.append(survival or 0.0)
        self.censored.append(_flag(cells["censored"], problems))
        self.at_risk.append(_count(cells["at_risk"], numbers))


def _flag(cell: CsvCell | None, problems: Problems) -> bool:
    if cell is None or cell.text in ("", "0", "1"):
        return cell is not None and cell.text == "1"
    problems.error("HP183", f'"{cell.text}" is neither 0 nor 1', cell.location, "1 marks a censored patient")
    return False


def _count(cell: CsvCell | None, numbers: Numbers) -> int | None:
    if cell is None or not cell.text:
        return None
    value = numbers.read(cell.text) if numbers.reads(cell.text) else -1
    if not 0 <= value < 1e9 or value != int(value):
        numbers.problems.error(
            "HP183", f'"{cell.text}" is not a number of patients', cell.location, "write a whole number"
        )
        return None
    return int(value)
