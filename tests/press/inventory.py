"""The oracle of the press: every colour that a PDF can paint, wherever it hides, and how text is painted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, parse_content_stream

_SETTERS = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
_SHOW = ("Tj", "TJ", "'", '"')
_PAINT = ("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do")

FOREIGN = ("/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/DefaultRGB", "/DefaultGray", "/DefaultCMYK")
"""Names that no object of a print file may hold."""


@dataclass(frozen=True)
class Shown:
    """A string that is shown: its filling colour and whether it overprints."""

    fill: tuple[float, ...]
    overprint: bool


@dataclass
class Inventory:
    """What was met. ``inks`` are colour spaces that paint, ``masks`` those inside soft masks."""

    inks: set[str] = field(default_factory=set)
    masks: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    overprinted_marks: int = 0
    groups: set[str] = field(default_factory=set)
    images: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)

    def note(self, space: str, mask: bool) -> None:
        """A colour space is used."""
        (self.masks if mask else self.inks).add(space)


def inventory(pdf: pikepdf.Pdf) -> Inventory:
    """Everything that the pages paint."""
    found = Inventory()
    for page in pdf.pages:
        found.groups.add(space_name(page.obj.Group.CS))
        _stream(page, page.resources, found, mask=False)
    return found


def foreign_names(pdf: pikepdf.Pdf) -> set[str]:
    """Colour spaces that do not belong, in whatever object of the file; content streams count with their operators."""
    return {name for thing in pdf.objects for name in _names(thing) if name in FOREIGN}


def _names(thing: Any) -> Iterator[str]:
    if isinstance(thing, Name):
        yield str(thing)
    elif isinstance(thing, Array):
        for one in thing:
            if not getattr(one, "is_indirect", False):
                yield from _names(one)
    elif isinstance(thing, Dictionary | Stream):
        for key, value in thing.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from _names(value)


def space_name(space: Any) -> str:
    """A colour space by name; the base of an indexed one and the plate of a spot colour behind a slash."""
    if isinstance(space, Name):
        return str(space)[1:]
    family = str(space[0])[1:]
    if family in ("Indexed", "Pattern"):
        return f"{family}/{space_name(space[1])}" if len(space) > 1 else family
    return f"{family}/{str(space[1])[1:]}" if family == "Separation" else family


def _stream(stream: Any, resources: Any, found: Inventory, *, mask: bool) -> None:
    """Follow the operators, then everything that the resources hold, whether it is used or not."""
    fill: tuple[float, ...] = ()
    overprint = False
    saved: list[tuple[float, ...]] = []
    for instruction in parse_content_stream(stream):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name.lower() in _SETTERS:
            found.note(_SETTERS[name.lower()], mask)
            fill = tuple(float(value) for value in operands) if name.islower() else fill
        elif name in ("cs", "CS"):
            found.note(space_name(resources.get("/ColorSpace", {}).get(str(operands[0]), operands[0])), mask)
            fill = () if name == "cs" else fill
        elif name == "gs":
            overprint = bool(resources.ExtGState[str(operands[0])].get("/op", overprint))
        elif name == "q":
            saved.append(fill)
        elif name == "Q":
            fill = saved.pop()
        elif name in _SHOW and not mask:
            found.shown.append(Shown(fill, overprint))
        elif name in _PAINT and overprint:
            found.overprinted_marks += 1
        elif name == "INLINE IMAGE" and not operands[0].image_mask:
            found.note("inline", mask)
    _resources(resources, found, mask=mask)


def _resources(resources: Any, found: Inventory, *, mask: bool) -> None:
    for space in resources.get("/ColorSpace", {}).values():
        found.note(space_name(space), mask)
    for shading in resources.get("/Shading", {}).values():
        _shading(shading, found, mask)
    for pattern in resources.get("/Pattern", {}).values():
        if "/Shading" in pattern:
            _shading(pattern.Shading, found, mask)
        else:
            _form(pattern, found, mask)
    for xobject in resources.get("/XObject", {}).values():
        if xobject.Subtype == Name.Image:
            _image(xobject, found, mask)
        else:
            _form(xobject, found, mask)
    for state in resources.get("/ExtGState", {}).values():
        soft = state.get("/SMask")
        if isinstance(soft, Dictionary):
            _form(soft.G, found, str(soft.S) == "/Luminosity")
    for font in resources.get("/Font", {}).values():
        for glyph in font.get("/CharProcs", {}).values():
            _stream(glyph, font.get("/Resources", Dictionary()), found, mask=mask)


def _image(image: Any, found: Inventory, mask: bool) -> None:
    found.images += 1
    if not image.get("/ImageMask", False):
        found.note(space_name(image.ColorSpace), mask)
    if "/SMask" in image:
        found.note(space_name(image.SMask.ColorSpace), True)


def _form(form: Any, found: Inventory, mask: bool) -> None:
    if form.objgen in found.seen:
        return
    found.seen.add(form.objgen)
    if "/Group" in form and "/CS" in form.Group:
        if mask:
            found.note(space_name(form.Group.CS), True)
        else:
            found.groups.add(space_name(form.Group.CS))
    _stream(form, form.get("/Resources", Dictionary()), found, mask=mask)


def _shading(shading: Any, found: Inventory, mask: bool) -> None:
    space = space_name(shading.ColorSpace)
    found.note(space, mask)
    for function in _leaves(shading.Function):
        outputs = len(function.Range) // 2 if "/Range" in function else len(function.C0)
        assert outputs == {"DeviceCMYK": 4, "DeviceRGB": 3, "DeviceGray": 1}[space]


def _leaves(function: Any) -> Iterator[Any]:
    if isinstance(function, Array) or "/Functions" in function:
        for one in function if isinstance(function, Array) else function.Functions:
            yield from _leaves(one)
    else:
        yield function
