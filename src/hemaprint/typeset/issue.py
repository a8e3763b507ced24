"""Set a whole issue: articles until their page numbers agree, then the pages that cite them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Protocol

from hemaprint.content.models import Article, Issue, Side
from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.galley.compose import Galley, other_side
from hemaprint.galley.pages import Folio, compose_advertisement, compose_folios, compose_page
from hemaprint.galley.setting import Jump, Setting
from hemaprint.typeset.cover import fit_cover
from hemaprint.typeset.pages import Pages, Sheet
from hemaprint.typeset.plan import PagePlan, Piece, lay_plan, pieces_of
from hemaprint.typeset.typesetter import LaidOut, Typesetter

MOST_ROUNDS = 6
"""Page numbers that cite each other settle in two rounds or three; more means that they chase each other."""


class Watcher(Protocol):
    """Who is told how far the setting is."""

    def start(self, slugs: Sequence[str]) -> None:
        """These articles are about to be set."""

    def article(self, slug: str, pages: int, seconds: float) -> None:
        """One is done."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive pages of the issue and where they come from: ``sheets`` of ``pages``."""

    piece: Piece
    pages: Pages
    sheets: tuple[int, ...]

    def sheet(self, offset: int) -> Sheet:
        """The sheet that stands ``offset`` pages into the run."""
        return self.pages.sheets[self.sheets[offset]]


@dataclass(frozen=True, slots=True)
class SetIssue:
    """A typeset issue, ready to be bound."""

    plan: PagePlan
    runs: tuple[Run, ...]
    folios: bytes
    galleys: tuple[Galley, ...]
    setting: Setting
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float]


