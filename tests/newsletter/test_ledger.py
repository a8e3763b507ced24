"""The ledger: its states, its claims, and what happens to its file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from hemaprint.errors import ExitCode, SendingError
from hemaprint.newsletter.ledger import DeliveryState, Ledger, Tally
from hemaprint.newsletter.ledger import LedgerRun as Run
from hemaprint.newsletter.ledger_file import PATIENCE
from hemaprint.newsletter.transport import Fate, Outcome

from .post import reader, readers

KEYS = [one.key for one in readers(3)]
WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.DEFERRED})


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(SendingError) as caught:
        action()
    assert caught.value.exit_code == ExitCode.SENDING
    return caught.value.problem.code


def killed(work: Callable[[], object]) -> None:
    """Do something in another process, which is then killed."""
    child = os.fork()
    if not child:
        work()
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def run_and_die(path: Path, work: Callable[[Run], object]) -> Callable[[], None]:
    def die() -> None:
        with Ledger(path) as ledger, ledger.run("january") as run:
            work(run)
            os.kill(os.getpid(), signal.SIGKILL)

    return die


def test_a_row_has_one_run(ledger: Ledger) -> None:
    ledger.enrol("january", readers(3))
    with Ledger(ledger.path) as other, ledger.run("january") as ours, other.run("january") as theirs:
        assert ours.claim(KEYS[:2], WAITING) == {*KEYS[:2]}
        assert theirs.claim(KEYS, WAITING) == {KEYS[2]}
        assert code_of(lambda: theirs.hand_over(KEYS[0], "<id>")) == "HP631"


def test_the_fates(ledger: Ledger) -> None:
    ledger.enrol("january", readers(4))
    fates = {f"reader-{number}@example.org": fate for number, fate in enumerate(Fate)}
    with ledger.run("january") as run:
        run.claim(list(fates), WAITING)
        for key, fate in fates.items():
            run.hand_over(key, f"<{key}>")
            run.record(key, Outcome(fate, 250, "so be it"))
    assert list(ledger.states("january").values()) == [
        DeliveryState.SENT,
        DeliveryState.DEFERRED,
        DeliveryState.BOUNCED,
        DeliveryState.UNKNOWN,
    ]
    entry = ledger.deliveries("january")[0]
    assert (entry.attempts, entry.code, entry.answer, entry.message_id) == (1, 250, "so be it", f"<{entry.address}>")
    assert ledger.counts("january") == {
        state: int(state not in (DeliveryState.QUEUED, DeliveryState.SENDING)) for state in DeliveryState
    }


def test_campaigns_know_nothing_of_each_other(ledger: Ledger) -> None:
    ledger.enrol("january", readers(1))
    with ledger.run("january") as run:
        run.claim(KEYS, WAITING)
        run.record(KEYS[0], Outcome(Fate.DELIVERED))
    ledger.enrol("february", readers(1))
    assert ledger.states("february") == {KEYS[0]: DeliveryState.QUEUED}


def test_an_address_in_other_letters_is_the_same(ledger: Ledger) -> None:
    ledger.enrol("january", [reader("A"), reader("a")])
    assert len(ledger.deliveries("january")) == 1


def test_what_a_dead_run_had_not_handed_over_is_free(ledger: Ledger) -> None:
    ledger.enrol("january", readers(3))
    killed(run_and_die(ledger.path, lambda run: run.claim(KEYS, WAITING)))
    assert ledger.release_dead_runs() == 0
    with ledger.run("january") as run:
        assert run.claim(KEYS, WAITING) == {*KEYS}


def test_what_a_dead_run_had_handed_over_is_unknown(ledger: Ledger) -> None:
    def work(run: Run) -> None:
        run.claim(KEYS, WAITING)
        run.hand_over(KEYS[1], "<id>")

    ledger.enrol("january", readers(3))
    killed(run_and_die(ledger.path, work))
    assert ledger.states("january")[KEYS[1]] is DeliveryState.SENDING
    with ledger.run("january") as run:
        assert run.claim(KEYS, WAITING) == {KEYS[0], KEYS[2]}
    assert ledger.states("january")[KEYS[1]] is DeliveryState.UNKNOWN
    assert not list(ledger.path.parent.glob("*.lock"))


def test_a_living_run_is_not_buried(ledger: Ledger) -> None:
    ledger.enrol("january", readers(1))
    with Ledger(ledger.path) as other, ledger.run("january") as run:
        run.claim(KEYS, WAITING)
        run.hand_over(KEYS[0], "<id>")
        assert other.release_dead_runs() == 0
        assert other.states("january")[KEYS[0]] is DeliveryState.SENDING


def test_a_run_that_is_interrupted_closes_its_rows(ledger: Ledger) -> None:
    ledger.enrol("january", readers(2))

    def interrupted() -> None:
        with ledger.run("january") as run:
            run.claim(KEYS, WAITING)
            run.hand_over(KEYS[0], "<id>")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(ledger.states("january").values()) == [DeliveryState.UNKNOWN, DeliveryState.QUEUED]


# ---------------------------------------------------------------- the file


def test_a_commit_is_on_the_disk_and_others_see_nothing(ledger: Ledger) -> None:
    pragmas = {
        name: ledger._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    folder = ledger.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "newsletter.sqlite"


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_text("Dear editors, " * 100, "utf-8")
    assert code_of(lambda: Ledger(path)) == "HP631"


def test_a_database_of_somebody_else(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    assert code_of(lambda: Ledger(path)) == "HP631"


def test_a_damaged_ledger(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.enrol("january", readers(500))
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))
    with Ledger(path) as ledger:
        assert code_of(ledger.examine) == "HP631"
        assert code_of(lambda: ledger.enrol("january", readers(600))) == "HP631"


def test_a_ledger_that_is_cut_anywhere_is_not_a_new_one(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.enrol("january", readers(500))
    data = path.read_bytes()
    for length in {*range(0, 200, 20), *range(400, len(data), 1000), len(data) - 1}:
        path.write_bytes(data[:length])
        assert code_of(lambda: Ledger(path)) == "HP631"


def test_a_journal_whose_ledger_is_gone_is_not_a_new_one(path: Path) -> None:
    Ledger(path)._database.execute("PRAGMA wal_autocheckpoint = 0")
    killed(lambda: Ledger(path).enrol("january", readers(5)))
    path.unlink()
    assert code_of(lambda: Ledger(path)) == "HP631"
    path.with_name(f"{path.name}-wal").unlink()
    with Ledger(path) as ledger:
        assert ledger.deliveries("january") == ()


def test_a_link_that_leads_nowhere_is_not_a_new_ledger(path: Path) -> None:
    path.symlink_to(path.with_name("unmounted") / "newsletter.sqlite")
    assert code_of(lambda: Ledger(path)) == "HP630"
    assert path.is_symlink()


def test_a_ledger_that_is_made_by_many_at_once_is_one(path: Path) -> None:
    def work(number: int) -> None:
        with Ledger(path) as ledger:
            ledger.enrol("january", [reader(number)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with Ledger(path) as ledger:
        assert len(ledger.deliveries("january")) == 8


VERSION_1 = """
CREATE TABLE run (id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, began TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE delivery (
    campaign TEXT NOT NULL, key TEXT NOT NULL, address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'bounced', 'unknown')),
    run TEXT REFERENCES run (id), attempts INTEGER NOT NULL DEFAULT 0, code INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', message_id TEXT NOT NULL DEFAULT '', queued TEXT NOT NULL, changed TEXT NOT NULL,
    PRIMARY KEY (campaign, key)
) WITHOUT ROWID;
CREATE INDEX claimed ON delivery (run) WHERE run IS NOT NULL;
INSERT INTO delivery (campaign, key, address, state, queued, changed)
VALUES ('2025-01', 'a@example.org', 'a@example.org', 'sent', '', ''),
       ('2025-01', 'b@example.org', 'b@example.org', 'queued', '', ''),
       ('spring', 'a@example.org', 'a@example.org', 'sent', '', '');
