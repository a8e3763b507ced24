"""Say of a colour how much ink it puts on which plate, and which plates it leaves alone when it overprints."""

from __future__ import annotations

from typing import TypeAlias

from hemaprint.pdf.colors import CMYK, GREY, PROCESS, RGB, colorants
from hemaprint.pdf.models import Paint

COLORS = (0, 1, 2)
"""The plates of cyan, magenta and yellow."""
BLACK = 3
SPOT = 4
"""The plate of all spot inks: what they add is counted, not what they do to one another."""
ALL = (*COLORS, BLACK, SPOT)

Inks: TypeAlias = tuple[float, float, float, float, float]
"""Ink on each of the plates, from 0 to 1."""


def inks_of(paint: Paint) -> Inks:
    """The inks of a colour; one of screens is taken for what it is opposed to, Lab for a grey of its lightness."""
    values = paint.values
    if paint.space in CMYK and len(values) == 4:
        return (values[0], values[1], values[2], values[3], 0)
    if paint.space in RGB and len(values) == 3:
        return (1 - values[0], 1 - values[1], 1 - values[2], 0, 0)
    if paint.space in GREY and len(values) == 1:
        return (0, 0, 0, 1 - values[0], 0)
    if paint.space == "Lab" and values:
        return (0, 0, 0, 1 - values[0] / 100, 0)
    if paint.space == "Separation/All" and values:
        return (values[0],) * 4 + (0,)
    inks = [0.0] * len(ALL)
    for name, value in zip(colorants(paint.space), values, strict=False):
        if name != "None":
            place = PROCESS.get(name, SPOT)
            inks[place] = min(1.0, inks[place] + value)
    return (inks[0], inks[1], inks[2], inks[3], inks[4])


def left_alone(paint: Paint, mode: int, *, direct: bool) -> frozenset[int]:
    """The plates that a colour does not touch where it overprints (ISO 32000-1, table 149).

    ``mode`` is OPM; ``direct``: the colour is set in the content, and not that of a picture or of a shading.
    """
    names = colorants(paint.space)
    if names == ("All",):
        return frozenset()
    if names:
        return frozenset(ALL) - {PROCESS.get(name, SPOT) for name in names if name != "None"}
    if paint.space == "DeviceCMYK" and mode == 1 and direct:
        return frozenset(place for place, value in enumerate(paint.values) if value == 0) | {SPOT}
    return frozenset({SPOT})


def has_spots(space: str) -> bool:
    """Some of its inks are neither process inks nor all of them."""
    return any(name not in (*PROCESS, "All", "None") for name in colorants(space))
