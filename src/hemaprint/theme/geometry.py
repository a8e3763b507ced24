# SPDX-License-Identifier: MIT
"""Define what every page is set with: its measures, and what follows from them.

All lengths are in pt. The numbers of the house are those of its visual system (12 pt baseline, margins 23 / 15 / 20 /
18 mm on A4); ``theme/measures.py`` makes a geometry of what a theme, a project and an issue say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import floor
from typing import get_args

from hemaprint.project.page import MOST_COLUMNS, Binding, Edge, FolioPlace, FrameName, Running, SideAt

# ---------------------------------------------------------------- measures

MM = 72 / 25.4
BLEED = 3 * MM
HOUSE_WIDTH = 210 * MM
HOUSE_TEXT = 9.0
"""The text size that sizes in style sheets are given for: ``--pt`` is a point at this size."""
FRAMES: tuple[str, ...] = get_args(FrameName)
"""How running text can be set: what a page template declares as its ``frame_name``."""
SET_BY = {
    "margin-inside": "margins.inside",
    "margin-outside": "margins.outside",
    "margin-top": "margins.top",
    "margin-bottom": "margins.bottom",
    "gutter": "gutter",
    "b": "baseline",
    "pt": "text",
    "trim-width": "size",
    "trim-height": "size",
    "type-width": "margins",
    "type-height": "margins",
    "furniture": "margins",
    "side": "frames.NAME.side",
    "side-shift": "frames.NAME.side",
    "head-outside": "heads.head.outside",
    "head-inside": "heads.head.inside",
    "foot-outside": "heads.foot.outside",
    "foot-inside": "heads.foot.inside",
}
"""Custom properties that no style sheet may set, and the key of the table [page] that does."""
LETTER = 0.42
"""The mean width of a character of running text with its share of spaces, as a part of the text size."""
LEAST_CHARACTERS = 30
"""Narrower columns have lines of four words or five: gaps, and a hyphen in every third line."""
GOOD_CHARACTERS = 40
"""What a column holds at least where nobody has chosen the number of columns (A4: three columns of 41)."""
LEAST_SIDE_CHARACTERS = 26
"""What a side column holds at least that nobody has asked for."""
WIDEST_SIDE = 2 / 3
"""The widest side column of a theme, as a part of the text beside it: a wider one competes with it."""
TRIM_CLEAR = 4 * MM
"""Words keep so far from the trim: the knife may miss by 2 mm."""
LOW_TRIM = 250 * MM
"""On lower pages display type is set smaller than their width alone would have it."""


@dataclass(frozen=True, slots=True)
class Margins:
    """From the trim to the type area, in pt; at the foot at least, since the type area has whole lines."""

    inside: float = 18 * MM
    outside: float = 15 * MM
    top: float = 23 * MM
    bottom: float = 20 * MM


@dataclass(frozen=True, slots=True)
class FrameRule:
    """What is said of a frame; 0 columns, and None, leave it to the type area.

    ``wished`` columns are fewer where they would be too narrow; a side column that is ``side_wished`` is left out where
    the text beside it would be, or hardly wider than it.
    """

    name: str
    columns: int = 0
    gutter: float | None = None
    side: float | None = None
    side_at: SideAt = "outside"
    wished: bool = False
    side_wished: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is printed around the type area: running heads at its head and foot, each outside and inside; the folio."""

    head: tuple[Running, Running] = ("department", "title")
    foot: tuple[Running, Running] = ("none", "imprint")
    folio: FolioPlace = "outside"
    folio_edge: Edge = "foot"
    folio_form: str = "{page}"

    def says(self, what: Running) -> bool:
        """Whether a running head says this."""
        return what in (*self.head, *self.foot)

    @property
    def is_between(self) -> bool:
        """Whether the folio is in the middle of a line that has running heads: how long these are, pages show."""
        heads = self.head if self.folio_edge == "head" else self.foot
        return self.folio == "center" and any(said != "none" for said in heads)

    def at(self, edge: Edge) -> bool:
        """Whether anything is printed at an edge of the type area."""
        heads = self.head if edge == "head" else self.foot
        return any(one != "none" for one in heads) or (self.folio != "none" and self.folio_edge == edge)


