# SPDX-License-Identifier: MIT
"""Give the outlines of a title's letters, flattened to polygons, from the faces that are at hand.

A letter is measured in ems with y downwards. A character that no face has becomes one of a few plain figures.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hemaprint.system.faces import face_of, installed_families

Point = tuple[float, float]
Polygon = tuple[Point, ...]

_WEIGHT, _OPTICAL_SIZE = 800.0, 60.0
_STEPS = 10
"""Straight pieces for one curve."""
_SIDE = 0.03
"""The longest side of a polygon, in ems."""
AMPERSAND = "&"
"""A conversation: it joins two, and every face has it."""
_NO_LETTERS = "Magazine"
"""Drawn where a title has neither letters nor figures."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character as closed polygons of short sides.

    ``hidden`` are the sides that lie inside it, numbered as ``edges`` gives them: the strokes of a variable letter
    overlap. ``drawn`` is false for a figure instead of a character without an outline.
    """

    character: str
    polygons: tuple[Polygon, ...]
    hidden: frozenset[int] = frozenset()
    drawn: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its outline."""
        return box_of(self.polygons)

    @property
    def name(self) -> str:
        """What it is, in words: "the letter F"."""
        if not self.drawn:
            return "a figure"
        if self.character == AMPERSAND:
            return "an ampersand"
        if self.character.isdigit():
            return f"the numeral {self.character}"
        if "CJK" in unicodedata.name(self.character, ""):
            return f"the character {self.character}"
        return f"the letter {self.character}"


def letters_of(title: str, faces: tuple[Path, ...]) -> tuple[Letter, ...]:
    """The letters and numerals of a title as capitals, in its order and at least one.

    ``faces`` are font files, the best first; the machine's own come after them.
    """
    characters = [one for one in unicodedata.normalize("NFC", title) if one.isalnum()] or list(_NO_LETTERS)
    return tuple(letter_of(one.upper() if len(one.upper()) == 1 else one, faces) for one in characters)


@cache
def letter_of(character: str, faces: tuple[Path, ...]) -> Letter:
    """One character; a figure where no face has it."""
    for path in (*faces, *_system_faces(character)):
        if polygons := _outline(path, character):
            return Letter(character, polygons, _hidden(polygons))
    return Letter(character, _figure(ord(character)), drawn=False)


def _system_faces(character: str) -> tuple[Path, ...]:
    """The file of the machine's face for the script of a character, if there is one."""
    face, program = face_of(character), shutil.which("fc-match")
    family = face.found(installed_families()) if face else ""
    if not family or program is None:
        return ()
    found = subprocess.run(
        [program, "--format=%{file}", f"{family}:bold"], capture_output=True, text=True, check=False
    ).stdout
    return (Path(found),) if found else ()


@cache
def _font(path: Path) -> Any:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly

    return TTFont(path, lazy=True, fontNumber=0)


