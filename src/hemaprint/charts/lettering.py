# SPDX-License-Identifier: MIT
"""Measure the words of charts in the face that the theme's styles name, and break them into even lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from hemaprint.theme.theme import Theme

Anchor = Literal["start", "middle", "end"]

_LATIN = 0.66
"""Height of capitals in em where a font does not tell its own."""
_EVEN = 1.0
"""To how many pt lines are made even."""


@dataclass(frozen=True, slots=True)
class Style:
    """A role of type: size and leading in pt, weight, and colour token."""

    size: float
    leading: float
    weight: int
    ink: str


NAME = Style(8.25, 10, 600, "ink")
NOTE = Style(7.25, 9, 400, "ink-2")
SMALL = Style(7, 9, 400, "ink-2")
SMALL_BOLD = Style(7, 9, 600, "ink-2")
VALUE = Style(9.5, 11, 700, "ink")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The family in which charts are drawn, and its upright files."""

    family: str
    files: tuple[Path, ...]

    def width(self, style: Style, text: str) -> float:
        """Width of ``text`` on one line in pt; kerning is ignored (under one per cent)."""
        return _em(text, self.files, style.weight) * style.size

    def weight(self, style: Style) -> int:
        """The weight in which a style is drawn: that of the nearest face."""
        return _face(self.files, style.weight).weight

    def left(self, style: Style, x: float, text: str, anchor: Anchor) -> float:
        """Where ``text`` starts (pt) that is anchored at ``x``."""
        width = self.width(style, text)
        return x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]

    def widest(self, style: Style, texts: Iterable[str]) -> float:
        """Width of the widest of ``texts`` in pt."""
        return max((self.width(style, text) for text in texts), default=0.0)

    def cap(self, style: Style) -> float:
        """Height of capitals and lining figures in pt."""
        return _face(self.files, style.weight).cap * style.size

    def wrap(self, style: Style, text: str, width: float) -> tuple[str, ...]:
        """``text`` in as few lines as fit into ``width`` pt, and these as even as can be.

        A word that is too wide is broken between letters.
        """
        lines = self._filled(style, text, width)
        narrow, wide = 0.0, width
        while len(lines) > 1 and wide - narrow > _EVEN:
            middle = (narrow + wide) / 2
            evener = self._filled(style, text, middle)
            if len(evener) > len(lines) or " ".join(evener) != " ".join(lines):  # a word was broken
                narrow = middle
            else:
                wide, lines = middle, evener
        return lines

    def _filled(self, style: Style, text: str, width: float) -> tuple[str, ...]:
        lines: list[str] = []
        line = ""
        for word in text.split(" ") if text else ():
            candidate = f"{line} {word}" if line else word
            if self.width(style, candidate) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            *whole, line = self._broken(style, word, width)
            lines.extend(whole)
        return (*lines, line) if line else tuple(lines)

    def _broken(self, style: Style, word: str, width: float) -> list[str]:
        """The word in parts that fit, broken after hyphens where it has them."""
        parts = [""]
        for character in word:
            if parts[-1] and self.width(style, parts[-1] + character) > width:
                head, hyphen, tail = parts[-1].rpartition("-")
                parts[-1:] = [head + hyphen, tail] if hyphen and tail else [parts[-1], ""]
            parts[-1] += character
        return parts


def lettering_of(theme: Theme) -> Lettering:
    """The lettering of a theme: the first family of ``--sans``, or the bundled one where that is not a face of it."""
    upright = [face for face in theme.faces if face.style == "normal"]
    families = {face.family for face in upright}
    family = theme.family("sans") if theme.family("sans") in families else "HF Sans"
    return Lettering(family, tuple(face.path for face in upright if face.family == family))


# ---------------------------------------------------------------- faces


@dataclass(frozen=True, slots=True)
class _Face:
    """A face at one weight: glyph names by character, glyphs by name, font units per em, and its capitals in em."""

    weight: int
    characters: Mapping[int, str]
    glyphs: Mapping[str, Any]
    units: float
    cap: float


@lru_cache(maxsize=8192)
def _em(text: str, files: tuple[Path, ...], weight: int) -> float:
    return sum(_advance(ord(character), files, weight) for character in text)


@cache
def _advance(codepoint: int, files: tuple[Path, ...], weight: int) -> float:
    """Advance width in em of one character: none for combining marks, an estimate for characters without a glyph."""
    character = chr(codepoint)
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    face = _face(files, weight)
    if codepoint not in face.characters:
        return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6
    return float(face.glyphs[face.characters[codepoint]].width) / face.units


@cache
def _face(files: tuple[Path, ...], weight: int) -> _Face:
    """The file of the weight, or the variable one at that weight (OpenType 1.9: OS/2 usWeightClass, sCapHeight)."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly, and many articles have no chart

    fonts = [TTFont(path, lazy=True) for path in files]
    font = min(fonts, key=lambda one: abs(one["OS/2"].usWeightClass - weight) if "fvar" not in one else 0)
    units = float(font["head"].unitsPerEm)
    glyphs = font.getGlyphSet(location={"wght": weight} if "fvar" in font else None)
    cap = float(getattr(font["OS/2"], "sCapHeight", 0)) / units or _LATIN
    drawn = weight if "fvar" in font else int(font["OS/2"].usWeightClass)
    return _Face(drawn, font.getBestCmap(), glyphs, units, cap)
