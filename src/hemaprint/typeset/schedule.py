"""Drive many pieces of work at once: what is known comes from the store, what is not is set by the crew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.system.store import MemoryStore, Store
from hemaprint.typeset.crew import Crew, Done, Failed, Job
from hemaprint.typeset.entries import UnreadableEntryError, decode
from hemaprint.typeset.keys import Keys
from hemaprint.typeset.resources import Resources
from hemaprint.typeset.wanted import Answer, Kit, Steps, Wanted

MOST_TRIES = 5
"""How often a galley is set again because a file that it shows was saved meanwhile."""

Result = TypeVar("Result")


@dataclass(slots=True)
class Effort:
    """What a piece of work cost: seconds of compositors, galleys that were set, and those that were known."""

    seconds: float = 0.0
    made: int = 0
    known: int = 0

    def add(self, other: Effort) -> None:
        """Count another effort in."""
        self.seconds += other.seconds
        self.made += other.made
        self.known += other.known


@dataclass(slots=True)
class _Work(Generic[Result]):
    """A piece of work under way, and what it waits for."""

    name: str
    steps: Steps[Result]
    weight: float
    effort: Effort = field(default_factory=Effort)
    wanted: Wanted | None = None
    tries: int = 0


def nothing() -> None:
    """What there is to do meanwhile, unless somebody knows better."""


class Schedule:
    """Answers what pieces of work ask for, with one kit and for one project."""

    def __init__(self, root: Path, kit: Kit, store: Store | MemoryStore, crew: Crew) -> None:
        self.root = root
        self.kit = kit
        self._store = store
        self._crew = crew
        self._resources = Resources(root)
        self._keys = Keys(kit, self._resources, store)
        self._answers: dict[tuple[str, Path], Answer] = {}
        self._used: set[tuple[str, Path]] = set()

    def refresh(self) -> None:
        """Look at the project's files anew, and drop answers that were not asked for since this was last done."""
        self._resources.refresh()
        self._answers = {place: answer for place, answer in self._answers.items() if place in self._used}
        self._used.clear()
        self._keys.forget()

    def run(
        self,
        works: Mapping[str, Steps[Result]],
        *,
        weights: Mapping[str, float] | None = None,
        ended: Callable[[str, Result, Effort], None] | None = None,
        meanwhile: Callable[[], object] = nothing,
    ) -> tuple[dict[str, Result], dict[str, Failed]]:
        """Carry all works to their ends. What could not be done is named beside the results, and stops no other work.

        The heaviest by ``weights`` come first; ``ended`` is told of each as soon as it is done. ``meanwhile`` is called
        when the crew has work and there is nothing left but to wait for it.
        """
        results: dict[str, Result] = {}
        failures: dict[str, Failed] = {}
        waiting: dict[Job, list[_Work[Result]]] = {}

        def settle(work: _Work[Result], answer: Answer | None) -> None:
            try:
                job = self._advance(work, answer)
            except StopIteration as end:
                results[work.name] = end.value
                if ended is not None:
                    ended(work.name, end.value, work.effort)
                return
            if job not in waiting:
                waiting[job] = []
                self._crew.submit(job)
            waiting[job].append(work)

        self._crew.begin(self.root, self.kit)
        pile = [_Work(name, steps, (weights or {}).get(name, 0.0)) for name, steps in works.items()]
        for work in sorted(pile, key=lambda one: -one.weight):
            settle(work, None)
        if waiting:
            meanwhile()
        while waiting:
            outcome = self._crew.next()
            for work in waiting.pop(outcome.job, ()):  # nobody waits for what was asked before a run was given up
                if isinstance(outcome, Failed):
                    failures[work.name] = outcome
                else:
                    settle(work, self._accept(work, outcome))
        return results, failures

    def alone(self, steps: Steps[Result]) -> Result:
        """Carry one work to its end; raises what went wrong."""
        results, failures = self.run({"": steps})
        if failures:
            raise_failure(failures[""])
        return results[""]

    def _advance(self, work: _Work[Any], answer: Answer | None) -> Job:
        """Go on until something is wanted that is not known; raises StopIteration with the result."""
        while True:
            if answer is not None or work.wanted is None:
                work.wanted = work.steps.send(answer) if answer is not None else next(work.steps)
                work.tries = 0
            answer = self._known(work.wanted)
            if answer is None:
                return self._job(work.wanted, work.weight)
            work.effort.known += 1

    def _job(self, wanted: Wanted, weight: float) -> Job:
        html = wanted.galley.html
        pictures = tuple(self._keys.pictures(html).items())
        return Job(wanted.form, wanted.galley, weight, self._keys.key(wanted.form, html), pictures)

    def _known(self, wanted: Wanted) -> Answer | None:
        key = self._keys.key(wanted.form, wanted.galley.html)
        self._used.add((key, wanted.source))
        if (key, wanted.source) in self._answers:
            return self._answers[key, wanted.source]
        entry = self._store.get(key)
        return None if entry is None else self._remember(key, entry, wanted)

    def _remember(self, key: str, entry: bytes, wanted: Wanted) -> Answer | None:
        try:
            answer = decode(entry, wanted.galley.name, wanted.source)
        except UnreadableEntryError:
            return None
        self._answers[key, wanted.source] = answer
        return answer

    def _accept(self, work: _Work[Any], done: Done) -> Answer | None:
        """The answer to what a work waits for; None where it was made from files that have changed since."""
        assert work.wanted is not None
        work.effort.made += 1
        work.effort.seconds += done.seconds
        if done.made_from == "this":
            self._store.put(done.job.key, done.entry)
            return self._remember(done.job.key, done.entry, work.wanted)
        if done.made_from == "more":  # right, but not to be kept: its key does not name all that it shows
            return decode(done.entry, work.wanted.galley.name, work.wanted.source)
        self._resources.refresh()
        work.tries += 1
        if work.tries >= MOST_TRIES:
            raise ContentError([_unstable(work.wanted)])
        return None


def _unstable(wanted: Wanted) -> Problem:
    return Problem(
        "HP216",
        f"a picture of “{wanted.galley.name}” was saved again and again while it was set",
        Location(wanted.source),
        hint="wait until the program that writes it is done, then build again",
    )


def raise_failure(failed: Failed) -> None:
    """Raise what kept a job from being done."""
    if failed.error is not None:
        failed.error.add_note(failed.reason)
        raise failed.error
    raise RuntimeError(failed.reason)
