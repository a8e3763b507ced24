# SPDX-License-Identifier: MIT
"""Draw the starter magazine's pictures: discs engraved in lines, as vector SVG in the two inks of the theme.

A disc is a stack of lines bent by its relief; each line is thicker in the shade, as on a banknote.
Measures are in mm, which are also the units of the drawings' view boxes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

# The colours of styles/tokens.css, written out so that a picture looks the same in any program.
EOSIN, BLUSH = "#971720", "#F1D6C9"
AZURE, AZURE_DEEP, MIST = "#1F4F73", "#12334C", "#D9E6EC"
SERUM = "#F5F0E7"

BLEED = 3.0
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_SWELL = 0.22
_SLOPE_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Disc:
    """A biconcave disc: centre, radius and distance of its lines in mm; ``tilt`` 0 is face on and 1 edge on.

    ``turn`` is in degrees.
    """

    x: float
    y: float
    radius: float
    tilt: float = 0.15
    turn: float = 0.0
    pitch: float = 1.15


@cache
def picture(name: str) -> str:
    """The SVG of the picture ``name``. Raises KeyError for a name that is not in PICTURES."""
    return _DRAWN_BY[name]()


def _cover() -> str:
    strays = [
        Disc(196, 92, 17, 0.3, 30),
        Disc(164, 114, 9, 0.5, -40),
        Disc(143, 126, 5.5, 0.55, 64),
        Disc(118, 262, 14, 0.4, 12),
        Disc(88, 291, 19, 0.3, 48),
        Disc(171, 284, 10, 0.5, 20),
        Disc(201, 277, 24, 0.25, -60),
    ]
    hero = Disc(167, 196, 66, 0.1, -24, 1.7)
    return _plate(SERUM, _engraving(hero, AZURE) + "".join(_engraving(disc, EOSIN) for disc in strays))


def _contents() -> str:
    width, height = PAGE_WIDTH + 2 * BLEED, 112.0
    hero = Disc(151, 57, 43, 0.05, -18, 1.45)
    others = [disc for disc in _scatter(width, height, 28.0, 10.5) if _apart(disc, hero)]
    drawn = [_engraving(hero, MIST), *(_engraving(disc, BLUSH) for disc in others)]
    return _drawing(width, height, EOSIN, "".join(drawn))


def _measure() -> str:
    width, height = PAGE_WIDTH + 2 * BLEED, 220.0
    return _drawing(width, height, AZURE_DEEP, _engraving(Disc(108, 108, 80, 0.06, -28, 2.0), MIST))


def _news() -> str:
    width, height = 116.333, 114.3
    discs = _scatter(width, height, 19.5, 7.6)
    odd = min(discs, key=lambda disc: math.hypot(disc.x - 66, disc.y - 50))
    return _drawing(width, height, MIST, "".join(_engraving(disc, EOSIN if disc is odd else AZURE) for disc in discs))


def _vignette() -> str:
    width, height = 86.0, 86.0
    return _drawing(width, height, "none", _engraving(Disc(43, 43, 41, 0.1, 20, 1.6), EOSIN))


def _colophon() -> str:
    width, height = PAGE_WIDTH + 2 * BLEED, 110.0
    near = _engraving(Disc(70, 118, 92, 0.06, 14, 2.3), EOSIN)
    far = _engraving(Disc(184, 42, 19, 0.3, -36, 1.2), AZURE)
    return _drawing(width, height, SERUM, near + far)


def _back() -> str:
    drawn = []
    for number in range(16):
        column, row = number % 4, number // 4
        x, y = 35.5 + column * 46.5, 43.5 + row * 46.5
        if number in {1, 6, 8, 15}:
            drawn.append(f'<circle cx="{x:g}" cy="{y:g}" r="20.5" fill="none" stroke="{BLUSH}" stroke-width="0.3"/>')
        else:
            drawn.append(_engraving(Disc(x, y, 20.5, 0.12, number * 37 % 180 - 90, 1.2), BLUSH))
    return _plate(EOSIN, "".join(drawn))


_DRAWN_BY = {
    "cover.svg": _cover,
    "contents.svg": _contents,
    "vignette.svg": _vignette,
    "measure.svg": _measure,
    "news.svg": _news,
    "colophon.svg": _colophon,
    "back.svg": _back,
}
PICTURES = tuple(_DRAWN_BY)


def _apart(one: Disc, other: Disc) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius


def _scatter(width: float, height: float, step: float, radius: float) -> list[Disc]:
    """Discs on a jittered grid: irregular, the same on every machine, never touching."""
    discs = []
    for row in range(int(height / step) + 2):
        for column in range(int(width / step) + 2):
            angle = (row * 5 + column * 3) * 2.399963  # the golden angle: neighbours point elsewhere
            x = (column - 0.25 + 0.5 * (row % 2)) * step + 0.11 * step * math.cos(angle)
            y = row * step + 0.11 * step * math.sin(angle)
            size = radius * (0.82 + 0.18 * math.sin(angle * 1.7))
            discs.append(Disc(x, y, size, 0.28 + 0.2 * math.cos(angle * 2.3), math.degrees(angle) % 180 - 90))
    return discs


# ---------------------------------------------------------------- one disc


def _engraving(disc: Disc, ink: str) -> str:
    """The lines of a disc as one filled path: each line is a band, thin in the light and thick in the shade."""
    count = max(9, round(2 * disc.radius / disc.pitch))
    bands = [_band(disc, -1 + (2 * number + 1) / count, 1 / count) for number in range(count)]
    return f'<path fill="{ink}" d="{"".join(bands)}"/>'


def _band(disc: Disc, level: float, half_pitch: float) -> str:
    """The band around the line of one level (-1 top, 1 bottom of the unit disc) as a closed subpath."""
    half_width = math.sqrt(1 - level * level)
    upper, lower = [], []
    steps = max(8, round(half_width * (6 + 0.9 * disc.radius)))
    for step in range(steps + 1):
        u = half_width * (2 * step / steps - 1)
        v = _line(u, level)
        thickness = half_pitch * _ink(u, v) * _taper(step / steps)
        upper.append(_place(disc, u, v - thickness))
        lower.append(_place(disc, u, v + thickness))
    return _subpath(upper + lower[::-1])


def _line(u: float, level: float) -> float:
    """Where the line of a level crosses ``u``: the root of v + SWELL * relief = level, which rises with v."""
    low = -math.sqrt(max(0.0, 1 - u * u))
    high = -low
    for _ in range(13):
        v = (low + high) / 2
        low, high = (v, high) if v + _SWELL * _relief(u, v) < level else (low, v)
    return (low + high) / 2


def _relief(u: float, v: float) -> float:
    """Height over a point of the unit disc, about 0 to 1: a dimple, a ring, and a rim that ends flat.

    With SWELL as it is ``v + SWELL * relief`` rises everywhere: the lines never cross.
    """
    square = min(u * u + v * v, 1.0)
    return (1 - square) ** 2 * (0.31 + 4.6 * square)


def _ink(u: float, v: float) -> float:
    """The thickness of a line, as a share of its pitch: thin in the light from the upper left, thick in the shade.

    Lines that are further apart are thicker, so that the tone depends on the light alone.
    """
    slope_u = (_relief(u + _SLOPE_STEP, v) - _relief(u - _SLOPE_STEP, v)) / (2 * _SLOPE_STEP)
    slope_v = (_relief(u, v + _SLOPE_STEP) - _relief(u, v - _SLOPE_STEP)) / (2 * _SLOPE_STEP)
    spacing = min(1.6, 1 / (1 + _SWELL * slope_v))
    return spacing * min(0.9, max(0.16, 0.5 - 0.3 * slope_u - 0.24 * slope_v))


def _taper(along: float) -> float:
    """The share of a line's thickness ``along`` it: lines end in points."""
    return math.sqrt(min(1.0, 9 * along, 9 * (1 - along)))


