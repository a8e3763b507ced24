# SPDX-License-Identifier: MIT
"""Turn everything that a page paints into inks: its streams, and the resources that they use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Stream

from hemaprint.bind.press.colors import (
    Inks,
    Luminosity,
    SourceSpace,
    Target,
    UnprintableError,
    palette_of,
    resolved,
    space_of,
)
from hemaprint.bind.press.images import converted_image, converted_inline
from hemaprint.bind.press.shadings import converted_shading
from hemaprint.pdf.objects import IDENTITY, Matrix, ObjectId, entries, matrix_of, number, numbers, times

# ---------------------------------------------------------------- pages and resources

_FORM_KEYS = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Group")
_PATTERN_KEYS = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix")
_STATE_KEYS = frozenset(
    ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/FL", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK", "/Font")
)
"""What a graphics state may keep: a finished page must not set transfer curves, halftones or overprint."""

_TILING, _COLORED = 1, 1


class Converter:
    """Converts the pages of one PDF; what pages share is converted once. ``refuse`` hears what cannot be converted.

    Nothing that has a colour is changed in place: the same image may be on a page, as inks, and in a soft mask, as
    opacity.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, refuse: Callable[[UnprintableError], None]) -> None:
        self._pdf, self._inks, self._refuse = pdf, inks, refuse
        self._made: dict[tuple[ObjectId, str], Object] = {}

    def page(self, page: pikepdf.Page) -> tuple[bytes, Dictionary]:
        """The converted content of a page, and the resources that it uses."""
        return self._content(page, page.resources, self._inks, starts_black=True)

    def _content(
        self, stream: Object | pikepdf.Page, resources: Object, target: Target, *, starts_black: bool = False
    ) -> tuple[bytes, Dictionary]:
        """A rewritten stream and new resources: those of the old ones that it uses, converted."""
        spaces = dict(entries(resources, "/ColorSpace"))
        rewriter = StreamRewriter(spaces, target, self._refuse)
        data = rewriter.rewrite(stream, starts_black=starts_black)
        converters: dict[str, _Convert] = {
            "/ColorSpace": self._space,
            "/ExtGState": self._state,
            "/Font": self._font,
            "/Pattern": self._pattern,
            "/Shading": self._shading,
            "/XObject": self._xobject,
        }
        made = Dictionary()
        for category, convert in converters.items():
            names = rewriter.used.get(category, set())
            found = {
                name: self._once(convert, thing, resources, target)
                for name, thing in entries(resources, category)
                if name in names
            }
            if category == "/ExtGState":
                found |= {name: Dictionary(state) for name, state in _OVERPRINTS.items() if name in names}
            if category == "/XObject":
                found |= {name: self._inline(image, spaces, target) for name, image in rewriter.inline.items()}
            if found:
                made[category] = Dictionary(dict(sorted(found.items())))
        return data, made

    def _once(self, convert: _Convert, thing: Object, resources: Object, target: Target) -> Object:
        """The converted thing; indirect ones are converted once for each target.

        What is refused stays as it is: the problem keeps the file from being published.
        """
        key = (thing.objgen, target.fill)
        if thing.is_indirect and key in self._made:
            return self._made[key]
        try:
            made = convert(thing, resources, target)
        except UnprintableError as error:
            self._refuse(error)
            made = thing
        if thing.is_indirect:
            self._made[key] = made
        return made

    def _inline(self, image: pikepdf.PdfInlineImage, spaces: Mapping[str, Object], target: Target) -> Object:
        try:
            return converted_inline(image, spaces, self._pdf, target)
        except UnprintableError as error:
            self._refuse(error)
            return Dictionary()

    def _space(self, space: Object, resources: Object, target: Target) -> Object:
        if isinstance(space, Array) and space[0] == Name.Indexed:
            return palette_of(space, target)
        if isinstance(space, Array) and space[0] == Name.Pattern and len(space) > 1:
            base = resolved(space[1], dict(entries(resources, "/ColorSpace")))
            return space if space_of(base, target) is None else Array([Name.Pattern, target.space])
        return space

    def _shading(self, shading: Object, _: Object, target: Target) -> Object:
        return converted_shading(shading, self._pdf, target)

    def _xobject(self, xobject: Object, resources: Object, target: Target) -> Object:
        if isinstance(xobject, Stream) and xobject.get("/Subtype") == Name.Image:
            return converted_image(xobject, self._pdf, target)
        return self._form(xobject, resources, target)

    def _form(self, form: Object, resources: Object, target: Target) -> Object:
        data, own = self._content(form, form.get("/Resources", resources), target)
        made = self._pdf.make_stream(data, _kept(form, _FORM_KEYS) | {"/Resources": own})
        if "/Group" in made:  # a transparency group blends in the target's space
            made.Group = Dictionary(dict(made.Group.items()))
            if "/CS" in made.Group:
                made.Group.CS = target.space
        return made

    def _pattern(self, pattern: Object, resources: Object, target: Target) -> Object:
        if pattern.get("/PatternType") != _TILING:
            made = Dictionary(dict(pattern.items()))
            made.Shading = self._once(self._shading, pattern.Shading, resources, target)
            if "/ExtGState" in made:
                made.ExtGState = self._state(made.ExtGState, resources, target)
            return self._pdf.make_indirect(made)
        colored = pattern.get("/PaintType") == _COLORED
        data, own = self._content(pattern, pattern.get("/Resources", resources), target, starts_black=colored)
        return self._pdf.make_stream(data, _kept(pattern, _PATTERN_KEYS) | {"/Resources": own})

    def _font(self, font: Object, resources: Object, target: Target) -> Object:
        """Convert a Type 3 font: only these hold content."""
        if font.get("/Subtype") != Name.Type3:
            return font
        made = Dictionary(dict(font.items()))
        own: dict[str, dict[str, Object]] = {}
        glyphs = {}
        for name, glyph in font.CharProcs.items():
            data, used = self._content(glyph, font.get("/Resources", resources), target)
            glyphs[name] = self._pdf.make_stream(data)
            for category, things in used.items():
                own.setdefault(category, {}).update(things.items())
        made.CharProcs = Dictionary(glyphs)
        made.Resources = Dictionary({category: Dictionary(things) for category, things in own.items()})
        return self._pdf.make_indirect(made)

    def _state(self, state: Object, resources: Object, _: Target) -> Object:
        made = Dictionary({key: value for key, value in state.items() if key in _STATE_KEYS})
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            made.SMask = self._soft_mask(mask, resources)
        return self._pdf.make_indirect(made) if "/SMask" in made else made

    def _soft_mask(self, mask: Dictionary, resources: Object) -> Dictionary:
        """Luminosity is measured in grey: inks would give another opacity. Alpha has no colour."""
        target: Target = Luminosity() if Name.Luminosity == mask.S else self._inks
        made = Dictionary(dict(mask.items()))
        made.G = self._once(self._form, mask.G, resources, target)
        if "/BC" in mask:
            group = mask.G.get("/Group", Dictionary())
            space = space_of(group.get("/CS", Name.DeviceGray), target)
            if space is not None:
                made.BC = Array(space.converted(numbers(mask.BC), target))
        return made


