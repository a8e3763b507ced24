"""Name colour spaces, and read colours that are set in them."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Name, Object, Stream

from hemaprint.pdf.models import Paint
from hemaprint.pdf.values import entry, items, name_of, number, resource

BLACK = Paint("DeviceGray", (0.0,))
"""The colour that every page starts with (ISO 32000-1, table 52)."""

_DEPTH = 8
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
"""Abbreviations of inline images (ISO 32000-1, table 93)."""

GREY = ("DeviceGray", "CalGray", "ICCBased1")
RGB = ("DeviceRGB", "CalRGB", "ICCBased3")
CMYK = ("DeviceCMYK", "ICCBased4")
"""The spaces of one, of three and of four components, as :class:`Paint` names them."""
PROCESS = {"Cyan": 0, "Magenta": 1, "Yellow": 2, "Black": 3}
"""The process inks as Separation and DeviceN name them (ISO 32000-1, 8.6.6.4), and their places among the four."""

COMPONENTS = {**dict.fromkeys(GREY, 1), **dict.fromkeys((*RGB, "Lab"), 3), **dict.fromkeys(CMYK, 4)}
"""How many components a colour has."""

_DEFAULTS = {"DeviceGray": Name.DefaultGray, "DeviceRGB": Name.DefaultRGB, "DeviceCMYK": Name.DefaultCMYK}
"""What stands for the colours of a device where the resources have it (ISO 32000-1, 8.6.5.6)."""

_JPX_SPACES = {12: "DeviceCMYK", 16: "DeviceRGB", 17: "DeviceGray", 18: "DeviceRGB"}
"""Enumerated colour spaces of JPEG 2000 files (ISO/IEC 15444-1, table I.10); sYCC (18) is decoded to RGB."""
_JPX_HEAD = 4096


def space_name(space: Any, resources: Any = None, depth: int = 0) -> str:
    """The name of a colour space as :class:`Paint` gives it, "" for one that cannot be read."""
    if depth > _DEPTH:
        return ""
    if isinstance(space, Name):
        return _named(space, resources, depth)
    if not isinstance(space, Array) or not len(space):
        return ""
    family = name_of(space[0])
    family = _SHORT.get(family, family)
    if family == "ICCBased":
        return _profiled(space, resources, depth)
    if family == "Indexed":
        return f"Indexed/{space_name(space[1], resources, depth + 1)}" if len(space) > 1 else ""
    if family == "Separation":
        return f"Separation/{name_of(space[1])}" if len(space) > 1 else ""
    if family == "DeviceN":
        return f"DeviceN/{_inks(space)}"
    return family


def alternate(space: Any, resources: Any) -> str:
    """The space that the named inks of a space are mixed in where the press does not have them; "" where none is."""
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


def _profiled(space: Array, resources: Any, depth: int) -> str:
    """ICCBased with its number of components; a profile that lacks it stands for its alternate space."""
    profile = space[1] if len(space) > 1 else None
    components = int(number(entry(profile, "/N")))
    if components in (1, 3, 4):
        return f"ICCBased{components}"
    return space_name(entry(profile, "/Alternate"), resources, depth + 1)


def _inks(space: Array) -> str:
    names = space[1] if len(space) > 1 else None
    return "+".join(name_of(name) for name in names) if isinstance(names, Array) else ""


def initial_paint(space: str) -> Paint:
    """The colour in force after a colour space was chosen (ISO 32000-1, 8.6.8)."""
    if space == "DeviceCMYK":
        return Paint(space, (0.0, 0.0, 0.0, 1.0))
    if space in COMPONENTS:
        return Paint(space, (0.0,) * COMPONENTS[space])
    if space.startswith("Separation/"):
        return Paint(space, (1.0,))
    if space.startswith("DeviceN/"):
        return Paint(space, (1.0,) * (space.count("+") + 1))
    if space.startswith("Indexed/"):
        return Paint(space, (0.0,))
    return Paint(space)


def colorants(space: str) -> tuple[str, ...]:
    """The named inks of a Separation or DeviceN space, or of an indexed one that is based on such."""
    kind, _, names = space.removeprefix("Indexed/").partition("/")
    return tuple(names.split("+")) if kind in ("Separation", "DeviceN") else ()


def image_space(image: Object, resources: Any, stencil: Paint) -> str:
    """The colour space of an image's samples; for a stencil mask that of the colour it is filled with."""
    if entry(image, "/ImageMask") is True:
        return stencil.space
    space = entry(image, "/ColorSpace")
    if space is None and isinstance(image, Stream):
        return _jpx_space(_head_of(image))
    return space_name(space, resources)


def _head_of(image: Stream) -> bytes:
    """The first bytes of an image as it is stored."""
    return bytes(memoryview(image.get_raw_stream_buffer())[:_JPX_HEAD])


def _jpx_space(data: bytes) -> str:
    """What the colour specification box of a JPEG 2000 file says (ISO/IEC 15444-1, I.5.3.3)."""
    at = data.find(b"colr")
    if at < 0 or data[at + 4 : at + 5] != b"\x01":
        return ""
    return _JPX_SPACES.get(int.from_bytes(data[at + 7 : at + 11], "big"), "")
