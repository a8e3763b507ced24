"""Typeset articles step by step: measure, make up, lay out, lower what must be lowered, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hemaprint.content.models import Side
from hemaprint.errors import Location, Problem
from hemaprint.galley.compose import Composer, Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.theme.geometry import BASELINE, MARGIN_TOP, Geometry
from hemaprint.typeset.extents import GRID_TOLERANCE, Extents
from hemaprint.typeset.makeup import make_up, read_proof
from hemaprint.typeset.pages import Layout, Pages
from hemaprint.typeset.wanted import Steps, measured, written

LARGEST_DROP = 16
"""A tail is lowered to the foot of its sheet by at most this many lines; more would leave a hole before it."""


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
    galley = composer.made_up(makeup, side)
    layout = yield from measured(galley, source)
    wide = tuple(item.key for item in composer.copy.flow if item.wide)
    if lowered := white_before(wide, layout.extents):
        makeup = replace(makeup, lowered=lowered)
        galley = composer.made_up(makeup, side)
        layout = yield from measured(galley, source)
    if drop := lines_below_tail(layout, composer.setting.theme.geometry):
        dropped = composer.made_up(replace(makeup, tail_drop=drop), side)
        lower = yield from measured(dropped, source)
        if len(lower.sheets) == len(layout.sheets):
            galley, layout = dropped, lower
    pages = yield from written(galley, source)
    pinned = sheets_that_are_not(composer, makeup, layout)
    return SetArticle(galley, replace(pages, problems=(*problems, *more, *pinned, *pages.problems)))


def sheets_that_are_not(composer: Composer, makeup: MakeUp, layout: Layout) -> tuple[Problem, ...]:
    """What is pinned to a sheet behind the last one: it would be lost without a word of its own."""
    last = sum(sheet.page_name == composer.frame.name for sheet in layout.sheets)
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


def lines_below_tail(layout: Layout, geometry: Geometry) -> int:
    """Lines by which the tail must go down to end at the foot of its sheet; 0 where it had better stay."""
    last = len(layout.sheets) - 1
    tail = [extent for extent in layout.extents.get("tail", ()) if extent.height]
    shares = any(key[0] in "tl" and key != "tail" and places[-1].page == last for key, places in layout.extents.items())
    if len(tail) != 1 or tail[0].page != last or not shares:
        return 0
    taken = layout.sheets[last].margin_bottom - geometry.margin_bottom
    gap = MARGIN_TOP + geometry.lines * BASELINE - taken - tail[0].bottom
    lines = int(gap // BASELINE)
    return lines if -LARGEST_DROP <= lines <= LARGEST_DROP else 0
