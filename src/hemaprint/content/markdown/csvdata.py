"""CSV files as rows of cells that know their line and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.markdown.context import Problems
from hemaprint.errors import Location

_FIELD = re.compile(r'[ \t]*(?:"(?P<quoted>(?:[^"]|"")*)"[ \t]*(?=[,\n]|\Z)|(?P<plain>[^,\n]*))')
ROWS_AT_MOST = 5000


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

    def column(self, name: str) -> int | None:
        """The index of a column by its name, capitals aside."""
        names = [cell.text.casefold() for cell in self.head]
        return names.index(name.casefold()) if name.casefold() in names else None


def read_csv(text: str, path: Path, problems: Problems) -> CsvTable | None:
    """The table in ``text`` (RFC 4180, commas); rows of a wrong length are reported at their line and left out."""
    rows = _split(text, path, problems)
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
            hint = "put a text that holds a comma in quotation marks"
            problems.error("HP184", message, row[min(len(head), len(row) - 1)].location, hint)
        else:
            good.append(row)
    return CsvTable(path, head, tuple(good))


def _check_head(head: tuple[CsvCell, ...], problems: Problems) -> None:
    seen: set[str] = set()
    for cell in head:
        if not cell.text:
            problems.error("HP182", "a column has no name", cell.location, "name it in the first row")
        elif cell.text.casefold() in seen:
            problems.error("HP182", f'two columns are named "{cell.text}"', cell.location, "rename one of them")
        seen.add(cell.text.casefold())


def _split(text: str, path: Path, problems: Problems) -> list[tuple[CsvCell, ...]]:
    rows: list[tuple[CsvCell, ...]] = []
    row: list[CsvCell] = []
    position = line_start = 0
    line = 1
    while position <= len(text):
        match = _FIELD.match(text, position)
        assert match is not None
        cell = _cell(match, Location(path, line, match.start() - line_start + 1))
        if match["plain"] is not None and '"' in match["plain"]:
            hint = 'double it inside quotation marks: "a ""word"""'
            problems.error("HP183", "a quotation mark in a plain cell", cell.location, hint)
        row.append(cell)
        breaks = text.count("\n", position, match.end())
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", position, match.end()) + 1
        position = match.end() + 1
        if text[match.end() : position] != ",":
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
