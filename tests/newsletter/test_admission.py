"""What a run asks before its first message: does the ledger know all that was sent, and do readers have the issue?"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.admission import (
    Books,
    Sending,
    admit,
    check_memory,
    merged,
    read_tallies,
    recorded,
    write_tallies,
)
from hemaprint.newsletter.ledger import DeliveryState, Ledger, Tally
from hemaprint.newsletter.ledger_file import LedgerError
from hemaprint.newsletter.transport import Fate, Outcome, Recipient, Shard

from .post import AT_ONCE, readers
from .test_ledger import VERSION_1, killed

JANUARY, FEBRUARY = "2025-01", "2025-02"
SENDING = Sending(JANUARY, JANUARY)
ISSUES = (JANUARY, FEBRUARY, "2025-10")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path / "ledger" / "newsletter.sqlite", tmp_path / "sent.json", ISSUES)


def deliver(
    books: Books,
    sending: Sending = SENDING,
    to: Iterable[Recipient] = readers(5),
    *,
    again: bool = False,
    fates: Callable[[int], Fate] = lambda _: Fate.DELIVERED,
) -> None:
    """A run, as far as its books go."""
    everybody = tuple(to)
    forgotten = admit(books, sending, everybody, AT_ONCE.states, again=again)
    with Ledger(books.ledger) as ledger, recorded(books, ledger, sending, forgotten):
        ledger.enrol(sending.campaign, everybody)
        with ledger.run(sending.campaign) as run:
            for number, key in enumerate(sorted(run.claim([one.key for one in everybody], AT_ONCE.states))):
                run.hand_over(key, f"<{key}>")
                run.record(key, Outcome(fates(number)))


def refused(
    books: Books, sending: Sending = SENDING, to: Iterable[Recipient] = readers(5), *, again: bool = False
) -> str:
    """The code for which a run may not begin; "" where it may."""
    try:
        admit(books, sending, to, AT_ONCE.states, again=again)
    except SendingError as error:
        return error.problem.code
    return ""


def test_a_campaign_goes_on(books: Books) -> None:
    assert refused(books) == ""
    assert not books.ledger.exists()
    for count in (3, 5, 5):
        deliver(books, to=readers(count))
    assert read_tallies(books.tally) == (Tally(JANUARY, "1/1", JANUARY, 3, 5),)
    check_memory(books, JANUARY)


# ---------------------------------------------------------------- a ledger that has forgotten


def delete_file(books: Books) -> None:
    books.ledger.unlink()


def delete_folder(books: Books) -> None:
    shutil.rmtree(books.ledger.parent)


def put_an_old_copy_back(books: Books) -> None:
    books.ledger.write_bytes(books.ledger.with_name("old").read_bytes())


@pytest.mark.parametrize("lose", [delete_file, delete_folder, put_an_old_copy_back])
def test_a_lost_ledger_is_noticed_until_the_loss_is_accepted(books: Books, lose: Callable[[Books], None]) -> None:
    deliver(books, to=readers(2))
    whole = books.ledger.with_name("old")
    whole.write_bytes(books.ledger.read_bytes())
    deliver(books)
    lose(books)
    assert refused(books) == "HP637"
    assert refused(books, Sending("2025-1", JANUARY)) == "HP637"  # another name does not help
    assert refused(books, Sending(FEBRUARY, FEBRUARY)) == ""
    with pytest.raises(SendingError) as caught:
        check_memory(books, JANUARY)
    assert caught.value.problem.code == "HP637"
    deliver(books, again=True)
    assert refused(books) == ""
    put_back = books.ledger.parent / "old"
    if put_back.exists():
        put_an_old_copy_back(books)  # which does not know what was sent again
        assert refused(books) == "HP637"


@pytest.mark.parametrize("fate", [Fate.DELIVERED, Fate.UNKNOWN])
def test_a_run_that_was_killed_is_remembered(books: Books, fate: Fate) -> None:
    def die() -> None:
        deliver(books, fates=lambda number: os.kill(os.getpid(), 9) if number == 3 else fate)  # type: ignore[arg-type, return-value]

    killed(die)
    assert refused(books) == ""
    delete_folder(books)
    assert refused(books) == "HP637"


def test_a_ledger_without_its_journal_is_noticed(books: Books) -> None:
    def die() -> None:
        with closing(sqlite3.connect(books.ledger)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM delivery").fetchall()  # so that nothing moves from the journal to the file
            deliver(books)
            os.kill(os.getpid(), 9)

    deliver(books, to=readers(1))
    killed(die)
    journal = books.ledger.with_name(f"{books.ledger.name}-wal")
    kept = journal.read_bytes()
    journal.unlink()
    assert refused(books) == "HP637"
    assert kept


def test_parts_on_several_machines_do_not_disturb_each_other(books: Books, tmp_path: Path) -> None:
    def part(number: int, of: int) -> Sending:
        return Sending(JANUARY, JANUARY, Shard(number, of))

    def readers_of(sending: Sending) -> tuple[Recipient, ...]:
        return tuple(sending.part.of_readers(readers(40)))

    for number in (1, 2):  # on this machine
        deliver(books, part(number, 3), readers_of(part(number, 3)))
    assert sum(tally.sent for tally in read_tallies(books.tally)) == sum(
        len(readers_of(part(number, 3))) for number in (1, 2)
    )
    elsewhere = Books(tmp_path / "elsewhere" / "newsletter.sqlite", books.tally, ISSUES)
    assert refused(elsewhere, part(3, 3)) == ""
    for sending in (part(1, 3), part(1, 2), SENDING):
        assert refused(elsewhere, sending) == "HP637"
        assert refused(books, sending) == ""
    deliver(elsewhere, part(3, 3), readers_of(part(3, 3)))
    check_memory(books, JANUARY)
    check_memory(elsewhere, JANUARY)
    assert refused(books) == "HP637"


def test_campaigns_from_before_the_tally_are_written_into_it(books: Books) -> None:
    books.ledger.parent.mkdir()
    with closing(sqlite3.connect(books.ledger)) as database:
        database.executescript(VERSION_1)
    deliver(books, Sending(FEBRUARY, FEBRUARY))
    delete_folder(books)
    assert refused(books, to=readers(0)) == "HP637"


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "HP637"),
        ('{"version": 1, "campaigns": [', "HP637"),
        ("[" * 100_000, "HP637"),
        ("<<<<<<< HEAD\n{}", "HP637"),
        ('{"version": 1, "campaigns": [{"campaign": "a"}]}', "HP637"),
        ('{"version": 1, "campaigns": [{"campaign": "a", "part": "9", "issue": "", "runs": 1, "sent": 1}]}', "HP637"),
        ('{"version": 2, "campaigns": {}}', "HP632"),
    ],
)
def test_a_tally_that_cannot_be_understood_lets_nothing_go(books: Books, text: str, code: str) -> None:
    books.tally.write_text(text, "utf-8")
    assert refused(books) == refused(books, again=True) == code


def test_a_tally_has_no_addresses_and_one_line_for_each_campaign(books: Books) -> None:
    deliver(books)
    deliver(books, Sending("Märzbrief", FEBRUARY))
    text = books.tally.read_text("utf-8")
    assert "@" not in text
    assert [tally["campaign"] for tally in json.loads(text)["campaigns"]] == [JANUARY, "Märzbrief"]
    assert sum('"campaign":' in line for line in text.splitlines()) == 2


def test_nothing_is_sent_where_the_tally_cannot_be_written(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tallies(books.tally, [Tally("old", "1/1", "", 1, 1)])
    before = books.tally.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Ledger(books.ledger) as ledger:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(LedgerError) as caught, recorded(books, ledger, SENDING, ()):
            raise AssertionError("a message could leave now")
    assert caught.value.problem.code == "HP630"
    assert "space" in caught.value.problem.hint
    assert books.tally.read_bytes() == before


def test_the_farthest_tally_counts_and_a_known_issue_stays_known() -> None:
    ours, theirs = Tally("a", "1/1", "", 2, 10), Tally("a", "1/1", JANUARY, 1, 90)
    assert merged([theirs], [ours]) == merged([ours], [theirs]) == (Tally("a", "1/1", JANUARY, 2, 10),)


# ---------------------------------------------------------------- an issue under two names


def test_a_misspelt_campaign_asks_before_readers_get_the_issue_twice(books: Books) -> None:
    deliver(books, to=readers(3))
    misspelt = Sending("2025-1", JANUARY)
    with pytest.raises(SendingError) as caught:
        admit(books, misspelt, readers(5), AT_ONCE.states, again=False)
    problem = caught.value.problem
    assert (problem.code, f'3 by the campaign "{JANUARY}"' in problem.message) == ("HP638", True)
    assert f"--campaign {JANUARY}" in problem.hint
    assert refused(books, misspelt, readers(5)[3:]) == ""  # they do not have it
    deliver(books, misspelt, again=True)
    assert refused(books, misspelt) == ""  # nobody is left to send to


def test_what_may_have_arrived_counts_and_what_was_refused_does_not(books: Books) -> None:
    fates = [Fate.UNKNOWN, Fate.BOUNCED, Fate.DEFERRED]
    deliver(books, to=readers(3), fates=lambda number: fates[number])
    found = [refused(books, Sending("another", JANUARY), [reader]) for reader in readers(3)]
    assert found == ["HP638", "", ""]


def test_readers_of_a_run_under_way_are_about_to_get_it(books: Books) -> None:
    with Ledger(books.ledger) as ledger, recorded(books, ledger, SENDING, ()):
        ledger.enrol(JANUARY, readers(5))
        with ledger.run(JANUARY) as run:
            run.claim([one.key for one in readers(2)], [DeliveryState.QUEUED])
            assert refused(books, Sending("another", JANUARY)) == "HP638"


def test_another_issue_to_the_same_readers_is_no_second_time(books: Books) -> None:
    deliver(books)
    assert refused(books, Sending(FEBRUARY, FEBRUARY)) == ""


@pytest.mark.parametrize("sending", [Sending(JANUARY, FEBRUARY), Sending("spring", FEBRUARY)])
def test_a_campaign_sends_one_issue(books: Books, sending: Sending) -> None:
    deliver(books, Sending("spring", JANUARY))
    assert refused(books, sending) == refused(books, sending, again=True) == "HP639"


@pytest.mark.parametrize(
    ("name", "issue", "code"),
    [
        (JANUARY, JANUARY, "HP638"),  # its own name says which issue it was
        ("2025_1 second list", JANUARY, "HP638"),  # as far as it can be told
        ("spring", JANUARY, ""),  # it cannot
        ("2025-10", JANUARY, ""),
        ("2025-100", "2025-10", ""),
    ],
)
def test_campaigns_that_do_not_say_their_issue_are_told_by_their_names(
    books: Books, name: str, issue: str, code: str
) -> None:
    books.ledger.parent.mkdir()
    with closing(sqlite3.connect(books.ledger)) as database:
        database.executescript(VERSION_1)
        database.execute("DELETE FROM delivery WHERE key <> 'a@example.org' OR campaign = 'spring'")
        database.execute("UPDATE delivery SET campaign = ?", (name,))
        database.commit()
    assert refused(books, Sending("a new name", issue), [Recipient("A@example.org")]) == code


def test_an_issue_that_was_renamed_is_the_same(books: Books) -> None:
    deliver(books)
    renamed = Books(books.ledger, books.tally, ("2025-1", FEBRUARY))
    assert refused(renamed, Sending("2025-1", "2025-1")) == "HP638"
    assert refused(renamed, Sending(JANUARY, "2025-1")) == ""


def test_an_issue_that_is_gone_is_not_one_whose_name_is_in_its_name(books: Books) -> None:
    special = Sending("2025-01-special", "2025-01-special")
    deliver(Books(books.ledger, books.tally, (*ISSUES, special.issue)), special)
    assert refused(books) == ""
