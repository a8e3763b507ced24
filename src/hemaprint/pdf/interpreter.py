"""Run the content streams of a page, and collect the marks that they paint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Name, Stream, String

from hemaprint.pdf.colors import initial_paint, space_name
from hemaprint.pdf.content import MALFORMED, instructions_of
from hemaprint.pdf.fonts import Font, FontShelf
from hemaprint.pdf.geometry import IDENTITY, box_around, clipped, repeated, times, transformed
from hemaprint.pdf.models import Mark, Paint
from hemaprint.pdf.objects import Matrix, ObjectId, Rectangle
from hemaprint.pdf.painter import (
    Line,
    Path,
    Shown,
    image_mark,
    path_mark,
    shading_mark,
    show,
)
from hemaprint.pdf.state import Ink, State, Tag, plain_color
from hemaprint.pdf.values import (
    Operands,
    box_of,
    entry,
    inherited,
    matrix_of,
    name_of,
    number,
    numbers,
    resource,
)

_MOST_OPERATORS = 1_000_000
"""Operators that are run for one page, forms and patterns included; what stands behind them is not read."""

_DEEPEST = 24
"""Streams inside one another; deeper ones are not read."""

_CLIPPING_MODE = 4
"""The first text rendering mode that adds to the clip (ISO 32000-1, table 106)."""


class Interpreter:
    """Reads pages; what the fonts say is kept on ``shelf``."""

    def __init__(self, shelf: FontShelf) -> None:
        self.shelf = shelf
        self.left = _MOST_OPERATORS
        self.open: list[ObjectId] = []

    def page(self, page: pikepdf.Page) -> Iterator[Mark]:
        """The marks of a page in the order of painting."""
        self.left = _MOST_OPERATORS
        stream = _Stream(self, inherited(page.obj, "/Resources"), State(), Tag())
        stream.run(page.obj)
        yield from stream.marks

    def form(self, form: Any) -> Iterator[Mark]:
        """The marks of a form by itself, in its own space."""
        self.left = _MOST_OPERATORS
        if self.inside(form):
            stream = _Stream(self, entry(form, "/Resources"), State(), Tag())
            self.open.append(form.objgen)
            stream.run(form)
            self.open.pop()
            yield from stream.marks

    def inside(self, stream: Any) -> bool:
        """Whether a stream may be run now: it is not running already, and not too deep."""
        return isinstance(stream, Stream) and len(self.open) < _DEEPEST and stream.objgen not in self.open


class _Stream:
    """One content stream at work: a page, a form, a pattern cell or a glyph. Its public methods are operators."""

    def __init__(self, machine: Interpreter, resources: Any, state: State, tag: Tag) -> None:
        self.machine, self.resources, self.state = machine, resources, state
        self.marks: list[Mark] = []
        self._base = state.ctm
        self._saved: list[State] = []
        self._tags = [tag]
        self._path = Path()
        self._clipping = False
        self._line = Line(IDENTITY, IDENTITY)
        self._text_clip: list[Rectangle] = []
        self._spaces: dict[bytes, str] = {}
        self._faces: dict[bytes, tuple[Any, Font]] = {}
        self._uncolored = False

    @property
    def tag(self) -> Tag:
        return self._tags[-1]

    def run(self, content: Any) -> None:
        """Run all operators of a page or a stream."""
        for instruction in instructions_of(content):
            self.machine.left -= 1
            if self.machine.left < 0 or self._uncolored:
                return
            try:
                operator = str(instruction.operator)
                run = _OPERATORS.get(operator)
                if run is not None:
                    run(self, list(instruction.operands))
            except MALFORMED:  # skipped, as viewers do
                continue

    # graphics state

    def save(self, _: Operands) -> None:
        self._saved.append(self.state)
        self.state = self.state.copied()

    def restore(self, _: Operands) -> None:
        if self._saved:
            self.state = self._saved.pop()

    def concatenate(self, operands: Operands) -> None:
        self.state.ctm = times(matrix_of(operands), self.state.ctm)

    def line_width(self, operands: Operands) -> None:
        self.state.line_width = abs(number(operands[0]))

    def parameters(self, operands: Operands) -> None:
        self.state.apply(resource(self.resources, "/ExtGState", operands[0]))

    # colours

    def color(self, operands: Operands, ink: Ink, space: Name) -> None:
        ink.paint, ink.pattern = Paint(self._space(space), tuple(numbers(operands))), None

    def space(self, operands: Operands, ink: Ink) -> None:
        ink.paint, ink.pattern = initial_paint(self._space(operands[0])), None

    def components(self, operands: Operands, ink: Ink) -> None:
        last = operands[-1] if operands else None
        if isinstance(last, Name):
            ink.paint = Paint("Pattern", tuple(numbers(operands)))
            ink.pattern = resource(self.resources, "/Pattern", last)
        else:
            ink.paint, ink.pattern = Paint(ink.paint.space, tuple(numbers(operands))), None

    def _space(self, name: Any) -> str:
        key = _key(name)
        if key not in self._spaces:
            self._spaces[key] = space_name(name, self.resources)
        return self._spaces[key]

    # paths

    def move(self, operands: Operands) -> None:
        x, y = numbers(operands)
        self._path.start(self.state.ctm, (x, y))

    def line(self, operands: Operands) -> None:
        x, y = numbers(operands)
        self._path.add(self.state.ctm, (x, y))

    def curve(self, operands: Operands) -> None:
        found = numbers(operands)
        points = list(zip(found[::2], found[1::2], strict=True))
        self._path.add(self.state.ctm, *points)

    def rectangle(self, operands: Operands) -> None:
        x, y, width, height = numbers(operands)
        self._path.rectangle(self.state.ctm, x, y, width, height)

    def clip(self, _: Operands) -> None:
        self._clipping = True

    def paint(self, *, filled: bool = False, stroked: bool = False) -> None:
        """Paint the path, then let it clip where that was asked for."""
        path, self._path = self._path, Path()
        clipping, self._clipping = self._clipping, False
        if not path.points:
            return
        if filled or stroked:
            mark = path_mark(self.state, self.tag, path, filled=filled, stroked=stroked)
            self.marks.append(mark)
            inks = [ink for ink, used in ((self.state.fill, filled), (self.state.stroke, stroked)) if used]
            for ink in inks:
                self._paint_pattern(ink, mark.box)
        if clipping:
            self.state.clip = clipped(path.box, self.state.clip)
            self.state.shaped = self.state.shaped or not path.is_rectangle

    def shade(self, operands: Operands) -> None:
        shading = resource(self.resources, "/Shading", operands[0])
        space = space_name(entry(shading, "/ColorSpace"), self.resources)
        self.marks.append(shading_mark(self.state, self.tag, self.state.clip, space))

    def _paint_pattern(self, ink: Ink, area: Rectangle) -> None:
        kind = number(entry(ink.pattern, "/PatternType"))
        if kind == 2:
            space = space_name(entry(entry(ink.pattern, "/Shading"), "/ColorSpace"), self.resources)
            self.marks.append(shading_mark(self.state, self.tag, area, space))
        elif kind == 1 and self.machine.inside(ink.pattern):
            self.marks += self._tiles(ink, area)

    def _tiles(self, ink: Ink, area: Rectangle) -> Iterator[Mark]:
        """The marks of a tiling pattern's cell; each box goes around all repetitions of it that show."""
        matrix = times(matrix_of(entry(ink.pattern, "/Matrix")), self._base)
        state = State(ctm=matrix, around=self.state.in_group().around, shaped=self.state.shaped)
        if number(entry(ink.pattern, "/PaintType")) == 2:
            state.fill.paint = state.stroke.paint = plain_color(list(ink.paint.values))
        steps = (
            abs(number(entry(ink.pattern, "/XStep")) * matrix[0]),
            abs(number(entry(ink.pattern, "/YStep")) * matrix[3]),
        )
        slanted = matrix[1] or matrix[2]
        for mark in self._run_inner(ink.pattern, state, self.tag):
            yield replace(mark, box=area if slanted else repeated(mark.box, steps, area))

    # objects

    def do(self, operands: Operands) -> None:
        thing = resource(self.resources, "/XObject", operands[0])
        kind = name_of(entry(thing, "/Subtype"))
        if kind == "Image":
            self.marks.append(image_mark(self.state, self.tag, thing, self.resources))
        elif kind == "Form" and self.machine.inside(thing):
            state = self.state.in_group() if entry(thing, "/Group") is not None else self.state.copied()
            state.ctm = times(matrix_of(entry(thing, "/Matrix")), state.ctm)
            self.marks += self._run_inner(thing, state, self.tag)

    def inline_image(self, operands: Operands) -> None:
        self.marks.append(image_mark(self.state, self.tag, operands[0].obj, self.resources, inline=True))

    def _run_inner(self, stream: Any, state: State, tag: Tag) -> list[Mark]:
        """The marks of a form or a pattern cell, clipped by its box."""
        box = box_of(entry(stream, "/BBox"))
        if box is not None:
            state.clip = clipped(transformed(box, state.ctm), state.clip)
            state.shaped = state.shaped or bool(state.ctm[1] and state.ctm[0])
        resources = entry(stream, "/Resources")
        inner = _Stream(self.machine, resources if resources is not None else self.resources, state, tag)
        self.machine.open.append(stream.objgen)
        inner.run(stream)
        self.machine.open.pop()
        return inner.marks

    # text

    def begin_text(self, _: Operands) -> None:
        self._line = Line(IDENTITY, IDENTITY)

    def end_text(self, _: Operands) -> None:
        boxes, self._text_clip = self._text_clip, []
        if boxes:
            around = box_around(corner for box in boxes for corner in (box[:2], box[2:]))
            self.state.clip = clipped(around, self.state.clip)
            self.state.shaped = True

    def font(self, operands: Operands) -> None:
        key = _key(operands[0])
        if key not in self._faces:
            dictionary = resource(self.resources, "/Font", operands[0])
            self._faces[key] = (dictionary, self.machine.shelf.font(dictionary))
        self.state.type.font, self.state.type.face = self._faces[key]
        self.state.type.size = number(operands[1])

    def text_matrix(self, operands: Operands) -> None:
        self._line = Line(matrix_of(operands), matrix_of(operands))

    def next_line(self, operands: Operands) -> None:
        x, y = numbers(operands)
        self._line.move(x, y)

    def next_line_leading(self, operands: Operands) -> None:
        self.state.type.leading = -number(operands[1])
        self.next_line(operands)

    def new_line(self, _: Operands) -> None:
        self._line.move(0, -self.state.type.leading)

    def show_array(self, operands: Operands) -> None:
        self._show([bytes(item) if isinstance(item, String) else number(item) for item in operands[0]])

    def show(self, operands: Operands) -> None:
        if isinstance(operands[0], String):
            self._show([bytes(operands[0])])

    def show_next_line(self, operands: Operands) -> None:
        self.new_line(operands)
        self.show(operands[-1:])

    def show_spaced(self, operands: Operands) -> None:
        self.state.type.word_space, self.state.type.letter_space = number(operands[0]), number(operands[1])
        self.show_next_line(operands)

    def _show(self, items: list[bytes | float]) -> None:
        font = self.state.type.face or self.machine.shelf.font(self.state.type.font)
        shown = show(self.state, self.tag, self._line, font, items)
        if not shown.mark.codes:
            return
        self.marks.append(shown.mark)
        if self.state.type.mode >= _CLIPPING_MODE:
            self._text_clip.append(shown.mark.box)
        if shown.mark.paint.space == "Pattern":
            ink = self.state.stroke if self.state.type.mode == 1 else self.state.fill
            self._paint_pattern(ink, shown.mark.box)
        if font.subtype == "Type3":
            self._draw_glyphs(font, shown)

    def _draw_glyphs(self, font: Font, shown: Shown) -> None:
        """The marks of glyphs that have colours of their own (d0); others are stencils of the text's colour."""
        type_ = self.state.type
        for glyph, at in shown.glyphs:
            procedure = font.procedure(glyph)
            if not self.machine.inside(procedure):
                continue
            state = self.state.copied()
            place: Matrix = (type_.size * type_.stretch, 0, 0, type_.size, at, type_.rise)
            state.ctm = times(font.matrix, times(place, times(shown.origin, state.ctm)))
            inner = _Stream(self.machine, font.resources or self.resources, state, self.tag)
            self.machine.open.append(procedure.objgen)
            inner.run(procedure)
            self.machine.open.pop()
            self.marks += inner.marks

    def uncolored_glyph(self, _: Operands) -> None:
        self._uncolored = True

    # marked content

    def begin_marked(self, operands: Operands) -> None:
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, Name):
            properties = resource(self.resources, "/Properties", properties)
        self._tags.append(self.tag.inner(name_of(operands[0]) if operands else "", properties))

    def end_marked(self, _: Operands) -> None:
        if len(self._tags) > 1:
            self._tags.pop()


