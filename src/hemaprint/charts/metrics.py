"""Widths of text in the sans face, from the font's own advance widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from hemaprint.theme.fonts import faces

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.varStore import VarStoreInstancer


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
