"""Keep what a list says in a temporary database, so that a list of any length takes little memory.

SQLite writes the database into the system's temporary folder as soon as it is larger than its cache, and deletes it
with the connection. Duplicates and suppressed addresses are found by its indexes when all rows are there.
"""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem
from hemaprint.newsletter.table import (
    BREAK,
    Columns,
    Faults,
    Lines,
    Row,
    find_columns,
    head_of,
    joined,
    open_lines,
    rank,
    rows_of,
    sample_of,
)
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.mail import check_name, normal_address, plain_line
from hemaprint.project.malformed import MalformedError

Made = TypeVar("Made")
AND = "\x1f"
"""Between the attributes of a reader (ASCII's unit separator): no cell has a control character."""
_CACHE = 32 * 1024
"""KiB of the database that stay in memory."""
# Addresses are ASCII, so that NOCASE compares them as Recipient.key does.
_TABLES = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -{_CACHE};
CREATE TABLE reader (
    line INTEGER PRIMARY KEY,
    address TEXT COLLATE NOCASE,
    written TEXT,
    name TEXT,
    attributes TEXT,
    shared INTEGER,
    code TEXT,
    why TEXT
);
CREATE TABLE suppressed (
    key TEXT COLLATE NOCASE, file INTEGER, PRIMARY KEY (key, file)
) WITHOUT ROWID;
"""
_DOMAIN = "substr(address, instr(address, '@'))"
_DOUBLED = """
UPDATE reader SET code = 'HP604', why = 'row ' || (SELECT min(line) FROM reader one WHERE one.address = reader.address)
    || ' has this address already'
WHERE code IS NULL AND line > (SELECT min(line) FROM reader one WHERE one.address = reader.address)
"""


class ListRow(NamedTuple):
    """A row of a list: of a reader, or with the ``code`` and the reason for which it gets nothing.

    ``address`` is normalised; None where it is not an address at all, and ``written`` says what it is. ``attributes``
    are the cells of the roster's attributes, with :data:`AND` between them.
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
    """A row that gets nothing: its line, the address, why, and the problem code."""

    row: int
    address: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Selected(Generic[Made]):
    """Some rows of a roster in their order. It has a length, and can be gone through any number of times."""

    _roster: Roster
    _columns: str
    _where: str
    _make: Callable[..., Made]

    def __len__(self) -> int:
        with _told():
            query = f"SELECT count(*) FROM reader WHERE {self._where}"
            return int(self._roster.database.execute(query).fetchone()[0])

    def __iter__(self) -> Iterator[Made]:
        with _told():
            query = f"SELECT {self._columns} FROM reader WHERE {self._where} ORDER BY line"
            for row in self._roster.database.execute(query):
                yield self._make(*row)


