# SPDX-License-Identifier: MIT
"""Say which page of an issue holds what: the pages as they are printed, what they belong to, and its signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from hemaprint.bind.editions import SIGNATURE
from hemaprint.content.models import Advertisement, Issue, OrderEntry
from hemaprint.errors import Location, Problem
from hemaprint.galley.pages import CONTENTS
from hemaprint.pdf.raster import Spread, spreads_of
from hemaprint.project.config import Side
from hemaprint.project.text import Located
from hemaprint.typeset.outline import title_of
from hemaprint.typeset.plan import Kind, PagePlan, PageRun, lay_plan, pieces_of, side_of

SIGNATURES = (4, 8, 16, 32)
"""Pages that a printer folds from one sheet."""
_PAD = "blank-print"
"""The name of the blank pages that the print edition adds."""
Lateness = Mapping[tuple[Kind, str], tuple[Problem, ...]]
"""What is late, by what an entry is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of pages that belong together: an article, its rest, a page of the magazine, an advertisement, a blank.

    ``first`` is the index of its first page in the printed issue; ``pages`` is 0 for a filler that is not needed.
    ``place`` is where the issue names it, or its manuscript. ``is_set``: its pages are those of the issue as it is now.
    """

    kind: Kind
    name: str
    title: str
    department: str
    first: int
    pages: int
    budget: int | None
    starts: Side
    place: Location
    late: tuple[Problem, ...]
    is_set: bool

    @property
    def is_ours(self) -> bool:
        """Whether the order has it, so that it can be moved there."""
        return self.kind in ("page", "article", "continued")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the printed issue; ``number`` counts from 0, and ``label`` is what is printed on it, or "".

    ``entry`` is what it belongs to; ``picture`` is its index in the digital edition, None where it is not set.
    ``plates`` are the inks on it, None where they are not known; ``halves`` are half-page advertisements on it.
    """

    number: int
    label: str
    left: bool
    entry: Entry
    picture: int | None
    plates: tuple[str, ...] | None
    halves: tuple[str, ...]

    @property
    def inks(self) -> str:
        """Its plates in short: "CMYK", "K + Gold", "no ink", or "" where they are not known."""
        if self.plates is None:
            return ""
        process = "".join(name for name in self.plates if len(name) == 1)
        spots = [name for name in self.plates if len(name) > 1]
        return " + ".join([process, *spots] if process else spots) or "no ink"


@dataclass(frozen=True, slots=True)
class FlatPlan:
    """An issue as its printer sees it. ``spare`` are fillers without a page; ``size`` is the trim in pt.

    ``stopped`` are the problems for which its pages could not be set, ``notes`` what else is to be said.
    """

    name: str
    heading: str
    language: str
    turned: bool
    size: tuple[float, float]
    pages: tuple[Page, ...]
    spare: tuple[Entry, ...] = ()
    stopped: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every run of pages in order, then the fillers that are not needed."""
        return (*dict.fromkeys(page.entry for page in self.pages), *self.spare)

    @property
    def late(self) -> tuple[Problem, ...]:
        """Everything that is late, in the order of the pages."""
        return tuple(dict.fromkeys(problem for entry in self.entries for problem in entry.late))

    def pages_of(self, entry: Entry) -> tuple[Page, ...]:
        """The pages of an entry."""
        return self.pages[entry.first : entry.first + entry.pages]


@dataclass(frozen=True, slots=True)
class Signature:
    """Pages that are folded from one sheet: ``number`` counts from 1, ``spreads`` as they lie open when folded alone.

    The pages of ``spreads`` are indices into the pages of the issue.
    """

    number: int
    pages: range
    spreads: tuple[Spread, ...]


def signatures_of(plan: FlatPlan, size: int) -> tuple[Signature, ...]:
    """The signatures of ``size`` pages; the last may have fewer."""
    return tuple(_signatures(len(plan.pages), size, turned=plan.turned))


def _signatures(count: int, size: int, *, turned: bool) -> Iterator[Signature]:
    for number, first in enumerate(range(0, count, size), 1):
        pages = range(first, min(first + size, count))
        spreads = tuple(
            (None if left is None else left + first, None if right is None else right + first)
            for left, right in spreads_of(len(pages), turned=turned)
        )
        yield Signature(number, pages, spreads)


# ---------------------------------------------------------------- what is on the pages


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an issue: its runs, whether and how they are set, and what is late.

    ``counts`` are the pages of each article and of the contents; ``spreads`` the articles that open on a spread; with
    ``is_set`` they are those of the issue as it is now. ``plates`` are those of each printed page, where known, and
    ``halves`` the pages of half-page advertisements that go to the last page with text.
    """

    issue: Issue
    counts: Mapping[str, int]
    spreads: frozenset[str]
    turned: bool
    is_set: bool
    late: Lateness = field(default_factory=lambda: MappingProxyType({}))
    plates: Sequence[tuple[str, ...]] = ()
    halves: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def plan_of(known: Known) -> PagePlan:
    """The runs on their pages, as a build plans them."""
    return _laid(known)[0]


def blanks_told(known: Known) -> tuple[Problem, ...]:
    """What a build says of pages that are blank, or lacking (HP207, HP208)."""
    return _laid(known)[1]


def _laid(known: Known) -> tuple[PagePlan, tuple[Problem, ...]]:
    issue = _sound(known.issue)
    return lay_plan(pieces_of(issue, known.spreads, known.counts, turned=known.turned), issue)


