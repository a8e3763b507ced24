# SPDX-License-Identifier: MIT
"""The crews of this machine: this process alone, or several processes.

Several are forked before anything heavy is loaded (spawned where threads run, or a system cannot fork), load the engine
themselves, and do one job at a time. A layout that is to be written next goes to the process that has it. Ctrl-C is the
parent's business: it kills them. A process whose parent is gone ends.

One thread may close the crew while another waits for a job: so the preview ends in the middle of a build.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from hemaprint.system.process import collector_waiting
from hemaprint.typeset.crew.jobs import CrewClosedError, Done, Failed, Job, Spec
from hemaprint.typeset.pages import Resources

_FORKS = "fork" in multiprocessing.get_all_start_methods()
_RANKS = (0, 1, 2)
LEAST_PATIENCE = 5.0  # seconds that a killed process may take to end


class Alone:
    """A crew of one: jobs are done in this process when they are requested."""

    def __init__(self) -> None:
        self._pile: list[Job] = []
        self._root: Path | None = None
        self._spec: Spec | None = None
        self._compositor: Any = None
        self._closed = False

    def begin(self, root: Path, spec: Spec) -> None:
        """Take up a project; the first job warms its engine."""
        self._pile.clear()
        self._spec = spec
        if root != self._root:
            self._root, self._compositor = root, None

    def submit(self, job: Job) -> None:
        """Put a job on the pile."""
        self._pile.append(job)

    def next(self) -> Done | Failed:
        """Do the heaviest job, the first of equal ones."""
        if self._closed:
            raise CrewClosedError
        assert self._spec is not None
        assert self._root is not None
        job = max(self._pile, key=lambda one: one.weight)
        self._pile.remove(job)
        try:
            self._compositor = self._compositor or _compositor_class()(Resources(self._root, self._spec.lender))
            done: Done = self._compositor.work(job, self._spec)
        except Exception as error:  # reported as the processes of a larger crew report it
            return Failed(job, traceback.format_exc(), error)
        self._compositor.tidy()
        return done

    def close(self) -> None:
        """Drop the engine, after the job that another thread is doing."""
        self._closed = True
        self._pile.clear()
        self._compositor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _compositor_class() -> Any:
    from hemaprint.typeset.crew.compositor import Compositor  # noqa: PLC0415 - brings WeasyPrint, which loads slowly

    return Compositor


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, and what it is doing; ``awake`` once it has been asked to load the engine."""

    process: BaseProcess
    pipe: Connection
    awake: bool = False
    job: Job | None = None
    spec: Spec | None = None