PRAGMA application_id = 1752198193;
PRAGMA user_version = 1;
"""


def test_a_ledger_of_version_1_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_1)
    for _ in range(2):
        with Ledger(path) as ledger:
            assert ledger.tallies() == (Tally("2025-01", "1/1", "", 0, 1), Tally("spring", "1/1", "", 0, 1))
            assert ledger.states("2025-01") == {
                "a@example.org": DeliveryState.SENT,
                "b@example.org": DeliveryState.QUEUED,
            }


def test_a_ledger_that_cannot_be_brought_up_to_date_stays_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_1)
        database.execute("CREATE TABLE campaign (name TEXT)")
    before = path.read_bytes()
    assert code_of(lambda: Ledger(path)) == "HP630"
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_version(path: Path) -> None:
    with Ledger(path):
        pass
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9")
    assert code_of(lambda: Ledger(path)) == "HP632"


def test_a_locked_ledger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PATIENCE > 1
    monkeypatch.setattr("hemaprint.newsletter.ledger_file.PATIENCE", 0)
    with Ledger(path) as ledger, Ledger(path) as other, other.writing():
        assert code_of(lambda: ledger.enrol("january", readers(1))) == "HP633"


def test_a_full_disk(ledger: Ledger) -> None:
    ledger._database.execute("PRAGMA max_page_count = 8")
    assert code_of(lambda: ledger.enrol("january", readers(5000))) == "HP630"
    assert ledger.deliveries("january") == ()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("a file")
    assert code_of(lambda: Ledger(tmp_path / "ledger" / "newsletter.sqlite")) == "HP630"
