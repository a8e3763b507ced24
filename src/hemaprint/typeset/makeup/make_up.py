"""Make an article up: from its copy in numbers to the place of every piece, with the reasons for what is not ideal."""

from __future__ import annotations

from hemaprint.typeset.makeup.copy import Copy, Sheets
from hemaprint.typeset.makeup.made import MadeUp
from hemaprint.typeset.makeup.matter import Matter, matter_of, units
from hemaprint.typeset.makeup.notes import Foot
from hemaprint.typeset.makeup.places import floats_on, items_on, notes_on, place_sides
from hemaprint.typeset.makeup.reasons import Reader
from hemaprint.typeset.makeup.search import FEWER, MORE, NARROW, WIDE, Found, Search, flawed, page_price
from hemaprint.typeset.makeup.turns import Turns


def make_up(copy: Copy, sheets: Sheets) -> MadeUp:
    """Decide what stands where."""
    matter = matter_of(copy, sheets.lines)
    found = _search(copy, sheets, matter)
    way = found.best(sheets.wanted)
    made = way.sheets()
    lines, foot = units(sheets.lines), Foot.of(copy)
    items = tuple(piece for sheet in made for piece in items_on(matter, sheet))
    floats = tuple(piece for sheet in made for piece in floats_on(sheet, lines))
    notes = tuple(piece for sheet in made for piece in notes_on(foot, sheet, lines))
    sides, side_reasons = place_sides(copy, sheets, items, way.made.number)
    reasons = [*Reader(copy, sheets, matter, Turns(sheets)).read(made, items, floats), *side_reasons]
    cost = way.cost + page_price(way.made.number, sheets.wanted)
    return MadeUp(way.made.number, items, floats, notes, sides, tuple(reasons), round(cost, 3))


def _search(copy: Copy, sheets: Sheets, matter: Matter) -> Found:
    """Search with a narrow beam, which nearly always finds what is best; where it does not, with another."""
    found = Search(copy, sheets, matter, NARROW, Found()).run()
    if not found.ways or flawed(found.best(sheets.wanted)):
        found = Search(copy, sheets, matter, WIDE, found).run()
    natural = found.best(None).made.number
    if sheets.wanted is not None and sheets.wanted not in found.ways and abs(sheets.wanted - natural) == 1:
        found = Search(copy, sheets, matter, FEWER if sheets.wanted < natural else MORE, found).run()
    return found
