"""Fill one column: from a place in the copy and a depth to every place where the next column may begin.

What remains at the foot is parted, left for the next column, or filled by a block that waits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.makeup.descent import Descent, Going, Start, State, Trace
from hemaprint.typeset.makeup.matter import LINE, Matter, Piece
from hemaprint.typeset.makeup.prices import BROKEN_RULE, CUT_BLOCK, HOLE_LINES, UNEVEN, WAIT_ITEM

_ANY = 1_000_000
_FEW = 2
"""With fewer feet than this that are even, uneven ones are looked at."""


class End(NamedTuple):
    """A foot: where the copy goes on, what it cost, the lines that it is short, and whether a hyphen stands there."""

    start: Start
    cost: float
    short: int
    hyphen: bool
    used: int
    trace: Trace | None


@dataclass(frozen=True, slots=True)
class Column:
    """All feet of a column worth a look. ``stops``: where the flow ends, or is crossed by a block, at any depth."""

    ends: tuple[End, ...]
    stops: tuple[End, ...]


@dataclass(slots=True)
class Columns:
    """Columns filled, each once."""

    going: Going
    bounded: bool = False
    _filled: dict[tuple[Start, int, int], Column] = field(default_factory=dict)
    _descents: dict[tuple[Start, int, bool], Descent] = field(default_factory=dict)

    def fill(self, start: Start, depth: int, stop: int) -> Column:
        """Fill a column of a flow that ends before item ``stop``."""
        key = (start, depth, stop)
        column = self._filled.get(key)
        if column is None:
            column = self._column(start, depth, stop, relaxed=False)
            if not column.ends and not column.stops:
                column = self._column(start, depth, stop, relaxed=True)
            self._filled[key] = column
        return column

    def _column(self, start: Start, depth: int, stop: int, *, relaxed: bool) -> Column:
        descent = self._descents.get((start, stop, relaxed))
        if descent is None:
            descent = self._descents[start, stop, relaxed] = Descent(self.going, start, stop, relaxed)
        descent.until(depth)
        self.bounded = self.bounded or descent.bounded
        return _Feet(descent, depth).column()


def foot_of(matter: Matter, trace: Trace | None) -> int:
    """Where a column ends, in thousandths of a line."""
    if trace is None:
        return 0
    piece = matter.pieces[trace.item]
    below = piece.below if trace.end == piece.ways[trace.way].slices else 0
    return trace.y + piece.height(trace.way, trace.line, trace.end) + below


class _Feet:
    """The feet of a descent at one depth."""

    def __init__(self, descent: Descent, depth: int) -> None:
        self.descent, self.depth = descent, depth
        self.start, self.stop, self.relaxed = descent.start, descent.stop, descent.relaxed
        self.matter = descent.going.matter
        self.pieces = self.matter.pieces

    def column(self) -> Column:
        """Gather even feet if there are some, else uneven ones, else any."""
        stops = self._stops()
        ends: dict[Start, End] = {}
        for tolerance, enough in ((0, _FEW), (HOLE_LINES, 1), (_ANY, 0)):
            ends = self._ends(tolerance)
            if len(ends) >= enough or (tolerance and stops):
                break
        return Column(tuple(ends.values()), stops)

    def _stops(self) -> tuple[End, ...]:
        """Where the flow ends, or a block stands across it."""
        stops: dict[tuple[Start, int], End] = {}
        for item, layer in enumerate(self.descent.layers, self.start.item):
            if item < self.stop and not self.descent.crosses(item):
                continue
            for state, (cost, trace) in layer.items():
                if state.used > self.depth or (state.waiting and not self._ends_flow(item, state)):
                    continue
                short = (self.depth - state.used) // LINE
                end = End(Start(item, 0, 0, state.waiting), cost, short, False, state.used, trace)
                known = stops.get((end.start, state.used))
                if known is None or cost < known.cost:
                    stops[end.start, state.used] = end
        return tuple(stops.values())

    def _ends(self, tolerance: int) -> dict[Start, End]:
        """The feet that are at most so many lines short, one for each place at which the copy may go on."""
        ends: dict[Start, End] = {}
        least = self.depth - tolerance * LINE
        for item, layer in enumerate(self.descent.layers, self.start.item):
            if item < self.stop and not self._may_reach(item, least):
                continue
            for state, (cost, trace) in layer.items():
                if state.used > self.depth:
                    continue
                short = (self.depth - state.used) // LINE
                if short <= tolerance and not state.owed and self._may_end(item, state, trace):
                    line, way = (self.start.line, self.start.way) if item == self.start.item else (0, 0)
                    _keep(ends, End(Start(item, line, way, state.waiting), cost, short, False, state.used, trace))
                if item < self.stop:
                    for end in self._parted(item, state, cost, trace, tolerance):
                        _keep(ends, end)
        return ends

    def _may_reach(self, item: int, least: int) -> bool:
        """Whether a foot as deep as ``least`` may be in this item or before it; blocks that wait may always be
        there.
        """
        deepest = self.descent.deepest[item - self.start.item]
        return self.matter.waits or deepest + self.matter.reach[item] >= least

    def _may_end(self, item: int, state: State, trace: Trace | None) -> bool:
        """Whether a column may end between two items: not where the flow ends, nor empty if it is as deep as can be."""
        if self._ends_flow(item, state):
            return False
        return trace is not None or self.depth < self.descent.going.full

    def _ends_flow(self, item: int, state: State) -> bool:
        """Whether nothing more goes into these columns, unless a block across them is placed before."""
        return item == self.stop and (not state.waiting or self.pieces[state.waiting[0]].wide)

    def _parted(self, item: int, state: State, cost: float, trace: Trace | None, tolerance: int) -> Iterator[End]:
        """Feet at which this item is parted; below its lines a block that waits may stand."""
        piece, waiting = self.pieces[item], state.waiting
        relaxed = self.relaxed and not piece.block
        if (piece.whole and not relaxed) or self.descent.crosses(item) or (piece.ordered and waiting):
            return
        line = self.start.line if item == self.start.item else 0
        y = self.descent.top(item, state, line)
        begun = piece.ways[self.start.way].ends[line] if line else 0
        if not waiting and y + piece.highest + piece.repeat - begun < self.depth - tolerance * LINE:
            return
        price = cost + WAIT_ITEM * len(waiting) + (BROKEN_RULE if relaxed else 0.0)
        if piece.block:
            price += CUT_BLOCK
        for way in (self.start.way,) if line else range(len(piece.ways)):
            now = price + (0.0 if line else piece.ways[way].cost)
            for end, foot in self._turns(piece, way, line, y, self.depth, state.owed, tolerance):
                hyphen = end - 1 in piece.ways[way].hyphens
                placed = Trace(trace, item, way, line, end, y)
                yield End(Start(item, end, way, waiting), now, (self.depth - foot) // LINE, hyphen, foot, placed)
            if waiting and not self.pieces[waiting[0]].wide:
                yield from self._block_at_foot(Trace(trace, item, way, line, line, y), state, now)

    def _block_at_foot(self, text: Trace, state: State, cost: float) -> Iterator[End]:
        """Feet at which the first block that waits stands below the lines of a parted paragraph."""
        piece, block = self.pieces[text.item], self.pieces[state.waiting[0]]
        top = self.depth - block.height(0, 0, block.ways[0].slices)
        foot = top - block.before
        for end, _ in self._turns(piece, text.way, text.line, text.y, foot, state.owed, 0):
            placed = Trace(text._replace(end=end), state.waiting[0], 0, 0, block.ways[0].slices, top)
            hyphen = end - 1 in piece.ways[text.way].hyphens
            yield End(Start(text.item, end, text.way, state.waiting[1:]), cost, 0, hyphen, self.depth, placed)

    def _turns(
        self, piece: Piece, way: int, line: int, y: int, foot: int, owed: int, tolerance: int
    ) -> Iterator[tuple[int, int]]:
        """Slices behind which an item may be parted so that it ends near ``foot``, each with where that is."""
        ends = piece.ways[way].ends
        shift = y - ends[line] + (piece.repeat if line else 0)
        first, last = (1, 1) if self.relaxed else (max(piece.first, owed), piece.last)
        end = min(bisect_right(ends, foot - shift) - 1, len(ends) - 1 - last)
        while end >= line + first and (foot - shift - ends[end]) // LINE <= tolerance:
            yield end, ends[end] + shift
            end -= 1


def _keep(ends: dict[Start, End], end: End) -> None:
    """Of two ways to one place the cheaper stays."""
    known = ends.get(end.start)
    if known is None or end.cost + end.short * UNEVEN < known.cost + known.short * UNEVEN:
        ends[end.start] = end
