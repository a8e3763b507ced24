"""Where quotations stand: away from the words that they repeat, in no sentence, beside no figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemaprint.typeset.makeup.interface import At, Block, Float, Sheets, SideBlock, Text
from hemaprint.typeset.makeup.make_up import make_up
from typeset.makeup.articles import copy_of, stiff, supple
from typeset.makeup.proofs import flaws
from typeset.makeup.test_sheets import LONG, made_of, sheets_of


def test_a_quotation_does_not_stand_on_the_sheet_of_its_words() -> None:
    text = supple(*[8] * 60)
    words = At(0, 12)
    beside = made_of(copy_of(*text, floats=(Float(6.0, 1.0, words),)))
    apart = made_of(copy_of(*text, floats=(Float(6.0, 1.0, words, quotation=True, words=words),)))
    assert beside.floats[0].sheet in sheets_of(beside, 12)
    assert apart.floats[0].sheet not in sheets_of(apart, 12)
    assert "REPEATED" not in flaws(apart)


def test_a_quotation_gets_no_sheet_for_itself() -> None:
    words = At(0, 2)
    made = made_of(copy_of(*stiff(9, 9, 9), floats=(Float(6.0, 1.0, words, quotation=True, words=words),)))
    assert made.sheets == 1


def test_a_quotation_stands_at_the_foot_since_at_the_head_columns_go_on_within_sentences() -> None:
    made = made_of(copy_of(*LONG, floats=(Float(6.0, 1.0, At(0, 25), quotation=True),)))
    assert made.floats[0].position == "bottom"


@pytest.mark.parametrize("order", [1, -1])
def test_a_quotation_touches_no_figure(order: int) -> None:
    floats = (Float(20.0, 1.0, At(0, 25)), Float(6.0, 1.0, At(0, 25), quotation=True))[::order]
    one, other = made_of(copy_of(*LONG, floats=floats)).floats
    assert (one.sheet, one.position) != (other.sheet, other.position)


@pytest.mark.parametrize("words", [2, 20, 40, 60, 88])
def test_a_quotation_in_a_column_is_moved_to_another_page_than_its_words(words: int) -> None:
    quotation = Block(7.0, 1.0, 1.0, may_wait=True, quotation=True, words=At(0, words))
    made = made_of(copy_of(*LONG[: words + 1], quotation, *LONG[words + 1 :]))
    at = next(piece for piece in made.items if piece.at.item == words + 1)
    assert at.sheet not in [piece.sheet for piece in made.items if piece.at.item == words and piece.first < 3]
    beside = [piece for piece in made.items if (piece.sheet, piece.column) == (at.sheet, at.column)]
    below = [piece for piece in beside if piece.y > at.y]
    assert min(piece.y for piece in beside) < at.y or below[0].first == 0


def test_a_quotation_of_an_article_of_one_page_stands_in_another_column_than_its_words() -> None:
    quotation = Block(7.0, 1.0, 1.0, may_wait=True, quotation=True, words=At(0, 1))
    made = made_of(copy_of(*LONG[:2], quotation, *LONG[3:16]))
    column = next(piece.column for piece in made.items if piece.at.item == 2)
    assert column not in [piece.column for piece in made.items if piece.at.item == 1]


def side_quotation(text: tuple[Text, ...], words: At) -> list[tuple[int, float]]:
    quotation = SideBlock(9.0, 2.0, words, words=words)
    made = made_of(copy_of(*text, columns=2, sides=(quotation,)), Sheets(60, side_depth=60.0))
    return [(piece.sheet, piece.y) for piece in made.sides]


def test_a_quotation_beside_the_text_stands_on_the_sheet_after_its_words_or_before_the_last() -> None:
    text = supple(*[8] * 28)
    assert side_quotation(text, At(0, 1)) == [(2, 0)]
    assert side_quotation(text, At(0, 27)) == [(1, 0)]


def test_on_the_only_sheet_it_stands_half_a_page_from_its_words() -> None:
    text = supple(*[8] * 14)
    assert side_quotation(text, At(0, 1)) == [(1, 51)]
    assert side_quotation(text, At(0, 6)) == [(1, 0)]


def test_a_quotation_that_has_no_other_sheet_than_that_of_its_words_is_told() -> None:
    quotation = SideBlock(9.0, words=At(0, 0))
    beside = Sheets(60, side_depth=60.0)
    both = (SideBlock(50.0, sheet=2), SideBlock(55.0, sheet=2), quotation)
    assert "SIDE_REPEATED" in flaws(make_up(copy_of(*stiff(9, 60), columns=1, sides=both), beside))
    assert flaws(made_of(copy_of(*stiff(9), sides=(quotation,)), beside)) == []
    assert flaws(made_of(copy_of(*stiff(9), sides=(replace(quotation, sheet=1),)), beside)) == []
