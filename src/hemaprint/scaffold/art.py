# SPDX-License-Identifier: MIT
"""Draw the pictures of a new magazine, and of a new issue: the letters of its title, engraved in lines.

They are vector SVG for one trim size, in the colours of the theme. Measures are in mm, which are also the units of the
drawings' view boxes; pictures that bleed are drawn with their bleed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from hemaprint.scaffold.engraving import Cut, engraved, outlined
from hemaprint.scaffold.letters import AMPERSAND, Letter, Polygon, box_of, is_inside, letter_of, letters_of

_A4 = 210.0, 297.0
_GOLDEN = 2.399963
"""The golden angle: neighbours in a row of numbers point elsewhere."""
_TILTS = (24, -38, 61, -12, 44, -57, 9, -26)
"""How loose letters lie, in degrees."""
_LOOSE = (0.15, 0.12, 0.1, 0.08, 0.065, 0.055, 0.05)
"""The sizes of the loose letters of a cover, as shares of its width."""


_SMALL = 0.75
"""Sheets of a smaller scale than this have words lower on their cover: the picture begins below them."""
_EMPTY = (1, 5)
"""Which letters of each seven of the back cover are only outlined."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class Picture(NamedTuple):
    """A drawing, and what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: the trim size and the bleed in mm; ``mirrored`` where words are on the right."""

    width: float
    height: float
    bleed: float = 3.0
    mirrored: bool = False

    @property
    def across(self) -> float:
        """Its width with the bleed."""
        return self.width + 2 * self.bleed

    @property
    def scale(self) -> float:
        """How large it is beside A4; lines and loose letters keep step with it."""
        return math.sqrt(self.width * self.height / (_A4[0] * _A4[1]))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A letter at its place: its polygons in mm."""

    letter: Letter
    polygons: tuple[Polygon, ...]

    @property
    def size(self) -> float:
        """The longer side of what it covers."""
        left, top, right, bottom = box_of(self.polygons)
        return max(right - left, bottom - top)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of what it covers."""
        left, top, right, bottom = box_of(self.polygons)
        return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of the theme, as hexadecimal numbers with ``#``."""

    accent: str
    accent_mid: str
    accent_pale: str
    accent_2: str
    accent_2_deep: str
    accent_2_pale: str
    tint: str

    @classmethod
    def of(cls, colors: Mapping[str, str]) -> Inks:
        """From the tokens of a theme, by name."""
        return cls(*(colors[one.name.replace("_", "-")] for one in fields(cls)))


