# SPDX-License-Identifier: MIT
"""Find the best lines of a paragraph, and the best with one line more and with one line less.

Knuth and Plass's total fit: every opportunity remembers, for each number of lines before it, the cheapest way there.
Ways are followed only from places that a line can still reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from hemaprint.typeset.lines import costs

Kind = Literal["space", "hyphen", "divided", "forced", "end"]
"""How a line ends: at a space, after a hyphen of the text, within a word, where it must, at the very end."""
Manner = Literal["ragged", "justified", "squared", "balanced"]


class Opportunity(NamedTuple):
    """A place where a line may end. Lengths are in px from the start of a text set in one endless line.

    ``end`` is where the line ends, with the hyphen that it gets; ``start`` where the next one starts. ``give`` is how
    much could stretch or shrink up to ``start``: the width of all spaces, and for Chinese a share of every character;
    ``space`` is the part of it after ``end``. ``hang`` is the part of ``end`` that may hang outside the measure;
    ``squeeze`` is the white that Chinese marks could give up so far, including what hangs. ``cost`` is what the words
    cost. ``last`` and ``first`` are the words on its two sides, empty where their repetition does not matter; ``words``
    counts the words before it.
    """

    end: float
    start: float
    give: float
    kind: Kind
    words: int
    last: str = ""
    first: str = ""
    cost: float = 0.0
    hang: float = 0.0
    squeeze: float = 0.0
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """How wide lines may be, in px: the first few one by one, all others ``rest``; ``indent`` matters for last lines.

    A first line with an indent, or beside a drop cap, has less room; one with a hanging label has more.
    """

    rest: float
    first: tuple[float, ...] = ()
    indent: float = 0.0

    def of(self, line: int) -> float:
        """The room of a line, counted from 0."""
        return self.first[line] if line < len(self.first) else self.rest


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a setting: the index of the opportunity that ends it, its width and its room in px.

    ``spread`` is the part of their width by which its spaces are made wider to give the line its width.
    """

    end: int
    width: float
    room: float
    divided: bool
    spread: float = 0.0

    @property
    def fill(self) -> float:
        """Its width as a part of its room."""
        return self.width / self.room if self.room > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to break a paragraph, and what it costs."""

    cost: float
    lines: tuple[Line, ...]


_ROUNDING = 0.02  # px by which a line may be too wide: a sum of widths that were measured word by word
_LADDER = 2  # hyphens in succession after which no other may follow
_SPARE = 1  # lines that a ladder of hyphens can cost
_SLACK: Mapping[Manner, Callable[[float, float, float], float]] = {
    "ragged": costs.ragged,
    "justified": costs.justified,
    "squared": costs.squared,
    "balanced": costs.balanced,
}
_SPREAD: Mapping[Manner, Callable[[float, float, float], float]] = {
    "ragged": costs.spread,
    "justified": lambda slack, *_: slack,
    "squared": lambda *_: 0.0,
    "balanced": lambda *_: 0.0,
}
_KIND: Mapping[Kind, float] = {"divided": costs.HYPHEN, "hyphen": costs.OWN_HYPHEN}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a paragraph: the best, and where they are bearable one with a line more, and with a line less."""

    best: Setting
    more: Setting | None = None
    less: Setting | None = None


class _Way(NamedTuple):
    """The cheapest way to the place after the opportunity ``at``: so many lines, so many hyphens at their ends.

    ``room`` is the room of the line that begins there.
    """

    cost: float
    lines: int
    hyphens: int
    at: int
    there: Opportunity
    room: float
    before: _Way | None


_Key = tuple[int, int]
"""How many lines, and how many hyphens at their ends in succession."""
_Found = tuple[float, _Way]
"""What it costs to end a line at a place, and the way on which that line begins."""
_START = Opportunity(0.0, 0.0, 0.0, "forced", 0)


def fit(opportunities: Sequence[Opportunity], rooms: Rooms, manner: Manner = "ragged") -> Settings | None:
    """The settings of a paragraph whose last opportunity is its end; None when a word is wider than its room."""
    for floor in costs.FLOORS if manner != "balanced" else costs.FLOORS[-1:]:
        ends = _ways(opportunities, rooms, manner, floor)
        if ends:
            return _choose(ends, rooms, manner)
    return None


def _ways(opportunities: Sequence[Opportunity], rooms: Rooms, manner: Manner, floor: float) -> list[_Way]:
    """The cheapest ways to the end, one for each number of lines; none where no line is ``floor`` full or more."""
    active = [_Way(0.0, 0, 0, -1, _START, rooms.of(0), None)]
    low = 0  # the ways before this one are too far behind
    for at, there in enumerate(opportunities):
        low = _passed(active, low, there, manner)
        found = _best_before(active[low:], there, rooms, manner, floor)
        if manner == "balanced":
            found = _with_few_lines(found, rooms)
        if there.kind in ("forced", "end"):
            active, low = [], 0
        active += [
            _Way(cost, lines, hyphens, at, there, rooms.of(lines), before)
            for (lines, hyphens), (cost, before) in sorted(found.items())
        ]
        if low == len(active):
            return []
    cheapest: dict[int, _Way] = {}
    for way in active:
        if way.lines not in cheapest or way.cost < cheapest[way.lines].cost:
            cheapest[way.lines] = way
    return [cheapest[number] for number in sorted(cheapest)]


