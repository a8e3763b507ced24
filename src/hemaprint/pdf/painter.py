"""Make marks of paths, strings and images in the graphics state they are painted in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pikepdf

from hemaprint.pdf.colors import image_space
from hemaprint.pdf.fonts import Font, Glyph
from hemaprint.pdf.geometry import Point, apply, box_around, clipped, grown, scale_of, times, transformed
from hemaprint.pdf.models import ImageMark, PathMark, ShadingMark, TextMark
from hemaprint.pdf.objects import Matrix, Rectangle
from hemaprint.pdf.state import Ink, State, Tag
from hemaprint.pdf.values import entry, number

_SAME = 0.01
"""Edges that lie closer than this, in pt, are taken for one."""

_STROKING = 1
"""The text rendering mode that strokes only (ISO 32000-1, table 106)."""

_Common = tuple[Rectangle, float, str, bool, bool, bool, int | None, bool]


def _common(state: State, tag: Tag, box: Rectangle, ink: Ink, *, soft: bool = False) -> _Common:
    around = state.around
    return (
        clipped(box, state.clip),
        ink.alpha * around.alpha,
        around.blend if state.blend == "Normal" else state.blend,
        soft or state.masked or around.masked,
        ink.overprint,
        tag.artifact,
        tag.mcid,
        state.shaped,
    )


@dataclass(slots=True)
class Path:
    """The path under construction; its points are in default user space."""

    points: list[Point] = field(default_factory=list)
    subpaths: int = 0
    curved: bool = False
    current: Point = (0.0, 0.0)
    only_begun: bool = False

    def add(self, matrix: Matrix, *points: Point) -> None:
        """Go on to the last of ``points``, by way of the others."""
        self.points += [apply(matrix, x, y) for x, y in points]
        self.only_begun = False
        self.current = points[-1]
        self.curved = self.curved or len(points) > 1

    def start(self, matrix: Matrix, point: Point) -> None:
        """Begin a subpath."""
        self._forget_begun()
        self.only_begun = True
        self.subpaths += 1
        self.points.append(apply(matrix, *point))
        self.current = point

    def rectangle(self, matrix: Matrix, x: float, y: float, width: float, height: float) -> None:
        """Add a rectangle as a subpath of its own."""
        self._forget_begun()
        self.subpaths += 1
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.points += [apply(matrix, *corner) for corner in corners]
        self.current = (x, y)

    def _forget_begun(self) -> None:
        """A subpath that is begun anew leaves nothing (ISO 32000-1, table 59); WeasyPrint begins SVG's at 0 0."""
        if self.only_begun:
            self.only_begun = False
            self.subpaths -= 1
            self.points.pop()

    @property
    def box(self) -> Rectangle:
        """The box around its points, those that guide its curves included."""
        return box_around(self.points)

    @property
    def is_rectangle(self) -> bool:
        """It is one rectangle parallel to the axes."""
        points = self.points
        if self.subpaths != 1 or self.curved or not 4 <= len(points) <= 5:
            return False
        if len(points) == 5 and max(abs(points[0][axis] - points[4][axis]) for axis in (0, 1)) > _SAME:
            return False
        across = [abs(points[at][0] - points[(at + 1) % 4][0]) for at in range(4)]
        up = [abs(points[at][1] - points[(at + 1) % 4][1]) for at in range(4)]
        level, upright = [step <= _SAME for step in up], [step <= _SAME for step in across]
        return (level[0] and upright[1] and level[2] and upright[3]) or (
            upright[0] and level[1] and upright[2] and level[3]
        )


def path_mark(state: State, tag: Tag, path: Path, *, filled: bool, stroked: bool) -> PathMark:
    """A painted path."""
    width = state.line_width * scale_of(state.ctm) if stroked else 0.0
    ink = state.fill if filled else state.stroke
    return PathMark(
        *_common(state, tag, grown(path.box, width / 2), ink),
        fill=state.fill.paint if filled else None,
        stroke=state.stroke.paint if stroked else None,
        line_width=width,
        rectangle=path.is_rectangle,
    )


