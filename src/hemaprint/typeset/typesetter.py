"""Typeset articles and pages: measure, make up, lay out, check, prove, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from weasyprint.document import Document

from hemaprint.content.models import Article, Side
from hemaprint.errors import Location, Problem, Severity
from hemaprint.galley.compose import Composer, Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import BASELINE, MARGIN_TOP, Geometry
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.grid import TOLERANCE as GRID_TOLERANCE
from hemaprint.typeset.grid import off_grid
from hemaprint.typeset.makeup import Proof, make_up, read_proof
from hemaprint.typeset.measure import PX_TO_PT, Extent, keyed_extents
from hemaprint.typeset.overset import find_overset
from hemaprint.typeset.pages import Pages, sheets_of
from hemaprint.typeset.proof import prove_complete
from hemaprint.typeset.tags import Tags

LARGEST_DROP = 16
"""A tail is lowered to the foot of its sheet by at most this many lines; more would leave a hole before it."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A galley laid out but not yet written: page numbers that it cites may still change."""

    galley: Galley
    source: Path
    document: Document
    problems: tuple[Problem, ...]

    def anchors(self) -> Iterator[tuple[int, str]]:
        """Every id with the index of the sheet that it stands on."""
        for index, page in enumerate(self.document.pages):
            for name in page.anchors:
                yield index, name


class Typesetter:
    """Sets one issue's documents with one warm engine; what it measured once it does not measure again.

    All of them get ``tags`` of one kind.
    """

    def __init__(self, engine: Engine, tags: Tags = Tags.UA1) -> None:
        self.engine = engine
        self.tags = tags
        self._proofs: dict[str, tuple[Proof, tuple[Problem, ...]]] = {}
        self._drops: dict[str, int] = {}

    def estimate(self, article: Article, setting: Setting) -> int:
        """How many pages an article should take, from its galley proof alone."""
        composer = Composer(article, setting)
        makeup, _ = make_up(composer, self._proof(composer)[0])
        return makeup.sheets + (1 if composer.has_plate else 0)

    def article(self, article: Article, setting: Setting, side: Side) -> LaidOut:
        """Lay an article out whose first page falls on ``side``."""
        composer = Composer(article, setting)
        proof, problems = self._proof(composer)
        makeup, more = make_up(composer, proof)
        makeup = replace(makeup, tail_drop=self._drops.get(article.slug, 0))
        laid = self.page(composer.made_up(makeup, side), article.path)
        wide = tuple(item.key for item in composer.copy.flow if item.wide)
        if lowered := white_before(wide, keyed_extents(laid.document)):
            makeup = replace(makeup, lowered=lowered)
            laid = self.page(composer.made_up(makeup, side), article.path)
        drop = makeup.tail_drop + lines_below_tail(laid.document, self.engine.theme.geometry)
        if drop != makeup.tail_drop:
            dropped = self.page(composer.made_up(replace(makeup, tail_drop=drop), side), article.path)
            if len(dropped.document.pages) == len(laid.document.pages):
                self._drops[article.slug] = drop
                laid = dropped
        pinned = sheets_that_are_not(composer, makeup, laid.document)
        return replace(laid, problems=(*problems, *more, *pinned, *laid.problems))

    def _proof(self, composer: Composer) -> tuple[Proof, tuple[Problem, ...]]:
        slug = composer.article.slug
        if slug not in self._proofs:
            self._proofs[slug] = read_proof(composer, self.engine)
        return self._proofs[slug]

    def page(self, galley: Galley, source: Path) -> LaidOut:
        """Lay out a finished galley."""
        document, problems = self.engine.lay_out(galley.html, source)
        return LaidOut(galley, source, document, problems)

    def finish(self, laid: LaidOut) -> Pages:
        """Prove a layout complete, and write its PDF: the slow half, done once page numbers have settled."""
        lost = prove_complete(laid.document, laid.source)
        overset = find_overset(laid.document, self.engine.theme.geometry, laid.source)
        pdf, written = self.engine.write(laid.document, laid.source, self.tags)
        problems = (*laid.problems, *lost, *overset, *_strays(laid), *written)
        return Pages(laid.galley.name, pdf, sheets_of(laid.document), problems)


def sheets_that_are_not(composer: Composer, makeup: MakeUp, document: Document) -> tuple[Problem, ...]:
    """What is pinned to a sheet behind the last one: it would be lost without a word of its own."""
    last = sum(page._page_box.page_type.name == composer.frame.name for page in document.pages)
    lines = {floating.key: floating.line for floating in composer.copy.zones}
    return tuple(
        _no_such_sheet(composer, zone.sheet, last, lines.get(zone.keys[0], 0))
        for zone in makeup.zones
        if zone.sheet > last
    )


def _no_such_sheet(composer: Composer, sheet: int, last: int, line: int) -> Problem:
    manifest = Location(composer.setting.issue.path / "issue.yaml")
    return Problem(
        "HP214",
        f"sheet {sheet} is asked for, but the text of “{composer.article.title}” ends on sheet {last}",
        Location(composer.article.path, line, 1) if line else manifest,
        hint=f"give a sheet from 1 to {last}; the plate does not count",
    )


def _strays(laid: LaidOut) -> tuple[Problem, ...]:
    """Lines beside the grid, as one warning: a style of the project's own, as a rule."""
    strays = off_grid(laid.document)
    if not strays:
        return ()
    first = strays[0]
    message = f"{len(strays)} lines stand beside the grid, from “{first.text.strip()[:40]}” on sheet {first.sheet}"
    hint = f"it is off by {first.offset:g} pt: make every height, margin and leading before it a multiple of 12 pt"
    return (Problem("HP215", message, Location(laid.source), hint, Severity.WARNING),)


def white_before(keys: Sequence[str], extents: Mapping[str, list[Extent]]) -> dict[str, float]:
    """White in pt that each of the wide blocks ``keys`` needs above it to stand on the grid, as far as it needs any.

    WeasyPrint 70 evens columns out to the average of their heights, which is not a whole number of lines.
    """
    white: dict[str, float] = {}
    page, above = -1, 0.0
    for place, key in ((extents[key][0], key) for key in keys):
        page, above = place.page, above if place.page == page else 0.0
        needed = -(place.y + above - MARGIN_TOP) % BASELINE
        if GRID_TOLERANCE < needed < BASELINE - GRID_TOLERANCE:
            white[key] = round(needed, 3)
            above += white[key]
    return white


def lines_below_tail(document: Document, geometry: Geometry) -> int:
    """Lines by which the tail must go down to end at the foot of its sheet; 0 where it had better stay."""
    extents = keyed_extents(document)
    last = len(document.pages) - 1
    tail = [extent for extent in extents.get("tail", ()) if extent.height]
    shares = any(key[0] in "tl" and key != "tail" and places[-1].page == last for key, places in extents.items())
    if len(tail) != 1 or tail[0].page != last or not shares:
        return 0
    taken = document.pages[last]._page_box.margin_bottom * PX_TO_PT - geometry.margin_bottom
    gap = MARGIN_TOP + geometry.lines * BASELINE - taken - tail[0].bottom
    lines = int(gap // BASELINE)
    return lines if -LARGEST_DROP <= lines <= LARGEST_DROP else 0
