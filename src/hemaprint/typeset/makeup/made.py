"""What the make-up decided: the place of every piece, and what could not be done well.

A ``y`` is in lines from the head of the type area to the top of the piece's own box: below the white and the
decoration above it. Sheets count from 1, columns from 0 within the band of the piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hemaprint.typeset.makeup.copy import At, Position


@dataclass(frozen=True, slots=True)
class ItemPiece:
    """Lines ``first`` to ``end`` (exclusive) of a text in one of its settings, or rows of a block, in a column.

    A block that is not cut has one row. A later part of a cut block begins with what it repeats, at ``y``.
    """

    at: At
    setting: int
    first: int
    end: int
    sheet: int
    column: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class FloatPiece:
    """Rows ``first`` to ``end`` of a float at the head or foot of a sheet."""

    index: int
    first: int
    end: int
    sheet: int
    position: Position
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class NotePiece:
    """Lines ``first`` to ``end`` of a note at the foot of a sheet."""

    index: int
    first: int
    end: int
    sheet: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class SidePiece:
    """A block of the side column."""

    index: int
    sheet: int
    y: float
    height: float


class Flaw(Enum):
    """What a reason is about; the words after each say what its ``lines`` are."""

    HOLE = "white inside the article"  # lines of it
    UNEVEN = "a column ends unlike its neighbours"  # lines that it is short
    SHORT = "the feet of the sheet stand high, or unlike those of the facing sheet"  # lines
    HYPHEN = "a page turn divides a word"
    EARLY = "a float or figure stands before the spread that mentions it"  # turns of the page
    LATE = "a float or figure stands more than a spread after its mention"  # turns of the page
    CUT = "a block, or a text that should be whole, is cut, and goes on in the next column"
    OVERSET = "a block is higher than what it must stand in"  # lines too many; ``fits`` is the height that would fit
    CONTINUED = "a note goes on at the foot of the next sheet"  # lines that go on
    NOTE_LATE = "a note begins on the sheet after its call"  # lines of it
    PARTED = "a heading stands at a foot, or fewer lines than the rule wants, because no depth fits"
    REPEATED = "a quotation stands on the sheet whose words it repeats"
    CROWDED = "few lines of text are left beside floats"  # lines of text
    LAST = "the last sheet is less than half full"  # lines that it lacks, all columns together
    PAGES = "the copy does not take the sheets that it should"  # sheets too many (or too few: negative)
    SIDE_LATE = "a side block stands on a later sheet than its words"  # sheets
    SIDE_OVERSET = "a side block fits the side column of no sheet"  # lines too many; ``fits`` as for OVERSET
    SIDE_REPEATED = "a quotation stands in the side column of the sheet whose words it repeats"
    RUNT = "the last line of a paragraph is one word, or the rest of one"
    LADDER = "too many lines in succession end in hyphens"  # so many


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that could not be done well. ``at`` or ``index`` (of a float, note or side block) say for what.

    ``words``: of the line that it is about, for those who read lines.
    """

    flaw: Flaw
    sheet: int
    column: int | None = None
    at: At | None = None
    index: int | None = None
    lines: float = 0.0
    fits: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An article made up, at its price."""

    sheets: int
    items: tuple[ItemPiece, ...]
    floats: tuple[FloatPiece, ...] = ()
    notes: tuple[NotePiece, ...] = ()
    sides: tuple[SidePiece, ...] = ()
    reasons: tuple[Reason, ...] = ()
    cost: float = 0.0
