# SPDX-License-Identifier: MIT
"""Read the data of charts: CSV files as spreadsheets write them, their numbers, and the series that they are."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from hemaprint.content.blocks import ChartKind, ChartSeries, ChartSpec
from hemaprint.content.markdown.source import Problems
from hemaprint.content.markdown.typography import finish_text
from hemaprint.errors import Location, did_you_mean
from hemaprint.project.text import checked_text, place_of, read_text

ROWS_AT_MOST = 5000
SAMPLE = 200
"""Lines that say which sign parts the cells."""
DELIMITERS = {"\t": "a tab", ";": "a semicolon", ",": "a comma"}
"""The signs that spreadsheets part cells with; of two that fit equally well the first."""
_SAID = re.compile(r'"?sep=([\t;,])"?[ \t]*\n', re.IGNORECASE)
"""Excel's own first line, which names the sign."""
_WORD = re.compile(r"(?<!\w)\w*[^\x00-\x7f]\w*")


@dataclass(frozen=True, slots=True)
class CsvCell:
    """A cell: its text without outer white space, and where it starts."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The head and the rows of a file; every row has as many cells as the head."""

    path: Path
    head: tuple[CsvCell, ...]
    rows: tuple[tuple[CsvCell, ...], ...]
    delimiter: str = ","

    def column(self, name: str) -> int | None:
        """The index of a column by its name, capitals aside."""
        names = [cell.text.casefold() for cell in self.head]
        return names.index(name.casefold()) if name.casefold() in names else None


def read_csv(path: Path, problems: Problems) -> CsvTable | None:
    """The table in a file (RFC 4180) as spreadsheets write it: cells parted by commas, semicolons or tabs.

    Rows of a wrong length are reported at their line and left out; columns and rows of empty cells at the end are not
    there.
    """
    text = _text_of(path, problems)
    if text is None:
        return None
    delimiter = _delimiter(text, path)
    named = _SAID.match(text)
    if named:
        text = "\n" + text[named.end() :]
    rows = _without_empty(_split(text, path, delimiter, problems))
    if not rows or len(rows) < 2:
        hint = "the first row names the columns, each further row is one category or point"
        problems.error("HP185", f"{path.name} has no rows", Location(path, 1, 1), hint)
        return None
    if len(rows) > ROWS_AT_MOST:
        place = rows[ROWS_AT_MOST][0].location
        problems.error("HP185", f"{path.name} has more than {ROWS_AT_MOST} rows", place, "plot fewer points")
        return None
    head = rows[0]
    _check_head(head, problems)
    good: list[tuple[CsvCell, ...]] = []
    for row in rows[1:]:
        if len(row) != len(head):
            message = f"this row has {len(row)} cells, the head has {len(head)}"
            hint = f"put text that contains {DELIMITERS[delimiter]} in quotation marks"
            problems.error("HP184", message, row[min(len(head), len(row) - 1)].location, hint)
        else:
            good.append(row)
    return CsvTable(path, head, tuple(good), delimiter)


def _text_of(path: Path, problems: Problems) -> str | None:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in Windows-1252, which is a guess and said."""
    text, found = read_text(path)
    if text is None and any(problem.code == "HP002" for problem in found):
        data = path.read_bytes()
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "cp1252"
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError:
            decoded = ""
        if decoded:
            text, found = checked_text(decoded, path)
        if text is not None and encoding == "cp1252" and (word := _WORD.search(text)):
            hint = "save it as CSV UTF-8, and check the names in the chart"
            message = f'{path.name} is not UTF-8 and was read as Windows-1252: "{word[0]}"'
            problems.warning("HP188", message, place_of(text, word.start(), path), hint)
    problems.found += found
    return text


def _delimiter(text: str, path: Path) -> str:
    """The sign that parts most rows into as many cells as the head has, and that into more than one."""
    if named := _SAID.match(text):
        return named[1]
    sample = "\n".join(text.split("\n", SAMPLE)[:SAMPLE])

    def fit(delimiter: str) -> int:
        rows = _split(sample, path, delimiter, Problems())
        return sum(1 for row in rows if len(row) == len(rows[0]) > 1)

    best = max(DELIMITERS, key=fit)
    return best if fit(best) else ","


def _without_empty(rows: list[tuple[CsvCell, ...]]) -> list[tuple[CsvCell, ...]]:
    """Without empty rows, and without empty columns at the end."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    width = max((_filled(row) for row in rows), default=0)
    return [row[:width] for row in rows]