_Convert = Callable[[Object, Object, Target], Object]


def _kept(stream: Object, keys: tuple[str, ...]) -> dict[str, Object]:
    return {key: stream[key] for key in keys if key in stream}


# ---------------------------------------------------------------- content streams

OVERPRINT, KNOCKOUT = "/HpOverprint", "/HpKnockout"
_OVERPRINTS: dict[str, dict[str, Any]] = {
    OVERPRINT: {"/Type": Name.ExtGState, "/OP": True, "/op": True, "/OPM": 1},
    KNOCKOUT: {"/Type": Name.ExtGState, "/OP": False, "/op": False, "/OPM": 0},
}
"""Graphics states: small black text overprints what is below it; everything else knocks it out."""
_SMALL = 12.0
"""pt: black text below this overprints (Ghent Workgroup, GWG2015, "Black text"). The strokes of larger type are as wide
as the millimetre over which ink is counted, and on a dark image, black on top of it would not dry."""

BLACK_START = b"0 0 0 1 k 0 0 0 1 K\n"
"""Every page starts with DeviceGray black (ISO 32000-1, table 52)."""

_SOLID_BLACK = (0.0, 0.0, 0.0, 1.0)
_DROPPED = frozenset({"BMC", "BDC", "EMC", "MP", "DP", "ri"})
"""Marked content, and rendering intents."""
_SHOW = frozenset({"Tj", "TJ", "'", '"'})
_NAMING = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading"}
_DEVICE = {"g": Name.DeviceGray, "rg": Name.DeviceRGB, "k": Name.DeviceCMYK}