@dataclass(frozen=True, slots=True)
class Artist:
    """Draws for a title; ``faces`` are the theme's font files, the best first."""

    title: str
    sheet: Sheet
    inks: Inks
    faces: tuple[Path, ...]

    # ------------------------------------------------------------ the pictures

    def cover(self, number: int = 0) -> Picture:
        """The whole page: the initial, or the ``number`` of an issue, with letters of the title loose around it."""
        sheet, inks = self.sheet, self.inks
        great = letters_of(str(number), self.faces) if number else (self._initial(0),)
        left, top = (0.4, 0.37) if sheet.scale > _SMALL else (0.45, 0.45)
        box = (left, top, 0.96, 0.97) if number else (left, top, 1.06, 1.03)
        hero = self._fit(great, box, sheet.width, sheet.height, 0 if number else -8)
        loose = tuple(self._loose(hero))
        drawn = [
            *(self._cut(one, inks.accent_2, 1.75) for one in hero),
            *(self._cut(one, inks.accent) for one in loose),
        ]
        moved = f'<g transform="translate({sheet.bleed:g} {sheet.bleed:g})">{"".join(drawn)}</g>'
        name = f"the numeral {number}" if number else hero[0].letter.name
        alt = f"{_sentence(name)}, very large and engraved in lines" + (
            ", with smaller letters around it" * bool(loose)
        )
        return Picture(_svg(sheet.across, sheet.height + 2 * sheet.bleed, inks.tint, moved), alt)

    def contents(self) -> Picture:
        """A band across the head of a page: a great letter among small ones."""
        inks, width, height = self.inks, self.sheet.across, 0.38 * self.sheet.height
        (great,) = self._fit((self._initial(1),), (0.53, 0.1, 0.95, 1.06), width, height, 12)
        loose = self._scattered(width, height, 34 * self.sheet.scale, [great])
        drawn = [self._cut(great, inks.accent_2_pale, 1.5), *(self._cut(one, inks.accent_mid) for one in loose)]
        alt = f"{_sentence(great.letter.name)}, pale and engraved in lines, among smaller letters"
        return Picture(_svg(width, height, inks.accent, "".join(drawn)), alt)

    def vignette(self) -> Picture:
        """A small square without a ground."""
        (letter,) = self._fit((self._initial(0),), (0.02, 0.02, 0.98, 0.98), 86, 86)
        alt = f"{_sentence(letter.letter.name)}, engraved in lines"
        return Picture(_svg(86, 86, "", self._cut(letter, self.inks.accent, 1.9)), alt)

    def plate(self) -> Picture:
        """The upper three quarters of a dark plate, for a conversation."""
        inks, width, height = self.inks, self.sheet.across, 0.74 * self.sheet.height + self.sheet.bleed
        (mark,) = self._fit((letter_of(AMPERSAND, self.faces),), (0.12, 0.14, 0.88, 0.92), width, height, -6)
        alt = f"{_sentence(mark.letter.name)}, engraved in pale lines on a dark ground"
        return Picture(_svg(width, height, inks.accent_2_deep, self._cut(mark, inks.accent_2_pale, 2)), alt)

    def field(self) -> Picture:
        """A picture in the text, a little wider than high: a field of letters, one of them in the other ink."""
        inks, width, height = self.inks, 116.333, 114.3
        loose = tuple(self._scattered(width, height, 25, ()))
        odd = min(loose, key=lambda one: math.dist(one.middle, (0.57 * width, 0.44 * height)))
        drawn = [self._cut(one, inks.accent if one is odd else inks.accent_2) for one in loose]
        alt = "A field of letters engraved in lines, one of them in another color"
        return Picture(_svg(width, height, inks.accent_2_pale, "".join(drawn)), alt)

    def horizon(self) -> Picture:
        """A band across the head of a page: a letter that rises from its lower edge, and a small one above."""
        inks, width, height = self.inks, self.sheet.across, 110 / _A4[1] * self.sheet.height
        (near,) = self._fit((self._initial(-1),), (0.07, 0.13, 0.62, 1.7), width, height, -6)
        (far,) = self._fit((self._initial(0),), (0.74, 0.2, 0.93, 0.55), width, height, 16)
        drawn = self._cut(near, inks.accent, 2) + self._cut(far, inks.accent_2, 1.1)
        alt = f"{_sentence(near.letter.name)}, engraved in lines, rising from the edge like a hill"
        return Picture(_svg(width, height, inks.tint, drawn), alt)

    def house(self) -> Picture:
        """The whole page, for a house advertisement: a letter above its words."""
        inks, width, height = self.inks, self.sheet.across, self.sheet.height + 2 * self.sheet.bleed
        (letter,) = self._fit((self._initial(1),), (0.09, 0.09, 0.91, 0.56), width, height, 9)
        alt = f"{_sentence(letter.letter.name)}, engraved in lines"
        return Picture(_svg(width, height, inks.tint, self._cut(letter, inks.accent, 1.8)), alt)

    def back(self) -> Picture:
        """The whole page: the title, letter by letter in rows, some letters only in outline."""
        sheet, inks, columns = self.sheet, self.inks, 4
        margin = 15 * sheet.scale
        step = (sheet.width - 2 * margin) / columns
        rows = max(1, math.floor((0.68 * sheet.height - margin) / step))
        drawn = []
        for number, letter in enumerate(islice(cycle(self._letters), columns * rows)):
            column = columns - 1 - number % columns if sheet.mirrored else number % columns
            x = sheet.bleed + margin + (column + 0.5) * step
            y = sheet.bleed + 1.2 * margin + (number // columns + 0.5) * step
            one = _at(letter, x, y, 0.76 * step)
            thin = number % 7 in _EMPTY
            stroke = outlined(one.polygons, inks.accent_pale, inks.accent, 0.25 * sheet.scale)
            drawn.append(stroke if thin else self._cut(one, inks.accent_pale, 1.15))
        alt = "The letters of the title in rows, engraved in lines; some of them are only outlined"
        return Picture(_svg(sheet.across, sheet.height + 2 * sheet.bleed, inks.accent, "".join(drawn)), alt)

    # ------------------------------------------------------------ letters

    @property
    def _letters(self) -> tuple[Letter, ...]:
        return letters_of(self.title, self.faces)

    def _initial(self, number: int) -> Letter:
        """The first letter of a word of the title; where it has one word, that letter of it."""
        words = [word for word in self.title.split() if any(map(str.isalnum, word))]
        if len(words) < 2:
            return self._letters[number % len(self._letters)]
        return letters_of(words[number % len(words)], self.faces)[0]

    def _fit(
        self, letters: Sequence[Letter], box: Box, width: float, height: float, turn: float = 0.0
    ) -> tuple[_Placed, ...]:
        """Letters in a row, as large as a box takes them; the box is in shares of ``width`` and ``height``."""
        left, top, right, bottom = box
        if self.sheet.mirrored:
            left, right, turn = 1 - right, 1 - left, -turn
        turned = [replace(one, polygons=_at(one, 0, 0, 1, turn).polygons) for one in letters] if turn else letters
        return _fitted(turned, (left * width, top * height, right * width, bottom * height))

    def _loose(self, hero: Sequence[_Placed]) -> Iterator[_Placed]:
        """Loose letters of the title on the cover: each at the first of many places where nothing else is."""
        placed, (width, height) = list(hero), (self.sheet.width, self.sheet.height)
        places = [((number * 0.618034) % 1, (number * 0.754878) % 1) for number in range(1, 90)]
        for number, (letter, size) in enumerate(zip(cycle(self._letters[1:] or self._letters), _LOOSE, strict=False)):
            for across, down in places:
                top = 0.32 if self.sheet.scale > _SMALL else 0.48
                x, y = 0.46 + 0.52 * across, top + (0.98 - top) * down
                x = 1 - x if self.sheet.mirrored else x
                one = _at(letter, x * width, y * height, size * width, _TILTS[number])
                if _is_free(one, placed, 0.015 * width):
                    placed.append(one)
                    yield one
                    break

    def _scattered(self, width: float, height: float, step: float, great: Sequence[_Placed]) -> Iterator[_Placed]:
        """Letters of the title on a jittered grid, as the eye scatters things, never touching."""
        letters = cycle(self._letters)
        for row in range(int(height / step) + 2):
            for column in range(int(width / step) + 2):
                angle = (row * 5 + column * 3) * _GOLDEN
                x = (column - 0.25 + 0.5 * (row % 2)) * step + 0.11 * step * math.cos(angle)
                y = row * step + 0.11 * step * math.sin(angle)
                size = 0.66 * step * (0.85 + 0.15 * math.sin(angle * 1.7))
                one = _at(next(letters), x, y, size, math.degrees(angle) % 120 - 60)
                if _is_free(one, great, 0.12 * step):
                    yield one

    def _cut(self, one: _Placed, ink: str, pitch: float = 1.0) -> str:
        """A letter in lines; their distance is at most ``pitch`` on A4, and follows the letter's size."""
        size = one.size
        distance = min(max(size / 24, 0.62 * self.sheet.scale), pitch * self.sheet.scale)
        return engraved(one.polygons, one.letter.hidden, Cut(distance, -22, max(2.2 * distance, 0.075 * size)), ink)


def _svg(width: float, height: float, ground: str, drawn: str) -> str:
    sheet = f'<rect width="{width:g}" height="{height:g}" fill="{ground}"/>' if ground else ""
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{sheet}{drawn}</svg>\n'


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _at(letter: Letter, x: float, y: float, size: float, turn: float = 0.0) -> _Placed:
    """A letter around a point, turned in degrees; the longer side of its box is ``size``."""
    left, top, right, bottom = letter.box
    scale, angle = size / max(right - left, bottom - top), math.radians(turn)
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    middle = (left + right) / 2, (top + bottom) / 2

    def moved(polygon: Polygon) -> Polygon:
        away = ((across - middle[0], down - middle[1]) for across, down in polygon)
        return tuple((x + a * cosine - b * sine, y + a * sine + b * cosine) for a, b in away)

    return _Placed(letter, tuple(map(moved, letter.polygons)))


def _fitted(letters: Sequence[Letter], box: Box) -> tuple[_Placed, ...]:
    """Letters in a row, as large as a box takes them, in its middle."""
    left, top, right, bottom = box
    boxes = [letter.box for letter in letters]
    widths = [one[2] - one[0] for one in boxes]
    gap = 0.06
    height = max(one[3] for one in boxes) - min(one[1] for one in boxes)
    scale = min((right - left) / (sum(widths) + gap * (len(letters) - 1)), (bottom - top) / height)
    line = (top + bottom) / 2 - scale * (max(one[3] for one in boxes) + min(one[1] for one in boxes)) / 2
    x = (left + right) / 2 - scale * (sum(widths) + gap * (len(letters) - 1)) / 2
    placed = []
    for letter, one, width in zip(letters, boxes, widths, strict=True):
        size = scale * max(width, one[3] - one[1])
        placed.append(_at(letter, x + scale * width / 2, line + scale * (one[1] + one[3]) / 2, size))
        x += scale * (width + gap)
    return tuple(placed)


def _is_free(one: _Placed, others: Iterable[_Placed], distance: float) -> bool:
    """Whether a letter is away from all others; as they see it, it is a circle."""
    x, y = one.middle
    reach = 0.55 * one.size + distance
    for other in others:
        points = (point for polygon in other.polygons for point in polygon)
        if is_inside((x, y), other.polygons) or any((x - a) ** 2 + (y - b) ** 2 < reach * reach for a, b in points):
            return False
    return True