class Roster:
    """The rows of one list, and the addresses that are suppressed. ``attributes`` are what layouts call its columns."""

    def __init__(self) -> None:
        self.attributes: tuple[str, ...] = ()
        with _told():
            # The garbage collector may close it from another thread.
            self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self.database.executescript(_TABLES)
        weakref.finalize(self, self.database.close)

    def enter(self, entries: Iterable[ListRow]) -> None:
        """Add rows. Raises MissingEnvironmentError where the disk is full."""
        self._insert("INSERT INTO reader VALUES (?, ?, ?, ?, ?, ?, ?, ?)", entries)

    def suppress(self, file: int, keys: Iterable[str]) -> int:
        """Add what the suppression file of that number says: addresses, and domains such as ``@example.org``.

        Returns how many. Raises as :meth:`enter`.
        """
        self._insert("INSERT OR IGNORE INTO suppressed VALUES (?, ?)", ((key, file) for key in keys))
        return int(self._value("SELECT count(*) FROM suppressed WHERE file = ?", file))

    def strike(self) -> None:
        """When all is there: reject the suppressed, and of each address all rows but the first."""
        with _told():
            self.database.execute("CREATE INDEX by_address ON reader (address)")
            among = self._among("SELECT key FROM suppressed")
            self.database.execute(f"UPDATE reader SET code = 'HP606', why = 'it is suppressed' WHERE {among}")
            self.database.execute(_DOUBLED)

    def struck_by(self, file: int) -> int:
        """How many addresses of the list a suppression file leaves out."""
        among = self._among(f"SELECT key FROM suppressed WHERE file = {file:d}")
        return int(self._value(f"SELECT count(DISTINCT address) FROM reader WHERE {among}"))

    @property
    def readers(self) -> Selected[Recipient]:
        """Those who get the issue."""
        return Selected(self, "address, name, attributes, line", "code IS NULL", self._recipient)

    @property
    def shared(self) -> Selected[Recipient]:
        """Those of the readers whose address several people read."""
        return Selected(self, "address, name, attributes, line", "code IS NULL AND shared", self._recipient)

    @property
    def rejected(self) -> Selected[Rejected]:
        """The rows that get nothing."""
        return Selected(self, "line, coalesce(written, address), why, code", "code IS NOT NULL", Rejected)

    def _recipient(self, address: str, name: str, attributes: str, line: int) -> Recipient:
        pairs = zip(self.attributes, attributes.split(AND), strict=False)
        return Recipient(address, name, {key: value for key, value in pairs if value}, line)

    def _among(self, keys: str) -> str:
        domains = self._value("SELECT count(*) FROM suppressed WHERE key LIKE '@%'")
        return f"address IN ({keys})" + (f" OR {_DOMAIN} COLLATE NOCASE IN ({keys})" if domains else "")

    def _insert(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with _told():
            self.database.execute("BEGIN")
            try:
                self.database.executemany(statement, rows)
            finally:
                self.database.execute("COMMIT")

    def _value(self, query: str, *parameters: object) -> Any:
        with _told():
            return self.database.execute(query, parameters).fetchone()[0]


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite refuses becomes an error that says what to do: the disk is full, or cannot be written to."""
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "free some space in the temporary folder, or name another one: TMPDIR=/path"
        raise MissingEnvironmentError(f"the list of readers cannot be kept: {error}", hint) from error


NAMES = frozenset({"suppressed.csv", "suppressed.txt"})
"""In the project's folder and beside a list, in upper or lower case: found and honoured without being named."""
_AROUND = re.compile(r"[\s,;|<>()\[\]{}\"“”„«»‹›]+")
"""What parts an address from the text around it."""
_AROUND_ALL = re.compile(r"[\s,;<>()\[\]\"“”„«»‹›]+")
"""The same without the characters that an address can have."""
_EDGES = "'‘’`.:!?*/\\-_+=~#&"
_ALONE = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]*[a-z]", re.IGNORECASE | re.ASCII)
"""Nearly every row: an address that can be taken in one way only."""
_MAILTO = re.compile(r"^(?:mailto|e-?mail|smtp):", re.IGNORECASE)
_WHOLE_DOMAIN = re.compile(r"\*?@[^@\s]+")
_LAST_LABEL = re.compile(r"[a-z]+|xn--[a-z0-9-]+")
"""Top-level domains (RFC 3696, section 2, and IDNA): what follows in ``ana@example.org-left`` is a remark."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A file that was honoured: how many addresses and domains it has, and how many of the list it leaves out."""

    path: Path
    addresses: int
    left_out: int


def folders_of(path: Path) -> tuple[Path, ...]:
    """The folder of a list, and that of the file itself where the list is a link."""
    return tuple(dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)))


def suppression_files(named: Path | None, *folders: Path) -> tuple[Path, ...]:
    """The file that was named, and those in ``folders`` that have one of the :data:`NAMES`; each once.

    What has such a name is a suppression file, be it a folder or a link that leads nowhere: reading it will say so. In
    a folder without one, so is ``suppressed`` with another suffix (.xlsx, .csv.txt, .tsv): it was meant.
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
    """The keys of everybody whom a suppression file names, and its domains as ``@example.org``.

    ``warnings`` gets one where the encoding was guessed (HP645). Raises ContentError, when all has been read, with the
    rows that are not understood (HP646), or where the file is not well-formed (HP603).
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
        malformed.settle()