def _place(disc: Disc, u: float, v: float) -> tuple[float, float]:
    angle = math.radians(disc.turn)
    across, down = u * disc.radius, v * disc.radius * (1 - disc.tilt)
    x = disc.x + across * math.cos(angle) - down * math.sin(angle)
    y = disc.y + across * math.sin(angle) + down * math.cos(angle)
    return round(x, 2), round(y, 2)


def _subpath(points: list[tuple[float, float]]) -> str:
    """A closed subpath in relative coordinates, which are shorter."""
    moves = [f"{x1 - x0:.2f} {y1 - y0:.2f}" for (x0, y0), (x1, y1) in pairwise(points)]
    return f"M{points[0][0]:g} {points[0][1]:g}l{' '.join(moves)}z"


# ---------------------------------------------------------------- the sheet


def _plate(ground: str, drawn: str) -> str:
    """A full page with its bleed; ``drawn`` is measured from the trim."""
    moved = f'<g transform="translate({BLEED:g} {BLEED:g})">{drawn}</g>'
    return _drawing(PAGE_WIDTH + 2 * BLEED, PAGE_HEIGHT + 2 * BLEED, ground, moved)


def _drawing(width: float, height: float, ground: str, drawn: str) -> str:
    sheet = "" if ground == "none" else f'<rect width="{width:g}" height="{height:g}" fill="{ground}"/>'
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{sheet}{drawn}</svg>\n'
