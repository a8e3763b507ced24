"""Say whether the shortcuts are taken, and count how often they are."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Switch:
    """``on`` while shortcuts are taken; ``taken`` counts them by name, ``missed`` those that found nothing to reuse."""

    on: bool = False
    taken: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)


SWITCH = Switch()


@contextmanager
def enabled(wanted: bool) -> Iterator[None]:
    """Take shortcuts inside the block, or take none; outside of any block none are taken.

    The garbage collector waits meanwhile. Layout makes boxes by the hundred thousand and hardly a cycle of them, so
    the collector walks through all of them again and again and finds little.
    """
    before, SWITCH.on = SWITCH.on, wanted
    collecting = gc.isenabled()
    if wanted:
        gc.disable()
    try:
        yield
    finally:
        SWITCH.on = before
        if collecting:
            gc.enable()
