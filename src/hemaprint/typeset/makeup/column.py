# SPDX-License-Identifier: MIT
"""Fill one column: from a place in the copy and a depth to every place where the next column may begin.

A descent sets one item after another, whole, and keeps the cheapest way to every depth after each; what remains at the
foot is broken, left for the next column, or filled by a block that waits.

Since a paragraph may have several settings and white may grow, many depths can be reached (dynamic
programming). Where the foot will be does not matter on the way down, so one descent serves columns of every
depth that begin at the same place.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.matter import LINE, Matter, Piece, up

OWED = 2  # lines below a heading or a question in its column


class Start(NamedTuple):
    """A place in the copy: the next item, its next slice and its setting, and the blocks that the text has passed."""

    item: int
    line: int = 0
    way: int = 0
    waiting: tuple[int, ...] = ()


class Trace(NamedTuple):
    """The content of a column, from the foot up: slices ``line`` to ``end`` of an item at ``y`` (thousandths)."""

    above: Trace | None
    item: int
    way: int
    line: int
    end: int
    y: int


State = tuple[int, int, int, tuple[int, ...]]
"""Before an item: how deep the column is, the item above, the lines owed to a heading, the blocks that wait."""


Standing = tuple[int, int, int, tuple[int, ...], float, Trace | None, int, int]
"""A state, the price of the cheapest way to it, that way, where the item begins if the white above it does not grow,
and how deep a foot in the item may be (thousandths).
"""


class Layer(NamedTuple):
    """The states before an item, the highest of them, and how deep a foot may be from there."""

    standing: tuple[Standing, ...]
    highest: int
    reach: int


_Body = tuple[int, int, float, int]  # a setting, the height of what is set in it, its price, and how many slices it has
_Arrived = dict[State, tuple[float, Trace | None]]
"""States before an item, each with the price of the cheapest way to it, while they are found."""
NOWHERE = 1_000_000_000  # deeper than any column


@dataclass(frozen=True, slots=True)
class Going:
    """How descents are made: ``full`` is the deepest column that there is; ``width`` bounds a layer.

    ``lean``: see `hemaprint.typeset.makeup.make_up.Beam`.
    """

    matter: Matter
    full: int
    width: int
    lean: float = 0.0


class Descent:
    """One way down, from a place in the copy to the end of its flow, before item ``stop``.

    ``relaxed``: no rule can be kept any more, but all copy must be placed.
    """

    def __init__(self, going: Going, start: Start, stop: int, *, relaxed: bool = False) -> None:
        self.going, self.start, self.stop, self.relaxed = going, start, stop, relaxed
        self.pieces = going.matter.pieces
        self.layers: list[Layer] = []
        self._close({(0, -1, 0, start.waiting): (0.0, None)})

    def until(self, depth: int) -> None:
        """Go on until anything that comes next would be below this depth."""
        while len(self.layers) <= self.stop - self.start.item and self.layers[-1].highest <= depth:
            self._pass_through(self.start.item + len(self.layers) - 1)

    def _top(self, item: int, used: int, above: int, line: int) -> int:
        """Where a slice of an item begins, with the white and the decoration between it and the item above it."""
        piece = self.pieces[item]
        y = used if line else used + piece.above
        if above >= 0:
            y += self.pieces[above].after if line else self.going.matter.gap(above, item)
        return up(y) if piece.grid else y

    def _close(self, arrived: _Arrived) -> None:
        """Let blocks that wait come before the item, and keep the cheapest states."""
        item = self.start.item + len(self.layers)
        if self.going.matter.waits:
            self._stand_waiting(arrived)
        states = list(arrived.items())
        if len(states) > self.going.width:
            lean = self.going.lean / LINE
            states.sort(key=lambda entry: (entry[1][0] + lean * entry[0][0], entry[0]))
            del states[self.going.width :]
        line = self.start.line if item == self.start.item else 0
        standing = tuple(self._standing(item, line, state, *way) for state, way in states)
        highest = min((one[0] for one in standing), default=NOWHERE)
        self.layers.append(Layer(standing, highest, max((one[-1] for one in standing), default=0)))

    def _stand_waiting(self, arrived: _Arrived) -> None:
        """Put the first block that waits at every place where there is room for it, and the next below it."""
        places = list(arrived.items())
        for (used, above, owed, waiting), (cost, trace) in places:
            if owed or not waiting:
                continue
            block, piece = waiting[0], self.pieces[waiting[0]]
            halves = piece.quotation and above < 0 and self.start.line > 0
            if halves:
                continue
            y = self._top(block, used, above, 0)
            for number, way in enumerate(piece.ways):
                end, more = self._end(piece, way.ends[-1], y)
                more += cost + way.cost
                state = (end, block, 0, waiting[1:])
                if end >= 0 and (state not in arrived or more < arrived[state][0]):
                    arrived[state] = (more, Trace(trace, block, number, 0, way.slices, y))
                    places.append((state, arrived[state]))

    def _standing(self, item: int, line: int, state: State, cost: float, trace: Trace | None) -> Standing:
        used, above, owed, waiting = state
        if item == self.stop:
            return used, above, owed, waiting, cost, trace, used, used
        piece = self.pieces[item]
        top = self._top(item, used, above, line)
        reach = top + piece.highest + piece.repeat - (piece.ways[self.start.way].ends[line] if line else 0)
        if waiting:
            block = self.pieces[waiting[0]]
            reach += block.before + block.highest
        return used, above, owed, waiting, cost, trace, top, max(used, reach)

    def _pass_through(self, item: int) -> None:
        """Set an item whole below everything that may be above it, or let it wait."""
        piece, arrived = self.pieces[item], _Arrived()
        line = self.start.line if item == self.start.item else 0
        bodies = self._bodies(piece, line)
        waits = piece.may_wait and not line
        for one in self.layers[-1].standing:
            used, above, owed, waiting, cost, trace, _, _ = one
            if waits:
                state = (used, above, owed, (*waiting, item))
                if state not in arrived or cost < arrived[state][0]:
                    arrived[state] = (cost, trace)
            if not (piece.ordered and waiting):
                self._set(item, line, bodies, one, arrived)
        self._close(arrived)

    def _set(self, item: int, line: int, bodies: list[_Body], one: Standing, arrived: _Arrived) -> None:
        """Set an item below a state, in every setting and with every white that it may have."""
        piece = self.pieces[item]
        _, above, owed, waiting, cost, trace, top, _ = one
        cost += prices.WAIT_ITEM * len(waiting)
        for more in range(piece.stretch + 1 if above >= 0 and not line else 1):
            y = top + more * LINE
            for way, body, price, slices in bodies:
                end, extra = self._end(piece, body, y)
                if end < 0:
                    continue
                left = self._owed(piece, owed, slices - line) if owed or piece.with_next else 0
                state = (end, item, left, waiting)
                now = cost + more * prices.STRETCH + price + extra
                known = arrived.get(state)
                if known is None or now < known[0]:
                    arrived[state] = (now, Trace(trace, item, way, line, slices, y))

    def _owed(self, piece: Piece, owed: int, lines: int) -> int:
        if self.relaxed:
            return 0
        if piece.with_next:
            return OWED
        return 0 if piece.block or lines >= owed else owed - lines

    def _bodies(self, piece: Piece, line: int) -> list[_Body]:
        """The settings that an item may have here."""
        if line:
            way, slices = self.start.way, piece.ways[self.start.way].slices
            return [(way, piece.height(way, line, slices) + piece.below, 0.0, slices)]
        return [
            (number, way.ends[-1] + piece.below, way.cost, len(way.ends) - 1) for number, way in enumerate(piece.ways)
        ]

    def _end(self, piece: Piece, body: int, y: int) -> tuple[int, float]:
        """The end of a body that begins at y, and its price if no column can hold it; -1 if it may go elsewhere."""
        full = self.going.full
        if y + body <= full:
            return y + body, 0.0
        return (full, prices.OVERSIZE) if body > full and not y and piece.whole else (-1, 0.0)


# ---------------------------------------------------------------- feet

_ANY = 1_000_000
_FEW = 2  # with fewer even feet than this, uneven ones are also examined


class End(NamedTuple):
    """A foot: where the copy goes on, its cost, the lines that it is short, and whether a hyphen is there."""

    start: Start
    cost: float
    short: int
    hyphen: bool
    used: int
    trace: Trace | None


@dataclass(frozen=True, slots=True)
class Column:
    """All promising feet of a column. ``stops``: where the flow ends, at any depth."""

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
        """Fill a column of a flow that ends before item ``stop``; ``even``: feet that are short are not needed."""
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
            for tolerance in (prices.HOLE_LINES, _ANY):
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
    """Whether columns side by side contain the tail."""
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
        """Whether a column may end between two items: not where the flow ends, nor empty at full depth."""
        ends_flow = item == self.stop and not waiting
        return not ends_flow and (trace is not None or self.depth < self.descent.going.full)

    def _parts(self, piece: Piece) -> bool:
        return not piece.whole or (self.relaxed and not piece.block)

    def _part(self, ends: dict[Start, End], item: int, line: int, one: Standing, above: int) -> None:
        """Feet within an item, from the last that fits up to those just below ``above``."""
        piece, depth = self.pieces[item], self.depth
        _, _, owed, waiting, cost, above_it, top, _ = one
        if piece.ordered and waiting:
            return
        price = cost + prices.WAIT_ITEM * len(waiting) + (prices.CUT_BLOCK if piece.block else 0.0)
        first, last = max(piece.first, owed), piece.last
        if self.relaxed and not piece.block:
            price += prices.BROKEN_RULE
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
            # below the lines a block that waits may fill the foot
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
    """Whether a way to a place is cheaper than the known one."""
    known = ends.get(start)  # type: ignore[call-overload]  # a Start is such a tuple, and slower to make
    return known is None or cost + short * prices.UNEVEN < known.cost + known.short * prices.UNEVEN