def _texts(lines: Lines, faults: Faults) -> Iterator[tuple[int, str]]:
    """Line, and the text that has the addresses: the cell of a column, or all of the line in a file without columns."""
    head = head_of(lines, rank)
    if len(head.names) > 1 and rank(head.names) and "@" not in "".join(head.names):
        columns = find_columns(head.names, sample_of(lines, head)[1:], head.skipped + 1, faults)
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


def keys_in(text: str) -> frozenset[str]:
    """The keys of all addresses in a text, or its domain; raises MalformedError where it has none or a doubtful one."""
    if _ALONE.fullmatch(text):
        return frozenset((_key(text, text),))
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf").strip()
    pieces = [piece for piece in _AROUND.split(plain) if "@" in piece]
    if not pieces:
        raise _not_understood(text, "write the address, or @example.org for a whole domain, or delete the row")
    if plain.startswith("#"):
        raise _not_understood(text, "delete the # if the address is suppressed, or the row if it is not")
    bare = plain.strip("\"',;|<> ")
    if _WHOLE_DOMAIN.fullmatch(bare):
        return frozenset((_key(f"x{bare.removeprefix('*')}", text).removeprefix("x"),))
    # An address may begin with what is mostly around one, as in !ana@example.org: then both are meant.
    written = (_MAILTO.sub("", piece) for piece in (plain, *_AROUND_ALL.split(plain)))
    strange = frozenset(key for piece in written if (key := _if_address(piece)))
    try:
        return strange | frozenset(_key(_uncovered(piece), text) for piece in pieces)
    except MalformedError:
        if _if_address(plain):
            return strange
        raise


def _uncovered(piece: str) -> str:
    """A piece without the signs around it, or the address of a link (RFC 6068)."""
    bare = piece.strip(_EDGES)
    scheme = _MAILTO.match(bare)
    return unquote(bare[scheme.end() :].partition("?")[0]).strip(_EDGES) if scheme else bare


def _key(address: str, text: str) -> str:
    try:
        key = normal_address(address).casefold()
    except MalformedError as error:
        raise _not_understood(text, "write the address as lists have it, or delete the row") from error
    last = address.rpartition(".")[2]
    if "。" in address or not _LAST_LABEL.fullmatch(key.rpartition(".")[2]) or _is_mixed(last):
        raise _not_understood(text, "put a space between the address and what follows")
    return key


def _if_address(piece: str) -> str:
    """The key of a piece that is an address as it is written, else ""."""
    try:
        return _key(piece, piece)
    except MalformedError:
        return ""


def _is_mixed(label: str) -> bool:
    """Whether Latin letters and others are in one label, which no registry allows: ``org退订``."""
    latin = ["LATIN" in unicodedata.name(one, "") for one in label if one.isalpha()]
    return any(latin) and not all(latin)


def _not_understood(text: str, hint: str) -> MalformedError:
    shown = plain_line(text)
    what = f'"{shown}" is not understood' if shown else "this row has no address"
    return MalformedError("HP646", f"{what}, so nothing is sent", hint)


_MACHINES = (
    "abuse bounce bounces do-not-reply donotreply hostmaster mailer-daemon no-reply nobody noc noreply postmaster root "
    "security webmaster"
)
MACHINES = frozenset(_MACHINES.split())
"""Local parts of machines and roles (RFC 2142 and common use): mail to them ends in complaints."""
_SHARED = (
    "admin contact editor editorial hello help info library mail marketing news newsletter office press sales service "
    "support team"
)
SHARED = frozenset(_SHARED.split())
"""Local parts that several people read: one of them may not have asked for the issue. They are sent to, and listed."""


