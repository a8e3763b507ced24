"""The colours and families a chart is drawn with, by the theme's token names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, UsageError
from hemaprint.theme.theme import TOKENS as TOKENS_STYLE
from hemaprint.theme.theme import Theme

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
