"""Say of a colour how much of which ink it is, and how light it looks."""

from __future__ import annotations

from hemaprint.pdf.colors import CMYK, COMPONENTS, GREY, PROCESS, RGB, colorants
from hemaprint.pdf.marks import Paint

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black from 0 to 1."""

Rgb = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

_WHITE = 0.995


def family(space: str) -> str:
    """The space that colours are in at last: of an indexed one its base."""
    return space.removeprefix("Indexed/")


def is_cmyk(space: str) -> bool:
    """Colours of that space are inks of a press that is not named."""
    return family(space) == "DeviceCMYK"


def spots(space: str) -> tuple[str, ...]:
    """The inks that are no process inks."""
    return tuple(name for name in colorants(space) if name not in (*PROCESS, "All", "None"))


def is_white(paint: Paint) -> bool:
    """It leaves the paper as it is, or white."""
    if len(paint.values) != COMPONENTS.get(paint.space, len(paint.values)) or not paint.values:
        return False
    if paint.space in (*GREY, *RGB):
        return min(paint.values) >= _WHITE
    if paint.space in CMYK or colorants(paint.space):
        return max(paint.values) <= 1 - _WHITE
    return False


def process_inks(paint: Paint) -> Inks | None:
    """The process inks of a colour; None for those that are not asked for in inks."""
    if paint.space in CMYK and len(paint.values) == 4:
        return (paint.values[0], paint.values[1], paint.values[2], paint.values[3])
    if paint.space in GREY and len(paint.values) == 1:
        return (0.0, 0.0, 0.0, 1 - paint.values[0])
    names = colorants(paint.space)
    if names == ("All",):
        tint = paint.values[0] if paint.values else 1.0
        return (tint, tint, tint, tint)
    if names and all(name in PROCESS for name in names) and len(names) == len(paint.values):
        inks = [0.0] * 4
        for name, value in zip(names, paint.values, strict=True):
            inks[PROCESS[name]] = value
        return (inks[0], inks[1], inks[2], inks[3])
    return None


def seen(paint: Paint) -> Rgb | None:
    """About how a colour looks on a screen, in sRGB; None where that takes a profile or a tint transformation."""
    if paint.space in RGB and len(paint.values) == 3:
        red, green, blue = paint.values
        return (red, green, blue)
    if paint.space in GREY and len(paint.values) == 1:
        return (paint.values[0],) * 3
    inks = process_inks(paint)
    if inks is None:
        return None
    cyan, magenta, yellow, black = inks
    return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))


def luminance(color: Rgb) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (min(max(value, 0.0), 1.0) for value in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two luminances, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def mixed(above: Rgb, below: Rgb, alpha: float) -> Rgb:
    """A colour laid over another with that opacity."""
    red, green, blue = (alpha * a + (1 - alpha) * b for a, b in zip(above, below, strict=True))
    return (red, green, blue)
