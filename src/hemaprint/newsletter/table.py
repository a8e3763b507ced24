# SPDX-License-Identifier: MIT
"""Read a table as spreadsheets save it (CSV): row by row, refused as a whole where it is not well-formed.

A quote that is not closed swallows the rows after it, and a comma too many moves every cell after it: in a list of
readers, either sends one reader's issue to another. So nothing is repaired here. A file is read twice, once by its
bytes and once by its rows; memory never holds more than one row.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from charset_normalizer import from_bytes

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.project.mail import plain_line

SHOWN = 20
"""Faults of one file that are reported together."""
OPENING = 100
"""Lines that show how a table is written and what its columns are."""
LONGEST_LINE = 1_000_000
"""Characters; a longer line does not belong to a table, and memory would have to hold all of it."""
DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
"""Bytes of lines beyond ASCII that are enough to guess an encoding."""
_SEP = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?(?P=delimiter)*\s*', re.IGNORECASE)
"""The first line, which tells Excel the delimiter; a program that took it for a row has added more delimiters."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of .xlsx and .xls."""
SAVE_AGAIN = "save it again as CSV UTF-8"
BREAK = re.compile(r"[\r\n]")
_LATIN = frozenset({"cp1250", "cp1252"})
_WIDE = ("gb18030", "shift_jis")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[£¥¯³¹¼¾¿\ufffd]|[£¥¯³¹¼¾¿\ufffd](?=[^\W\d_])")
"""What Polish, Czech and Hungarian letters of Windows-1250 are in Windows-1252, where no word has these signs; U+FFFD
replaces what Windows-1252 does not have: ť, Ť, Ź."""


class Row(NamedTuple):
    """The cells of a row, and the line of the file in which it begins (from 1)."""

    line: int
    cells: Sequence[str]


@dataclass(slots=True)
class Faults:
    """What is wrong in one file; the file is refused at the latest when there are :data:`SHOWN` faults."""

    path: Path
    code: str = "HP603"
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str, hint: str = "") -> None:
        """Add a fault; raises ContentError where it is the last that is reported."""
        self.found.append(Problem(self.code, message, Location(self.path, line, 1 if line else 0), hint))
        if len(self.found) == SHOWN:
            raise ContentError(self.found, f"these are the first {SHOWN} errors of {self.path.name}")

    def check(self) -> None:
        """Raise ContentError where there is one."""
        if self.found:
            raise ContentError(self.found)


class Lines:
    """An open text file, line by line as it was written.

    ``opening`` are its first lines, ``problems`` a warning where its encoding was guessed. Iterating, which is possible
    once, raises ContentError (HP603) for what is not text.
    """

    def __init__(self, path: Path, text: TextIO, problems: tuple[Problem, ...]) -> None:
        self.path = path
        self.problems = problems
        self._rest = self._checked(text)
        self.opening = tuple(islice(self._rest, OPENING))

    def __iter__(self) -> Iterator[str]:
        return chain(self.opening, self._rest)

    def _checked(self, text: TextIO) -> Iterator[str]:
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
            if "\0" in line:
                message = f"{self.path.name} has a NUL character: it is not text, or UTF-16 without its mark"
                raise _refused(self.path, message, SAVE_AGAIN, number)
            if len(line) == LONGEST_LINE:
                message = f"this line is longer than {LONGEST_LINE:,} characters"
                raise _refused(self.path, message, SAVE_AGAIN, number)
            yield line


@contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The lines of a text file in UTF-8, in UTF-16 with its mark, or in a guessed older encoding (warning HP645).

    Raises ContentError (HP603) where the file cannot be read, or a byte of it has no meaning.
    """
    try:
        with path.open("rb") as file, _seekable(file) as data:
            encoding, problems = _encoding_of(data, path)
            data.seek(0)
            with io.TextIOWrapper(data, encoding, "strict", newline="") as text:
                yield Lines(path, text, problems)
    except OSError as error:
        hint = "name a CSV file that you can read; nothing is sent while one of the lists cannot be read"
        raise _refused(path, f"{path.name} cannot be read: {error.strerror}", hint) from error
    except UnicodeDecodeError as error:
        message = f"{path.name} is damaged, or breaks off within a character: {error.reason}"
        raise _refused(path, message, SAVE_AGAIN) from error


@contextmanager
def _seekable(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file, or a copy of what comes through a pipe: ``--list <(gpg -d readers.csv.gpg)``."""
    if file.seekable():
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield copy


def _refused(path: Path, message: str, hint: str, line: int = 0) -> ContentError:
    return ContentError([Problem("HP603", message, Location(path, line, 1 if line else 0), hint)])


# ---------------------------------------------------------------- the encoding


