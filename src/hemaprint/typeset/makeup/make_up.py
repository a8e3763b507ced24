"""Make an article up: from its copy in numbers to the place of every piece, with the reasons for what is not ideal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from hemaprint.typeset.makeup.copy import At, Copy, Sheets
from hemaprint.typeset.makeup.made import Flaw, FloatPiece, ItemPiece, MadeUp, Reason
from hemaprint.typeset.makeup.matter import Matter, matter_of, units
from hemaprint.typeset.makeup.notes import Foot
from hemaprint.typeset.makeup.places import floats_on, items_on, notes_on
from hemaprint.typeset.makeup.prices import REPEATED
from hemaprint.typeset.makeup.quotations import elsewhere, repeating, tried_as
from hemaprint.typeset.makeup.reasons import Reader
from hemaprint.typeset.makeup.search import FEWER, MORE, NARROW, WIDE, Found, Search, flawed, page_price
from hemaprint.typeset.makeup.sides import place_sides

_TRIES = 4
"""How often a quotation is moved away from its words: what is moved moves the copy, too."""

_SIZES = (0.9, 0.8, 0.7, 0.6)
"""Parts of their height that tall pictures are tried in where a sheet cannot be made up well."""


def make_up(copy: Copy, sheets: Sheets) -> MadeUp:
    """Decide what stands where."""
    best = _with_quotations_away(copy, sheets)
    ends_in_text = any(piece.sheet == best.sheets for piece in best.items)
    if ends_in_text or not any(block.sheet == "last" for block in copy.floats):
        return best
    # what is for the last sheet has it alone: the text may as well end behind it
    other = copy
    for index, block in enumerate(copy.floats):
        other = _pinned(other, index, best.sheets - 1) if block.sheet == "last" else other
    return min(best, _with_quotations_away(other, sheets), key=lambda made: made.cost)


def _with_quotations_away(copy: Copy, sheets: Sheets) -> MadeUp:
    """Make an article up, and move the quotations that would stand beside their words."""
    asked, moved = copy, dict[At, int]()
    tried = defaultdict[At | int, set[int]](set)
    best = made = _made_up(copy, sheets, moved)
    least = beside = repeating(copy, sheets, best)
    for _ in range(_TRIES if least else 0):
        for piece in beside:
            quotation = piece.at if isinstance(piece, ItemPiece) else piece.index
            place = elsewhere(copy, sheets, made, piece, tried[quotation])
            if place is None:
                continue
            tried[quotation].add(tried_as(piece, place))
            if isinstance(quotation, At):
                moved[quotation] = place.at.item
            else:
                asked = _pinned(asked, quotation, place.sheet)
        made = _made_up(asked, sheets, moved)
        beside = repeating(copy, sheets, made)
        if made.cost + REPEATED * len(beside) < best.cost + REPEATED * len(least):
            best, least = made, beside
        if not beside:
            break
    return replace(best, reasons=(*best.reasons, *map(_repeated, least)))


def _pinned(copy: Copy, index: int, sheet: int) -> Copy:
    """A copy with one of its floats at the foot of a sheet."""
    floats = list(copy.floats)
    floats[index] = replace(floats[index], sheet=sheet, position="bottom")
    return replace(copy, floats=tuple(floats))


def _repeated(piece: ItemPiece | FloatPiece) -> Reason:
    if isinstance(piece, FloatPiece):
        return Reason(Flaw.REPEATED, piece.sheet, index=piece.index)
    return Reason(Flaw.REPEATED, piece.sheet, piece.column, piece.at)


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
    reasons = [*Reader(copy, sheets, matter).read(made, items, floats), *side_reasons]
    cost = way.cost + page_price(way.made.number, sheets.wanted)
    return MadeUp(way.made.number, items, floats, notes, sides, tuple(reasons), round(cost, 3))


def _search(copy: Copy, sheets: Sheets, moved: Mapping[At, int]) -> tuple[Matter, Found]:
    """Search with a narrow beam, which nearly always finds what is best; where it does not, with another, and with
    tall pictures that may be smaller.
    """
    matter = matter_of(copy, sheets, moved)
    found = Search(copy, sheets, matter, NARROW, Found()).run()
    if not found.ways or flawed(found.best(sheets.wanted)):
        matter = matter_of(copy, sheets, moved, _SIZES)
        found = Search(copy, sheets, matter, WIDE, found).run()
    natural = found.best(None).made.number
    if sheets.wanted is not None and sheets.wanted not in found.ways and abs(sheets.wanted - natural) == 1:
        found = Search(copy, sheets, matter, FEWER if sheets.wanted < natural else MORE, found).run()
    return matter, found
