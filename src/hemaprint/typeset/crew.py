"""Who sets galleys: this process alone, several of them, or other machines; all by the same rules."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self

from hemaprint.galley.galley import Galley
from hemaprint.typeset.resources import Resources
from hemaprint.typeset.wanted import Form, Kit

KEPT = 3
"""Layouts that a compositor keeps for the case that they are wanted written next."""


MadeFrom = Literal["this", "newer", "more"]
"""What an answer was made from: what the key names, files that were saved since, or more than the key names."""


@dataclass(frozen=True, slots=True)
class Job:
    """A galley to be set, under its ``key``, with the hashes of the ``pictures`` that it shows, by URL.

    ``weight`` says how soon: the heaviest first.
    """

    form: Form
    galley: Galley
    weight: float = 0.0
    key: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A job and its answer as bytes, and whether it was made from what the job's key names."""

    job: Job
    entry: bytes
    seconds: float
    made_from: MadeFrom = "this"


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that could not be done; ``reason`` says why, ``error`` is what was raised here, if it was."""

    job: Job
    reason: str
    error: BaseException | None = None


class CrewClosedError(Exception):
    """The crew was closed, by another thread, while somebody had work for it; who closed it wants no answer."""


class Crew(Protocol):
    """Compositors at work for one project at a time."""

    def begin(self, root: Path, kit: Kit) -> None:
        """What is submitted from now on belongs to the project in ``root`` and is set with ``kit``."""

    def submit(self, job: Job) -> None:
        """Put a job on the pile."""

    def next(self) -> Done | Failed:
        """The next job that is finished, however it ended; blocks. At least one must have been submitted."""

    def close(self) -> None:
        """Stop at once, whatever is under way. Another thread that waits for a job then gets CrewClosedError; only a
        cluster, which no preview uses, must not be closed by another thread.
        """


class Alone:
    """A crew of one: jobs are done in this process when they are asked for."""

    def __init__(self) -> None:
        self._pile: list[Job] = []
        self._root: Path | None = None
        self._kit: Kit | None = None
        self._work: Callable[[Job, Kit], Done] | None = None
        self._closed = False

    def begin(self, root: Path, kit: Kit) -> None:
        """Take up a project; its engine is warmed by the first job."""
        self._pile.clear()
        self._kit = kit
        if root != self._root:
            self._root, self._work = root, None

    def submit(self, job: Job) -> None:
        """Put a job on the pile."""
        self._pile.append(job)

    def next(self) -> Done | Failed:
        """Do the heaviest job, the first of equal ones."""
        if self._closed:
            raise CrewClosedError
        assert self._kit is not None
        job = max(self._pile, key=lambda one: one.weight)
        self._pile.remove(job)
        try:
            return self._compositor()(job, self._kit)
        except Exception as error:  # told as the processes of a larger crew tell it
            return Failed(job, traceback.format_exc(), error)

    def close(self) -> None:
        """Drop the engine, after the job that another thread is at."""
        self._closed = True
        self._pile.clear()
        self._work = None

    def _compositor(self) -> Callable[[Job, Kit], Done]:
        if self._work is None:
            from hemaprint.typeset.compositor import Compositor  # noqa: PLC0415 - brings WeasyPrint, which loads slowly

            assert self._root is not None
            self._work = Compositor(Resources(self._root)).work
        return self._work

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
