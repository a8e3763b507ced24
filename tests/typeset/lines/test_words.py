"""What the words say against a break, and which of them are divided."""

from __future__ import annotations

import pytest

from hemaprint.typeset.lines import words


@pytest.mark.parametrize(
    ("before", "after", "cost"),
    [
        ("for", "patients", 0.0),
        ("a", "patient", words.ONE_LETTER),
        ("“I", "know", words.ONE_LETTER),
        ("60", "kg", words.PARTED_NUMBER),
        ("≥5", "mg/kg.", words.PARTED_NUMBER),
        ("37", "°C", words.PARTED_NUMBER),
        ("60", "patients", 0.0),
        ("Phase", "1", words.NAMED_NUMBER),
        ("phase,", "1", 0.0),
        ("Figure", "3a", words.NAMED_NUMBER),
    ],
)
def test_a_space_between_two_words(before: str, after: str, cost: float) -> None:
    assert words.cost_between(before, after) == cost


@pytest.mark.parametrize(
    ("before", "after", "cost"),
    [
        ("mg/", "kg", words.IN_UNIT),
        ("transplantation/", "relapse", words.BEHIND_SLASH),
        ("T-", "cell", words.SHORT_HYPHEN),
        ("relapse-", "free", 0.0),
        ("12–", "14", words.IN_RANGE),
        ("before—", "after", 0.0),
    ],
)
def test_a_break_within_a_word(before: str, after: str, cost: float) -> None:
    assert words.cost_within(before, after) == cost


@pytest.mark.parametrize("word", ["transplantation", "Transplantation", "überwiegend"])
def test_words_are_divided(word: str) -> None:
    assert words.may_divide(word, 6)


@pytest.mark.parametrize("word", ["cell", "ACGTACGT", "HemaPrint", "ex-vivo", "cDNAlibrary"])
def test_names_and_sequences_are_not(word: str) -> None:
    assert not words.may_divide(word, 6)


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
    first, after = words.letters(token)
    assert token[first:after] == found


def test_an_address_breaks_behind_its_marks_first() -> None:
    assert words.cost_anywhere("https://doi.org/") < words.cost_anywhere("https://doi.o")
