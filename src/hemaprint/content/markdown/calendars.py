# SPDX-License-Identifier: MIT
"""Build calendars: dates as ISO 8601 writes them, told in the language of the article, by months."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby, pairwise

from babel import Locale
from babel.dates import format_interval, format_skeleton

from hemaprint.content.blocks import Box, Definitions, Entry
from hemaprint.content.markdown.directives import Directive
from hemaprint.content.markdown.draft import Draft, displayed_options
from hemaprint.content.markdown.lists import read_terms
from hemaprint.content.markdown.typography import finish_text
from hemaprint.content.spans import plain, text_of
from hemaprint.errors import Location
from hemaprint.project.languages import locale_of

_DATES = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)(?:[/–](?P<last>(?:(?:\d{4}-)?\d\d-)?\d\d))?")
_HINT = "write a day as 2025-06-12, or several as 2025-06-12/15 or 2025-06-30/07-03"

Days = tuple[date, date]


def build_calendar(draft: Draft, directive: Directive) -> Box:
    """The box of a calendar: an entry for each month, which holds the dates of that month as definitions."""
    entries = [(days, entry) for entry in read_terms(draft, directive) if (days := _days(draft, entry)) is not None]
    for (before, _), (days, entry) in pairwise(entries):
        if days[0] < before[0]:
            place = Location(draft.source.path, entry.line, 1)
            draft.problems.error("HP195", "the date is earlier than the one before it", place, "sort the dates")
    locale = locale_of(draft.context.language)
    months = groupby(entries, lambda one: (one[0][0].year, one[0][0].month))
    return Box(
        **displayed_options(draft, directive),
        kind="calendar",
        title=draft.display(directive.argument),
        kicker=finish_text(directive.text("kicker"), draft.context.language),
        blocks=tuple(_month(list(dated), locale) for _, dated in months),
    )


def _month(dated: list[tuple[Days, Entry]], locale: Locale) -> Entry:
    (first, _), entry = dated[0]
    dates = tuple(Entry(line=one.line, term=plain(told(days, locale)), said=one.said) for days, one in dated)
    name = format_skeleton("yMMMM", first, locale=locale)
    return Entry(line=entry.line, term=plain(name), said=((Definitions(line=entry.line, entries=dates),),))


def told(days: Days, locale: Locale) -> str:
    """A day or several under the name of their month, with an en dash; a later month is named."""
    first, last = days
    if first == last:
        return str(format_skeleton("d", first, locale=locale))
    same_month = (first.year, first.month) == (last.year, last.month)
    written = str(format_interval(first, last, "d" if same_month else "MMMd", locale=locale))
    return written.replace("\u2009", "") if same_month else written


def _days(draft: Draft, entry: Entry) -> Days | None:
    """The first and the last day of an entry; None with a problem where they cannot be read."""
    text, place = text_of(entry.term), Location(draft.source.path, entry.line, 1)
    match = _DATES.fullmatch(text.strip())
    if match is None:
        draft.problems.error("HP195", f"“{text}” is not a date", place, _HINT)
        return None
    first = match["first"]
    last = first[: len(first) - len(match["last"])] + match["last"] if match["last"] else first
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        draft.problems.error("HP195", f"“{text}” is not in the calendar", place, _HINT)
        return None
    if days[1] < days[0]:
        draft.problems.error("HP195", f"“{text}” ends before it begins", place, _HINT)
        return None
    return days
