"""No regular expression of the package takes more than a moment for 100 kB, whatever they are."""

from __future__ import annotations

import re
import signal
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from time import process_time
from typing import Any

import pytest

from hemaprint.content.markdown.dates import date_ranges
from hemaprint.newsletter.transport import LONGEST_ANSWER
from patterns import Text, patterns_of_package, repeats_groups_possessively, worst_strings

SHORT, LONG = 3_000, 100_000
QUICK = 0.002
"""Seconds of CPU that a short string may take unless the long one is tried, too."""
LIMIT = 1.5
"""Seconds of CPU for a long string. One step for every pair of its letters takes minutes; a busy machine takes twice as
long for one step a letter."""
SHORTER = 0.3
"""Seconds of CPU after which a pattern of these tests, which would take minutes, is given up."""

MADE_WHILE_RUNNING = {
    "hemaprint.intake.markup.soup: '\\\\s*[\\\\[(]?' + re.escape(label) + '(?:[\\\\])]?[.:)]?)(?=\\\\s|$)'",
    "hemaprint.intake.web.survey: f\"\\\\s*(?:{'|'.join(titles)})(?!\\\\w)\"",
    "hemaprint.newsletter.listmonk: f'{re.escape(address)}(?![\\\\w/?&=%#~+@:-]|\\\\.\\\\w)'",
    "hemaprint.newsletter.smtp_connection: row['code']",  # those of replies.toml, below
    "hemaprint.newsletter.smtp_connection: row['detail']",
    "hemaprint.newsletter.smtp_connection: row['words']",
    "hemaprint.intake.plain.lines: pattern",
    "hemaprint.preview.views: entry",
    "hemaprint.project.mail: hidden",
    "hemaprint.theme.layouts: f'(?<=\\\\.){whole}'",
    "hemaprint.theme.layouts: f'(?<![\\\\w-]){whole}'",
    "hemaprint.galley.people: f'(?<!\\\\w){re.escape(words)}(?!\\\\w)'",
    "hemaprint.content.markdown.chartdata: f'(?P<sign>[+\\\\-\\\\u2212]?)(?P<whole>[1-9]\\\\d{{0,2}}(?P<gap>[{other}{_GAPS}])\\\\d{{3}}(?:(?P=gap)\\\\d{{3}})*|\\\\d*)(?:[{decimal}](?P<part>\\\\d*))?(?P<power>[eE][+-]?\\\\d{{1,3}})?'",  # noqa: E501
    'hemaprint.content.markdown.chartdata: f\'{space}*(?:"(?P<quoted>(?:[^"]|"")*)"{space}*(?=[{delimiter}\\\\n]|\\\\Z)|(?P<plain>[^{delimiter}\\\\n]*))\'',  # noqa: E501
    "hemaprint.content.markdown.dates: '|'.join(patterns)",  # below
    "hemaprint.content.markdown.typography: first",
    "hemaprint.content.markdown.typography: f'(?<!\\\\w)(?:{phrases})(?!\\\\w)'",
    'hemaprint.content.markdown.typography: f"\'(?:{words})\\\\b"',
    "hemaprint.scaffold.colors: f'(?<![\\\\w-])--{re.escape(token)}\\\\s*:'",
    "hemaprint.theme.theme: written",
    "hemaprint.typeset.engine.engine: f'[{members}]+' if opposite else f'[^{members}]+'",
}
"""Patterns that the sources do not spell out: each was read, is anchored or a literal, and repeats no repetition."""


class _TooLongError(Exception):
    """Raised in the midst of a match."""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _run(pattern: re.Pattern[Any], mode: str, text: Text) -> float:
    start = process_time()
    if mode == "search":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, mode)(text)
    return process_time() - start


def _is_slow(pattern: re.Pattern[Any], mode: str, limit: float = LIMIT) -> bool:
    try:
        for string in worst_strings(pattern):
            with _limited(limit):
                if _run(pattern, mode, string(SHORT)) > QUICK:
                    _run(pattern, mode, string(LONG))
    except _TooLongError:
        return True
    return False


def test_every_pattern_is_quick() -> None:
    found = patterns_of_package()

    slow = [
        f"{one.place} {one.pattern.pattern!r}"
        for one in found.used
        for mode in one.modes
        if _is_slow(one.pattern, mode)
    ]

    assert slow == []
    assert set(found.unread) <= MADE_WHILE_RUNNING


def test_no_pattern_needs_a_newer_python() -> None:
    assert [one.place for one in patterns_of_package().used if repeats_groups_possessively(one.pattern)] == []
    assert repeats_groups_possessively(re.compile("a(?:b|cd)*+"))
    assert repeats_groups_possessively(re.compile("(?P<one>(?>a|ab)c)?"))


def test_every_pattern_of_the_replies_is_quick() -> None:
    """They see no more of a server's words than one line."""
    table = tomllib.loads((files("hemaprint.newsletter") / "replies.toml").read_text("utf-8"))
    patterns = {row[key] for row in table["replies"] for key in ("code", "detail", "words") if key in row}

    slow = {
        one
        for one in patterns
        for string in worst_strings(re.compile(one))
        if _run(re.compile(one), "search", string(LONGEST_ANSWER)) > LIMIT / 10
    }

    assert slow == set()


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
def test_the_patterns_of_dates_are_quick(language: str) -> None:
    for text in ("12-", "May ", "9:00 - ", "30 de marzo", "March 30, 2025-"):
        with _limited(LIMIT * 10):
            date_ranges(text * (LONGEST_ANSWER // len(text)), language)


@pytest.mark.parametrize(
    ("pattern", "mode"),
    [
        (r"(?:<!--.*?-->\s*)*<html", "match"),
        (r"url\(\s*['\"]?\s*(?!#)([^)'\s]+)", "search"),
        (r"\s*,\s*", "search"),
        (r"a(?P<text>\S.*?)\s*", "fullmatch"),
    ],
)
def test_slow_patterns_are_found(pattern: str, mode: str) -> None:
    assert _is_slow(re.compile(pattern, re.DOTALL), mode, limit=SHORTER)
