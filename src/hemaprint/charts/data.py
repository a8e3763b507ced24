# SPDX-License-Identifier: MIT
"""Write the data of a chart as CSV, in the form in which they are read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from hemaprint.content.blocks import ChartSpec

_SPACES = str.maketrans("\u00a0\u202f", "  ")

Rows = Iterator[tuple[str, ...]]


def csv_of(spec: ChartSpec) -> str:
    """The numbers that ``spec`` is drawn from (RFC 4180, with a line feed at the end of a line)."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(_steps(spec) if spec.kind == "km" else _rows(spec))
    return text.getvalue().translate(_SPACES)


def _rows(spec: ChartSpec) -> Rows:
    notes = [("note", *spec.notes)] if spec.notes else []
    series = [(one.name, *(_number(value, spec.unit) for value in one.values)) for one in spec.series]
    place = spec.x_label if spec.kind == "line" else ""  # the axis of bars is that of their values
    yield from zip(*[(place or "category", *spec.categories), *notes, *series], strict=True)


def _steps(spec: ChartSpec) -> Rows:
    yield ("group", "time", "survival", "censored", "at_risk")
    for one, *rows in zip(spec.series, spec.times, spec.censored, spec.at_risk, strict=True):
        for value, time, censored, count in zip(one.values, *rows, strict=True):
            yield (one.name, _number(time), _number(value), str(int(censored)), "" if count is None else str(count))


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{value:.15g}{'%' if unit == '%' else ''}"
