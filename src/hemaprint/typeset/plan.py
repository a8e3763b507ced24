"""Plan which piece of the issue starts on which page, what every cited page is called, and say what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.content.models import Advertisement, Issue, Numbering, OrderEntry
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.config import Side
from hemaprint.typeset.crew import Failed

SIGNATURE = 4
"""Pages come in multiples of four (a folded sheet)."""

Kind = Literal["page", "article", "continued", "advertisement", "blank"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of pages: ``name`` is a page's kind, an article's slug or an advertisement's id."""

    kind: Kind
    name: str
    pages: int
    starts: Side = "any"
    first: int = 0
    budget: int | None = None

    @property
    def side(self) -> Side:
        """The side of its first page; ``first`` counts from 0, and page 0 (the cover) is a right-hand page."""
        return "left" if self.first % 2 else "right"

    @property
    def end(self) -> int:
        """The page after its last one, from 0."""
        return self.first + self.pages


@dataclass(frozen=True, slots=True)
class PagePlan:
    """Every page that is built, in order; ``start`` is the first of them where only a part of the issue is built."""

    pieces: tuple[Piece, ...]
    total: int
    numbering: Numbering
    start: int = 0
    whole: bool = True

    def piece(self, kind: Kind, name: str) -> Piece:
        """The piece of that kind and name."""
        return next(piece for piece in self.pieces if (piece.kind, piece.name) == (kind, name))

    def label(self, page: int) -> str:
        """What a page (from 0) is called."""
        if page == 0 and self.numbering.cover != "arabic":
            return "I" if self.numbering.cover == "roman" else ""
        return str(page + self.numbering.first)


def pieces_of(issue: Issue, spreads: frozenset[str], counts: Mapping[str, int]) -> list[Piece]:
    """The pieces in the order of the manifest, advertisements behind what they follow; not yet on pages.

    ``spreads`` are slugs that open with a plate on the left; ``counts`` the pages of each article, and of
    the contents, as far as known.
    """
    pieces: list[Piece] = []
    for entry in issue.manifest.order:
        pieces.append(_piece(entry, issue, spreads, counts))
        pieces += [
            Piece("advertisement", ad.id, 1)
            for ad in issue.manifest.advertisements
            if ad.slot.after
            and ad.slot.after == (entry.page or entry.article or entry.continued)
            and entry.continued is None
        ]
    return pieces


def _piece(entry: OrderEntry, issue: Issue, spreads: frozenset[str], counts: Mapping[str, int]) -> Piece:
    if entry.page:
        pages = counts.get(entry.page, 1)
        return Piece("page", entry.page, pages, starts=entry.starts or "any", budget=entry.pages or 1)
    if entry.continued:
        start = next(first for first in issue.manifest.order if first.article == entry.continued)
        rest = max(1, counts.get(entry.continued, 2) - (start.split or 1))
        return Piece("continued", entry.continued, rest, starts=entry.starts or "any", budget=entry.pages)
    slug = entry.article or ""
    starts = entry.starts or ("left" if slug in spreads else "any")
    pages = counts.get(slug) or entry.pages or 1
    return Piece("article", slug, min(pages, entry.split) if entry.split else pages, starts=starts, budget=entry.pages)


