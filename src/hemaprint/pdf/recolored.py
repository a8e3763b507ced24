"""Rewrite a page so that it shows what plates take: colours become what they draw, and what leaves them alone goes.

An object that overprints is taken out of the drawing of a plate that it does not touch. Where it touches some of the
plates that are drawn together, they must be drawn one by one, and ``partly`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator, Stream

from hemaprint.pdf.colors import BLACK, image_space, initial_paint, space_name
from hemaprint.pdf.content import instructions_of
from hemaprint.pdf.models import Paint
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.platecolors import Pictures, PlateColors
from hemaprint.pdf.plates import has_spots, inks_of, left_alone
from hemaprint.pdf.resources import entries
from hemaprint.pdf.values import Operands, content_of, entry, name_of, number, numbers, resource

_DEEPEST = 24
"""Forms inside one another; deeper ones are not drawn."""
_ENCODING = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
"""What a stream says of how it is stored."""
_MOST_FORMS = 2000
"""Forms that are written anew for a drawing; what is behind them is not drawn."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the graphics state says of colours: ``mode`` is OPM, ``text`` the text rendering mode."""

    fill: Paint = BLACK
    stroke: Paint = BLACK
    fill_over: bool = False
    stroke_over: bool = False
    mode: int = 0
    text: int = 0

    def under(self, parameters: Any) -> Look:
        """The look after a graphics state parameter dictionary; OP rules both where op is not given."""
        stroke, fill, mode = (entry(parameters, key) for key in ("/OP", "/op", "/OPM"))
        look = replace(self, stroke_over=stroke, fill_over=stroke) if isinstance(stroke, bool) else self
        look = replace(look, fill_over=fill) if isinstance(fill, bool) else look
        return look if mode is None else replace(look, mode=int(number(mode)))


