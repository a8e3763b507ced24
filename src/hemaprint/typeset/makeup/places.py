"""From sheets made up to places: the y of every piece, with the white that is left shared out.

In the search a piece stands as high as it can. Here a block between two texts moves to the middle of its white, one
at the foot of a column down to the foot, a heading down to the text that it belongs to, and a tail to the foot of
its sheet. In the side column every block goes beside its words, or as soon after them as there is room.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hemaprint.typeset.makeup.area import Laid
from hemaprint.typeset.makeup.copy import At, Copy, Position, Sheets, SideBlock
from hemaprint.typeset.makeup.descent import Trace
from hemaprint.typeset.makeup.made import Flaw, FloatPiece, ItemPiece, NotePiece, Reason, SidePiece
from hemaprint.typeset.makeup.matter import LINE, Matter
from hemaprint.typeset.makeup.notes import Foot
from hemaprint.typeset.makeup.sheet import Made
from hemaprint.typeset.makeup.zones import Slot


class Standing(NamedTuple):
    """A piece of a column, at its ``y`` below the head of the strip, in thousandths."""

    trace: Trace
    y: int
    height: int


def items_on(matter: Matter, made: Made) -> Iterator[ItemPiece]:
    """The pieces of a sheet, strip by strip and column by column."""
    lowered = _tail_white(matter, made)
    for strip in made.area.strips:
        down = made.head + strip.top + (lowered if _is_tail(matter, strip) else 0)
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


def stand(matter: Matter, trace: Trace | None, depth: int) -> list[Standing]:
    """The pieces of a column from the head down, moved to where they look best."""
    column: list[Standing] = []
    while trace is not None:
        height = matter.pieces[trace.item].height(trace.way, trace.line, trace.end)
        column.append(Standing(trace, trace.y, height))
        trace = trace.above
    column.reverse()
    return [
        standing._replace(y=standing.y + _move(matter, column, number, depth)) for number, standing in enumerate(column)
    ]


def _move(matter: Matter, column: list[Standing], number: int, depth: int) -> int:
    """How far a piece goes down, in thousandths."""
    standing = column[number]
    piece = matter.pieces[standing.trace.item]
    end = standing.y + standing.height + piece.below
    if piece.grid or number == 0:
        return 0
    if number == len(column) - 1:
        spare = depth - end
        return spare if 0 < spare < LINE else 0
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


def _is_tail(matter: Matter, strip: Laid) -> bool:
    trace = strip.columns[0]
    return trace is not None and matter.pieces[trace.item].tail


def _tail_white(matter: Matter, made: Made) -> int:
    """How far the tail goes down: to the foot of the last sheet, if it begins there below the copy."""
    strips = made.area.strips
    begins = [number for number, strip in enumerate(strips) if _is_tail(matter, strip)]
    if not made.end or not begins or begins[0] == 0:
        return 0
    return max(0, (made.depth - made.area.used) // LINE * LINE)


def floats_on(made: Made, lines: int) -> Iterator[FloatPiece]:
    """The floats of a sheet; ``lines`` is the depth of the type area in thousandths."""
    y = 0
    for slot in made.zones.top:
        yield _float_piece(slot, made.number, "top", y)
        y += slot.height + slot.gap
    y = lines - sum(slot.height + slot.gap for slot in made.zones.bottom) - made.notes_depth
    for slot in made.zones.bottom:
        y += slot.gap
        yield _float_piece(slot, made.number, "bottom", max(0, y))
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
