"""Go down a column: set one item after another, whole, and keep the cheapest way to every depth behind each.

Since a paragraph may have several settings and white may grow, many depths can be reached (dynamic
programming). Where the foot will be does not matter on the way down, so one descent serves columns of every
depth that begin at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from hemaprint.typeset.makeup.matter import LINE, Matter, Piece, up
from hemaprint.typeset.makeup.prices import OVERSIZE, STRETCH, WAIT_ITEM

OWED = 2
"""Lines that stand below a heading or a question in its column."""


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


class State(NamedTuple):
    """Before an item: how deep the column is, the item above, the lines owed to a heading, the blocks that wait."""

    used: int
    above: int
    owed: int
    waiting: tuple[int, ...]


Layer = dict[State, tuple[float, Trace | None]]
"""All states before an item, each with the price of the cheapest way to it."""


_Body = tuple[int, int, float, int]
"""A setting, the height of what is set in it, its price, and how many slices it has."""


@dataclass(frozen=True, slots=True)
class Going:
    """How descents are made: ``full`` is the deepest column that there is; ``width`` bounds a layer.

    ``lean``: see `hemaprint.typeset.makeup.search.Beam`.
    """

    matter: Matter
    full: int
    width: int
    lean: float = 0.0


@dataclass(slots=True)
class Descent:
    """One way down, from a place in the copy to the end of its flow, before item ``stop``.

    ``relaxed``: no rule can be kept any more, but all copy must be placed. ``deepest``: of each layer.
    """

    going: Going
    start: Start
    stop: int
    relaxed: bool = False
    bounded: bool = False
    layers: list[Layer] = field(default_factory=lambda: [{}])
    deepest: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._arrive(self.start.item, State(0, -1, 0, self.start.waiting), 0.0, None)
        self._close()

    def until(self, depth: int) -> None:
        """Go on until whatever comes next would stand below this depth."""
        while len(self.layers) <= self.stop - self.start.item and self.layers[-1]:
            if min(state.used for state in self.layers[-1]) > depth:
                return
            item = self.start.item + len(self.layers) - 1
            self.layers.append({})
            self._pass_through(item)
            self._close()

    def crosses(self, item: int) -> bool:
        """Whether an item stands across this flow, rather than in a strip of its own."""
        return self.going.matter.pieces[item].wide and self.stop > item + 1

    def top(self, item: int, state: State, line: int) -> int:
        """Where the first slice of an item begins, if the white above it does not grow."""
        y = state.used + self._white(item, state.above, line)
        return up(y) if self.going.matter.pieces[item].grid else y

    def _white(self, item: int, above: int, line: int) -> int:
        """The white and the decoration between an item and the one above it."""
        matter = self.going.matter
        white = 0 if line else matter.pieces[item].above
        if above >= 0:
            white += matter.pieces[above].after if line else matter.gap(above, item)
        return white

    def _arrive(self, item: int, state: State, cost: float, trace: Trace | None) -> None:
        """Come to the place before an item; a block that waits may stand here."""
        layer = self.layers[item - self.start.item]
        known = layer.get(state)
        if known is not None and known[0] <= cost:
            return
        layer[state] = (cost, trace)
        if state.waiting and not state.owed:
            block = state.waiting[0]
            piece = self.going.matter.pieces[block]
            halves = piece.quotation and state.above < 0 and self.start.line > 0
            if not piece.wide and not halves:
                y = self.top(block, state, 0)
                for number, way in enumerate(piece.ways):
                    end, more = y + way.ends[-1], way.cost
                    if end > self.going.full:
                        end, more = self._oversize(piece, way.ends[-1], y)
                    if end >= 0:
                        placed = Trace(trace, block, number, 0, way.slices, y)
                        self._arrive(item, State(end, block, 0, state.waiting[1:]), cost + more, placed)

    def _close(self) -> None:
        """Keep the cheapest states of the last layer."""
        layer = self.layers[-1]
        if len(layer) > self.going.width:
            lean = self.going.lean / LINE
            ranked = sorted(layer.items(), key=lambda entry: (entry[1][0] + lean * entry[0].used, entry[0]))
            layer = self.layers[-1] = dict(ranked[: self.going.width])
            self.bounded = True
        self.deepest.append(max((state.used for state in layer), default=0))

    def _pass_through(self, item: int) -> None:
        """Set an item whole below whatever may stand above it, or let it wait."""
        piece = self.going.matter.pieces[item]
        crossing = self.crosses(item)
        line = self.start.line if item == self.start.item else 0
        bodies = self._bodies(piece, line)
        waits = piece.may_wait and not line and (crossing or not piece.wide)
        for state, (cost, trace) in self.layers[item - self.start.item].items():
            if waits:
                self._arrive(item + 1, state._replace(waiting=(*state.waiting, item)), cost, trace)
            if not crossing and not (piece.ordered and state.waiting):
                self._set(item, piece, line, bodies, state, cost, trace)

    def _set(
        self,
        item: int,
        piece: Piece,
        line: int,
        bodies: list[_Body],
        state: State,
        cost: float,
        trace: Trace | None,
    ) -> None:
        """Set an item below a state, in every setting and with every white that it may have."""
        _, above, owed, waiting = state
        top = self.top(item, state, line)
        if waiting:
            cost += WAIT_ITEM * len(waiting)
        for more in range(piece.stretch + 1 if above >= 0 and not line else 1):
            y = top + more * LINE
            for way, body, price, slices in bodies:
                end, extra = y + body, 0.0
                if end > self.going.full:
                    end, extra = self._oversize(piece, body, y)
                    if end < 0:
                        continue
                left = self._owed(piece, owed, slices - line) if owed or piece.with_next else 0
                placed = Trace(trace, item, way, line, slices, y)
                self._arrive(item + 1, State(end, item, left, waiting), cost + more * STRETCH + price + extra, placed)

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

    def _oversize(self, piece: Piece, body: int, y: int) -> tuple[int, float]:
        """Where a block ends that no column can hold, and what that costs; -1 if it may go elsewhere."""
        if body > self.going.full and not y and piece.whole:
            return self.going.full, OVERSIZE
        return -1, 0.0
