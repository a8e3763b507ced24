# SPDX-License-Identifier: MIT
"""Find budgets that could change together: every article on its pages, and the issue a multiple of four."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice

from hemaprint.copydesk.copyfit.extent import Extent
from hemaprint.typeset.plan import SIGNATURE, PageRun, SetIssue, lay_plan

MOST = 3
"""Proposals that are made."""
_TOGETHER = 3
"""Articles whose page counts change in one proposal."""
_PLANS = 4000
"""Changes that are looked at: of a large issue not every three articles."""


@dataclass(frozen=True, slots=True)
class Step:
    """An article that would take so many pages instead of its ``budget``, ``lines`` of it cut (below 0) or added."""

    extent: Extent
    pages: int
    lines: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Budgets that change together, and the pages of the issue then."""

    steps: tuple[Step, ...]
    total: int

    @property
    def lines(self) -> int:
        """The lines that editors must cut or write for it."""
        return sum(abs(step.lines) for step in self.steps)


def proposals(done: SetIssue, extents: Mapping[str, Extent]) -> tuple[Proposal, ...]:
    """The changes of budgets that cost the fewest lines; none where every article keeps its budget, and the issue fits.

    Articles that are split keep theirs, because two places of the issue would change.
    """
    current = {slug: one for slug, one in extents.items() if one.budget is not None and not _is_split(done, slug)}
    counts = {slug: one.pages for slug, one in extents.items()}
    off = [one for one in current.values() if one.pages != one.budget]
    if not off and _total(done, counts) % SIGNATURE == 0:
        return ()
    found: list[Proposal] = []
    for some in islice(_changes(current), _PLANS):
        pages = counts | {slug: step.pages for slug, step in some.items()}
        total = _total(done, pages)
        steps = tuple(
            some.get(slug, Step(one, one.pages, 0)) for slug, one in current.items() if pages[slug] != one.budget
        )
        kept = tuple(step for slug, step in some.items() if step.pages == current[slug].budget)
        if total % SIGNATURE == 0 and steps and not any(_needs_less(one, (*steps, *kept)) for one in found):
            found.append(Proposal((*steps, *kept), total))
    return tuple(sorted(found, key=lambda one: (one.lines, len(one.steps)))[:MOST])


def _needs_less(known: Proposal, steps: tuple[Step, ...]) -> bool:
    """Whether a proposal changes only some of the articles that these steps change."""
    return {step.extent.slug for step in known.steps} <= {step.extent.slug for step in steps}


def _changes(extents: Mapping[str, Extent]) -> Iterator[dict[str, Step]]:
    """Some articles a page longer or shorter than they are; first of all none."""
    options = {slug: tuple(_options(one)) for slug, one in extents.items()}
    for count in range(_TOGETHER + 1):
        for slugs in combinations(options, count):
            for steps in _products([options[slug] for slug in slugs]):
                yield dict(zip(slugs, steps, strict=True))


def _products(options: list[tuple[Step, ...]]) -> Iterator[tuple[Step, ...]]:
    if not options:
        yield ()
        return
    for first in options[0]:
        for rest in _products(options[1:]):
            yield (first, *rest)


def _options(extent: Extent) -> Iterator[Step]:
    """A page less, by as many lines as its last page has; a page more, at least half full."""
    if extent.pages > 1 and extent.last < extent.page // 2:
        yield Step(extent, extent.pages - 1, -max(1, extent.last))
    yield Step(extent, extent.pages + 1, extent.page - extent.last + extent.page // 2)


def _is_split(done: SetIssue, slug: str) -> bool:
    return any(run.piece.kind == "continued" and run.piece.name == slug for run in done.runs)


def _total(done: SetIssue, counts: Mapping[str, int]) -> int:
    """The pages of the issue with so many pages of each article: its own blank pages and fillers come and go."""
    issue = done.setting.issue
    fillers = {ad.id for ad in issue.manifest.advertisements if ad.slot.filler}
    pieces = [piece for piece in done.plan.pieces if piece.kind != "blank" and not _fills(piece, fillers)]
    longer = [replace(one, pages=counts[one.name]) if _changes_with(one, done) else one for one in pieces]
    return lay_plan(longer, issue)[0].total


def _fills(piece: PageRun, fillers: set[str]) -> bool:
    return piece.kind == "advertisement" and piece.name in fillers


def _changes_with(piece: PageRun, done: SetIssue) -> bool:
    return piece.kind == "article" and not _is_split(done, piece.name)
