# SPDX-License-Identifier: MIT
"""Read the made-up sheets as a proofreader does, and give reasons for what could not be done well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from math import ceil

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.area import Laid
from hemaprint.typeset.makeup.column import OWED, Trace, foot_of, is_tail
from hemaprint.typeset.makeup.interface import At, Block, Copy, Flaw, FloatPiece, ItemPiece, Reason, Sheets, Text
from hemaprint.typeset.makeup.matter import LINE, Matter, Piece
from hemaprint.typeset.makeup.places import sheet_of
from hemaprint.typeset.makeup.sheet import Made

_PLATE = 0.25  # part of a sheet that blocks may leave white where they are alone: it is as full as they are high


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an article's sheets and pieces."""

    copy: Copy
    sheets: Sheets
    matter: Matter

    def read(
        self, made: tuple[Made, ...], items: tuple[ItemPiece, ...], floats: tuple[FloatPiece, ...]
    ) -> Iterator[Reason]:
        """Every fault, sheet by sheet, then those of the whole article."""
        for sheet, after in zip_longest(made, made[1:]):
            yield from self._feet(sheet, after)
            yield from self._notes(sheet)
            yield from self._pinned(sheet)
        for before, after in pairwise(made):
            yield from self._facing(before, after)
        yield from self._floats(floats, items)
        yield from self._texts(items)
        yield from self._blocks(items)
        yield from self._last(made[-1])
        if self.sheets.budget is not None and made[-1].number != self.sheets.budget:
            yield Reason(Flaw.PAGES, made[-1].number, lines=made[-1].number - self.sheets.budget)

    # ------------------------------------------------------------ feet

    def _feet(self, sheet: Made, after: Made | None) -> Iterator[Reason]:
        """Columns that end above their neighbours, white below the copy, and little copy."""
        white = 0 if after is None or self._plates_follow(sheet) else (sheet.depth - sheet.area.used) // LINE
        traces = (trace for strip in sheet.area.strips for trace in strip.columns)
        if white <= self.sheets.lines * _PLATE and not any(map(self._has_text, traces)):
            white = 0
        for number, strip in enumerate(sheet.area.strips):
            below = sheet.area.strips[number + 1 :]
            for column, short in self._short(sheet, strip, below):
                # a hole below all is reported once
                lines = short if below or white > prices.HOLE_LINES else short + white
                flaw, lines = (Flaw.HOLE, lines) if lines > prices.HOLE_LINES else (Flaw.UNEVEN, short)
                yield Reason(flaw, sheet.number, column, self._at(strip, column), lines=lines)
        if white >= prices.HOLE_LINES:
            flaw = Flaw.HOLE if white > prices.HOLE_LINES else Flaw.SHORT
            at, index = self._next(sheet, after)
            yield Reason(flaw, sheet.number, at=at, index=index, lines=white)
        slots = (*sheet.zones.top, *sheet.zones.bottom)
        zones = [slot for slot in slots if not self.copy.floats[slot.number].plate]
        if zones and 0 < sheet.depth < prices.LEAST_TEXT * LINE and sheet.area.strips and not self._finished(sheet):
            yield Reason(Flaw.CROWDED, sheet.number, index=zones[0].number, lines=sheet.depth // LINE)

    def _plates_follow(self, sheet: Made) -> bool:
        """Whether the copy has ended, and only plates come after it."""
        free = [block for block in self.copy.floats if block.sheet is None]
        later = [*free[sheet.zones.next.number :], *(block for block in self.copy.floats if block.sheet == "last")]
        return self._finished(sheet) and bool(later) and all(block.plate for block in later)

    def _finished(self, sheet: Made) -> bool:
        start = sheet.area.start
        return start.item == len(self.matter.pieces) and not start.waiting

    def _short(self, sheet: Made, strip: Laid, below: tuple[Laid, ...]) -> Iterator[tuple[int, int]]:
        """Columns that are shorter than their strip, with the lines that they lack.

        After the last line of the copy a column may end anywhere. Less than a hole is forgiven to the last one above a
        block across the text, and to a single one, which has no neighbour; everything to those of a tail.
        """
        if is_tail(self.matter, strip.columns):
            return
        last = max((number for number, trace in enumerate(strip.columns) if self._has_text(trace)), default=0)
        ends_copy = self._finished(sheet) if not below else is_tail(self.matter, below[0].columns)
        count = self._columns(strip)
        for column in range(count):
            trace = strip.columns[column] if column < len(strip.columns) else None
            short = (strip.depth - foot_of(self.matter, trace)) // LINE
            forgiven = prices.HOLE_LINES if count == 1 or (column >= last and below) else 0
            if short > forgiven and not (ends_copy and column >= last):
                yield column, short

    def _has_text(self, trace: Trace | None) -> bool:
        """Whether a column has some of the text: after its end there may be columns of blocks."""
        while trace is not None and self.matter.pieces[trace.item].block:
            trace = trace.above
        return trace is not None

    def _columns(self, strip: Laid) -> int:
        """The number of columns of a strip, including empty ones."""
        traces = [trace for trace in strip.columns if trace is not None]
        return max((self.matter.pieces[trace.item].columns for trace in traces), default=len(strip.columns))

    def _at(self, strip: Laid, column: int) -> At | None:
        """The place above the white of a column: in it, or in the last one before it."""
        trace = next((trace for trace in reversed(strip.columns[: column + 1]) if trace is not None), None)
        return None if trace is None else self._place(trace.item, trace.end - 1)

    def _next(self, sheet: Made, after: Made | None) -> tuple[At | None, int | None]:
        """What comes after a sheet: a block that waits, the copy, or, where that has ended, a float."""
        start = sheet.area.start
        item = start.waiting[0] if start.waiting else start.item
        if item < len(self.matter.pieces):
            return self._place(item, start.line), None
        slots = (*after.zones.top, *after.zones.bottom) if after is not None else ()
        return None, slots[0].number if slots else None

    def _place(self, item: int, line: int) -> At:
        at = self.matter.pieces[item].at
        return At(at.band, at.item, line)

    def _white(self, sheet: Made) -> int:
        """Lines below the copy that all columns of a sheet leave, unless it ends the article."""
        return 0 if self._finished(sheet) else (sheet.depth - sheet.area.used) // LINE

    def _facing(self, left: Made, right: Made) -> Iterator[Reason]:
        """A line or two at the foot are seen only where the facing sheet does not leave them."""
        if not self.sheets.faces(left.number) or self._finished(right):
            return
        white = {sheet.number: self._white(sheet) for sheet in (left, right)}
        short = max(white, key=lambda number: white[number])
        if white[left.number] != white[right.number] and white[short] < prices.HOLE_LINES:
            yield Reason(Flaw.SHORT, short, lines=white[short])

    # ------------------------------------------------------------ notes, floats, blocks

    def _notes(self, sheet: Made) -> Iterator[Reason]:
        for note, first in sheet.next.notes:
            lines = len(self.copy.notes[note].heights) - first
            yield Reason(Flaw.CONTINUED if first else Flaw.NOTE_LATE, sheet.number, index=note, lines=lines)

    def _pinned(self, sheet: Made) -> Iterator[Reason]:
        """Floats pinned to a sheet that cannot hold them all."""
        over = sheet.head + sheet.zones.foot - self.sheets.lines * LINE
        slots = (*sheet.zones.top, *sheet.zones.bottom)
        if over > 0 and slots and slots[-1].height <= self.sheets.lines * LINE:
            fits = max(0, slots[-1].height - over) / LINE
            yield Reason(Flaw.OVERSET, sheet.number, index=slots[-1].number, lines=over / LINE, fits=fits)

    def _floats(self, floats: tuple[FloatPiece, ...], items: tuple[ItemPiece, ...]) -> Iterator[Reason]:
        """Floats far from their mention, cut, or too high."""
        for piece in floats:
            source = self.copy.floats[piece.index]
            rows = len(source.parts) or 1
            if piece.end < rows:
                yield Reason(Flaw.CUT, piece.sheet, index=piece.index)
            if piece.height > self.sheets.lines:
                over = round(piece.height - self.sheets.lines, 3)
                yield Reason(Flaw.OVERSET, piece.sheet, index=piece.index, lines=over, fits=float(self.sheets.lines))
            shown = source.words is None and source.sheet is None and not piece.first
            if source.mention is not None and shown:
                for flaw, turns in self._far(source.mention, piece.sheet, items):
                    if flaw is Flaw.LATE and source.plate:
                        continue
                    yield Reason(flaw, piece.sheet, index=piece.index, lines=turns)

    def _far(self, mention: At, sheet: int, items: tuple[ItemPiece, ...]) -> Iterator[tuple[Flaw, int]]:
        """Whether something is on a spread before that of its mention, or more than a spread after it."""
        turns = self.sheets.between(sheet_of(mention, items), sheet)
        if turns < 0:
            yield Flaw.EARLY, -turns
        elif turns > 1:
            yield Flaw.LATE, turns

    def _texts(self, items: tuple[ItemPiece, ...]) -> Iterator[Reason]:
        """Texts broken against their rule, within a word, or although they should be whole, and headings left alone."""
        parts = {(piece.at.band, piece.at.item, piece.first): piece for piece in items}
        for piece in items:
            item = self._of(piece)
            source = self.copy.bands[piece.at.band].items[piece.at.item]
            if not isinstance(source, Text):
                continue
            left = item.ways[piece.setting].slices - piece.end
            if left:
                goes_on = parts[piece.at.band, piece.at.item, piece.end].sheet
                if piece.end - 1 in item.ways[piece.setting].hyphens and self.sheets.between(piece.sheet, goes_on) > 0:
                    yield Reason(Flaw.HYPHEN, piece.sheet, at=replace(piece.at, line=piece.end - 1))
                few = left < item.last or (not piece.first and piece.end < item.first)
                if few or source.whole:
                    flaw = Flaw.PARTED if few or item.whole else Flaw.CUT
                    yield Reason(flaw, piece.sheet, piece.column, piece.at)
            elif item.with_next and self._alone(piece, parts):
                yield Reason(Flaw.PARTED, piece.sheet, piece.column, piece.at)

    def _alone(self, head: ItemPiece, parts: Mapping[tuple[int, int, int], ItemPiece]) -> bool:
        """Whether fewer lines follow a heading in its column than it requires; or none of another band."""
        band, item = head.at.band, head.at.item
        after = parts.get((band, item + 1, 0)) or parts.get((band + 1, 0, 0))
        if after is None or self._of(after).block:
            return False
        if after.at.band > band:
            return after.sheet != head.sheet
        slices = self._of(after).ways[after.setting].slices
        return (after.sheet, after.column) != (head.sheet, head.column) or after.end < min(OWED, slices)

    def _blocks(self, items: tuple[ItemPiece, ...]) -> Iterator[Reason]:
        """Blocks cut, too high for any column, or far from their mention."""
        for piece in items:
            item = self._of(piece)
            if not item.block:
                continue
            if piece.end < item.ways[0].slices:
                yield Reason(Flaw.CUT, piece.sheet, piece.column, piece.at)
            if piece.height > self.sheets.lines:
                over = round(piece.height - self.sheets.lines, 3)
                yield Reason(
                    Flaw.OVERSET, piece.sheet, piece.column, piece.at, lines=over, fits=float(self.sheets.lines)
                )
            mention = self._block(piece.at).mention or (self._before(piece.at, items) if item.ordered else None)
            if mention is not None and not piece.first and not item.quotation:
                for flaw, turns in self._far(mention, piece.sheet, items):
                    yield Reason(flaw, piece.sheet, piece.column, piece.at, lines=turns)

    def _of(self, piece: ItemPiece) -> Piece:
        return self.matter.pieces[self.matter.index[piece.at.band, piece.at.item]]

    def _block(self, at: At) -> Block:
        item = self.copy.bands[at.band].items[at.item]
        assert isinstance(item, Block)
        return item

    def _before(self, at: At, items: tuple[ItemPiece, ...]) -> At:
        """The last line of text before a block, which counts as its mention where there is none."""
        texts = [piece for piece in items if piece.at < at and not self._of(piece).block]
        last = max(texts, key=lambda piece: (piece.at, piece.end), default=None)
        return at if last is None else At(last.at.band, last.at.item, last.end - 1)

    def _last(self, sheet: Made) -> Iterator[Reason]:
        """The lines that a last sheet lacks to be half full; one with something at its foot is full."""
        strips = sheet.area.strips
        tails = [is_tail(self.matter, strip.columns) for strip in strips]
        if sheet.number == 1 or sheet.zones.bottom or (any(tails) and (sheet.zones.top or not tails[0])):
            return
        short = self.sheets.lines / 2 - (sheet.head + sheet.area.used + sheet.notes_depth) / LINE
        if short >= 1:
            columns = max((len(strip.columns) for strip in strips), default=1)
            at = self._at(strips[0], columns) if strips and not tails[0] else None
            index = sheet.zones.top[0].number if at is None and sheet.zones.top else None
            yield Reason(Flaw.LAST, sheet.number, at=at, index=index, lines=ceil(short) * columns)
