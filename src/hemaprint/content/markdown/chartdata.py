"""CSV tables -> the numbers of a chart."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from hemaprint.content.blocks import ChartSeries
from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.csvdata import CsvCell, CsvTable
from hemaprint.content.markdown.typography import finish_text
from hemaprint.source.suggest import did_you_mean

_NUMBER = re.compile(r"[+\-\u2212]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
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


def number_of(cell: CsvCell, problems: Problems, *, low: float = -math.inf, high: float = math.inf) -> float | None:
    """The number in a cell; None with a problem when it is none or out of range."""
    if not _NUMBER.fullmatch(cell.text):
        hint = "write numbers as 12.5: no thousands separator, no unit, no percent sign"
        problems.error("HP183", f'"{cell.text}" is not a number', cell.location, hint)
        return None
    value = float(cell.text.replace("\u2212", "-"))
    if not low <= value <= high or math.isinf(value):
        bounds = f"at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
        problems.error("HP183", f"{cell.text} is out of range", cell.location, f"write a number {bounds}")
        return None
    return value


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
    series = tuple(
        ChartSeries(
            name=finish_text(table.head[column].text, language),
            values=tuple(
                number_of(row[column], problems, low=lowest) if row[column].text else None for row in table.rows
            ),
        )
        for column in columns
    )
    for row in table.rows:
        if not row[0].text:
            problems.error("HP183", "a category has no name", row[0].location, "write it in the first column")
    return ChartData(
        categories=tuple(finish_text(row[0].text, language) for row in table.rows),
        notes=tuple(finish_text(row[note].text, language) for row in table.rows) if note is not None else (),
        series=series,
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
    curves: dict[str, _Curve] = {}
    for row in table.rows:
        cells = {name: row[index] if index is not None else None for name, index in indices.items()}
        group = cells["group"]
        assert group is not None
        curves.setdefault(group.text, _Curve()).add(cells, problems)
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

    def add(self, cells: dict[str, CsvCell | None], problems: Problems) -> None:
        time_cell, survival_cell = cells["time"], cells["survival"]
        assert time_cell is not None
        assert survival_cell is not None
        time = number_of(time_cell, problems, low=0)
        survival = number_of(survival_cell, problems, low=0, high=1)
        if time is not None and self.times and time < self.times[-1]:
            problems.error("HP183", "the time goes back", time_cell.location, "sort the rows of a group by time")
        if survival is not None and self.survival and survival > self.survival[-1]:
            problems.error("HP183", "survival rises", survival_cell.location, "survival of a group never rises")
        self.times.append(time or 0.0)
        self.survival.append(survival or 0.0)
        self.censored.append(_flag(cells["censored"], problems))
        self.at_risk.append(_count(cells["at_risk"], problems))


def _flag(cell: CsvCell | None, problems: Problems) -> bool:
    if cell is None or cell.text in ("", "0", "1"):
        return cell is not None and cell.text == "1"
    problems.error("HP183", f'"{cell.text}" is neither 0 nor 1', cell.location, "1 marks a censored patient")
    return False


def _count(cell: CsvCell | None, problems: Problems) -> int | None:
    if cell is None or not cell.text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", cell.text):
        problems.error("HP183", f'"{cell.text}" is not a number of patients', cell.location, "write a whole number")
        return None
    return int(cell.text)
