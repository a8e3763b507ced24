# SPDX-License-Identifier: MIT
"""Say what a chart shows: in words (kind, measure, the values or the course of each series), and as CSV."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from itertools import pairwise
from typing import assert_never

from hemaprint.charts.axes import axis_label, number
from hemaprint.content.blocks import ChartSpec
from hemaprint.project.languages import in_language

Words = Mapping[str, str]

MOST_VALUES = 12
"""Bars that are told one by one; of more, only the highest and the lowest."""

_WORDS: Mapping[str, Words] = tomllib.loads(files("hemaprint.charts").joinpath("words.toml").read_text("utf-8"))


def words_of(language: str) -> Words:
    """What is said of charts in a BCP 47 tag's language; in English where there are no words."""
    return in_language(language, _WORDS)


def summary(spec: ChartSpec, language: str) -> str:
    """What ``spec`` shows, in ``language``: "Line chart: Cells by Day. CAR-T: rises from 1 at 0 to 9 at 28." """
    words = words_of(language)
    subject = _subject(spec, words)
    kind = words[spec.kind]
    parts = [words["named"].format(name=kind, said=subject) if subject else kind, *_told(spec, words)]
    return "".join(part.removesuffix(".") + words["stop"] for part in parts).strip()


def _subject(spec: ChartSpec, words: Words) -> str:
    """The title, or what the axes measure, or the name of the only series."""
    y = axis_label(spec.y_label, spec.unit)
    match spec.kind:
        case "bar" | "stacked":
            measured = axis_label(spec.x_label or spec.y_label, spec.unit)
        case "line" | "km":
            measured = words["over"].format(y=y, x=spec.x_label) if y and spec.x_label else y
        case _:
            assert_never(spec.kind)
    return spec.title or measured or (spec.series[0].name if len(spec.series) == 1 else "")


def _begun(said: str) -> str:
    """Words of ours at the beginning of a sentence."""
    return said[:1].upper() + said[1:]


def _told(spec: ChartSpec, words: Words) -> Iterator[str]:
    """What is said of each series, or of each stacked bar."""
    match spec.kind:
        case "stacked":
            values = [[(one.name, one.values[row]) for one in spec.series] for row in range(len(spec.categories))]
            if sum(map(len, values)) <= MOST_VALUES:
                yield from _listed(list(zip(spec.categories, values, strict=True)), spec, words)
            else:
                yield from _listed(_by_series(spec), spec, words)
        case "bar":
            yield from _listed(_by_series(spec), spec, words)
        case "line" | "km":
            for index, one in enumerate(spec.series):
                said = _course(_points(spec, index), words)
                yield _begun(said) if len(spec.series) == 1 else words["named"].format(name=one.name, said=said)
        case _:
            assert_never(spec.kind)


Values = Sequence[tuple[str, float | None]]


def _by_series(spec: ChartSpec) -> list[tuple[str, Values]]:
    return [(one.name, list(zip(spec.categories, one.values, strict=True))) for one in spec.series]


def _listed(groups: Sequence[tuple[str, Values]], spec: ChartSpec, words: Words) -> Iterator[str]:
    """Each group with all its values, or with the extremes of many; a single group has no name of its own."""
    for name, values in groups:
        known = [(place, value) for place, value in values if value is not None]
        if len(known) <= MOST_VALUES:
            shown = known if spec.kind == "bar" else [(place, value) for place, value in known if value]
            each = [words["value"].format(name=place, value=number(value, spec.unit)) for place, value in shown]
            said = words["comma"].join(each) or _begun(words["none"])
        else:
            above, below = max(known, key=lambda one: one[1]), min(known, key=lambda one: one[1])
            high, low = number(above[1], spec.unit), number(below[1], spec.unit)
            said = _begun(words["extremes"].format(high=high, above=above[0], low=low, below=below[0]))
        yield said if len(groups) == 1 else words["named"].format(name=name, said=said)


# ---------------------------------------------------------------- courses


@dataclass(frozen=True, slots=True)
class _Point:
    """A value, and it and its place as they are printed."""

    value: float
    text: str
    place: str


def _points(spec: ChartSpec, index: int) -> list[_Point]:
    """The known points of a curve, in order; one of survival begins with all alive."""
    values = spec.series[index].values
    if spec.kind == "km":
        told = [(0.0, 1.0), *((time, value) for time, value in zip(spec.times[index], values, strict=True))]
        return [_Point(v, number(round(v * 100, 1), "%"), number(time)) for time, v in told if v is not None]
    return [
        _Point(value, number(value, spec.unit), place)
        for place, value in zip(spec.categories, values, strict=True)
        if value is not None
    ]


def _course(points: Sequence[_Point], words: Words) -> str:
    """How a curve runs from its first point to its last."""
    if not points:
        return words["none"]
    first, last = points[0], points[-1]
    high, low = max(points, key=lambda one: one.value), min(points, key=lambda one: one.value)
    return words[_form(points)].format(
        first=first.text,
        start=first.place,
        last=last.text,
        end=last.place,
        high=high.text,
        above=high.place,
        low=low.text,
        below=low.place,
    )


def _form(points: Sequence[_Point]) -> str:
    """Whether a curve is level, rises, falls, has one peak or one dip, or goes up and down."""
    ways = [after.value > before.value for before, after in pairwise(points) if after.value != before.value]
    turns = sum(one != other for one, other in pairwise(ways))
    if not ways:
        return "level"
    if turns == 0:
        return "rises" if ways[0] else "falls"
    if turns == 1:
        return "peaks" if ways[0] else "dips"
    return "varies"


# ---------------------------------------------------------------- its data

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
