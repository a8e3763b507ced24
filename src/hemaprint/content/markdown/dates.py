# SPDX-License-Identifier: MIT
"""Find the hyphens between dates, weekdays and times of day, which are printed as en dashes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from babel.dates import get_day_names, get_month_names

from hemaprint.project.languages import NAMES, subtag_of

_TIME = r"\d{1,2}(?:[:h]\d\d)?"
_HALF = r"(?:[ \u00a0]?[ap]\.?m\.?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
_TIMES = (
    rf"(?<![\w:.,/-])\d{{1,2}}(?:[:h]\d\d|h){_HALF}?(?P<a>-| - )(?={_TIME}(?:h\b|{_HALF})?(?![\d:/-]))",
    rf"(?<![\w:.,/-]){_TIME}{_HALF}(?P<b>-| - )(?={_TIME}(?![\d:/-]))",
)


def month_names(tag: str) -> list[str]:
    """The names of months of a language, and their abbreviations without a full stop; none that has a figure."""
    return _names(get_month_names, tag, ("format", "stand-alone"))


def _names(ask: Callable[..., object], tag: str, contexts: tuple[str, ...]) -> list[str]:
    language = subtag_of(tag)
    if language not in NAMES:
        return []
    lists = [ask(width, context, language) for width in ("wide", "abbreviated") for context in contexts]
    names = {str(name).rstrip(".") for one in lists if hasattr(one, "values") for name in one.values()}
    return sorted((name for name in names if len(name) > 1 and not any(map(str.isdigit, name))), key=len, reverse=True)


@cache
def _pattern(tag: str) -> re.Pattern[str]:
    patterns = list(_TIMES)
    if months := "|".join(map(re.escape, month_names(tag))):
        month = rf"(?:{months})\.?"
        year = r"(?:,? \d{4})?"
        date = rf"{_DAY}(?: de)? {month}"
        patterns += [
            rf"(?<!\w){month}(?: {_DAY})?{year}(?P<c>-)(?={month}(?!\w))",
            rf"(?<![\w.,–-]){date}{year}(?P<d>-)(?={date}(?!\w))",
            rf"(?<![\w.,–-])\d{{1,2}}\.?(?P<e>-| - )(?={date}(?!\w))",
            rf"(?<!\w){month} \d{{1,2}}(?P<f> - )(?=\d{{1,2}}(?![\d:/-]))",
        ]
    if days := "|".join(map(re.escape, _names(get_day_names, tag, ("format", "stand-alone")))):
        patterns.append(rf"(?<!\w)(?:{days})\.?(?P<g>-)(?=(?:{days})(?!\w))")
    return re.compile("|".join(patterns))


def date_ranges(text: str, tag: str) -> str:
    """``text`` with an en dash for every hyphen between two dates, weekdays or times: 9:00-17:00, Mar 30-Apr 2."""
    if "-" not in text:
        return text
    return _pattern(tag).sub(lambda match: f"{match[0][: -len(match[str(match.lastgroup)])]}–", text)
