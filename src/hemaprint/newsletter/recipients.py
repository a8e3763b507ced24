# SPDX-License-Identifier: MIT
"""Read the lists of a sending: who gets the issue, who does not, and why.

A list is a CSV file with a head. One column is the address; the name and every other column are what layouts can say of
a recipient (``{{ recipient.name }}``, ``{{ recipient.ward }}``).

A suppression file is a table with a column for the address, or plain text. All addresses in a cell or a line are
suppressed, whatever is around them. ``@example.org`` suppresses a domain, without its subdomains. A row that is not
understood stops the sending.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from hemaprint.errors import ContentError, Location, MalformedError, MissingEnvironmentError, Problem
from hemaprint.newsletter.addresses import Columns, find_columns, joined, keys_in, list_words, rank
from hemaprint.newsletter.table import BREAK, Faults, Lines, Row, head_of, open_lines, rows_of
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.mail import check_name, normal_address, plain_line

NAMES = frozenset({"suppressed.csv", "suppressed.txt"})
"""In the project's folder and beside a list, in upper or lower case: found and honoured automatically."""
Made = TypeVar("Made")
AND = "\x1f"
"""Separates the attributes of a reader (ASCII's unit separator): no cell has control characters."""
_CACHE = 32 * 1024
"""KiB of the database that stay in memory."""
# Addresses are ASCII, so that NOCASE compares them as Recipient.key does.
_TABLES = f"""
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{_CACHE};
CREATE TABLE reader (
    line INTEGER PRIMARY KEY, address TEXT COLLATE NOCASE, written TEXT, name TEXT, attributes TEXT, shared INTEGER,
    code TEXT, why TEXT
);
CREATE TABLE suppressed (key TEXT COLLATE NOCASE, file INTEGER, PRIMARY KEY (key, file)) WITHOUT ROWID;
"""
_DOMAIN = "substr(address, instr(address, '@'))"
_DOUBLED = """
UPDATE reader SET code = 'HP604', why = 'row ' || (SELECT min(line) FROM reader one WHERE one.address = reader.address)
    || ' has this address already'
WHERE code IS NULL AND line > (SELECT min(line) FROM reader one WHERE one.address = reader.address)
"""


@dataclass(frozen=True, slots=True)
class RecipientList:
    """What a list says. ``shared`` are the ``recipients`` whose address several people read.

    ``rejected`` are the malformed, the repeated, the suppressed and the machines, in the order of their rows;
    ``suppressions`` are the files that were honoured, ``problems`` warnings. What can be long is on disk.
    """

    path: Path
    recipients: Selected[Recipient]
    rejected: Selected[Rejected]
    shared: Selected[Recipient]
    suppressions: tuple[Suppression, ...]
    problems: tuple[Problem, ...]


def read_recipients(path: Path, suppressed: Path | None = None, root: Path | None = None) -> RecipientList:
    """The list at ``path``, without those whom a suppression file names.

    These files are ``suppressed``, and ``suppressed.csv`` (or .txt) in the project's folder ``root``, beside the list,
    and beside the file that the list links to.
    Raises ContentError with the errors of all files where one cannot be read, is not well-formed (HP603), or has a
    suppressed row that is not understood (HP646); MissingEnvironmentError where the temporary folder is full.
    """
    files = suppression_files(suppressed, *((root,) if root is not None else ()), *folders_of(path))
    roster = Roster()
    warnings: list[Problem] = []
    errors: list[ContentError] = []
    counts: list[int] = []
    try:
        roster.enter(_list_rows(path, roster, warnings))
    except ContentError as error:
        errors.append(error)
    for number, file in enumerate(files):
        try:
            counts.append(roster.suppress(number, read_suppressed(file, warnings)))
        except ContentError as error:
            errors.append(error)
    if errors:
        raise ContentError([one for error in errors for one in error.problems], errors[0].hint)
    roster.reject()
    honoured = (Suppression(file, counts[number], roster.suppressed_by(number)) for number, file in enumerate(files))
    columns = "address, name, attributes, line"
    readers = Selected(roster, columns, "code IS NULL", roster.recipient)
    shared = Selected(roster, columns, "code IS NULL AND shared", roster.recipient)
    rejected = Selected(roster, "line, coalesce(written, address), why, code", "code IS NOT NULL", Rejected)
    return RecipientList(path, readers, rejected, shared, tuple(honoured), tuple(warnings))


