"""The file of the ledger: made, opened, and every way in which that can fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.project import Project

VERSION = 1
"""Of the tables below."""
APPLICATION = 0x68706C31
"""Marks a database as a ledger of ours (SQLite's application_id); "hpl1" in ASCII."""
PATIENCE = 30.0
"""Seconds to wait for another program's transaction."""
_OTHERS_ONLY_READ = "*\n"


class LedgerError(SendingError):
    """The ledger cannot be kept, so nothing may be sent."""


TABLES = """
CREATE TABLE run (
    id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, began TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE delivery (
    campaign TEXT NOT NULL,
    key TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'bounced', 'unknown')),
    run TEXT REFERENCES run (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL DEFAULT '',
    queued TEXT NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (campaign, key)
) WITHOUT ROWID;
CREATE INDEX claimed ON delivery (run) WHERE run IS NOT NULL;
"""


def ledger_path(project: Project) -> Path:
    """Where a project's ledger is: not in the cache, which may be deleted, and not in git, as it has addresses."""
    return project.root / "ledger" / "newsletter.sqlite"


def open_ledger_file(path: Path) -> sqlite3.Connection:
    """The ledger at ``path``, made where there is none; raises LedgerError (HP630 to HP633)."""
    with told(path):
        _make_folder(path.parent)
        database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    return database


def _make_folder(folder: Path) -> None:
    """A folder that only its owner can enter, and that git leaves alone."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True)
        (folder / ".gitignore").write_text(_OTHERS_ONLY_READ, "utf-8")


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    # A commit is on the disk when it returns: the law "nobody gets it twice" hangs on that.
    database.execute("PRAGMA synchronous = FULL")
    if database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        _make_tables(database, path)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        message = f"the ledger is of version {version}, and this hemaprint knows version {VERSION}"
        raise LedgerError(Problem("HP632", message, Location(path), "install the newest hemaprint"))
    if database.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        message = "the ledger cannot keep its journal here"
        hint = "put the project on a disk of this machine: a network folder cannot hold a ledger"
        raise LedgerError(Problem("HP630", message, Location(path), hint))


def _make_tables(database: sqlite3.Connection, path: Path) -> None:
    database.execute("BEGIN IMMEDIATE")
    marks = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if APPLICATION in marks:  # another run was faster
        database.execute("ROLLBACK")
        return
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        database.execute("ROLLBACK")
        message = "this database is not a ledger of the newsletter"
        raise LedgerError(Problem("HP631", message, Location(path), "move it elsewhere"))
    for statement in filter(str.strip, TABLES.split(";")):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite or the disk refuses becomes a LedgerError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(_problem(error, path)) from error
    except OSError as error:
        message = f"the ledger cannot be written: {error.strerror}"
        raise LedgerError(Problem("HP630", message, Location(path), "give yourself the right to write")) from error


def _problem(error: sqlite3.Error, path: Path) -> Problem:
    # An error that SQLite's library did not report has no name: one of Python's own.
    name = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_")
    place = Location(path)
    match name.partition("_")[0]:
        case "BUSY" | "LOCKED":
            return Problem("HP633", "the ledger is locked by another program", place, "end that program, or wait")
        case "CORRUPT" | "NOTADB":
            hint = "put its last good copy back; without one, readers who have the issue would get it again"
            return Problem("HP631", f"the ledger is damaged: {error}", place, hint)
        case "FULL":
            return Problem("HP630", "the disk is full, and nothing is sent unrecorded", place, "free some space")
        case _:
            hint = "look at the rights of the file and of its folder"
            return Problem("HP630", f"the ledger cannot be read or written: {error}", place, hint)
