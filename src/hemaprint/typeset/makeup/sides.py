# SPDX-License-Identifier: MIT
"""Fill the side column of the made-up sheets: captions beside their pictures, blocks, notes beside their calls.

Captions, and what else is beside a block, come first. Then blocks from the top, each below the one before, in the room
between the captions, and leave room for the notes of their sheet. A note begins on the line that calls it. Whatever
has something in its way goes down, and up again where the column ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from hemaprint.typeset.makeup.interface import (
    Aside,
    AsidePiece,
    At,
    Copy,
    Flaw,
    FloatPiece,
    ItemPiece,
    NotePiece,
    Reason,
    Sheets,
    SideBlock,
    SidePiece,
    Text,
)
from hemaprint.typeset.makeup.places import has_words, sheet_of

NOTE_GAP = 0.75  # lines of white between two notes, at least
_AROUND = 0.75  # lines of white above and below a caption, at least
_TOLERANCE = 0.01  # lines by which a block may be higher than its room: a rounding error


class Beside(NamedTuple):
    """What is in the side columns, and what could not be done well there."""

    asides: tuple[AsidePiece, ...]
    sides: tuple[SidePiece, ...]
    notes: tuple[NotePiece, ...]
    reasons: tuple[Reason, ...]


class _Wish(NamedTuple):
    """A note and the line that calls it."""

    y: float
    note: int
    height: float


def fill_sides(
    copy: Copy, sheets: Sheets, items: tuple[ItemPiece, ...], floats: tuple[FloatPiece, ...], last: int
) -> Beside:
    """Place captions, side blocks, and the notes if they go beside their calls; ``last`` is the last sheet."""
    reasons: list[Reason] = []
    asides = tuple(_asides(copy, sheets, items, floats))
    taken = _taken(asides)
    tops = {1: sheets.side_top}
    wishes = _kept_within(_wishes(copy, items, floats), sheets, last, reasons) if copy.notes_beside else {}
    feet = dict.fromkeys(range(1, last + 1), sheets.side_depth)
    room = _Room(tops, feet, {sheet: _depth(of) for sheet, of in wishes.items()}, taken)
    sides = tuple(_blocks(copy, sheets, items, room, reasons))
    notes = [
        NotePiece(wish.note, 0, len(copy.notes[wish.note].heights), sheet, round(y, 3), wish.height)
        for sheet, of in sorted(wishes.items())
        for wish, y in zip(of, _beside(of, tops.get(sheet, 0.0), feet[sheet], taken.get(sheet, ())), strict=True)
    ]
    return Beside(asides, sides, tuple(notes), tuple(reasons))


# ---------------------------------------------------------------- captions

Span = tuple[float, float]
"""From where to where, in lines from the head of a sheet."""


class _Beside(NamedTuple):
    """An aside, where it would be, and whose it is."""

    y: float
    aside: Aside
    owner: At | int
    number: int


def _asides(
    copy: Copy, sheets: Sheets, items: Sequence[ItemPiece], floats: Sequence[FloatPiece]
) -> Iterator[AsidePiece]:
    """What blocks have beside them: at their height, or lower where others are in the way."""
    found: dict[int, list[_Beside]] = defaultdict(list)
    for piece in floats:
        for index, aside in enumerate(() if piece.first else copy.floats[piece.index].asides):
            found[piece.sheet].append(_Beside(piece.y + aside.y, aside, piece.index, index))
    for block in items:
        item = copy.bands[block.at.band].items[block.at.item]
        for index, aside in enumerate(() if block.first or isinstance(item, Text) else item.asides):
            found[block.sheet].append(_Beside(block.y + aside.y, aside, block.at, index))
    for sheet, several in sorted(found.items()):
        several.sort(key=lambda one: one.y)
        places = _stacked([(one.y, one.aside.height) for one in several], sheets.side_depth)
        for one, y in zip(several, places, strict=True):
            yield AsidePiece(one.owner, one.number, sheet, round(y, 3), one.aside.height)


def _stacked(wishes: Sequence[Span], foot: float) -> list[float]:
    """Where things begin that wish for (place, height): there or below it, above it only where the column ends."""
    places: list[float] = []
    free = 0.0
    for y, height in wishes:
        places.append(max(y, free))
        free = places[-1] + height + NOTE_GAP
    for index in reversed(range(len(wishes))):
        places[index] = min(places[index], max(0.0, foot - wishes[index][1]))
        foot = places[index] - NOTE_GAP
    return places


def _taken(asides: Sequence[AsidePiece]) -> Mapping[int, tuple[Span, ...]]:
    """What of the side column of each sheet is taken, with the white around it, from the top down."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for one in asides:
        spans[one.sheet].append((one.y - _AROUND, one.y + one.height + _AROUND))
    return {sheet: tuple(sorted(of)) for sheet, of in spans.items()}


