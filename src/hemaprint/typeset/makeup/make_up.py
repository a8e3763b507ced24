# SPDX-License-Identifier: MIT
"""Make an article up: from its copy in numbers to the place of every piece, with reasons for what is not ideal.

The best make-up is searched sheet by sheet: of all ways to make up the sheets so far the cheapest go on.

Two ways that lead to the same place (the same next line, the same floats and notes still to come) are compared, and
the dearer one ends. Of those that remain the beam keeps a bounded number; if what comes out has a flaw that a
reader would see, the search is made again with a wider beam.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, inf

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.area import Areas, Strips
from hemaprint.typeset.makeup.column import Columns, Going, Start
from hemaprint.typeset.makeup.interface import At, Copy, Flaw, FloatPiece, ItemPiece, MadeUp, Reason, Sheets
from hemaprint.typeset.makeup.matter import LINE, Matter, matter_of, units
from hemaprint.typeset.makeup.places import elsewhere, floats_on, items_on, notes_on, repeating, tried_as
from hemaprint.typeset.makeup.reasons import Reader
from hemaprint.typeset.makeup.sheet import Made, SheetMaker, SheetStart
from hemaprint.typeset.makeup.sides import fill_sides
from hemaprint.typeset.makeup.zones import Floats, Foot, Next

_FURTHER = 2  # sheets more than the fewest that are still examined


@dataclass(frozen=True, slots=True)
class Beam:
    """How many ways are kept: after an item of a column, beside each other in a strip and an area, and of sheets.

    ``margin``: how much dearer than the cheapest way one may be that is kept. ``thorough``: see `SheetMaker`.
    ``lean``: what a line further down the copy is worth where ways are compared, for an article that is to take fewer
    sheets; negative for one that is to take more.
    """

    layer: int
    strip: int
    sheet: int
    margin: float
    thorough: bool = False
    lean: float = 0.0


NARROW = Beam(
    layer=12,
    strip=4,
    sheet=4,
    margin=prices.FAR_FLOAT,
)
WIDE = Beam(layer=24, strip=6, sheet=8, margin=3 * prices.FAR_FLOAT, thorough=True)


_LINE_WORTH = 8.0  # more than the price of a line that another setting gains, less than that of a white line
FEWER = replace(NARROW, strip=6, sheet=6, lean=_LINE_WORTH)
MORE = replace(NARROW, strip=6, sheet=6, lean=-_LINE_WORTH)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to make up the sheets so far, from the last one back."""

    made: Made
    cost: float
    before: Way | None

    def sheets(self) -> tuple[Made, ...]:
        """The sheets in their order."""
        sheets = [self.made]
        way = self.before
        while way is not None:
            sheets.append(way.made)
            way = way.before
        return tuple(reversed(sheets))


class StuckError(RuntimeError):
    """A fault of this program, not of the copy: no way through it was found."""


@dataclass(slots=True)
class Found:
    """The best way for every number of sheets, each at its price without that of the number."""

    ways: dict[int, Way] = field(default_factory=dict)

    def add(self, way: Way) -> None:
        """Take a way to the end if it is better."""
        known = self.ways.get(way.made.number)
        if known is None or way.cost < known.cost:
            self.ways[way.made.number] = way

    def cost(self, budget: int | None) -> float:
        """The price of the best way, including its number of sheets."""
        return min((way.cost + page_price(number, budget) for number, way in self.ways.items()), default=inf)

    def best(self, budget: int | None) -> Way:
        """The best way, including the price of too many or too few sheets."""
        if not self.ways:
            raise StuckError("the copy is never placed to its end")
        return min(
            self.ways.values(), key=lambda way: (way.cost + page_price(way.made.number, budget), way.made.number)
        )


def page_price(sheets: int, budget: int | None) -> float:
    """The price of more or fewer sheets than the budget."""
    return 0.0 if budget is None else prices.PAGE * abs(sheets - budget)


def flawed(way: Way) -> bool:
    """Whether a sheet has a flaw that a reader would see."""
    return any(made.cost >= prices.UNEVEN for made in way.sheets())


class Search:
    """One search through an article, with one beam; it adds better ways to those ``found`` before."""

    def __init__(self, copy: Copy, sheets: Sheets, matter: Matter, beam: Beam, found: Found) -> None:
        full = units(sheets.lines)
        self.beam, self.budget, self.found = beam, sheets.budget, found
        self.columns = Columns(Going(matter, full, beam.layer, beam.lean))
        self.strips = Strips(matter, self.columns, beam.strip)
        self.areas = Areas(matter, self.strips, full, beam.strip)
        self.floats = Floats(copy, matter, sheets)
        self.maker = SheetMaker(sheets, matter, self.areas, self.floats, Foot.of(copy), beam.thorough)
        heights = sum(item.height for item in copy.floats) + sum(sum(note.heights) for note in copy.notes)
        # every sheet takes a line at least, a float, or what is pinned to it
        self._most = ceil(matter.offsets[-1] / LINE + heights) + len(copy.floats) + self.floats.until + 1

    def run(self) -> Found:
        """Make the article up: first with one way for each number of floats, which limits the others, then with all."""
        for width in (self.beam.sheet,) if self.found.ways else (1, self.beam.sheet):
            start = SheetStart(Start(0), Next(0, 0), (), -1, 0)
            ways: list[tuple[SheetStart, float, Way | None]] = [(start, 0.0, None)]
            number = 1
            while ways and number <= min(self.found.ways, default=self._most) + _FURTHER:
                ways = self._on(number, ways, width)
                number += 1
        return self.found

    def _on(
        self, number: int, ways: list[tuple[SheetStart, float, Way | None]], width: int
    ) -> list[tuple[SheetStart, float, Way | None]]:
        """Make up one more sheet after each of the ways."""
        following = _Following(self.beam, width, self.maker.matter, self.found.cost(self.budget))
        for place, cost, before in ways:
            for made in self.maker.make(number, place, following.limit, cost):
                way = Way(made, cost + made.cost, before)
                if made.end:
                    self.found.add(way)
                    following.most = self.found.cost(self.budget)
                else:
                    following.add(way)
        return [(way.made.next, way.cost, way) for way in following.best()]


