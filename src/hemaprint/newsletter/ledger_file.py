# SPDX-License-Identifier: MIT
"""Open, create, migrate and lock the file of the ledger, and say what to do where any of that fails."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

from hemaprint.errors import Location, MissingEnvironmentError, Problem, SendingError
from hemaprint.project.project import Project
from hemaprint.system.files import refuse_links

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


VERSION = 3
"""The version of the tables: ``ledger-1.sql`` creates the first, the next scripts bring older ones up to date."""
APPLICATION = 0x68706C31
"""Marks a database as our ledger (SQLite's application_id); "hpl1" in ASCII."""
PATIENCE = 30.0
"""Seconds to wait for another program's transaction."""
_CACHE = 32 * 1024
"""KiB of the ledger that stay in memory: with SQLite's 2,000, queueing 300,000 readers takes twice as long."""
_AGAIN = "send with --again: readers who have the issue may then get it a second time"
_GOOD_COPY = f"restore its last good copy; if there is none, move this file away and {_AGAIN}"
_NO_LEDGER = f"move the journal away and restore the last good copy of the ledger; if there is none, {_AGAIN}"
_REMEDIES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space: your quota on this disk is used up",
    errno.EROFS: "the disk is read-only: move the project elsewhere",
    errno.EIO: "the disk is failing: move the project to another one, with the last good copy of the ledger",
}


class LedgerError(SendingError):
    """The ledger cannot be kept, so nothing may be sent."""

    def __init__(self, code: str, message: str, place: Location | Path, hint: str) -> None:
        place = place if isinstance(place, Location) else Location(place)
        super().__init__(Problem(code, message, place, hint))


def ledger_path(project: Project) -> Path:
    """The path of a project's ledger: not in the cache, which may be deleted, nor in git, because it has addresses."""
    return project.root / "ledger" / "newsletter.sqlite"


def has_ledger(path: Path) -> bool:
    """Whether there is a ledger; raises LedgerError (HP631) where only its journal remains."""
    if os.path.lexists(path):
        return True
    if _has_journal(path):
        raise LedgerError("HP631", "the ledger is gone; its journal (-wal) is still here", path, _NO_LEDGER)
    return False


def _has_journal(path: Path) -> bool:
    journal = path.with_name(f"{path.name}-wal")
    return journal.is_file() and journal.stat().st_size > 0


def open_ledger(path: Path) -> sqlite3.Connection:
    """The ledger at ``path``, created where there is none.

    Raises LedgerError (HP630 to HP633), MissingEnvironmentError on a system without the locks that it needs.
    """
    require_locks()
    refuse_links(path, path.parent.parent)
    with ledger_errors(path):
        if not has_ledger(path):
            _create(path)
        # SQLite itself would create a missing file, and take an empty one for a new database.
        address = f"{path.absolute().as_uri()}?mode=rw"
        database = sqlite3.connect(address, timeout=PATIENCE, isolation_level=None, uri=True)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    return database


def _create(path: Path) -> None:
    """Create a ledger, complete or not at all, in a folder that only its owner can enter and that git ignores."""
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path.parent / ".gitignore").write_text("*\n", "utf-8")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        lock(folder)
        if has_ledger(path):  # another run was faster
            return
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
            database.executescript(f"BEGIN; {_script(0)} {marks} COMMIT;")
        new.replace(path)
        os.fsync(folder)
    finally:
        os.close(folder)


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    # A commit is on disk when it returns: the law "nobody gets it twice" depends on that.
    database.execute("PRAGMA synchronous = FULL")
    database.execute(f"PRAGMA cache_size = -{_CACHE}")
    if _pragma(database, "application_id") != APPLICATION:
        what = "is not a newsletter ledger" if path.stat().st_size else "is empty: the ledger is lost"
        raise LedgerError("HP631", f"this file {what}", path, _GOOD_COPY)
    version = _pragma(database, "user_version")
    if version > VERSION:
        message = f"the ledger has version {version}, and this hemaprint knows version {VERSION}"
        raise LedgerError("HP632", message, path, "install the newest hemaprint")
    if version < 1:
        raise _damaged(path, "it has no version")
    # SQLite fills up a truncated last page with zeros.
    if not _has_journal(path.resolve()) and path.stat().st_size % _pragma(database, "page_size"):
        raise _damaged(path, "its end is missing")
    if version < VERSION:
        _migrate(database)
    if _pragma(database, "journal_mode = WAL") != "wal":
        hint = "move the project to a local disk: a network folder cannot hold a ledger"
        raise LedgerError("HP630", "the ledger cannot keep its journal here", path, hint)


