"""Lines are read as they stand on their sheets: last lines of one word, and ladders of hyphens, are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import Problem
from samples import Sample, paragraphs

WORD = "ABCDEFGHIJKLMNOPQ"
"""Capitals are not divided; two of them are wider than a column."""


def told(root: Path, body: str, code: str) -> list[Problem]:
    sample = Sample(root)
    sample.article("report", "Report", f"{paragraphs(2)}\n{body}\n\n{paragraphs(4, start=9)}")
    return [problem for problem in sample.lay_out("report").problems if problem.code == code]


def test_a_last_line_of_one_word_is_told_with_the_word(tmp_path: Path) -> None:
    (runt,) = told(tmp_path, f"{WORD} {WORD}9", "HP222")
    assert runt.severity == "warning"
    assert f"“{WORD}9”" in runt.message
    assert runt.location.line > 0


@pytest.mark.parametrize("body", [f"{WORD} {WORD} a", WORD, f"- {WORD} {WORD}"])
def test_two_words_a_line_alone_and_a_list_are_no_fault(body: str, tmp_path: Path) -> None:
    assert told(tmp_path, body, "HP222") == []


@pytest.mark.parametrize(("words", "ladders"), [(2, 0), (9, 1)])
def test_three_lines_that_end_in_hyphens_are_a_ladder(words: int, ladders: int, tmp_path: Path) -> None:
    found = told(tmp_path, "-".join([WORD] * words), "HP228")
    assert len(found) == ladders
    assert all("lines in succession end in hyphens" in one.message for one in found)