def _filled(row: Iterable[CsvCell]) -> int:
    return max((number for number, cell in enumerate(row, 1) if cell.text), default=0)


def _check_head(head: tuple[CsvCell, ...], problems: Problems) -> None:
    seen: set[str] = set()
    for cell in head:
        if not cell.text:
            problems.error("HP182", "a column has no name", cell.location, "name it in the first row")
        elif cell.text.casefold() in seen:
            problems.error("HP182", f'two columns are named "{cell.text}"', cell.location, "rename one of them")
        seen.add(cell.text.casefold())


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    space = "[ ]" if delimiter == "\t" else "[ \\t]"
    return re.compile(
        rf'{space}*(?:"(?P<quoted>(?:[^"]|"")*)"{space}*(?=[{delimiter}\n]|\Z)|(?P<plain>[^{delimiter}\n]*))'
    )


def _split(text: str, path: Path, delimiter: str, problems: Problems) -> list[tuple[CsvCell, ...]]:
    rows: list[tuple[CsvCell, ...]] = []
    row: list[CsvCell] = []
    position = line_start = 0
    line = 1
    field = _field(delimiter)
    while position <= len(text):
        match = field.match(text, position)
        assert match is not None
        cell = _cell(match, Location(path, line, match.start() - line_start + 1))
        if match["plain"] is not None and '"' in match["plain"]:
            hint = 'double it inside quotation marks: "a ""word"""'
            problems.error("HP183", "a cell without quotation marks contains one", cell.location, hint)
        row.append(cell)
        breaks = text.count("\n", position, match.end())
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", position, match.end()) + 1
        position = match.end() + 1
        if text[match.end() : position] != delimiter:
            if len(row) > 1 or row[0].text:
                rows.append(tuple(row))
            row = []
            line, line_start = line + 1, position
    return rows


def _cell(match: re.Match[str], location: Location) -> CsvCell:
    quoted = match["quoted"]
    text = match["plain"].strip() if quoted is None else quoted.replace('""', '"').strip()
    start = match.start("plain") if quoted is None else match.start("quoted")
    return CsvCell(text, Location(location.path, location.line, location.column + start - match.start()))


# ---------------------------------------------------------------- numbers

Notation = Literal[".", ","]
"""The sign before decimals."""

_GAPS = r" \u00a0\u2009\u202f'\u2019"


def _grammar(decimal: str, other: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>[+\-\u2212]?)(?P<whole>[1-9]\d{{0,2}}(?P<gap>[{other}{_GAPS}])\d{{3}}(?:(?P=gap)\d{{3}})*|\d*)"
        rf"(?:[{decimal}](?P<part>\d*))?(?P<power>[eE][+-]?\d{{1,3}})?"
    )


