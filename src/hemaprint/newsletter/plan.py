"""What a run would do, without doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hemaprint.newsletter.ledger import Ledger, State
from hemaprint.newsletter.ledger_file import has_ledger
from hemaprint.newsletter.mail import Readers
from hemaprint.newsletter.send import Orders, standing_of


@dataclass(frozen=True, slots=True)
class Plan:
    """How many messages would go, of what size (bytes on the wire), and where all readers of the run stand now.

    ``seconds`` is what the rate alone would take; 0 for none.
    """

    messages: int
    size: int
    seconds: float
    standing: Mapping[State, int]

    @property
    def total(self) -> int:
        """Bytes on the wire in all."""
        return self.messages * self.size


def make_plan(path: Path, campaign: str, readers: Readers, orders: Orders, size: int) -> Plan:
    """The plan of a run by the ledger at ``path``, which is not made for it."""
    standing = Counter({State.QUEUED: len(readers)})
    if has_ledger(path):
        with Ledger(path) as ledger:
            ledger.bury()
            standing = standing_of(ledger, campaign, readers)
    messages = sum(count for state, count in standing.items() if state in orders.states)
    return Plan(messages, size, messages / orders.rate if orders.rate else 0.0, standing)