def _outline(path: Path, character: str) -> tuple[Polygon, ...]:
    """The polygons of a character; none where the face lacks it, or draws nothing."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - loads slowly

    font = _font(path)
    name = (font.getBestCmap() or {}).get(ord(character))
    if name is None:
        return ()
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    wanted = {"wght": _WEIGHT, "opsz": _OPTICAL_SIZE}
    place = {tag: min(max(at, axes[tag].minValue), axes[tag].maxValue) for tag, at in wanted.items() if tag in axes}
    glyphs = font.getGlyphSet(location=place)
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return tuple(_flattened(pen.value, float(font["head"].unitsPerEm)))


def _flattened(drawing: list[tuple[str, tuple[Any, ...]]], em: float) -> Iterator[Polygon]:
    """Closed polygons of a recorded drawing: TrueType's and PostScript's curves as straight pieces."""
    from fontTools.pens.basePen import decomposeQuadraticSegment  # noqa: PLC0415 - loads slowly

    points: list[Point] = []
    for operator, arguments in drawing:
        if operator == "qCurveTo":
            ends = arguments if arguments[-1] is not None else _closed(arguments[:-1])
            if arguments[-1] is None:
                points = [ends[-1]]
            for control, end in decomposeQuadraticSegment(ends):
                points += _curve(points[-1], _third(points[-1], control), _third(end, control), end)
        elif operator == "curveTo":
            points += _curve(points[-1], *arguments)
        elif operator in ("moveTo", "lineTo"):
            points += arguments
        elif len(points) > 2:
            yield _divided([(x / em, -y / em) for x, y in points])
        if operator in ("closePath", "endPath"):
            points = []


def _closed(controls: tuple[Point, ...]) -> tuple[Point, ...]:
    """A closed curve without a point on it, as TrueType allows: it begins between its last and its first control."""
    (x0, y0), (x1, y1) = controls[-1], controls[0]
    return (*controls, ((x0 + x1) / 2, (y0 + y1) / 2))


def _third(end: Point, control: Point) -> Point:
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


def _curve(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    points = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        x, y = (a * start[i] + b * one[i] + c * two[i] + d * end[i] for i in (0, 1))
        points.append((x, y))
    return points


def _figure(number: int) -> tuple[Polygon, ...]:
    """A ring, a triangle, a square, a star...: which of them the number decides."""
    sides, hollow = (3, 4, 5, 6, 48)[number % 5], number // 5 % 2
    outer = _regular(sides, 0.5)
    rings = (outer, _regular(sides, 0.2)[::-1]) if hollow or sides > 4 else (outer,)
    return tuple(map(_divided, rings))


def _regular(sides: int, radius: float) -> Polygon:
    turns = [2 * math.pi * (one / sides) - math.pi / 2 + (math.pi / 4 if sides == 4 else 0) for one in range(sides)]
    return tuple((0.5 + radius * math.cos(turn), -0.5 + radius * math.sin(turn)) for turn in turns)


# ---------------------------------------------------------------- polygons


def edges(polygons: Iterable[Polygon]) -> Iterator[tuple[Point, Point]]:
    """The sides of closed polygons."""
    for polygon in polygons:
        yield from pairwise((*polygon, polygon[0]))


def box_of(polygons: Iterable[Polygon]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of polygons."""
    points = [point for polygon in polygons for point in polygon]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def crossings(sides: Iterable[tuple[Point, Point]], level: float) -> list[tuple[float, int]]:
    """Where a horizontal line crosses sides, from the left, and whether they go down (1) or up (-1) there."""
    found = []
    for (x0, y0), (x1, y1) in sides:
        if (y0 <= level) != (y1 <= level):
            found.append((x0 + (level - y0) / (y1 - y0) * (x1 - x0), 1 if y1 > y0 else -1))
    return sorted(found)


def is_inside(point: Point, polygons: Iterable[Polygon]) -> bool:
    """Whether a point is inside polygons, by the nonzero rule of outlines."""
    x, y = point
    return sum(way for at, way in crossings(edges(polygons), y) if at <= x) != 0


def _divided(points: Iterable[Point]) -> Polygon:
    """A polygon whose sides are no longer than SIDE."""
    divided = []
    for (x0, y0), (x1, y1) in edges([tuple(points)]):
        count = math.ceil(math.hypot(x1 - x0, y1 - y0) / _SIDE)
        divided += [(x0 + (x1 - x0) * one / count, y0 + (y1 - y0) * one / count) for one in range(count)]
    return tuple(divided)


def _hidden(polygons: tuple[Polygon, ...]) -> frozenset[int]:
    """The sides on both of whose banks the letter goes on."""
    hidden = set()
    for number, ((x0, y0), (x1, y1)) in enumerate(edges(polygons)):
        length = math.hypot(x1 - x0, y1 - y0)
        aside = 0.002 * (y0 - y1) / length, 0.002 * (x1 - x0) / length
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        banks = (x + aside[0], y + aside[1]), (x - aside[0], y - aside[1])
        if all(is_inside(bank, polygons) for bank in banks):
            hidden.add(number)
    return frozenset(hidden)