def lay_plan(
    pieces: Sequence[Piece], issue: Issue, *, start: int | None = None
) -> tuple[PagePlan, tuple[Problem, ...]]:
    """Give every piece its first page; fillers or blank pages go where an opener would fall on the wrong side.

    With ``start`` the pieces are a part of the issue that begins on that page (from 0): nothing is filled up.
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
            placed.append(replace(filler, first=page))
            problems += problem
            page += 1
        placed.append(replace(piece, first=page))
        page += piece.pages
    placed, page = _fill_signature(placed, fillers, page)
    if page % SIGNATURE:
        problems.append(_not_a_signature(issue, page))
    return PagePlan(tuple(placed), page, issue.manifest.numbering), tuple(problems)


def _filler(fillers: list[Advertisement], piece: Piece, page: int, issue: Issue) -> tuple[Piece, list[Problem]]:
    if fillers:
        return Piece("advertisement", fillers.pop(0).id, 1), []
    problem = Problem(
        "HP207",
        f"page {page + 1} is blank, so that “{piece.name}” opens on a {piece.starts}-hand page",
        _manifest(issue),
        hint="move an article, or add a full-page house advertisement with `slot: {filler: true}`",
        severity=Severity.WARNING,
    )
    return Piece("blank", f"blank-{page}", 1), [problem]


def _fill_signature(placed: list[Piece], fillers: list[Advertisement], total: int) -> tuple[list[Piece], int]:
    """Use fillers that are left to reach a multiple of four, before the back cover."""
    at = len(placed) - 1 if placed and placed[-1].name == "back" else len(placed)
    while fillers and total % SIGNATURE:
        filler = Piece("advertisement", fillers.pop(0).id, 1, first=placed[at - 1].end if at else 0)
        placed = [*placed[:at], filler, *(replace(piece, first=piece.first + 1) for piece in placed[at:])]
        at += 1
        total += 1
    return placed, total


def _not_a_signature(issue: Issue, total: int) -> Problem:
    return Problem(
        "HP208",
        f"the issue has {total} pages, which is not a multiple of four",
        _manifest(issue),
        hint=f"print adds blank pages ({SIGNATURE - total % SIGNATURE}); filler advertisements can take their place",
        severity=Severity.WARNING,
    )


def restless(issue: Issue, slug: str) -> Problem:
    """Page numbers that chase each other."""
    return Problem(
        "HP209",
        f"the page numbers that “{slug}” cites change its own length, and do not settle",
        Location(issue.articles[slug].path, 1, 1),
        hint="reword a line that cites a page, so that one digit more or less does not move the text",
    )


def crashed(issue: Issue, name: str, failed: Failed) -> Problem:
    """A process that died while it set an article, or a page of the magazine's own."""
    article = issue.articles.get(name)
    return Problem(
        "HP217",
        f"the process that was setting “{article.title if article else name}” {failed.reason}",
        Location(article.path, 1, 1) if article else _manifest(issue),
        hint="build again; if it happens again, build with -j 1 and report it, or give the machine more memory",
    )


def unplanned(issue: Issue, piece: Piece, count: int) -> Problem:
    """A page of the magazine's own that is longer or shorter than its plan."""
    too_many = count > piece.pages
    return Problem(
        "HP210",
        f"the page “{piece.name}” runs to {count} pages, where the plan has {piece.pages}",
        _manifest(issue),
        hint="shorten what stands on it" if too_many else f"let its layout print each of its {piece.pages} sheets",
    )


def nothing_left(issue: Issue, piece: Piece, count: int) -> Problem:
    """An article that ends before the pages on which it is continued."""
    return Problem(
        "HP211",
        f"“{piece.name}” has {count} pages in all: nothing is left to continue",
        _manifest(issue),
        hint="make `split` smaller, or take the `continued` entry out",
    )


def only_a_plate(issue: Issue, slug: str) -> Problem:
    """An article that is split before it has begun."""
    return Problem(
        "HP211",
        f"“{slug}” opens with a plate: split after its first page, it would be continued before it has begun",
        _manifest(issue),
        hint="make `split` at least 2",
    )


def budget_problems(issue: Issue, plan: PagePlan) -> list[Problem]:
    """Articles and pages that do not keep their budgets."""
    return [_over_budget(issue, piece) for piece in plan.pieces if piece.budget not in (None, piece.pages)]


def _over_budget(issue: Issue, piece: Piece) -> Problem:
    article = issue.articles.get(piece.name)
    pages = f"{piece.pages} page" + ("s" if piece.pages > 1 else "")
    ways = "cut or add copy, change the height of its `head`, or change the budget in issue.yaml"
    return Problem(
        "HP212",
        f"“{article.title if article else piece.name}” takes {pages}; its budget is {piece.budget}",
        Location(article.path, 1, 1) if article else _manifest(issue),
        hint=ways if article else f"say `pages: {piece.pages}` at its entry of the order, or print less on it",
        severity=Severity.WARNING,
    )


def _manifest(issue: Issue) -> Location:
    return Location(issue.path / "issue.yaml")