def _list_rows(path: Path, roster: Roster, warnings: list[Problem]) -> Iterator[ListRow]:
    """The rows of a list. Raises ContentError, after the last row, where the list is not well-formed."""
    faults = Faults(path)
    with open_lines(path) as lines:
        warnings += lines.problems
        head = head_of(lines, rank)
        columns = find_columns(lines, head, faults)
        if columns is not None:
            roster.attributes = tuple(columns.others.values())
            for row in rows_of(lines, head, faults):
                yield _list_row(row, columns, faults)
        faults.check()


def _list_row(row: Row, columns: Columns, faults: Faults) -> ListRow:
    """A row as a reader, or why it gets nothing; a row that may be several is a fault of the whole list."""
    cells, count = row.cells, len(row.cells)
    written = cells[columns.email].strip() if columns.email < count else ""
    name = joined([cells[at].strip(" ") for at in columns.name if at < count])
    if BREAK.search(written) or BREAK.search(name):
        faults.add(row.line, "a line ends within the name or the address", "close the quote, or write it on one line")
    elif "@" in name:
        message = "a name contains an @: it is an address, or several rows in one"
        faults.add(row.line, message, "write or delete the name")
    if written.startswith("#"):
        why = "the row begins with #: delete the # or the row"
        return ListRow(row.line, None, plain_line(written), code="HP600", why=why)
    try:
        address, name = normal_address(written), check_name(name)
    except MalformedError as error:
        why = f"{error.message}: {error.hint}" if error.hint else error.message
        return ListRow(row.line, None, plain_line(written), code=error.code, why=why)
    role = address.partition("@")[0].casefold()
    others = AND.join([plain_line(cells[at]) if at < count else "" for at in columns.others])
    reject = ("HP605", "this address belongs to a machine, not to a reader")
    words = list_words()
    return ListRow(
        row.line, address, None, name, others, role in words["shared"], *(reject if role in words["machines"] else ())
    )


# ---------------------------------------------------------------- suppression files


@dataclass(frozen=True, slots=True)
class Suppression:
    """A file that was honoured: how many addresses and domains it has, and how many of the list it excludes."""

    path: Path
    addresses: int
    left_out: int


def folders_of(path: Path) -> tuple[Path, ...]:
    """The folder of a list, and the folder that it links to."""
    return tuple(dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)))


def suppression_files(named: Path | None, *folders: Path) -> tuple[Path, ...]:
    """The file that was named, and those in ``folders`` that have one of the :data:`NAMES`; each once.

    Whatever has such a name is a suppression file, even a folder or a broken link: reading it will report that. In a
    folder without one, so is ``suppressed`` with another suffix (.xlsx, .csv.txt, .tsv), which was probably meant.
    Raises ContentError (HP603) where a folder cannot be searched.
    """
    found = [named] if named is not None else []
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                alike = [one for one in entries if one.name.casefold().partition(".")[0] == "suppressed"]
                named_so = [one for one in alike if one.name.casefold() in NAMES]
                found += sorted(Path(one) for one in named_so or alike if named_so or not one.is_dir())
        except OSError as error:
            message = f"the folder cannot be searched for suppressed.csv: {error.strerror}"
            raise ContentError([Problem("HP603", message, Location(folder), "make it readable")]) from error
    return tuple({os.path.realpath(path): path for path in reversed(found)}.values())[::-1]


def suppressing(address: str, files: Iterable[Path]) -> Path | None:
    """The file that suppresses a normalised address; None where none does. Raises as :func:`read_suppressed`."""
    keys = (address.casefold(), address[address.index("@") :].casefold())
    found = [file for file in files for key in read_suppressed(file, []) if key in keys]
    return found[0] if found else None


def read_suppressed(path: Path, warnings: list[Problem]) -> Iterator[str]:
    """The keys of all addresses in a suppression file, and its domains as ``@example.org``.

    ``warnings`` gets one where the encoding was guessed (HP645). Raises ContentError, after the last row, with the rows
    that are not understood (HP646), or where the file is not well-formed (HP603).
    """
    with open_lines(path) as lines:
        warnings += lines.problems
        malformed, strange = Faults(path), Faults(path, "HP646")
        for line, text in _texts(lines, malformed):
            try:
                yield from keys_in(text)
            except MalformedError as error:
                strange.add(line, error.message, error.hint)
        malformed.found += strange.found
        malformed.check()


