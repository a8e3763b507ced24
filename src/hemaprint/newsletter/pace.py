"""Let messages go no faster than the provider allows, and wait in a way that can be ended."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

SLICE = 0.1
"""Seconds: how soon a wait notices that it is to end."""


@dataclass(slots=True)
class Stop:
    """Whether somebody has asked the run to end."""

    asked: bool = False

    def wait(self, seconds: float) -> None:
        """Wait, or until asked to stop."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))


@contextmanager
def stopped_by_keyboard(stop: Stop, announce: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and the machine's own SIGTERM ask to stop; a second one interrupts. Only in the main thread."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        announce()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class Pace:
    """A bucket that gets ``per_second`` tokens and holds one: a message takes one. 0 is no limit."""

    per_second: float
    stop: Stop
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def take(self) -> None:
        """Wait for a token."""
        if not self.per_second:
            return
        now = self.clock()
        if self._next > now:
            self.stop.wait(self._next - now)
        self._next = max(now, self._next) + 1 / self.per_second
