"""Say whether the shortcuts are taken, and count how often they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from hemaprint.collector import collector_waiting


@dataclass(slots=True)
class Switch:
    """``on`` while shortcuts are taken; ``taken`` counts them by name, ``missed`` those that found nothing to reuse."""

    on: bool = False
    taken: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)


SWITCH = Switch()


@contextmanager
def enabled(wanted: bool) -> Iterator[None]:
    """Take shortcuts inside the block, or take none; outside of any block none are taken."""
    before, SWITCH.on = SWITCH.on, wanted
    try:
        with collector_waiting() if wanted else nullcontext():
            yield
    finally:
        SWITCH.on = before
