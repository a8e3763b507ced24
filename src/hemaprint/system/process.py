# SPDX-License-Identifier: MIT
"""Bound the work of a process: limits for a stranger's file, and a garbage collector that waits."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEGABYTE = 1_000_000
_FORKS = "fork" in multiprocessing.get_all_start_methods() and resource is not None
_WALL = 5
"""Seconds by the clock for each second of work: a machine may be busy."""
_PATIENCE = 5.0
"""Seconds that a killed process may take to end."""
_LONGEST = 3600
_LARGEST = 4000 * MEGABYTE
"""The most seconds and bytes for any file."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a child: seconds of work, and bytes of memory besides those at its start."""

    seconds: float
    memory: int

    @classmethod
    def of(cls, size: int) -> Bounds:
        """For a file of ``size`` bytes: large ones need more work. A page of a magazine takes half a second."""
        return cls(min(3 + 10 * size / MEGABYTE, _LONGEST), min(300 * MEGABYTE + 20 * size, _LARGEST))


class ChildDiedError(Exception):
    """The child did not finish; the message says why, and follows "it"."""


class Answers:
    """The messages of a child to its parent."""

    def __init__(self, send: Callable[[Any], None], *, limited: bool) -> None:
        self.send = send
        self._limited = limited

    def allow(self, seconds: float) -> None:
        """Allow more seconds of work, once its amount is known."""
        if self._limited:
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            soft = resource.getrlimit(resource.RLIMIT_CPU)[0] + ceil(seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), most))
            self.send(_More(seconds))


@dataclass(frozen=True, slots=True)
class _More:
    seconds: float


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


_END = "end of the work"


def answers_of(work: Callable[[Answers], None], bounds: Bounds) -> Generator[Any, None, None]:
    """Yield what ``work`` sends, as it is sent; the answers must be picklable.

    Raises ChildDiedError when the work exceeds its bounds or ends the process, and whatever the work raises.
    """
    if not _FORKS:
        sent: list[Any] = []
        work(Answers(sent.append, limited=False))
        yield from sent
        return
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_child, args=(work, bounds, sending), daemon=True)
    # The child has no threads of libraries: page-validation, which starts some, is only used there.
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        process.start()
    sending.close()
    try:
        yield from _received(receiving, bounds.seconds * _WALL)
    except EOFError:
        process.join(_PATIENCE)
        raise ChildDiedError(_reason(process.exitcode)) from None
    finally:
        receiving.close()
        if process.is_alive():
            process.kill()
        process.join(_PATIENCE)


def _received(receiving: Connection, seconds: float) -> Generator[Any, None, None]:
    end = time.monotonic() + seconds
    while receiving.poll(max(end - time.monotonic(), 0)):
        answer = receiving.recv()
        if answer == _END:
            return
        if isinstance(answer, _Failed):
            raise answer.error
        if isinstance(answer, _More):
            end += answer.seconds * _WALL
        else:
            yield answer
    raise ChildDiedError("takes too long")


def _child(work: Callable[[Answers], None], bounds: Bounds, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C, and kills the child
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the last words of libraries
    _limit(bounds)
    try:
        work(Answers(sending.send, limited=True))
        sending.send(_END)
    except MemoryError:
        sending.send(_Failed(ChildDiedError("takes too much memory")))
    except Exception as error:
        sending.send(_Failed(error))


def _limit(bounds: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(bounds.seconds), _LONGEST))
    held = _memory_held()
    if held is not None:
        most = held + bounds.memory
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _memory_held() -> int | None:
    """Bytes of data that this process has now (Linux); None where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), None)


def _reason(code: int | None) -> str:
    if code == -signal.SIGXCPU:
        return "takes too long"
    if code is not None and code < 0:
        return f"crashes the library that reads it ({signal.Signals(-code).name}), usually for lack of memory"
    return "ends the process that reads it"


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Collect nothing inside: setting pages makes millions of objects, and traversing them takes a sixth of a build.

    Objects without references are freed at once anyway; only reference cycles remain until later.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
