"""CSV files as rows of cells that know their line and column."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hemaprint.content.markdown.context import Problems
from hemaprint.errors import Location
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
            hint = f"put a text that holds {DELIMITERS[delimiter]} in quotation marks"
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
            hint = "save it as CSV UTF-8; look at its names in the chart"
            message = f'{path.name} is not UTF-8, and was read as Windows-1252: "{word[0]}"'
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
    """Without rows, and columns at the end, in which nothing stands."""
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
            problems.error("HP183", "a quotation mark in a plain cell", cell.location, hint)
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
