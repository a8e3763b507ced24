# SPDX-License-Identifier: MIT
"""Check what some page templates require: the book of a review, the dates of a life, a patient's consent."""

from __future__ import annotations

from collections.abc import Iterator
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
