"""Make an article up: from its copy in numbers to the place of every piece, with the reasons for what is not ideal."""

from __future__ import annotations

from collections.abc import Mapping

from hemaprint.typeset.makeup.copy import At, Copy, Sheets
from hemaprint.typeset.makeup.made import Flaw, MadeUp, Reason
from hemaprint.typeset.makeup.matter import Matter, matter_of, units
from hemaprint.typeset.makeup.notes import Foot
from hemaprint.typeset.makeup.order import elsewhere, repeating
from hemaprint.typeset.makeup.places import floats_on, items_on, notes_on
from hemaprint.typeset.makeup.prices import REPEATED
from hemaprint.typeset.makeup.reasons import Reader
from hemaprint.typeset.makeup.search import FEWER, MORE, NARROW, WIDE, Found, Search, flawed, page_price
from hemaprint.typeset.makeup.sides import place_sides
from hemaprint.typeset.makeup.turns import Turns

_TRIES = 3
"""How often a quotation is moved away from its words: what is moved moves the copy, too."""

_SIZES = (0.9, 0.8, 0.7, 0.6)
"""Parts of their height that tall pictures are tried in where a sheet cannot be made up well."""


def make_up(copy: Copy, sheets: Sheets) -> MadeUp:
    """Decide what stands where."""
    moved: dict[At, int] = {}
    best = made = _made_up(copy, sheets, moved)
    least = len(repeating(copy, best))
    for _ in range(_TRIES if least else 0):
        for quotation in repeating(copy, made):
            place = elsewhere(copy, sheets, made, quotation, moved)
            if place is not None:
                moved[quotation] = place
        made = _made_up(copy, sheets, moved)
        left = len(repeating(copy, made))
        if made.cost + REPEATED * left < best.cost + REPEATED * least:
            best, least = made, left
        if not left:
            break
    return best


def _made_up(copy: Copy, sheets: Sheets, moved: Mapping[At, int]) -> MadeUp:
    """Search the best make-up with some blocks ``moved`` behind other items, and read it."""
    matter, found = _search(copy, sheets, moved)
    way = found.best(sheets.wanted)
    made = way.sheets()
    lines, foot = units(sheets.lines), Foot.of(copy)
    items = tuple(piece for sheet in made for piece in items_on(matter, sheet))
    floats = tuple(piece for sheet in made for piece in floats_on(matter, sheet, lines))
    notes = tuple(piece for sheet in made for piece in notes_on(foot, sheet, lines))
    sides, side_reasons = place_sides(copy, sheets, items, way.made.number)
    reasons = [*Reader(copy, sheets, matter, Turns(sheets)).read(made, items, floats), *side_reasons]
    if found.bounded and flawed(way):
        reasons.append(Reason(Flaw.BOUNDED, way.made.number))
    cost = way.cost + page_price(way.made.number, sheets.wanted)
    others = {number: round(other.cost, 3) for number, other in sorted(found.ways.items()) if number != way.made.number}
    return MadeUp(way.made.number, items, floats, notes, sides, tuple(reasons), round(cost, 3), others)


def _search(copy: Copy, sheets: Sheets, moved: Mapping[At, int]) -> tuple[Matter, Found]:
    """Search with a narrow beam, which nearly always finds what is best; where it does not, with another, and with
    tall pictures that may be smaller.
    """
    matter = matter_of(copy, sheets, moved)
    found = Search(copy, sheets, matter, NARROW).run()
    if not found.ways or (found.bounded and flawed(found.best(sheets.wanted))):
        matter = matter_of(copy, sheets, moved, _SIZES)
        found.add(Search(copy, sheets, matter, WIDE).run())
    natural = found.best(None).made.number
    if sheets.wanted is not None and sheets.wanted not in found.ways and abs(sheets.wanted - natural) == 1:
        found.add(Search(copy, sheets, matter, FEWER if sheets.wanted < natural else MORE).run())
    return matter, found
