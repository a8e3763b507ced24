"""Notes at the foot of a sheet: which stand there, and what of them goes on at the foot of the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from hemaprint.typeset.makeup.copy import Copy
from hemaprint.typeset.makeup.descent import Trace
from hemaprint.typeset.makeup.matter import Matter, units, up

Due = tuple[tuple[int, int], ...]
"""Notes to be set, each from one of its lines on."""
KEPT = 2
"""Lines of a note that stay together on each side of a cut."""


class NoteLines(NamedTuple):
    """Lines ``first`` to ``end`` of a note."""

    note: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Foot:
    """The notes of an article: for each the heights down to every of its lines; ``top``: white and rule above them."""

    ends: tuple[tuple[int, ...], ...]
    top: int

    @classmethod
    def of(cls, copy: Copy) -> Foot:
        """Measure the notes."""
        ends = tuple(tuple(units(end) for end in accumulate(note.heights, initial=0.0)) for note in copy.notes)
        return cls(ends, units(copy.notes_top))

    def all_of(self, due: Due) -> int:
        """The depth, in whole lines of the grid, that all of these notes take."""
        return self._depth(sum(self._rest(note, line, len(self.ends[note]) - 1) for note, line in due))

    def least_of(self, due: Due) -> int:
        """The depth that they take if the last of them goes on at the next sheet."""
        if not due:
            return 0
        *before, (note, line) = due
        whole = sum(self._rest(number, first, len(self.ends[number]) - 1) for number, first in before)
        lines = len(self.ends[note]) - 1
        end = line + KEPT if lines - line >= 2 * KEPT else lines
        return self._depth(whole + self._rest(note, line, end))

    def set(self, due: Due, depth: int) -> tuple[tuple[NoteLines, ...], Due]:
        """Set what there is room for: the lines of notes that stand here, and what is still due."""
        room = depth - self.top + 1
        placed: list[NoteLines] = []
        for number, (note, line) in enumerate(due):
            lines = len(self.ends[note]) - 1
            end = max((end for end in range(line, lines + 1) if self._rest(note, line, end) <= room), default=line)
            if end < lines:
                end = min(end, lines - KEPT)
                if end - line >= KEPT:
                    placed.append(NoteLines(note, line, end))
                    return tuple(placed), ((note, end), *due[number + 1 :])
                return tuple(placed), due[number:]
            placed.append(NoteLines(note, line, lines))
            room -= self._rest(note, line, lines)
        return tuple(placed), ()

    def height(self, lines: NoteLines) -> int:
        """The height of some lines of a note."""
        return self._rest(*lines)

    def _rest(self, note: int, line: int, end: int) -> int:
        return self.ends[note][end] - self.ends[note][line]

    def _depth(self, height: int) -> int:
        return up(height + self.top) if height else 0


def called(matter: Matter, columns: Iterator[Trace | None]) -> Due:
    """The notes that are called in some columns, in their order."""
    notes: set[int] = set()
    for column in columns:
        trace = column
        while trace is not None:
            way = matter.pieces[trace.item].ways[trace.way]
            notes.update(note for line, note in way.notes if trace.line <= line < trace.end)
            trace = trace.above
    return tuple((note, 0) for note in sorted(notes))
