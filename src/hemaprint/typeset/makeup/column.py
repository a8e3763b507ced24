"""Fill one column: from a place in the copy and a depth to every place where the next column may begin.

What remains at the foot is parted, left for the next column, or filled by a block that waits.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.makeup.descent import Descent, Going, Standing, Start, Trace
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
    """All feet of a column worth a look. ``stops``: where the flow ends, at any depth."""

    ends: tuple[End, ...]
    stops: tuple[End, ...]


@dataclass(slots=True)
class Columns:
    """Columns filled, each once."""

    going: Going
    _even: dict[tuple[Start, int, int], Column] = field(default_factory=dict)
    _filled: dict[tuple[Start, int, int], Column] = field(default_factory=dict)
    _descents: dict[tuple[Start, int, bool], Descent] = field(default_factory=dict)

    def fill(self, start: Start, depth: int, stop: int, *, even: bool) -> Column:
        """Fill a column of a flow that ends before item ``stop``; ``even``: nobody asks for feet that are short."""
        key = (start, depth, stop)
        column = self._even.get(key)
        if column is None:
            column = self._even[key] = self._feet(start, depth, stop).column(0)
        if even or len(column.ends) >= _FEW:
            return column
        filled = self._filled.get(key)
        if filled is None:
            filled = self._filled[key] = self._uneven(start, depth, stop)
        return filled

    def _uneven(self, start: Start, depth: int, stop: int) -> Column:
        """Look for feet that are a little short, then for any, and last for those that break a rule."""
        for relaxed in (False, True):
            feet = self._feet(start, depth, stop, relaxed=relaxed)
            for tolerance in (HOLE_LINES, _ANY):
                column = feet.column(tolerance)
                if column.ends or column.stops:
                    return column
        return column

    def _feet(self, start: Start, depth: int, stop: int, *, relaxed: bool = False) -> _Feet:
        descent = self._descents.get((start, stop, relaxed))
        if descent is None:
            descent = self._descents[start, stop, relaxed] = Descent(self.going, start, stop, relaxed=relaxed)
        descent.until(depth)
        return _Feet(descent, depth)


def foot_of(matter: Matter, trace: Trace | None) -> int:
    """Where a column ends, in thousandths of a line."""
    if trace is None:
        return 0
    piece = matter.pieces[trace.item]
    below = piece.below if trace.end == piece.ways[trace.way].slices else 0
    return trace.y + piece.height(trace.way, trace.line, trace.end) + below


def is_tail(matter: Matter, columns: tuple[Trace | None, ...]) -> bool:
    """Whether columns side by side hold the tail."""
    return columns[0] is not None and matter.pieces[columns[0].item].tail


class _Feet:
    """The feet of a descent at one depth."""

    def __init__(self, descent: Descent, depth: int) -> None:
        self.descent, self.depth = descent, depth
        self.start, self.stop, self.relaxed = descent.start, descent.stop, descent.relaxed
        self.pieces = descent.pieces

    def column(self, tolerance: int) -> Column:
        """The feet that are at most so many lines short."""
        ends = self._ends(self.depth - (tolerance + 1) * LINE)
        return Column(tuple(ends.values()), self._stops())

    def _stops(self) -> tuple[End, ...]:
        """Where the flow ends, and no block of it waits."""
        stops: dict[int, End] = {}
        for layer in self.descent.layers[self.stop - self.start.item :]:
            for used, _, _, waiting, cost, trace, _, _ in layer.standing:
                known = stops.get(used)
                if used <= self.depth and not waiting and (known is None or cost < known.cost):
                    short = (self.depth - used) // LINE
                    stops[used] = End(Start(self.stop), cost, short, False, used, trace)
        return tuple(stops.values())

    def _ends(self, above: int) -> dict[Start, End]:
        """The feet below a depth, one for each place at which the copy may go on."""
        ends: dict[Start, End] = {}
        depth = self.depth
        for item, layer in enumerate(self.descent.layers, self.start.item):
            if layer.reach <= above:
                continue
            line, way = (self.start.line, self.start.way) if item == self.start.item else (0, 0)
            parts = item < self.stop and self._parts(self.pieces[item])
            for one in layer.standing:
                used, _, owed, waiting, cost, trace, _, reach = one
                if used > depth:
                    continue
                if used > above and not owed and self._may_end(item, waiting, trace):
                    short = (depth - used) // LINE
                    start = Start(item, line, way, waiting)
                    if _is_cheaper(ends, start, cost, short):
                        ends[start] = End(start, cost, short, False, used, trace)
                if parts and reach > above:
                    self._part(ends, item, line, one, above)
        return ends

    def _may_end(self, item: int, waiting: tuple[int, ...], trace: Trace | None) -> bool:
        """Whether a column may end between two items: not where the flow ends, nor empty if it is as deep as can be."""
        ends_flow = item == self.stop and not waiting
        return not ends_flow and (trace is not None or self.depth < self.descent.going.full)

    def _parts(self, piece: Piece) -> bool:
        return not piece.whole or (self.relaxed and not piece.block)

    def _part(self, ends: dict[Start, End], item: int, line: int, one: Standing, above: int) -> None:
        """Feet at which an item is parted, from the last that is deep enough up to those just below ``above``."""
        piece, depth = self.pieces[item], self.depth
        _, _, owed, waiting, cost, above_it, top, _ = one
        if piece.ordered and waiting:
            return
        price = cost + WAIT_ITEM * len(waiting) + (CUT_BLOCK if piece.block else 0.0)
        first, last = max(piece.first, owed), piece.last
        if self.relaxed and not piece.block:
            price += BROKEN_RULE
        if self.relaxed:
            first = last = 1
        block = self.pieces[waiting[0]] if waiting else None
        for way in (self.start.way,) if line else range(len(piece.ways)):
            setting = piece.ways[way]
            heights, now = setting.ends, price if line else price + setting.cost
            shift = top - heights[line] + (piece.repeat if line else 0)
            end = min(bisect_right(heights, depth - shift), len(heights) - last) - 1
            while end >= line + first and (foot := heights[end] + shift) > above:
                short = (depth - foot) // LINE
                if _is_cheaper(ends, (item, end, way, waiting), now, short):
                    start, placed = Start(item, end, way, waiting), Trace(above_it, item, way, line, end, top)
                    ends[start] = End(start, now, short, end - 1 in setting.hyphens, foot, placed)
                end -= 1
            if block is None:
                continue
            # below the lines a block that waits may stand on the foot
            y = depth - block.highest
            room = y - block.before - shift
            end = min(bisect_right(heights, room), len(heights) - last) - 1
            while end >= line + first and heights[end] > room - LINE:
                if _is_cheaper(ends, (item, end, way, waiting[1:]), now, 0):
                    start, text = Start(item, end, way, waiting[1:]), Trace(above_it, item, way, line, end, top)
                    placed = Trace(text, waiting[0], 0, 0, block.ways[0].slices, y)
                    ends[start] = End(start, now, 0, end - 1 in setting.hyphens, depth, placed)
                end -= 1


def _is_cheaper(ends: dict[Start, End], start: tuple[int, int, int, tuple[int, ...]], cost: float, short: int) -> bool:
    """Of two ways to one place the cheaper stays."""
    known = ends.get(start)  # type: ignore[call-overload]  # a Start is such a tuple, and slower to make
    return known is None or cost + short * UNEVEN < known.cost + known.short * UNEVEN
