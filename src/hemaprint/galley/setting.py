# SPDX-License-Identifier: MIT
"""Hold what a galley must know of its issue besides its own copy, and the words that pages add to it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from types import MappingProxyType

from babel.dates import format_skeleton
from markupsafe import Markup

from hemaprint.content.markdown import read_headline
from hemaprint.content.models import Advertisement, Article, Issue
from hemaprint.content.spans import Copy
from hemaprint.galley.markup import UNKNOWN_PAGE, InlineWriter
from hemaprint.project import direction
from hemaprint.project.config import Config, Side
from hemaprint.project.languages import locale_of, subtag_of
from hemaprint.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Words:
    """Words and patterns of one language; ``{}`` is filled in."""

    figure: str
    table: str
    references: str
    number: str
    volume_number: str
    continued_on: str
    continued_from: str
    sponsored: str
    byline: str
    interview: str
    funding: str
    correspondence: str
    consent: str
    abstract: str
    keywords: str
    born: str
    died: str
    page_count: str
    masthead: str
    masthead_text: str
    colophon_text: str
    back: str
    pages: str
    offprint: str
    offprint_text: str
    running_on: str
    continued: str
    this_article: str
    code: str
    advertisement: str
    barcode: str
    across: str
    down: str
    solution: str
    correction: str
    retraction: str
    concern: str
    contributors: str
    cme: str
    objectives: str
    questions: str
    answers: str
    valid: str
    answer_at: str
    grammar: str = ""
    """Words that a phrase may begin with, and never ends with."""


_TABLES = tomllib.loads(files("hemaprint.galley").joinpath("words.toml").read_text("utf-8"))
WORDS = {language: Words(**table) for language, table in _TABLES.items()}


def words_of(language: str) -> Words:
    """The words of a BCP 47 tag's language; English where there are none."""
    return WORDS.get(subtag_of(language), WORDS["en"])


# ---------------------------------------------------------------- the setting


@dataclass(frozen=True, slots=True)
class Jump:
    """An article in two places: ``after`` sheets here, the rest at ``to`` on that ``side``; back at ``back``."""

    after: int
    to: str
    back: str
    side: Side = "right"


@dataclass(frozen=True, slots=True)
class Setting:
    """The issue around an article: titles, dates, and the pages that are cited (target -> literal label)."""

    config: Config
    issue: Issue
    theme: Theme
    pages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    jumps: Mapping[str, Jump] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def language(self) -> str:
        """The language of the magazine."""
        return self.config.magazine.language

    @property
    def turned(self) -> bool:
        """Whether the issue is bound on the right, as in languages that are written from right to left."""
        return self.theme.geometry.binding == "right"

    @property
    def words(self) -> Words:
        """What pages say in the language of the magazine."""
        return words_of(self.language)

    @staticmethod
    def runs_from_the_right(language: str) -> bool:
        """Whether a language is written from right to left."""
        return direction.runs_from_the_right(language)

    @property
    def issue_date(self) -> date:
        """The cover date; the first of the month where no day is given."""
        parts = [int(part) for part in self.issue.manifest.date.split("-")]
        return date(*[*parts, 1, 1][:3])

    @property
    def date_text(self) -> str:
        """The cover date as printed, in the magazine's language."""
        skeleton = "yMMMMd" if self.issue.manifest.date.count("-") == 2 else "yMMMM"
        return format_skeleton(skeleton, self.issue_date, locale=locale_of(self.language))

    @property
    def imprint(self) -> str:
        """The line at the foot of every page."""
        return f"{self.config.magazine.title}\u2002·\u2002{self.date_text}"

    @property
    def issue_text(self) -> str:
        """The issue as it is cited: magazine, number and date."""
        return f"{self.config.magazine.title}, {self.number_text}, {self.date_text}"

    def citation(self, article: Article, pages: str) -> str:
        """How an article is cited: the issue, ``pages`` as printed, and its DOI."""
        parts = [self.issue_text, self.words.pages.format(pages) if pages else ""]
        cited = ", ".join(part for part in parts if part)
        return f"{cited}. doi:{article.meta.doi}" if article.meta.doi else cited

    @property
    def nameplate(self) -> tuple[str, str]:
        """The title in its roman and its italic part."""
        return self.config.magazine.nameplate or (self.config.magazine.title, "")

    @property
    def number_text(self) -> str:
        """Volume and number as printed on the cover."""
        manifest = self.issue.manifest
        if manifest.volume:
            return self.words.volume_number.format(manifest.volume, manifest.number)
        return self.words.number.format(manifest.number)

    def folio(self, label: str, pages: int) -> str:
        """A folio in the form that the measures of the page give it; "" for a page without a label, or without folios.

        ``pages`` is the number of pages of the issue.
        """
        furniture, manifest = self.theme.geometry.furniture, self.issue.manifest
        if not label or furniture.folio == "none":
            return ""
        filled = {"page": label, "pages": str(pages), "magazine": self.config.magazine.title}
        filled |= {"number": str(manifest.number), "date": self.date_text}
        return furniture.folio_form.format(**filled)

    def page_label(self, target: str) -> str:
        """The page of ``slug`` or ``slug#anchor``, as printed."""
        return self.pages.get(target, UNKNOWN_PAGE)

    def html(self, copy: Copy, *, linked: bool = False) -> Markup:
        """Copy as HTML, its page numbers literal (law 1); ``linked`` copy is inside a link."""
        return InlineWriter(self.page_label, self.issue.articles, linked=linked).html(copy)

    def display(self, text: str) -> Markup:
        """A headline of ``issue.yaml``: inline Markdown without small capitals; its line breaks stay newlines."""
        return self.html(read_headline(text, self.language).copy, linked=True)

    @staticmethod
    def to_set(html: str) -> Markup:
        """``html`` ready for the layout engine: every ``wbr`` a zero-width space.

        WeasyPrint 70 parts the text at an element and weighs the parts one by one, so that a line may begin with a
        slash; a character leaves the choice to Pango, and is not in the PDF.
        """
        return Markup(html.replace("<wbr>", "\u200b"))

    def half_pages(self, slug: str) -> tuple[Advertisement, ...]:
        """Half-page advertisements on sheets of an article."""
        return tuple(ad for ad in self.issue.manifest.advertisements if ad.slot.article == slug)
