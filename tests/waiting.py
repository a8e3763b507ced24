"""How long a test waits before it says what it waited for; no test waits without a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import ParamSpec, TypeVar

PATIENCE = 60.0
"""s that something quick may take on a machine that does a lot beside it."""
LONG = 200.0
"""s for another program; below the limit of a test, so that the failure names the program."""

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def eventually(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Look again and again until a condition holds; fails after ``patience`` s."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"not in {patience:g} s: {condition}"
        time.sleep(0.01)


def in_thread(work: Callable[_Given, _Answer], *given: _Given.args, **named: _Given.kwargs) -> Future[_Answer]:
    """Begin some work in a thread of its own, which keeps nobody from ending; ask it for ``result(PATIENCE)``."""
    promised: Future[_Answer] = Future()

    def run() -> None:
        try:
            promised.set_result(work(*given, **named))
        except BaseException as error:
            promised.set_exception(error)

    Thread(target=run, daemon=True).start()
    return promised
