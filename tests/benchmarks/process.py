"""Run a command as a whole process and measure it from outside: time, CPU and memory of it and of all it starts.

Linux only: what a command starts is found in /proc, and orphans of a browser are adopted (PR_SET_CHILD_SUBREAPER, see
prctl(2)), so that their CPU is counted and none is left behind.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

PR_SET_CHILD_SUBREAPER = 36
SAMPLES_PER_SECOND = 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_UTIME, _STIME, _RSS, _START = 11, 12, 21, 19
"""Fields of /proc/PID/stat behind the name of the program, from 0: see proc(5)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds of the clock and of all processors, bytes at the peak. ``log``: what it printed, at the end."""

    wall: float
    cpu: float
    largest: int
    together: int
    exit_code: int
    log: str
    timed_out: bool = False

    @property
    def failed(self) -> bool:
        """Whether nothing can be said of this run."""
        return self.timed_out or self.exit_code != 0


def measure(command: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str], log: Path) -> Measured:
    """Run ``command`` in ``folder`` for ``limit`` seconds at most, its output going to the file ``log``."""
    _adopt_orphans()
    with log.open("wb") as output:
        started = perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        watch = _Watch(limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    usages = [usage, *_reap_orphans()]
    return Measured(
        wall,
        max(sum(one.ru_utime + one.ru_stime for one in usages), watch.cpu),
        max([one.ru_maxrss * 1024 for one in usages] + [watch.largest]),
        max(watch.together, usage.ru_maxrss * 1024),
        process.returncode,
        log.read_text("utf-8", "replace")[-2000:],
        watch.timed_out,
    )


class _Watch(threading.Thread):
    """Looks at all descendants many times a second; ends them when their time is up."""

    def __init__(self, limit: float) -> None:
        super().__init__(daemon=True)
        self.together = self.largest = 0
        self.timed_out = False
        self._deadline = perf_counter() + limit
        self._seconds: dict[tuple[int, int], float] = {}
        self._done = threading.Event()

    @property
    def cpu(self) -> float:
        """Seconds of all processors, as last seen: for processes whose parents never asked."""
        return sum(self._seconds.values())

    def run(self) -> None:
        while not self._done.wait(1 / SAMPLES_PER_SECOND):
            self._look()
            if perf_counter() > self._deadline and not self.timed_out:
                self.timed_out = True
                _end_all()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        self.join()

    def _look(self) -> None:
        sizes = [0]
        for pid in descendants():
            with suppress(OSError, IndexError):
                fields = (_PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(") ")[2].split()
                seconds = (int(fields[_UTIME]) + int(fields[_STIME])) / _TICK
                self._seconds[pid, int(fields[_START])] = seconds
                sizes.append(int(fields[_RSS]) * _PAGE)
        self.together = max(self.together, sum(sizes))
        self.largest = max(self.largest, *sizes)


def descendants() -> Iterator[int]:
    """The processes that this one started, and those that they started."""
    waiting = [os.getpid()]
    while waiting:
        with suppress(OSError):
            for task in (_PROC / str(waiting.pop()) / "task").iterdir():
                children = [int(pid) for pid in (task / "children").read_text("ascii").split()]
                waiting += children
                yield from children


def _end_all() -> None:
    for pid in list(descendants()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _reap_orphans() -> list[resource.struct_rusage]:
    """End what the command left behind; what each had used."""
    usages: list[resource.struct_rusage] = []
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return usages
        if pid:
            usages.append(usage)
        else:
            _end_all()
            sleep(0.01)


def _adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def peak_memory() -> float:
    """The most memory this process has had, in MiB: ``ru_maxrss`` would also tell that of the process it came from."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
