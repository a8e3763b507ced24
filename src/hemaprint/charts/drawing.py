"""The colours and families a chart is drawn with, by the theme's token names."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hemaprint.errors import ContentError, Location, Problem, UsageError
from hemaprint.theme.theme import TOKENS as TOKENS_STYLE
from hemaprint.theme.theme import Theme, faces

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.varStore import VarStoreInstancer


TOKENS = (
    "eosin", "eosin-deep", "eosin-mid", "blush", "azure", "azure-deep", "azure-mid", "mist",
    "serum", "ink", "ink-2", "rule", "paper",
)  # fmt: skip
"""Every token a palette must hold: the names of ``styles/tokens.css`` without the leading dashes."""

SERIES_TOKENS = ("azure", "eosin-mid", "eosin", "eosin-deep", "azure-mid", "mist")
"""The order in which series that name no colour of their own are given one."""

READABLE = 4.5
"""The contrast that small text needs on its ground (WCAG 2.2, success criterion 1.4.3)."""

_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(%?)")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by token, each a CSS colour (``#rrggbb``, or ``device-cmyk()`` for print), and two families."""

    colors: Mapping[str, str]
    serif: str = "HF Serif"
    sans: str = "HF Sans"
    _luminances: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, token: str) -> str:
        """The CSS colour of ``token``; raises UsageError for a token that the palette does not hold."""
        try:
            return self.colors[token]
        except KeyError:
            near = get_close_matches(token, self.colors, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"the tokens are {', '.join(sorted(self.colors))}"
            raise UsageError(f'unknown colour token "{token}"', hint) from None

    def luminance(self, token: str) -> float:
        """Relative luminance from 0 to 1 (WCAG 2.2), for CMYK by the plain subtractive estimate."""
        if token not in self._luminances:
            self._luminances[token] = _luminance(self[token])
        return self._luminances[token]

    def contrast(self, first: str, second: str) -> float:
        """Contrast of two tokens, from 1 to 21."""
        low, high = sorted((self.luminance(first), self.luminance(second)))
        return (high + 0.05) / (low + 0.05)

    def text_on(self, ground: str) -> str:
        """The token for text on ``ground``: white where it can be read, else the ground's own deep ink, else ink."""
        family = "azure-deep" if ground.startswith(("azure", "mist")) else "eosin-deep"
        for token in ("paper", family):
            if self.contrast(token, ground) >= READABLE:
                return token
        return max("ink", "paper", key=lambda token: self.contrast(token, ground))

    def text_like(self, token: str) -> str:
        """The token for text on paper that belongs to a mark in ``token``: the same, or its deep ink if too pale."""
        if self.contrast(token, "paper") >= READABLE:
            return token
        return "azure-deep" if token.startswith(("azure", "mist")) else "eosin-deep"


def palette_of(theme: Theme) -> Palette:
    """The palette of a theme; raises ContentError (HP232) where its ``tokens.css`` lacks a colour of :data:`TOKENS`."""
    missing = [token for token in TOKENS if token not in theme.colors]
    if missing:
        place = Location(theme.find_style(TOKENS_STYLE) or Path(TOKENS_STYLE), 1, 1)
        message = f"charts need a colour --{missing[0]}, written as #RRGGBB"
        raise ContentError([Problem("HP232", message, place, f"they draw with {', '.join(TOKENS)}")])
    return Palette(theme.colors)


def _luminance(color: str) -> float:
    """Relative luminance of ``#rgb``, ``#rrggbb`` or ``device-cmyk()``; mid-grey for anything else."""
    if color.startswith("#") and len(color) in (4, 7):
        digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
        channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    elif color.startswith("device-cmyk("):
        inks = [float(number) / (100 if percent else 1) for number, percent in _NUMBER.findall(color)[:4]]
        channels = [(1 - ink) * (1 - inks[3]) for ink in inks[:3]]
    else:
        return 0.2
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width in pt of ``text`` set on one line at ``size`` pt; kerning is not counted (under one per cent)."""
    return sum(_advance(ord(character), weight) for character in text) * size


def wrap(text: str, width: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """Lines of ``text`` no wider than ``width`` pt; a single word that is wider is broken between letters."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, weight) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole, line = _break_word(word, width, size, weight)
        lines.extend(whole)
    return (*lines, line) if line else tuple(lines)


def _break_word(word: str, width: float, size: float, weight: int) -> list[str]:
    """The word in pieces that fit, after its hyphens where it has them."""
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, weight) > width:
            head, hyphen, tail = pieces[-1].rpartition("-")
            pieces[-1:] = [head + hyphen, tail] if hyphen and tail else [pieces[-1], ""]
        pieces[-1] += character
    return pieces


@cache
def _advance(codepoint: int, weight: int) -> float:
    """Advance width in em of one character; combining marks take none, foreign characters are estimated."""
    character = chr(codepoint)
    if unicodedata.combining(character):
        return 0.0
    face = _face(weight)
    name = face.characters.get(codepoint)
    if name is None:
        return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6
    return face.advance(name)


