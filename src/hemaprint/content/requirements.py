# SPDX-License-Identifier: MIT
"""Check what front matter says beside the copy: what a page template requires, and what is printed after the text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hemaprint.content.images import check_art
from hemaprint.content.models import FrontMatter
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import Located

_NEEDED = {
    "book-review": ("books", "the book review names no book", "add books: with the title, author... of each"),
    "obituary": ("life", "the obituary has no dates", "add life: {born: 1931-04-02, died: 2024-11-20}, quoted"),
}
"""By page template: the key of front matter that it is about, and what is said where that is missing."""


def check_requirements(
    meta: FrontMatter, template: str, located: Located, issue_dir: Path, project_root: Path
) -> Iterator[Problem]:
    """What is missing for a page template (HP190, HP193), and what is wrong with books and dates (HP044, HP192)."""
    top = Location(located.path, 1, 1)
    key, message, hint = _NEEDED.get(template, ("", "", ""))
    if key and not getattr(meta, key):
        yield Problem("HP190", message, located.key("template") if meta.template else top, hint)
    if template == "case-report" and not meta.consent:
        message = "the case report does not say what the patient agreed to"
        hint = "add consent: The patient gave written consent to this report."
        yield Problem("HP193", message, located.key("template") if meta.template else top, hint, Severity.WARNING)
    for index, book in enumerate(meta.books):
        yield from check_art(book.cover, located.at("books", index, "cover"), issue_dir, project_root)
        if book.cover and not book.alt:
            hint = "add alt: what the cover shows to a reader who cannot see it"
            place = located.key("books", index, "cover")
            yield Problem("HP044", "the cover has no alternative text", place, hint, Severity.WARNING)
    yield from _dates(meta, located)


def _dates(meta: FrontMatter, located: Located) -> Iterator[Problem]:
    life = meta.life
    if life is None:
        return
    known = min(len(life.born), len(life.died))  # of the two dates, compare what both say
    if life.born[:known] > life.died[:known]:
        message = f"died on {life.died}, before the birth on {life.born}"
        yield Problem("HP192", message, located.at("life", "died"), "are the two dates swapped?")


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