def _texts(lines: Lines, faults: Faults) -> Iterator[tuple[int, str]]:
    """Line number and the text with the addresses: a cell, or the whole line in a file without columns."""
    head = head_of(lines, rank)
    if len(head.names) > 1 and rank(head.names) and "@" not in "".join(head.names):
        columns = find_columns(lines, head, faults)
        if columns is not None:
            for row in rows_of(lines, head, faults):
                yield row.line, row.cells[columns.email].strip() if columns.email < len(row.cells) else ""
        return
    may_be_head = len(head.names) == 1 and rank(head.names) > 0
    for number, line in islice(enumerate(lines, 1), head.skipped, None):
        if not line.strip(" \t\r\n,;|"):
            continue
        is_remark = line.lstrip().startswith("#") and "@" not in line
        if not (may_be_head or is_remark):
            yield number, line.strip()
        may_be_head = False


# ---------------------------------------------------------------- the rows, in a temporary database


class ListRow(NamedTuple):
    """A row of a list: a reader, or the ``code`` and the reason why it gets nothing.

    ``address`` is normalised, or None where what is ``written`` is not an address. ``attributes`` are the cells of the
    roster's attributes, with :data:`AND` between them.
    """

    line: int
    address: str | None
    written: str | None
    name: str = ""
    attributes: str = ""
    shared: bool = False
    code: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gets nothing: its line, the address, the reason, and the problem code."""

    row: int
    address: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Selected(Generic[Made]):
    """Some rows of a roster, in order. It has a length, and can be iterated any number of times."""

    _roster: Roster
    _columns: str
    _where: str
    _make: Callable[..., Made]

    def __len__(self) -> int:
        return int(self._roster.value(f"SELECT count(*) FROM reader WHERE {self._where}"))

    def __iter__(self) -> Iterator[Made]:
        with _disk_errors():
            query = f"SELECT {self._columns} FROM reader WHERE {self._where} ORDER BY line"
            for row in self._roster.database.execute(query):
                yield self._make(*row)


class Roster:
    """The rows of one list, and the suppressed addresses, in a database: a list of any length takes little memory.

    SQLite writes it into the system's temporary folder as soon as it is larger than its cache, and deletes it with the
    connection. ``attributes`` are what layouts call the columns.
    """

    def __init__(self) -> None:
        self.attributes: tuple[str, ...] = ()
        with _disk_errors():
            # The garbage collector may close it from another thread.
            self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self.database.executescript(_TABLES)
        weakref.finalize(self, self.database.close)

    def enter(self, rows: Iterable[ListRow]) -> None:
        """Add rows. Raises MissingEnvironmentError where the disk is full."""
        self._insert("INSERT INTO reader VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def suppress(self, file: int, keys: Iterable[str]) -> int:
        """Add the addresses and domains (``@example.org``) of the suppression file ``file``; returns how many."""
        self._insert("INSERT OR IGNORE INTO suppressed VALUES (?, ?)", ((key, file) for key in keys))
        return int(self.value("SELECT count(*) FROM suppressed WHERE file = ?", file))

    def reject(self) -> None:
        """Reject the suppressed, and all rows but the first of each address; called when all rows are there."""
        with _disk_errors():
            self.database.execute("CREATE INDEX by_address ON reader (address)")
            among = self._among("SELECT key FROM suppressed")
            self.database.execute(f"UPDATE reader SET code = 'HP606', why = 'it is suppressed' WHERE {among}")
            self.database.execute(_DOUBLED)

    def suppressed_by(self, file: int) -> int:
        """How many addresses of the list a suppression file excludes."""
        among = self._among(f"SELECT key FROM suppressed WHERE file = {file:d}")
        return int(self.value(f"SELECT count(DISTINCT address) FROM reader WHERE {among}"))

    def recipient(self, address: str, name: str, attributes: str, line: int) -> Recipient:
        """A reader, from the columns of a row."""
        pairs = zip(self.attributes, attributes.split(AND), strict=False)
        return Recipient(address, name, {key: value for key, value in pairs if value}, line)

    def _among(self, keys: str) -> str:
        domains = self.value("SELECT count(*) FROM suppressed WHERE key LIKE '@%'")
        return f"address IN ({keys})" + (f" OR {_DOMAIN} COLLATE NOCASE IN ({keys})" if domains else "")

    def _insert(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with _disk_errors():
            self.database.execute("BEGIN")
            try:
                self.database.executemany(statement, rows)
            finally:
                self.database.execute("COMMIT")

    def value(self, query: str, *parameters: object) -> Any:
        """The first value that a query finds."""
        with _disk_errors():
            return self.database.execute(query, parameters).fetchone()[0]


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what SQLite refuses into an error that says what to do: the disk is full, or not writable."""
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "free some space in the temporary folder, or use another one: TMPDIR=/path"
        raise MissingEnvironmentError(f"the list of readers cannot be kept: {error}", hint) from error
