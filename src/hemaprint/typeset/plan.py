# SPDX-License-Identifier: MIT
"""Plan which run of pages starts where and what each page is called; report what does not fit; add offprints.

Before articles are set, their lengths are those of the last build, or are estimated from their manuscripts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Literal

from hemaprint.content.models import Advertisement, Article, Issue, Numbering, OrderEntry
from hemaprint.errors import Location, Problem, Severity
from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import Galley
from hemaprint.galley.pages import Folio, compose_folios, compose_offprint_cover
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side
from hemaprint.typeset.crew.jobs import Failed, Form, written
from hemaprint.typeset.crew.schedule import Effort, Schedule
from hemaprint.typeset.pages import Pages, Sheet

SIGNATURE = 4  # pages come in multiples of four (a folded sheet)

Kind = Literal["page", "article", "continued", "advertisement", "blank"]


def side_of(page: int, *, turned: bool) -> Literal["left", "right"]:
    """The side of a page, from 0: the cover is a right-hand page, and a left-hand one where an issue is ``turned``."""
    return "left" if bool(page % 2) != turned else "right"


@dataclass(frozen=True, slots=True)
class PageRun:
    """A planned run of pages: ``name`` is a page's kind, an article's slug or an advertisement's id.

    ``first`` counts from 0. ``turned``: the issue is bound on the right.
    """

    kind: Kind
    name: str
    pages: int
    starts: Side = "any"
    first: int = 0
    budget: int | None = None
    turned: bool = False

    @property
    def side(self) -> Side:
        """The side of its first page."""
        return side_of(self.first, turned=self.turned)

    @property
    def end(self) -> int:
        """The page after its last one, from 0."""
        return self.first + self.pages


@dataclass(frozen=True, slots=True)
class PagePlan:
    """Every page that is built, in order; ``start`` is the first of them where only a part of the issue is built."""

    pieces: tuple[PageRun, ...]
    total: int
    numbering: Numbering
    start: int = 0
    whole: bool = True

    def piece(self, kind: Kind, name: str) -> PageRun:
        """The run of that kind and name."""
        return next(piece for piece in self.pieces if (piece.kind, piece.name) == (kind, name))

    def label(self, page: int) -> str:
        """The printed number of a page (from 0)."""
        if page == 0 and self.numbering.cover != "arabic":
            return "I" if self.numbering.cover == "roman" else ""
        return str(page + self.numbering.first)


@dataclass(frozen=True, slots=True)
class SetRun:
    """A run of pages that is set: consecutive pages of the issue, which are ``sheets`` of ``pages``."""

    piece: PageRun
    pages: Pages
    sheets: tuple[int, ...]

    def sheet(self, offset: int) -> Sheet:
        """The sheet ``offset`` pages into the run."""
        return self.pages.sheets[self.sheets[offset]]


@dataclass(frozen=True, slots=True)
class SetIssue:
    """A typeset issue, ready to be bound. ``efforts`` says what each article and page has cost.

    ``folios`` are none where the measures of the page leave them out.
    """

    plan: PagePlan
    runs: tuple[SetRun, ...]
    folios: bytes
    galleys: tuple[Galley, ...]
    setting: Setting
    problems: tuple[Problem, ...]
    efforts: Mapping[str, Effort]


def pieces_of(
    issue: Issue, spreads: frozenset[str], counts: Mapping[str, int], *, turned: bool = False
) -> list[PageRun]:
    """The runs in the order of the manifest, advertisements after what they follow; not yet on pages.

    ``spreads`` are slugs that open with a plate, on the first page of a spread; ``counts`` the pages of each article,
    and of the contents, as far as known. ``turned``: the issue is bound on the right.
    """
    pieces: list[PageRun] = []
    for entry in issue.manifest.order:
        pieces.append(_piece(entry, issue, spreads, counts, side_of(1, turned=turned)))
        pieces += [
            PageRun("advertisement", ad.id, 1)
            for ad in issue.manifest.advertisements
            if ad.slot.after
            and ad.slot.after == (entry.page or entry.article or entry.continued)
            and entry.continued is None
        ]
    return [replace(piece, turned=turned) for piece in pieces]


def _piece(
    entry: OrderEntry, issue: Issue, spreads: frozenset[str], counts: Mapping[str, int], opening: Side
) -> PageRun:
    if entry.page:
        pages = counts.get(entry.page, 1)
        return PageRun("page", entry.page, pages, starts=entry.starts or "any", budget=entry.pages or 1)
    if entry.continued:
        start = next(first for first in issue.manifest.order if first.article == entry.continued)
        rest = max(1, counts.get(entry.continued, 2) - (start.split or 1))
        return PageRun("continued", entry.continued, rest, starts=entry.starts or "any", budget=entry.pages)
    slug = entry.article or ""
    starts = entry.starts or (opening if slug in spreads else "any")
    pages = counts.get(slug) or entry.pages or 1
    pages = min(pages, entry.split or pages)
    return PageRun("article", slug, pages, starts=starts, budget=entry.pages)


def lay_plan(
    pieces: Sequence[PageRun], issue: Issue, *, start: int | None = None
) -> tuple[PagePlan, tuple[Problem, ...]]:
    """Give every run its first page; fillers or blank pages go where an opener would fall on the wrong side.

    With ``start`` the runs are a part of the issue that begins on that page (from 0): nothing is filled up.
    """
    if start is not None:
        placed, page = [], start
        for piece in pieces:
            placed.append(replace(piece, first=page))
            page += piece.pages
        return PagePlan(tuple(placed), page - start, issue.manifest.numbering, start, whole=False), ()
    fillers = [ad for ad in issue.manifest.advertisements if ad.slot.filler and ad.size == "full"]
    problems: list[Problem] = []
    placed = []
    page = 0
    for piece in pieces:
        if piece.starts not in ("any", replace(piece, first=page).side):
            filler, problem = _filler(fillers, piece, page, issue)
            placed.append(replace(filler, first=page, turned=piece.turned))
            problems += problem
            page += 1
        placed.append(replace(piece, first=page))
        page += piece.pages
    placed, page = _fill_signature(placed, fillers, page)
    if page % SIGNATURE:
        problems.append(_not_a_signature(issue, page))
    return PagePlan(tuple(placed), page, issue.manifest.numbering), tuple(problems)


def _filler(fillers: list[Advertisement], piece: PageRun, page: int, issue: Issue) -> tuple[PageRun, list[Problem]]:
    if fillers:
        return PageRun("advertisement", fillers.pop(0).id, 1), []
    message = f"page {page + 1} is blank, so that “{piece.name}” opens on a {piece.starts}-hand page"
    hint = "move an article, or add a full-page house advertisement with `slot: {filler: true}`"
    return PageRun("blank", f"blank-{page}", 1), [Problem("HP207", message, _place(issue), hint, Severity.WARNING)]


def _fill_signature(placed: list[PageRun], fillers: list[Advertisement], total: int) -> tuple[list[PageRun], int]:
    """Use the remaining fillers to reach a multiple of four, before the back cover."""
    at = len(placed) - 1 if placed and placed[-1].name == "back" else len(placed)
    while fillers and total % SIGNATURE:
        before = placed[at - 1] if at else PageRun("blank", "", 0)
        filler = PageRun("advertisement", fillers.pop(0).id, 1, first=before.end, turned=before.turned)
        placed = [*placed[:at], filler, *(replace(piece, first=piece.first + 1) for piece in placed[at:])]
        at += 1
        total += 1
    return placed, total


# ---------------------------------------------------------------- what does not fit


def _not_a_signature(issue: Issue, total: int) -> Problem:
    message = f"the issue has {total} pages, which is not a multiple of four"
    hint = f"print adds blank pages ({SIGNATURE - total % SIGNATURE}); filler advertisements can replace them"
    return Problem("HP208", message, _place(issue), hint, Severity.WARNING)


def restless(issue: Issue, slug: str) -> Problem:
    """Page numbers that chase each other."""
    message = f"the page numbers that “{slug}” cites change its own length, and do not settle"
    hint = "reword a line that cites a page, so that one digit more or less does not move the text"
    return Problem("HP209", message, _place(issue, slug), hint)


def crashed(issue: Issue, name: str, failed: Failed) -> Problem:
    """A process that died while it set an article, or a page that the magazine makes itself."""
    message = f"the process that was setting “{_title(issue, name)}” {failed.reason}"
    hint = "build again; if it happens again, build with -j 1 and report it, or give the machine more memory"
    return Problem("HP217", message, _place(issue, name), hint)


def unplanned(issue: Issue, piece: PageRun, count: int) -> Problem:
    """A page that the magazine makes itself and that is longer or shorter than its plan."""
    message = f"the page “{piece.name}” runs to {count} pages, where the plan has {piece.pages}"
    longer = count > piece.pages
    hint = "shorten its copy" if longer else f"let its layout print each of its {piece.pages} sheets"
    return Problem("HP210", message, _place(issue), hint)


def nothing_left(issue: Issue, piece: PageRun, count: int) -> Problem:
    """An article that ends before the pages on which it is continued."""
    message = f"“{piece.name}” has only {count} pages: nothing remains to be continued"
    return Problem("HP211", message, _place(issue), "make `split` smaller, or remove the `continued` entry")


def only_a_plate(issue: Issue, slug: str) -> Problem:
    """An article that is split before it has begun."""
    message = f"“{slug}” opens with a plate: split after its first page, it would be continued before it has begun"
    return Problem("HP211", message, _place(issue), "make `split` at least 2")


def budget_problems(issue: Issue, plan: PagePlan) -> list[Problem]:
    """Articles and pages that do not keep their budgets."""
    return [_over_budget(issue, piece) for piece in plan.pieces if piece.budget not in (None, piece.pages)]


def _over_budget(issue: Issue, piece: PageRun) -> Problem:
    pages = f"{piece.pages} page" + ("s" if piece.pages > 1 else "")
    message = f"“{_title(issue, piece.name)}” takes {pages}; its budget is {piece.budget}"
    hint = "cut or add copy, change the height of its `head`, or change the budget in issue.yaml"
    if piece.name not in issue.articles:
        hint = f"add `pages: {piece.pages}` to its entry of the order, or print less on it"
    return Problem("HP212", message, _place(issue, piece.name), hint, Severity.WARNING)


def _title(issue: Issue, name: str) -> str:
    return issue.articles[name].title if name in issue.articles else name


def _place(issue: Issue, name: str = "") -> Location:
    """The manuscript of an article; the manifest for anything else."""
    article = issue.articles.get(name)
    return Location(article.path, 1, 1) if article else Location(issue.path / "issue.yaml")


# ---------------------------------------------------------------- how long articles are before they are set

MOST_PAGES = 1000  # more than any article has; a larger count comes from a file that is not ours
_LETTER = 4.6  # width of a letter of 9 pt with its share of the spaces and of short last lines, in pt
_HEAD = 0.25  # the share of its first sheet that the head of an article takes
_REFERENCE = 0.75  # the leading of references, in lines of the grid
_BLOCK = 14  # lines of a column that a displayed block takes, more or less


@dataclass(frozen=True, slots=True)
class LastSet:
    """An article in the last build: its pages, the seconds that it took when it was last set, and its budget then."""

    pages: int
    seconds: float = 0.0
    budget: int | None = None


def read_last(path: Path) -> dict[str, LastSet]:
    """What the last build remembers; an unreadable file counts as empty."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return {
            str(slug): LastSet(pages, float(seconds), budget)
            for slug, (pages, seconds, budget) in data.items()
            if isinstance(pages, int) and 0 < pages < MOST_PAGES and seconds >= 0
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_last(last: Mapping[str, LastSet]) -> bytes:
    """The bytes that ``read_last`` reads."""
    data = {slug: [one.pages, round(one.seconds, 3), one.budget] for slug, one in last.items()}
    return json.dumps(data, indent=1).encode()


