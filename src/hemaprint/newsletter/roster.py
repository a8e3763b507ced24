"""Keep what a list says in a temporary database, so that a list of any length takes little memory.

SQLite writes the database into the system's temporary folder as soon as it is larger than its cache, and deletes it
with the connection. Duplicates and suppressed addresses are found by its indexes when all rows are there.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.mail import Recipient

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


class Entry(NamedTuple):
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

    def enter(self, entries: Iterable[Entry]) -> None:
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