class _Following:
    """The ways that lead to the next sheet: the cheapest to each of its beginnings.

    They are counted apart for each number of floats placed, because it looks cheap at first to let floats wait.
    ``most``: what the best way to the end costs that is known.
    """

    def __init__(self, beam: Beam, width: int, matter: Matter, most: float) -> None:
        self.beam, self.width, self.matter, self.most = beam, width, matter, most
        self._ways: dict[SheetStart, Way] = {}
        self._costs: dict[Next, list[float]] = {}
        self._cheapest = inf

    def limit(self, floats: Next | None = None) -> float:
        """The price below which a way with so many floats placed is kept; without ``floats``, one to the end."""
        if floats is None or self.beam.lean:
            return self.most
        costs = self._costs.get(floats, ())
        rank = costs[self.width - 1] if len(costs) >= self.width else inf
        return min(self.most, rank, self._cheapest + self.beam.margin)

    def add(self, way: Way) -> None:
        """Keep a way if it is the cheapest to its place."""
        known = self._ways.get(way.made.next)
        if known is not None and known.cost <= way.cost:
            return
        costs = self._costs.setdefault(way.made.next.floats, [])
        if known is not None:
            costs.remove(known.cost)
        insort(costs, way.cost)
        self._ways[way.made.next] = way
        self._cheapest = min(self._cheapest, way.cost)

    def best(self) -> Iterator[Way]:
        """The ways that go on, the most promising first."""
        limit = min(self.most, self._cheapest + self.beam.margin)
        ways = [way for way in self._ways.values() if way.cost < limit]
        counts: dict[Next, int] = {}
        for way in sorted(ways, key=lambda way: (self._rank(way), way.made.next)):
            floats = way.made.next.floats
            count = counts[floats] = counts.get(floats, 0) + 1
            if count <= self.width:
                yield way

    def _rank(self, way: Way) -> float:
        start = way.made.next.start
        return way.cost - self.beam.lean * self.matter.ahead(start.item, start.line)


# ---------------------------------------------------------------- an article

_TRIES = 4  # how often a quotation is moved away from its words: each move also moves the copy

_SIZES = (0.9, 0.8, 0.7, 0.6)
"""Parts of their height in which tall pictures are tried where a sheet cannot be made up well."""


def make_up(copy: Copy, sheets: Sheets) -> MadeUp:
    """Decide where every piece goes."""
    best = _with_quotations_away(copy, sheets)
    ends_in_text = any(piece.sheet == best.sheets for piece in best.items)
    if ends_in_text or not any(block.sheet == "last" for block in copy.floats):
        return best
    # the last sheet has only its own floats: the text may as well end after them
    other = copy
    for index, block in enumerate(copy.floats):
        other = _pinned(other, index, best.sheets - 1) if block.sheet == "last" else other
    return min(best, _with_quotations_away(other, sheets), key=lambda made: made.cost)


def _with_quotations_away(copy: Copy, sheets: Sheets) -> MadeUp:
    """Make an article up, and move the quotations that would be beside their words."""
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
        if made.cost + prices.REPEATED * len(beside) < best.cost + prices.REPEATED * len(least):
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
    """Search the best make-up with some blocks ``moved`` after other items, and read it."""
    matter, found = _search(copy, sheets, moved)
    way = found.best(sheets.budget)
    made = way.sheets()
    lines, foot = units(sheets.lines), Foot.of(copy)
    items = tuple(piece for sheet in made for piece in items_on(matter, sheet))
    floats = tuple(piece for sheet in made for piece in floats_on(matter, sheet, lines))
    beside = fill_sides(copy, sheets, items, floats, way.made.number)
    notes = beside.notes if copy.notes_beside else tuple(one for sheet in made for one in notes_on(foot, sheet, lines))
    reasons = [*Reader(copy, sheets, matter).read(made, items, floats), *beside.reasons]
    cost = way.cost + page_price(way.made.number, sheets.budget)
    return MadeUp(way.made.number, items, floats, notes, beside.sides, beside.asides, tuple(reasons), round(cost, 3))


def _search(copy: Copy, sheets: Sheets, moved: Mapping[At, int]) -> tuple[Matter, Found]:
    """Search with a narrow beam, which nearly always suffices; else with others, and with smaller tall pictures."""
    matter = matter_of(copy, sheets, moved)
    found = Search(copy, sheets, matter, NARROW, Found()).run()
    if not found.ways or flawed(found.best(sheets.budget)):
        matter = matter_of(copy, sheets, moved, _SIZES)
        found = Search(copy, sheets, matter, WIDE, found).run()
    natural = found.best(None).made.number
    if sheets.budget is not None and sheets.budget not in found.ways and abs(sheets.budget - natural) == 1:
        found = Search(copy, sheets, matter, FEWER if sheets.budget < natural else MORE, found).run()
    return matter, found
