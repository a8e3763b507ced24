"""Typeset articles and pages: measure, make up, lay out, check, prove, write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from weasyprint.document import Document

from hemaprint.content.models import Article, Side
from hemaprint.errors import Location, Problem
from hemaprint.galley.compose import Composer, Galley
from hemaprint.galley.makeup import MakeUp
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

    def article(self, article: Article, setting: Setting, side: Side) -> tuple[Pages, Galley]:
        """Typeset an article whose first page falls on ``side``."""
        composer = Composer(article, setting)
        proof, problems = self._proof(composer)
        makeup, more = make_up(composer, proof)
        makeup = replace(makeup, tail_drop=self._drops.get(article.slug, 0))
        document, galley, found = self._lay_out(composer, makeup, side)
        drop = makeup.tail_drop + lines_below_tail(document, self.engine.theme.geometry)
        if drop != makeup.tail_drop:
            lowered = self._lay_out(composer, replace(makeup, tail_drop=drop), side)
            if len(lowered[0].pages) == len(document.pages):
                self._drops[article.slug] = drop
                document, galley, found = lowered
        pages = self._finish(document, galley, article.path, (*problems, *more, *found))
        return pages, galley

    def _lay_out(self, composer: Composer, makeup: MakeUp, side: Side) -> tuple[Document, Galley, tuple[Problem, ...]]:
        galley = composer.made_up(makeup, side)
        document, problems = self.engine.lay_out(galley.html, composer.article.path)
        return document, galley, problems

    def _proof(self, composer: Composer) -> tuple[Proof, tuple[Problem, ...]]:
        slug = composer.article.slug
        if slug not in self._proofs:
            self._proofs[slug] = read_proof(composer, self.engine)
        return self._proofs[slug]

    def page(self, galley: Galley, source: Path) -> Pages:
        """Typeset a galley that needs no make-up: a page that the magazine makes itself."""
        document, problems = self.engine.lay_out(galley.html, source)
        return self._finish(document, galley, source, problems)

    def _finish(self, document: Document, galley: Galley, source: Path, problems: tuple[Problem, ...]) -> Pages:
        """Prove a layout complete, and write its PDF."""
        lost = prove_complete(document, source)
        overset = find_overset(document, self.engine.theme.geometry, source)
        pdf, written = self.engine.write(document, source)
        return Pages(galley.name, pdf, sheets_of(document), (*problems, *lost, *overset, *written))


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