class Recolored:
    """Rewrites pages of a file that is there for nothing else."""

    def __init__(self, pdf: pikepdf.Pdf, plates: tuple[int, ...], pictures: Pictures) -> None:
        self.partly = False
        """An object leaves some of the plates alone, and not others."""
        self.spots = False
        """There are spot inks."""
        self._pdf, self._plates = pdf, frozenset(plates)
        self._colors = PlateColors(pdf, plates, pictures)
        self._images: dict[ObjectId, str] = {}
        self._forms: dict[tuple[ObjectId, Look], Stream] = {}
        self._open: list[ObjectId] = []

    def page(self, page: pikepdf.Page) -> None:
        """Rewrite a page, and all that it paints."""
        content, own = self._content(page, entry(page.obj, "/Resources"), Look())
        start = " ".join(f"{value:g}" for value in self._colors.drawn(inks_of(BLACK)))
        page.obj.Contents = self._pdf.make_stream(f"{start} rg {start} RG ".encode() + content)
        page.obj.Resources = own

    def _content(self, owner: Any, resources: Any, look: Look) -> tuple[bytes, Dictionary]:
        """A content stream that begins in a state, rewritten, and the resources that it has then."""
        own = Dictionary(dict(resources.items())) if isinstance(resources, Dictionary) else Dictionary()
        for category, rewrite in (("/Pattern", self._pattern), ("/Shading", self._shading)):
            things = [(name, rewrite(thing, resources)) for name, thing in entries(own, category)]
            own[category] = Dictionary({name: thing for name, thing in things if thing is not None})
        own.XObject = Dictionary()
        writer = _Writer(self, resources, own.XObject, look)
        return pikepdf.unparse_content_stream(list(writer.rewritten(owner))), own

    def hides(self, paint: Paint, look: Look, overprints: bool, *, direct: bool = True) -> bool:
        """Whether something of that colour is not seen on the plates."""
        self.spots = self.spots or has_spots(paint.space)
        alone = self._plates & left_alone(paint, look.mode, direct=direct) if overprints else frozenset()
        self.partly = self.partly or (bool(alone) and alone != self._plates)
        return alone == self._plates

    def color(self, paint: Paint) -> list[float]:
        """What the plates draw for a colour."""
        return [round(value, 5) for value in self._colors.drawn(inks_of(paint))]

    def xobject(self, thing: Any, resources: Any, look: Look) -> Any:
        """What stands for an XObject in a state; None where nothing does."""
        if not isinstance(thing, Stream):
            return None
        if name_of(entry(thing, "/Subtype")) == "Image":
            return self._image(thing, resources, look)
        return self._written(thing, resources, look)

    def _written(self, form: Stream, resources: Any, look: Look) -> Stream | None:
        """A form or a pattern cell that begins in a state, written once; None inside itself, and too deep."""
        key = (form.objgen, look)
        if key not in self._forms and form.objgen not in self._open:
            if len(self._open) >= _DEEPEST or len(self._forms) >= _MOST_FORMS:
                return None
            self._open.append(form.objgen)
            self._forms[key] = self._form(form, resources, look)
            self._open.pop()
        return self._forms.get(key)

    def _form(self, form: Stream, resources: Any, look: Look) -> Stream:
        inner = entry(form, "/Resources")
        content, own = self._content(form, inner if inner is not None else resources, look)
        made = self._copy(form, content)
        made.Resources = own
        group = entry(form, "/Group")
        if isinstance(group, Dictionary):
            made.Group = Dictionary(dict(group.items()))
            made.Group.CS = Name.DeviceRGB
        return made

    def _copy(self, stream: Stream, data: bytes) -> Stream:
        made = self._pdf.make_stream(data)
        for name, value in stream.items():
            if name not in _ENCODING:
                made[name] = value
        return made

    def _image(self, image: Stream, resources: Any, look: Look) -> Any:
        stencil = entry(image, "/ImageMask") is True
        if image.objgen not in self._images:
            self._images[image.objgen] = image_space(image, resources, look.fill)
            self._colors.recolor(image, resources)
        paint = look.fill if stencil else Paint(self._images[image.objgen])
        return None if self.hides(paint, look, look.fill_over, direct=stencil) else image

    def _pattern(self, pattern: Any, resources: Any) -> Any:
        if isinstance(pattern, Stream):
            return self._written(pattern, resources, Look())
        if not isinstance(pattern, Dictionary):
            return None
        made = Dictionary(dict(pattern.items()))
        shading = self._shading(entry(pattern, "/Shading"), resources)
        if shading is not None:
            made.Shading = shading
        return made

    def _shading(self, shading: Any, resources: Any) -> Any:
        if not isinstance(shading, Dictionary | Stream):
            return None
        name = space_name(entry(shading, "/ColorSpace"), resources)
        self.spots = self.spots or has_spots(name)
        made: Any
        if isinstance(shading, Stream):
            made = self._copy(shading, content_of(shading))
        else:
            made = Dictionary(dict(shading.items()))
        made.ColorSpace = self._colors.space(name)
        if "/Background" in made:
            del made["/Background"]
        return made


