"""Work on a stranger's file in a process of its own, within limits of memory and time.

A PDF of 600 bytes can make a library take all memory, never end, or end the process that it runs in. In a child of our
own that is an answer (:class:`ChildDiedError`) and no crash. The child is forked, so that it has everything loaded;
where a system cannot fork, the work is done here, without limits.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable, Generator
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
"""Seconds by the clock for each second of work: a machine may be busy with other things."""
_PATIENCE = 5.0
"""Seconds that a killed process may take to be gone."""
_LONGEST = 3600
_LARGEST = 4000 * MEGABYTE
"""Seconds and bytes that no file is given more of."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may take: seconds of work, and bytes of memory besides what it begins with."""

    seconds: float
    memory: int

    @classmethod
    def of(cls, size: int) -> Bounds:
        """For a file of ``size`` bytes: large ones hold more to do. A page of a magazine takes half a second."""
        return cls(min(3 + 10 * size / MEGABYTE, _LONGEST), min(300 * MEGABYTE + 20 * size, _LARGEST))


class ChildDiedError(Exception):
    """The child did not come to its end; the message says why, as the rest of "it"."""


class Answers:
    """What the child says to its parent."""

    def __init__(self, send: Callable[[Any], None], *, limited: bool) -> None:
        self.send = send
        self._limited = limited

    def allow(self, seconds: float) -> None:
        """Grant the work more seconds than it had: now it is known how much there is to do."""
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
    """What ``work`` sends, as it is sent; the answers must be picklable.

    Raises ChildDiedError where the work takes more than its bounds or ends the process, and what the work raises.
    """
    if not _FORKS:
        sent: list[Any] = []
        work(Answers(sent.append, limited=False))
        yield from sent
        return
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_child, args=(work, bounds, sending), daemon=True)
    # Threads of libraries are not in the child: page-validation, which has some, is only used there.
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair: it kills the child
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries say while they die
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
    """Bytes of data that this process has now (Linux); None where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), None)


def _reason(code: int | None) -> str:
    if code == -signal.SIGXCPU:
        return "takes too long"
    if code is not None and code < 0:
        return f"ends the library that reads it ({signal.Signals(-code).name}), mostly for lack of memory"
    return "ends the process that reads it"
