# SPDX-License-Identifier: MIT
"""Name colour spaces, and say of a colour which inks it prints and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Name, Object, Stream

from hemaprint.pdf.objects import entry, items, name_of, number, resource

GREY = ("DeviceGray", "CalGray", "ICCBased1")
RGB = ("DeviceRGB", "CalRGB", "ICCBased3")
CMYK = ("DeviceCMYK", "ICCBased4")
"""The spaces of one, three and four components, as :class:`Paint` names them."""
COMPONENTS = {**dict.fromkeys(GREY, 1), **dict.fromkeys((*RGB, "Lab"), 3), **dict.fromkeys(CMYK, 4)}
"""The number of components of a colour."""
PROCESS = {"Cyan": 0, "Magenta": 1, "Yellow": 2, "Black": 3}
"""The process inks as Separation and DeviceN name them (ISO 32000-1, 8.6.6.4), and their plates."""

CMY = (0, 1, 2)
"""The plates of cyan, magenta and yellow."""
K = 3
SPOT = 4
"""The plate of all spot inks: their amounts are added, and how they mix is ignored."""
PLATES = (*CMY, K, SPOT)

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black from 0 to 1."""
PlateInks = tuple[float, float, float, float, float]
"""Ink on each of the plates, from 0 to 1."""
Rgb = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

_DEPTH = 8
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
"""Abbreviations of inline images (ISO 32000-1, table 93)."""
_DEFAULTS = {"DeviceGray": Name.DefaultGray, "DeviceRGB": Name.DefaultRGB, "DeviceCMYK": Name.DefaultCMYK}
"""The resources that replace the device spaces where they exist (ISO 32000-1, 8.6.5.6)."""
_JPX_SPACES = {12: "DeviceCMYK", 16: "DeviceRGB", 17: "DeviceGray", 18: "DeviceRGB"}
"""Enumerated colour spaces of JPEG 2000 files (ISO/IEC 15444-1, table I.10); sYCC (18) is decoded to RGB."""
_JPX_HEAD = 4096
_WHITE = 0.995


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as the content sets it: ``space`` names its colour space, ``values`` are its components.

    Spaces are "DeviceGray", "DeviceRGB", "DeviceCMYK", "ICCBased1", "ICCBased3", "ICCBased4", "CalGray", "CalRGB",
    "Lab", "Indexed/<base>", "Separation/<name>", "DeviceN/<names>" (names joined by "+") and "Pattern"; "" is a space
    that cannot be read. Components run from 0 to 1, except that those of Lab and Indexed are as written.
    """

    space: str
    values: tuple[float, ...] = ()


BLACK = Paint("DeviceGray", (0.0,))
"""The initial colour of every page (ISO 32000-1, table 52)."""


# spaces


def space_name(space: Any, resources: Any = None, depth: int = 0) -> str:
    """The name of a colour space as :class:`Paint` gives it, "" for one that cannot be read."""
    if depth > _DEPTH:
        return ""
    if isinstance(space, Name):
        return _named(space, resources, depth)
    parts = items(space)
    family = name_of(parts[0]) if parts else ""
    family, base = _SHORT.get(family, family), parts[1] if len(parts) > 1 else None
    match family:
        case "ICCBased":
            return _profiled(base, resources, depth)
        case "Indexed" | "Separation" if base is None:
            return ""
        case "Indexed":
            return f"Indexed/{space_name(base, resources, depth + 1)}"
        case "Separation":
            return f"Separation/{name_of(base)}"
        case "DeviceN":
            return f"DeviceN/{'+'.join(name_of(name) for name in items(base))}"
    return family


def _named(space: Name, resources: Any, depth: int) -> str:
    name = name_of(space)
    if name in _DEFAULTS:
        default = resource(resources, "/ColorSpace", _DEFAULTS[name])
        return space_name(default, None, depth + 1) or name if isinstance(default, Array) else name
    if name in COMPONENTS or name == "Pattern":
        return name
    found = resource(resources, "/ColorSpace", space)
    if found is not None and found != space:
        return space_name(found, resources, depth + 1)
    return _SHORT.get(name, "")


def _profiled(profile: Any, resources: Any, depth: int) -> str:
    """ICCBased with its number of components; the alternate space where the profile does not give the number."""
    components = int(number(entry(profile, "/N")))
    if components in (1, 3, 4):
        return f"ICCBased{components}"
    return space_name(entry(profile, "/Alternate"), resources, depth + 1)


def alternate(space: Any, resources: Any) -> str:
    """The space in which the named inks of a space are mixed on a press without them; "" where there is none."""
    for _ in range(_DEPTH):
        if isinstance(space, Name):
            space = resource(resources, "/ColorSpace", space)
        found = items(space)
        family = name_of(found[0]) if found else ""
        if family in ("Separation", "DeviceN"):
            return space_name(found[2], resources) if len(found) > 2 else ""
        if family not in ("Indexed", "Pattern", "I") or len(found) < 2:
            return ""
        space = found[1]
    return ""


def initial_paint(space: str) -> Paint:
    """The colour that choosing a colour space sets (ISO 32000-1, 8.6.8)."""
    if space == "DeviceCMYK":
        return Paint(space, (0.0, 0.0, 0.0, 1.0))
    if space in COMPONENTS:
        return Paint(space, (0.0,) * COMPONENTS[space])
    if space.startswith("Indexed/"):
        return Paint(space, (0.0,))
    return Paint(space, (1.0,) * len(colorants(space)))


def plain_color(values: tuple[float, ...]) -> Paint:
    """The colour of an uncoloured pattern; the number of components gives its space."""
    return Paint({1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}.get(len(values), ""), values)


def family(space: str) -> str:
    """The space of the final colours: for an indexed space its base."""
    return space.removeprefix("Indexed/")


def colorants(space: str) -> tuple[str, ...]:
    """The named inks of a Separation or DeviceN space, or of an indexed space based on one."""
    kind, _, names = family(space).partition("/")
    return tuple(names.split("+")) if kind in ("Separation", "DeviceN") else ()


def spots(space: str) -> tuple[str, ...]:
    """The inks of a space that are not process inks."""
    return tuple(name for name in colorants(space) if name not in (*PROCESS, "All", "None"))


def image_space(image: Object, resources: Any, stencil: Paint) -> str:
    """The colour space of an image's samples; for a stencil mask that of its fill colour, ``stencil``."""
    if entry(image, "/ImageMask") is True:
        return stencil.space
    space = entry(image, "/ColorSpace")
    if space is None and isinstance(image, Stream):
        return _jpx_space(bytes(memoryview(image.get_raw_stream_buffer())[:_JPX_HEAD]))
    return space_name(space, resources)


