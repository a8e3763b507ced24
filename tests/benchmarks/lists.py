"""How long a list takes to read and to send from, and in how much memory: python -m benchmarks.lists [ROWS].

Nothing leaves: the transport says that it has delivered, and the run is asked to stop after a thousand messages: every
message waits for the disk. By then it has gone through the whole list as often as a complete run does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.process import peak_memory
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.recipients import read_recipients
from hemaprint.newsletter.send import Sender, SendOptions, Stop, make_plan
from hemaprint.newsletter.transport import Fate, HandOver, Message, Outcome
from newsletter.post import Silent, write

MESSAGES = 1000
SUPPRESSED = 100
"""One reader in so many is suppressed, and one in so many stands in the list twice."""
Done = TypeVar("Done")


def write_lists(folder: Path, rows: int) -> Path:
    """A list of so many rows in no order of addresses, and a suppression list beside it."""
    with (folder / "list.csv").open("w", encoding="utf-8") as file:
        file.write("email,name,ward,token\n")
        for number in range(rows):
            who = number * 7919 % rows if number % SUPPRESSED else number // 2
            file.write(f"reader-{who:07}@clinic-{who % 977}.example.org,Reader Number {who},{who % 40},{who:032x}\n")
    with (folder / "suppressed.csv").open("w", encoding="utf-8") as file:
        file.write("email\n")
        file.writelines(f"Reader-{who:07}@clinic-{who % 977}.example.org\n" for who in range(0, rows, SUPPRESSED))
    return folder / "list.csv"


def measured(what: str, work: Callable[[], Done]) -> Done:
    """What ``work`` returns; prints its time, and the most memory that the process has had by then."""
    began, cpu = time.perf_counter(), time.process_time()
    done = work()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{what}: {took:.1f} s ({cpu:.1f} s of one core), peak {peak_memory():.0f} MiB", flush=True)
    return done


class Taker:
    """A transport that delivers, and asks the run to stop."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._taken = 0

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        hand_over()
        self._taken += 1
        self._stop.asked = self._taken == MESSAGES
        return Outcome(Fate.DELIVERED, 250, "taken")

    def close(self) -> None: ...


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = measured(f"write {rows:,} rows", lambda: write_lists(Path(folder), rows))
        found = measured("read", lambda: read_recipients(path))
        print(f"  {len(found.recipients):,} readers, {len(found.rejected):,} rows rejected, {found.suppressions}")
        measured("go through it", lambda: sum(1 for _ in found.recipients))
        ledger_file, stop, orders = Path(folder) / "ledger.sqlite", Stop(), SendOptions()
        with Ledger(ledger_file) as ledger:
            sender = Sender("bench", write, Taker(stop), ledger, orders, Silent(), stop)
            summary = measured(f"send {MESSAGES:,}", lambda: sender.send(found.recipients))
        measured("plan", lambda: make_plan(ledger_file, "bench", found.recipients, orders, 1))
        print(f"  {summary.standing}")


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["1500000"])[0]))
