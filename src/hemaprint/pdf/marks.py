# SPDX-License-Identifier: MIT
"""Make marks (images, text, paths, shadings) from the graphics state in which a page paints them."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from hemaprint.pdf.colors import BLACK, Paint, image_space
from hemaprint.pdf.fonts import Font, Glyph
from hemaprint.pdf.objects import (
    EVERYWHERE,
    IDENTITY,
    Matrix,
    Point,
    Rectangle,
    apply,
    box_around,
    clipped,
    entry,
    grown,
    name_of,
    number,
    scale_of,
    times,
    transformed,
)

_SAME = 0.01
"""Edges closer than this, in pt, count as one."""

_STROKING = 1
"""The text rendering mode that strokes only (ISO 32000-1, table 106)."""


# marks


@dataclass(frozen=True, slots=True)
class Mark:
    """What every mark has. ``box`` is the area it covers in pt of default user space, clipped by the clip's own box.

    ``alpha`` and ``blend`` include those of the transparency groups around it; ``masked`` means that a soft mask is in
    force (an image's own counts as well); ``overprint`` that the overprint state for its painting is on; ``artifact``
    that it is tagged as decoration. ``shaped`` means that a clip other than an upright rectangle cuts it, so that it
    may not fill its box.
    """

    box: Rectangle
    alpha: float
    blend: str
    masked: bool
    overprint: bool
    artifact: bool
    shaped: bool

    @property
    def clipped_away(self) -> bool:
        """Whether the clip removes it: its box is then a point."""
        left, bottom, right, top = self.box
        return left == right and bottom == top


@dataclass(frozen=True, slots=True)
class ImageMark(Mark):
    """An image or an inline image (then without ``xobject``); ``matrix`` maps the unit square to user space.

    ``space`` of a stencil mask is that of its fill colour; its ``bits`` are 1.
    """

    xobject: pikepdf.Object | None
    matrix: Matrix
    width: int
    height: int
    space: str
    bits: int

    @property
    def ppi(self) -> float:
        """The lower of its two effective resolutions, in pixels per inch."""
        a, b, c, d, _, _ = self.matrix
        across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        return min(self.width / across if across else 0.0, self.height / up if up else 0.0) * 72


@dataclass(frozen=True, slots=True)
class TextMark(Mark):
    """A string that one operator shows: ``size`` in pt as seen on the page, ``paint`` of its filling or stroking.

    ``text`` is the text that a reader extracts, U+FFFD where it is unknown; ``missing`` counts the characters shown
    as .notdef; ``replaced`` means that marked content around it has a text of its own (ISO 32000-1, 14.9.4). ``box``
    goes from the first visible character to the last, from descender to ascender.
    """

    text: str
    font: pikepdf.Object
    size: float
    mode: int
    paint: Paint
    missing: int
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class PathMark(Mark):
    """A path that is filled, stroked or both; ``line_width`` in pt as seen on the page.

    ``rectangle`` means that it is one rectangle parallel to the edges of the page, so that it fills its box.
    """

    fill: Paint | None
    stroke: Paint | None
    line_width: float
    rectangle: bool


@dataclass(frozen=True, slots=True)
class ShadingMark(Mark):
    """A shading painted with ``sh``, or the shading pattern of a path."""

    space: str


# graphics state


@dataclass(slots=True)
class Brush:
    """What fills or strokes: a colour, its pattern if it has one, its opacity and overprint."""

    paint: Paint = BLACK
    pattern: Any = None
    alpha: float = 1.0
    overprint: bool = False


@dataclass(slots=True)
class TextState:
    """The text state (ISO 32000-1, 9.3); ``face`` is ``font`` as read, None until then."""

    font: Any = None
    face: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """The effect on a mark of the transparency groups around it."""

    alpha: float = 1.0
    blend: str = "Normal"
    masked: bool = False


@dataclass(slots=True)
class GraphicsState:
    """The graphics state (ISO 32000-1, 8.4.1), those parts that affect marks."""

    ctm: Matrix = IDENTITY
    clip: Rectangle = EVERYWHERE
    shaped: bool = False
    fill: Brush = field(default_factory=Brush)
    stroke: Brush = field(default_factory=Brush)
    text: TextState = field(default_factory=TextState)
    blend: str = "Normal"
    masked: bool = False
    line_width: float = 1.0
    around: Around = Around()

    def copied(self) -> GraphicsState:
        """An independent copy."""
        state = copy(self)
        state.fill, state.stroke, state.text = copy(self.fill), copy(self.stroke), copy(self.text)
        return state

    def in_group(self) -> GraphicsState:
        """The state at the start of a transparency group that is painted in this one (ISO 32000-1, 11.6.6)."""
        state = self.copied()
        blend = self.around.blend if self.blend == "Normal" else self.blend
        state.around = Around(self.around.alpha * self.fill.alpha, blend, self.around.masked or self.masked)
        state.fill.alpha = state.stroke.alpha = 1.0
        state.blend, state.masked = "Normal", False
        return state

    def apply(self, parameters: Any) -> None:
        """Set what a graphics state parameter dictionary sets (ISO 32000-1, table 58)."""
        if not isinstance(parameters, Dictionary):
            return
        self.fill.alpha = number(entry(parameters, "/ca"), self.fill.alpha)
        self.stroke.alpha = number(entry(parameters, "/CA"), self.stroke.alpha)
        self.line_width = number(entry(parameters, "/LW"), self.line_width)
        stroke, fill = entry(parameters, "/OP"), entry(parameters, "/op")
        if isinstance(stroke, bool):  # OP sets both where op is missing
            self.stroke.overprint = self.fill.overprint = stroke
        if isinstance(fill, bool):
            self.fill.overprint = fill
        mode, mask = entry(parameters, "/BM"), entry(parameters, "/SMask")
        if isinstance(mode, Array) and len(mode):
            mode = mode[0]
        if mode is not None:
            self.blend = "Normal" if name_of(mode) in ("", "Compatible") else name_of(mode)
        if mask is not None:
            self.masked = isinstance(mask, Dictionary)
        font = entry(parameters, "/Font")
        if isinstance(font, Array) and len(font) == 2:
            self.text.font, self.text.face, self.text.size = font[0], None, number(font[1])


def _common(state: GraphicsState, artifact: bool, box: Rectangle, brush: Brush, soft: bool = False) -> dict[str, Any]:
    """The values of the fields that every mark has."""
    around = state.around
    return {
        "box": clipped(box, state.clip),
        "alpha": brush.alpha * around.alpha,
        "blend": around.blend if state.blend == "Normal" else state.blend,
        "masked": soft or state.masked or around.masked,
        "overprint": brush.overprint,
        "artifact": artifact,
        "shaped": state.shaped,
    }


# paths, shadings and images


@dataclass(slots=True)
class Path:
    """The path under construction; its points are in default user space."""

    points: list[Point] = field(default_factory=list)
    subpaths: int = 0
    curved: bool = False
    only_begun: bool = False

    def start(self, matrix: Matrix, point: Point) -> None:
        """Begin a subpath."""
        self._forget_begun()
        self.only_begun = True
        self.subpaths += 1
        self.points.append(apply(matrix, *point))

    def add(self, matrix: Matrix, *points: Point) -> None:
        """Go on to the last of ``points``, by way of the others."""
        self.points += [apply(matrix, x, y) for x, y in points]
        self.only_begun = False
        self.curved = self.curved or len(points) > 1

    def rectangle(self, matrix: Matrix, x: float, y: float, width: float, height: float) -> None:
        """Add a rectangle as a separate subpath."""
        self._forget_begun()
        self.subpaths += 1
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.points += [apply(matrix, *corner) for corner in corners]

    def _forget_begun(self) -> None:
        """Drop a subpath that is begun again (ISO 32000-1, table 59); WeasyPrint begins SVG's at 0 0."""
        if self.only_begun:
            self.only_begun = False
            self.subpaths -= 1
            self.points.pop()

    @property
    def box(self) -> Rectangle:
        """The box around its points, including those that guide its curves."""
        return box_around(self.points)

    @property
    def is_rectangle(self) -> bool:
        """Whether it is one rectangle parallel to the axes."""
        points = self.points
        if self.subpaths != 1 or self.curved or not 4 <= len(points) <= 5:
            return False
        if len(points) == 5 and max(abs(points[0][axis] - points[4][axis]) for axis in (0, 1)) > _SAME:
            return False
        steps = [(points[at], points[(at + 1) % 4]) for at in range(4)]
        level = [abs(start[1] - end[1]) <= _SAME for start, end in steps]
        upright = [abs(start[0] - end[0]) <= _SAME for start, end in steps]
        return all((level[0], upright[1], level[2], upright[3])) or all((upright[0], level[1], upright[2], level[3]))


def path_mark(state: GraphicsState, artifact: bool, path: Path, *, filled: bool, stroked: bool) -> PathMark:
    """A painted path."""
    width = state.line_width * scale_of(state.ctm) if stroked else 0.0
    return PathMark(
        **_common(state, artifact, grown(path.box, width / 2), state.fill if filled else state.stroke),
        fill=state.fill.paint if filled else None,
        stroke=state.stroke.paint if stroked else None,
        line_width=width,
        rectangle=path.is_rectangle,
    )


def shading_mark(state: GraphicsState, artifact: bool, box: Rectangle, space: str) -> ShadingMark:
    """A shading that covers ``box``."""
    return ShadingMark(**_common(state, artifact, box, state.fill), space=space)


def image_mark(state: GraphicsState, artifact: bool, image: Any, resources: Any, *, inline: bool = False) -> ImageMark:
    """An image on the unit square of the current user space."""
    soft = any(isinstance(entry(image, key), Stream | Array) for key in ("/SMask", "/Mask"))
    return ImageMark(
        **_common(state, artifact, transformed((0, 0, 1, 1), state.ctm), state.fill, soft=soft),
        xobject=None if inline else image,
        matrix=state.ctm,
        width=int(number(entry(image, "/Width"))),
        height=int(number(entry(image, "/Height"))),
        space=image_space(image, resources, state.fill.paint),
        bits=1 if entry(image, "/ImageMask") is True else int(number(entry(image, "/BitsPerComponent"), 8)),
    )


# text


@dataclass(slots=True)
class Line:
    """The text and line matrices of a text object."""

    matrix: Matrix = IDENTITY
    start: Matrix = IDENTITY

    def move(self, x: float, y: float) -> None:
        """Go to the next line."""
        self.matrix = self.start = times((1, 0, 0, 1, x, y), self.start)


Placed = list[tuple[Glyph, float]]
"""Glyphs with their places along the line, in text space."""


def show(
    state: GraphicsState, marked: tuple[bool, bool], line: Line, font: Font, strings: list[bytes | float]
) -> tuple[TextMark, Placed]:
    """Show strings and shifts (thousandths of an em), as TJ does, and move the text matrix to their end.

    ``marked``: whether marked content around makes them an artifact, and whether it replaces them.
    """
    glyphs, end = _placed(state.text, font, strings)
    text, matrix = state.text, times(line.matrix, state.ctm)
    brush = state.stroke if text.mode == _STROKING else state.fill
    mark = TextMark(
        **_common(state, marked[0], transformed(_extent(text, font, glyphs, end), matrix), brush),
        text="".join(glyph.text for glyph, _ in glyphs),
        font=text.font if isinstance(text.font, pikepdf.Object) else Dictionary(),
        size=abs(text.size) * hypot(matrix[2], matrix[3]),
        mode=text.mode,
        paint=brush.paint,
        missing=sum(glyph.missing for glyph, _ in glyphs),
        replaced=marked[1],
    )
    shift = (0.0, end) if font.vertical else (end, 0.0)
    line.matrix = times((1, 0, 0, 1, *shift), line.matrix)
    return mark, glyphs


def _placed(text: TextState, font: Font, strings: list[bytes | float]) -> tuple[Placed, float]:
    """Every glyph with its place along the line, and the end of the line (ISO 32000-1, 9.4.4)."""
    stretch = 1.0 if font.vertical else text.stretch
    glyphs, at = [], 0.0
    for item in strings:
        if isinstance(item, bytes):
            for glyph in font.glyphs(item):
                glyphs.append((glyph, at))
                space = text.letter_space + (text.word_space if glyph.is_space else 0.0)
                advance = -1.0 if font.vertical else glyph.advance
                at += (advance * text.size + space) * stretch
        else:
            at -= item / 1000 * text.size * stretch
    return glyphs, at


def _extent(text: TextState, font: Font, glyphs: Placed, end: float) -> Rectangle:
    """The box in text space around the visible part of a string: spaces at its ends do not count."""
    em = text.size * text.stretch
    places = [(at, at + glyph.advance * em) for glyph, at in glyphs if not glyph.text.isspace()] or [(0.0, end)]
    low, high = min(min(place) for place in places), max(max(place) for place in places)
    if font.vertical:
        return (-em / 2, low - text.size, em / 2, high)
    return (low, font.descent * text.size + text.rise, high, font.ascent * text.size + text.rise)