class Workers:
    """A crew of ``size`` processes; the first ``early`` of them load the engine at once, the others when needed."""

    def __init__(self, size: int, early: int = 1) -> None:
        self._pile: list[Job] = []
        self._root: Path | None = None
        self._spec: Spec | None = None
        self._workers: list[_Worker] = []
        self._homes: dict[str, _Worker] = {}
        self._closed = False
        self._lock = threading.RLock()
        """Held while pipes or the list of processes are used; Ctrl-C may make a thread close what it was using."""
        for _ in range(size):
            self._workers.append(self._start())
        for worker in self._workers[:early]:
            self._send(worker, None)

    def begin(self, root: Path, spec: Spec) -> None:
        """Take up a project; the processes that are awake load their engines."""
        with self._open():
            self._pile.clear()
            if root != self._root:
                self._root = root
                for worker in self._workers:
                    worker.spec = None
            self._spec = spec
            for worker in self._workers:
                if worker.awake:
                    self._equip(worker)

    def submit(self, job: Job) -> None:
        """Put a job on the pile; a process that is idle and awake begins with it at once."""
        with self._open():
            self._pile.append(job)
            self._assign([worker for worker in self._workers if worker.awake])

    def next(self) -> Done | Failed:
        """The next job that is finished; every idle process is given one first."""
        with self._open():
            self._assign(self._workers)
            busy = {worker.pipe: worker for worker in self._workers if worker.job is not None}
            pipe = wait(list(busy))[0]
            assert isinstance(pipe, Connection)
            return self._take(busy[pipe])

    def close(self) -> None:
        """Kill the processes: they cannot leave anything half done."""
        self._closed = True
        self._kill()  # so that a thread that waits for one of them releases the lock
        with self._lock:
            self._kill()  # and those that were started meanwhile
            for worker in self._workers:
                worker.process.join(LEAST_PATIENCE)
                worker.pipe.close()
            self._workers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        """The lock of a crew that is not closed."""
        with self._lock:
            if self._closed:
                raise CrewClosedError
            yield

    def _kill(self) -> None:
        for worker in tuple(self._workers):
            worker.process.kill()

    # ------------------------------------------------------------ one worker

    def _start(self) -> _Worker:
        # a thread may hold a lock now, which would stay locked for ever in a copy of this process
        forks = _FORKS and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        ours, theirs = context.Pipe()
        # the others' pipes must be closed in the new process, or none would notice that this one is gone
        others = [ours, *(worker.pipe for worker in self._workers)]
        process = context.Process(target=_serve, args=(theirs, others if forks else []), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _equip(self, worker: _Worker) -> None:
        if worker.spec != self._spec:
            worker.spec = self._spec
            self._send(worker, (self._root, self._spec))

    def _send(self, worker: _Worker, message: object) -> None:
        worker.awake = True
        with contextlib.suppress(OSError):  # a process that is gone is reported when its answer is awaited
            worker.pipe.send(message)

    def _assign(self, idle: Sequence[_Worker]) -> None:
        """Give idle processes the heaviest jobs: those of articles that they know, then new ones, then any.

        A process that has set an article before has its lines broken already, and perhaps the very layout.
        """
        for rank in _RANKS:
            for worker in (one for one in idle if one.job is None):
                fitting = (job for job in self._pile if self._rank(worker, job) == rank)
                job = max(fitting, key=lambda one: one.weight, default=None)
                if job is not None:
                    self._pile.remove(job)
                    self._give(worker, job)

    def _rank(self, worker: _Worker, job: Job) -> int:
        """0: an article that this process knows; 1: one that no process has set; 2: one that another knows."""
        home = self._homes.get(job.galley.name)
        return 0 if home is worker else 1 if home is None else 2

    def _give(self, worker: _Worker, job: Job) -> None:
        self._equip(worker)
        worker.job = job
        self._homes[job.galley.name] = worker
        self._send(worker, job)

    def _take(self, worker: _Worker) -> Done | Failed:
        job, worker.job = worker.job, None
        assert job is not None
        try:
            answer: Done | Failed = worker.pipe.recv()
        except (EOFError, OSError):
            if self._closed:
                raise CrewClosedError from None
            return self._replace(worker, job)
        return answer

    def _replace(self, worker: _Worker, job: Job) -> Failed:
        """Start a new process instead of one that died."""
        worker.process.join(LEAST_PATIENCE)
        code = worker.process.exitcode
        worker.pipe.close()
        self._homes = {name: home for name, home in self._homes.items() if home is not worker}
        self._workers.remove(worker)
        self._workers.append(self._start())
        return Failed(job, _ending(code))


def _ending(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None or code >= 0:
        return f"ended with code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


# ---------------------------------------------------------------- in the worker


def _serve(pipe: Connection, others: Sequence[Connection]) -> None:
    """Do what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # garbage is collected when an answer has been sent
    for other in others:
        other.close()
    compositor: Any = None
    spec: Any = None
    place: Path | None = None
    with contextlib.suppress(EOFError, OSError):
        while True:
            message = pipe.recv()
            with collector_waiting():
                compositor_class = _compositor_class()
            if isinstance(message, Job):
                pipe.send(_done(compositor, message, spec))
                compositor.tidy()
            elif message is not None:
                root, spec = message
                if root != place:
                    compositor, place = compositor_class(Resources(root, spec.lender)), root
                _warm(compositor, spec)


def _warm(compositor: Any, spec: Spec) -> None:
    with contextlib.suppress(Exception):  # the first job meets the same fault and reports it
        compositor.warm(spec)
        if not gc.get_freeze_count():
            gc.freeze()  # what is loaded now stays: garbage collection need not walk through it


def _done(compositor: Any, job: Job, spec: Spec) -> Done | Failed:
    try:
        done: Done = compositor.work(job, spec)
    except BaseException as error:  # WeasyPrint's FatalURLFetchingError is not an Exception
        return Failed(job, traceback.format_exc(), _portable(error))
    return done


def _portable(error: BaseException) -> BaseException | None:
    """The error, if it survives pickling."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return None
    return error