def _free(y: float, height: float, taken: Sequence[Span]) -> float:
    """The first place at ``y`` or below it where something so high meets nothing that is taken."""
    for start, end in taken:
        if y < end and y + height > start:
            y = end
    return y


# ---------------------------------------------------------------- notes


def _wishes(copy: Copy, items: Sequence[ItemPiece], floats: Sequence[FloatPiece]) -> Mapping[int, tuple[_Wish, ...]]:
    """The notes that are called on each sheet, from the top of it down."""
    called: dict[int, list[_Wish]] = defaultdict(list)
    for sheet, y, note in (*_in_copy(copy, items), *_in_floats(copy, floats)):
        called[sheet].append(_Wish(y, note, round(sum(copy.notes[note].heights), 3)))
    return {sheet: tuple(sorted(wishes)) for sheet, wishes in called.items()}


def _in_copy(copy: Copy, items: Sequence[ItemPiece]) -> Iterator[tuple[int, float, int]]:
    """Sheet, place and index of the notes that the copy calls."""
    for piece in items:
        item = copy.bands[piece.at.band].items[piece.at.item]
        if isinstance(item, Text):
            setting = item.settings[piece.setting]
            heights = setting.heights or (item.leading,) * setting.lines
            for line, note in setting.notes:
                if piece.first <= line < piece.end:
                    yield piece.sheet, piece.y + sum(heights[piece.first : line]), note
        elif not piece.first:
            yield from ((piece.sheet, piece.y, note) for note in item.notes)


def _in_floats(copy: Copy, floats: Sequence[FloatPiece]) -> Iterator[tuple[int, float, int]]:
    for piece in floats:
        if not piece.first:
            yield from ((piece.sheet, piece.y, note) for note in copy.floats[piece.index].notes)


def _kept_within(
    called: Mapping[int, tuple[_Wish, ...]], sheets: Sheets, last: int, reasons: list[Reason]
) -> dict[int, tuple[_Wish, ...]]:
    """What the side column of each sheet holds of its notes; the last of them go to the next sheet."""
    kept: dict[int, tuple[_Wish, ...]] = {}
    carried: tuple[_Wish, ...] = ()
    for sheet in range(1, last + 1):
        wishes = (*carried, *called.get(sheet, ()))
        room = sheets.side_depth - (sheets.side_top if sheet == 1 else 0.0)
        fit = len(wishes)
        while sheet < last and fit and _depth(wishes[:fit]) - NOTE_GAP > room + _TOLERANCE:
            fit -= 1
        carried = tuple(wish._replace(y=0.0) for wish in wishes[fit:])
        reasons += (Reason(Flaw.NOTE_LATE, sheet + 1, index=wish.note, lines=wish.height) for wish in carried)
        over = round(_depth(wishes[:fit]) - NOTE_GAP - room, 3)
        if fit and over > _TOLERANCE:
            reasons.append(Reason(Flaw.NOTES_OVERSET, sheet, index=wishes[-1].note, lines=over))
        if fit:
            kept[sheet] = wishes[:fit]
    return kept


def _depth(wishes: Sequence[_Wish]) -> float:
    """What notes take of a side column, each from a line of the grid on, with the white below them."""
    return sum(ceil(wish.height + NOTE_GAP - _TOLERANCE) for wish in wishes)


