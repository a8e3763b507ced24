# SPDX-License-Identifier: MIT
"""Say where each remark stands today: its line in the manuscript, in which conflict it is, and whether it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.project import Project
from hemaprint.review.proof.collecting import Collected
from hemaprint.review.proof.manuscripts import Edits, Manuscript
from hemaprint.review.proof.remarks import IN_CONFLICT, Remark, conflicts


class State(StrEnum):
    """What became of the line of a remark since the proof was made."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """A remark today. ``location`` is absolute; ``conflict`` numbers (from 1) those that contradict one another.

    ``start`` is where the change would be made in the manuscript of today; -1 where it cannot be made by itself.
    """

    remark: Remark
    location: Location
    state: State
    conflict: int
    done: bool
    start: int = -1
    doubt: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the change can be made by itself."""
        return self.start >= 0


CHANGED = "the manuscript was changed there since the proof was made"


@dataclass(frozen=True)
class Stood:
    """All remarks on the proofs of an issue, those in conflict first, and the manuscripts of today by their paths."""

    issue: str
    numbers: tuple[int, ...]
    readers: tuple[str, ...]
    remarks: tuple[Standing, ...]
    problems: tuple[Problem, ...]

    def in_conflict(self) -> Iterator[tuple[Standing, ...]]:
        """The remarks of each conflict."""
        for number in dict.fromkeys(one.conflict for one in self.remarks if one.conflict):
            yield tuple(one for one in self.remarks if one.conflict == number)

    @property
    def others(self) -> tuple[Standing, ...]:
        """The remarks in no conflict."""
        return tuple(one for one in self.remarks if not one.conflict)


def stand(project: Project, collected: Collected) -> Stood:
    """Where remarks stand today. Problems: HP817 for each manuscript that was changed since, or is gone."""
    groups = conflicts(one for one in collected.remarks if one.identity not in collected.done)
    number_of = {one.identity: number for number, group in enumerate(groups, 1) for one in group}
    files = _Files(project, collected)
    standings = [
        _standing(one, files, number_of.get(one.identity, 0), done=one.identity in collected.done)
        for one in collected.remarks
    ]
    standings.sort(key=lambda one: (one.conflict == 0, one.conflict))
    return Stood(
        collected.issue,
        tuple(sorted({one.round for one in collected.remarks} or {one.number for one in collected.rounds})),
        tuple(dict.fromkeys(sorted(one.who for one in collected.remarks))),
        tuple(standings),
        tuple(files.problems(collected)),
    )


class _Files:
    """The manuscripts of each round, then and now."""

    def __init__(self, project: Project, collected: Collected) -> None:
        self.root = project.root
        self._then = {one.number: one.manuscripts for one in collected.rounds}
        self._texts: dict[tuple[int, str], tuple[Manuscript, str | None, Edits]] = {}

    def of(self, remark: Remark) -> tuple[Manuscript, str | None, Edits]:
        """The manuscript as sent, its text of today (None: gone), and what was changed."""
        key = (remark.round, remark.source)
        if key not in self._texts:
            then = self._then.get(remark.round, {}).get(remark.source, "")
            now = text_now(self.root / remark.source)
            self._texts[key] = Manuscript(then), now, Edits(then, now or "")
        return self._texts[key]

    def problems(self, collected: Collected) -> Iterator[Problem]:
        """A note for each manuscript that is not as it was sent."""
        sources = sorted({(one.source, one.round): one for one in collected.remarks}.items())
        for (source, number), remark in sources:
            then, now, _ = self.of(remark)
            if now == then.text:
                continue
            what = "is gone" if now is None else "was changed"
            message = f"this manuscript {what} since proof {number} was made"
            hint = "remarks follow their lines; those whose lines were changed are listed as such"
            yield Problem("HP817", message, Location(self.root / source), hint, Severity.NOTE)


def text_now(path: Path) -> str | None:
    """The text of a file; None where it is gone or cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _standing(remark: Remark, files: _Files, conflict: int, *, done: bool) -> Standing:
    then, now, edits = files.of(remark)
    path = files.root / remark.source
    doubt = remark.doubt or (IN_CONFLICT if conflict and remark.is_change else "")
    if not remark.line:
        return Standing(remark, Location(path), State.SAME, conflict, done, doubt=doubt)
    followed = edits.follow(remark.line)
    state = State.SAME if followed.same else State.CHANGED if followed.line else State.GONE
    column = remark.column if followed.same else 1
    location = Location(path, followed.line, column) if followed.line else Location(path)
    standing = Standing(remark, location, state, conflict, done, doubt=doubt)
    if not remark.is_change or doubt or now is None:
        return standing
    first, last = then.line_at(remark.start), then.line_at(max(remark.start, remark.end - 1))
    lines = [edits.follow(line) for line in range(first, last + 1)]
    if not all(one.same for one in lines) or lines[-1].line - lines[0].line != last - first:
        return replace(standing, doubt=CHANGED)
    shift = Manuscript(now).start_of(lines[0].line) - then.start_of(first)
    return replace(standing, start=remark.start + shift)
