"""What is said of a chart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemaprint.charts import summary
from hemaprint.charts.summary import _WORDS
from hemaprint.galley.setting import WORDS

from .picture import OUTCOME, SURVIVAL, bar, line


def test_bars_are_told_one_by_one() -> None:
    counted = replace(bar(19, None, 10, names=("Enrolled", "Infused", "Treated")), unit="patients")
    assert summary(counted, "en-US") == "Bar chart: patients. Enrolled 19, Treated 10."


def test_of_many_bars_the_extremes_are_told() -> None:
    assert summary(bar(*range(20), unit="%"), "en") == "Bar chart: n. Highest 19% (Row 19), lowest 0% (Row 0)."


def test_stacked_bars_are_told_by_bar() -> None:
    assert summary(OUTCOME, "en") == (
        "Stacked bar chart: Outcome after a median of 14.3 months. Transplanted: in remission 3, died of infection 1. "
        "Not transplanted: in remission 2, relapsed 3, died of infection 5, died of thrombotic microangiopathy 2."
    )


def test_survival_is_told_from_all_alive_to_the_end() -> None:
    assert summary(SURVIVAL, "en") == (
        "Kaplan-Meier curves: Alive by Months. Group A: falls from 100% at 0 to 50% at 20. "
        "Group B: falls from 100% at 0 to 25% at 14."
    )


@pytest.mark.parametrize(
    ("values", "course"),
    [
        ((1, 2, 2, 3), "Rises from 1 at 2000 to 3 at 2003."),
        ((3, None, 1), "Falls from 3 at 2000 to 1 at 2002."),
        ((1, 4, 2), "Rises from 1 at 2000 to 4 at 2001, then falls to 2 at 2002."),
        ((4, 1, 2), "Falls from 4 at 2000 to 1 at 2001, then rises to 2 at 2002."),
        ((2, 4, 1, 3), "From 2 at 2000 to 3 at 2003, highest 4 at 2001, lowest 1 at 2002."),
        ((2, 2), "2 throughout."),
        ((None, None), "No data."),
    ],
)
def test_a_line_is_told_by_its_course(values: tuple[float | None, ...], course: str) -> None:
    assert summary(line(values), "en") == f"Line chart: Slides. {course}"


def test_every_line_of_several_has_its_name() -> None:
    assert summary(line((1, 2), (2, 1)), "de-AT") == (
        "Liniendiagramm: Slides. Series 0: steigt von 1 bei 2000 auf 2 bei 2001. "
        "Series 1: fällt von 2 bei 2000 auf 1 bei 2001."
    )


def test_every_language_says_everything() -> None:
    assert len({frozenset(words) for words in _WORDS.values()}) == 1
    assert _WORDS.keys() == WORDS.keys()  # those of pages
    assert summary(bar(1), "sw") == summary(bar(1), "en")
