"""Transports of other packages: chosen by their names, and trusted with no message that may have arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hemaprint.cli.main import main
from hemaprint.errors import MissingEnvironmentError, Problem, SendingError, UsageError
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.ledger_file import LedgerError, ledger_path
from hemaprint.newsletter.send import Sender, SendOptions, Summary
from hemaprint.newsletter.transport import (
    GROUP,
    DraftService,
    Fate,
    HandOver,
    Message,
    Outcome,
    Transport,
    find_transport,
)
from hemaprint.project.project import load_project
from hemaprint.scaffold.magazine import create
from hemaprint.system.plugins import plugins

from .plain import stand_in, write_list
from .post import AT_ONCE, PLACE, Silent, readers, write

PIGEON = '''
"""What another package would write, with what is public alone."""

import os
from pathlib import Path

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.transport import Draft, DraftService, Fate, Outcome


class Loft:
    def __init__(self, project):
        self.log = project.root / "pigeons.txt"

    def send(self, message, hand_over):
        if os.environ.get("STORM"):
            raise RuntimeError("a hawk")
        hand_over()
        with self.log.open("a") as log:
            log.write(f"{message.address}\\n")
        if os.environ.get("HAWK"):
            raise RuntimeError("a hawk")
        return Outcome(Fate.DELIVERED, answer="it flew")

    def close(self):
        pass


class Aviary(DraftService):
    url = "https://aviary.example"

    @classmethod
    def of(cls, project):
        return cls()

    def make_draft(self, message, name):
        return Draft(f"egg {name}", "https://aviary.example/1")
'''


@pytest.fixture
def pigeon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with two transports, installed."""
    folder = tmp_path / "packages"
    meta = folder / "pigeon-1.dist-info"
    meta.mkdir(parents=True)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon\nVersion: 1\n")
    (meta / "entry_points.txt").write_text(
        f"[{GROUP}]\npigeon = pigeon_post:Loft\naviary = pigeon_post:Aviary\nlame = pigeon_post:nothing\n"
    )
    (folder / "pigeon_post.py").write_text(PIGEON)
    monkeypatch.syspath_prepend(str(folder))
    plugins.cache_clear()
    yield
    plugins.cache_clear()


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pigeon: None) -> Path:
    folder = tmp_path / "field-notes"
    create(folder, today=date(2025, 2, 1))
    monkeypatch.chdir(folder)
    write_list(folder / "subscribers.csv", 3)
    stand_in(monkeypatch)
    return folder


def send(to: str, *more: str) -> int:
    return main(["newsletter", "send", "2025-01", "--to", to, *more])


def states(folder: Path) -> list[DeliveryState]:
    with Ledger(ledger_path(load_project(folder))) as ledger:
        ledger.release_dead_runs()
        return list(ledger.states("2025-01").values())


def test_ours_are_there() -> None:
    assert {"smtp", "listmonk"} <= plugins(GROUP).keys()
    assert plugins(GROUP)["smtp"].is_ours


def test_another_package_sends(magazine: Path) -> None:
    assert [send("pigeon", "--list", "subscribers.csv", "--yes") for _ in range(2)] == [0, 0]
    assert sorted((magazine / "pigeons.txt").read_text().split()) == [one.address for one in readers(3)]
    assert states(magazine) == [DeliveryState.SENT] * 3
    assert send("pigeon", "--test", "me@example.org") == 0


def test_a_service_gets_a_draft(magazine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issubclass(find_transport("aviary"), DraftService)  # type: ignore[arg-type]
    assert send("aviary", "--list", "subscribers.csv") == 2
    assert send("aviary") == 0
    assert "https://aviary.example" in capsys.readouterr().err


def test_an_unknown_name_lists_those_there_are(pigeon: None) -> None:
    with pytest.raises(UsageError) as caught:
        find_transport("pidgeon", ("folder", "draft"))
    assert caught.value.hint == (
        'did you mean "pigeon"? transports: aviary, draft, folder, lame, listmonk, pigeon, smtp'
    )


def test_one_that_cannot_be_loaded_names_its_package(pigeon: None) -> None:
    with pytest.raises(MissingEnvironmentError, match="of pigeon: pigeon_post:nothing"):
        find_transport("lame")


@pytest.mark.parametrize("trouble", ["HAWK", "STORM"])
def test_who_may_have_it_when_a_transport_crashes_does_not_get_it_again(
    magazine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], trouble: str
) -> None:
    monkeypatch.setenv(trouble, "1")
    assert send("pigeon", "--list", "subscribers.csv", "--yes") == 4
    err = capsys.readouterr().err
    assert ("HP643" in err, "RuntimeError: a hawk" in err) == (True, True)
    assert sorted(states(magazine)) == [DeliveryState.QUEUED, DeliveryState.QUEUED, DeliveryState.UNKNOWN]
    monkeypatch.delenv(trouble)
    assert send("pigeon", "--list", "subscribers.csv", "--yes") == 4
    assert sorted(states(magazine)) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.UNKNOWN]
    flown = (magazine / "pigeons.txt").read_text().split()
    assert len(flown) == len(set(flown))


class Fake:
    """Hands over, if it is to, and then answers or raises what it was given."""

    def __init__(self, answer: object, *, hand_over: bool = True) -> None:
        self.answer, self.hand_over, self.sent = answer, hand_over, 0

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        self.sent += 1
        if self.sent > 1 and self.hand_over:
            hand_over()
        if self.sent > 1 and isinstance(self.answer, Exception):
            raise self.answer
        return Outcome(Fate.DELIVERED) if self.sent == 1 else self.answer  # type: ignore[return-value]

    def close(self) -> None: ...


def run(ledger: Ledger, transport: Transport) -> Summary:
    return Sender("january", write, transport, ledger, AT_ONCE, Silent()).send(readers(3))


def test_an_answer_that_is_none_is_a_crash(ledger: Ledger) -> None:
    summary = run(ledger, Fake("delivered", hand_over=False))
    assert summary.stopped is not None
    assert summary.stopped.code == "HP643"
    assert summary.standing == {DeliveryState.SENT: 1, DeliveryState.UNKNOWN: 1, DeliveryState.QUEUED: 1}


def test_what_was_handed_over_is_not_tried_again(ledger: Ledger) -> None:
    gone = SendingError(Problem("HP623", "the server has gone", PLACE))
    transport = Fake(gone)
    summary = run(ledger, transport)
    assert (transport.sent, summary.standing[DeliveryState.UNKNOWN]) == (2, 1)
    patient = Fake(gone, hand_over=False)
    Sender("february", write, patient, ledger, SendOptions(waits=()), Silent()).send(readers(3))
    assert patient.sent == 1 + AT_ONCE.attempts


def test_a_ledger_that_refuses_ends_the_run_whatever_the_transport_says(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LedgerError("HP630", "the disk is full", ledger.path, "free some space")

    monkeypatch.setattr("hemaprint.newsletter.ledger.LedgerRun.hand_over", refuse)
    with pytest.raises(LedgerError):
        run(ledger, Fake(Outcome(Fate.DELIVERED)))
