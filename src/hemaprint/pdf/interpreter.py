# SPDX-License-Identifier: MIT
"""Run the content streams of a page, and collect the marks that they paint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Name, Stream, String

from hemaprint.pdf.colors import Paint, initial_paint, plain_color, space_name
from hemaprint.pdf.fonts import Font, FontShelf, Glyph
from hemaprint.pdf.marks import (
    Brush,
    GraphicsState,
    Line,
    Mark,
    Path,
    image_mark,
    path_mark,
    shading_mark,
    show,
)
from hemaprint.pdf.objects import (
    MALFORMED,
    Matrix,
    ObjectId,
    Operands,
    Rectangle,
    box_around,
    box_of,
    clipped,
    entry,
    inherited,
    instructions_of,
    matrix_of,
    name_of,
    number,
    numbers,
    repeated,
    resource,
    times,
    transformed,
)

_MOST_OPERATORS = 1_000_000
"""Operators that are run for one page, forms and patterns included; later ones are not read."""
_DEEPEST = 24
"""Streams inside one another; deeper ones are not read."""
_CLIPPING_MODE = 4
"""The first text rendering mode that adds to the clip (ISO 32000-1, table 106)."""

_DEVICES = {"g": Name.DeviceGray, "rg": Name.DeviceRGB, "k": Name.DeviceCMYK}
_TEXT = {"Tc": "letter_space", "Tw": "word_space", "Tz": "stretch", "TL": "leading", "Ts": "rise", "Tr": "mode"}

_Operator = Callable[["_Content", Operands], None]
_OPERATORS: dict[str, _Operator] = {}


def marks_of(page: pikepdf.Page, shelf: FontShelf | None = None) -> list[Mark]:
    """Every mark of a page in the order of painting, including those in form XObjects and tiling patterns.

    ``shelf`` keeps the fonts of a file from one page to the next. Never raises for the contents of the page: what
    cannot be read is skipped.
    """
    content = _Content(_Machine(shelf or FontShelf()), inherited(page.obj, "/Resources"), GraphicsState())
    content.run(page.obj)
    return content.marks


def marks_in(form: Stream, shelf: FontShelf | None = None) -> list[Mark]:
    """The marks of a form that no content paints (a soft mask's, an annotation's), in the space of the form."""
    machine = _Machine(shelf or FontShelf())
    return machine.run(form, entry(form, "/Resources"), GraphicsState()) if machine.can_run(form) else []


def _operator(*names: str) -> Callable[[_Operator], _Operator]:
    """Run the decorated method for operators with these names."""

    def registered(method: _Operator) -> _Operator:
        _OPERATORS.update(dict.fromkeys(names, method))
        return method

    return registered


@dataclass(slots=True)
class _Machine:
    """The state that all content streams of a page share: fonts, operators left to run, streams that are running."""

    shelf: FontShelf
    left: int = _MOST_OPERATORS
    open: list[ObjectId] = field(default_factory=list)

    def can_run(self, stream: Any) -> bool:
        """Whether a stream can run now: it is not running already, and not nested too deeply."""
        return isinstance(stream, Stream) and len(self.open) < _DEEPEST and stream.objgen not in self.open

    def run(self, stream: Stream, resources: Any, state: GraphicsState, artifact: bool = False) -> list[Mark]:
        """The marks of a stream inside others."""
        content = _Content(self, resources, state, artifact)
        self.open.append(stream.objgen)
        content.run(stream)
        self.open.pop()
        return content.marks


class _Content:
    """One content stream at work: a page, a form, a pattern cell or a glyph."""

    def __init__(self, machine: _Machine, resources: Any, state: GraphicsState, artifact: bool = False) -> None:
        self.marks: list[Mark] = []
        self._machine, self._resources, self._state = machine, resources, state
        self._base = state.ctm
        self._name = ""
        self._saved: list[GraphicsState] = []
        self._marked = [(artifact, False)]
        self._path = Path()
        self._clipping = False
        self._line = Line()
        self._text_clip: list[Rectangle] = []
        self._spaces: dict[bytes, str] = {}
        self._faces: dict[bytes, tuple[Any, Font]] = {}
        self._uncolored = False

    def run(self, content: Any) -> None:
        """Run all operators of a page or a stream; a malformed one is skipped, as viewers do."""
        for instruction in instructions_of(content):
            self._machine.left -= 1
            if self._machine.left < 0 or self._uncolored:
                return
            try:
                self._name = str(instruction.operator)
                if run := _OPERATORS.get(self._name):
                    run(self, list(instruction.operands))
            except MALFORMED:
                continue

    @property
    def _artifact(self) -> bool:
        return self._marked[-1][0]

    # graphics state

    @_operator("q")
    def _save(self, _: Operands) -> None:
        self._saved.append(self._state)
        self._state = self._state.copied()

    @_operator("Q")
    def _restore(self, _: Operands) -> None:
        if self._saved:
            self._state = self._saved.pop()

    @_operator("cm")
    def _concatenate(self, operands: Operands) -> None:
        self._state.ctm = times(matrix_of(operands), self._state.ctm)

    @_operator("w")
    def _set_line_width(self, operands: Operands) -> None:
        self._state.line_width = abs(number(operands[0]))

    @_operator("gs")
    def _set_parameters(self, operands: Operands) -> None:
        self._state.apply(resource(self._resources, "/ExtGState", operands[0]))

    # colours: operators in capitals stroke

    @property
    def _brush(self) -> Brush:
        return self._state.stroke if self._name.isupper() else self._state.fill

    @_operator("g", "G", "rg", "RG", "k", "K")
    def _set_device_color(self, operands: Operands) -> None:
        space = self._space(_DEVICES[self._name.lower()])
        self._brush.paint, self._brush.pattern = Paint(space, tuple(numbers(operands))), None

    @_operator("cs", "CS")
    def _set_space(self, operands: Operands) -> None:
        self._brush.paint, self._brush.pattern = initial_paint(self._space(operands[0])), None

    @_operator("sc", "SC", "scn", "SCN")
    def _set_components(self, operands: Operands) -> None:
        last = operands[-1] if operands else None
        named = isinstance(last, Name)
        self._brush.paint = Paint("Pattern" if named else self._brush.paint.space, tuple(numbers(operands)))
        self._brush.pattern = resource(self._resources, "/Pattern", last) if named else None

    def _space(self, name: Any) -> str:
        key = _key(name)
        if key not in self._spaces:
            self._spaces[key] = space_name(name, self._resources)
        return self._spaces[key]

    # paths

    @_operator("m")
    def _move(self, operands: Operands) -> None:
        x, y = numbers(operands)
        self._path.start(self._state.ctm, (x, y))

    @_operator("l", "c", "v", "y")
    def _add_to_path(self, operands: Operands) -> None:
        found = numbers(operands)
        points = list(zip(found[::2], found[1::2], strict=True))
        if self._name != "l" or len(points) == 1:
            self._path.add(self._state.ctm, *points)

    @_operator("re")
    def _add_rectangle(self, operands: Operands) -> None:
        x, y, width, height = numbers(operands)
        self._path.rectangle(self._state.ctm, x, y, width, height)

    @_operator("W", "W*")
    def _clip(self, _: Operands) -> None:
        self._clipping = True

    @_operator("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n")
    def _paint(self, _: Operands) -> None:
        """Paint the path, then let it clip if the stream says so."""
        filled, stroked = self._name[0] in "fFBb", self._name[0] in "SsBb"
        path, self._path = self._path, Path()
        clipping, self._clipping = self._clipping, False
        if not path.points:
            return
        if filled or stroked:
            mark = path_mark(self._state, self._artifact, path, filled=filled, stroked=stroked)
            self.marks.append(mark)
            for brush, used in ((self._state.fill, filled), (self._state.stroke, stroked)):
                if used:
                    self._paint_pattern(brush, mark.box)
        if clipping:
            self._state.clip = clipped(path.box, self._state.clip)
            self._state.shaped = self._state.shaped or not path.is_rectangle

    @_operator("sh")
    def _shade(self, operands: Operands) -> None:
        self._paint_shading(resource(self._resources, "/Shading", operands[0]), self._state.clip)

    def _paint_shading(self, shading: Any, area: Rectangle) -> None:
        space = space_name(entry(shading, "/ColorSpace"), self._resources)
        self.marks.append(shading_mark(self._state, self._artifact, area, space))

    def _paint_pattern(self, brush: Brush, area: Rectangle) -> None:
        kind = number(entry(brush.pattern, "/PatternType"))
        if kind == 2:
            self._paint_shading(entry(brush.pattern, "/Shading"), area)
        elif kind == 1 and self._machine.can_run(brush.pattern):
            self.marks += self._tiles(brush, area)

    def _tiles(self, brush: Brush, area: Rectangle) -> Iterator[Mark]:
        """The marks of a tiling pattern's cell; each box surrounds all its visible repetitions."""
        matrix = times(matrix_of(entry(brush.pattern, "/Matrix")), self._base)
        state = GraphicsState(ctm=matrix, around=self._state.in_group().around, shaped=self._state.shaped)
        if number(entry(brush.pattern, "/PaintType")) == 2:
            state.fill.paint = state.stroke.paint = plain_color(brush.paint.values)
        across, up = (number(entry(brush.pattern, key)) for key in ("/XStep", "/YStep"))
        steps = (abs(across * matrix[0]), abs(up * matrix[3]))
        slanted = matrix[1] or matrix[2]
        for mark in self._run_inner(brush.pattern, state):
            yield replace(mark, box=area if slanted else repeated(mark.box, steps, area))

    # objects

    @_operator("Do")
    def _paint_object(self, operands: Operands) -> None:
        thing = resource(self._resources, "/XObject", operands[0])
        kind = name_of(entry(thing, "/Subtype"))
        if kind == "Image":
            self.marks.append(image_mark(self._state, self._artifact, thing, self._resources))
        elif kind == "Form" and self._machine.can_run(thing):
            state = self._state.in_group() if entry(thing, "/Group") is not None else self._state.copied()
            state.ctm = times(matrix_of(entry(thing, "/Matrix")), state.ctm)
            self.marks += self._run_inner(thing, state)

    @_operator("INLINE IMAGE")
    def _paint_inline_image(self, operands: Operands) -> None:
        self.marks.append(image_mark(self._state, self._artifact, operands[0].obj, self._resources, inline=True))

    def _run_inner(self, stream: Any, state: GraphicsState) -> list[Mark]:
        """The marks of a form or a pattern cell, clipped by its box."""
        box = box_of(entry(stream, "/BBox"))
        if box is not None:
            state.clip = clipped(transformed(box, state.ctm), state.clip)
            state.shaped = state.shaped or bool(state.ctm[1] and state.ctm[0])
        resources = entry(stream, "/Resources")
        return self._machine.run(stream, self._resources if resources is None else resources, state, self._artifact)

    # text

    @_operator("BT")
    def _begin_text(self, _: Operands) -> None:
        self._line = Line()

    @_operator("ET")
    def _end_text(self, _: Operands) -> None:
        boxes, self._text_clip = self._text_clip, []
        if boxes:
            around = box_around(corner for box in boxes for corner in (box[:2], box[2:]))
            self._state.clip = clipped(around, self._state.clip)
            self._state.shaped = True

    @_operator("Tf")
    def _set_font(self, operands: Operands) -> None:
        key = _key(operands[0])
        if key not in self._faces:
            dictionary = resource(self._resources, "/Font", operands[0])
            self._faces[key] = (dictionary, self._machine.shelf.font(dictionary))
        self._state.text.font, self._state.text.face = self._faces[key]
        self._state.text.size = number(operands[1])

    @_operator(*_TEXT)
    def _set_text_parameter(self, operands: Operands) -> None:
        value = number(operands[0])
        value = value * 0.01 if self._name == "Tz" else int(value) if self._name == "Tr" else value
        setattr(self._state.text, _TEXT[self._name], value)

    @_operator("Tm")
    def _set_text_matrix(self, operands: Operands) -> None:
        self._line = Line(matrix_of(operands), matrix_of(operands))

    @_operator("Td", "TD")
    def _move_line(self, operands: Operands) -> None:
        if self._name == "TD":
            self._state.text.leading = -number(operands[1])
        x, y = numbers(operands)
        self._line.move(x, y)

    @_operator("T*")
    def _next_line(self, _: Operands) -> None:
        self._line.move(0, -self._state.text.leading)

    @_operator("Tj", "'", '"')
    def _show_string(self, operands: Operands) -> None:
        text = self._state.text
        if self._name == '"':
            text.word_space, text.letter_space = number(operands[0]), number(operands[1])
        if self._name != "Tj":
            self._next_line(operands)
        string = operands[0 if self._name == "Tj" else -1]
        if isinstance(string, String):
            self._show([bytes(string)])

    @_operator("TJ")
    def _show_array(self, operands: Operands) -> None:
        self._show([bytes(item) if isinstance(item, String) else number(item) for item in operands[0]])

    def _show(self, strings: list[bytes | float]) -> None:
        state, origin = self._state, self._line.matrix
        font = state.text.face or self._machine.shelf.font(state.text.font)
        mark, glyphs = show(state, self._marked[-1], self._line, font, strings)
        if not glyphs:
            return
        self.marks.append(mark)
        if state.text.mode >= _CLIPPING_MODE:
            self._text_clip.append(mark.box)
        if mark.paint.space == "Pattern":
            self._paint_pattern(state.stroke if state.text.mode == 1 else state.fill, mark.box)
        if font.subtype == "Type3":
            for glyph, at in glyphs:
                self.marks += self._glyph_marks(font, glyph, at, origin)

    def _glyph_marks(self, font: Font, glyph: Glyph, at: float, origin: Matrix) -> list[Mark]:
        """The marks of a Type 3 glyph with its own colours (d0); others are stencils in the text's colour."""
        procedure = font.procedure(glyph)
        if not self._machine.can_run(procedure):
            return []
        state, text = self._state.copied(), self._state.text
        place: Matrix = (text.size * text.stretch, 0, 0, text.size, at, text.rise)
        state.ctm = times(font.matrix, times(place, times(origin, state.ctm)))
        return self._machine.run(procedure, font.resources or self._resources, state, self._artifact)

    @_operator("d1")
    def _stop(self, _: Operands) -> None:
        self._uncolored = True

    # marked content

    @_operator("BMC", "BDC")
    def _begin_marked(self, operands: Operands) -> None:
        tag = name_of(operands[0]) if operands else ""
        said = operands[1] if len(operands) > 1 else None
        if isinstance(said, Name):
            said = entry(self._resources, "/Properties", str(said))
        artifact, replaced = self._marked[-1]
        self._marked.append((artifact or tag == "Artifact", replaced or entry(said, "/ActualText") is not None))

    @_operator("EMC")
    def _end_marked(self, _: Operands) -> None:
        if len(self._marked) > 1:
            self._marked.pop()


def _key(name: Any) -> bytes:
    """The key of a resource with that name in the caches."""
    return bytes(name) if isinstance(name, Name) else b""