@dataclass(slots=True)
class IssueSetter:
    """Sets the articles of one issue until the page plan is stable."""

    issue: Issue
    setting: Setting
    typesetter: Typesetter
    watcher: Watcher
    counts: dict[str, int] = field(default_factory=dict)
    start: int | None = None
    _laid: dict[str, LaidOut] = field(default_factory=dict)
    _pages: dict[str, Pages] = field(default_factory=dict)
    _galleys: dict[str, Galley] = field(default_factory=dict)
    _keys: dict[str, object] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)

    def set(self) -> SetIssue:
        """Typeset everything. Raises ContentError when copy is lost, or when page numbers do not settle."""
        plan, plan_problems = self._settle()
        setting = self._setting(plan)
        runs = [self._run(piece, plan, setting) for piece in plan.pieces]
        folios, folio_problems = self._folios(plan, runs, setting)
        problems = [*plan_problems, *folio_problems, *self._budget_problems(plan)]
        for run in runs:
            problems += run.pages.problems
        return SetIssue(
            plan,
            tuple(runs),
            folios,
            tuple(self._galleys.values()),
            setting,
            tuple(dict.fromkeys(problems)),
            self._seconds,
        )

    # ------------------------------------------------------------ articles

    def _settle(self) -> tuple[PagePlan, tuple[Problem, ...]]:
        for slug, article in self.issue.articles.items():
            if slug not in self.counts:
                self.counts[slug] = self.typesetter.estimate(article, self.setting)
        stale: list[str] = []
        for _ in range(MOST_ROUNDS):
            plan, problems = self._lay_plan()
            setting = self._setting(plan)
            stale = [slug for slug in self.issue.articles if self._keys.get(slug) != self._key(slug, plan, setting)]
            if not stale:
                return plan, problems
            self.watcher.start(stale)
            for slug in stale:
                self._set_article(self.issue.articles[slug], plan, setting)
        raise ContentError([_restless(self.issue, slug) for slug in stale])

    def _lay_plan(self) -> tuple[PagePlan, tuple[Problem, ...]]:
        return lay_plan(pieces_of(self.issue, self._spreads(), self.counts), self.issue, start=self.start)

    def first_page(self, slug: str) -> int:
        """The page (from 0) that an article is planned to start on, as far as is known before setting."""
        return self._lay_plan()[0].piece("article", slug).first

    def planned_pages(self) -> Mapping[str, str]:
        """Page numbers as planned before setting."""
        return self._setting(self._lay_plan()[0]).pages

    def _set_article(self, article: Article, plan: PagePlan, setting: Setting) -> None:
        started = perf_counter()
        laid = self.typesetter.article(article, setting, plan.piece("article", article.slug).side)
        self._laid[article.slug] = laid
        self._keys[article.slug] = self._key(article.slug, plan, setting)
        self.counts[article.slug] = len(laid.document.pages)
        self._seconds[article.slug] = self._seconds.get(article.slug, 0.0) + perf_counter() - started
        self.watcher.article(article.slug, len(laid.document.pages), self._seconds[article.slug])

    def _key(self, slug: str, plan: PagePlan, setting: Setting) -> object:
        """What an article's pages depend on besides its own copy (law 2): its side, and the page numbers it cites."""
        cited = tuple(setting.page_label(reference.target) for reference in self.issue.articles[slug].page_references)
        return plan.piece("article", slug).side, cited, setting.jumps.get(slug)

    def _spreads(self) -> frozenset[str]:
        return frozenset(
            slug
            for slug, article in self.issue.articles.items()
            if article.meta.opener and self.setting.theme.declared(article.template).spread
        )

    # ------------------------------------------------------------ page numbers

    def _setting(self, plan: PagePlan) -> Setting:
        """The setting with every page number that can be cited."""
        labels = dict(self.setting.pages)
        labels |= {piece.name: plan.label(piece.first) for piece in plan.pieces if piece.kind in ("page", "article")}
        for slug, laid in self._laid.items():
            prefix = f"{slug}--"
            for index, anchor in laid.anchors():
                if anchor.startswith(prefix):
                    labels[f"{slug}#{anchor.removeprefix(prefix)}"] = plan.label(self._page_of(slug, index, plan))
        return replace(self.setting, pages=labels, jumps=self._jumps(plan))

    def _page_of(self, slug: str, sheet: int, plan: PagePlan) -> int:
        first = plan.piece("article", slug)
        if sheet < first.pages or slug not in self._splits():
            return first.first + sheet
        return plan.piece("continued", slug).first + sheet - first.pages

    def _splits(self) -> dict[str, int]:
        return {entry.article: entry.split for entry in self.issue.manifest.order if entry.article and entry.split}

    def _jumps(self, plan: PagePlan) -> dict[str, Jump]:
        jumps = {}
        for slug, split in self._splits().items():
            plates = 1 if slug in self._spreads() else 0
            if split <= plates:
                raise ContentError([_only_a_plate(self.issue, slug)])
            to = plan.label(plan.piece("continued", slug).first)
            back = plan.label(plan.piece("article", slug).first + split - 1)
            jumps[slug] = Jump(split - plates, to, back)
        return jumps

    # ------------------------------------------------------------ runs

    def _run(self, piece: Piece, plan: PagePlan, setting: Setting) -> Run:
        if piece.kind == "article":
            return Run(piece, self._article_pages(piece.name), tuple(range(piece.pages)))
        if piece.kind == "continued":
            return self._continued(piece, plan, setting)
        galley = self._page_galley(piece, setting)
        self._galleys[galley.name] = galley
        pages = self.typesetter.finish(self.typesetter.page(galley, self.issue.path / "issue.yaml"))
        if len(pages.sheets) != 1:
            pages = replace(pages, problems=(*pages.problems, _too_long(self.issue, piece, len(pages.sheets))))
        return Run(piece, pages, (0,))

    def _article_pages(self, slug: str) -> Pages:
        """An article's pages, proved and written once."""
        if slug not in self._pages:
            laid = self._laid[slug]
            self._pages[slug], self._galleys[slug] = self.typesetter.finish(laid), laid.galley
        return self._pages[slug]

    def _continued(self, piece: Piece, plan: PagePlan, setting: Setting) -> Run:
        """The rest of a split article; mirrored where it goes on at the other side than it would have in one run."""
        start = plan.piece("article", piece.name)
        sheets = tuple(range(start.pages, start.pages + piece.pages))
        pages = self._article_pages(piece.name)
        if len(pages.sheets) <= start.pages:
            raise ContentError([_nothing_left(self.issue, piece, len(pages.sheets))])
        natural: Side = start.side if start.pages % 2 == 0 else other_side(start.side)
        if natural != piece.side:
            mirrored = self.typesetter.article(self.issue.articles[piece.name], setting, other_side(start.side))
            straight, pages = pages, self.typesetter.finish(mirrored)
            if any(pages.sheets[at].characters != straight.sheets[at].characters for at in sheets):
                raise ContentError([_torn(self.issue, piece)])
        return Run(piece, pages, sheets)

    def _page_galley(self, piece: Piece, setting: Setting) -> Galley:
        if piece.kind == "advertisement":
            ad = next(ad for ad in self.issue.manifest.advertisements if ad.id == piece.name)
            return compose_advertisement(ad, setting, piece.side)
        if piece.name == "cover":
            return fit_cover(setting, self.typesetter.engine, piece.side)
        return compose_page("blank" if piece.kind == "blank" else piece.name, setting, piece.side)

    def _folios(self, plan: PagePlan, runs: list[Run], setting: Setting) -> tuple[bytes, tuple[Problem, ...]]:
        folios = []
        for run in runs:
            for offset in range(run.piece.pages):
                page = run.piece.first + offset
                label = plan.label(page) if run.sheet(offset).numbered else ""
                folios.append(Folio("left" if page % 2 else "right", label))
        source = self.issue.path / "issue.yaml"
        document, problems = self.typesetter.engine.lay_out(compose_folios(folios, setting).html, source)
        pdf, more = self.typesetter.engine.write(document, source, tags=None)
        return pdf, (*problems, *more)

    def _budget_problems(self, plan: PagePlan) -> list[Problem]:
        return [
            _over_budget(self.issue.articles[piece.name], piece)
            for piece in plan.pieces
            if piece.kind in ("article", "continued") and piece.budget and piece.budget != piece.pages
        ]