def shading_mark(state: State, tag: Tag, box: Rectangle, space: str) -> ShadingMark:
    """A shading that covers ``box``."""
    return ShadingMark(*_common(state, tag, box, state.fill), space=space)


def image_mark(state: State, tag: Tag, image: Any, resources: Any, *, inline: bool = False) -> ImageMark:
    """An image on the unit square of the current user space."""
    stencil = entry(image, "/ImageMask") is True
    soft = any(isinstance(entry(image, key), pikepdf.Stream | pikepdf.Array) for key in ("/SMask", "/Mask"))
    return ImageMark(
        *_common(state, tag, transformed((0, 0, 1, 1), state.ctm), state.fill, soft=soft),
        xobject=None if inline else image,
        matrix=state.ctm,
        width=int(number(entry(image, "/Width"))),
        height=int(number(entry(image, "/Height"))),
        space=image_space(image, resources, state.fill.paint),
        bits=1 if stencil else int(number(entry(image, "/BitsPerComponent"), 8)),
    )


@dataclass(slots=True)
class Line:
    """The text and line matrices of a text object."""

    matrix: Matrix
    start: Matrix

    def move(self, x: float, y: float) -> None:
        """Go to the next line."""
        self.matrix = self.start = times((1, 0, 0, 1, x, y), self.start)


@dataclass(slots=True)
class Shown:
    """A string that was measured: its mark, and where its glyphs stand along the line (in text space)."""

    mark: TextMark
    glyphs: list[tuple[Glyph, float]]
    origin: Matrix


def show(state: State, tag: Tag, line: Line, font: Font, items: list[bytes | float]) -> Shown:
    """Show strings and shifts (thousandths of an em), as TJ does, and move the text matrix to their end."""
    origin = line.matrix
    glyphs, end = _set(state, font, items)
    type_, matrix = state.type, times(origin, state.ctm)
    ink = state.stroke if type_.mode == _STROKING else state.fill
    mark = TextMark(
        *_common(state, tag, transformed(_extent(state, font, glyphs, end), matrix), ink),
        text="".join(glyph.text for glyph, _ in glyphs),
        codes=b"".join(item for item in items if isinstance(item, bytes)),
        font=type_.font if isinstance(type_.font, pikepdf.Object) else pikepdf.Dictionary(),
        size=abs(type_.size) * hypot(matrix[2], matrix[3]),
        mode=type_.mode,
        paint=ink.paint,
        missing=sum(glyph.missing for glyph, _ in glyphs),
    )
    shift = (0.0, end) if font.vertical else (end, 0.0)
    line.matrix = times((1, 0, 0, 1, *shift), origin)
    return Shown(mark, glyphs, origin)


def _set(state: State, font: Font, items: list[bytes | float]) -> tuple[list[tuple[Glyph, float]], float]:
    """Every glyph with its place along the line, and where the line ends (ISO 32000-1, 9.4.4)."""
    type_ = state.type
    stretch = 1.0 if font.vertical else type_.stretch
    glyphs, at = [], 0.0
    for item in items:
        if isinstance(item, bytes):
            for glyph in font.glyphs(item):
                glyphs.append((glyph, at))
                space = type_.letter_space + (type_.word_space if glyph.is_space else 0.0)
                advance = -1.0 if font.vertical else glyph.advance
                at += (advance * type_.size + space) * stretch
        else:
            at -= item / 1000 * type_.size * stretch
    return glyphs, at


def _extent(state: State, font: Font, glyphs: list[tuple[Glyph, float]], end: float) -> Rectangle:
    """The box in text space around what is visible of a string: spaces at its ends do not count."""
    type_ = state.type
    stretched = type_.size * type_.stretch
    places = list(_visible(glyphs, stretched)) or [(0.0, end)]
    low, high = min(min(place) for place in places), max(max(place) for place in places)
    if font.vertical:
        return (-stretched / 2, low - type_.size, stretched / 2, high)
    return (low, font.descent * type_.size + type_.rise, high, font.ascent * type_.size + type_.rise)


def _visible(glyphs: list[tuple[Glyph, float]], em: float) -> Iterator[tuple[float, float]]:
    for glyph, at in glyphs:
        if not glyph.text.isspace():
            yield at, at + glyph.advance * em
