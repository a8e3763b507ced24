# SPDX-License-Identifier: MIT
"""In which direction languages and texts run."""

from __future__ import annotations

import pytest

from hemaprint.errors import MalformedError
from hemaprint.project.direction import direction_of, direction_of_text, horizontal


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("de", "ltr"),
        ("xx", "ltr"),
    ],
)
def test_the_script_decides_or_else_the_language(language: str, direction: str) -> None:
    assert direction_of(language) == direction


def test_a_text_runs_as_its_first_letter_does() -> None:
    assert [direction_of_text(text) for text in ("12 שלום abc", "“CAR” שלום", "12")] == ["rtl", "ltr", "ltr"]


def test_vertical_lines_are_refused() -> None:
    with pytest.raises(MalformedError) as refused:
        horizontal("mn-Mong")
    assert refused.value.code == "HP124"
