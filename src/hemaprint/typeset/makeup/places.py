"""From sheets made up to places: the y of every piece, with the white that is left shared out.

In the search a piece stands as high as it can. Here a block between two texts moves to the middle of its white, one
at the foot of a column down to the foot, a heading down to the text that it belongs to, and a tail to the foot of
its sheet, below the floats that belong to the copy and above those that are pinned there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hemaprint.typeset.makeup.area import Laid
from hemaprint.typeset.makeup.column import is_tail
from hemaprint.typeset.makeup.copy import At, Position
from hemaprint.typeset.makeup.descent import Trace
from hemaprint.typeset.makeup.made import FloatPiece, ItemPiece, NotePiece
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
