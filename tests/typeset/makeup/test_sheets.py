"""How sheets are made up: floats, notes, blocks across the text, tails, side blocks, facing feet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemaprint.typeset.makeup.area import Areas, Strips
from hemaprint.typeset.makeup.column import Columns, Going, Start
from hemaprint.typeset.makeup.interface import (
    At,
    Band,
    Block,
    Copy,
    Flaw,
    Float,
    MadeUp,
    Note,
    Setting,
    Sheets,
    SideBlock,
    Text,
)
from hemaprint.typeset.makeup.make_up import make_up
from hemaprint.typeset.makeup.matter import LINE, matter_of
from typeset.makeup.articles import HEADING, copy_of, para, stiff, supple
from typeset.makeup.proofs import flaws, prove

LONG = supple(*[7] * 90)
"""630 lines: about four sheets of three columns of 60 lines."""
A4 = Sheets(60, head=12)


def made_of(copy: Copy, sheets: Sheets = A4) -> MadeUp:
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    return made


def zones(made: MadeUp) -> dict[int, tuple[int, str]]:
    return {piece.index: (piece.sheet, piece.position) for piece in made.floats}


def sheets_of(made: MadeUp, item: int, band: int = 0) -> list[int]:
    return [piece.sheet for piece in made.items if (piece.at.band, piece.at.item) == (band, item)]


# ---------------------------------------------------------------- floats


def test_a_float_stands_at_the_head_of_the_sheet_that_mentions_it() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(20.0, 1.2, At(0, 30)),)))
    assert zones(made) == {0: (sheets_of(made, 30)[0], "top")}
    assert made.floats[0].y == 0
    assert min(piece.y for piece in made.items if piece.sheet == made.floats[0].sheet) == 22


def test_never_at_the_head_of_the_first_sheet() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(20.0, 1.2, At(0, 2)), Float(5.0, 1.0, position="top", sheet=1))))
    assert made.floats[0].sheet <= 2
    assert (made.floats[0].sheet, made.floats[0].position) != (1, "top")
    assert zones(made)[1] == (1, "bottom")


def test_the_editor_s_place_is_kept() -> None:
    below = Float(20.0, 1.2, At(0, 40), position="bottom")
    pinned = Float(10.0, 1.2, At(0, 2), sheet=3)
    low = Float(10.0, 1.2, sheet=2, position="bottom")
    made = made_of(copy_of(*LONG, floats=(below, pinned, low)))
    assert zones(made)[0][1] == "bottom"
    assert zones(made)[1] == (3, "top")
    assert zones(made)[2] == (2, "bottom")
    assert max(piece.y + piece.height for piece in made.floats if piece.position == "bottom") == 60


def test_a_float_for_the_last_sheet_stands_at_its_foot() -> None:
    made = made_of(copy_of(*LONG[:80], floats=(Float(28.0, 1.2, sheet="last"),)))
    assert zones(made) == {0: (made.sheets, "bottom")}


def test_a_float_for_the_last_sheet_gets_none_for_itself() -> None:
    made = made_of(copy_of(*LONG[:62], floats=(Float(29.0, 1.0, sheet="last"),)))
    assert max(piece.sheet for piece in made.items) == made.sheets
    assert "HOLE" not in flaws(made)


def test_floats_are_never_on_a_spread_before_their_mention() -> None:
    mentions = (3, 20, 33, 47, 60, 75)
    made = made_of(copy_of(*LONG, floats=tuple(Float(18.0, 1.2, At(0, item)) for item in mentions)))
    for piece in made.floats:
        mentioned = sheets_of(made, mentions[piece.index])[0]
        assert 0 <= A4.between(mentioned, piece.sheet) <= 1, piece
    assert not {"EARLY", "LATE"} & set(flaws(made))


def test_two_floats_of_one_paragraph_share_a_sheet_or_a_spread() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(15.0, 1.2, At(0, 40)), Float(15.0, 1.2, At(0, 40)))))
    first, second = (zones(made)[index][0] for index in (0, 1))
    assert A4.between(first, second) == 0


def test_a_float_as_high_as_a_sheet_has_it_alone() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(59.5, 1.2, At(0, 30)),)))
    sheet = made.floats[0].sheet
    assert not [piece for piece in made.items if piece.sheet == sheet]
    assert "HOLE" not in flaws(made)


def test_a_picture_too_high_for_a_sheet_is_reduced_to_it() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(75.0, 1.2, At(0, 30), least=40.0),)))
    assert made.floats[0].height == 60
    assert "OVERSET" not in flaws(made)


def test_a_float_that_may_be_cut_goes_on_at_the_next_sheet() -> None:
    table = Float(100.0, 1.2, At(0, 30), parts=(1.25,) * 80, repeat=3.0)
    made = made_of(copy_of(*LONG, floats=(table,)))
    assert len(made.floats) == 2
    assert made.floats[0].sheet + 1 == made.floats[1].sheet
    assert made.floats[1].height == pytest.approx((80 - made.floats[0].end) * 1.25 + 3)
    assert flaws(made).count("CUT") == 1


def test_a_float_that_is_cut_begins_no_earlier_than_its_mention() -> None:
    table = Float(74.0, 1.2, At(0, 52), parts=(1.0,) * 74, repeat=3.0)
    made = made_of(copy_of(*LONG, floats=(table,)))
    assert A4.between(sheets_of(made, 52)[0], made.floats[0].sheet) in (0, 1)
    assert "EARLY" not in flaws(made)


def test_a_float_that_fits_no_sheet_is_named() -> None:
    made = make_up(copy_of(*LONG, floats=(Float(66.5, 1.2, At(0, 30)),)), A4)
    (overset,) = (reason for reason in made.reasons if reason.flaw is Flaw.OVERSET)
    assert (overset.index, overset.lines, overset.fits) == (0, 6.5, 60.0)


def test_floats_behind_the_last_line_of_the_copy_get_sheets() -> None:
    floats = tuple(Float(25.0, 1.2, At(0, 3)) for _ in range(6))
    made = made_of(copy_of(*stiff(7, 7, 7, 7, 7), floats=floats))
    assert sorted(zones(made)) == [0, 1, 2, 3, 4, 5]
    assert made.sheets >= 3


def test_pinned_floats_that_overfill_their_sheet_are_told_with_the_height_that_fits() -> None:
    made = make_up(copy_of(*LONG, floats=(Float(40.0, 1.0, sheet=2), Float(30.0, 1.0, sheet=2))), A4)
    (overset,) = (reason for reason in made.reasons if reason.flaw is Flaw.OVERSET)
    assert (overset.index, overset.sheet, overset.lines, overset.fits) == (1, 2, 12, 18)


# ---------------------------------------------------------------- notes


def noted(lines: int, call: int, note: int) -> Text:
    return Text((Setting(lines, notes=((call, note),)), Setting(lines + 1, 1.0, notes=((call, note),))))


def test_a_note_stands_at_the_foot_of_the_sheet_that_calls_it() -> None:
    copy = copy_of(*LONG[:40], noted(7, 3, 0), *LONG[:40], notes=(Note((0.85, 0.85)),), notes_top=1.0)
    made = made_of(copy)
    (note,) = made.notes
    assert note.y + note.height == pytest.approx(60)
    assert max(piece.y + piece.height for piece in made.items if piece.sheet == note.sheet) <= 57


def test_a_call_in_the_last_lines_of_a_sheet_keeps_its_note_there() -> None:
    """The note takes three lines from its sheet: wherever the call is, note and call agree."""
    for call in range(0, 12):
        copy = copy_of(para(40), noted(12, call, 0), para(30), columns=1, notes=(Note((0.9, 0.9)),), notes_top=1.0)
        made = made_of(copy, Sheets(50))
        assert made.notes[0].end == 2, call


def test_notes_called_close_together_stand_on_their_sheets() -> None:
    """Without its notes a sheet holds calls of three of them, which leave room for none."""
    items = (
        Text((Setting(lines, notes=((call, note),)),)) for note, (lines, call) in enumerate(((5, 2), (3, 0), (4, 3)))
    )
    copy = copy_of(*items, para(2), columns=1, notes=tuple(Note((1.0,) * lines) for lines in (4, 3, 4)))
    made = made_of(copy, Sheets(9))
    assert [(piece.sheet, piece.index) for piece in made.notes] == [(1, 0), (2, 1), (3, 2)]


def test_a_note_of_300_words_begins_on_its_sheet_and_goes_on() -> None:
    copy = copy_of(
        *supple(*[7] * 7), noted(7, 0, 0), *supple(*[7] * 20), columns=1, notes=(Note((0.85,) * 40),), notes_top=1.0
    )
    made = made_of(copy, Sheets(60))
    assert len(made.notes) >= 2
    assert all(piece.end - piece.first >= 2 for piece in made.notes)
    continued = [reason for reason in made.reasons if reason.flaw is Flaw.CONTINUED]
    assert [(reason.sheet, reason.lines) for reason in continued] == [(made.notes[0].sheet, 40 - made.notes[0].end)]


def test_a_float_stands_above_the_notes() -> None:
    copy = copy_of(
        *LONG[:20],
        noted(7, 3, 0),
        *LONG[:40],
        floats=(Float(15.0, 1.0, At(0, 20), position="bottom"),),
        notes=(Note((0.85,) * 2),),
        notes_top=1.0,
    )
    made = made_of(copy)
    assert made.floats[0].sheet == made.notes[0].sheet
    assert made.floats[0].y + made.floats[0].height == 57


# ---------------------------------------------------------------- bands


def test_text_above_a_block_across_it_is_balanced() -> None:
    made = made_of(Copy((Band(stiff(12, 12, 12), 3), Band((Block(10.0, 1.0, 1.0),), 1), Band(stiff(30), 3))))
    block = next(piece for piece in made.items if piece.at.band == 1)
    assert block.y == 25
    assert {piece.y for piece in made.items if piece.at.band == 2} == {36}


def test_a_note_that_its_sheet_has_no_room_for_is_told() -> None:
    made = make_up(copy_of(Block(9.0, notes=(0,)), para(9), columns=1, notes=(Note((1.0,)),)), Sheets(9))
    (late,) = (reason for reason in made.reasons if reason.flaw is Flaw.NOTE_LATE)
    assert (late.index, late.sheet, made.items[0].sheet, made.notes[0].sheet) == (0, 1, 1, 2)


def test_a_heading_that_no_column_can_keep_with_its_text_is_told() -> None:
    made = make_up(copy_of(para(2), HEADING, para(2), columns=1), Sheets(2))
    (parted,) = (reason for reason in made.reasons if reason.flaw is Flaw.PARTED)
    assert parted.at == At(0, 1)


def test_a_tail_goes_to_the_foot_of_the_last_sheet() -> None:
    made = made_of(Copy((Band(stiff(30), 3), Band(stiff(6, 6), 3, tail=True))), Sheets(60, head=6))
    tail = [piece for piece in made.items if piece.at.band == 1]
    assert max(piece.y + piece.height for piece in tail) == 60
    assert flaws(made) == []


def test_a_float_at_the_foot_stands_above_the_tail_and_what_is_pinned_there_below_it() -> None:
    tail = Band(stiff(6, 6), 3, tail=True)
    floats = (Float(9.0, 1.0, At(0, 0), position="bottom"), Float(8.0, 1.0, sheet="last"))
    made = made_of(Copy((Band(stiff(30), 3), tail), floats))
    copy, below = ([piece for piece in made.items if piece.at.band == band] for band in (0, 1))
    own, pinned = made.floats
    assert max(piece.y + piece.height for piece in copy) < own.y
    assert own.y + own.height <= min(piece.y for piece in below)
    assert max(piece.y + piece.height for piece in below) <= pinned.y
    assert pinned.y + pinned.height == 60


def test_a_tail_below_a_float_alone_goes_to_the_foot_too() -> None:
    floats = (Float(20.0, 1.0, sheet=2),)
    made = made_of(Copy((Band(stiff(60), 1), Band(stiff(6, 6), 3, tail=True)), floats), Sheets(60))
    tail = [piece for piece in made.items if piece.at.band == 1]
    assert {piece.sheet for piece in tail} == {2}
    assert max(piece.y + piece.height for piece in tail) == 60
    assert flaws(made) == []


def test_the_heading_of_a_tail_stands_with_its_entries() -> None:
    heading = Band((replace(para(1), with_next=True),), 1, tail=True)
    for lines in range(54, 60):
        made = made_of(Copy((Band(stiff(lines), 1), heading, Band(stiff(9, 9), 3, tail=True))), Sheets(60))
        head, entry = (next(piece for piece in made.items if piece.at.band == band) for band in (1, 2))
        assert head.sheet == entry.sheet, lines


def test_small_type_stands_line_under_line_and_not_at_the_foot() -> None:
    entries = [Text((Setting(2),), leading=0.8, orphans=2) for _ in range(4)]
    made = made_of(Copy((Band(stiff(30), 3), Band(tuple(entries), 2, tail=True))))
    first, second = (piece for piece in made.items if piece.at.band == 1 and piece.column == 0)
    assert second.y == pytest.approx(first.y + first.height)


def test_a_tail_that_does_not_fit_follows_the_copy() -> None:
    made = made_of(Copy((Band(stiff(150), 3), Band(supple(*[6] * 12), 3, tail=True))), Sheets(60, head=6))
    first = min((piece for piece in made.items if piece.at.band == 1), key=lambda piece: (piece.sheet, piece.y))
    assert made.sheets == 2
    assert first.sheet == 1


# ---------------------------------------------------------------- sheets


def test_feet_of_facing_sheets_are_alike() -> None:
    whole = [replace(para(5), whole=True) for _ in range(40)]
    made = made_of(copy_of(*whole, columns=1), Sheets(21, first="left"))
    feet = [
        max(piece.y + piece.height for piece in made.items if piece.sheet == sheet) for sheet in range(1, made.sheets)
    ]
    assert set(feet) == {20}
    assert "SHORT" not in flaws(made)


def test_a_last_sheet_that_is_nearly_empty_is_told_with_the_lines_that_it_lacks() -> None:
    made = made_of(copy_of(*stiff(124), columns=2), Sheets(50))
    (last,) = (reason for reason in made.reasons if reason.flaw is Flaw.LAST)
    assert (last.sheet, last.lines) == (2, 2 * (25 - 12))


def test_columns_that_nothing_stands_in_are_holes() -> None:
    """What should be whole cannot be shared out above a block across the text."""
    whole = replace(para(12), whole=True)
    copy = Copy((Band((whole,), 3), Band((Block(20.0),)), Band(stiff(30, 30, 30), 3)))
    holes = [(reason.column, reason.lines) for reason in made_of(copy).reasons if reason.flaw is Flaw.HOLE]
    assert holes == [(1, 12), (2, 12)]


def test_white_below_the_end_of_the_copy_is_a_hole_where_a_float_follows() -> None:
    whole = replace(para(60), whole=True)
    made = made_of(copy_of(whole, columns=1, floats=(Float(55.0, 1.0, At(0, 0)),)), Sheets(70))
    (hole,) = (reason for reason in made.reasons if reason.flaw is Flaw.HOLE)
    assert (hole.sheet, hole.lines, hole.index) == (1, 10, 0)


def test_a_sheet_of_one_column_may_end_a_line_higher() -> None:
    """A line that nothing stands beside is not seen."""
    copy = Copy((Band(stiff(20)), Band((Block(20.3),)), Band(stiff(60))))
    assert "UNEVEN" not in flaws(made_of(copy, Sheets(60)))


@pytest.mark.parametrize(("floats", "sheets"), [((), [1, 3]), ((Float(10.0, sheet=3),), [1, 2])])
def test_words_divided_where_the_page_is_turned_are_told(floats: tuple[Float, ...], sheets: list[int]) -> None:
    """Sheets 2 and 3 face each other; but where sheet 3 has no text, the page is turned behind 2."""
    text = para(40, hyphens=tuple(range(40)))
    made = make_up(copy_of(text, columns=1, floats=floats), Sheets(10))
    assert [reason.sheet for reason in made.reasons if reason.flaw is Flaw.HYPHEN] == sheets


@pytest.mark.parametrize("waits", [True, False])
def test_what_no_words_speak_of_is_far_from_its_place_where_it_floats(waits: bool) -> None:
    """Questions, say, are the copy themselves, and stand where they are."""
    blocks = (Block(8.0, may_wait=waits),) * 12
    made = make_up(copy_of(para(9), *blocks, para(9), columns=1), Sheets(10))
    assert ("LATE" in flaws(made)) == waits


def test_a_tail_alone_on_the_last_sheet_does_not_fill_it() -> None:
    tail = Band(stiff(8), 2, tail=True), Band(stiff(1), tail=True)
    made = make_up(Copy((Band(stiff(100), 2), *tail)), Sheets(50))
    (last,) = (reason for reason in made.reasons if reason.flaw is Flaw.LAST)
    assert (last.sheet, last.lines) == (2, 2 * (25 - 5))


def test_the_sheets_wanted_are_reached_by_longer_or_shorter_paragraphs() -> None:
    longer = copy_of(*[para(7, more=2.0, less=3.0)] * 20, columns=1)
    assert made_of(longer, Sheets(70)).sheets == 2
    assert made_of(longer, Sheets(67)).sheets == 3
    wanted = made_of(longer, Sheets(67, budget=2))
    assert wanted.sheets == 2
    assert sum(piece.setting == 2 for piece in wanted.items if not piece.first) >= 2
    assert "PAGES" not in flaws(wanted)


def test_sheets_that_cannot_be_reached_are_told() -> None:
    made = made_of(copy_of(*stiff(60), columns=1), Sheets(50, budget=5))
    assert [reason.lines for reason in made.reasons if reason.flaw is Flaw.PAGES] == [-3]


def test_which_sheets_face_each_other() -> None:
    right = Sheets(60, first="right")
    assert [right.faces(sheet) for sheet in range(1, 6)] == [False, True, False, True, False]
    split = Sheets(60, first="left", splits=((2, "left"), (3, "left")))
    assert [split.side(sheet) for sheet in range(1, 7)] == ["left", "right", "left", "left", "right", "left"]
    assert [split.faces(sheet) for sheet in range(1, 6)] == [True, False, False, True, False]
    assert right.between(1, 4) == 2
    assert right.between(4, 1) == -2


# ---------------------------------------------------------------- the side column


def test_side_blocks_stand_beside_their_words_or_on_the_next_sheet_with_room() -> None:
    sides = (SideBlock(20.0, 2.0), SideBlock(31.0, 2.0), SideBlock(10.0, 2.0, At(0, 45)), SideBlock(10.0, sheet=2))
    made = made_of(copy_of(*LONG, sides=sides), Sheets(60, head=12, side_depth=60, side_top=8))
    assert [(piece.sheet, piece.y) for piece in made.sides] == [(1, 8), (2, 0), (2, 33), (2, 45)]
    (late,) = (reason for reason in made.reasons if reason.flaw is Flaw.SIDE_LATE)
    assert (late.index, late.sheet) == (1, 2)


def test_a_side_block_that_fits_no_side_column_is_named() -> None:
    made = make_up(copy_of(*stiff(9), sides=(SideBlock(55.0),)), Sheets(60, side_depth=60, side_top=8))
    (overset,) = (reason for reason in made.reasons if reason.flaw is Flaw.SIDE_OVERSET)
    assert (overset.index, overset.lines, overset.fits) == (0, 3, 52)


def test_entries_of_a_tail_are_shared_out_evenly_and_their_feet_are_no_fault() -> None:
    entries = tuple(replace(para(lines), leading=0.75, whole=True) for lines in (4, 3, 5, 4, 4))
    made = made_of(Copy((Band(stiff(30), 3), Band(entries, 3, tail=True))), Sheets(60))
    tail = [piece.column for piece in made.items if piece.at.band == 1]
    assert tail == [0, 0, 1, 2, 2]
    assert not made.reasons


def test_the_last_references_stand_in_all_columns() -> None:
    """They are parted evenly also where feet that are not even are not looked for: nobody sees those of a tail."""
    tail = Band(tuple(replace(para(3), whole=True, leading=0.75) for _ in range(4)), columns=3, tail=True)
    full, matter = 60 * LINE, matter_of(Copy((tail,)), Sheets(60))
    strips = Strips(matter, Columns(Going(matter, full, 12, 0.0)), 4)
    best = Areas(matter, strips, full, 4).fill(Start(0), 20 * LINE, even=True)[0]
    assert [column is not None for column in best.strips[0].columns] == [True] * 3