class _Writer:
    """One content stream at work."""

    def __init__(self, all_: Recolored, resources: Any, xobjects: Dictionary, look: Look) -> None:
        self._all, self._resources, self._xobjects, self._look = all_, resources, xobjects, look
        self._saved: list[Look] = []

    def rewritten(self, owner: Any) -> Iterator[Any]:
        """The instructions of a page or a stream as they are drawn."""
        for instruction in instructions_of(owner):
            try:
                operator = str(instruction.operator)
            except UnicodeDecodeError:
                continue
            operands = list(instruction.operands)
            if operator in _COLORS:
                yield self._colored(instruction, operator, operands)
            elif operator in _PAINTING:
                yield [], Operator(self._painting(*_PAINTING[operator]))
            elif operator in _SHOWING:
                yield from self._shown(instruction)
            elif operator == "Do":
                yield from self._done(operands)
            elif operator == "INLINE IMAGE":
                if not (entry(operands[0].obj, "/ImageMask") is True and self._fill_hidden()):
                    yield instruction
            elif operator == "sh":
                yield from self._shaded(instruction, operands)
            else:
                self._follow(operator, operands)
                yield instruction

    def _follow(self, operator: str, operands: Operands) -> None:
        """The graphics state after an operator that paints nothing."""
        if operator == "q":
            self._saved.append(self._look)
        elif operator == "Q" and self._saved:
            self._look = self._saved.pop()
        elif operator == "gs" and operands:
            self._look = self._look.under(resource(self._resources, "/ExtGState", operands[0]))
        elif operator == "Tr" and operands:
            self._look = replace(self._look, text=int(number(operands[0])))

    def _colored(self, instruction: Any, operator: str, operands: Operands) -> Any:
        which, space = _COLORS[operator]
        before = self._look.fill if which == "fill" else self._look.stroke
        named = bool(operands) and isinstance(operands[-1], Name)
        if operator in ("cs", "CS"):
            paint = initial_paint(space_name(operands[0], self._resources) if operands else "")
        elif named:
            paint = Paint("Pattern", tuple(numbers(operands)))
        else:
            paint = Paint(space or before.space, tuple(numbers(operands)))
        self._look = replace(self._look, fill=paint) if which == "fill" else replace(self._look, stroke=paint)
        if paint.space == "Pattern":
            return instruction
        return self._all.color(paint), Operator("rg" if which == "fill" else "RG")

    def _fill_hidden(self) -> bool:
        return self._all.hides(self._look.fill, self._look, self._look.fill_over)

    def _stroke_hidden(self) -> bool:
        return self._all.hides(self._look.stroke, self._look, self._look.stroke_over)

    def _painting(self, fill: str, stroke: str) -> str:
        """The operator that fills with ``fill`` and strokes with ``stroke``, less what is hidden."""
        fill = "" if fill and self._fill_hidden() else fill
        stroke = "" if stroke and self._stroke_hidden() else stroke
        both = {"f": "B", "f*": "B*"}[fill] if fill and stroke else fill or stroke or "n"
        return both.replace("B", "b") if stroke == "s" and fill else both

    def _shown(self, instruction: Any) -> Iterator[Any]:
        """A string, in the rendering mode that leaves out what is hidden (ISO 32000-1, table 106)."""
        mode = self._look.text
        fills, strokes = mode % 4 in (0, 2), mode % 4 in (1, 2)
        seen = (fills and not self._fill_hidden(), strokes and not self._stroke_hidden())
        drawn = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[seen] + mode // 4 * 4
        if drawn == mode:
            yield instruction
            return
        yield [drawn], Operator("Tr")
        yield instruction
        yield [mode], Operator("Tr")

    def _done(self, operands: Operands) -> Iterator[Any]:
        thing = resource(self._resources, "/XObject", operands[0]) if operands else None
        drawn = self._all.xobject(thing, self._resources, self._look)
        if drawn is not None:
            name = Name(f"/X{len(self._xobjects)}")
            self._xobjects[name] = drawn
            yield [name], Operator("Do")

    def _shaded(self, instruction: Any, operands: Operands) -> Iterator[Any]:
        shading = resource(self._resources, "/Shading", operands[0]) if operands else None
        space = Paint(space_name(entry(shading, "/ColorSpace"), self._resources))
        if not self._all.hides(space, self._look, self._look.fill_over, direct=False):
            yield instruction


_COLORS = {
    "g": ("fill", "DeviceGray"),
    "rg": ("fill", "DeviceRGB"),
    "k": ("fill", "DeviceCMYK"),
    "G": ("stroke", "DeviceGray"),
    "RG": ("stroke", "DeviceRGB"),
    "K": ("stroke", "DeviceCMYK"),
    "cs": ("fill", ""),
    "sc": ("fill", ""),
    "scn": ("fill", ""),
    "CS": ("stroke", ""),
    "SC": ("stroke", ""),
    "SCN": ("stroke", ""),
}
_PAINTING = {
    "f": ("f", ""),
    "F": ("f", ""),
    "f*": ("f*", ""),
    "S": ("", "S"),
    "s": ("", "s"),
    "B": ("f", "S"),
    "B*": ("f*", "S"),
    "b": ("f", "s"),
    "b*": ("f*", "s"),
}
"""What fills and what strokes in each operator that paints a path (ISO 32000-1, table 60)."""
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
