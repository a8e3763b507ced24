# SPDX-License-Identifier: MIT
"""Place every piece of the made-up sheets, quotations included, with the remaining white shared out.

In the search a piece is as high as possible. Here a block between two texts moves to the middle of its white, one
at the foot of a column down to the foot, a heading down to the text that it belongs to, and a tail to the foot of
its sheet, below the floats that belong to the copy and above those that are pinned there.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from hemaprint.typeset.makeup.area import Laid
from hemaprint.typeset.makeup.column import Trace, is_tail
from hemaprint.typeset.makeup.interface import (
    At,
    Block,
    Copy,
    FloatPiece,
    ItemPiece,
    MadeUp,
    NotePiece,
    Position,
    Sheets,
    Text,
)
from hemaprint.typeset.makeup.matter import LINE, Matter
from hemaprint.typeset.makeup.sheet import Made
from hemaprint.typeset.makeup.zones import Foot, Slot


class ColumnPiece(NamedTuple):
    """A piece of a column, at its ``y`` below the head of the strip, in thousandths."""

    trace: Trace
    y: int
    height: int


def items_on(matter: Matter, made: Made) -> Iterator[ItemPiece]:
    """The pieces of a sheet, strip by strip and column by column."""
    tail = _tail(matter, made)
    for strip in made.area.strips:
        down = made.head + strip.top + (tail.lowered if tail and is_tail(matter, strip.columns) else 0)
        for column, trace in enumerate(strip.columns):
            for standing in stand(matter, trace, strip.depth):
                at = matter.pieces[standing.trace.item].at
                yield ItemPiece(
                    At(at.band, at.item, standing.trace.line),
                    standing.trace.way,
                    standing.trace.line,
                    standing.trace.end,
                    made.number,
                    column,
                    (down + standing.y) / LINE,
                    standing.height / LINE,
                )


def stand(matter: Matter, trace: Trace | None, depth: int) -> list[ColumnPiece]:
    """The pieces of a column from the head down, moved to where they look best."""
    column: list[ColumnPiece] = []
    while trace is not None:
        height = matter.pieces[trace.item].height(trace.way, trace.line, trace.end)
        column.append(ColumnPiece(trace, trace.y, height))
        trace = trace.above
    column.reverse()
    return [
        standing._replace(y=standing.y + _move(matter, column, number, depth)) for number, standing in enumerate(column)
    ]


def _move(matter: Matter, column: list[ColumnPiece], number: int, depth: int) -> int:
    """How far a piece goes down, in thousandths."""
    standing = column[number]
    piece = matter.pieces[standing.trace.item]
    end = standing.y + standing.height + piece.below
    if piece.grid or number == 0:
        return 0
    if number == len(column) - 1:
        spare = depth - end
        return spare if piece.block and 0 < spare < LINE else 0
    below = column[number + 1]
    lower = matter.pieces[below.trace.item]
    first = below.trace.line == 0
    white = matter.gap(standing.trace.item, below.trace.item) if first else piece.after
    spare = below.y - (lower.above if first else 0) - white - end
    if not piece.block:
        return max(0, spare)
    upper = column[number - 1]
    above = matter.pieces[upper.trace.item]
    over = standing.y - (upper.y + upper.height + above.below) - matter.gap(upper.trace.item, standing.trace.item)
    return max(0, over + spare) // 2 - over if over + spare > 0 else 0


class _Tail(NamedTuple):
    """A tail below the copy of a last sheet: how far it goes down, and where the white above it then begins."""

    lowered: int
    top: int


def _tail(matter: Matter, made: Made) -> _Tail | None:
    """The tail that goes to the foot of the last sheet, because it begins there below the copy, or a float."""
    strips = made.area.strips
    begins = next((number for number, strip in enumerate(strips) if _begins_tail(matter, strip)), None)
    if not made.end or begins is None or not (begins or made.zones.top):
        return None
    lowered = max(0, (made.depth - made.area.used + made.zones.foot - made.zones.pinned_foot) // LINE * LINE)
    above = strips[begins - 1].top + strips[begins - 1].depth if begins else 0
    return _Tail(lowered, made.head + above + lowered)


def _begins_tail(matter: Matter, strip: Laid) -> bool:
    """Whether the tail begins with a strip."""
    trace = strip.columns[0]
    while trace is not None and trace.above is not None:
        trace = trace.above
    return trace is not None and not trace.line and matter.ends_copy(trace.item)


def floats_on(matter: Matter, made: Made, lines: int) -> Iterator[FloatPiece]:
    """The floats of a sheet; ``lines`` is the depth of the type area in thousandths."""
    y = 0
    for slot in made.zones.top:
        yield _float_piece(slot, made.number, "top", y)
        y += slot.height + slot.gap
    tail = _tail(matter, made)
    foot = lines - made.notes_depth
    own = [slot for slot in made.zones.bottom if not slot.pinned]
    pinned = [slot for slot in made.zones.bottom if slot.pinned]
    yield from _upwards(own, made.number, tail.top if tail else foot - made.zones.pinned_foot)
    yield from _upwards(pinned, made.number, foot)


def _upwards(slots: list[Slot], sheet: int, foot: int) -> Iterator[FloatPiece]:
    """Floats one below the other, the last of them on ``foot``."""
    y = foot - sum(slot.height + slot.gap for slot in slots)
    for slot in slots:
        y += slot.gap
        yield _float_piece(slot, sheet, "bottom", max(0, y))
        y += slot.height


def _float_piece(slot: Slot, sheet: int, position: Position, y: int) -> FloatPiece:
    return FloatPiece(slot.number, slot.first, slot.end, sheet, position, y / LINE, slot.height / LINE)


def notes_on(foot: Foot, made: Made, lines: int) -> Iterator[NotePiece]:
    """The notes of a sheet, the last line of them at its foot."""
    y = lines - sum(foot.height(part) for part in made.notes)
    for part in made.notes:
        height = foot.height(part)
        yield NotePiece(part.note, part.first, part.end, made.number, y / LINE, height / LINE)
        y += height


# ---------------------------------------------------------------- where words are

_SAID = 3  # lines of the copy that the words of a quotation usually take at most


def has_words(piece: ItemPiece, at: At) -> bool:
    """Whether a piece has some of the words that begin at a place: a quotation repeats a few lines of the copy."""
    same = (piece.at.band, piece.at.item) == (at.band, at.item)
    return same and piece.first < at.line + _SAID and piece.end > at.line


def sheet_of(at: At | None, items: tuple[ItemPiece, ...]) -> int:
    """The sheet of a place of the copy; the first if there is none."""
    if at is None:
        return 1
    on = [piece for piece in items if (piece.at.band, piece.at.item) == (at.band, at.item)]
    return max((piece.sheet for piece in on if piece.first <= at.line), default=1)


# ---------------------------------------------------------------- quotations away from their words


def repeating(copy: Copy, sheets: Sheets, made: MadeUp) -> list[ItemPiece | FloatPiece]:
    """The quotations beside the words that they repeat, unless an editor has put them there."""
    pieces: list[ItemPiece | FloatPiece] = [*made.items, *made.floats]
    return [
        piece
        for piece in pieces
        if any(_beside(piece, words, sheets, made) for words in pieces_at(_words(copy, piece), made))
    ]


def _words(copy: Copy, piece: ItemPiece | FloatPiece) -> At | None:
    """Where the copy has the words of a quotation; None for other pieces, and for pinned ones."""
    if isinstance(piece, FloatPiece):
        block = copy.floats[piece.index]
        return None if block.sheet is not None else block.words
    item = copy.bands[piece.at.band].items[piece.at.item]
    return item.words if isinstance(item, Block) else None


def pieces_at(at: At | None, made: MadeUp) -> list[ItemPiece]:
    """The pieces of a text that have some words."""
    return [piece for piece in made.items if at is not None and has_words(piece, at)]


def _beside(piece: ItemPiece | FloatPiece, words: ItemPiece, sheets: Sheets, made: MadeUp) -> bool:
    """Whether they are on one page; on an only page, whether less than half of it, and no column, is between them."""
    if made.sheets > 1 or piece.sheet != words.sheet:
        return piece.sheet == words.sheet
    apart = isinstance(piece, ItemPiece) and piece.column != words.column
    return not apart and abs(piece.y - words.y) < sheets.lines / 2


def elsewhere(
    copy: Copy, sheets: Sheets, made: MadeUp, quotation: ItemPiece | FloatPiece, tried: Container[int]
) -> ItemPiece | None:
    """The end of a paragraph after which, or on whose sheet, a quotation is not beside its words.

    It is on the facing page, else on a near one, and in the middle of a column; if possible, on a page without another
    quotation, and without a float at its foot. ``tried``: paragraphs (sheets of floats) that were not good.
    """
    words = pieces_at(_words(copy, quotation), made)
    band = quotation.at.band if isinstance(quotation, ItemPiece) else None
    taken = {piece.sheet for piece in made.floats if piece.position == "bottom"}
    taken |= {piece.sheet for piece in made.items if piece is not quotation and _words(copy, piece) is not None}

    def rank(piece: ItemPiece) -> tuple[bool, int, int, float]:
        turned = min(abs(sheets.between(piece.sheet, one.sheet)) for one in words)
        away = min(abs(piece.sheet - one.sheet) for one in words)
        return piece.sheet in taken, turned, away, abs(piece.y + piece.height - sheets.lines / 2)

    apart = (
        piece
        for piece in _ends(copy, made, band)
        if tried_as(quotation, piece) not in tried and not any(_beside(piece, one, sheets, made) for one in words)
    )
    return min(apart, key=rank, default=None)


def tried_as(quotation: ItemPiece | FloatPiece, place: ItemPiece) -> int:
    """The key of a place: of a float only the sheet."""
    return place.sheet if isinstance(quotation, FloatPiece) else place.at.item


def _ends(copy: Copy, made: MadeUp, band: int | None) -> Iterator[ItemPiece]:
    """The ends of paragraphs, of one band or of all, after which a block may come."""
    for piece in made.items:
        text = copy.bands[piece.at.band].items[piece.at.item] if band in (None, piece.at.band) else None
        if isinstance(text, Text) and not text.with_next and piece.end == text.settings[piece.setting].lines:
            yield piece