def last_counts(path: Path) -> dict[str, int]:
    """Page counts of the last build; anything unreadable counts as none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {str(slug): count for slug, count in data.items() if isinstance(count, int) and 0 < count < 1000}


# ---------------------------------------------------------------- problems


def _restless(issue: Issue, slug: str) -> Problem:
    return Problem(
        "HP209",
        f"the page numbers that “{slug}” cites change its own length, and do not settle",
        Location(issue.articles[slug].path, 1, 1),
        hint="reword a line that cites a page, so that one digit more or less does not move the text",
    )


def _too_long(issue: Issue, piece: Piece, count: int) -> Problem:
    return Problem(
        "HP210",
        f"the page “{piece.name}” runs to {count} pages",
        Location(issue.path / "issue.yaml"),
        hint="shorten what stands on it",
    )


def _nothing_left(issue: Issue, piece: Piece, count: int) -> Problem:
    return Problem(
        "HP211",
        f"“{piece.name}” has {count} pages in all: nothing is left to continue",
        Location(issue.path / "issue.yaml"),
        hint="make `split` smaller, or take the `continued` entry out",
    )


def _torn(issue: Issue, piece: Piece) -> Problem:
    return Problem(
        "HP253",
        f"the halves of “{piece.name}” do not meet: its pages break elsewhere when they are mirrored",
        Location(issue.articles[piece.name].path, 1, 1),
        hint="a style must differ between left and right pages; or let it go on on a page of the other side",
    )


def _only_a_plate(issue: Issue, slug: str) -> Problem:
    return Problem(
        "HP211",
        f"“{slug}” opens with a plate: split after its first page, it would be continued before it has begun",
        Location(issue.path / "issue.yaml"),
        hint="make `split` at least 2",
    )


def _over_budget(article: Article, piece: Piece) -> Problem:
    return Problem(
        "HP212",
        f"“{article.title}” runs {piece.pages} pages; its budget is {piece.budget}",
        Location(article.path, 1, 1),
        hint="cut or add copy, change the height of its `head`, or change the budget in issue.yaml",
        severity=Severity.WARNING,
    )