def estimate(composer: Composer) -> int:
    """About how many pages an article takes; a wrong guess costs a second setting of what it moves."""
    frame, geometry = composer.frame, composer.setting.theme.geometry
    depth, letter = geometry.lines, _LETTER * geometry.pt
    lines = sum(len(item.html.striptags()) * letter / frame.column + 1 for item in composer.body.flow)
    lines += _BLOCK * (len(composer.body.zones) * frame.columns + len(composer.body.tail))
    lines += len(composer.article.references) * 3 * _REFERENCE
    return max(1, ceil(lines / (frame.columns * depth) + _HEAD)) + (1 if composer.has_plate else 0)


# ---------------------------------------------------------------- offprints


@dataclass(frozen=True, slots=True)
class SetOffprint:
    """An offprint ready to be bound: its folios begin on the sheet ``first_folio`` of ``folios``.

    ``labels`` are the page numbers of its article as printed in the issue.
    """

    article: Article
    runs: tuple[SetRun, ...]
    labels: tuple[str, ...]
    citation: str
    folios: bytes = b""
    first_folio: int = 0
    cover: Pages | None = None

    @property
    def sheets(self) -> list[tuple[SetRun, Sheet]]:
        """Every page of its file with its run; the cover belongs to the first."""
        cover = [(self.runs[0], self.cover.sheets[0])] if self.cover else []
        return cover + [(run, run.sheet(offset)) for run in self.runs for offset in range(run.piece.pages)]


