# SPDX-License-Identifier: MIT
"""Draw with the theme's colours and type: the palette, and the SVG elements of a chart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from html import escape
from pathlib import Path

from hemaprint.charts.lettering import Anchor, Lettering, Style
from hemaprint.errors import ContentError, Location, Problem, UsageError
from hemaprint.theme.theme import TOKENS as TOKENS_STYLE
from hemaprint.theme.theme import Theme

# ---------------------------------------------------------------- colours

TOKENS = (
    "accent", "accent-deep", "accent-mid", "accent-pale", "accent-2", "accent-2-deep", "accent-2-mid", "accent-2-pale",
    "tint", "ink", "ink-2", "rule", "paper",
)  # fmt: skip
"""Every token that a palette must hold: the names of ``styles/tokens.css`` without the leading dashes."""

SERIES_TOKENS = ("accent-2", "accent-mid", "accent", "accent-deep", "accent-2-mid", "accent-2-pale")
"""The default colours of series, in order."""

READABLE = 4.5
"""The contrast that small text needs against its background (WCAG 2.2, success criterion 1.4.3)."""

_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(%?)")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by token, each a CSS colour: ``#rrggbb``, or ``device-cmyk()`` for print."""

    colors: Mapping[str, str]

    def __getitem__(self, token: str) -> str:
        """The CSS colour of ``token``; raises UsageError for a token that the palette does not hold."""
        if token not in self.colors:
            near = get_close_matches(token, self.colors, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"the tokens are {', '.join(sorted(self.colors))}"
            raise UsageError(f'unknown colour token "{token}"', hint)
        return self.colors[token]

    def luminance(self, token: str) -> float:
        """Relative luminance from 0 to 1 (WCAG 2.2); for CMYK, the plain subtractive estimate."""
        return _luminance(self[token])

    def contrast(self, first: str, second: str) -> float:
        """Contrast of two tokens, from 1 to 21."""
        low, high = sorted((self.luminance(first), self.luminance(second)))
        return (high + 0.05) / (low + 0.05)

    def text_on(self, ground: str) -> str:
        """The token for text on ``ground``: white if readable, else the deep ink of its colour, else black ink."""
        for token in ("paper", _deep_ink(ground)):
            if self.contrast(token, ground) >= READABLE:
                return token
        return max("ink", "paper", key=lambda token: self.contrast(token, ground))

    def text_like(self, token: str) -> str:
        """The token for text on paper that names a mark in ``token``: the same, or its deep ink if that is too pale."""
        return token if self.contrast(token, "paper") >= READABLE else _deep_ink(token)


def palette_of(theme: Theme) -> Palette:
    """The palette of a theme; raises ContentError (HP232) if its ``tokens.css`` lacks a colour of :data:`TOKENS`."""
    missing = [token for token in TOKENS if token not in theme.colors]
    if missing:
        place = Location(theme.find_style(TOKENS_STYLE) or Path(TOKENS_STYLE), 1, 1)
        message = f"charts need a colour --{missing[0]}, written as #RRGGBB"
        raise ContentError([Problem("HP232", message, place, f"charts use {', '.join(TOKENS)}")])
    return Palette(theme.colors)


def _deep_ink(token: str) -> str:
    return "accent-2-deep" if token.startswith(("accent-2", "accent-2-pale")) else "accent-deep"


@cache
def _luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb`` or ``device-cmyk()``."""
    if color.startswith("#"):
        channels = [value / 255 for value in bytes.fromhex(color[1:])]
    else:
        inks = [float(number) / (100 if percent else 1) for number, percent in _NUMBER.findall(color)[:4]]
        channels = [(1 - ink) * (1 - inks[3]) for ink in inks[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# ---------------------------------------------------------------- SVG

Point = tuple[float, float]

UNIT = 12.0
"""The baseline unit in pt: the height of a chart is a whole number of units."""


def whole_units(height: float) -> float:
    """``height`` rounded up to whole baseline units."""
    return math.ceil(height / UNIT - 1e-6) * UNIT


def _fixed(value: float) -> str:
    """A number with at most two decimals and no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Drawing:
    """Collects elements from back to front and writes them as one inline SVG, styled by attributes alone."""

    def __init__(self, palette: Palette, letters: Lettering) -> None:
        self.palette = palette
        self.letters = letters
        self._elements: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, token: str) -> None:
        """Add a filled rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=self.palette[token])

    def line(self, start: Point, end: Point, token: str, width: float = 0.5) -> None:
        """Add a straight line. Without ``fill="none"``, WeasyPrint 70 leaves RGB black in a CMYK file."""
        (x1, y1), (x2, y2) = start, end
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, fill="none", stroke=self.palette[token], stroke_width=width)

    def path(self, points: Sequence[Point], token: str, width: float) -> None:
        """Add an open line through ``points``."""
        data = "M" + "L".join(f"{_fixed(x)} {_fixed(y)}" for x, y in points)
        color = self.palette[token]
        self._add("path", d=data, fill="none", stroke=color, stroke_width=width, stroke_linejoin="miter")

    def dot(self, center: Point, radius: float, token: str) -> None:
        """Add a filled dot."""
        self._add("circle", cx=center[0], cy=center[1], r=radius, fill=self.palette[token])

    def text(self, at: Point, text: str, style: Style, *, anchor: Anchor = "start", ink: str = "") -> None:
        """Add one line of text with its baseline at ``at``.

        The start is computed here: WeasyPrint 70 makes a transparency group of every text with a ``text-anchor``.
        """
        face: dict[str, str | float] = {
            "font_family": self.letters.family,
            "font_size": style.size,
            "font_weight": self.letters.weight(style),
            "fill": self.palette[ink or style.ink],
        }
        self._add("text", escape(text), x=self.letters.left(style, at[0], text, anchor), y=at[1], **face)

    def lines(self, at: Point, lines: Iterable[str], style: Style, *, ink: str = "") -> None:
        """Add lines of text, the first baseline at ``at``."""
        for index, line in enumerate(lines):
            self.text((at[0], at[1] + index * style.leading), line, style, ink=ink)

    def document(
        self, width: float, height: float, title_id: str, alt: str, pt: float, further: Mapping[str, str]
    ) -> str:
        """The finished SVG, ``width`` x ``height`` points of type of ``pt`` pt each.

        ``alt`` is its text alternative, ``further`` are more attributes.
        """
        written = "".join(f' {name}="{escape(value)}"' for name, value in further.items())
        title, size = escape(title_id), f"{_fixed(width)} {_fixed(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_fixed(width * pt)}pt" height="{_fixed(height * pt)}pt" '
            f'viewBox="0 0 {size}" role="img" aria-labelledby="{title}"{written}>'
            f'<title id="{title}">{escape(alt)}</title>'
            f"{''.join(self._elements)}</svg>"
        )

    def _add(self, element: str, content: str = "", **attributes: str | float) -> None:
        written = " ".join(
            f'{name.replace("_", "-")}="{value if isinstance(value, str) else _fixed(value)}"'
            for name, value in attributes.items()
        )
        self._elements.append(f"<{element} {written}>{content}</{element}>" if content else f"<{element} {written}/>")
