"""Typeset articles and pages: measure, make up, lay out, check, prove, write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from weasyprint.document import Document

from hemaprint.content.models import Article, Side
from hemaprint.errors import Location, Problem
from hemaprint.galley.compose import Composer, Galley
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import BASELINE, MARGIN_TOP, Geometry
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.makeup import Proof, make_up, read_proof
from hemaprint.typeset.measure import PX_TO_PT, copy_boxes, keyed_extents
from hemaprint.typeset.pages import UNNUMBERED, Pages, sheets_of
from hemaprint.typeset.proof import prove_complete

LARGEST_DROP = 16
"""A tail is lowered to the foot of its sheet by at most this many lines; more would leave a hole before it."""
TOLERANCE = 1.5
"""Letter-space behind a last letter may stand this far beyond the edge, in pt."""


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
    """Sets one issue's documents with one warm engine; what it measured once it does not measure again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
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
        drop = makeup.tail_drop + lines_below_tail(laid.document, self.engine.theme.geometry)
        if drop != makeup.tail_drop:
            lowered = self.page(composer.made_up(replace(makeup, tail_drop=drop), side), article.path)
            if len(lowered.document.pages) == len(laid.document.pages):
                self._drops[article.slug] = drop
                laid = lowered
        return replace(laid, problems=(*problems, *more, *laid.problems))

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
        pdf, written = self.engine.write(laid.document, laid.source)
        problems = (*laid.problems, *lost, *overset, *written)
        return Pages(laid.galley.name, pdf, sheets_of(laid.document), problems)


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


def find_overset(document: Document, geometry: Geometry, source: Path) -> tuple[Problem, ...]:
    """Copy that runs out of the type area or off the trim: fixed heights neither clip nor warn in WeasyPrint 70."""
    foot = MARGIN_TOP + geometry.lines * BASELINE
    problems: dict[int, Problem] = {}
    for number, page in enumerate(document.pages, start=1):
        plate = page._page_box.page_type.name in UNNUMBERED
        bottom = geometry.height if plate else foot
        for box in copy_boxes(page):
            low = (box.position_y + box.baseline) * PX_TO_PT > bottom
            wide = (box.position_x + box.width) * PX_TO_PT > geometry.width + TOLERANCE
            if low or wide:
                problems.setdefault(number, _overset(number, box.text, low, source))
    return tuple(problems.values())


def _overset(number: int, text: str, low: bool, source: Path) -> Problem:
    where = "below the type area" if low else "off the page to the right"
    return Problem(
        "HP206",
        f"overset on sheet {number}: “{text.strip()[:60]}” runs {where}",
        Location(source),
        hint="shorten the copy, or give it more room",
    )
