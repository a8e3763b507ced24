# SPDX-License-Identifier: MIT
"""Define what every page is set with: its measures, derived from the trim size.

All lengths are in pt. The numbers come from the visual system (12 pt baseline, margins 23 / 15 / 20 / 18 mm on A4);
on other trim sizes the margins stay, and the type area has as many whole lines as fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

# ---------------------------------------------------------------- measures

MM = 72 / 25.4
BASELINE = 12.0
GUTTER = 5 * MM
BLEED = 3 * MM
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_INSIDE, MARGIN_OUTSIDE = 23 * MM, 20 * MM, 18 * MM, 15 * MM
FRAMES = ("scholar", "feature", "news", "text")
"""How running text can be set: named pages that ``page.css`` has rules for."""
_COLUMNS = {"scholar": 2, "feature": 3, "news": 3, "text": 1}
MOST_COLUMNS = 4
"""The most columns of a template: on A4 each of four is 40 mm wide, which holds 30 letters."""
NARROW_TRIM = 180 * MM
"""On narrower trim sizes three columns are unreadable and a side column starves the text: frames lose a column."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How running text is set on the pages of one name.

    ``width`` is the text block (one side column excluded), ``column`` one column of it, ``side`` the side column or 0.
    """

    name: str
    columns: int
    width: float
    column: float
    side: float = 0.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """The trim size and everything that follows from it."""

    width: float
    height: float
    bleed: float = BLEED

    @property
    def type_width(self) -> float:
        """Width of the type area."""
        return self.width - MARGIN_INSIDE - MARGIN_OUTSIDE

    @property
    def lines(self) -> int:
        """Height of the type area in baseline units (60 on A4)."""
        return floor((self.height - MARGIN_TOP - MARGIN_BOTTOM) / BASELINE + 0.01)

    @property
    def margin_bottom(self) -> float:
        """From the type area to the lower edge of the page."""
        return self.height - MARGIN_TOP - self.lines * BASELINE

    def column(self, count: int, width: float | None = None) -> float:
        """Width of one of ``count`` columns over ``width`` (the type area)."""
        return ((width or self.type_width) - (count - 1) * GUTTER) / count

    def frame(self, name: str, columns: int = 0) -> Frame:
        """The frame of a named page: scholar, feature, news or text; ``columns`` replaces its own number."""
        narrow = self.width < NARROW_TRIM
        side = self.column(4) if name == "scholar" and not narrow else 0.0
        width = self.type_width - (side + GUTTER if side else 0.0)
        count = columns or _COLUMNS[name]
        if narrow and (columns or name != "scholar"):
            count = max(1, count - 1)
        return Frame(name, count, width, self.column(count, width), side)

    def css(self) -> str:
        """The measures as custom properties, and the page rules that need them."""
        scholar = self.frame("scholar")
        lengths = {
            "trim-width": self.width,
            "trim-height": self.height,
            "bleed": self.bleed,
            "type-width": self.type_width,
            "type-height": self.lines * BASELINE,
            "margin-bottom": self.margin_bottom,
            "col2": self.column(2),
            "col3": self.column(3),
            "col4": self.column(4),
            "two-thirds": 2 * self.column(3) + GUTTER,
            "scholar-width": scholar.width,
            "side": scholar.side,
            "side-shift": scholar.side + GUTTER if scholar.side else 0,
        }
        lengths |= {"b": BASELINE, "pt": 1.0}
        scale = min(1.0, self.width / (210 * MM))
        rules = [f"--{name}:{value:.4f}pt" for name, value in lengths.items()]
        return ":root{" + ";".join([*rules, f"--scale:{scale:g}"]) + "}"
