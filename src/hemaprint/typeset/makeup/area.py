# SPDX-License-Identifier: MIT
"""Fill the area of a sheet: columns side by side, filled to one depth or balanced, and such strips down to the foot.

The columns of a strip are filled from the first to the last; the cheapest ways to every place of the copy are kept.
"""

from __future__ import annotations

from typing import NamedTuple

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.column import OWED, Columns, End, Start, Trace, foot_of
from hemaprint.typeset.makeup.matter import LINE, Matter, up
from hemaprint.typeset.makeup.zones import Due, called

_TRIES = 14  # depths tried to balance a band
_BETTER = 2  # depths tried after the first at which a band is balanced: the next may need fewer changes


class Strip(NamedTuple):
    """Columns side by side: where their copy goes on, the cost, their depth, and the content of each.

    ``short``: the lines by which the last column, in which the flow stops, ends above the others.
    """

    start: Start
    cost: float
    depth: int
    hyphen: bool
    short: int
    columns: tuple[Trace | None, ...]


def foot_price(short: int) -> float:
    """The price of a column that ends so many lines above its neighbours."""
    return prices.UNEVEN * short if short <= prices.HOLE_LINES else prices.HOLE + prices.HOLE_LINE * short


def crossed_price(short: int) -> float:
    """The price of a last column, above a block across the text, that ends so many lines above the others."""
    return prices.CROSSED * short if short <= prices.HOLE_LINES else prices.HOLE + prices.HOLE_LINE * short