def _passed(active: list[_Way], low: int, there: Opportunity, manner: Manner) -> int:
    """The first of the ways from which a line may still reach ``there``, or a place after it."""
    bare = min(there.end, there.start) - there.hang - _ROUNDING
    while low < len(active):
        way = active[low]
        if bare - way.there.start <= way.room + _shrink(way.there, there, manner):
            break
        low += 1
    return low


def _shrink(above: Opportunity, there: Opportunity, manner: Manner) -> float:
    """By how much a line between two opportunities could become narrower, in px."""
    if manner == "squared":
        return max(0.0, there.squeeze - there.hang - above.squeeze)
    return costs.SHRINK[manner] * (there.give - there.space - above.give)


def _best_before(
    active: list[_Way], there: Opportunity, rooms: Rooms, manner: Manner, floor: float
) -> dict[_Key, _Found]:
    """The cheapest ways to end a line ``there``."""
    end, _, give, kind, _, last, first, own, hang, _, space = there
    slack_cost = _SLACK[manner]
    own += _KIND.get(kind, 0.0)
    is_last = kind in ("end", "forced")
    hyphened = kind in _KIND
    found: dict[_Key, _Found] = {}
    for way in active:
        before, lines, hyphens, _, above, room, _ = way
        width = end - above.start
        slack = room + hang - width
        shrink = _shrink(above, there, manner) if slack < -_ROUNDING else 0.0
        if slack < -_ROUNDING - shrink or (hyphened and hyphens == _LADDER):
            continue
        key = lines + 1, hyphens + 1 if hyphened else 0
        best = found.get(key)
        if best is not None and best[0] <= before + own:
            continue  # no line costs less than nothing
        if is_last:
            cost = before + own + _last_cost(way, there, slack, rooms, manner)
        elif width < floor * room:
            break
        else:
            gives = shrink if shrink and manner == "squared" else give - space - above.give
            cost = before + own + slack_cost(slack, rooms.rest, gives)
            if hyphened and hyphens:
                cost += costs.SUCCESSION
            if (last and last == above.last) or (first and first == above.first):
                cost += costs.STACK
        if cost < costs.NEVER and (best is None or cost < best[0]):
            found[key] = cost, way
    return found


def _with_few_lines(found: dict[_Key, _Found], rooms: Rooms) -> dict[_Key, _Found]:
    """The ways with nearly the fewest lines: balanced text has the fewest, and others would add up from line to line.

    Before the first lines of rooms of their own are full, more lines may be needed for a word that these do not hold.
    """
    fewest = min((lines for lines, _ in found), default=0)
    if fewest < len(rooms.first):
        return found
    return {key: one for key, one in found.items() if key[0] <= fewest + _SPARE}


def _last_cost(way: _Way, there: Opportunity, slack: float, rooms: Rooms, manner: Manner) -> float:
    """The cost of a last line that begins on a way."""
    above = way.there
    if above.kind == "forced":
        return 0.0  # the only line
    words, cost = there.words - above.words, 0.0
    if above.kind == "divided":
        if not words:
            return costs.NEVER
        cost = costs.HYPHEN_BEFORE_LAST
    if manner == "balanced":
        return cost + costs.balanced(slack, way.room, 0.0)
    within = above.kind in _KIND  # the rest of a word is one to the eye
    fewest = costs.STUB if manner == "squared" else 1
    return cost + costs.last_line(there.end - above.start, way.room, rooms.indent, words + within, fewest)


def _choose(ends: list[_Way], rooms: Rooms, manner: Manner) -> Settings:
    if manner == "balanced":
        return Settings(_setting(ends[0], rooms, manner))
    best = min(ends, key=lambda way: way.cost)
    settings = {way.lines: _setting(way, rooms, manner) for way in ends if abs(way.lines - best.lines) <= 1}
    chosen = settings.pop(best.lines)
    bearable = {lines: one for lines, one in settings.items() if _is_bearable(one, chosen, manner)}
    return Settings(chosen, bearable.get(best.lines + 1), bearable.get(best.lines - 1))


def _is_bearable(setting: Setting, best: Setting, manner: Manner) -> bool:
    if setting.cost - best.cost > costs.DEAREST_OF_VARIANT * len(setting.lines):
        return False
    return manner in ("justified", "squared") or all(line.fill >= costs.WORST_OF_VARIANT for line in setting.lines[:-1])


def _setting(way: _Way, rooms: Rooms, manner: Manner) -> Setting:
    ways = [way]
    while (before := ways[-1].before) is not None:
        ways.append(before)
    ways.reverse()
    return Setting(way.cost, tuple(_line(one, two, rooms, manner) for one, two in pairwise(ways)))


def _line(way: _Way, end: _Way, rooms: Rooms, manner: Manner) -> Line:
    above, there, room = way.there, end.there, way.room
    width = there.end - above.start
    slack = room + there.hang - width
    if there.kind in ("end", "forced"):
        slack = min(slack, 0.0)
    give = there.give - there.space - above.give
    spread = _SPREAD[manner](slack, rooms.rest, give) if give else 0.0
    return Line(end.at, width + spread, room, there.kind == "divided", spread and spread / give)
