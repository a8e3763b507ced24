"""Show how far a newsletter is: a bar with the rate and the time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from hemaprint.cli.newsletter_results import counted, duration
from hemaprint.cli.report import diagnostics

if TYPE_CHECKING:
    from rich.console import Console

    from hemaprint.newsletter.mail import Recipient
    from hemaprint.newsletter.transport import Outcome

EVERY = 10.0
"""Seconds between two lines of a log."""


class _Rate(ProgressColumn):
    """Messages a second or a minute."""

    def render(self, task: Task) -> Text:
        """As it was lately."""
        speed = task.finished_speed or task.speed or 0.0
        return Text(f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.0f}/min", style="dim")


class SendingShown:
    """Tells of failures in a line each, of pauses, and of how far the run is."""

    def __init__(self, console: Console, bars: Bars | None) -> None:
        self._console = console
        self._bars = bars
        self._task = bars.add_task("sending", total=None) if bars is not None else None
        self._messages = 0
        self._done = 0
        self._again: set[str] = set()
        self._began = self._told = time.monotonic()

    def begin(self, messages: int) -> None:
        """So many messages are to go."""
        self._messages = messages
        self._began = self._told = time.monotonic()
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, total=messages)
        else:
            self._console.print(f"sending {counted(messages, 'message')}")

    def message(self, recipient: Recipient, outcome: Outcome) -> None:
        """One more; what was not delivered gets a line."""
        first = recipient.key not in self._again
        self._done += first
        if outcome.fate != "delivered":
            self._again.add(recipient.key)
            self._console.print(Text(f"{recipient.address}: {outcome.fate}: {outcome.told}"))
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, first)
        elif time.monotonic() - self._told >= EVERY:
            self._tell()

    def pause(self, seconds: float, messages: int) -> None:
        """The run waits."""
        self._console.print(f"trying {counted(messages, 'message')} again in {duration(seconds)}; Ctrl-C leaves them")

    def stopping(self) -> None:
        """Somebody has asked the run to stop."""
        self._console.print("finishing the message in flight; Ctrl-C again stops at once")

    def _tell(self) -> None:
        self._told = time.monotonic()
        done, took = self._done, self._told - self._began
        left = duration((self._messages - done) * took / done)
        self._console.print(f"  {done:,} of {self._messages:,}, {done / took:.1f}/s, {left} left")


@contextmanager
def sending_shown(quiet: bool) -> Iterator[SendingShown]:
    """Progress as the console can show it; with ``quiet`` only failures."""
    console = diagnostics()
    if not console.is_terminal or quiet:
        console.quiet = quiet
        yield SendingShown(console, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, speed_estimate_period=60) as bars:
        yield SendingShown(console, bars)
