# SPDX-License-Identifier: MIT
"""Place what takes room from the text of a sheet: floats at its head and foot, and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.column import Trace
from hemaprint.typeset.makeup.interface import Copy, Position, Sheets
from hemaprint.typeset.makeup.matter import LINE, Matter, units, up

Due = tuple[tuple[int, int], ...]  # notes to be set, each from one of its lines on
KEPT = 2  # lines of a note that stay together on each side of a cut


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
        """Measure the notes; those in the side column take nothing of a foot."""
        if copy.notes_beside:
            return cls(((0, 0),) * len(copy.notes), 0)
        ends = tuple(tuple(units(end) for end in accumulate(note.heights, initial=0.0)) for note in copy.notes)
        return cls(ends, units(copy.notes_top))

    def all_of(self, due: Due) -> int:
        """The depth, in whole lines of the grid, that all of these notes take."""
        return self._depth(sum(self._rest(note, line, len(self.ends[note]) - 1) for note, line in due))

    def least_of(self, due: Due) -> int:
        """The depth that they take if the last of them continues on the next sheet."""
        if not due:
            return 0
        *before, (note, line) = due
        whole = sum(self._rest(number, first, len(self.ends[number]) - 1) for number, first in before)
        lines = len(self.ends[note]) - 1
        end = line + KEPT if lines - line >= 2 * KEPT else lines
        return self._depth(whole + self._rest(note, line, end))

    def set(self, due: Due, depth: int) -> tuple[tuple[NoteLines, ...], Due]:
        """Set what fits: the lines of notes that are here, and what is still due."""
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


# ---------------------------------------------------------------- floats

SLACK = 12 * LINE
"""Copy that a sheet may hold beyond the estimate: floats and notes are offered to it a little too early, and priced."""


class Slot(NamedTuple):
    """Rows ``first`` to ``end`` of a float; the height has no gap in it (thousandths). ``pinned``: to its sheet."""

    number: int
    first: int
    end: int
    height: int
    gap: int
    pinned: bool


class Next(NamedTuple):
    """How far the free floats are placed: the first unplaced one, and its first row."""

    number: int
    row: int


class Zones(NamedTuple):
    """A choice of floats for a sheet. ``last``: it includes those that belong on the last sheet."""

    top: tuple[Slot, ...]
    bottom: tuple[Slot, ...]
    next: Next
    cost: float
    last: bool

    @property
    def head(self) -> int:
        """The depth of the zone at the head, with its gaps, in whole lines of the grid."""
        return up(sum(slot.height + slot.gap for slot in self.top))

    @property
    def foot(self) -> int:
        """The depth of the zone at the foot: what is pinned there is below what belongs to the copy."""
        return up(sum(slot.height + slot.gap for slot in self.bottom if not slot.pinned)) + self.pinned_foot

    @property
    def pinned_foot(self) -> int:
        """The depth of what is pinned to the foot."""
        return up(sum(slot.height + slot.gap for slot in self.bottom if slot.pinned))


@dataclass(frozen=True, slots=True)
class _Float:
    index: int
    ends: tuple[int, ...]
    gap: int
    repeat: int
    position: Position | Literal["auto"]
    place: tuple[int, int] | None
    notes: Due
    quotation: bool
    words: tuple[int, int] | None
    pinned: bool
    plate: bool

    def slot(self, first: int, end: int) -> Slot:
        height = self.ends[end] - self.ends[first] + (self.repeat if first else 0)
        return Slot(self.index, first, end, height, self.gap, self.pinned)

    @property
    def rows(self) -> int:
        return len(self.ends) - 1


class Floats:
    """All floats of an article."""

    def __init__(self, copy: Copy, matter: Matter, sheets: Sheets) -> None:
        self.matter, self.sheets = matter, sheets
        self.full, self.head = units(sheets.lines), min(up(units(sheets.head)), units(sheets.lines))
        self.all = tuple(_float(copy, index, matter, self.full) for index in range(len(copy.floats)))
        self.free = tuple(each for each in self.all if copy.floats[each.index].sheet is None)
        self.last = tuple(each for each in self.all if copy.floats[each.index].sheet == "last")
        self.pinned: dict[int, list[_Float]] = {}
        for each in self.all:
            sheet = copy.floats[each.index].sheet
            if isinstance(sheet, int):
                self.pinned.setdefault(sheet, []).append(each)
        # the sheet up to which one may be empty: an article of nothing but its head or side blocks has a sheet too
        self.until = max(self.pinned, default=0 if matter.pieces or self.all else 1)
        self.done = Next(len(self.free), 0)

    def room(self, sheet: int) -> int:
        """The depth of a sheet that zones may take."""
        return self.full - (self.head if sheet == 1 else 0)

    def choices(self, sheet: int, nxt: Next, reach: int) -> Iterator[Zones]:
        """The choices for a sheet on which the copy comes about as far as ``reach`` (thousandths in a single
        column).
        """
        for last in (False, True) if self.last else (False,):
            pins = [*self.pinned.get(sheet, ()), *(self.last if last else ())]
            base = Zones((), (), nxt, 0.0, last)
            for pin in pins:
                position = self._position(pin, sheet, "bottom" if last and pin in self.last else "top")
                base = _add(base, position, pin.slot(0, pin.rows))
            if not nxt.row:
                yield base
            yield from self._with_free(sheet, base, reach)

    def _with_free(self, sheet: int, base: Zones, reach: int) -> Iterator[Zones]:
        """The next float, or the next two, in every position that they may have."""
        if base.next.number >= len(self.free):
            return
        each = self.free[base.next.number]
        if each.place is not None and self.matter.offset_of(each.place) > reach + SLACK:
            return
        for position in self._positions(each, sheet):
            zones = self._place(sheet, base, each, position)
            if zones is None:
                continue
            yield zones
            if zones.next.row or zones.next.number >= len(self.free) or base.next.number != zones.next.number - 1:
                continue
            yield from self._second(sheet, zones, position, reach)

    def _second(self, sheet: int, zones: Zones, position: Position, reach: int) -> Iterator[Zones]:
        first, each = self.free[zones.next.number - 1], self.free[zones.next.number]
        if each.place is not None and self.matter.offset_of(each.place) > reach + SLACK:
            return
        figures = not (first.quotation or each.quotation)  # which keep their order
        for below in self._positions(each, sheet):
            if figures and position == "bottom" and below == "top":
                continue
            both = self._place(sheet, zones, each, below)
            if both is not None and not both.next.row:
                yield both._replace(cost=both.cost + prices.SECOND_ZONE)

    def _place(self, sheet: int, base: Zones, each: _Float, position: Position) -> Zones | None:
        """Put a float into a zone: whole if it fits, cut if it fits no sheet, else alone on a sheet."""
        room = self.room(sheet) - base.head - base.foot
        row = base.next.row
        slot = each.slot(row, each.rows)
        following = Next(base.next.number + 1, 0)
        cost = prices.FOOT_ZONE if position == "bottom" else 0.0
        if slot.height + slot.gap <= room:
            return _add(base, position, slot)._replace(next=following, cost=base.cost + cost)
        if base.top or base.bottom or (sheet == 1 and (self.head or self.matter.pieces)):
            return None
        if slot.height <= self.full:
            return _add(base, position, slot._replace(gap=0))._replace(next=following)
        ends = [end for end in range(row + 1, each.rows) if each.slot(row, end).height <= self.full]
        if ends:
            rest = Next(base.next.number, ends[-1])
            return _add(base, "top", each.slot(row, ends[-1])._replace(gap=0))._replace(
                next=rest, cost=prices.CUT_BLOCK
            )
        return _add(base, position, slot._replace(gap=0))._replace(next=following, cost=prices.OVERSIZE)

    def _positions(self, each: _Float, sheet: int) -> tuple[Position, ...]:
        usual: tuple[Position, ...] = ("top", "bottom") if each.position == "auto" else (each.position,)
        return tuple(position for position in usual if sheet > 1 or position == "bottom")

    def _position(self, each: _Float, sheet: int, usual: Position) -> Position:
        """The position of a pinned float: never at the head of the first sheet, which belongs to the article's head."""
        if sheet == 1 or each.position == "bottom":
            return "bottom"
        return "top" if each.position == "top" else usual

    def crowd(self, zones: Zones) -> bool:
        """Whether few lines of text look lost beside them: not beside plates."""
        return any(not self.all[slot.number].plate for slot in (*zones.top, *zones.bottom))

    def only_plates(self, nxt: Next) -> bool:
        """Whether nothing but plates is still to be placed: the copy may end before them."""
        return all(each.plate for each in (*self.free[nxt.number :], *self.last))

    def price(self, sheet: int, nxt: Next, place: tuple[int, int], overdue: int) -> tuple[float, int]:
        """The price of early and late floats at the end of a sheet, and how many turns the next is overdue."""
        begun = nxt.number + (nxt.row > 0)
        early = sum(each.place is not None and each.place >= place for each in self.free[:begun])
        late, overdue = self.late_price(sheet, nxt, place, overdue)
        return late + early * (prices.ACROSS if self.sheets.faces(sheet) else prices.EARLY_FLOAT), overdue

    def late_price(self, sheet: int, nxt: Next, place: tuple[int, int], overdue: int) -> tuple[float, int]:
        """The price of those that are not placed."""
        begun = nxt.number + (nxt.row > 0)
        late = sum(each.place is not None and each.place < place for each in self.free[begun:])
        if self.sheets.faces(sheet):
            return prices.ACROSS * late, overdue
        return late * (prices.LATE_FLOAT + prices.FAR_FLOAT * overdue), overdue + 1 if late else 0

    def quoted(self, zones: Zones, start: tuple[int, int], end: tuple[int, int]) -> float:
        """The price of quotations that are on the sheet of their words, at its head, or beside a figure.

        The sheet has the copy between two places.
        """
        cost = 0.0
        for slots in (zones.top, zones.bottom):
            quotations = [each for slot in slots if (each := self.all[slot.number]).quotation]
            cost += prices.REPEATED * sum(each.words is not None and start <= each.words < end for each in quotations)
            cost += prices.CLUSTERED * (len(slots) - 1) if quotations else 0.0
            cost += prices.HALVED if quotations and slots is zones.top else 0.0
        return cost


def _float(copy: Copy, index: int, matter: Matter, full: int) -> _Float:
    """A float, its picture reduced if it fits no sheet."""
    source = copy.floats[index]
    parts = source.parts or (source.height,)
    ends = tuple(units(end) for end in accumulate(parts, initial=0.0))
    if 0 < units(source.least) <= full < ends[-1]:
        ends = (0, full)
    return _Float(
        index,
        ends,
        units(source.gap),
        units(source.repeat),
        source.position,
        None if source.mention is None else matter.place_of(source.mention),
        tuple((note, 0) for note in source.notes),
        source.quotation,
        None if source.words is None else matter.place_of(source.words),
        source.sheet is not None,
        source.plate,
    )


def _add(zones: Zones, position: Position, slot: Slot) -> Zones:
    if position == "top":
        return zones._replace(top=(*zones.top, slot))
    return zones._replace(bottom=(*zones.bottom, slot))
