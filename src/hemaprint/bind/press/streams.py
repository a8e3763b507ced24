"""Rewrite one content stream: every colour as inks, small black text overprinting, no marked content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

import pikepdf
from pikepdf import Array, Name, Object, Operator

from hemaprint.bind.press.colors import Target
from hemaprint.bind.press.faults import UnprintableError
from hemaprint.bind.press.spaces import Space, resolved, space_of
from hemaprint.pdf.objects import IDENTITY, Matrix, matrix_of, number, numbers, times

OVERPRINT, KNOCKOUT = "/HpOverprint", "/HpKnockout"
"""Graphics states: small text of nothing but black lies over what is below it; everything else takes it out."""
_SMALL = 12.0
"""pt: black text below this overprints (Ghent Workgroup, GWG2015, "Black text"). The strokes of larger type are as wide
as the millimetre over which ink is counted, and on a dark picture, black on top of it would not dry."""

BLACK_START = b"0 0 0 1 k 0 0 0 1 K\n"
"""Every page starts with DeviceGray black (ISO 32000-1, table 52)."""

_SOLID_BLACK = (0.0, 0.0, 0.0, 1.0)
_MARKED_CONTENT = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
_SHOW = frozenset({"Tj", "TJ", "'", '"'})
_NAMING = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading"}
_DEVICE = {"g": Name.DeviceGray, "rg": Name.DeviceRGB, "k": Name.DeviceCMYK}


@dataclass(frozen=True, slots=True)
class Paint:
    """What a graphics state fills or strokes with: ``space`` where it is one to convert, ``values`` where known."""

    space: Space | None = None
    values: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What of the graphics state rules colours and overprinting."""

    fill: Paint = field(default=Paint())
    stroke: Paint = field(default=Paint())
    text_mode: int = 0
    overprinting: bool = False
    ctm: Matrix = IDENTITY
    line: Matrix = IDENTITY
    size: float = 0.0

    @property
    def small_black_text(self) -> bool:
        """Whether text is shown in solid black ink and no other, and is small, as seen where the stream begins."""
        filled, stroked = self.fill.values == _SOLID_BLACK, self.stroke.values == _SOLID_BLACK
        black = {0: filled, 1: stroked, 2: filled and stroked}.get(self.text_mode, False)
        _, _, across, up, _, _ = times(self.line, self.ctm)
        return black and abs(self.size) * hypot(across, up) < _SMALL


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A stream with its colours as inks, and the names of the resources that it uses, by category."""

    data: bytes
    used: Mapping[str, frozenset[str]]
    inline: Mapping[str, pikepdf.PdfInlineImage]


class StreamRewriter:
    """Follows one content stream; make one for each. ``spaces`` are the colour spaces of its resources."""

    def __init__(
        self, spaces: Mapping[str, Object], target: Target, refuse: Callable[[UnprintableError], None]
    ) -> None:
        self._spaces, self._target, self._refuse = spaces, target, refuse
        self._overprints = target.space == Name.DeviceCMYK
        self._state = State()
        self._saved: list[State] = []
        self._out: list[Any] = []
        self._used: dict[str, set[str]] = {}
        self._inline: dict[str, pikepdf.PdfInlineImage] = {}

    def rewrite(self, stream: Object | pikepdf.Page, *, starts_black: bool = False) -> Rewritten:
        """The stream in the target's colours; it ``starts_black`` unless it goes on in the colour of its caller."""
        black = Paint(values=_SOLID_BLACK) if starts_black and self._overprints else Paint()
        self._state = State(black, black)
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline_image(instruction)
            else:
                self._follow(instruction, str(instruction.operator))
        opening = BLACK_START if starts_black and self._overprints else b""
        used = {category: frozenset(names) for category, names in self._used.items()}
        return Rewritten(opening + pikepdf.unparse_content_stream(self._out), used, self._inline)

    def _follow(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        if operator in _MARKED_CONTENT or operator == "ri":
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
        """What sets no colour: the state is kept, names are noted, overprinting is switched."""
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
        self._set(operator.isupper(), Paint(None, values), self._operator(operator.isupper()))

    def _choose_space(self, instruction: pikepdf.ContentStreamInstruction, operator: str) -> None:
        """A space to convert is not chosen; its first colour, black, is set instead."""
        name = instruction.operands[0]
        stroking = operator == "CS"
        space = resolved(name, self._spaces)
        family = space[0] if isinstance(space, Array) else space
        read = self._read(space)
        if read is None or family == Name.Pattern:
            self._note("/ColorSpace", name)
            self._keep(stroking, Paint(read), instruction)
        else:
            self._set(stroking, Paint(read, self._target.color((0, 0, 0))), self._operator(stroking))

    def _read(self, space: Object) -> Space | None:
        """How values in a space are read; for a pattern without colours, how those are read that it is given."""
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
        """``sc`` and ``scn``: values in the space that was chosen, and the name of a pattern behind them."""
        stroking = operator.isupper()
        space = (self._state.stroke if stroking else self._state.fill).space
        values = tuple(numbers(list(instruction.operands)))
        pattern = [one for one in instruction.operands if isinstance(one, Name)]
        for name in pattern:
            self._note("/Pattern", name)
        if space is None or not values:
            paint = Paint(space, None if pattern or len(values) != 4 else values)
            self._keep(stroking, paint, instruction)
            return
        made = space.converted(values, self._target)
        if pattern:
            self._keep(stroking, Paint(space), ([*made, *pattern], instruction.operator))
        else:
            self._set(stroking, Paint(space, made), self._operator(stroking))

    def _set(self, stroking: bool, paint: Paint, operator: Operator) -> None:
        self._keep(stroking, paint, (list(paint.values or ()), operator))

    def _keep(self, stroking: bool, paint: Paint, instruction: object) -> None:
        self._state = replace(self._state, stroke=paint) if stroking else replace(self._state, fill=paint)
        self._out.append(instruction)

    def _operator(self, stroking: bool) -> Operator:
        return Operator(self._target.stroke if stroking else self._target.fill)

    def _note(self, category: str, name: object) -> None:
        self._used.setdefault(category, set()).add(str(name))

    def _switch_overprint(self, wanted: bool) -> None:
        """Graphics states may be set inside text objects (ISO 32000-1, figure 9)."""
        if wanted == self._state.overprinting or not self._overprints:
            return
        self._state = replace(self._state, overprinting=wanted)
        name = OVERPRINT if wanted else KNOCKOUT
        self._note("/ExtGState", name)
        self._out.append(([Name(name)], Operator("gs")))

    def _inline_image(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        """A stencil stays where it is; an image with colours is to become an XObject under a new name."""
        if instruction.iimage.image_mask:
            self._out.append(instruction)
            return
        name = f"/HpInline{len(self._inline) + 1}"
        self._inline[name] = instruction.iimage
        self._out.append(([Name(name)], Operator("Do")))
