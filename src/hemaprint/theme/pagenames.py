# SPDX-License-Identifier: MIT
"""Find rules of style sheets for pages that no page template has: the pages of a template are named after it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from hemaprint.errors import Location, Problem, did_you_mean
from hemaprint.theme.stylesheets import rules_in
from hemaprint.theme.theme import OWN_PAGES, Theme


def foreign_pages(theme: Theme) -> tuple[Problem, ...]:
    """An error (HP231) at every name of pages that neither a template nor hemaprint itself has."""
    names = sorted({path.stem for folder in theme.layout_dirs for path in folder.glob("pages/*.html")})
    return theme.placed(_foreign(theme.sheets.text, tuple(names)))


@lru_cache(maxsize=2)
def _foreign(css: str, names: tuple[str, ...]) -> tuple[Problem, ...]:
    """The errors, at lines and columns of ``css``; ``names`` are those of page templates."""
    faults = []
    for rule in rules_in(css):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page":
            first = next((one for one in rule.prelude if one.type != "whitespace"), None)
            if first is not None and first.type == "ident" and first.value not in (*names, *OWN_PAGES):
                hint = did_you_mean(first.value, names) or f"the pages of a template are named after it: {names[0]}"
                place = Location(Path(), first.source_line, first.source_column)
                faults.append(Problem("HP231", f'no page template is called "{first.value}"', place, hint))
    return tuple(faults)
