# SPDX-License-Identifier: MIT
"""Set a whole issue: articles until their page numbers agree, then the pages that cite them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from hemaprint.charts.colors import unknown_colors
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, HemaprintError, Problem
from hemaprint.galley.completeness import prove_advertisement, prove_page
from hemaprint.galley.compose import Composer
from hemaprint.galley.entries import front_entries
from hemaprint.galley.galley import Galley
from hemaprint.galley.pages import CONTENTS, Folio, compose_advertisement, compose_folios, compose_page, tried
from hemaprint.galley.setting import Jump, Setting
from hemaprint.theme.theme import faceless
from hemaprint.typeset.crew.jobs import Failed, Form, Steps, style_faults, written
from hemaprint.typeset.crew.schedule import Effort, Schedule, nothing, raise_failure
from hemaprint.typeset.engine.registry import engine_problems
from hemaprint.typeset.fitting import SetGalley, count_contents, fit_contents, set_article
from hemaprint.typeset.outline import FOLIOS, Watcher, name_of, opening_on_spreads, outline_of
from hemaprint.typeset.outside import OUTSIDE, set_outside
from hemaprint.typeset.pages import PageProblem
from hemaprint.typeset.plan import (
    LastSet,
    PagePlan,
    PageRun,
    SetIssue,
    SetRun,
    budget_problems,
    crashed,
    estimate,
    lay_plan,
    nothing_left,
    only_a_plate,
    pieces_of,
    restless,
    side_of,
    unplanned,
)
from hemaprint.typeset.vetting import read_off, told_once

MOST_ROUNDS = 6
"""Page numbers that cite each other settle in two or three rounds; more means that they chase each other."""

_NUMBERED = frozenset({CONTENTS, "masthead", "colophon"})
"""Pages that the magazine makes itself and that have a folio, unless a layout says otherwise."""

Result = TypeVar("Result")


@dataclass(slots=True)
class IssueSetter:
    """Sets the articles of one issue until the page plan is stable.

    ``last`` is what the last build remembers; the article ``urgent`` is set before all others. ``meanwhile`` is called
    once, while the crew is at the first articles.
    """

    issue: Issue
    setting: Setting
    schedule: Schedule
    watcher: Watcher
    last: Mapping[str, LastSet] = field(default_factory=dict)
    start: int | None = None
    urgent: str | None = None
    meanwhile: Callable[[], object] = nothing
    counts: dict[str, int] = field(default_factory=dict)
    _articles: dict[str, SetGalley] = field(default_factory=dict)
    _pages: dict[PageRun, SetGalley] = field(default_factory=dict)
    _keys: dict[str, object] = field(default_factory=dict)
    _efforts: dict[str, Effort] = field(default_factory=dict)
    _remarks: tuple[Problem, ...] = ()

    def set(self) -> SetIssue:
        """Typeset everything. Raises ContentError when copy is lost, or when page numbers do not settle."""
        with suppress(HemaprintError):  # which is raised again where it is found among others
            self._guess_lengths()
            self.watcher.planned(outline_of(self._lay_plan()[0], self.setting))
        self._prepare()
        plan, plan_problems = self._settle()
        setting = self._setting(plan)
        runs = [self._run(piece, plan) for piece in plan.pieces]
        numbered = (run.sheet(offset).folio_page for run in runs for offset in range(run.piece.pages))
        folios = self._alone(FOLIOS, self._folios(plan, numbered, setting)).pages if self._has_folios else None
        problems = [*self._remarks, *engine_problems(), *plan_problems, *budget_problems(self.issue, plan)]
        problems += (*folios.problems, *self._clashes(runs, folios.pdf)) if folios else ()
        problems += [problem for run in runs for problem in self._numbered(run, plan)]
        galleys = [one.galley for one in (*self._articles.values(), *self._pages.values())]
        return SetIssue(
            plan,
            tuple(runs),
            folios.pdf if folios else b"",
            tuple({galley.name: galley for galley in galleys}.values()),
            setting,
            tuple(dict.fromkeys(map(self.setting.theme.remarked, problems))),
            self._efforts,
        )

    def _clashes(self, runs: Sequence[SetRun], folios: bytes) -> list[Problem]:
        """What of running heads is too near to folios in the middle; such folios alone bring pikepdf."""
        if not self.setting.theme.geometry.furniture.is_between:
            return []
        from hemaprint.typeset.clashes import folio_clashes  # noqa: PLC0415 - brings pikepdf, which loads slowly

        return list(folio_clashes(runs, folios, self.issue))

    def _numbered(self, run: SetRun, plan: PagePlan) -> list[Problem]:
        """The problems of a run with the numbers of their pages."""

        def page_of(sheet: int) -> str:
            if run.piece.kind in ("article", "continued"):
                return plan.label(self._page_of(run.piece.name, sheet - 1, plan))
            return plan.label(run.piece.first + sheet - 1)

        name = run.pages.name
        return [one.on_page(name, page_of) if isinstance(one, PageProblem) else one for one in run.pages.problems]

    @property
    def remembered(self) -> dict[str, LastSet]:
        """What the next build may use: page counts, and how long each article took when it was really set."""
        budgets, found = self._budgets(), {}
        for slug in self.issue.articles:
            if slug in self.counts:
                seconds = self._efforts.get(slug, Effort()).seconds or self.last.get(slug, LastSet(0)).seconds
                found[slug] = LastSet(self.counts[slug], seconds, budgets.get(slug, 0))
        return found

    # ------------------------------------------------------------ articles

    def _settle(self) -> tuple[PagePlan, tuple[Problem, ...]]:
        self._guess_counts()
        stale: list[str] = []
        for _ in range(MOST_ROUNDS):
            plan, problems = self._lay_plan()
            setting = self._setting(plan)
            stale = [slug for slug in self.issue.articles if self._keys.get(slug) != self._key(slug, plan, setting)]
            self._set_round(stale, plan, setting)
            if not stale:
                return plan, problems
        raise ContentError([restless(self.issue, slug) for slug in stale])

    def _guess_counts(self) -> None:
        """Initial page counts, of articles and of the contents."""
        self._guess_lengths()
        if CONTENTS not in self.counts and self._has_contents:
            self.counts[CONTENTS] = self._alone(CONTENTS, count_contents(self.setting))

    def _guess_lengths(self) -> None:
        """The page counts of the last build, else the budgets, else the length of the copy.

        Where a budget has changed since the last build, the copy probably has also.
        """
        budgets = self._budgets()
        for slug in self.issue.articles:
            budget, last = budgets.get(slug, 0), self.last.get(slug, LastSet(0))
            changed = last.budget is not None and last.budget != budget
            known = (budget if changed else last.pages) or budget
            if known:
                self.counts.setdefault(slug, known)
        for slug, article in self.issue.articles.items():
            if slug not in self.counts:
                self.counts[slug] = estimate(Composer(article, self.setting))

    @property
    def _has_contents(self) -> bool:
        return any(entry.page == CONTENTS for entry in self.issue.manifest.order)

    def _budgets(self) -> dict[str, int]:
        """The pages that the manifest plans for articles that are not split."""
        splits = self._splits()
        return {
            entry.article: entry.pages
            for entry in self.issue.manifest.order
            if entry.article and entry.pages and entry.article not in splits
        }

    def _set_round(self, stale: Sequence[str], plan: PagePlan, setting: Setting) -> None:
        """Set what is stale, and with it the magazine's own pages and the folios: if the plan holds, they are right."""
        if stale:
            self.watcher.start(stale)
        works: dict[str, Steps[SetGalley]] = {slug: self._article(slug, plan, setting) for slug in stale}
        own = {name_of(piece): piece for piece in plan.pieces if piece.kind not in ("article", "continued")}
        works |= {name: self._own_page(piece, setting) for name, piece in own.items()}
        if self._has_folios:
            works[FOLIOS] = self._folios(plan, self._likely_numbered(plan), setting)
        meanwhile, self.meanwhile = self.meanwhile, nothing
        results, failures = self.schedule.run(works, weights=self._weights(), ended=self._ended, meanwhile=meanwhile)
        self._raise(failures, [problem for result in results.values() for problem in result.pages.problems])
        for slug in stale:
            self._articles[slug] = results[slug]
            self._keys[slug] = self._key(slug, plan, setting)
            self.counts[slug] = len(results[slug].pages.sheets)
        self._pages = {piece: results[name] for name, piece in own.items()}

    def _article(self, slug: str, plan: PagePlan, setting: Setting) -> Steps[SetGalley]:
        """An article, composed only when its turn comes: the crew has the first one by then."""
        composer = Composer(self.issue.articles[slug], setting)
        return (yield from set_article(composer, plan.piece("article", slug).side))

    def _weights(self) -> dict[str, float]:
        """The longest article first, by its last time, or else by the length of its manuscript.

        Before all comes the one that was saved last: if one has changed, it is probably that.
        """
        files = {slug: article.path.stat() for slug, article in self.issue.articles.items()}
        weights = {
            slug: self.last[slug].seconds if slug in self.last else file.st_size / 10_000
            for slug, file in files.items()
        }
        saved_last = self.urgent or max(files, key=lambda slug: files[slug].st_mtime_ns, default=None)
        return weights | ({saved_last: inf} if saved_last else {})

    def _ended(self, name: str, result: SetGalley, effort: Effort) -> None:
        self._count(name, effort)
        if name in self.issue.articles:
            self.watcher.article(name, result.pages, self._efforts[name].seconds)
        else:
            self.watcher.other(name, result.pages, effort.seconds)

    def _count(self, name: str, effort: Effort) -> None:
        self._efforts.setdefault(name, Effort()).add(effort)

    def _raise(self, failures: Mapping[str, Failed], others: Sequence[Problem] = ()) -> None:
        """Raise failures: a fault of this program as it is; processes that died as problems, with ``others``."""
        for failed in failures.values():
            if failed.error is not None:
                raise_failure(failed)
        if failures:
            raise ContentError([*(crashed(self.issue, name, failed) for name, failed in failures.items()), *others])

    def _lay_plan(self) -> tuple[PagePlan, tuple[Problem, ...]]:
        return lay_plan(
            pieces_of(self.issue, self._spreads(), self.counts, turned=self.setting.turned),
            self.issue,
            start=self.start,
        )

    def first_page(self, slug: str) -> int:
        """The page (from 0) that an article is planned to start on, as far as is known before setting."""
        return self._lay_plan()[0].piece("article", slug).first

    def planned_pages(self) -> Mapping[str, str]:
        """Page numbers as planned before setting."""
        self._guess_counts()
        return self._setting(self._lay_plan()[0]).pages

    def _key(self, slug: str, plan: PagePlan, setting: Setting) -> object:
        """What an article's pages depend on besides its own copy (law 2): its side, and the page numbers it cites."""
        article = self.issue.articles[slug]
        cited = tuple(setting.page_label(reference.target) for reference in article.page_references)
        if self.setting.theme.declared(article.template).front:
            cited += tuple(entry.page for entry in front_entries(article, setting))
        return plan.piece("article", slug).side, cited, setting.jumps.get(slug)

    def _spreads(self) -> frozenset[str]:
        return opening_on_spreads(self.issue, self.setting.theme)

    # ------------------------------------------------------------ page numbers

    def _setting(self, plan: PagePlan) -> Setting:
        """The setting with every page number that can be cited."""
        labels = dict(self.setting.pages)
        labels |= {piece.name: plan.label(piece.first) for piece in plan.pieces if piece.kind in ("page", "article")}
        for slug, article in self._articles.items():
            prefix = f"{slug}--"
            for index, sheet in enumerate(article.pages.sheets):
                for anchor in sheet.anchors:
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
                raise ContentError([only_a_plate(self.issue, slug)])
            rest = plan.piece("continued", slug)
            back = plan.label(plan.piece("article", slug).first + split - 1)
            jumps[slug] = Jump(split - plates, plan.label(rest.first), back, rest.side)
        return jumps

    # ------------------------------------------------------------ runs

    def _run(self, piece: PageRun, plan: PagePlan) -> SetRun:
        if piece.kind == "article":
            return SetRun(piece, self._articles[piece.name].pages, tuple(range(piece.pages)))
        if piece.kind == "continued":
            return self._continued(piece, plan)
        pages = self._pages[piece].pages
        if len(pages.sheets) != piece.pages:
            pages = replace(pages, problems=(*pages.problems, unplanned(self.issue, piece, len(pages.sheets))))
        return SetRun(piece, pages, tuple(min(at, len(pages.sheets) - 1) for at in range(piece.pages)))

    def _continued(self, piece: PageRun, plan: PagePlan) -> SetRun:
        """The rest of a split article, whose sheets know the side on which it continues."""
        start = plan.piece("article", piece.name).pages
        pages = self._articles[piece.name].pages
        if len(pages.sheets) <= start:
            raise ContentError([nothing_left(self.issue, piece, len(pages.sheets))])
        return SetRun(piece, pages, tuple(range(start, start + piece.pages)))

    def _own_page(self, piece: PageRun, setting: Setting) -> Steps[SetGalley]:
        """A page that the magazine makes itself."""
        left_out: tuple[Problem, ...] = ()
        if piece.kind == "page" and piece.name in OUTSIDE:
            return (yield from set_outside(piece.name, setting, piece.side))
        if piece.name == CONTENTS:
            galley = yield from fit_contents(setting, piece.side)
        elif piece.kind == "advertisement":
            ad = next(ad for ad in self.issue.manifest.advertisements if ad.id == piece.name)
            galley = compose_advertisement(ad, setting, piece.side)
            left_out = prove_advertisement(ad, galley, setting)
        else:
            galley = compose_page("blank" if piece.kind == "blank" else piece.name, setting, piece.side)
        if piece.kind == "page":
            left_out = prove_page(piece.name, galley, setting)
        pages = yield from written(galley, self._manifest)
        return SetGalley(galley, replace(pages, problems=(*left_out, *pages.problems)))

    def _folios(self, plan: PagePlan, numbered: Iterable[str], setting: Setting) -> Steps[SetGalley]:
        """The folios of the issue, one sheet for each page; ``numbered`` are the named pages of those that have one."""
        pages = enumerate(numbered, plan.start)
        turned = setting.turned
        folios = [
            Folio(
                side_of(page, turned=turned), setting.folio(plan.label(page), plan.total) if named else "", page=named
            )
            for page, named in pages
        ]
        galley = compose_folios(folios, setting)
        return SetGalley(galley, (yield from written(galley, self._manifest, Form.BARE)))

    def _likely_numbered(self, plan: PagePlan) -> Iterator[str]:
        """The named pages that probably have a folio, "" for others; it is known when they are set."""
        spreads = self._spreads()
        for piece in plan.pieces:
            likely = piece.kind in ("article", "continued") or piece.name in _NUMBERED
            on_plate = piece.kind == "article" and piece.name in spreads
            article = self.issue.articles.get(piece.name) if likely else None
            named = article.template if article else piece.name if likely else ""
            yield from ("" if on_plate and offset == 0 else named for offset in range(piece.pages))

    def _prepare(self) -> None:
        """Raise ContentError with what the theme and the engine cannot use of styles and layouts, before setting.

        The pages of the contents are counted meanwhile: the plan needs them, and the crew can do both.
        """
        theme, untried = self.setting.theme, tried(self.setting)
        galley = Galley("style", "", theme.geometry.frame("text"))
        works: dict[str, Steps[Any]] = {"style": style_faults(galley, self._manifest)}
        if not untried and self._has_contents:
            works[CONTENTS] = count_contents(self.setting)
        results, failures = self._together(works)
        files = [self.issue.path / "issue.yaml", *(article.path for article in self.issue.articles.values())]
        problems = [*theme.placed(results.get("style", ())), *read_off(theme, self.issue.path.parents[1]), *untried]
        problems += [*faceless(files, theme), *unknown_colors(self.issue.articles.values(), theme)]
        self._remarks = told_once(problems)
        if any(problem.is_error for problem in self._remarks):
            raise ContentError(self._remarks)
        self._raise(failures)
        if CONTENTS in results:
            self.counts[CONTENTS] = results[CONTENTS]

    def _alone(self, name: str, steps: Steps[Result]) -> Result:
        results, failures = self._together({name: steps})
        self._raise(failures)
        return results[name]

    def _together(self, works: Mapping[str, Steps[Result]]) -> tuple[dict[str, Result], dict[str, Failed]]:
        return self.schedule.run(works, ended=lambda name, _, effort: self._count(name, effort))

    @property
    def _has_folios(self) -> bool:
        return self.setting.theme.geometry.furniture.folio != "none"

    @property
    def _manifest(self) -> Path:
        return self.issue.path / "issue.yaml"