_GRAMMARS: dict[Notation, re.Pattern[str]] = {".": _grammar(".", ","), ",": _grammar(",", ".")}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Reads cells in one notation."""

    notation: Notation
    problems: Problems

    def reads(self, text: str) -> bool:
        """Whether ``text`` is a number in this notation."""
        match = _GRAMMARS[self.notation].fullmatch(_bare(text))
        return match is not None and bool(match["whole"] or match["part"])

    def read(self, text: str) -> float:
        """The number that ``text`` is; a sign of per cent is passed over."""
        match = _GRAMMARS[self.notation].fullmatch(_bare(text))
        assert match is not None, text
        whole = re.sub(r"\D", "", match["whole"]) or "0"
        sign = match["sign"].replace("\u2212", "-")
        return float(f"{sign}{whole}.{match['part'] or '0'}{match['power'] or ''}")

    def value(
        self, cell: CsvCell, *, low: float = -math.inf, high: float = math.inf, percent: float = 1
    ) -> float | None:
        """The number in a cell, times ``percent`` with that sign; None with a problem where it is none or too far."""
        if not self.reads(cell.text):
            hint = "write only a number, such as 12.5 or 12,5, without a unit or a remark"
            self.problems.error("HP183", f'"{cell.text}" is not a number', cell.location, hint)
            return None
        value = self.read(cell.text) * (percent if _has_percent(cell.text) else 1)
        if not low <= value <= high or math.isinf(value):
            bounds = f"at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
            self.problems.error("HP183", f"{cell.text} is out of range", cell.location, f"write a number {bounds}")
            return None
        return value


def notation_of(cells: Sequence[CsvCell], delimiter: str, problems: Problems) -> Notation:
    """The notation in which most cells are numbers. Where both fit and differ, commas between cells mean a point.

    In a file with other signs between its cells, nobody can tell whether 1,234 is more than a thousand: an error.
    """
    point, comma = Numbers(".", problems), Numbers(",", problems)
    points, commas = (sum(numbers.reads(cell.text) for cell in cells) for numbers in (point, comma))
    if points != commas:
        return "." if points > commas else ","
    both = (cell for cell in cells if point.reads(cell.text) and comma.reads(cell.text))
    doubtful = next((cell for cell in both if point.read(cell.text) != comma.read(cell.text)), None)
    if doubtful is not None and delimiter != ",":
        values = sorted({point.read(doubtful.text), comma.read(doubtful.text)})
        message = f'"{doubtful.text}" can mean {values[1]:.15g} or {values[0]:.15g}'
        hint = f"write {values[1]:.15g}, or the other with one more zero at the end"
        problems.error("HP183", message, doubtful.location, hint)
    return "."


def percent_of(cells: Sequence[CsvCell], problems: Problems) -> str:
    """ "%" where all numbers have that sign; an error where only some have it."""
    signed = [cell for cell in cells if _has_percent(cell.text)]
    if signed and len(signed) < len(cells):
        few = signed if len(signed) <= len(cells) / 2 else [cell for cell in cells if cell not in signed]
        hint = "write the sign after all numbers of a chart, or after none"
        for cell in few:
            lacks = "lacks" if few is not signed else "alone has"
            problems.error("HP183", f'"{cell.text}" {lacks} a percent sign', cell.location, hint)
    return "%" if signed and len(signed) == len(cells) else ""


def _has_percent(text: str) -> bool:
    return text.endswith("%")


def _bare(text: str) -> str:
    return text.removesuffix("%").rstrip()


# ---------------------------------------------------------------- series

KM_COLUMNS = ("group", "time", "survival", "censored", "at_risk")
_KM_REQUIRED = ("group", "time", "survival")


def read_series(table: CsvTable, kind: ChartKind, language: str, problems: Problems) -> ChartSpec | None:
    """Bars and lines: the first column has categories, ``note`` a second line of them, each other one is a series."""
    note = table.column("note")
    columns = [number for number in range(1, len(table.head)) if number != note]
    cells = [row[column] for row in table.rows for column in columns if row[column].text]
    if not columns or (table.rows and not cells):
        place = table.head[0].location
        problems.error("HP182", "the file has no column of numbers", place, "name a series above its numbers")
        return None
    lowest = 0.0 if kind in ("bar", "stacked") else -math.inf
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
    return ChartSpec(
        kind=kind,
        categories=tuple(finish_text(place, language) for place in places),
        notes=tuple(finish_text(row[note].text, language) for row in table.rows) if note is not None else (),
        series=series,
        unit=percent_of(cells, problems),
    )


def read_survival(table: CsvTable, language: str, problems: Problems) -> ChartSpec | None:
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
    return ChartSpec(
        kind="km",
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
            problems.error("HP183", "the time decreases", time_cell.location, "sort the rows of a group by time")
        if survival is not None and self.survival and survival > self.survival[-1]:
            problems.error(
                "HP183", "survival increases", survival_cell.location, "the survival of a group never increases"
            )
        self.times.append(time or 0.0)
        self.survival.append(survival or 0.0)
        self.censored.append(_flag(cells["censored"], problems))
        self.at_risk.append(_count(cells["at_risk"], numbers))


def _flag(cell: CsvCell | None, problems: Problems) -> bool:
    if cell is None or cell.text in ("", "0", "1"):
        return cell is not None and cell.text == "1"
    problems.error(
        "HP183", f'"{cell.text}" is neither 0 nor 1', cell.location, "write 1 for a censored patient, otherwise 0"
    )
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