class Strips:
    """Fills strips of columns; ``width`` is how many ways to fill the columns so far are kept."""

    def __init__(self, matter: Matter, columns: Columns, width: int) -> None:
        self.matter, self.columns, self.width, self.lean = matter, columns, width, columns.going.lean
        self._rows: dict[tuple[Start, int, bool], tuple[list[Strip], list[Strip]]] = {}

    def flow(self, start: Start) -> tuple[int, int]:
        """Columns of the flow in which a place is, and the item before which it ends."""
        pieces = self.matter.pieces
        of = start.waiting[0] if start.waiting else start.item
        return (pieces[of].columns, pieces[of].stop) if of < len(pieces) else (1, of)

    def full(self, start: Start, depth: int, *, even: bool) -> list[Strip]:
        """Strips whose columns all go down to the depth; ``even``: see `Columns.fill`."""
        return self._row(start, depth, even=even)[0]

    def balanced(self, start: Start, depth: int, *, even: bool) -> list[Strip]:
        """Strips after which the flow ends, no deeper than ``depth``, their columns as even as possible.

        Depths are tried from the least on that the copy may take, line by line, then in longer and longer steps.
        """
        columns, stop = self.flow(start)
        if columns == 1:
            return self._single(start, depth, stop, even=even)
        least = max(self.needed(start, stop) // columns - LINE, self._highest(start, stop))
        height, step, tries = min(max(LINE, up(least)), depth), LINE, _TRIES
        found: list[Strip] = []
        while True:
            found += self._row(start, height, even=even)[1]
            tries = min(tries - 1, _BETTER) if found else tries - 1
            if height >= depth or (found and tries <= 0):
                return found
            step = step if tries > 0 else 2 * step
            height = min(height + step, depth)

    def needed(self, start: Start, stop: int) -> int:
        """About how deep the copy up to an item would be in a single column, in thousandths."""
        pieces = self.matter.pieces
        waiting = sum(pieces[block].ways[0].ends[-1] for block in start.waiting)
        return self.matter.offsets[stop] - self.matter.offset_of((start.item, start.line)) + waiting

    def _single(self, start: Start, depth: int, stop: int, *, even: bool) -> list[Strip]:
        column = self.columns.fill(start, depth, stop, even=even)
        strips = [Strip(end.start, end.cost, end.used, False, 0, (end.trace,)) for end in column.stops]
        return sorted(strips, key=lambda strip: (strip.cost, strip.depth, strip.start))[: self.width]

    def _highest(self, start: Start, stop: int) -> int:
        """The height of the highest unbreakable block before an item."""
        blocks = (self.matter.pieces[item] for item in (*start.waiting, *range(start.item, stop)))
        return max((block.ways[0].ends[-1] for block in blocks if block.whole), default=0)

    def _row(self, start: Start, depth: int, *, even: bool) -> tuple[list[Strip], list[Strip]]:
        """The strips that are full, and those after which the flow stops."""
        known = self._rows.get((start, depth, even))
        if known is None:
            known = self._rows[start, depth, even] = self._fill_row(start, depth, even=even)
        return known

    def _fill_row(self, start: Start, depth: int, *, even: bool) -> tuple[list[Strip], list[Strip]]:
        columns, stop = self.flow(start)
        stops: dict[int, Strip] = {}
        strips = [Strip(start, 0.0, depth, False, 0, ())]
        for number in range(columns):
            last = number == columns - 1
            row: dict[Start, Strip] = {}
            for strip in strips:
                # nobody sees the feet of a tail
                column = self.columns.fill(strip.start, depth, stop, even=even and not self._in_tail(strip.start))
                for end in column.ends:
                    cost = self._price(strip, end, depth, last=last)
                    known = row.get(end.start)
                    if known is None or cost < known.cost:
                        row[end.start] = Strip(end.start, cost, depth, end.hyphen, 0, (*strip.columns, end.trace))
                for end in column.stops:
                    spare = (depth - end.used + (columns - 1 - number) * depth) / LINE
                    cost = strip.cost + end.cost + prices.SPARE * spare
                    short = (depth - end.used if last else depth) // LINE
                    known = stops.get(short)
                    if known is None or cost < known.cost:
                        stops[short] = Strip(end.start, cost, depth, False, short, (*strip.columns, end.trace))
            strips = sorted(row.values(), key=lambda strip: (self.rank(strip.cost, strip.start), strip.start))[
                : self.width
            ]
        return strips, list(stops.values())

    def _price(self, strip: Strip, end: End, depth: int, *, last: bool) -> float:
        """The price of a strip with one more column."""
        cost = strip.cost + end.cost
        if self._in_tail(strip.start):  # references of one, two and three lines side by side: nobody sees their feet
            cost += prices.SPARE * end.short
        elif not end.start.waiting or not self.matter.ends_copy(end.start.item):
            cost += foot_price(end.short)
        elif not last:  # after the end of the copy there may be a column of blocks that wait
            cost += prices.SPARE * end.short
        else:  # they are on another sheet, and the white is inside the article
            feet = (foot_of(self.matter, trace) for trace in (*strip.columns, end.trace))
            cost += sum(foot_price((depth - foot) // LINE) for foot in feet)
        return (
            cost
            if last
            else cost + prices.WAIT_COLUMN * len(end.start.waiting) + (prices.HYPHEN if end.hyphen else 0.0)
        )

    def _in_tail(self, start: Start) -> bool:
        return not start.waiting and start.item < len(self.matter.pieces) and self.matter.pieces[start.item].tail

    def rank(self, cost: float, start: Start) -> float:
        """The cost of a way to a place of the copy, as ways to other places are compared with it."""
        return cost - self.lean * self.matter.ahead(start.item, start.line) if self.lean else cost


# ---------------------------------------------------------------- areas

_ENDS_BEFORE = 0.7  # a flow that needs a smaller share of the area is not tried as one that fills it


class Laid(NamedTuple):
    """A strip in its area: its top in thousandths of a line below the head of the area, its depth, and its columns."""

    top: int
    depth: int
    columns: tuple[Trace | None, ...]


class Area(NamedTuple):
    """An area filled: where the copy goes on, the cost, how deep it is filled (thousandths), whether a hyphen ends
    it, and the notes that are called in it.
    """

    start: Start
    cost: float
    used: int
    hyphen: bool
    strips: tuple[Laid, ...]
    notes: Due = ()


class Areas:
    """Fills areas, each once; ``width`` is how many ways are kept."""

    def __init__(self, matter: Matter, strips: Strips, full: int, width: int) -> None:
        self.matter, self.strips, self.full, self.width = matter, strips, full, width
        self.end = len(matter.pieces)
        self._filled: dict[tuple[Start, int, bool], tuple[Area, ...]] = {}

    def finished(self, start: Start) -> bool:
        """Whether all copy is placed."""
        return start.item == self.end and not start.waiting

    def fill(self, start: Start, depth: int, *, even: bool) -> tuple[Area, ...]:
        """The best ways to fill an area of this depth from a place in the copy; ``even``: see `Columns.fill`."""
        key = (start, depth, even)
        filled = self._filled.get(key)
        if filled is None:
            filled = self._filled[key] = self._fill(start, depth, even=even)
        return filled

    def _fill(self, start: Start, depth: int, *, even: bool) -> tuple[Area, ...]:
        nothing = Area(start, 0.0, 0, False, ())
        if self.finished(start) or depth < LINE:
            return (nothing,)
        areas: dict[Start, Area] = {}
        for area in self._flow(start, depth, even=even):
            known = areas.get(area.start)
            if known is None or area.cost < known.cost:
                areas[area.start] = area
        best = sorted(areas.values(), key=lambda area: (self.strips.rank(area.cost, area.start), area.start))
        kept = best[: self.width] or ([] if even else [nothing])
        return tuple(area._replace(notes=self._called(area)) for area in kept) if self.matter.calls else tuple(kept)

    def _called(self, area: Area) -> Due:
        return called(self.matter, (trace for strip in area.strips for trace in strip.columns))

    def _flow(self, start: Start, depth: int, *, even: bool) -> list[Area]:
        """Set the columns of the flow: to the foot, or balanced with what follows below."""
        columns, stop = self.strips.flow(start)
        areas: list[Area] = []
        for strip in self.strips.balanced(start, depth, even=even):
            areas += self._below(strip, depth, even=even)
        if not areas or self.strips.needed(start, stop) >= _ENDS_BEFORE * columns * depth:
            for strip in self.strips.full(start, depth, even=even):
                laid = (Laid(0, depth, strip.columns),)
                areas.append(Area(strip.start, strip.cost, depth, strip.hyphen, laid))
        return areas

    def _below(self, strip: Strip, depth: int, *, even: bool) -> list[Area]:
        """A strip that ends its band, with everything that may come below it."""
        laid = (Laid(0, strip.depth, strip.columns),)
        alone = Area(strip.start, strip.cost, strip.depth, False, laid)
        item = strip.start.item
        if item == self.end:
            return [alone]
        heads = self.matter.pieces[item - 1].with_next  # as above references in columns
        areas = [alone._replace(cost=alone.cost + foot_price(strip.short) + (prices.BROKEN_RULE if heads else 0.0))]
        top = up(strip.depth + self.matter.gap(item - 1, item))
        if top + (OWED if heads else 1) * LINE > depth:
            return areas
        # a tail may begin below columns of unlike depths
        crossed = 0.0 if self.matter.pieces[item].tail else crossed_price(strip.short)
        for area in self.fill(strip.start, depth - top, even=even):
            if area.strips and (not heads or area.strips[0].columns[0] is not None):
                below = tuple(Laid(top + lower.top, lower.depth, lower.columns) for lower in area.strips)
                cost = strip.cost + crossed + area.cost
                areas.append(Area(area.start, cost, top + area.used, area.hyphen, laid + below))
        return areas
