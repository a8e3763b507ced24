# SPDX-License-Identifier: MIT
"""Find rules of style sheets for pages that no page template has: the pages of a template are named after it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tinycss2

from hemaprint.errors import Location, Problem, did_you_mean
from hemaprint.theme.theme import OWN_PAGES, Theme


def foreign_pages(theme: Theme) -> tuple[Problem, ...]:
    """An error (HP231) at every name of pages that neither a template nor hemaprint itself has."""
    names = sorted({path.stem for folder in theme.layout_dirs for path in folder.glob("pages/*.html")})
    faults = []
    for name, line, column in _named(theme.sheets.text):
        if name not in (*names, *OWN_PAGES):
            hint = did_you_mean(name, names) or f"the pages of a template are named after it: {names[0]}"
            place = Location(Path(), line, column)
            faults.append(Problem("HP231", f'no page template is called "{name}"', place, hint))
    return theme.placed(faults)


@lru_cache(maxsize=8)
def _named(css: str) -> tuple[tuple[str, int, int], ...]:
    """The names of pages for which styles have rules, with line and column. A preview asks the same again and again."""
    named = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page":
            first = next((one for one in rule.prelude if one.type != "whitespace"), None)
            if first is not None and first.type == "ident":
                named.append((first.value, first.source_line, first.source_column))
    return tuple(named)
