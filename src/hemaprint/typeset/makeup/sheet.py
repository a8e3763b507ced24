# SPDX-License-Identifier: MIT
"""Make up one sheet: every promising choice of zones, notes and depth, each with the place where the copy goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.area import Area, Areas, foot_price
from hemaprint.typeset.makeup.column import Start, foot_of, is_tail
from hemaprint.typeset.makeup.interface import Sheets
from hemaprint.typeset.makeup.matter import LINE, Matter, units
from hemaprint.typeset.makeup.zones import SLACK, Due, Floats, Foot, Next, NoteLines, Zones

SHORTER = 2  # lines by which all columns of a sheet may end above its foot together, so that none ends alone


class SheetStart(NamedTuple):
    """Where a sheet begins: the copy, the floats, the notes still due, and how short a facing sheet before it is."""

    start: Start
    floats: Next
    notes: Due
    facing: int
    overdue: int


class Made(NamedTuple):
    """A sheet made up. ``head`` and ``depth``: of its area, in thousandths; ``end``: if the article is complete."""

    number: int
    zones: Zones
    head: int
    depth: int
    area: Area
    notes: tuple[NoteLines, ...]
    notes_depth: int
    next: SheetStart
    cost: float
    end: bool


class _Fitted(NamedTuple):
    """An area with its notes: the depth kept for them, which are set and which remain, and their price."""

    area: Area
    depth: int
    notes_depth: int
    notes: tuple[NoteLines, ...]
    due: Due
    cost: float


@dataclass(slots=True)
class SheetMaker:
    """Makes sheets up. ``thorough``: shorter sheets are tried even where the full one is good, for the next one."""

    sheets: Sheets
    matter: Matter
    areas: Areas
    floats: Floats
    foot: Foot
    thorough: bool

    def make(
        self, number: int, place: SheetStart, limit: Callable[[Next | None], float], so_far: float
    ) -> Iterator[Made]:
        """The ways to make up a sheet that begins at a place of the copy.

        ``so_far`` is the price of the sheets before. Ways that reach the limit for the floats that they place are left
        out; where the copy may end, those that reach the limit for whole articles.
        """
        lines = units(self.sheets.lines)
        head = lines - self.floats.room(number)
        reach = self._reach(number, place, lines)
        finished = self.areas.finished(place.start)
        may_end = finished or reach >= self.matter.offsets[-1]
        for zones in self.floats.choices(number, place.floats, reach):
            nothing = not (zones.top or zones.bottom or place.notes)
            if finished and nothing and not head and number > self.floats.until:
                continue
            floor = max(head + zones.head, lines - zones.foot)
            most = limit(None if may_end else zones.next) - so_far - zones.cost
            most -= self.floats.late_price(number, zones.next, (place.start.item, place.start.line), place.overdue)[0]
            if most <= 0:
                continue
            for fitted in self._fitted(number, place, zones, floor - head - zones.head, most, reach):
                text = any(trace is not None for strip in fitted.area.strips for trace in strip.columns)
                empty = not (text or fitted.notes or zones.top or zones.bottom)
                if empty and not head and number > self.floats.until:  # the next sheet holds no more
                    continue
                made = self._made(number, place, zones, head + zones.head, fitted)
                if made is not None:
                    yield made

    def _reach(self, number: int, place: SheetStart, lines: int) -> int:
        """How far the copy may come on this sheet; if thorough, also on the facing one."""
        columns, _ = self.areas.strips.flow(place.start)
        here = self.matter.offset_of((place.start.item, place.start.line))
        sheets = 2 if self.thorough and self.sheets.faces(number) else 1
        return here + sheets * lines * columns

    # ------------------------------------------------------------ notes and depth

    def _fitted(
        self, number: int, place: SheetStart, zones: Zones, depth: int, most: float, reach: int
    ) -> Iterator[_Fitted]:
        """Fill the area above the notes, for every depth of these that agrees with the text above."""
        if depth <= prices.HOLE_LINES * LINE and (zones.top or zones.bottom):
            depth = 0
        due = self._due(place, zones)
        for notes_depth in self._note_depths(place.start, due, depth, reach):
            for area, price in self._areas(number, place, depth - notes_depth, most):
                all_due = (*due, *area.notes)
                if area.cost + price < most:
                    fits = self.foot.least_of(all_due) <= notes_depth
                    yield self._with_notes(area, price, depth - notes_depth, notes_depth, all_due, fits=fits)

    def _note_depths(self, start: Start, due: Due, depth: int, reach: int) -> list[int]:
        """The depths that notes may take: those that are due, with the first of those that are called next."""
        begin = (start.item, start.line)
        called = [
            (note, 0)
            for place, note in self.matter.calls
            if place[0] in start.waiting or (begin <= place and self.matter.offset_of(place) <= reach + SLACK)
        ]
        several = [(*due, *called[:count]) for count in range(len(called) + 1)]
        return sorted({min(of(notes), depth) for notes in several for of in (self.foot.all_of, self.foot.least_of)})

    def _due(self, place: SheetStart, zones: Zones) -> Due:
        """The notes that are due whatever the text is: those that the sheet before left, and those called in floats."""
        slots = [slot for slot in (*zones.top, *zones.bottom) if not slot.first]
        by_floats = [note for slot in slots for note in self.floats.all[slot.number].notes]
        return (*place.notes, *sorted(by_floats))

    def _with_notes(self, area: Area, price: float, depth: int, notes_depth: int, due: Due, *, fits: bool) -> _Fitted:
        """Set the notes into their depth; white below them, and notes left for the next sheet, have their price."""
        notes, rest = self.foot.set(due, notes_depth)
        if not fits:  # its notes begin on the next sheet
            return _Fitted(area, depth, notes_depth, notes, rest, price + prices.BROKEN_RULE)
        used = self.foot.top + sum(self.foot.height(lines) for lines in notes) if notes else 0
        spare = (notes_depth - used) // LINE
        white = prices.SHORT * spare if spare <= SHORTER else foot_price(spare)
        cost = price + white + (prices.CONTINUED_NOTE if rest else 0.0)
        return _Fitted(area, depth, notes_depth, notes, rest, cost)

    def _areas(self, number: int, place: SheetStart, depth: int, most: float) -> Iterator[tuple[Area, float]]:
        """Fill the area to its foot, and where that is dear, or the facing sheet is short, a line or two less deep.

        Each area comes with the price of its foot.
        """
        best = most
        for short in range(SHORTER + 1):
            price = prices.SHORT * short + (prices.FACING * abs(short - place.facing) if place.facing >= 0 else 0.0)
            if price >= (most if self.thorough else best):
                continue
            lower = max(0, depth - short * LINE)
            areas = self.areas.fill(place.start, lower, even=most - price < prices.UNEVEN)
            for area in areas:
                if self.areas.finished(area.start):
                    if not short:
                        best = min(best, area.cost)
                        yield area, 0.0
                elif not short or self._is_even(area, depth, short):
                    foot = price + self._foot_price(number, area, depth)
                    best = min(best, area.cost + foot)
                    yield area, foot

    def _is_even(self, area: Area, depth: int, short: int) -> bool:
        """Whether all columns reach the foot of a shorter sheet, or miss it by less than a hole."""
        strip = area.strips[-1] if area.strips else None
        if strip is None or area.used != depth - short * LINE:
            return False
        white = max(strip.depth - foot_of(self.matter, trace) for trace in strip.columns)
        return white // LINE + short <= prices.HOLE_LINES

    def _foot_price(self, number: int, area: Area, depth: int) -> float:
        """The price of faults at the foot of a sheet after which the article goes on."""
        white = (depth - area.used) // LINE
        cost = foot_price(white) if white > SHORTER else 0.0
        if area.hyphen:
            cost += prices.HYPHEN if self.sheets.faces(number) else prices.TURN_HYPHEN
        return cost + prices.WAIT_SHEET * len(area.start.waiting)

    # ------------------------------------------------------------ the sheet as a whole

    def _made(self, number: int, place: SheetStart, zones: Zones, head: int, fitted: _Fitted) -> Made | None:
        """Price a sheet; None if the floats of the last sheet are on another."""
        area = fitted.area
        finished = self.areas.finished(area.start)
        end = finished and not fitted.due and zones.next == self.floats.done and number >= self.floats.until
        if zones.last and not end:
            return None
        end = end and (zones.last or not self.floats.last)
        at = (len(self.matter.pieces) + 1, 0) if finished else (area.start.item, area.start.line)
        float_cost, overdue = self.floats.price(number, zones.next, at, place.overdue)
        cost = area.cost + fitted.cost + zones.cost + float_cost
        cost += self.floats.quoted(zones, (place.start.item, place.start.line), at)
        short = (fitted.depth - area.used) // LINE
        if (zones.top or zones.bottom) and self.matter.ends_copy(place.start.item) and not place.start.waiting:
            cost += prices.BARE * short
        elif finished and not end and not self.floats.only_plates(zones.next):
            cost += foot_price(short) if short > SHORTER else 0.0
        if finished:
            cost += self._last_price(number, zones, head, fitted) if end else 0.0
        elif 0 < fitted.depth < prices.LEAST_TEXT * LINE and self.floats.crowd(zones):
            cost += prices.CROWDED
        facing = short if self.sheets.faces(number) and not finished else -1
        following = SheetStart(area.start, zones.next, fitted.due, facing, overdue)
        return Made(number, zones, head, fitted.depth, area, fitted.notes, fitted.notes_depth, following, cost, end)

    def _last_price(self, number: int, zones: Zones, head: int, fitted: _Fitted) -> float:
        """The last sheet is to be half full, or to have its tail at the foot."""
        if number == 1 or zones.foot or any(is_tail(self.matter, strip.columns) for strip in fitted.area.strips):
            return 0.0
        filled = head + fitted.area.used + fitted.notes_depth
        return max(0.0, prices.THIN_LAST * (self.sheets.lines / 2 - filled / LINE))
