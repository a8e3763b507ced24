"""Starts a sender again and again, and kills it at a random moment: PORT LEDGER READERS KILLS SEED.

Each sender is a process of its own, forked from this one so that it starts in milliseconds, and ended by SIGKILL. The
moments are chosen such that the readers last for all the kills.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hemaprint.newsletter.admission import Books, Sending, admit, recorded
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.send import Sender
from hemaprint.newsletter.smtp import SmtpTransport

from .post import AT_ONCE, Office, Silent, readers, write

CRASH = Sending("crash", "crash")


def books_at(path: Path) -> Books:
    """A ledger and its tally in one folder."""
    return Books(path, path.with_name("sent.json"), ("crash",))


def send(port: int, path: Path, count: int) -> None:
    books = books_at(path)
    everybody = readers(count)
    forgotten = admit(books, CRASH, everybody, AT_ONCE.states, again=False)
    with Ledger(path) as ledger, recorded(books, ledger, CRASH, forgotten):
        Sender("crash", write, SmtpTransport(Office(port).server()), ledger, AT_ONCE, Silent()).send(everybody)


@contextmanager
def sender(port: int, path: Path, count: int) -> Iterator[int]:
    """A process that sends, until it is killed."""
    child = os.fork()
    if not child:
        send(port, path, count)
        os._exit(0)
    yield child
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(port: int, path: Path, count: int, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    longest = 0.03
    for kill in range(kills):
        with sender(port, path, count):
            time.sleep(moments.uniform(0, longest))
        with Ledger(path) as ledger:
            states = ledger.counts("crash")
        done = sum(states.values()) - states[DeliveryState.QUEUED]  # none before the list is in the ledger
        ahead = done > count * kill / kills
        longest *= 0.9 if ahead else 1.1


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
