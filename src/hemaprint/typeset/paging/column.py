"""Fill one column: from a place in the copy and a depth to every place where the next column may begin.

The items go down the column one after another. Since a paragraph may have several settings and white may grow, many
depths can be reached behind each item; for each the cheapest way is kept (dynamic programming). What remains at the
foot is parted, left for the next column, or filled by a block that waits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.paging.matter import LINE, Matter, Piece, up
from hemaprint.typeset.paging.prices import (
    BROKEN_RULE,
    CUT_BLOCK,
    HOLE_LINES,
    OVERSIZE,
    STRETCH,
    UNEVEN,
    WAIT_ITEM,
)

OWED = 2
"""Lines that stand below a heading or a question in its column."""
_ANY = 1_000_000
_FEW = 2
"""With fewer feet than this that are even, uneven ones are looked at."""


class Start(NamedTuple):
    """A place in the copy: the next item, its next slice and its setting, and the blocks that the text has passed."""

    item: int
    line: int = 0
    way: int = 0
    waiting: tuple[int, ...] = ()


class Trace(NamedTuple):
    """What stands in a column, from the foot up: slices ``line`` to ``end`` of an item at ``y`` (thousandths)."""

    above: Trace | None
    item: int
    way: int
    line: int
    end: int
    y: int


def foot_of(matter: Matter, trace: Trace | None) -> int:
    """Where a column ends, in thousandths of a line."""
    if trace is None:
        return 0
    piece = matter.pieces[trace.item]
    below = piece.below if trace.end == piece.ways[trace.way].slices else 0
    return trace.y + piece.height(trace.way, trace.line, trace.end) + below


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


_Key = tuple[int, int, int, tuple[int, ...]]
"""How deep (thousandths), the item above, the lines owed to a heading, the blocks that wait."""
_Layer = dict[_Key, tuple[float, Trace | None]]


@dataclass(slots=True)
class Columns:
    """Columns filled, each once. ``full`` is the depth of the deepest column that there is; ``width`` bounds a
    layer.
    """

    matter: Matter
    full: int
    width: int
    lean: float = 0.0
    bounded: bool = False
    filled: dict[tuple[Start, int, int], Column] = field(default_factory=dict)

    def fill(self, start: Start, depth: int, stop: int) -> Column:
        """Fill a column of a flow that ends before item ``stop``."""
        key = (start, depth, stop)
        column = self.filled.get(key)
        if column is None:
            column = _Filling(self, start, depth, stop, relaxed=False).column()
            if not column.ends and not column.stops:
                column = _Filling(self, start, depth, stop, relaxed=True).column()
            self.filled[key] = column
        return column


class _Filling:
    """One column being filled. ``relaxed``: no rule can be kept any more, but all copy must be placed."""

    def __init__(self, columns: Columns, start: Start, depth: int, stop: int, *, relaxed: bool) -> None:
        self.columns = columns
        self.matter = columns.matter
        self.pieces = columns.matter.pieces
        self.start, self.depth, self.stop, self.relaxed = start, depth, stop, relaxed
        self.layers: list[_Layer] = [{}]
        self.stops: dict[tuple[Start, int], End] = {}

    def column(self) -> Column:
        """Go down the column, then gather its feet: even ones if there are some."""
        self._arrive(self.start.item, 0, -1, 0, self.start.waiting, 0.0, None)
        for item in range(self.start.item, self.stop):
            if not self.layers[-1]:
                self.layers.pop()
                break
            self._narrow(item)
            self.layers.append({})
            self._pass_through(item)
        else:
            self._stop_at(self.stop)
        for tolerance, enough in ((0, _FEW), (HOLE_LINES, 1), (_ANY, 0)):
            ends = self._ends(tolerance)
            if len(ends) >= enough or (tolerance and self.stops):
                break
        return Column(tuple(ends.values()), tuple(self.stops.values()))

    # ------------------------------------------------------------ down the column

    def _arrive(
        self, item: int, used: int, above: int, owed: int, waiting: tuple[int, ...], cost: float, trace: Trace | None
    ) -> None:
        """Come to the place before an item; a block that waits may stand here."""
        layer = self.layers[item - self.start.item]
        key = (used, above, owed, waiting)
        known = layer.get(key)
        if known is not None and known[0] <= cost:
            return
        layer[key] = (cost, trace)
        if waiting and not owed and not self.pieces[waiting[0]].wide:
            block = waiting[0]
            y = used + (self.matter.gap(above, block) if above >= 0 else 0)
            piece = self.pieces[block]
            body = piece.ways[0].ends[-1]
            end, more = (y + body, 0.0) if y + body <= self.depth else self._oversize(piece, body, y)
            if end >= 0:
                placed = Trace(trace, block, 0, 0, piece.ways[0].slices, y)
                self._arrive(item, end, block, 0, waiting[1:], cost + more, placed)

    def _narrow(self, item: int) -> None:
        """Keep the cheapest states of a layer."""
        layer = self.layers[item - self.start.item]
        if len(layer) > self.columns.width:
            lean = self.columns.lean / LINE
            ranked = sorted(layer.items(), key=lambda entry: (entry[1][0] + lean * entry[0][0], entry[0]))
            best = ranked[: self.columns.width]
            self.layers[item - self.start.item] = dict(best)
            self.columns.bounded = True

    def _pass_through(self, item: int) -> None:
        """Set an item whole below whatever may stand above it, or let it wait."""
        piece = self.pieces[item]
        crossing = self._crosses(item)
        if crossing:
            self._stop_at(item)
        line = self.start.line if item == self.start.item else 0
        bodies = self._bodies(piece, line)
        waits = piece.may_wait and not line and (crossing or not piece.wide)
        for (used, above, owed, waiting), (cost, trace) in self.layers[item - self.start.item].items():
            if waits:
                self._arrive(item + 1, used, above, owed, (*waiting, item), cost, trace)
            if crossing or (piece.ordered and waiting):
                continue
            passed = cost + WAIT_ITEM * len(waiting)
            top = self._top(piece, item, used, above, line)
            for more in range(1 + (piece.stretch if above >= 0 and not line else 0)):
                y, white = top + more * LINE, more * STRETCH
                for way, body, price, lines in bodies:
                    end, extra = (y + body, 0.0) if y + body <= self.depth else self._oversize(piece, body, y)
                    if end < 0:
                        continue
                    left = self._owed(piece, owed, lines - line)
                    placed = Trace(trace, item, way, line, lines, y)
                    self._arrive(item + 1, end, item, left, waiting, passed + white + price + extra, placed)

    def _crosses(self, item: int) -> bool:
        """Whether an item stands across this flow, rather than in a strip of its own."""
        return self.pieces[item].wide and self.stop > item + 1

    def _owed(self, piece: Piece, owed: int, lines: int) -> int:
        if self.relaxed:
            return 0
        if piece.with_next:
            return OWED
        return 0 if piece.block else max(0, owed - lines)

    def _top(self, piece: Piece, item: int, used: int, above: int, line: int) -> int:
        """Where the first slice of an item begins, if the white above it does not grow."""
        if above < 0:
            y = used
        elif line:
            y = used + self.pieces[above].after
        else:
            y = used + self.matter.gap(above, item)
        y += 0 if line else piece.above
        return up(y) if piece.grid else y

    def _bodies(self, piece: Piece, line: int) -> list[tuple[int, int, float, int]]:
        """The settings that an item may have here, each with its height, its price, and how many slices it has."""
        if line:
            way, slices = self.start.way, piece.ways[self.start.way].slices
            return [(way, piece.height(way, line, slices) + piece.below, 0.0, slices)]
        return [
            (number, way.ends[-1] + piece.below, way.cost, len(way.ends) - 1) for number, way in enumerate(piece.ways)
        ]

    def _oversize(self, piece: Piece, body: int, y: int) -> tuple[int, float]:
        """Where a block ends that is too high for every column, and what that costs; -1 if it may go elsewhere."""
        if body > self.columns.full <= self.depth and not y and piece.whole:
            return self.depth, OVERSIZE
        return -1, 0.0

    # ------------------------------------------------------------ feet

    def _stop_at(self, item: int) -> None:
        """The flow ends here, or a block across the text stands here."""
        for (used, _, _, waiting), (cost, trace) in self.layers[item - self.start.item].items():
            if waiting and (item < self.stop or not all(self.pieces[block].wide for block in waiting)):
                continue
            end = End(Start(item, 0, 0, waiting), cost, (self.depth - used) // LINE, False, used, trace)
            known = self.stops.get((end.start, used))
            if known is None or cost < known.cost:
                self.stops[end.start, used] = end

    def _ends(self, tolerance: int) -> dict[Start, End]:
        """The feet that are at most so many lines short, one for each place at which the copy may go on."""
        ends: dict[Start, End] = {}
        for item, layer in enumerate(self.layers, self.start.item):
            for (used, above, owed, waiting), (cost, trace) in layer.items():
                if (self.depth - used) // LINE <= tolerance and not owed and self._may_end(item, waiting, trace):
                    line, way = (self.start.line, self.start.way) if item == self.start.item else (0, 0)
                    short = (self.depth - used) // LINE
                    _keep(ends, End(Start(item, line, way, waiting), cost, short, False, used, trace))
                if item < self.stop:
                    for end in self._parted(item, used, above, owed, waiting, cost, trace, tolerance):
                        _keep(ends, end)
        return ends

    def _may_end(self, item: int, waiting: tuple[int, ...], trace: Trace | None) -> bool:
        """Whether a column may end between two items: not where the flow ends, nor empty if it is as deep as can be."""
        if item == self.stop and all(self.pieces[block].wide for block in waiting):
            return False
        return trace is not None or self.depth < self.columns.full

    def _parted(
        self,
        item: int,
        used: int,
        above: int,
        owed: int,
        waiting: tuple[int, ...],
        cost: float,
        trace: Trace | None,
        tolerance: int,
    ) -> Iterator[End]:
        """Feet at which this item is parted; below its lines a block that waits may stand."""
        piece = self.pieces[item]
        relaxed = self.relaxed and not piece.block
        if (piece.whole and not relaxed) or self._crosses(item) or (piece.ordered and waiting):
            return
        line = self.start.line if item == self.start.item else 0
        y = self._top(piece, item, used, above, line)
        begun = piece.ways[self.start.way].ends[line] if line else 0
        if not waiting and y + piece.highest - begun < self.depth - tolerance * LINE:
            return
        price = cost + WAIT_ITEM * len(waiting) + (BROKEN_RULE if relaxed else 0.0)
        if piece.block:
            price += CUT_BLOCK
        for way in (self.start.way,) if line else range(len(piece.ways)):
            now = price + (0.0 if line else piece.ways[way].cost)
            for end, foot in self._turns(piece, way, line, y, self.depth, owed, tolerance):
                hyphen = end - 1 in piece.ways[way].hyphens
                placed = Trace(trace, item, way, line, end, y)
                yield End(Start(item, end, way, waiting), now, (self.depth - foot) // LINE, hyphen, foot, placed)
            if waiting and not self.pieces[waiting[0]].wide:
                yield from self._block_at_foot(item, way, line, y, owed, waiting, now, trace)

    def _block_at_foot(
        self,
        item: int,
        way: int,
        line: int,
        y: int,
        owed: int,
        waiting: tuple[int, ...],
        cost: float,
        trace: Trace | None,
    ) -> Iterator[End]:
        """Feet at which the first block that waits stands below the lines of a parted paragraph."""
        piece, block = self.pieces[item], self.pieces[waiting[0]]
        top = self.depth - block.height(0, 0, block.ways[0].slices)
        for end, _ in self._turns(piece, way, line, y, top - block.before, owed, 0):
            above = Trace(trace, item, way, line, end, y)
            placed = Trace(above, waiting[0], 0, 0, block.ways[0].slices, top)
            hyphen = end - 1 in piece.ways[way].hyphens
            yield End(Start(item, end, way, waiting[1:]), cost, 0, hyphen, self.depth, placed)

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