@dataclass(frozen=True, slots=True)
class Frame:
    """How running text is set on the pages of a template.

    ``width`` is the text block (one side column excluded), ``column`` one column of it, ``gutter`` between them,
    ``side`` the side column or 0, on the ``side_at`` of the text. The head of an article is set in two parts, ``lead``
    and ``main``; both are as wide as the type area where it has one column.
    """

    name: str
    columns: int
    width: float
    column: float
    side: float = 0.0
    gutter: float = 5 * MM
    side_at: SideAt = "outside"
    lead: float = 0.0
    main: float = 0.0

    @property
    def shift(self) -> float:
        """From the edge of the type area to the text block, where the side column is between them."""
        return self.side + self.gutter if self.side else 0.0

    def side_on(self, page: str) -> str:
        """On which side of the text the side column is, on a left or a right page; "" without one."""
        if not self.side:
            return ""
        return page if self.side_at == "outside" else "right" if page == "left" else "left"

    @property
    def css(self) -> str:
        """Its measures as custom properties of a document."""
        outside, inside = (self.shift, 0.0) if self.side_at == "outside" else (0.0, self.shift)
        return _properties(
            {
                "frame-width": self.width,
                "gutter": self.gutter,
                "side": self.side,
                "side-shift": self.shift,
                "shift-outside": outside,
                "shift-inside": inside,
                "lead": self.lead,
                "main": self.main,
            }
        )


