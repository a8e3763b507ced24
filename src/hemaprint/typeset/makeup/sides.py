"""The side column: every block beside its words, or as soon after them as there is room."""

from __future__ import annotations

from hemaprint.typeset.makeup.copy import At, Copy, Sheets, SideBlock
from hemaprint.typeset.makeup.made import Flaw, ItemPiece, Reason, SidePiece

_TOLERANCE = 0.01
"""Lines by which a block may be higher than its room: no more than a rounding."""

_SAID = 3
"""Lines of the copy that the words of a quotation take, at most mostly."""


def place_sides(
    copy: Copy, sheets: Sheets, items: tuple[ItemPiece, ...], last: int
) -> tuple[tuple[SidePiece, ...], list[Reason]]:
    """Place the side blocks in their order, each below the one before or on a later sheet.

    A quotation goes to a sheet that has not its words; on the only one it stands at the end that is far from them.
    """
    used, feet = {1: sheets.side_top}, dict.fromkeys(range(1, last + 1), sheets.side_depth)
    pieces: list[SidePiece] = []
    reasons: list[Reason] = []
    for index, block in enumerate(copy.sides):
        wanted = _wanted(block, items, last)
        room = {sheet: round(max(0.0, feet[sheet] - used.get(sheet, 0.0)), 3) for sheet in wanted}
        sheet = next((sheet for sheet in wanted if block.height <= room[sheet] + _TOLERANCE), None)
        if sheet is None:
            sheet = max(wanted, key=lambda sheet: (room[sheet], -sheet))
            over = round(block.height - room[sheet], 3)
            reasons.append(Reason(Flaw.SIDE_OVERSET, sheet, index=index, lines=over, fits=room[sheet]))
        elif sheet > wanted[0] and block.words is None:
            reasons.append(Reason(Flaw.SIDE_LATE, sheet, index=index, lines=sheet - wanted[0]))
        if block.words is not None and not block.sheet and last > 1 and sheet in _sheets_of(block.words, items):
            reasons.append(Reason(Flaw.SIDE_REPEATED, sheet, index=index))
        if last == 1 and _above_half(block.words, items, sheets):
            y = feet[sheet] - block.height
            feet[sheet] = y - block.gap
        else:
            y = used.get(sheet, 0.0)
            used[sheet] = y + block.height + block.gap
        pieces.append(SidePiece(index, sheet, round(y, 3), block.height))
    return tuple(pieces), reasons


def _wanted(block: SideBlock, items: tuple[ItemPiece, ...], last: int) -> list[int]:
    """The sheets for a side block, the best first: that of its mention and those behind it; for a quotation those
    that have not its words, and the ones before, too.
    """
    first = min(block.sheet or sheet_of(block.mention, items), last)
    onward = list(range(first, last + 1))
    if block.words is None or block.sheet:
        return onward
    said = _sheets_of(block.words, items)
    around = [*onward, *reversed(range(1, first))]
    return [*(sheet for sheet in around if sheet not in said), *(sheet for sheet in onward if sheet in said)]


def _above_half(words: At | None, items: tuple[ItemPiece, ...], sheets: Sheets) -> bool:
    """Whether some words stand in the upper half of the sheet."""
    return words is not None and any(
        piece.y + words.line - piece.first < sheets.lines / 2 for piece in items if has_words(piece, words)
    )


def _sheets_of(words: At, items: tuple[ItemPiece, ...]) -> set[int]:
    return {piece.sheet for piece in items if has_words(piece, words)}


def has_words(piece: ItemPiece, at: At) -> bool:
    """Whether a piece has some of the words that begin at a place: a quotation repeats a few lines of the copy."""
    same = (piece.at.band, piece.at.item) == (at.band, at.item)
    return same and piece.first < at.line + _SAID and piece.end > at.line


def sheet_of(at: At | None, items: tuple[ItemPiece, ...]) -> int:
    """The sheet on which a place of the copy stands; the first where there is none."""
    if at is None:
        return 1
    on = [piece for piece in items if (piece.at.band, piece.at.item) == (at.band, at.item)]
    return max((piece.sheet for piece in on if piece.first <= at.line), default=1)
