"""Which sheets face each other, and where a reader has to turn the page."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.typeset.makeup.copy import Sheets, Side


@dataclass(frozen=True, slots=True)
class Turns:
    """The spreads of an article."""

    sheets: Sheets

    def side(self, sheet: int) -> Side:
        """The side on which a sheet stands."""
        begin, side = 1, self.sheets.first
        for after, stands in self.sheets.splits:
            if begin <= after < sheet:
                begin, side = after + 1, stands
        return side if (sheet - begin) % 2 == 0 else ("left" if side == "right" else "right")

    def faces(self, sheet: int) -> bool:
        """Whether the next sheet is seen beside this one."""
        split = any(after == sheet for after, _ in self.sheets.splits)
        return self.side(sheet) == "left" and not split and self.side(sheet + 1) == "right"

    def between(self, earlier: int, later: int) -> int:
        """How often the page is turned on the way from one sheet to another; negative on the way back."""
        if later < earlier:
            return -self.between(later, earlier)
        return sum(not self.faces(sheet) for sheet in range(earlier, later))
