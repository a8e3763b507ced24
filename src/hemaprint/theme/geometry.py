# SPDX-License-Identifier: MIT
"""Define what every page is set with: its measures, derived from the trim size, and the faces of its type.

All lengths are in pt. The numbers come from the visual system (12 pt baseline, margins 23 / 15 / 20 / 18 mm on A4);
on other trim sizes the margins stay, and the type area has as many whole lines as fit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from math import floor
from pathlib import Path

from hemaprint.errors import MissingEnvironmentError

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


# ---------------------------------------------------------------- faces

FONT_SCHEME = "hemaprint-font"
_FAMILIES = (
    ("HF Serif", "source_serif_4", "fontpkg-source-serif-4", ("normal", "italic")),
    ("HF Sans", "source_sans_3", "fontpkg-source-sans-3", ("normal", "italic")),
    ("HF Mono", "source_code_pro", "fontpkg-source-code-pro", ("normal",)),
)
"""Families as style sheets name them, their font packages and distributions, and the styles in use.

Prefixed names keep system fonts out (engine notes). CJK fonts come from the system, by name.
"""


@dataclass(frozen=True, slots=True)
class FontFace:
    """One file of a family: roman or italic, variable in weight (and optical size)."""

    family: str
    style: str
    path: Path

    @property
    def url(self) -> str:
        """How style sheets name the file; only the typesetter's fetcher can read it."""
        return f"{FONT_SCHEME}:///{self.path.name}"


@cache
def faces() -> tuple[FontFace, ...]:
    """Every face of the theme's families; raises MissingEnvironmentError if a font package is not installed."""
    installed = {point.name: point.value for point in entry_points(group="fontpkg.family")}
    found: list[FontFace] = []
    for family, package, distribution, styles in _FAMILIES:
        if package not in installed:
            message = f"the font package {distribution} is not installed"
            raise MissingEnvironmentError(message, hint=f"pip install {distribution}")
        root = Path(str(files(installed[package])))
        metadata = json.loads((root / "metadata.json").read_text("utf-8"))
        found += [
            FontFace(family, entry["style"], root / entry["path"])
            for entry in metadata["files"]
            if entry["style"] in styles
        ]
    return tuple(found)


def font_face_css() -> str:
    """``@font-face`` rules, without weight ranges, so that WeasyPrint 70 finds the axes itself."""
    return "".join(
        f"@font-face{{font-family:'{face.family}';src:url('{face.url}');font-style:{face.style}}}" for face in faces()
    )
