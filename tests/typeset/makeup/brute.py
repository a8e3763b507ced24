"""The cheapest make-up of a tiny article of paragraphs, found by trying everything: slow, short, and never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.interface import Copy, Sheets, Text

Spot = tuple[int, int, int]
"""The next paragraph, its next line, and its setting."""


class Brute:
    """Tries every setting, every foot, every depth and every sheet."""

    def __init__(self, copy: Copy, sheets: Sheets) -> None:
        (self.band,) = copy.bands
        self.texts = [item for item in self.band.items if isinstance(item, Text)]
        self.sheets = sheets

    def cost(self) -> float:
        """What the cheapest make-up costs; infinite if no make-up keeps all rules."""
        return self._from_sheet(1, (0, 0, 0), -1)

    def _from_sheet(self, number: int, spot: Spot, facing: int) -> float:
        best = inf
        room = self.sheets.lines - (round(self.sheets.head) if number == 1 else 0)
        for short in range(3):
            unlike = prices.FACING * abs(short - facing) if facing >= 0 else 0.0
            for after, cost, hyphen in self._full(spot, room - short, self.band.columns, prices.HOLE_LINES - short):
                turned = not self.sheets.faces(number)
                cost += prices.SHORT * short + unlike + hyphen * (prices.TURN_HYPHEN if turned else prices.HYPHEN)
                if cost < best:
                    best = min(best, cost + self._from_sheet(number + 1, after, -1 if turned else short))
        for depth in range(1, room + 1):
            for cost in self._ended(spot, depth, self.band.columns):
                filled = self.sheets.lines - room + depth
                thin = max(0.0, prices.THIN_LAST * (self.sheets.lines / 2 - filled)) if number > 1 else 0.0
                best = min(best, cost + thin)
        return best

    def _full(self, spot: Spot, depth: int, columns: int, most: int) -> Iterator[tuple[Spot, float, bool]]:
        for after, cost, hyphen in self._column(spot, depth, 0, most):
            if after[0] == len(self.texts):
                continue
            if columns == 1:
                yield after, cost, hyphen
                continue
            for end, more, last in self._full(after, depth, columns - 1, most):
                yield end, cost + more + prices.HYPHEN * hyphen, last

    def _ended(self, spot: Spot, depth: int, columns: int) -> Iterator[float]:
        """The costs of ending the article in so many columns of a depth."""
        for after, cost, hyphen in self._column(spot, depth, 0, prices.HOLE_LINES):
            if after[0] == len(self.texts):
                yield cost + prices.SPARE * (columns - 1) * depth
            elif columns > 1:
                for more in self._ended(after, depth, columns - 1):
                    yield cost + more + prices.HYPHEN * hyphen

    def _column(self, spot: Spot, depth: int, used: int, most: int) -> Iterator[tuple[Spot, float, bool]]:
        """Every foot that keeps the rules and leaves few enough lines, with its price; at the end that of white."""
        item, line, way = spot
        if item == len(self.texts):
            if self.band.columns > 1 or depth == used:
                yield spot, prices.SPARE * (depth - used), False
            return
        short = depth - used
        if used and short <= most and not line:
            yield spot, prices.UNEVEN * short, False
        text = self.texts[item]
        for number in (way,) if line else range(len(text.settings)):
            setting = text.settings[number]
            price = 0.0 if line or not number else prices.CHANGED + setting.cost
            rest = setting.lines - line
            for count in range(text.orphans, rest - text.widows + 1):
                white = depth - used - count
                if 0 <= white <= most:
                    hyphen = line + count - 1 in setting.hyphens
                    yield (item, line + count, number), price + prices.UNEVEN * white, hyphen
            if used + rest <= depth:
                for after, cost, hyphen in self._column((item + 1, 0, 0), depth, used + rest, most):
                    yield after, price + cost, hyphen
