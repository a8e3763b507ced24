"""Solids under a lamp: parallel rays march to a signed distance field; depth and light then set lines as in ``cells``.

A subject is one function of x (right), y (up) and z (to the viewer), in units of its own, that answers how far the
nearest surface is and of which material. Sketches are small; only lines are drawn at the resolution of the plate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from cells import Field, Plate, Vector, Window
from numpy.typing import NDArray
from PIL import Image

Kinds = NDArray[np.int8]
Scene = Callable[[Field, Field, Field], tuple[Field, Kinds]]
F = np.float32

BAND = 400
"""Rows of a plate that are engraved at once: enough for speed, few enough for memory."""

OUTSIDE = 3.0
"""Beyond so many pixels of a sketch, how far a ray missed a surface no longer matters."""

FAINT = 0.03
"""A line narrower than this share of its pitch is not drawn."""


# ---------------------------------------------------------------- solids


def ball(x: Field, y: Field, z: Field, center: Vector, radii: Vector) -> Field:
    """An ellipsoid, its distance to first order."""
    a, b, c = ((p - F(q)) / F(r) for p, q, r in zip((x, y, z), center, radii, strict=True))
    near = np.sqrt(a * a + b * b + c * c)
    slope = np.sqrt((a / F(radii[0])) ** 2 + (b / F(radii[1])) ** 2 + (c / F(radii[2])) ** 2)
    return np.asarray(near * (near - 1) / np.maximum(slope, F(1e-4)))


def rod(x: Field, y: Field, z: Field, start: Vector, end: Vector, radius: float, last: float | None = None) -> Field:
    """A rod with round ends, whose radius runs from ``radius`` to ``last``."""
    d = [F(q - p) for p, q in zip(start, end, strict=True)]
    a, b, c = x - F(start[0]), y - F(start[1]), z - F(start[2])
    t = np.clip((a * d[0] + b * d[1] + c * d[2]) / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]), 0, 1)
    r = F(radius) if last is None else F(radius) + F(last - radius) * t
    return np.asarray(np.sqrt((a - d[0] * t) ** 2 + (b - d[1] * t) ** 2 + (c - d[2] * t) ** 2) - r)


def box(x: Field, y: Field, z: Field, center: Vector, half: Vector, round_: float = 0.02) -> Field:
    """A box of the given half sides, its edges rounded."""
    q = [np.abs(p - F(m)) - F(s - round_) for p, m, s in zip((x, y, z), center, half, strict=True)]
    out = np.sqrt(np.maximum(q[0], 0) ** 2 + np.maximum(q[1], 0) ** 2 + np.maximum(q[2], 0) ** 2)
    return np.asarray(out + np.minimum(np.maximum(q[0], np.maximum(q[1], q[2])), 0) - F(round_))


def turned(across: Field, along: Field, radius: float, half: float, soft: float = 0.015) -> Field:
    """A cylinder, from the distance to its axis and the way along it, its edges rounded."""
    a, b = across - F(radius - soft), np.abs(along) - F(half - soft)
    return np.asarray(np.minimum(np.maximum(a, b), 0) + np.hypot(np.maximum(a, 0), np.maximum(b, 0)) - F(soft))


def join(a: Field, b: Field, over: float = 0.1) -> Field:
    """Two solids run into one another, over about this distance."""
    h = np.maximum(F(over) - np.abs(a - b), 0) / F(over)
    return np.asarray(np.minimum(a, b) - h * h * F(over / 4))


def turn(a: Field, b: Field, angle: float) -> tuple[Field, Field]:
    """Two coordinates, turned by an angle."""
    c, s = F(np.cos(angle)), F(np.sin(angle))
    return c * a - s * b, s * a + c * b


def nearest(*parts: tuple[Field, int]) -> tuple[Field, Kinds]:
    """The nearest of solids and their materials."""
    distance = parts[0][0]
    kind = np.full(distance.shape, parts[0][1], np.int8)
    for other, number in parts[1:]:
        nearer = other < distance
        distance = np.where(nearer, other, distance)
        kind[nearer] = number
    return distance, kind


# ---------------------------------------------------------------- sketches


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the rays of a small picture found: all fields are rows by columns, ``normal`` three of them.

    ``kind`` is 0 where nothing was met; ``missed`` is how far a ray then passed the nearest surface, in pixels.
    ``step`` is the width of a pixel in the units of the scene.
    """

    depth: Field
    normal: Field
    kind: Kinds
    open: Field
    missed: Field
    step: float

    def light(self, lamp: Vector, ambient: float = 0.08, gain: float = 1.0) -> Field:
        """Lambert's law, less in corners that see little of the room: 0 to 1."""
        to = np.array(lamp, F) / F(np.linalg.norm(lamp))
        lit = np.clip(np.tensordot(to, self.normal, 1) * F(gain), 0, 1)
        return np.asarray(np.clip((ambient + (1 - ambient) * lit) * self.open, 0, 1))

    def glint(self, toward: Vector, power: float) -> Field:
        """The reflection of a lamp: 0 to 1."""
        to = np.array(toward, F) / F(np.linalg.norm(toward))
        return np.asarray(np.clip(np.tensordot(to, self.normal, 1), 0, 1) ** F(power))

    def edge(self, kinds: Collection[int]) -> Field:
        """Below zero inside the materials, above outside, in pixels: sharper than the pixels of the sketch."""
        inside = np.isin(self.kind, list(kinds))
        return np.where(inside, F(-1), np.where(self.kind == 0, self.missed - F(1), F(1.2))).astype(F)

    def spread(self, field: Field, reach: int = 4) -> Field:
        """A field, with what it holds at the rim of the solids carried ``reach`` pixels into the void round them."""
        known, field = self.kind > 0, np.where(self.kind > 0, field, F(0)).astype(F)
        for _ in range(reach):
            count, total = np.zeros(field.shape, F), np.zeros(field.shape, F)
            for axis, way in ((0, 1), (0, -1), (1, 1), (1, -1)):
                count += np.roll(known, way, axis)
                total += np.roll(field, way, axis)
            new = ~known & (count > 0)
            field[new] = total[new] / count[new]
            known = known | new
        return field

    def rim(self, void: float | None = None) -> Field:
        """Where the depth jumps, 0 to 1: between solids, and toward the void if it is given a depth."""
        depth = self.spread(self.depth) if void is None else np.where(self.kind > 0, self.depth, F(void))
        jump = np.zeros_like(depth)
        across, down = np.abs(depth[1:-1, 2:] - depth[1:-1, 1:-1]), np.abs(depth[2:, 1:-1] - depth[1:-1, 1:-1])
        jump[1:-1, 1:-1] = np.maximum(across, down)
        return np.asarray(np.clip((jump / F(self.step) - 6) / 6, 0, 1).astype(F))


