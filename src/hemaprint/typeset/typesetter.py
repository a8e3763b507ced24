"""Typeset articles step by step: measure, make up, lay out, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hemaprint.content.models import Side
from hemaprint.errors import Location, Problem
from hemaprint.galley.completeness import prove_article
from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.theme.geometry import BASELINE, MARGIN_TOP
from hemaprint.typeset.extents import GRID_TOLERANCE, Extents
from hemaprint.typeset.hidden import require_measured
from hemaprint.typeset.makeup import make_up, read_proof
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.wanted import Steps, measured, written


@dataclass(frozen=True, slots=True)
class SetArticle:
    """An article as it was set: the galley that it came from in the end, and its pages."""

    galley: Galley
    pages: Pages


def estimate(composer: Composer) -> Steps[int]:
    """How many pages an article should take, from its galley proof alone."""
    proof, _ = yield from read_proof(composer)
    makeup, _ = make_up(composer, proof)
    return makeup.sheets + (1 if composer.has_plate else 0)


def set_article(composer: Composer, side: Side) -> Steps[SetArticle]:
    """Set an article whose first page falls on ``side``."""
    source = composer.article.path
    proof, problems = yield from read_proof(composer)
    makeup, more = make_up(composer, proof)
    if wide := tuple(item.key for item in composer.copy.flow if item.wide):
        layout = yield from measured(composer.made_up(makeup, side), source)
        require_measured(wide, layout.extents, composer.setting.theme, f"pages/{composer.article.template}.html")
        makeup = replace(makeup, lowered=white_before(wide, layout.extents))
    galley = composer.made_up(makeup, side)
    left_out = prove_article(composer, galley)
    pages = yield from written(galley, source)
    pinned = sheets_that_are_not(composer, makeup, pages)
    return SetArticle(galley, replace(pages, problems=(*problems, *more, *pinned, *left_out, *pages.problems)))


def sheets_that_are_not(composer: Composer, makeup: MakeUp, pages: Pages) -> tuple[Problem, ...]:
    """What is pinned to a sheet behind the last one: it would be lost without a word of its own."""
    last = sum(sheet.page_name == composer.frame.name for sheet in pages.sheets)
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


def white_before(keys: Sequence[str], extents: Extents) -> dict[str, float]:
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