@dataclass(frozen=True, slots=True)
class _Face:
    """A variable face at one weight, as far as advance widths go (OpenType, hmtx and HVAR)."""

    characters: Mapping[int, str]
    font: TTFont
    deltas: VarStoreInstancer

    def advance(self, glyph: str) -> float:
        """Advance width in em. The glyph's outline is not touched: reading all of them takes a quarter of a second."""
        mapped = self.font["HVAR"].table.AdvWidthMap
        index = mapped.mapping[glyph] if mapped is not None else self.font.getGlyphID(glyph)
        width = self.font["hmtx"][glyph][0] + self.deltas[index]
        return float(width) / float(self.font["head"].unitsPerEm)


@cache
def _face(weight: int) -> _Face:
    """The variable sans face at one weight."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly, and many articles have no chart
    from fontTools.varLib.varStore import VarStoreInstancer  # noqa: PLC0415 - as above

    path = next(face.path for face in faces() if face.family == "HF Sans" and face.style == "normal")
    font = TTFont(path, lazy=True)
    place = font.normalizeLocation({"wght": weight})
    return _Face(font.getBestCmap(), font, VarStoreInstancer(font["HVAR"].table.VarStore, font["fvar"].axes, place))


Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

UNIT = 12.0
"""The baseline unit in pt: every chart is a whole number of it high."""


CAP = 0.66
"""Height of capitals and lining figures of Source Sans 3, in em."""


@dataclass(frozen=True, slots=True)
class Style:
    """A role of type: size and leading in pt, weight, and colour token."""

    size: float
    leading: float
    weight: int
    ink: str

    def width(self, text: str) -> float:
        """Width of ``text`` in pt."""
        return text_width(text, self.size, self.weight)

    def wrap(self, text: str, width: float) -> tuple[str, ...]:
        """``text`` in lines no wider than ``width`` pt."""
        return wrap(text, width, self.size, self.weight) if text else ()


NAME = Style(8.25, 10, 600, "ink")
NOTE = Style(7.25, 9, 400, "ink-2")
SMALL = Style(7, 9, 400, "ink-2")
SMALL_BOLD = Style(7, 9, 600, "ink-2")
VALUE = Style(9.5, 11, 700, "ink")


def fixed(value: float) -> str:
    """A coordinate with at most two decimals and no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def whole_units(height: float) -> float:
    """``height`` rounded up to whole baseline units."""
    return math.ceil(height / UNIT - 1e-6) * UNIT


class Drawing:
    """Collects elements from back to front and writes them as one inline SVG."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._elements: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, token: str) -> None:
        """A filled rectangle."""
        self._elements.append(
            f'<rect x="{fixed(x)}" y="{fixed(y)}" width="{fixed(width)}" height="{fixed(height)}" '
            f'fill="{self.palette[token]}"/>'
        )

    def line(self, start: Point, end: Point, token: str, width: float = 0.5) -> None:
        """A straight line. ``fill="none"``: WeasyPrint 70 would else leave RGB black in a CMYK file."""
        self._elements.append(
            f'<line x1="{fixed(start[0])}" y1="{fixed(start[1])}" x2="{fixed(end[0])}" y2="{fixed(end[1])}" '
            f'fill="none" stroke="{self.palette[token]}" stroke-width="{fixed(width)}"/>'
        )

    def path(self, points: Sequence[Point], token: str, width: float) -> None:
        """An open line through ``points``."""
        data = "L".join(f"{fixed(x)} {fixed(y)}" for x, y in points)
        self._elements.append(
            f'<path d="M{data}" fill="none" stroke="{self.palette[token]}" stroke-width="{fixed(width)}" '
            'stroke-linejoin="miter"/>'
        )

    def dot(self, center: Point, radius: float, token: str) -> None:
        """A filled dot."""
        self._elements.append(
            f'<circle cx="{fixed(center[0])}" cy="{fixed(center[1])}" r="{fixed(radius)}" '
            f'fill="{self.palette[token]}"/>'
        )

    def text(self, at: Point, text: str, style: Style, *, anchor: Anchor = "start", ink: str = "") -> None:
        """One line of text with its baseline at ``at``."""
        self._elements.append(
            f'<text x="{fixed(at[0])}" y="{fixed(at[1])}" font-family="{escape(self.palette.sans)}" '
            f'font-size="{fixed(style.size)}" font-weight="{style.weight}" fill="{self.palette[ink or style.ink]}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def lines(self, at: Point, lines: Iterable[str], style: Style, *, anchor: Anchor = "start", ink: str = "") -> None:
        """Lines of text, the first baseline at ``at``."""
        for index, line in enumerate(lines):
            self.text((at[0], at[1] + index * style.leading), line, style, anchor=anchor, ink=ink)

    def document(self, width: float, height: float, title_id: str, alt: str) -> str:
        """The finished picture, ``width`` x ``height`` pt, with its text alternative."""
        title, size = escape(title_id), f"{fixed(width)} {fixed(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{fixed(width)}pt" height="{fixed(height)}pt" '
            f'viewBox="0 0 {size}" role="img" aria-labelledby="{title}"><title id="{title}">{escape(alt)}</title>'
            f"{''.join(self._elements)}</svg>"
        )