def _key(name: Any) -> bytes:
    """What a resource of that name is remembered by."""
    return bytes(name) if isinstance(name, Name) else b""


_Operator = Callable[[_Stream, Operands], None]


def _painting(*, filled: bool, stroked: bool) -> _Operator:
    return lambda stream, _: stream.paint(filled=filled, stroked=stroked)


def _type(attribute: str, factor: float = 1.0) -> _Operator:
    return lambda stream, operands: setattr(stream.state.type, attribute, number(operands[0]) * factor)


def _mode(stream: _Stream, operands: Operands) -> None:
    stream.state.type.mode = int(number(operands[0]))


_OPERATORS: dict[str, _Operator] = {
    "q": _Stream.save,
    "Q": _Stream.restore,
    "cm": _Stream.concatenate,
    "w": _Stream.line_width,
    "gs": _Stream.parameters,
    "m": _Stream.move,
    "l": _Stream.line,
    "c": _Stream.curve,
    "v": _Stream.curve,
    "y": _Stream.curve,
    "re": _Stream.rectangle,
    "W": _Stream.clip,
    "W*": _Stream.clip,
    "sh": _Stream.shade,
    "Do": _Stream.do,
    "INLINE IMAGE": _Stream.inline_image,
    "BT": _Stream.begin_text,
    "ET": _Stream.end_text,
    "Tf": _Stream.font,
    "Tm": _Stream.text_matrix,
    "Td": _Stream.next_line,
    "TD": _Stream.next_line_leading,
    "T*": _Stream.new_line,
    "Tj": _Stream.show,
    "TJ": _Stream.show_array,
    "'": _Stream.show_next_line,
    '"': _Stream.show_spaced,
    "Tc": _type("letter_space"),
    "Tw": _type("word_space"),
    "Tz": _type("stretch", 0.01),
    "TL": _type("leading"),
    "Ts": _type("rise"),
    "Tr": _mode,
    "d1": _Stream.uncolored_glyph,
    "BMC": _Stream.begin_marked,
    "BDC": _Stream.begin_marked,
    "EMC": _Stream.end_marked,
    "g": lambda stream, operands: stream.color(operands, stream.state.fill, Name.DeviceGray),
    "G": lambda stream, operands: stream.color(operands, stream.state.stroke, Name.DeviceGray),
    "rg": lambda stream, operands: stream.color(operands, stream.state.fill, Name.DeviceRGB),
    "RG": lambda stream, operands: stream.color(operands, stream.state.stroke, Name.DeviceRGB),
    "k": lambda stream, operands: stream.color(operands, stream.state.fill, Name.DeviceCMYK),
    "K": lambda stream, operands: stream.color(operands, stream.state.stroke, Name.DeviceCMYK),
    "cs": lambda stream, operands: stream.space(operands, stream.state.fill),
    "CS": lambda stream, operands: stream.space(operands, stream.state.stroke),
    "sc": lambda stream, operands: stream.components(operands, stream.state.fill),
    "scn": lambda stream, operands: stream.components(operands, stream.state.fill),
    "SC": lambda stream, operands: stream.components(operands, stream.state.stroke),
    "SCN": lambda stream, operands: stream.components(operands, stream.state.stroke),
} | {
    name: _painting(filled=name[0] in "fFBb", stroked=name[0] in "SsBb")
    for name in ("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n")
}