def _encoding_of(data: BinaryIO, path: Path) -> tuple[str, tuple[Problem, ...]]:
    start = data.read(4)
    if start in _WORKBOOKS:
        raise _refused(path, f"{path.name} is a workbook, not a CSV file", "open it, and save it as CSV UTF-8")
    if start[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        return "utf-16", ()
    strange = _not_in(data, "utf-8")
    if not strange.lines:
        return "utf-8-sig", ()
    # Lines in another encoding are hardly ever UTF-8 by chance. Where some are, the file has two encodings, or damage.
    if strange.others * 10 >= strange.count:
        raise _undecodable(path, strange.lines, "UTF-8")
    guessed = _guess(strange.sample)
    damaged = _not_in(data, guessed).lines if guessed else strange.lines
    if damaged:
        raise _undecodable(path, damaged, guessed or "UTF-8")
    shown = plain_line(strange.sample.splitlines()[0].decode(guessed))
    message = f"{path.name} is not UTF-8 and was read as {guessed}; this line is: {shown}"
    hint = f"if letters are wrong, {SAVE_AGAIN}"
    return guessed, (Problem("HP645", message, Location(path, strange.lines[0], 1), hint, Severity.WARNING),)


@dataclass(slots=True)
class _Strange:
    """How many lines beyond ASCII an encoding cannot read, the first of them also by number and as bytes.

    ``others`` counts those that it can read.
    """

    count: int = 0
    lines: list[int] = field(default_factory=list)
    sample: bytes = b""
    others: int = 0


def _not_in(data: BinaryIO, encoding: str) -> _Strange:
    data.seek(0)
    found, sample, size = _Strange(), [], 0
    for number, line in enumerate(data, 1):
        if line.isascii():
            continue
        try:
            line.decode(encoding)
            found.others += 1
        except UnicodeDecodeError:
            found.count += 1
            if found.count <= SHOWN:
                found.lines.append(number)
            if size < _SAMPLE:
                sample.append(line[:_SAMPLE])
                size += len(line)
    found.sample = b"".join(sample)
    return found


def _undecodable(path: Path, lines: Sequence[int], encoding: str) -> ContentError:
    message = f"this line has bytes that are not {encoding}"
    return ContentError(Problem("HP603", message, Location(path, line, 1), SAVE_AGAIN) for line in lines)


def _guess(sample: bytes) -> str:
    """The likeliest encoding of lines that are not UTF-8; "" where none fits.

    charset-normalizer is made for prose. From the few letters in a list of names it can distinguish scripts, but not
    the two Latin code pages of Windows, and it takes ``Böhm`` for Chinese.
    """
    best = from_bytes(sample, cp_isolation=[*_LATIN, "cp1251", *_WIDE], enable_fallback=False).best()
    name = best.encoding if best else "cp1252"
    if name in _LATIN or (name in _WIDE and _swallows(sample, name)):
        name = "cp1250" if _SIGN_IN_WORD.search(sample.decode("cp1252", "replace")) else "cp1252"
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return ""
    return name


def _swallows(sample: bytes, encoding: str) -> bool:
    """Whether most wide characters include an ASCII letter: then they are misread accented letters."""
    wide = [one.encode(encoding) for one in sample.decode(encoding, "ignore") if not one.isascii()]
    return 2 * sum(one[-1:].isalpha() for one in wide if len(one) == 2) > len(wide)


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Head:
    """How a table begins: its delimiter, the lines to skip before it, and the names of its columns."""

    delimiter: str
    skipped: int
    names: Sequence[str]


def head_of(lines: Lines, rank: Callable[[Sequence[str]], int]) -> Head:
    """The head of the table in ``lines``, with the delimiter whose names have the highest ``rank``."""
    sep = _SEP.fullmatch(lines.opening[0]) if lines.opening else None
    skipped = 1 if sep else 0
    found = {one: sample_of(lines, Head(one, skipped, ()))[:1] for one in (sep["delimiter"] if sep else DELIMITERS)}
    firsts = {one: rows[0] if rows else () for one, rows in found.items()}
    heads = {one: Head(one, skipped, _without_empty_end(cells)) for one, cells in firsts.items()}
    # In "email;" both the comma and the semicolon make one column: the semicolon makes two cells of it.
    return max(heads.values(), key=lambda head: (rank(head.names), len(head.names), len(firsts[head.delimiter])))


def sample_of(lines: Lines, head: Head) -> list[Sequence[str]]:
    """The first rows that can be read, including the head, for display."""
    reader = csv.reader(lines.opening[head.skipped :], delimiter=head.delimiter, skipinitialspace=True)
    found: list[Sequence[str]] = []
    with suppress(csv.Error):
        found.extend(cells for cells in reader if any(map(str.strip, cells)))
    return found


def rows_of(lines: Lines, head: Head, faults: Faults) -> Iterator[Row]:
    """The rows below the head. One that is not well-formed is added to ``faults``, and the next one follows.

    Empty rows are skipped; empty cells at the end of a row may be missing, or too many.
    """
    width = len(head.names)
    for row in islice(_rows(islice(lines, head.skipped, None), head, faults), 1, None):
        if any(map(str.strip, row.cells[width:])):
            count = len(_without_empty_end(row.cells))
            hint = f"put a cell that contains {_named(head.delimiter)} in quotes"
            faults.add(row.line, f"this row has {count} cells, and the header row has {width}", hint)
        else:
            yield row


def _rows(lines: Iterator[str], head: Head, faults: Faults) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=head.delimiter, skipinitialspace=True, strict=True)
    while True:
        line = head.skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(line, *_open_quote(line, head.skipped + reader.line_num, head.delimiter, str(error)))
            continue
        if head.skipped + reader.line_num > line and any("@" in cell and BREAK.search(cell) for cell in cells):
            message = "a cell of several lines contains an @: its quote has probably swallowed the rows after it"
            faults.add(line, message, "close the quote, or write the cell on one line")
        elif any(map(str.strip, cells)):
            yield Row(line, cells)


def _open_quote(line: int, last: int, delimiter: str, error: str) -> tuple[str, str]:
    """The fault of a row that Python's strict reader refuses: a quote, or a cell that is too long on one line."""
    hint = 'close the quote; write "" for a quote within quotes'
    if last > line:
        return f"a quote that opens in this row is not closed properly by line {last}", hint
    if "limit" in error:
        return f"a cell of this row is longer than {csv.field_size_limit():,} characters", "shorten or delete the cell"
    return f"a quote in this row is not closed, or is followed by something other than {_named(delimiter)}", hint


def _named(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else f'"{delimiter}"'


def _without_empty_end(cells: Sequence[str]) -> Sequence[str]:
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]