def _sound(issue: Issue) -> Issue:
    """The issue without what an order cannot have; the problems of the manifest say so."""
    order: list[OrderEntry] = []
    seen: set[tuple[str | None, str | None, str | None]] = set()
    for entry in issue.manifest.order:
        named = (entry.page, entry.article, entry.continued)
        starts = any(before.article == entry.continued for before in order)
        if sum(map(bool, named)) == 1 and named not in seen and (starts or not entry.continued):
            order.append(entry)
            seen.add(named)
    return Issue(
        issue.name, issue.path, issue.located, issue.manifest.model_copy(update={"order": tuple(order)}), issue.articles
    )


def contents_count(known: Known, total: int) -> dict[str, int]:
    """The counts with that of the contents by which the plan has ``total`` pages; as they are where there is none."""
    for pages in range(1, total + 1):
        counts = {**known.counts, CONTENTS: pages}
        if plan_of(Known(known.issue, counts, known.spreads, known.turned, known.is_set)).total == total:
            return counts
    return dict(known.counts)


def pages_of(known: Known) -> tuple[tuple[Page, ...], tuple[Entry, ...]]:
    """The pages of the printed issue, and the fillers that are not needed."""
    plan, issue = plan_of(known), known.issue
    runs = _with_blanks(plan, known)
    plates = known.plates if len(known.plates) == sum(run.pages for run, _ in runs) else ()
    halves = dict(_halves(plan, known))
    pages: list[Page] = []
    for run, is_added in runs:
        entry = _entry(run, len(pages), known, is_added=is_added)
        for offset in range(run.pages):
            at, number = run.first + offset, len(pages)
            pages.append(
                Page(
                    number,
                    "" if is_added else plan.label(at),
                    side_of(number, turned=known.turned) == "left",
                    entry,
                    at if known.is_set and not is_added else None,
                    plates[number] if plates else None,
                    () if is_added else tuple(halves.get(at, ())),
                )
            )
    placed = {run.name for run in plan.pieces if run.kind == "advertisement"}
    waiting = [ad for ad in issue.manifest.advertisements if ad.slot.filler and ad.id not in placed]
    return tuple(pages), tuple(_spare(ad, known) for ad in waiting)


def _with_blanks(plan: PagePlan, known: Known) -> list[tuple[PageRun, bool]]:
    """The runs, and the blank pages that the print edition adds before the back cover, or at the end."""
    runs = [(piece, False) for piece in plan.pieces]
    lacking = -plan.total % SIGNATURE if known.issue.manifest.blank_pages else 0
    if lacking:
        has_back = bool(runs) and (runs[-1][0].kind, runs[-1][0].name) == ("page", "back")
        runs.insert(len(runs) - has_back, (PageRun("blank", _PAD, lacking, turned=known.turned), True))
    return runs


def _entry(run: PageRun, first: int, known: Known, *, is_added: bool) -> Entry:
    article = known.issue.articles.get(run.name) if run.kind in ("article", "continued") else None
    title = "Blank page, in print only" if is_added else title_of(run, known.issue)
    if run.kind in ("article", "continued") and article is None:
        title = run.name
    if run.kind == "advertisement":
        title = _called(next(ad for ad in known.issue.manifest.advertisements if ad.id == run.name))
    return Entry(
        run.kind,
        run.name,
        title,
        article.department.name if article else "",
        first,
        run.pages,
        run.budget,
        run.starts,
        place_of(known.issue.located, known.issue, run.kind, run.name),
        known.late.get((run.kind, run.name), ()),
        known.is_set,
    )


def _spare(ad: Advertisement, known: Known) -> Entry:
    place = place_of(known.issue.located, known.issue, "advertisement", ad.id)
    late = known.late.get(("advertisement", ad.id), ())
    return Entry("advertisement", ad.id, _called(ad), "", -1, 0, None, "any", place, late, known.is_set)


def _called(ad: Advertisement) -> str:
    """What an advertisement is called: two of one advertiser are told apart."""
    return f"{ad.advertiser or 'Advertisement'}: {ad.id}"


def place_of(located: Located, issue: Issue, kind: Kind, name: str) -> Location:
    """Where ``issue.yaml`` names a run; the file where it does not."""
    if kind == "advertisement":
        ids = [ad.id for ad in issue.manifest.advertisements]
        return located.at("advertisements", ids.index(name)) if name in ids else Location(located.path)
    named = [getattr(entry, kind, None) for entry in issue.manifest.order]
    return located.at("order", named.index(name)) if name in named else Location(located.path)


def _halves(plan: PagePlan, known: Known) -> Iterator[tuple[int, Iterable[str]]]:
    """The half-page advertisements by page (from 0); one on a page that its article does not have is nowhere."""
    found: dict[int, list[str]] = {}
    for ad in known.issue.manifest.advertisements:
        pages = [
            piece.first + offset
            for piece in plan.pieces
            if ad.slot.article and piece.name == ad.slot.article and piece.kind in ("article", "continued")
            for offset in range(piece.pages)
        ]
        text = pages[1:] if ad.slot.article in known.spreads else pages
        if ad.slot.sheet <= len(text) and text:
            page = text[ad.slot.sheet - 1]
            found.setdefault(page if ad.slot.sheet else known.halves.get(ad.id, page), []).append(ad.id)
    yield from found.items()