def _beside(wishes: Sequence[_Wish], top: float, foot: float, taken: Sequence[Span]) -> list[float]:
    """Where notes begin: at the line of their call or below it, above it only where the column ends."""
    places: list[float] = []
    free = float(ceil(top - _TOLERANCE))
    for wish in wishes:
        places.append(float(ceil(_free(max(wish.y, free), wish.height, taken) - _TOLERANCE)))
        free = places[-1] + ceil(wish.height + NOTE_GAP - _TOLERANCE)
    for index in reversed(range(len(wishes))):
        highest = foot - wishes[index].height
        if places[index] > highest + _TOLERANCE:
            places[index] = float(int(highest + _TOLERANCE))
        foot = places[index] - NOTE_GAP
    return places


# ---------------------------------------------------------------- blocks


class _Room(NamedTuple):
    """What is free of the side column of each sheet, in lines from its head.

    ``kept`` is for its notes, and ``taken`` by captions.
    """

    tops: dict[int, float]
    feet: dict[int, float]
    kept: Mapping[int, float]
    taken: Mapping[int, tuple[Span, ...]]

    def place(self, sheet: int, height: float) -> float:
        """Where a block of so many lines would begin."""
        return _free(self.tops.get(sheet, 0.0), height, self.taken.get(sheet, ()))

    def on(self, sheet: int, height: float = 0.0) -> float:
        """The lines that a block may take, where one of so many begins."""
        free = self.feet[sheet] - self.place(sheet, height) - self.kept.get(sheet, 0.0)
        return round(max(0.0, free), 3)


def _blocks(
    copy: Copy, sheets: Sheets, items: tuple[ItemPiece, ...], room: _Room, reasons: list[Reason]
) -> Iterator[SidePiece]:
    """Place the side blocks in their order, each below the one before or on a later sheet.

    A quotation goes to a sheet without its words; on an only sheet, to the end that is far from them.
    """
    last = len(room.feet)
    for index, block in enumerate(copy.sides):
        candidates = _candidates(block, items, last)
        sheet = next((sheet for sheet in candidates if block.height <= room.on(sheet, block.height) + _TOLERANCE), None)
        if sheet is None:
            fits, sheet = _roomiest(room, candidates, block.height)
            over = round(block.height - fits, 3)
            reasons.append(Reason(Flaw.SIDE_OVERSET, sheet, index=index, lines=over, fits=fits))
        elif sheet > candidates[0] and block.words is None:
            reasons.append(Reason(Flaw.SIDE_LATE, sheet, index=index, lines=sheet - candidates[0]))
        if block.words is not None and not block.sheet and last > 1 and sheet in _sheets_of(block.words, items):
            reasons.append(Reason(Flaw.SIDE_REPEATED, sheet, index=index))
        if last == 1 and not room.taken and _above_half(block.words, items, sheets):
            y = room.feet[sheet] - block.height
            room.feet[sheet] = y - block.gap
        else:
            y = room.place(sheet, block.height)
            room.tops[sheet] = y + block.height + block.gap
        yield SidePiece(index, sheet, round(y, 3), block.height)


def _roomiest(room: _Room, candidates: Sequence[int], height: float) -> tuple[float, int]:
    """The room of the sheet that has most of it for a block, and the sheet."""
    fits, sheet = max((room.on(sheet, height), -sheet) for sheet in candidates)
    return fits, -sheet


def _candidates(block: SideBlock, items: tuple[ItemPiece, ...], last: int) -> list[int]:
    """The sheets for a side block, the best first: that of its mention and those after it; for a quotation those
    without its words, also earlier ones.
    """
    first = min(block.sheet or sheet_of(block.mention, items), last)
    onward = list(range(first, last + 1))
    if block.words is None or block.sheet:
        return onward
    said = _sheets_of(block.words, items)
    around = [*onward, *reversed(range(1, first))]
    return [*(sheet for sheet in around if sheet not in said), *(sheet for sheet in onward if sheet in said)]


def _above_half(words: At | None, items: tuple[ItemPiece, ...], sheets: Sheets) -> bool:
    """Whether some words are in the upper half of the sheet."""
    return words is not None and any(
        piece.y + words.line - piece.first < sheets.lines / 2 for piece in items if has_words(piece, words)
    )


def _sheets_of(words: At, items: tuple[ItemPiece, ...]) -> set[int]:
    return {piece.sheet for piece in items if has_words(piece, words)}
