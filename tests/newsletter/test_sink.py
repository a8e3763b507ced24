"""Against Postfix's smtp-sink, which answers as Postfix is told to."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

import pytest

from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.send import Sender
from hemaprint.newsletter.smtp import SmtpTransport
from hemaprint.newsletter.transport import Fate
from waiting import LONG

from .post import AT_ONCE, ENVIRONMENT, Office, Silent, readers, write
from .sink import open_sink


def fates(ledger: Ledger, *options: str) -> dict[Fate, int]:
    with open_sink(*options) as port, closing(SmtpTransport(Office(port).server())) as transport:
        return dict(Sender("january", write, transport, ledger, AT_ONCE, Silent()).send(readers(40)).by_fate)


def test_it_takes_everything(ledger: Ledger) -> None:
    assert fates(ledger) == {Fate.DELIVERED: 40}
    assert ledger.counts("january")[DeliveryState.SENT] == 40


@pytest.mark.parametrize(
    ("options", "fate"),
    [
        (("-f", "rcpt"), Fate.BOUNCED),  # 500 to RCPT
        (("-r", "rcpt"), Fate.DEFERRED),  # 450
        (("-f", "."), Fate.DEFERRED),  # after the message: it is the message's fault, and nobody bounces for it
        (("-r", "."), Fate.DEFERRED),
        (("-q", "rcpt"), Fate.DEFERRED),  # it hangs up
        (("-q", "data"), Fate.DEFERRED),
        (("-q", "."), Fate.UNKNOWN),
    ],
)
def test_it_refuses_everything(ledger: Ledger, options: tuple[str, ...], fate: Fate) -> None:
    assert set(fates(ledger, *options)) == {fate}


def test_many_large_messages_need_the_memory_of_few() -> None:
    """In a process of its own, because the peak is that of a whole life: 60 messages of 7.3 million bytes."""
    command = [sys.executable, "-m", "benchmarks.sending", "60", "7.3"]
    told = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=LONG).stdout
    peak = int(told.partition("peak ")[2].partition(" MiB")[0])
    assert "complete" in told
    assert peak < 250
