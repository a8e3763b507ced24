# SPDX-License-Identifier: MIT
"""Define in numbers what make-up is given, an article's copy and its sheets, and what it decides.

Unless a name says otherwise a length is in lines of the grid (1.0 is one line of running text) and is kept to a
thousandth of a line. Everything counts from 0 but sheets, which count from 1: the first that carries copy.

Two kinds of white: ``before`` and ``after`` separate an item from its neighbours (the larger of the two counts, and
neither at the head or the foot of a column); ``above`` and ``below`` belong to what is drawn around the item, such as
the rule and the padding of a news item, and always stay.

Of what is decided, a ``y`` is in lines from the head of the type area to the top of the piece's own box, below the
white and the decoration above it; columns count within the band of the piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Side = Literal["left", "right"]
Position = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A place in the copy: a line of a text, in its best setting, or a row of a block."""

    band: int
    item: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A way to break a text into lines.

    ``cost`` says how much worse it is than the best setting: 1 is a change that a reader would hardly see, 10 one that
    an editor would fix. ``heights`` are the heights of its lines where they are not all the leading of the text.
    ``hyphens`` are the lines that end in one; ``notes`` are the notes called, as (line, index of the note).
    """

    lines: int
    cost: float = 0.0
    heights: tuple[float, ...] = ()
    hyphens: frozenset[int] = frozenset()
    notes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, an item of a list, a heading, a question: anything made of lines.

    ``settings``: the best first. ``orphans`` and ``widows``: the fewest lines before and after the turn of a column.
    ``with_next``: not separated from what follows, of which at least two lines are below it. ``whole``: never broken.
    ``stretch``: whole lines by which the white above it may grow. Lines of a whole leading are on the grid.
    """

    settings: tuple[Setting, ...]
    before: float = 0.0
    after: float = 0.0
    above: float = 0.0
    below: float = 0.0
    leading: float = 1.0
    orphans: int = 2
    widows: int = 2
    with_next: bool = False
    whole: bool = False
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """What a block has in the side column, such as a caption: it begins ``y`` lines below the head of the block."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A displayed block in a column, or, alone in a band of one column, across the text: a figure, a table, a box.

    ``parts`` are the heights of its rows or items, if it may be cut between them; they add up to ``height``. Every
    part but the first is higher by ``repeat``: the table's head once more, and the line that says *continued*.
    ``may_wait``: later text may pass it, so that there is no hole before it. ``mention``: where the copy first calls
    it; None for its own place. ``stretch``: whole lines by which the white around it may grow. ``notes``: called in
    it. ``quotation``: a pull quote, which never splits a sentence; ``words``: where the copy has the words it repeats.
    ``least``: the height to which its picture may be reduced; 0 if it may not. ``grid``: its head is on a line of the
    grid, and therefore its text is.
    """

    height: float
    before: float = 0.0
    after: float = 0.0
    parts: tuple[float, ...] = ()
    repeat: float = 0.0
    may_wait: bool = False
    mention: At | None = None
    stretch: int = 0
    notes: tuple[int, ...] = ()
    quotation: bool = False
    words: At | None = None
    least: float = 0.0
    grid: bool = False
    asides: tuple[Aside, ...] = ()


Item = Text | Block