def _jpx_space(data: bytes) -> str:
    """The space in the colour specification box of a JPEG 2000 file (ISO/IEC 15444-1, I.5.3.3)."""
    at = data.find(b"colr")
    if at < 0 or data[at + 4 : at + 5] != b"\x01":
        return ""
    return _JPX_SPACES.get(int.from_bytes(data[at + 7 : at + 11], "big"), "")


# inks


def inks_of(paint: Paint) -> PlateInks:
    """The ink on each plate: RGB counts as its complement, Lab as a grey with its lightness."""
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
    inks = [0.0] * len(PLATES)
    for name, value in zip(colorants(paint.space), values, strict=False):
        if name != "None":
            place = PROCESS.get(name, SPOT)
            inks[place] = min(1.0, inks[place] + value)
    return (inks[0], inks[1], inks[2], inks[3], inks[4])


def left_alone(paint: Paint, mode: int, *, direct: bool) -> frozenset[int]:
    """The plates that a colour does not touch where it overprints (ISO 32000-1, table 149).

    ``mode`` is OPM; ``direct`` means that the content sets the colour, not a picture or a shading.
    """
    names = colorants(paint.space)
    if names == ("All",):
        return frozenset()
    if names:
        return frozenset(PLATES) - {PROCESS.get(name, SPOT) for name in names if name != "None"}
    if paint.space == "DeviceCMYK" and mode == 1 and direct:
        return frozenset(place for place, value in enumerate(paint.values) if value == 0) | {SPOT}
    return frozenset({SPOT})


def process_inks(paint: Paint) -> Inks | None:
    """The process inks of a colour; None for colours that are not given in process inks."""
    if paint.space in CMYK and len(paint.values) == 4:
        return (paint.values[0], paint.values[1], paint.values[2], paint.values[3])
    if paint.space in GREY and len(paint.values) == 1:
        return (0.0, 0.0, 0.0, 1 - paint.values[0])
    names = colorants(paint.space)
    if names == ("All",):
        return ((paint.values or (1.0,))[0],) * 4
    if names and set(names) <= set(PROCESS) and len(names) == len(paint.values):
        inks = dict(zip(names, paint.values, strict=True))
        return (inks.get("Cyan", 0.0), inks.get("Magenta", 0.0), inks.get("Yellow", 0.0), inks.get("Black", 0.0))
    return None


# looks


def is_white(paint: Paint) -> bool:
    """Whether a colour leaves the paper as it is, or white."""
    if len(paint.values) != COMPONENTS.get(paint.space, len(paint.values)) or not paint.values:
        return False
    if paint.space in (*GREY, *RGB):
        return min(paint.values) >= _WHITE
    if paint.space in CMYK or colorants(paint.space):
        return max(paint.values) <= 1 - _WHITE
    return False


def seen(paint: Paint) -> Rgb | None:
    """The approximate look of a colour in sRGB; None where that requires a profile or a tint transformation."""
    if paint.space in RGB and len(paint.values) == 3:
        return (paint.values[0], paint.values[1], paint.values[2])
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
    """A colour over another with that opacity."""
    red, green, blue = (alpha * a + (1 - alpha) * b for a, b in zip(above, below, strict=True))
    return (red, green, blue)