def sketch(
    scene: Scene,
    columns: int,
    rows: int,
    view: tuple[float, float, float],
    *,
    near: float = 3.0,
    far: float = -3.0,
    steps: int = 110,
    safe: float = 0.8,
) -> Sketch:
    """Looks at a scene along z, from ``near`` to ``far``; ``view`` is left, right, and the height of the middle.

    ``safe`` is how much of a distance a ray may go: less than 1 where a scene says more than the truth.
    """
    left, right, middle = view
    k = F((right - left) / columns)
    across = F(left) + (np.arange(columns, dtype=F) + F(0.5)) * k
    up = F(middle) + (F(rows / 2) - F(0.5) - np.arange(rows, dtype=F)) * k
    x, y = (np.ascontiguousarray(axis, F).ravel() for axis in np.meshgrid(across, up))
    z, kind = np.full(x.shape, near, F), np.zeros(x.shape, np.int8)
    missed = np.full(x.shape, OUTSIDE, F)
    live = np.arange(x.size)
    for _ in range(steps):
        distance, met = scene(x[live], y[live], z[live])
        missed[live] = np.minimum(missed[live], distance / k)
        hit = distance < k * F(0.4)
        kind[live[hit]] = met[hit]
        z[live[hit]] -= distance[hit]
        live, distance = live[~hit], distance[~hit]
        z[live] -= distance * F(safe)
        live = live[z[live] > far]
        if not live.size:
            break
    normal, room = _surface(scene, (x, y, z), np.flatnonzero(kind), k)
    z[kind == 0] = far
    shape = (rows, columns)
    return Sketch(z.reshape(shape), normal.reshape(3, *shape), kind.reshape(shape), room.reshape(shape),
                  np.maximum(missed, 0).reshape(shape), float(k))  # fmt: skip