def _script(version: int) -> str:
    """What brings tables of a version up to date."""
    scripts = (f"ledger-{number}.sql" for number in range(version + 1, VERSION + 1))
    return "\n".join((files("hemaprint.newsletter") / name).read_text("utf-8") for name in scripts)


def examine_ledger(database: sqlite3.Connection, path: Path) -> None:
    """Read all of it; raises LedgerError (HP631) where a page is damaged. Takes seconds for a million readers."""
    with ledger_errors(path):
        found = _pragma(database, "quick_check(1)")
        if found != "ok":
            raise _damaged(path, found)


def _damaged(path: Path, how: object) -> LedgerError:
    return LedgerError("HP631", f"the ledger is damaged: {how}", path, _GOOD_COPY)


def _pragma(database: sqlite3.Connection, words: str) -> Any:
    return database.execute(f"PRAGMA {words}").fetchone()[0]


def _migrate(database: sqlite3.Connection) -> None:
    """Bring the tables up to date, all or nothing; a run of the older version continues with those it knows."""
    database.execute("BEGIN IMMEDIATE")
    try:
        for statement in filter(str.strip, _script(_pragma(database, "user_version")).split(";")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite or the disk refuses into a LedgerError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refused(error, path) from error
    except OSError as error:
        hint = _REMEDIES.get(error.errno or 0, "make sure that it is writable")
        message = f"it cannot be read or written, and nothing is sent unrecorded: {error.strerror}"
        raise LedgerError("HP630", message, path, hint) from error


def _refused(error: sqlite3.Error, path: Path) -> LedgerError:
    # Python's own errors, which SQLite's library did not report, have no name.
    name = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_")
    match name.partition("_")[0]:
        case "BUSY" | "LOCKED":
            return LedgerError("HP633", "the ledger is locked by another program", path, "end that program, or wait")
        case "CORRUPT" | "NOTADB":
            return _damaged(path, error)
        case "FULL":
            return LedgerError("HP630", "the disk is full, and nothing is sent unrecorded", path, "free some space")
        case "IOERR":
            hint = "check the disk: it is full, or it is failing"
        case _:
            hint = "make sure that you may write to the file and its folder, and that the disk is not read-only"
    return LedgerError("HP630", f"the ledger cannot be read or written: {error}", path, hint)


# ---------------------------------------------------------------- locks


def lock(handle: int) -> None:
    """Lock an open file or folder, and wait for it; raises OSError, MissingEnvironmentError.

    The system frees the lock when the process ends, however it ends.
    """
    system = require_locks()
    system.flock(handle, system.LOCK_EX)


def lock_at_once(handle: int) -> bool:
    """Lock an open file unless another run has it locked; raises MissingEnvironmentError."""
    system = require_locks()
    try:
        system.flock(handle, system.LOCK_EX | system.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def require_locks() -> ModuleType:
    """The module that locks files; raises MissingEnvironmentError on a system that cannot."""
    if fcntl is None:
        raise MissingEnvironmentError(
            "newsletters cannot be sent from this system: it has no locks that end with a run",
            "send from Linux or macOS, or from Linux inside Windows (wsl --install); everything else works here",
        )
    return fcntl
