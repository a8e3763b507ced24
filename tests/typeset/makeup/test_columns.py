"""How columns are filled: the rules of a compositor, in lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemaprint.typeset.makeup.interface import At, Band, Block, Copy, Flaw, MadeUp, Setting, Sheets, Text
from hemaprint.typeset.makeup.make_up import make_up
from typeset.makeup.articles import CROSSHEAD, HEADING, copy_of, para, stiff, supple
from typeset.makeup.proofs import flaws, prove

Place = tuple[int, int, float, int, int]


def places(copy: Copy, sheets: Sheets) -> dict[int, list[Place]]:
    """For every item of the first band its pieces: sheet, column, y, first and last line (or row)."""
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    found: dict[int, list[Place]] = {}
    for piece in made.items:
        if piece.at.band == 0:
            found.setdefault(piece.at.item, []).append((piece.sheet, piece.column, piece.y, piece.first, piece.end))
    return found


def lines_in_columns(made: MadeUp, sheet: int, columns: int) -> list[float]:
    """Where every column of a sheet ends."""
    return [
        max(
            (piece.y + piece.height for piece in made.items if (piece.sheet, piece.column) == (sheet, column)),
            default=0,
        )
        for column in range(columns)
    ]


def test_text_goes_down_one_column_and_on_in_the_next() -> None:
    placed = places(copy_of(*stiff(8, 8, 8), columns=2), Sheets(12))
    assert placed == {0: [(1, 0, 0.0, 0, 8)], 1: [(1, 0, 8.0, 0, 4), (1, 1, 0.0, 4, 8)], 2: [(1, 1, 4.0, 0, 8)]}


def test_it_begins_below_the_head_of_the_article() -> None:
    placed = places(copy_of(*stiff(10), columns=1), Sheets(8, head=3.5))
    assert placed[0] == [(1, 0, 4.0, 0, 4), (2, 0, 0.0, 4, 10)]


def test_two_lines_at_least_stand_on_each_side_of_a_turn() -> None:
    sheets = Sheets(10)
    # one line of the second would stand at the foot: the first is set a line longer
    made = make_up(copy_of(*supple(9, 4), columns=1), sheets)
    assert [(piece.at.item, piece.setting, piece.sheet) for piece in made.items] == [(0, 1, 1), (1, 0, 2)]
    # one line would stand at the head of the next sheet, and nothing can be set longer: the foot stands a line high
    made = make_up(copy_of(*stiff(7, 4), columns=1), sheets)
    assert [(piece.first, piece.end, piece.sheet) for piece in made.items][1:] == [(0, 2, 1), (2, 4, 2)]


def test_a_paragraph_s_own_limits_are_kept() -> None:
    stubborn = replace(para(8), orphans=4, widows=4)
    placed = places(copy_of(para(4), stubborn, columns=1), Sheets(10))
    assert placed[1] == [(1, 0, 4.0, 0, 4), (2, 0, 0.0, 4, 8)]


def test_what_is_whole_is_not_parted() -> None:
    placed = places(copy_of(para(6), replace(para(6), whole=True), columns=1), Sheets(10))
    assert placed[1] == [(2, 0, 0.0, 0, 6)]


def test_white_before_a_text_is_dropped_at_the_head_of_a_column_and_its_decoration_stays() -> None:
    news = replace(para(5), before=2.0, above=0.6, below=0.4)
    placed = places(copy_of(para(5), news, para(5), columns=1), Sheets(20))
    assert [placed[item][0][2] for item in range(3)] == [0.0, 8.0, 14.0]
    placed = places(copy_of(para(9), news, columns=1), Sheets(10))
    assert placed[1] == [(2, 0, 1.0, 0, 5)]


def test_a_heading_never_stands_at_the_foot() -> None:
    # the heading would be line 10 of 10, and line 9 with one line of text below it
    for above in (8, 7, 6):
        placed = places(copy_of(*supple(above), HEADING, *supple(6), *supple(9), columns=1), Sheets(10))
        heading, text = placed[1][0], placed[2][0]
        assert heading[:2] == text[:2], above
        assert text[4] >= 2


def test_a_question_of_two_lines_stands_with_two_lines_of_its_answer() -> None:
    question = Text((Setting(2),), before=1.0, with_next=True)
    placed = places(copy_of(*supple(5), question, *supple(7), columns=1), Sheets(10))
    assert placed[1][0][0] == placed[2][0][0]
    assert placed[2][0][4] >= 2


def test_two_headings_go_together() -> None:
    placed = places(copy_of(*supple(6), HEADING, HEADING, *supple(7), columns=1), Sheets(10))
    assert {placed[item][0][0] for item in (1, 2, 3)} == {2}


def test_a_one_line_paragraph_is_not_enough_below_a_heading() -> None:
    placed = places(copy_of(*supple(7), HEADING, para(1), *supple(7), columns=1), Sheets(10))
    assert placed[1][0][0] == placed[3][0][0]


def test_white_above_a_crosshead_grows_before_feet_are_uneven() -> None:
    made = make_up(copy_of(para(4), CROSSHEAD, para(9), para(2), columns=2), Sheets(10, head=1))
    assert flaws(made) == []
    stiffer = make_up(copy_of(para(4), HEADING, para(9), para(2), columns=2), Sheets(10, head=1))
    assert stiffer.cost >= made.cost


def test_feet_are_even_if_a_paragraph_can_be_longer() -> None:
    # 10 lines, then 11 that would leave one line alone in the second column
    copy, sheets = copy_of(*supple(10, 10, 10, 30), columns=3), Sheets(11)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    assert lines_in_columns(made, 1, 3) == [11, 11, 11]
    assert flaws(made) == []


def test_all_columns_end_a_line_higher_before_one_does() -> None:
    copy, sheets = copy_of(*stiff(3, 3, 3, 3, 3, 3, 3, 3, 3), columns=2), Sheets(7)
    made = make_up(copy, sheets)
    assert lines_in_columns(made, 1, 2) == [6, 6]
    assert "UNEVEN" not in flaws(made)


def test_an_uneven_foot_is_told() -> None:
    short, long = replace(para(5), whole=True), replace(para(7), whole=True)
    made = make_up(copy_of(short, long, *stiff(20), columns=2), Sheets(7))
    (uneven,) = (reason for reason in made.reasons if reason.flaw is Flaw.UNEVEN)
    assert (uneven.sheet, uneven.column, uneven.lines) == (1, 0, 2)


def test_few_paragraphs_are_changed() -> None:
    copy, sheets = copy_of(*supple(*[7] * 40), columns=3), Sheets(60)
    made = make_up(copy, sheets)
    assert sum(piece.setting > 0 for piece in made.items if not piece.first) <= 2


def test_the_cheaper_setting_is_taken() -> None:
    dear, cheap = para(5, more=3.0), para(4, more=0.5)
    made = make_up(copy_of(dear, cheap, para(4), columns=1), Sheets(10))
    assert {piece.at.item: piece.setting for piece in made.items} == {0: 0, 1: 1, 2: 0}


def test_no_word_is_divided_by_a_turn_of_the_page() -> None:
    """Line 10 of the sheet ends in a hyphen: on a right sheet another foot is found, inside a sheet it stands."""
    divided = Text((Setting(14, hyphens=frozenset({9})), Setting(15, 1.0)))
    right = make_up(copy_of(divided, columns=1), Sheets(10, first="right"))
    assert {piece.setting for piece in right.items} == {1}
    both = make_up(Copy((Band((divided, para(16)), 2),)), Sheets(10, first="right"))
    assert {piece.setting for piece in both.items if piece.at.item == 0} == {1}


def test_the_last_columns_are_balanced() -> None:
    made = make_up(copy_of(*stiff(12, 8), columns=3), Sheets(40))
    assert lines_in_columns(made, 1, 3) == [7, 7, 6]


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_one_to_four_columns(columns: int) -> None:
    copy, sheets = copy_of(*supple(*range(4, 24)), columns=columns), Sheets(30, head=6)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    assert flaws(made) in ([], ["LAST"])
    assert {piece.column for piece in made.items} == set(range(columns))


# ---------------------------------------------------------------- blocks


def test_a_figure_is_parted_from_the_text_by_its_white_and_the_text_returns_to_the_grid() -> None:
    figure = Block(6.3, before=1.0, after=1.0)
    placed = places(copy_of(para(4), figure, para(4), columns=1), Sheets(30))
    assert placed[2][0][2] == 13.0
    # 0.7 of a line is left: half of it goes above
    assert placed[1][0][2] == pytest.approx(5.35)


def test_a_figure_at_the_foot_of_a_column_stands_on_its_last_line() -> None:
    figure = Block(5.4, before=1.0, after=1.0)
    placed = places(copy_of(para(3), figure, *stiff(10), columns=2), Sheets(10))
    assert placed[1][0][2] == pytest.approx(4.6)


def test_text_passes_a_figure_that_does_not_fit() -> None:
    figure = Block(8.0, before=1.0, after=1.0, may_wait=True)
    copy, sheets = copy_of(*supple(6), figure, *supple(8, 8, 8, 8), columns=2), Sheets(12)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    assert "HOLE" not in flaws(made)
    block = next(piece for piece in made.items if piece.at.item == 1)
    assert (block.sheet, block.column) == (1, 1)


def test_a_row_across_the_page_stands_on_the_grid_below_what_does_not_and_at_the_foot() -> None:
    rows = (Block(5.4), Block(4.0, grid=True), Block(4.0, grid=True), para(4))
    placed = places(copy_of(*rows, columns=1), Sheets(15))
    assert [placed[item][0][2] for item in (1, 2)] == [6.0, 10.0]


def test_a_box_in_its_place_is_not_passed() -> None:
    box = Block(8.0, before=1.0, after=1.0)
    copy, sheets = copy_of(*supple(6), box, *supple(8, 8, 8, 8), columns=2), Sheets(12)
    made = make_up(copy, sheets)
    order = [piece.at.item for piece in made.items]
    assert order == sorted(order)
    hole = next(reason for reason in made.reasons if reason.flaw is Flaw.HOLE)
    assert (hole.sheet, hole.column) == (1, 0)


def test_figures_keep_their_order() -> None:
    tall, small = (Block(height, 1.0, 1.0, may_wait=True) for height in (9.0, 3.0))
    copy, sheets = copy_of(*supple(8), tall, *supple(2), small, *supple(9, 9, 9), columns=2), Sheets(14)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    at = {piece.at.item: (piece.sheet, piece.column, piece.y) for piece in made.items if piece.at.item in (1, 3)}
    assert at[1] < at[3]


def test_a_figure_stands_behind_the_words_that_mention_it_wherever_it_is_written() -> None:
    figure = Block(8.0, 1.0, 1.0, may_wait=True, mention=At(0, 30))
    made = make_up(copy_of(figure, *supple(*[9] * 40), columns=2), Sheets(30))
    at = {piece.at.item: (piece.sheet, piece.column, piece.y) for piece in made.items if not piece.first}
    assert at[30] < at[0]
    assert not {"EARLY", "LATE"} & set(flaws(made))


def test_figures_behind_it_keep_their_order() -> None:
    first, second = (Block(8.0, 1.0, 1.0, may_wait=True, mention=At(0, item)) for item in (30, 2))
    made = make_up(copy_of(first, *supple(9, 9), second, *supple(*[9] * 40), columns=2), Sheets(30))
    at = {piece.at.item: (piece.sheet, piece.column, piece.y) for piece in made.items if not piece.first}
    assert at[30] < at[0] < at[3]


def test_a_figure_before_the_spread_that_mentions_it_is_told() -> None:
    figure = Block(8.0, 1.0, 1.0, may_wait=True, mention=At(1, 20))
    bands = (Band((figure, *supple(*[9] * 20)), 2), Band(supple(*[9] * 30)))
    (early,) = (reason for reason in make_up(Copy(bands), Sheets(30)).reasons if reason.flaw is Flaw.EARLY)
    assert early.at == At(0, 0)


def test_a_table_of_90_lines_is_cut_and_its_head_repeated() -> None:
    table = Block(92.0, 1.0, 1.0, parts=(4.0, *[1.0] * 88), repeat=3.0)
    copy, sheets = copy_of(para(6), table, para(6), columns=2), Sheets(40)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    pieces = [piece for piece in made.items if piece.at.item == 1]
    assert len(pieces) >= 3
    assert all(piece.height == piece.end - piece.first + 3 for piece in pieces)
    assert flaws(made).count("CUT") == len(pieces) - 1


def test_a_table_is_not_cut_if_it_can_stand_whole_nearby() -> None:
    table = Block(9.0, 1.0, 1.0, parts=(1.0,) * 9, repeat=1.0, may_wait=True)
    copy, sheets = copy_of(*supple(7), table, *supple(7, 7, 7), columns=2), Sheets(12)
    assert "CUT" not in flaws(make_up(copy, sheets))


def test_a_table_is_cut_with_two_rows_on_each_side() -> None:
    table = Block(30.0, 1.0, 1.0, parts=(1.0,) * 30, repeat=1.0)
    for before in range(3, 12):
        made = make_up(copy_of(para(before), table, columns=1), Sheets(12))
        rows = [piece.end - piece.first for piece in made.items if piece.at.item == 1]
        assert min(rows) >= 2, before


def test_a_block_higher_than_a_sheet_is_named_with_the_height_that_fits() -> None:
    copy, sheets = copy_of(*supple(9), Block(70.0, 1.0, 1.0), *supple(9), columns=2), Sheets(60)
    made = make_up(copy, sheets)
    (overset,) = (reason for reason in made.reasons if reason.flaw is Flaw.OVERSET)
    assert (overset.at and overset.at.item, overset.lines, overset.fits) == (1, 10.0, 60.0)
    assert {piece.at.item for piece in made.items} == {0, 1, 2}


def test_a_picture_too_high_for_a_sheet_is_reduced_to_it() -> None:
    pole = Block(70.0, 1.0, 1.0, may_wait=True, least=40.0)
    made = make_up(copy_of(*supple(*[9] * 10), pole, *supple(*[9] * 20), columns=3), Sheets(60, head=12))
    assert next(piece.height for piece in made.items if piece.at.item == 10) in (48, 60)
    assert not {"HOLE", "OVERSET", "UNEVEN"} & set(flaws(made))


def test_a_picture_is_reduced_to_the_first_sheet_where_the_copy_ends_there() -> None:
    pole = Block(46.0, 1.0, 1.0, may_wait=True, least=30.0)
    made = make_up(copy_of(*stiff(4), pole, *stiff(5), columns=2), Sheets(60, head=22))
    assert [(piece.sheet, piece.height) for piece in made.items if piece.at.item == 1] == [(1, 38)]
    assert flaws(made) == []


def test_a_tall_picture_is_reduced_where_it_would_leave_a_hole() -> None:
    picture, box = Block(40.0, 1.0, 1.0, may_wait=True, least=22.0), Block(50.0, 1.0, 1.0)
    made = make_up(copy_of(*stiff(12, 12), picture, box, *stiff(9, 9), columns=1), Sheets(60))
    reduced = next(piece for piece in made.items if piece.at.item == 2)
    assert reduced.sheet == 1
    assert 22 <= reduced.height < 40
    assert "HOLE" not in flaws(made)


def test_a_block_as_high_as_a_sheet_gets_a_column_of_its_own() -> None:
    tall = Block(58.0, 1.0, 1.0, may_wait=True)
    copy, sheets = copy_of(*supple(*[9] * 10), tall, *supple(*[9] * 20), columns=3), Sheets(60, head=12)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    block = next(piece for piece in made.items if piece.at.item == 10)
    assert block.sheet == 2
    assert not {"HOLE", "OVERSET"} & set(flaws(made))


def test_a_heading_before_a_block_that_leaves_it_no_room_is_still_placed() -> None:
    copy, sheets = copy_of(para(4), HEADING, Block(60.0, 1.0, 1.0), para(4), columns=1), Sheets(60)
    made = make_up(copy, sheets)
    assert sorted(piece.at.item for piece in made.items) == [0, 1, 2, 3]
