"""Headlines: as the editor broke them, or broken into few and even lines, and never wider than their measure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from hemaprint.galley.compose import SPACE_KEY, Composer
from hemaprint.typeset.crew.jobs import measured
from hemaprint.typeset.titles import REFERENCE_SIZE, FittedTitle, TitleWord, fit_title
from samples import Sample
from scripts import needs_faces

SPACE = 20.0
NOWHERE = Path("it.md")
ROUNDING = 0.01
Words = list[TitleWord]


def words(text: str) -> Words:
    """Words 50 pt wide for each letter at the reference size."""
    return [TitleWord(Markup(word), 50.0 * len(word)) for word in text.split()]


def width(line: str, size: float) -> float:
    parts = line.split(" ")
    return (sum(50.0 * len(part) for part in parts) + SPACE * (len(parts) - 1)) * size / REFERENCE_SIZE


def fit(*rows: str, measure: float = 400.0, largest: float = 90.0, leading: float = 0.9) -> FittedTitle:
    return fit_title([words(row) for row in rows], SPACE, measure, largest, leading)


def test_a_short_title_is_as_large_as_it_may_be() -> None:
    assert fit("Cells") == FittedTitle((Markup("Cells"),), 90.0, 81.0, 225.0)


def test_lines_of_the_editor_are_kept() -> None:
    title = fit("Borrowed", "cells come back home")
    assert title.lines == ("Borrowed", "cells come back home")
    assert width("cells come back home", title.size) <= 400.0


def test_lines_come_out_even() -> None:
    assert fit("one two three four", measure=500.0).lines == ("one two", "three four")


def test_more_lines_only_below_the_big_sizes() -> None:
    title = fit("a title of a good many words that runs on", measure=300.0)
    assert len(title.lines) == 3
    assert title.size <= 44.0


def test_one_long_word_shrinks_to_its_measure() -> None:
    title = fit("Deoxyribonucleoprotein" * 3)
    assert width(title.lines[0], title.size) <= 400.0 + ROUNDING


def test_a_title_of_very_many_words_still_comes_out() -> None:
    """Sixty words are no headline, but a mistake must not take minutes either."""
    title = fit(" ".join(["word"] * 60), measure=300.0)
    assert sum(len(line.split()) for line in title.lines) == 60
    assert all(width(line, title.size) <= 300.0 + ROUNDING for line in title.lines)


WORD = st.text("abcdefghij", min_size=1, max_size=18)


@given(
    rows=st.lists(st.lists(WORD, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=3),
    measure=st.floats(120, 600),
    largest=st.floats(20, 120),
)
def test_no_title_is_wider_than_its_measure_or_loses_a_word(rows: list[str], measure: float, largest: float) -> None:
    title = fit(*rows, measure=measure, largest=largest)
    assert " ".join(title.lines).split() == " ".join(rows).split()
    assert title.size <= largest
    assert all(width(line, title.size) <= measure + ROUNDING for line in title.lines)
    if len(rows) > 1:
        assert title.lines == tuple(rows)


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("O que a doação\nnão conta", "pt"),
        pytest.param("أربعة أخبار\nهذا الشهر", "ar", marks=needs_faces("ا")),
    ],
)
def test_words_measured_one_by_one_are_as_wide_as_their_line(tmp_path: Path, headline: str, language: str) -> None:
    sample = Sample(tmp_path)
    sample.article("it", "Report", "Text.", headline=headline, language=language)
    setter = sample.setter()
    composer = Composer(setter.issue.articles["it"], setter.setting)
    rows = composer.headline_rows()
    apart = setter.schedule.alone(measured(composer.measured(), NOWHERE)).extents
    space = apart[SPACE_KEY][0].width - 2 * apart["word-0-0"][0].width
    sums = [sum(apart[f"word-{row}-{word}"][0].width for word in range(len(rows[row]))) for row in range(2)]
    composer.headline_rows = lambda: [[Markup(" ").join(row)] for row in rows]  # type: ignore[method-assign]
    whole = setter.schedule.alone(measured(composer.measured(), NOWHERE)).extents
    for row, words_apart in enumerate(sums):
        total = words_apart + space * (len(rows[row]) - 1)
        assert total == pytest.approx(whole[f"word-{row}-0"][0].width, abs=0.5)