@dataclass(frozen=True, slots=True)
class RecipientList:
    """What a list says. ``shared`` are those of ``recipients`` whose address several people read.

    ``rejected`` has the malformed, the doubled, the suppressed and the machines, in the order of their rows;
    ``suppressions`` the files that were honoured, ``problems`` warnings. All that is long is on the disk.
    """

    path: Path
    recipients: Selected[Recipient]
    rejected: Selected[Rejected]
    shared: Selected[Recipient]
    suppressions: tuple[Suppression, ...]
    problems: tuple[Problem, ...]


def read_recipients(path: Path, suppressed: Path | None = None, root: Path | None = None) -> RecipientList:
    """The list at ``path``, without those whom a suppression file names.

    These are ``suppressed``, and ``suppressed.csv`` (or .txt) in the project's folder ``root``, beside the list, and
    beside what the list is a link to.
    Raises ContentError with the errors of all files where one cannot be read, is not well-formed (HP603), or has a
    suppressed row that is not understood (HP646); MissingEnvironmentError where the temporary folder is full.
    """
    files = suppression_files(suppressed, *((root,) if root is not None else ()), *folders_of(path))
    roster = Roster()
    warnings: list[Problem] = []
    errors: list[ContentError] = []
    counts: list[int] = []
    try:
        roster.enter(_entries(path, roster, warnings))
    except ContentError as error:
        errors.append(error)
    for number, file in enumerate(files):
        try:
            counts.append(roster.suppress(number, read_suppressed(file, warnings)))
        except ContentError as error:
            errors.append(error)
    if errors:
        raise ContentError([one for error in errors for one in error.problems], errors[0].hint)
    roster.strike()
    honoured = (Suppression(file, counts[number], roster.struck_by(number)) for number, file in enumerate(files))
    return RecipientList(path, roster.readers, roster.rejected, roster.shared, tuple(honoured), tuple(warnings))


def _entries(path: Path, roster: Roster, warnings: list[Problem]) -> Iterator[ListRow]:
    """The rows of a list. Raises ContentError, when all have been read, where the list is not well-formed."""
    faults = Faults(path)
    with open_lines(path) as lines:
        warnings += lines.problems
        head = head_of(lines, rank)
        columns = find_columns(head.names, sample_of(lines, head)[1:], head.skipped + 1, faults)
        if columns is not None:
            roster.attributes = tuple(columns.others.values())
            for row in rows_of(lines, head, faults):
                yield _entry(row, columns, faults)
        faults.settle()


def _entry(row: Row, columns: Columns, faults: Faults) -> ListRow:
    """A row as a reader, or why it gets nothing; a row that may be several in one is a fault of the whole list."""
    cells, count = row.cells, len(row.cells)
    written = cells[columns.email].strip() if columns.email < count else ""
    name = joined([cells[at].strip(" ") for at in columns.name if at < count])
    if BREAK.search(written) or BREAK.search(name):
        faults.add(row.line, "a line ends within the name or the address", "close the quote, or write it on one line")
    elif "@" in name:
        faults.add(row.line, "a name holds an @: it is an address, or several rows in one", "write or delete the name")
    if written.startswith("#"):
        return ListRow(
            row.line, None, plain_line(written), code="HP600", why="the row begins with #: delete the # or the row"
        )
    try:
        address = normal_address(written)
        name = check_name(name)
    except MalformedError as error:
        why = f"{error.message}: {error.hint}" if error.hint else error.message
        return ListRow(row.line, None, plain_line(written), code=error.code, why=why)
    role = address.partition("@")[0].casefold()
    others = AND.join([plain_line(cells[at]) if at < count else "" for at in columns.others])
    machine = ("HP605", "this address belongs to a machine, not to a reader") if role in MACHINES else (None, "")
    return ListRow(row.line, address, None, name, others, role in SHARED, *machine)
