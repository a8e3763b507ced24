"""Kill the sender at any moment: nobody gets an issue twice, and in the end everybody has it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from fuzzing import examples
from hemaprint.newsletter.admission import check_memory, read_tallies, resolve_unknown
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.send import Sender
from hemaprint.newsletter.smtp import SmtpTransport
from waiting import LONG, eventually

from .crash_sender import books_at
from .post import AT_ONCE, ENVIRONMENT, PLACE, Office, Silent, message_ids, readers, write

KILLS = min(examples(100), 200)
READERS = KILLS * 5 // 2


def kill_senders(office: Office, ledger: Path, senders: int, seed: int) -> None:
    """So many senders at once, killed ``KILLS`` times together."""
    settings = [str(part) for part in (office.port, ledger, READERS, KILLS // senders)]
    command = [sys.executable, "-m", "newsletter.crash_sender", *settings]
    running = [subprocess.Popen([*command, str(seed + number)], env=ENVIRONMENT) for number in range(senders)]
    try:
        assert [process.wait(2 * LONG) for process in running] == [0] * senders
    finally:
        for process in running:
            process.kill()


def wait_for_the_last_word(office: Office) -> None:
    """What the killed had handed over is taken when the server comes to it."""
    eventually(lambda: not office.open_connections)


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize("senders", [1, 2])
def test_whenever_a_sender_is_killed_nobody_gets_two(office: Office, tmp_path: Path, senders: int) -> None:
    office.slow_dot = 0.002
    path = tmp_path / "ledger.sqlite"
    Ledger(path).__exit__()
    kill_senders(office, path, senders, seed=int(os.environ.get("CRASH_SEED", "1")))
    wait_for_the_last_word(office)
    check_memory(books_at(path), "crash")
    assert {tally.campaign for tally in read_tallies(books_at(path).tally)} == {"crash"}
    with Ledger(path) as ledger:
        ledger.release_dead_runs()
        assert set(office.by_address.values()) == {1}
        states = ledger.states("crash")
        assert {key for key, state in states.items() if state is DeliveryState.SENT} <= {*office.received}
        # what was delivered without the ledger's knowing is unknown: never free, so never sent again by itself
        assert {states[address] for address in office.received} == {DeliveryState.SENT, DeliveryState.UNKNOWN}
        resolve_unknown(ledger, "crash", message_ids(office.messages), PLACE)
        with closing(SmtpTransport(office.server())) as transport:
            summary = Sender("crash", write, transport, ledger, AT_ONCE, Silent()).send(readers(READERS))
        assert summary.complete
    assert office.by_address == {one.address: 1 for one in readers(READERS)}
    print(f"{READERS} readers, {KILLS} kills, {summary.skipped} sent before the last run, ", end="")
    print(f"{sum(state is DeliveryState.UNKNOWN for state in states.values())} unknown")
