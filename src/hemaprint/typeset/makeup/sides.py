"""The side column: every block beside its words, or as soon after them as there is room."""

from __future__ import annotations

from hemaprint.typeset.makeup.copy import At, Copy, Sheets, SideBlock
from hemaprint.typeset.makeup.made import Flaw, ItemPiece, Reason, SidePiece


def place_sides(
    copy: Copy, sheets: Sheets, items: tuple[ItemPiece, ...], last: int
) -> tuple[tuple[SidePiece, ...], list[Reason]]:
    """Place the side blocks in their order, each below the one before or on a later sheet."""
    used = {1: sheets.side_top}
    pieces: list[SidePiece] = []
    reasons: list[Reason] = []
    for index, block in enumerate(copy.sides):
        wanted = min(block.sheet or _wanted(block, items), last)
        sheet = next((s for s in range(wanted, last + 1) if _fits(block, used.get(s, 0.0), sheets)), None)
        if sheet is None:
            sheet = min(range(wanted, last + 1), key=lambda s: (used.get(s, 0.0), s))
            free = round(max(0.0, sheets.side_depth - used.get(sheet, 0.0)), 3)
            over = round(block.height - free, 3)
            reasons.append(Reason(Flaw.SIDE_OVERSET, sheet, index=index, lines=over, fits=free))
        elif sheet > wanted:
            reasons.append(Reason(Flaw.SIDE_LATE, sheet, index=index, lines=sheet - wanted))
        if block.words is not None and block.sheet is None and sheet_of(block.words, items) == sheet:
            reasons.append(Reason(Flaw.SIDE_REPEATED, sheet, index=index))
        y = used.get(sheet, 0.0)
        pieces.append(SidePiece(index, sheet, round(y, 3), block.height))
        used[sheet] = y + block.height + block.gap
    return tuple(pieces), reasons


def _wanted(block: SideBlock, items: tuple[ItemPiece, ...]) -> int:
    """The sheet for a side block: that of its mention, or the next one for what repeats words of that sheet."""
    sheet = sheet_of(block.mention, items)
    return sheet + (block.words is not None and sheet_of(block.words, items) == sheet)


def sheet_of(at: At | None, items: tuple[ItemPiece, ...]) -> int:
    """The sheet on which a place of the copy stands; the first where there is none."""
    if at is None:
        return 1
    on = [
        piece.sheet
        for piece in items
        if (piece.at.band, piece.at.item) == (at.band, at.item) and piece.first <= at.line
    ]
    return max(on, default=1)


def _fits(block: SideBlock, used: float, sheets: Sheets) -> bool:
    return used + block.height <= sheets.side_depth + 0.01
