# SPDX-License-Identifier: MIT
"""Judge the colours of a theme: whether each has its inks, and whether each pair that text is set in can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemaprint.errors import Location, Problem
from hemaprint.pdf.colors import Rgb, contrast, luminance
from hemaprint.preflight.text import Weighed
from hemaprint.project.text import place_of, read_text
from hemaprint.theme.inks import PRINT_STYLE
from hemaprint.theme.theme import TOKENS, Theme

_STEPS = 50
_QUOTED = 32
Hex = str
"""A colour as style sheets write it: "#1E5B46"."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Text in a colour on a plain ground, with the least contrast that it may have, and the first such words."""

    color: Hex
    ground: Hex
    ratio: float
    required: float
    words: str
    size: float


def pair_of(one: Weighed) -> Pair | None:
    """The pair of a piece of text; None where it is on a picture."""
    if one.ground is None:
        return None
    words = " ".join(one.mark.text.split())[:_QUOTED]
    return Pair(hex_of(one.color), hex_of(one.ground), one.ratio, one.required, words, one.mark.size)


def hex_of(color: Rgb) -> Hex:
    """A colour of 0 to 1 as style sheets write it."""
    return "#" + "".join(f"{round(255 * part):02X}" for part in color)


def ink_problems(theme: Theme) -> Iterator[Problem]:
    """Colour tokens without inks (HP922), and what is wrong with the inks (HP354, HP355)."""
    inks = theme.inks
    yield from inks.problems
    for token, color in theme.colors.items():
        if color.startswith("#") and color.upper() not in inks.inks:
            hint = f"write --{token}: device-cmyk(…); into {PRINT_STYLE} beside the {TOKENS} that gives it its colour"
            yield Problem("HP922", f"--{token} ({color.upper()}) has no inks", declared(theme, token), hint)


def pair_problems(theme: Theme, pairs: Iterable[Pair]) -> Iterator[Problem]:
    """What is too faint (HP921): each pair of colours once, at the token of the text.

    Where only the ground has a colour of the theme's own, that is to be changed.
    """
    worst: dict[tuple[Hex, Hex], Pair] = {}
    for pair in pairs:
        before = worst.get((pair.color, pair.ground))
        if before is None or pair.ratio / pair.required < before.ratio / before.required:
            worst[pair.color, pair.ground] = pair
    names = {color.upper(): token for token, color in reversed(theme.colors.items())}
    for pair in worst.values():
        color, ground = (f"--{names[one]}" if one in names else one for one in (pair.color, pair.ground))
        message = f"{color} on {ground} has a contrast of {pair.ratio:.1f} : 1"
        message += f", and {pair.required:g} : 1 is the least: “{pair.words}” at {pair.size:.1f} pt"
        places = [declared(theme, names.get(one, "")) for one in (pair.color, pair.ground)]
        is_ground = theme.is_own_style(places[1].path) and not theme.is_own_style(places[0].path)
        place, name = (places[1], ground) if is_ground else (places[0], color)
        old, against = (pair.ground, pair.color) if is_ground else (pair.color, pair.ground)
        better = stronger(old, against, pair.required)
        change = "darken" if luminance(rgb_of(better)) < luminance(rgb_of(old)) else "lighten"
        yield Problem("HP921", message, place, f"{change} {name} to {better}, or set these words in another colour")


def rgb_of(color: Hex) -> Rgb:
    """The parts of a colour, 0 to 1."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def stronger(color: Hex, ground: Hex, required: float) -> Hex:
    """The nearest shade of a colour that has a contrast of ``required`` with the ground; black or white at last."""
    below = luminance(rgb_of(ground))
    end = 0.0 if contrast(0.0, below) >= contrast(1.0, below) else 1.0
    shades = (tuple(part + (end - part) * step / _STEPS for part in rgb_of(color)) for step in range(_STEPS + 1))
    written = [hex_of((red, green, blue)) for red, green, blue in shades]
    return next((one for one in written if contrast(luminance(rgb_of(one)), below) >= required), written[-1])


def declared(theme: Theme, token: str) -> Location:
    """Where the nearest style sheet gives a token its value; the beginning of ``tokens.css`` where none does."""
    sheets = [*reversed(theme.extra), *(folder / TOKENS for folder in theme.style_dirs)]
    for path in sheets:
        text, _ = read_text(path) if path.is_file() else (None, ())
        if token and text and (found := re.search(rf"(?<![\w-])--{re.escape(token)}\s*:", text)):
            return place_of(text, found.start(), path)
    return Location(next(path for path in sheets if path.is_file() or path == sheets[-1]), 1, 1)
