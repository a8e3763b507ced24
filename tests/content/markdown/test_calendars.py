"""Calendars: dates as typed and as told, by month, and what cannot be read."""

from __future__ import annotations

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Box, Definitions, Entry
from hemaprint.content.spans import text_of

Told = list[tuple[str, list[str]]]


def told(reader: Reader, dates: str, language: str = "en-US") -> Told:
    """The months of a calendar, each with its days."""
    body = reader.read(f":::{{calendar}} Dates\n\n{dates}:::\n", language=language)
    assert faults(body) == []
    (box,) = body.blocks
    assert isinstance(box, Box)
    found: Told = []
    for month in box.blocks:
        assert isinstance(month, Entry)
        (days,) = month.blocks
        assert isinstance(days, Definitions)
        found.append((text_of(month.term), [text_of(day.term) for day in days.entries]))
    return found


def test_days_stand_under_their_months(reader: Reader) -> None:
    dates = "2025-06-12/15\n: EHA, Milan\n\n2025-06-30/07-03\n: A meeting\n\n2026-06-05\n: Another\n"
    assert told(reader, dates) == [
        ("June 2025", ["12–15", "Jun 30 – Jul 3"]),
        ("June 2026", ["5"]),
    ]


@pytest.mark.parametrize(
    ("language", "month", "days"),
    [("de", "Juni 2025", "12.–15."), ("zh", "2025年6月", "12–15日"), ("fr", "juin 2025", "12–15")],
)
def test_in_the_language_of_the_article(reader: Reader, language: str, month: str, days: str) -> None:
    assert told(reader, "2025-06-12/2025-06-15\n: EHA\n", language) == [(month, [days])]


@pytest.mark.parametrize(
    "dates",
    [
        "June 12\n: EHA\n",
        "2025-06-31\n: EHA\n",
        "2025-06-15/12\n: EHA\n",
        "2025-06-12 18:00\n: EHA\n",
    ],
)
def test_what_is_no_date(reader: Reader, dates: str) -> None:
    assert reader.faults(f":::{{calendar}}\n\n{dates}:::\n") == [("HP195", 3, 1)]


def test_dates_out_of_order(reader: Reader) -> None:
    dates = "2025-06-12\n: EHA\n\n2025-05-12\n: Earlier\n"
    assert reader.faults(f":::{{calendar}}\n\n{dates}:::\n") == [("HP195", 6, 1)]


def test_a_calendar_without_dates(reader: Reader) -> None:
    assert reader.faults(":::{calendar}\n:::\n") == [("HP121", 1, 1)]