@dataclass(frozen=True, slots=True)
class CurrentColor:
    """The colour for filling or stroking: ``space`` if it is one to convert, ``values`` if known."""

    space: SourceSpace | None = None
    values: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class ColorState:
    """What of the graphics state rules colours and overprinting."""

    fill: CurrentColor = field(default=CurrentColor())
    stroke: CurrentColor = field(default=CurrentColor())
    text_mode: int = 0
    overprinting: bool = False
    ctm: Matrix = IDENTITY
    line: Matrix = IDENTITY
    size: float = 0.0

    @property
    def small_black_text(self) -> bool:
        """Whether text is shown in solid black ink alone, and is small where the stream begins."""
        filled, stroked = self.fill.values == _SOLID_BLACK, self.stroke.values == _SOLID_BLACK
        black = {0: filled, 1: stroked, 2: filled and stroked}.get(self.text_mode, False)
        _, _, across, up, _, _ = times(self.line, self.ctm)
        return black and abs(self.size) * hypot(across, up) < _SMALL


class StreamRewriter:
    """Rewrites one content stream: every colour as inks, small black text overprinting, no marked content.

    ``spaces`` are the colour spaces of its resources. Afterwards ``used`` has the names of the resources that the
    stream uses, by category, and ``inline`` the inline images that are to become XObjects.
    """

    def __init__(
        self, spaces: Mapping[str, Object], target: Target, refuse: Callable[[UnprintableError], None]
    ) -> None:
        self._spaces, self._target, self._refuse = spaces, target, refuse
        self._overprints = target.space == Name.DeviceCMYK
        self._state = ColorState()
        self._saved: list[ColorState] = []
        self._out: list[Any] = []
        self.used: dict[str, set[str]] = {}
        self.inline: dict[str, pikepdf.PdfInlineImage] = {}

    def rewrite(self, stream: Object | pikepdf.Page, *, starts_black: bool = False) -> bytes:
        """The stream in the target's colours; it ``starts_black`` unless it inherits the colour of its caller."""
        starts_black = starts_black and self._overprints
        if starts_black:
            black = CurrentColor(values=_SOLID_BLACK)
            self._state = ColorState(black, black)
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline_image(instruction)
            else:
                self._follow(instruction, str(instruction.operator))
        return (BLACK_START if starts_black else b"") + pikepdf.unparse_content_stream(self._out)

    def _follow(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        if operator in _DROPPED:
            return
        if operator.lower() in _DEVICE:
            self._device_color(instruction, operator)
        elif operator in ("cs", "CS"):
            self._choose_space(instruction, operator)
        elif operator in ("sc", "scn", "SC", "SCN"):
            self._color(instruction, operator)
        else:
            self._other(instruction, operator)

    def _other(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        """Follow what sets no colour: keep the state, note names, switch overprinting."""
        operands = list(instruction.operands)
        if operator == "q":
            self._saved.append(self._state)
        elif operator == "Q" and self._saved:
            self._state = self._saved.pop()
        elif operator == "Tr":
            self._state = replace(self._state, text_mode=int(numbers(operands)[0]))
        elif operator == "cm":
            self._state = replace(self._state, ctm=times(matrix_of(operands), self._state.ctm))
        elif operator in ("BT", "Tm"):
            self._state = replace(self._state, line=matrix_of(operands))
        elif operator in _SHOW:
            self._switch_overprint(self._state.small_black_text)
        elif operator == "ET":
            self._switch_overprint(False)
        elif operator in _NAMING:
            self._note(_NAMING[operator], operands[0])
            if operator == "Tf":
                self._state = replace(self._state, size=number(operands[1]))
        self._out.append(instruction)

    def _device_color(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        space = space_of(_DEVICE[operator.lower()], self._target)
        values = tuple(numbers(list(instruction.operands)))
        if space is not None:
            values = space.converted(values, self._target)
        self._set(operator.isupper(), CurrentColor(None, values))

    def _choose_space(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        """Choose a space that stays; instead of one to convert, set its first colour, black."""
        name, stroking = instruction.operands[0], operator == "CS"
        space = resolved(name, self._spaces)
        family = space[0] if isinstance(space, Array) else space
        read = self._read(space)
        if read is None or family == Name.Pattern:
            self._note("/ColorSpace", name)
            self._keep(stroking, CurrentColor(read), instruction)
        else:
            self._set(stroking, CurrentColor(read, self._target.color((0, 0, 0))))

    def _read(self, space: Object) -> SourceSpace | None:
        """How to read values in a space; for an uncoloured pattern, how to read the values that it is given."""
        if isinstance(space, Array) and space[0] == Name.Indexed:
            return None
        if isinstance(space, Array) and space[0] == Name.Pattern:
            space = resolved(space[1], self._spaces) if len(space) > 1 else Name.Pattern
        try:
            return space_of(space, self._target)
        except UnprintableError as error:
            self._refuse(error)
            return None

    def _color(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        """``sc`` and ``scn``: values in the chosen space, and the name of a pattern after them."""
        stroking = operator.isupper()
        space = (self._state.stroke if stroking else self._state.fill).space
        values = tuple(numbers(list(instruction.operands)))
        pattern = [one for one in instruction.operands if isinstance(one, Name)]
        for name in pattern:
            self._note("/Pattern", name)
        if space is None or not values:
            color = CurrentColor(space, None if pattern or len(values) != 4 else values)
            self._keep(stroking, color, instruction)
            return
        made = space.converted(values, self._target)
        if pattern:
            self._keep(stroking, CurrentColor(space), ([*made, *pattern], instruction.operator))
        else:
            self._set(stroking, CurrentColor(space, made))

    def _set(self, stroking: bool, color: CurrentColor) -> None:
        operator = self._target.fill.upper() if stroking else self._target.fill
        self._keep(stroking, color, (list(color.values or ()), Operator(operator)))

    def _keep(self, stroking: bool, color: CurrentColor, instruction: object) -> None:
        self._state = replace(self._state, stroke=color) if stroking else replace(self._state, fill=color)
        self._out.append(instruction)

    def _note(self, category: str, name: object) -> None:
        self.used.setdefault(category, set()).add(str(name))

    def _switch_overprint(self, wanted: bool) -> None:
        """Set a graphics state, which is allowed inside text objects (ISO 32000-1, figure 9)."""
        if wanted == self._state.overprinting or not self._overprints:
            return
        self._state = replace(self._state, overprinting=wanted)
        name = OVERPRINT if wanted else KNOCKOUT
        self._note("/ExtGState", name)
        self._out.append(([Name(name)], Operator("gs")))

    def _inline_image(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        """A stencil stays; an image with colours becomes an XObject under a new name."""
        if instruction.iimage.image_mask:
            self._out.append(instruction)
            return
        name = f"/HpInline{len(self.inline) + 1}"
        self.inline[name] = instruction.iimage
        self._out.append(([Name(name)], Operator("Do")))