def set_offprints(
    done: SetIssue, slugs: Sequence[str], schedule: Schedule, *, covers: bool
) -> tuple[tuple[SetOffprint, ...], tuple[Problem, ...]]:
    """The offprints of ``slugs``; the folios of all of them are typeset as one document."""
    source = done.setting.issue.path / "issue.yaml"
    drafts = [_draft(done, slug) for slug in slugs]
    folios = [folio for draft in drafts for folio in _folios(draft, done, cover=covers)]
    overlay = schedule.alone(written(compose_folios(folios, done.setting), source, Form.BARE))
    found, first, finished = list(overlay.problems), 0, []
    for draft in drafts:
        cover = _cover(draft, done.setting, schedule) if covers else None
        found += cover.problems if cover else ()
        finished.append(replace(draft, folios=overlay.pdf, first_folio=first, cover=cover))
        first += len(draft.labels) + (1 if covers else 0)
    return tuple(finished), tuple(dict.fromkeys(found))


def _draft(done: SetIssue, slug: str) -> SetOffprint:
    """The offprint of an article, before its folios and its cover are set."""
    article = done.setting.issue.articles[slug]
    runs = tuple(run for run in done.runs if run.piece.name == slug and run.piece.kind in ("article", "continued"))
    labels = tuple(done.plan.label(run.piece.first + offset) for run in runs for offset in range(run.piece.pages))
    return SetOffprint(article, runs, labels, done.setting.citation(article, span_of(labels)))


def _folios(draft: SetOffprint, done: SetIssue, *, cover: bool) -> Iterator[Folio]:
    """The folio of every page; the cover and pages without a folio have none."""
    if cover:
        yield Folio("right", "")
    sheets = [(run, offset) for run in draft.runs for offset in range(run.piece.pages)]
    for (run, offset), label in zip(sheets, draft.labels, strict=True):
        side = side_of(run.piece.first + offset, turned=run.piece.turned)
        said = done.setting.folio(label, done.plan.total)
        page = run.sheet(offset).folio_page
        yield Folio(side, said, draft.citation, page) if page else Folio(side, "")


def span_of(labels: Sequence[str]) -> str:
    """Page numbers as cited: ``5–7``, ``5–6, 20``; pages without a number do not count."""
    spans: list[tuple[int, int]] = []
    for number in (int(label) for label in labels if label.isdecimal()):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _cover(draft: SetOffprint, setting: Setting, schedule: Schedule) -> Pages:
    galley = compose_offprint_cover(draft.article, draft.citation, setting)
    return schedule.alone(written(galley, draft.article.path))
