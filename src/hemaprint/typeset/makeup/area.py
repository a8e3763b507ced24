"""Fill what zones and notes leave of a sheet: strips of columns one below the other, until the foot or the copy's
end.
"""

from __future__ import annotations

from typing import NamedTuple

from hemaprint.typeset.makeup.descent import OWED, Start, Trace
from hemaprint.typeset.makeup.matter import LINE, Matter, up
from hemaprint.typeset.makeup.notes import Due, called
from hemaprint.typeset.makeup.prices import BROKEN_RULE
from hemaprint.typeset.makeup.strip import Strip, Strips, crossed_price, foot_price

_ENDS_BEFORE = 0.7
"""A flow that needs less of the area than this share is not tried as one that fills it."""


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
        """A strip that ends its band, with everything that may stand below it."""
        laid = (Laid(0, strip.depth, strip.columns),)
        alone = Area(strip.start, strip.cost, strip.depth, False, laid)
        item = strip.start.item
        if item == self.end:
            return [alone]
        heads = self.matter.pieces[item - 1].with_next  # as above references in columns
        areas = [alone._replace(cost=alone.cost + foot_price(strip.short) + (BROKEN_RULE if heads else 0.0))]
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
