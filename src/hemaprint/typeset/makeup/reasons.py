"""Read the made-up sheets as a proof-reader does, and tell what could not be done well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.typeset.makeup.area import Laid
from hemaprint.typeset.makeup.column import foot_of
from hemaprint.typeset.makeup.copy import At, Block, Copy, Sheets, Text
from hemaprint.typeset.makeup.descent import Trace
from hemaprint.typeset.makeup.made import Flaw, FloatPiece, ItemPiece, Reason
from hemaprint.typeset.makeup.matter import LINE, Matter
from hemaprint.typeset.makeup.places import sheet_of
from hemaprint.typeset.makeup.prices import HOLE_LINES, LEAST_TEXT
from hemaprint.typeset.makeup.sheet import Made
from hemaprint.typeset.makeup.turns import Turns


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an article's sheets and pieces."""

    copy: Copy
    sheets: Sheets
    matter: Matter
    turns: Turns

    def read(
        self, made: tuple[Made, ...], items: tuple[ItemPiece, ...], floats: tuple[FloatPiece, ...]
    ) -> Iterator[Reason]:
        """Everything that is not as it should be, sheet by sheet, then what concerns the whole article."""
        for sheet in made:
            yield from self._feet(sheet)
            yield from self._notes(sheet)
            yield from self._pinned(sheet)
        for before, after in pairwise(made):
            yield from self._facing(before, after)
        yield from self._floats(floats, items)
        yield from self._blocks(items)
        yield from self._last(made[-1])
        if self.sheets.wanted is not None and made[-1].number != self.sheets.wanted:
            yield Reason(Flaw.PAGES, made[-1].number, lines=made[-1].number - self.sheets.wanted)

    # ------------------------------------------------------------ feet

    def _feet(self, sheet: Made) -> Iterator[Reason]:
        """Columns that end above their neighbours, white below the copy, and hyphens that the page turn follows."""
        for number, strip in enumerate(sheet.area.strips):
            below = sheet.area.strips[number + 1 :]
            white = 0 if below else self._white(sheet)
            for column, short in self._short(sheet, strip, below):
                flaw = Flaw.HOLE if short + white > HOLE_LINES else Flaw.UNEVEN
                yield Reason(flaw, sheet.number, column, self._at(strip.columns[column]), lines=short)
        white = self._white(sheet)
        if white >= HOLE_LINES:
            yield Reason(Flaw.HOLE if white > HOLE_LINES else Flaw.SHORT, sheet.number, lines=white)
        if sheet.area.hyphen and not self.turns.faces(sheet.number) and not self._finished(sheet):
            start = sheet.area.start
            yield Reason(Flaw.HYPHEN, sheet.number, at=self._place(start.item, start.line - 1))
        crowded = 0 < sheet.depth < LEAST_TEXT * LINE and (sheet.zones.top or sheet.zones.bottom)
        if crowded and sheet.area.strips and not self._finished(sheet):
            yield Reason(Flaw.CROWDED, sheet.number, lines=sheet.depth // LINE)

    def _finished(self, sheet: Made) -> bool:
        start = sheet.area.start
        return start.item == len(self.matter.pieces) and not start.waiting

    def _short(self, sheet: Made, strip: Laid, below: tuple[Laid, ...]) -> Iterator[tuple[int, int]]:
        """Columns that are shorter than their strip, with the lines that they lack.

        Behind the last line of the copy a column may end where it will; above a block across the text a line is
        forgiven.
        """
        last = max((number for number, trace in enumerate(strip.columns) if trace is not None), default=0)
        ends_copy = self._finished(sheet) if not below else self._tail(below[0].columns[0])
        for column, trace in enumerate(strip.columns):
            short = (strip.depth - foot_of(self.matter, trace)) // LINE
            forgiven = 1 if column == last and below else 0
            if short > forgiven and not (ends_copy and column >= last):
                yield column, short

    def _at(self, trace: Trace | None) -> At | None:
        return None if trace is None else self._place(trace.item, trace.end - 1)

    def _place(self, item: int, line: int) -> At:
        at = self.matter.pieces[item].at
        return At(at.band, at.item, line)

    def _white(self, sheet: Made) -> int:
        """Lines below the copy that all columns of a sheet leave, unless it ends the article."""
        return 0 if self._finished(sheet) else (sheet.depth - sheet.area.used) // LINE

    def _facing(self, left: Made, right: Made) -> Iterator[Reason]:
        """A line or two at the foot are seen only where the facing sheet does not leave them."""
        if not self.turns.faces(left.number) or self._finished(right):
            return
        white = {sheet.number: self._white(sheet) for sheet in (left, right)}
        short = max(white, key=lambda number: white[number])
        if white[left.number] != white[right.number] and white[short] < HOLE_LINES:
            yield Reason(Flaw.SHORT, short, lines=white[short])

    # ------------------------------------------------------------ notes, floats, blocks

    def _notes(self, sheet: Made) -> Iterator[Reason]:
        for note, first in sheet.next.notes:
            lines = len(self.copy.notes[note].heights) - first
            yield Reason(Flaw.CONTINUED, sheet.number, index=note, lines=lines)

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
            if source.mention is not None and source.sheet is None and not piece.first:
                for flaw, turns in self._far(source.mention, piece.sheet, items):
                    yield Reason(flaw, piece.sheet, index=piece.index, lines=turns)

    def _far(self, mention: At, sheet: int, items: tuple[ItemPiece, ...]) -> Iterator[tuple[Flaw, int]]:
        """Whether something stands on a spread before that of its mention, or more than a spread after it."""
        turns = self.turns.between(sheet_of(mention, items), sheet)
        if turns < 0:
            yield Flaw.EARLY, -turns
        elif turns > 1:
            yield Flaw.LATE, turns

    def _blocks(self, items: tuple[ItemPiece, ...]) -> Iterator[Reason]:
        """Blocks cut, too high for any column, far from their mention, or passed by the text to another sheet."""
        for piece in items:
            item = self.matter.pieces[self.matter.index[piece.at.band, piece.at.item]]
            if not item.block:
                source = self.copy.bands[piece.at.band].items[piece.at.item]
                if isinstance(source, Text) and source.whole and piece.end < item.ways[piece.setting].slices:
                    yield Reason(Flaw.CUT, piece.sheet, piece.column, piece.at)
                continue
            if piece.end < item.ways[0].slices:
                yield Reason(Flaw.CUT, piece.sheet, piece.column, piece.at)
            if piece.height > self.sheets.lines:
                over = round(piece.height - self.sheets.lines, 3)
                yield Reason(
                    Flaw.OVERSET, piece.sheet, piece.column, piece.at, lines=over, fits=float(self.sheets.lines)
                )
            mention = self._block(piece.at).mention
            if item.ordered and mention is not None and not piece.first:
                for flaw, turns in self._far(mention, piece.sheet, items):
                    yield Reason(flaw, piece.sheet, piece.column, piece.at, lines=turns)
            if item.may_wait and not piece.first:
                own = self._sheet_before(piece.at, items)
                if own < piece.sheet and self._sheet_after(piece.at, items) < piece.sheet:
                    yield Reason(Flaw.PASSED, piece.sheet, piece.column, piece.at, lines=piece.sheet - own)

    def _block(self, at: At) -> Block:
        item = self.copy.bands[at.band].items[at.item]
        assert isinstance(item, Block)
        return item

    def _sheet_before(self, at: At, items: tuple[ItemPiece, ...]) -> int:
        before = [piece.sheet for piece in items if (piece.at.band, piece.at.item) < (at.band, at.item)]
        return max(before, default=1)

    def _sheet_after(self, at: At, items: tuple[ItemPiece, ...]) -> int:
        after = [piece.sheet for piece in items if (piece.at.band, piece.at.item) > (at.band, at.item)]
        return min(after, default=1)

    def _last(self, sheet: Made) -> Iterator[Reason]:
        """The lines that would fill a last sheet that is not half full."""
        if sheet.number == 1 or sheet.zones.bottom or any(self._tail(strip.columns[0]) for strip in sheet.area.strips):
            return
        filled = sheet.head + sheet.area.used + sheet.notes_depth
        if filled < self.sheets.lines * LINE // 2:
            yield Reason(Flaw.LAST, sheet.number, lines=(self.sheets.lines * LINE - filled) // LINE)

    def _tail(self, trace: Trace | None) -> bool:
        return trace is not None and self.matter.pieces[trace.item].tail