def _surface(
    scene: Scene, place: tuple[Field, Field, Field], on: NDArray[np.intp], k: np.float32
) -> tuple[Field, Field]:
    """The normal of each place on a surface, and how open it lies: 1, and less in a corner."""
    points = [axis[on] for axis in place]
    normal, room = np.zeros((3, place[0].size), F), np.ones(place[0].size, F)
    if not on.size:
        return normal, room
    slopes = []
    for axis in range(3):
        ahead, behind = (
            scene(*(p + (step if i == axis else F(0)) for i, p in enumerate(points)))[0] for step in (k, -k)
        )
        slopes.append(ahead - behind)
    size = np.sqrt(slopes[0] ** 2 + slopes[1] ** 2 + slopes[2] ** 2) + F(1e-6)
    for axis in range(3):
        normal[axis, on] = slopes[axis] / size
    for reach in (0.05, 0.12, 0.25):
        away = scene(*(p + normal[axis, on] * F(reach) for axis, p in enumerate(points)))[0]
        room[on] -= np.clip(F(reach) - away, 0, F(reach)) / F(reach) * F(0.28)
    return normal, room


# ---------------------------------------------------------------- lines


def engrave(
    plate: Plate,
    seen: Sketch,
    tone: Field,
    kinds: Collection[int],
    *,
    ink: str,
    fill: str,
    pitch: float,
    at: tuple[float, float] = (0.0, 0.0),
    width: float | None = None,
    ride: float = 0.6,
    slope: float = 0.0,
    dark: bool = True,
    outline: float = 1.0,
) -> None:
    """Draws the materials ``kinds`` of a sketch: lines, ``slope`` off the level, that ride over its depth.

    ``at`` is where its top left corner lies, ``width`` how wide it is printed, both in mm; the whole plate unless given.
    ``tone`` is the light, 0 to 1. ``dark``: the ink is darker than ``fill``, lines swell in the shade, and where the
    depth jumps stands a line of this ``outline``; where the ink is lighter, lines stop short of the jump.
    """
    rows, columns = tone.shape
    mm = (plate.size[0] / plate.scale if width is None else width) / columns
    y, x = np.mgrid[0:rows, 0:columns].astype(F) * F(mm)
    depth = seen.spread(seen.depth) * F(ride * mm / seen.step)
    phase = (y * F(np.cos(slope)) + x * F(np.sin(slope)) + depth) / F(pitch)
    swell = np.clip(1 - seen.spread(tone) if dark else seen.spread(tone), 0, 0.94)
    if dark:
        swell = np.maximum(swell, seen.rim(float(seen.depth.min())) * F(outline))
    else:
        gap = seen.rim()
        for axis in (0, 1):
            gap = np.maximum(gap, np.maximum(np.roll(gap, 1, axis), np.roll(gap, -1, axis)))
        swell = swell * np.clip(1 - gap * F(2 * outline), 0, 1)
    laid((plate, at, mm), phase, swell, seen.edge(kinds), ink=ink, fill=fill)


def laid(
    where: tuple[Plate, tuple[float, float], float], phase: Field, width: Field, edge: Field, *, ink: str, fill: str
) -> None:
    """Lines from small fields of ``phase``, ``width`` (0 to 1) and ``edge`` (inside below zero).

    ``where`` is the plate, the place of the fields' top left corner, and the size of one of their pixels, in mm.
    """
    plate, at, mm = where
    rows, columns = phase.shape
    middle = (at[0] + columns * mm / 2, at[1] + rows * mm / 2)
    whole = plate.window(*middle, columns * mm / 2, rows * mm / 2)
    if whole is None:
        return
    for top in range(whole.rows.start, whole.rows.stop, BAND):
        bottom = min(top + BAND, whole.rows.stop)
        band = slice(top - whole.rows.start, bottom - whole.rows.start)
        window = Window(slice(top, bottom), whole.columns, whole.x, whole.y[band])
        big_phase, big_width, big_edge = (enlarged(plate, window, f, at, mm) for f in (phase, width, edge))
        inside = big_edge < 0
        if inside.any():
            big_width = np.where(big_width < FAINT, 0, np.minimum(big_width, 0.97))
            plate.lines(window, inside, big_phase, big_width, fill, ink)


def enlarged(plate: Plate, window: Window, field: Field, at: tuple[float, float], mm: float) -> Field:
    """The part of a small field that lies in a window, at the pixels of the plate.

    The field's top left corner lies ``at``, and each of its pixels is ``mm`` wide.
    """
    rows, columns = field.shape
    left, right = ((edge / plate.scale - at[0]) / mm for edge in (window.columns.start, window.columns.stop))
    top, bottom = ((edge / plate.scale - at[1]) / mm for edge in (window.rows.start, window.rows.stop))
    bounds = (max(left, 0.0), max(top, 0.0), min(right, float(columns)), min(bottom, float(rows)))
    size = (window.columns.stop - window.columns.start, window.rows.stop - window.rows.start)
    small = Image.fromarray(np.ascontiguousarray(field, F), "F")
    return np.asarray(small.resize(size, Image.Resampling.BICUBIC, box=bounds))
