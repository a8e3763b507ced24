# SPDX-License-Identifier: MIT
"""Check what front matter says after an article: who its contributors are, and what readers may earn by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hemaprint.content.images import check_art
from hemaprint.content.models import FrontMatter
from hemaprint.errors import Problem, Severity
from hemaprint.project.text import Located


def check_afterword(
    meta: FrontMatter, located: Located, issue_dir: Path, project_root: Path, issue_day: date | None
) -> Iterator[Problem]:
    """Portraits that cannot be shown (HP04x), and credit that is no longer given when the issue appears (HP016)."""
    for index, person in enumerate(meta.contributors):
        place = located.at("contributors", index, "portrait")
        yield from check_art(person.portrait, place, issue_dir, project_root)
        if person.portrait and not person.alt:
            hint = "add alt: what the portrait shows to a reader who cannot see it"
            key = located.key("contributors", index, "portrait")
            yield Problem("HP044", "the portrait has no alternative text", key, hint, Severity.WARNING)
    if meta.cme and issue_day and meta.cme.expires < issue_day:
        message = f"credit is given until {meta.cme.expires}, before the date of the issue"
        yield Problem("HP016", message, located.at("cme", "expires"), "write a later day, or remove cme:")
