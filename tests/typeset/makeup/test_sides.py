"""Notes in the side column: each beside the line that calls it, none over another, none at the foot."""

from __future__ import annotations

from hemaprint.typeset.makeup.interface import At, Copy, Flaw, Float, MadeUp, Note, Setting, Sheets, SideBlock, Text
from hemaprint.typeset.makeup.make_up import make_up
from typeset.makeup.articles import copy_of, stiff

MARGIN = Sheets(50, head=12, side_depth=50, side_top=12)
"""Sheets with a side column that begins with the text of the first one."""


def calling(lines: int, *calls: tuple[int, int]) -> Text:
    """A paragraph that calls notes: (line, index of the note)."""
    return Text((Setting(lines, notes=calls),))


def noted(*items: Text, notes: tuple[float, ...], **more: object) -> Copy:
    """An article of one column whose notes, of these heights, stand in the margin."""
    several = tuple(Note((height,)) for height in notes)
    return copy_of(*items, columns=1, notes=several, notes_top=1.0, notes_beside=True, **more)


def places(made: MadeUp) -> list[tuple[int, int, float]]:
    """Note, sheet and place."""
    return [(piece.index, piece.sheet, piece.y) for piece in made.notes]


def test_a_note_begins_on_the_line_that_calls_it() -> None:
    made = make_up(noted(*stiff(5), calling(9, (6, 0)), notes=(4.0,)), MARGIN)
    (paragraph,) = (piece for piece in made.items if piece.at.item == 1)
    assert places(made) == [(0, 1, paragraph.y + 6)]


def test_notes_take_no_room_from_the_text() -> None:
    copy = noted(calling(38, (0, 0), (30, 1)), notes=(12.0, 6.0))
    assert make_up(copy, MARGIN).sheets == 1


def test_a_note_goes_down_where_another_is_in_its_way() -> None:
    made = make_up(noted(calling(20, (3, 0), (4, 1)), notes=(3.0, 2.0)), MARGIN)
    assert places(made) == [(0, 1, 15), (1, 1, 19)]


def test_a_note_goes_up_where_the_column_ends() -> None:
    made = make_up(noted(calling(38, (35, 0), (37, 1)), notes=(3.0, 4.0)), MARGIN)
    assert places(made) == [(0, 1, 42), (1, 1, 46)]


def test_side_blocks_leave_the_notes_their_room() -> None:
    sides = (SideBlock(10.0, 2.0), SideBlock(20.0, 2.0))
    made = make_up(noted(calling(60, (1, 0), (50, 1)), notes=(12.0, 3.0), sides=sides), MARGIN)
    assert [(piece.sheet, piece.y) for piece in made.sides] == [(1, 12), (2, 0)]
    assert places(made) == [(0, 1, 24), (1, 2, 22)]


def test_a_note_that_is_called_in_a_float_stands_beside_it() -> None:
    floats = (Float(10.0, 1.0, At(0, 0), "bottom", notes=(0,)),)
    made = make_up(noted(*stiff(20), notes=(4.0,), floats=floats), MARGIN)
    assert places(made) == [(0, 1, made.floats[0].y)]


def test_notes_without_room_are_on_the_next_sheet_and_told() -> None:
    made = make_up(noted(calling(60, (1, 0), (2, 1)), notes=(30.0, 20.0)), MARGIN)
    assert places(made) == [(0, 1, 13), (1, 2, 0)]
    assert [(one.flaw, one.index) for one in made.reasons if one.flaw is Flaw.NOTE_LATE] == [(Flaw.NOTE_LATE, 1)]


def test_notes_that_no_sheet_holds_are_told() -> None:
    made = make_up(noted(calling(20, (1, 0), (2, 1)), notes=(30.0, 20.0)), MARGIN)
    (over,) = (one for one in made.reasons if one.flaw is Flaw.NOTES_OVERSET)
    assert (over.sheet, over.index, over.lines) == (1, 1, 13.25)
