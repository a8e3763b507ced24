# SPDX-License-Identifier: MIT
"""Measure how long an article is as it was set: its pages, and the lines over its budget or free on its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.models import Article, Issue
from hemaprint.typeset.pages import Pages, SetLines, Sheet
from hemaprint.typeset.plan import SetIssue

Place = tuple[int, int]
"""The line of a block in its manuscript, and the number of a paragraph in it (from 0)."""
_LONGEST_WORD = 14
"""Letters of a mean word with its space, above which a script has no spaces: German and Finnish stay below 10."""


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A paragraph as it was set, in as many columns as it takes; ``last`` are the words of its last line."""

    place: Place
    lines: int
    words: int
    letters: int
    last: str

    @property
    def letters_of_line(self) -> int:
        """The letters of a full line of it."""
        return max(1, round((self.letters - len(self.last)) / max(1, self.lines - 1)))


@dataclass(frozen=True, slots=True)
class Extent:
    """How long an article is. ``depth`` are the lines of a column, of which a page has so many ``columns``.

    All lines are those of all columns together. ``last`` are used on the last page, ``over`` are on pages that the
    ``budget`` does not have, and ``free`` are left on those that it has: without a budget, on the last page.
    """

    article: Article
    pages: int
    budget: int | None
    columns: int
    depth: int
    last: int
    over: int
    free: int
    paragraphs: Mapping[Place, SetParagraph]

    @property
    def slug(self) -> str:
        """The slug of the article."""
        return self.article.slug

    @property
    def path(self) -> Path:
        """Its manuscript."""
        return self.article.path

    @property
    def is_in_letters(self) -> bool:
        """Whether its copy is counted in characters, because its script has no spaces between words."""
        return self._letters > _LONGEST_WORD * self._words

    @property
    def per_line(self) -> float:
        """Words, or characters, of a full line of its copy."""
        lines = sum(one.lines for one in self.paragraphs.values())
        return (self._letters if self.is_in_letters else self._words) / lines if lines else 0.0

    def words(self, lines: int) -> int:
        """About how many words, or characters, so many lines hold."""
        return round(lines * self.per_line)

    def columns_of(self, lines: int) -> float:
        """So many lines as parts of a column."""
        return lines / self.depth

    @property
    def is_short(self) -> bool:
        """Whether more than half a page of its budget is free: a last page is to be at least half full."""
        return self.budget is not None and 2 * self.free > self.page

    @property
    def page(self) -> int:
        """The lines of a page, all columns together."""
        return self.depth * self.columns

    @property
    def _words(self) -> int:
        return sum(one.words for one in self.paragraphs.values())

    @property
    def _letters(self) -> int:
        return sum(one.letters for one in self.paragraphs.values())


def budgets_of(issue: Issue) -> dict[str, int]:
    """The pages that each article may take, where its budget says so; a split one needs that of its rest."""
    found = {}
    rests = {entry.continued: entry.pages for entry in issue.manifest.order if entry.continued}
    for entry in issue.manifest.order:
        if entry.article is None:
            continue
        rest = rests.get(entry.article)
        if entry.split is None and entry.pages:
            found[entry.article] = entry.pages
        elif entry.split is not None and rest:
            found[entry.article] = entry.split + rest
    return found


def extents_of(done: SetIssue) -> dict[str, Extent]:
    """How long every article of an issue is, in the order of the manifest."""
    budgets = budgets_of(done.setting.issue)
    pages = {run.piece.name: run.pages for run in done.runs if run.piece.kind in ("article", "continued")}
    articles = done.setting.issue.articles
    return {
        slug: extent_of(article, pages[slug], budgets.get(slug), done)
        for slug, article in articles.items()
        if slug in pages and pages[slug].sheets
    }


def extent_of(article: Article, pages: Pages, budget: int | None, done: SetIssue) -> Extent:
    """How long an article is whose pages are these."""
    theme = done.setting.theme
    facts = theme.declared(article.template)
    frame, depth = theme.geometry.frame(facts.frame, facts.columns), theme.geometry.lines
    whole, count = depth * frame.columns, len(pages.sheets)
    over = sum(whole - sum(sheet.white) for sheet in pages.sheets[budget:]) if budget is not None else 0
    white = sum(pages.sheets[-1].white)
    free = 0 if over else white + max(0, (budget or count) - count) * whole
    paragraphs = dict(_paragraphs(pages.sheets))
    return Extent(article, count, budget, frame.columns, depth, whole - white, over, free, paragraphs)


def _paragraphs(sheets: tuple[Sheet, ...]) -> Iterator[tuple[Place, SetParagraph]]:
    parts: dict[Place, list[SetLines]] = {}
    for sheet in sheets:
        for one in sheet.paragraphs:
            parts.setdefault((one.line, one.number), []).append(one)
    for place, lines in parts.items():
        count, words, letters = (sum(getattr(one, name) for one in lines) for name in ("lines", "words", "letters"))
        yield place, SetParagraph(place, count, words, letters, lines[-1].last)
