"""Fill one column: from a place in the copy and a depth to every place where the next column may begin.

What remains at the foot is parted, left for the next column, or filled by a block that waits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.makeup.descent import Descent, Going, Standing, Start, Trace
from hemaprint.typeset.makeup.matter import LINE, Matter, Piece, Way
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
            descent = self._descents[start, stop, relaxed] = Descent(self.going, start, stop, relaxed=relaxed)
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
        self.pieces = descent.pieces

    def column(self) -> Column:
        """Gather even feet if there are some, else uneven ones, else any."""
        stops = self._stops()
        ends: dict[Start, End] = {}
        for tolerance, enough in ((0, _FEW), (HOLE_LINES, 1), (_ANY, 0)):
            ends = self._ends(self.depth - (tolerance + 1) * LINE)
            if len(ends) >= enough or (tolerance and stops):
                break
        return Column(tuple(ends.values()), stops)

    def _stops(self) -> tuple[End, ...]:
        """Where the flow ends, or a block stands across it."""
        stops: dict[tuple[Start, int], End] = {}
        for item, layer in enumerate(self.descent.layers, self.start.item):
            if item < self.stop and not self.descent.crosses(item):
                continue
            for one in layer.standing:
                if one.used > self.depth or (one.waiting and not self._ends_flow(item, one.waiting)):
                    continue
                short = (self.depth - one.used) // LINE
                end = End(Start(item, 0, 0, one.waiting), one.cost, short, False, one.used, one.trace)
                known = stops.get((end.start, one.used))
                if known is None or one.cost < known.cost:
                    stops[end.start, one.used] = end
        return tuple(stops.values())

    def _ends(self, above: int) -> dict[Start, End]:
        """The feet below a depth, one for each place at which the copy may go on."""
        ends: dict[Start, End] = {}
        depth = self.depth
        for item, layer in enumerate(self.descent.layers, self.start.item):
            if layer.reach <= above:
                continue
            line, way = (self.start.line, self.start.way) if item == self.start.item else (0, 0)
            parts = item < self.stop and self._parts(self.pieces[item]) and not self.descent.crosses(item)
            for one in layer.standing:
                used = one.used
                if used > depth:
                    continue
                if used > above and not one.owed and self._may_end(item, one):
                    short = (depth - used) // LINE
                    _keep(ends, Start(item, line, way, one.waiting), one.cost, short, False, used, one.trace)
                if parts and one.reach > above:
                    self._part(ends, item, line, one, above)
        return ends

    def _may_end(self, item: int, one: Standing) -> bool:
        """Whether a column may end between two items: not where the flow ends, nor empty if it is as deep as can be."""
        if self._ends_flow(item, one.waiting):
            return False
        return one.trace is not None or self.depth < self.descent.going.full

    def _ends_flow(self, item: int, waiting: tuple[int, ...]) -> bool:
        """Whether nothing more goes into these columns, unless a block across them is placed before."""
        return item == self.stop and (not waiting or self.pieces[waiting[0]].wide)

    def _parts(self, piece: Piece) -> bool:
        return not piece.whole or (self.relaxed and not piece.block)

    def _part(self, ends: dict[Start, End], item: int, line: int, one: Standing, above: int) -> None:
        """Feet at which an item is parted; below its lines a block that waits may stand."""
        piece, waiting, top = self.pieces[item], one.waiting, one.top
        if piece.ordered and waiting:
            return
        price = one.cost + WAIT_ITEM * len(waiting) + (CUT_BLOCK if piece.block else 0.0)
        if self.relaxed and not piece.block:
            price += BROKEN_RULE
        for way in (self.start.way,) if line else range(len(piece.ways)):
            setting = piece.ways[way]
            now = price if line else price + setting.cost
            for end, foot in self._turns(piece, setting, line, top, self.depth, above, one.owed):
                start, hyphen = Start(item, end, way, waiting), end - 1 in setting.hyphens
                placed = Trace(one.trace, item, way, line, end, top)
                _keep(ends, start, now, (self.depth - foot) // LINE, hyphen, foot, placed)
            if waiting and not self.pieces[waiting[0]].wide:
                block = self.pieces[waiting[0]]
                y = self.depth - block.highest
                foot = y - block.before
                for end, _ in self._turns(piece, setting, line, top, foot, foot - LINE, one.owed):
                    start, hyphen = Start(item, end, way, waiting[1:]), end - 1 in setting.hyphens
                    text = Trace(one.trace, item, way, line, end, top)
                    placed = Trace(text, waiting[0], 0, 0, block.ways[0].slices, y)
                    _keep(ends, start, now, 0, hyphen, self.depth, placed)

    def _turns(
        self, piece: Piece, setting: Way, line: int, top: int, foot: int, above: int, owed: int
    ) -> Iterator[tuple[int, int]]:
        """Slices behind which an item may be parted, from the last that ends at ``foot`` to the last at ``above``,
        each with where it ends.
        """
        ends = setting.ends
        shift = top - ends[line] + (piece.repeat if line else 0)
        first, last = (1, 1) if self.relaxed else (max(piece.first, owed), piece.last)
        end = min(bisect_right(ends, foot - shift), len(ends) - last) - 1
        while end >= line + first and ends[end] + shift > above:
            yield end, ends[end] + shift
            end -= 1


def _keep(
    ends: dict[Start, End], start: Start, cost: float, short: int, hyphen: bool, used: int, trace: Trace | None
) -> None:
    """Of two ways to one place the cheaper stays."""
    known = ends.get(start)
    if known is None or cost + short * UNEVEN < known.cost + known.short * UNEVEN:
        ends[start] = End(start, cost, short, hyphen, used, trace)
