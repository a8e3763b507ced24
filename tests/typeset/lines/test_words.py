"""What the words say against a break, and which of them are divided."""

from __future__ import annotations

import pytest

from hemaprint.typeset.lines import costs


@pytest.mark.parametrize(
    ("before", "after", "cost"),
    [
        ("for", "patients", 0.0),
        ("a", "patient", costs.ONE_LETTER),
        ("“I", "know", costs.ONE_LETTER),
        ("60", "kg", costs.PARTED_NUMBER),
        ("≥5", "mg/kg.", costs.PARTED_NUMBER),
        ("37", "°C", costs.PARTED_NUMBER),
        ("60", "patients", 0.0),
        ("Phase", "1", costs.NAMED_NUMBER),
        ("phase,", "1", 0.0),
        ("Figure", "3a", costs.NAMED_NUMBER),
    ],
)
def test_a_space_between_two_words(before: str, after: str, cost: float) -> None:
    assert costs.cost_between(before, after) == cost


@pytest.mark.parametrize(
    ("before", "after", "cost"),
    [
        ("mg/", "kg", costs.IN_UNIT),
        ("transplantation/", "relapse", costs.BEHIND_SLASH),
        ("T-", "cell", costs.SHORT_HYPHEN),
        ("relapse-", "free", 0.0),
        ("12–", "14", costs.IN_RANGE),
        ("before—", "after", 0.0),
    ],
)
def test_a_break_within_a_word(before: str, after: str, cost: float) -> None:
    assert costs.cost_within(before, after) == cost


@pytest.mark.parametrize("word", ["transplantation", "Transplantation", "überwiegend"])
def test_words_are_divided(word: str) -> None:
    assert costs.may_divide(word, 6)


@pytest.mark.parametrize("word", ["cell", "ACGTACGT", "HemaPrint", "ex-vivo", "cDNAlibrary"])
def test_names_and_sequences_are_not(word: str) -> None:
    assert not costs.may_divide(word, 6)


@pytest.mark.parametrize(
    ("token", "found"),
    [
        ("(transplantation),", "transplantation"),
        ("patient’s", "patient"),
        ("CD19-directed", ""),
        ("relapse-free", ""),
        ("transplantation-", ""),
        ("trans\u00adplantation", ""),
        ("10.1056/NEJMoa", ""),
    ],
)
def test_the_letters_of_a_word(token: str, found: str) -> None:
    first, after = costs.letters(token)
    assert token[first:after] == found


def test_an_address_breaks_behind_its_marks_first() -> None:
    assert costs.cost_anywhere("https://doi.org/") < costs.cost_anywhere("https://doi.o")