@dataclass(frozen=True, slots=True)
class Band:
    """A run of copy in columns of one width. Bands follow each other down the sheet.

    A band that ends before the foot is balanced. A block across the text in its place is a band of one column. Bands of
    the ``tail`` (references, the author's note) go to the foot of the sheet where they fit below the end of the copy.
    """

    items: tuple[Item, ...]
    columns: int = 1
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Float:
    """A block across the text, for the head or the foot of a sheet.

    ``gap``: the white between it and the text, or the next such block. ``mention``: where the copy calls it, or
    where the editor put it; None if nowhere. ``sheet`` pins it. ``parts``, ``repeat``, ``quotation``, ``words`` and
    ``least``: as of a block. ``plate``: pictures for their own sake, which may be far behind the words before them, and
    leave few lines beside them. ``asides``: as of a block.
    """

    height: float
    gap: float = 0.0
    mention: At | None = None
    position: Position | Literal["auto"] = "auto"
    sheet: int | Literal["last"] | None = None
    parts: tuple[float, ...] = ()
    repeat: float = 0.0
    notes: tuple[int, ...] = ()
    quotation: bool = False
    words: At | None = None
    least: float = 0.0
    plate: bool = False
    asides: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBlock:
    """A block for the side column: ``gap`` is the white below it; without a mention it opens the article.

    A block that repeats words of the copy (``words``: where) goes to the sheet after them.
    """

    height: float
    gap: float = 0.0
    mention: At | None = None
    sheet: int | None = None
    words: At | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note: the heights of its lines; the first includes the white above it."""

    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """All of an article. ``notes_top`` is the white and the rule above the notes of a sheet.

    Notes are numbered in the order in which the copy calls them, and go to the foot of the sheet, or with
    ``notes_beside`` into the side column, where they are never broken.
    """

    bands: tuple[Band, ...]
    floats: tuple[Float, ...] = ()
    sides: tuple[SideBlock, ...] = ()
    notes: tuple[Note, ...] = ()
    notes_top: float = 0.0
    notes_beside: bool = False


@dataclass(frozen=True, slots=True)
class Sheets:
    """The room of the sheets.

    ``lines``: the depth of the type area. ``head``: lines of the article's head on sheet 1. ``first``: the side of
    sheet 1; a left sheet and the right one after it are a spread, in a ``turned`` issue a right one and the left one
    after it. ``splits``: (sheet, side), where an article continues elsewhere: the sheet after that one is on that side
    and faces nothing before it. ``budget``: how many sheets it should take. ``side_depth`` and ``side_top``: the lines
    of the side column, and where it begins on sheet 1.
    """

    lines: int
    head: float = 0.0
    first: Side = "right"
    splits: tuple[tuple[int, Side], ...] = ()
    budget: int | None = None
    side_depth: float = 0.0
    side_top: float = 0.0
    turned: bool = False

    def side(self, sheet: int) -> Side:
        """The side of a sheet."""
        begin, side = 1, self.first
        for after, stands in self.splits:
            if begin <= after < sheet:
                begin, side = after + 1, stands
        return side if (sheet - begin) % 2 == 0 else ("left" if side == "right" else "right")

    def faces(self, sheet: int) -> bool:
        """Whether the next sheet is beside this one."""
        split = any(after == sheet for after, _ in self.splits)
        opening: Side = "right" if self.turned else "left"
        return not split and self.side(sheet) == opening != self.side(sheet + 1)

    def between(self, earlier: int, later: int) -> int:
        """How often the page is turned on the way from one sheet to another; negative on the way back."""
        if later < earlier:
            return -self.between(later, earlier)
        return sum(not self.faces(sheet) for sheet in range(earlier, later))


# ---------------------------------------------------------------- what is decided


@dataclass(frozen=True, slots=True)
class ItemPiece:
    """Lines ``first`` to ``end`` (exclusive) of a text in one of its settings, or rows of a block, in a column.

    A block that is not cut has one row. A later part of a cut block begins at ``y`` with what it repeats.
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
    """Lines ``first`` to ``end`` of a note at the foot of a sheet; all of one in the side column."""

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


@dataclass(frozen=True, slots=True)
class AsidePiece:
    """What a block, or a float (``owner``: its place or its index), has in the side column beside it."""

    owner: At | int
    index: int
    sheet: int
    y: float
    height: float


class Flaw(Enum):
    """The subject of a reason; the words after each say what its ``lines`` are."""

    HOLE = "white inside the article"  # lines of it
    UNEVEN = "a column ends unlike its neighbours"  # lines that it is short
    SHORT = "the feet of the sheet are high, or unlike those of the facing sheet"  # lines
    HYPHEN = "a page turn divides a word"
    EARLY = "a float or figure is before the spread that mentions it"  # turns of the page
    LATE = "a float or figure is more than a spread after its mention"  # turns of the page
    CUT = "a block, or a text that should be whole, is cut, and continues in the next column"
    OVERSET = "a block is higher than its place"  # lines too many; ``fits`` is the height that would fit
    CONTINUED = "a note continues at the foot of the next sheet"  # lines that continue
    NOTE_LATE = "a note begins on the sheet after its call"  # lines of it
    NOTES_OVERSET = "the notes of the last sheets are higher than its side column"  # lines too many
    PARTED = "a heading is at a foot, or fewer lines than the rule requires, because no depth fits"
    REPEATED = "a quotation is on the sheet whose words it repeats"
    CROWDED = "few lines of text remain beside floats"  # lines of text
    LAST = "the last sheet is less than half full"  # lines that it lacks, all columns together
    PAGES = "the copy does not take the sheets that it should"  # sheets too many (or too few: negative)
    SIDE_LATE = "a side block is on a later sheet than its words"  # sheets
    SIDE_OVERSET = "a side block fits the side column of no sheet"  # lines too many; ``fits`` as for OVERSET
    SIDE_REPEATED = "a quotation is in the side column of the sheet whose words it repeats"
    RUNT = "the last line of a paragraph is one word, or the rest of one"
    LADDER = "too many lines in succession end in hyphens"  # so many


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that could not be done well, ``at`` an item or for the ``index`` of a float, note or side block.

    ``words``: the words of its line, where a line has a flaw.
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
    """An article made up, and its price."""

    sheets: int
    items: tuple[ItemPiece, ...]
    floats: tuple[FloatPiece, ...] = ()
    notes: tuple[NotePiece, ...] = ()
    sides: tuple[SidePiece, ...] = ()
    asides: tuple[AsidePiece, ...] = ()
    reasons: tuple[Reason, ...] = ()
    cost: float = 0.0