@dataclass(frozen=True, slots=True)
class Geometry:
    """The measures of a page, and everything that follows from them."""

    width: float
    height: float
    bleed: float = BLEED
    margins: Margins = field(default_factory=Margins)
    baseline: float = 12.0
    text: float = HOUSE_TEXT
    gutter: float = 5 * MM
    rules: tuple[FrameRule, ...] = ()
    furniture: Furniture = field(default_factory=Furniture)
    binding: Binding = "left"

    # ------------------------------------------------------------ the type area

    @property
    def type_width(self) -> float:
        """Width of the type area."""
        return self.width - self.margins.inside - self.margins.outside

    @property
    def lines(self) -> int:
        """Height of the type area in lines of the grid (60 on A4)."""
        return max(1, floor((self.height - self.margins.top - self.margins.bottom) / self.baseline + 0.01))

    @property
    def type_height(self) -> float:
        """Height of the type area."""
        return self.lines * self.baseline

    def part(self, share: float) -> float:
        """A share of the height of the type area, in whole lines: the room of a picture at its head."""
        return round(share * self.lines) * self.baseline

    @property
    def foot(self) -> float:
        """From the upper edge of the page to the foot of the type area."""
        return self.margins.top + self.type_height

    @property
    def margin_bottom(self) -> float:
        """From the type area to the lower edge of the page."""
        return self.height - self.foot

    def left(self, *, is_left: bool) -> float:
        """The margin at the left of a left or of a right page."""
        return self.margins.outside if is_left else self.margins.inside

    @property
    def plate_width(self) -> float:
        """The width of words on a page that is all picture: an outer margin on both sides."""
        return self.width - 2 * self.margins.outside

    @property
    def clear(self) -> float:
        """The white between the type area and the running heads and folios: a line and a half where there is room."""
        edges: tuple[tuple[Edge, float], ...] = (("head", self.margins.top), ("foot", self.margins.bottom))
        least = min((margin for edge, margin in edges if self.furniture.at(edge)), default=self.baseline)
        return min(1.5 * self.baseline, max(0.5 * self.baseline, (least - self.baseline) / 2))

    @property
    def citation(self) -> float:
        """From the upper edge of the page to the line that an offprint has below its folio."""
        below = self.foot + self.clear + 1.25 * self.baseline
        return min(below, self.height - 0.75 * self.baseline - TRIM_CLEAR)

    # ------------------------------------------------------------ sizes

    @property
    def pt(self) -> float:
        """A point of type that sizes of text are given in (1 at a text size of 9 pt)."""
        return self.text / HOUSE_TEXT

    @property
    def scale(self) -> float:
        """The size of display type and of what is placed on plates: 1 on A4, less on lower and narrower pages."""
        return min(self.width / HOUSE_WIDTH, self.height / LOW_TRIM)

    # ------------------------------------------------------------ columns

    def characters(self, width: float) -> float:
        """How many characters of running text a line of this width holds."""
        return width / (LETTER * self.text)

    def column(self, count: int, width: float | None = None, gutter: float | None = None) -> float:
        """Width of one of ``count`` columns over ``width`` (the type area)."""
        between = self.gutter if gutter is None else gutter
        return ((self.type_width if width is None else width) - (count - 1) * between) / count

    def fitting(self, most: int, characters: float, width: float | None = None, gutter: float | None = None) -> int:
        """How many columns, at most, hold so many characters each; never fewer than 1."""
        counts = range(most, 1, -1)
        return next((one for one in counts if self.characters(self.column(one, width, gutter)) >= characters), 1)

    @property
    def grid(self) -> int:
        """The columns of the type area as a whole (3 on A4)."""
        return self.fitting(MOST_COLUMNS, GOOD_CHARACTERS)

    def rule(self, name: str) -> FrameRule:
        """What is said of a frame."""
        return next((one for one in self.rules if one.name == name), FrameRule(name))

    def frame(self, name: str, columns: int = 0) -> Frame:
        """The frame of a template; ``columns``, which the template asks for, are fewer where they would be too narrow.

        ``name`` is scholar, feature, news or text.
        """
        rule = self.rule(name)
        gutter = self.gutter if rule.gutter is None else rule.gutter
        side = self._own_side(name) if rule.side is None else rule.side
        beside = self.type_width - side - gutter
        if rule.side_wished and (self.characters(beside) < GOOD_CHARACTERS or side > WIDEST_SIDE * beside):
            side = 0.0
        width = self.type_width - (side + gutter if side else 0.0)
        wished = columns or (rule.columns if rule.wished else 0)
        if wished:
            count = self.fitting(wished, LEAST_CHARACTERS, width, gutter)
        else:
            free = 1 if name == "text" else self.fitting(MOST_COLUMNS, GOOD_CHARACTERS, width, gutter)
            count = rule.columns or free
        lead, main = self._parts(self.grid if side or count == 1 else count, gutter)
        return Frame(name, count, width, self.column(count, width, gutter), side, gutter, rule.side_at, lead, main)

    def without_side(self, frame: Frame) -> Frame:
        """A frame whose text is set over the room of its side column as well."""
        column = self.column(frame.columns, gutter=frame.gutter)
        return replace(frame, width=self.type_width, column=column, side=0.0)

    def _own_side(self, name: str) -> float:
        """The side column of a frame that nobody has given one: a quarter of the type area, where it is legible."""
        quarter = self.column(4)
        return quarter if name == "scholar" and self.characters(quarter) >= LEAST_SIDE_CHARACTERS else 0.0

    def _parts(self, count: int, gutter: float) -> tuple[float, float]:
        """The two parts of a head over ``count`` columns of the type area: a third of them, and the others."""
        column, few = self.column(count, gutter=gutter), max(1, round(count / 3))
        lead, main = (one * (column + gutter) - gutter for one in (few, max(1, count - few)))
        return lead, main

    # ------------------------------------------------------------ style sheets

    def css(self) -> str:
        """The measures as custom properties."""
        lengths = {
            "trim-width": self.width,
            "trim-height": self.height,
            "bleed": self.bleed,
            "margin-inside": self.margins.inside,
            "margin-outside": self.margins.outside,
            "margin-top": self.margins.top,
            "margin-bottom": self.margin_bottom,
            "furniture": self.clear,
            "citation": self.citation,
            "type-width": self.type_width,
            "type-height": self.type_height,
            "col2": self.column(2),
            "col3": self.column(3),
            "col4": self.column(4),
            "two-thirds": 2 * self.column(3) + self.gutter,
            "cell": self.column(min(3, max(1, self.grid))),
            "deep-picture": self.part(31 / 60),
            "low-picture": self.part(23 / 60),
            "b": self.baseline,
            "pt": self.pt,
        }
        said = {
            f"{edge}-{place}": "none" if what == "none" else f"string({what})"
            for edge, both in (("head", self.furniture.head), ("foot", self.furniture.foot))
            for place, what in zip(("outside", "inside"), both, strict=True)
        }
        heads = "".join(f";--{name}:{content}" for name, content in said.items())
        return f":root{{{_properties(lengths)};--scale:{self.scale:g}{heads};{self.frame('text').css}}}"


def _properties(lengths: dict[str, float]) -> str:
    return ";".join(f"--{name}:{round(value, 6):.10g}pt" for name, value in lengths.items())
