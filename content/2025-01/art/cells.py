"""The engraving engine: a height field, lit from one side, becomes the width of lines; ink on a ground, no greys.

Everything is measured in millimetres from the top left corner of the plate, so that a plate is the same picture at any
resolution. A plate holds palette indices, never colours: each pair of ground and ink has a short ramp for the edges of lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Vector = tuple[float, float, float]

LEVELS = 11
"""Steps from ground to ink at the edge of a line; five ramps of eleven keep a plate under 64 colours."""

OBLIQUE = ((0.36, 0.48, -0.80, 5.3), (-0.80, 0.60, 0.00, 11.7), (0.48, 0.64, 0.60, 17.1))
"""A rotation, row by row, and a shift off the origin."""

RELIEF = 220
"""Pixels to a radius at which a surface is modelled; it is then enlarged to the resolution of the plate."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a plate and its coordinates in mm from a centre."""

    rows: slice
    columns: slice
    x: Field
    y: Field

    @property
    def place(self) -> tuple[slice, slice]:
        return self.rows, self.columns


class Plate:
    """A sheet of one ground that inks are laid on, the last on top."""

    def __init__(self, width: float, height: float, dpi: float, ground: str) -> None:
        self.scale = dpi / 25.4
        self.dpi = dpi
        self.size = (round(width * self.scale), round(height * self.scale))
        self.ground = ground
        self._ramps: dict[tuple[str, str], int] = {}
        self.pixels: NDArray[np.uint8] = np.zeros(self.size[::-1], np.uint8)
        self.ramp(ground, ground)

    def ramp(self, ground: str, ink: str) -> int:
        """The palette index at which the ramp from ``ground`` to ``ink`` begins."""
        return self._ramps.setdefault((ground, ink), len(self._ramps) * LEVELS)

    def window(self, cx: float, cy: float, reach: float, reach_y: float = 0) -> Window | None:
        """The part of the plate within ``reach`` mm of a point; None if it lies outside."""
        k, (width, height) = self.scale, self.size
        x0, x1 = max(0, int((cx - reach) * k)), min(width, int((cx + reach) * k) + 2)
        y0, y1 = max(0, int((cy - (reach_y or reach)) * k)), min(height, int((cy + (reach_y or reach)) * k) + 2)
        if x1 <= x0 or y1 <= y0:
            return None
        x = (np.arange(x0, x1, dtype=np.float32)[None, :] + np.float32(0.5)) / np.float32(k) - np.float32(cx)
        y = (np.arange(y0, y1, dtype=np.float32)[:, None] + np.float32(0.5)) / np.float32(k) - np.float32(cy)
        return Window(slice(y0, y1), slice(x0, x1), x, y)

    def lines(self, window: Window, inside: Mask, phase: Field, width: Field, ground: str, ink: str) -> None:
        """Lines where ``phase`` passes whole numbers and a half, as wide as ``width`` (0 to 1 of their distance)."""
        gy, gx = np.gradient(phase)
        slope = np.clip(np.hypot(gx, gy), 1e-4, 0.45) * 2
        off_center = np.abs(phase - np.floor(phase) - np.float32(0.5)) * 2
        cover = np.clip((width - off_center) / slope + np.float32(0.5), 0, 1)
        cover[width <= 0] = 0
        index = (cover * (LEVELS - 1) + np.float32(0.5)).astype(np.uint8) + np.uint8(self.ramp(ground, ink))
        self.pixels[window.place][inside] = index[inside]

    def solid(self, window: Window, distance: Field, ink: str) -> None:
        """Flat ink where ``distance`` (mm, signed) is below zero, smooth against the plate's own ground."""
        view = self.pixels[window.place]
        cover = np.clip(0.5 - distance * self.scale, 0, 1)
        bare = view < LEVELS
        if ink != self.ground:
            base = self.ramp(self.ground, ink)
            soft = bare & (cover > 0)
            view[soft] = base + (cover[soft] * (LEVELS - 1) + 0.5).astype(np.uint8)
            view[~bare & (cover >= 0.5)] = base + LEVELS - 1
        else:
            view[cover >= 0.5] = 0

    def image(self) -> Image.Image:
        """The plate as a palette image."""
        picture = Image.fromarray(self.pixels, "P")
        palette: list[int] = []
        for ground, ink in self._ramps:
            first, last = _rgb(ground), _rgb(ink)
            for level in range(LEVELS):
                part = level / (LEVELS - 1)
                palette += [round(a + (b - a) * part) for a, b in zip(first, last, strict=True)]
        picture.putpalette(palette)
        return picture

    def save(self, path: Path, box: tuple[float, float, float, float] | None = None) -> None:
        """Writes the plate, or the part of it within ``box`` (left, top, right, bottom in mm), as PNG."""
        picture = self.image()
        if box is not None:
            picture = picture.crop(tuple(round(edge * self.scale) for edge in box))  # type: ignore[arg-type]
        picture.save(path, compress_level=8, dpi=(self.dpi, self.dpi))


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


# ---------------------------------------------------------------- surfaces


def disc(
    plate: Plate,
    center: tuple[float, float],
    radius: float,
    *,
    ink: str,
    fill: str = "",
    squash: float = 1.0,
    turn: float = 0.0,
    pitch: float = 1.0,
    lines: float | None = None,
    lift: float = 1.0,
    dark: bool = False,
    light: Vector = (-0.55, -0.65, 0.52),
    ambient: float = 0.06,
    gain: float = 1.0,
) -> None:
    """A red cell from its own profile (Evans and Fung 1972), tilted by ``squash`` and turned by ``turn`` radians.

    ``dark``: the ink is darker than its ground, and lines swell in the shade.
    """
    window = plate.window(*center, radius * 1.06)
    if window is None:
        return
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    a = (window.x * c + window.y * s) / radius
    b = (-window.x * s + window.y * c) / (radius * squash)
    r2 = a * a + b * b
    rc = np.clip(r2, 0, 1)
    height = np.sqrt(1 - rc) * (0.207 + 2.003 * rc - 1.123 * rc * rc) * np.float32(1.25)
    luminance = _lit(height, 1 / (plate.scale * radius), light, ambient, gain, 1.25)
    angle = turn if lines is None else lines
    lc, ls = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    phase = (-window.x * ls + window.y * lc) / pitch - height * np.float32(lift * radius / pitch * 0.42)
    width = np.clip(1 - luminance if dark else luminance, 0.07 if dark else 0.03, 0.90)
    edge = np.clip((1 - np.sqrt(rc)) / (0.018 + 1 / (radius * plate.scale)), 0, 1)
    width = np.maximum(width, 1 - edge) if dark else width * edge
    _clear_round(plate, window, (r2 >= 1) & (r2 < (1 + 0.6 / radius) ** 2))
    plate.lines(window, r2 < 1, phase.astype(np.float32), width.astype(np.float32), fill or plate.ground, ink)


def sphere(
    plate: Plate,
    center: tuple[float, float],
    radius: float,
    *,
    ink: str,
    fill: str,
    pitch: float = 1.0,
    bump: float = 0.05,
    grain: float = 9.0,
    ripple: float = 0.01,
    seed: int = 1,
    lift: float = 1.0,
    ride: float = 0.5,
    lines: float = 0.3,
    dark: bool = False,
    light: Vector = (-0.5, -0.62, 0.6),
    ambient: float = 0.05,
    gain: float = 1.0,
) -> None:
    """A round cell with a grained surface: ``bump`` how high, ``grain`` how many grains to a radius.

    The grain is sampled in space, on the sphere, so that it shortens toward the limb. Lines ride over it by ``ride``.
    """
    window = plate.window(*center, radius * (1.06 + ripple * 2.2))
    if window is None:
        return
    relief = _relief(bump, grain, seed, light, ambient, gain, ripple * 2.2)
    luminance, grains = relief.at(window, radius)
    r = np.hypot(window.x, window.y) / radius / _outline(window, ripple, seed)
    rc = np.clip(r, 0, 1)
    lc, ls = np.float32(np.cos(lines)), np.float32(np.sin(lines))
    dome = np.sqrt(1 - rc * rc) + grains * np.float32(ride * bump)
    phase = (-window.x * ls + window.y * lc) / pitch - dome * np.float32(lift * radius / pitch * 0.34)
    width = np.clip(1 - luminance if dark else luminance, 0.05, 0.92)
    edge = np.clip((1 - rc) / (0.010 + 1 / (radius * plate.scale)), 0, 1)
    width = np.maximum(width, 1 - edge) if dark else width * edge
    _clear_round(plate, window, (r >= 1) & (r < 1 + 0.9 / radius))
    plate.lines(window, r < 1, phase.astype(np.float32), width.astype(np.float32), fill, ink)


def _outline(window: Window, ripple: float, seed: int) -> Field:
    """The rim as a factor of the radius, with small ripples."""
    turns = np.linspace(-np.pi, np.pi, 2049, dtype=np.float32)
    x, y = np.cos(turns), np.sin(turns)
    edge = np.ones_like(turns)
    for frequency, part in ((2.5, 1.2), (6.0, 0.9), (11.0, 0.5)):
        edge = edge + ripple * part * space_noise(x * frequency, y * frequency, np.zeros_like(x), seed + 7)
    return np.asarray(np.interp(np.arctan2(window.y, window.x), turns, edge).astype(np.float32))


def _clear_round(plate: Plate, window: Window, halo: Mask) -> None:
    """Bare ground round a cell, so that it stands clear of what lies behind it."""
    plate.pixels[window.place][halo] = 0


def _lit(height: Field, step: float, light: Vector, ambient: float, gain: float, power: float) -> Field:
    """Lambert's law on a height field whose pixels are ``step`` apart."""
    if min(height.shape) < 3:
        return np.full_like(height, ambient)
    gy, gx = np.gradient(height, np.float32(step))
    lx, ly, lz = np.array(light, np.float32) / np.float32(np.linalg.norm(light))
    lambert = np.clip((-gx * lx - gy * ly + lz) / np.sqrt(gx * gx + gy * gy + 1), 0, 1)
    return np.asarray(np.clip(ambient + gain * lambert**power, 0, 1))


@dataclass(frozen=True, slots=True)
class Relief:
    """Light and grain of a surface, from -reach to reach in radii, at modelling resolution."""

    luminance: Field
    grains: Field
    reach: float

    def at(self, window: Window, radius: float) -> tuple[Field, Field]:
        """Both fields enlarged to the pixels of a window."""
        side = self.luminance.shape[0]
        left, right = (float(window.x[0, edge]) / radius for edge in (0, -1))
        top, bottom = (float(window.y[edge, 0]) / radius for edge in (0, -1))
        edges = ((value + self.reach) / (2 * self.reach) * side for value in (left, top, right, bottom))
        box = tuple(min(max(edge, 0.0), float(side)) for edge in edges)
        size = (window.x.shape[1], window.y.shape[0])
        enlarged = [
            np.asarray(Image.fromarray(field, "F").resize(size, Image.Resampling.BICUBIC, box=box))
            for field in (self.luminance, self.grains)
        ]
        return enlarged[0], enlarged[1]


@cache
def _relief(bump: float, grain: float, seed: int, light: Vector, ambient: float, gain: float, more: float) -> Relief:
    """A lit sphere with two octaves of grain sampled on its surface, and a little light from behind at the far limb."""
    side = RELIEF * 2 + 1
    reach = 1.12 + more
    axis = np.linspace(-reach, reach, side, dtype=np.float32)
    x, y = axis[None, :], axis[:, None]
    z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    grains = space_noise(x * grain, y * grain, z * grain, seed) + 0.35 * space_noise(
        x * grain * 2.3, y * grain * 2.3, z * grain * 2.3, seed + 1
    )
    luminance = _lit(z + np.float32(bump) * grains, 2 * reach / (side - 1), light, ambient, gain, 1.35)
    back = np.clip(0.5 * (x + y), 0, 1) * (1 - z) ** 3 * 0.35
    return Relief(np.clip(luminance + back, 0, 1).astype(np.float32), grains.astype(np.float32), reach)


def space_noise(x: Field, y: Field, z: Field, seed: int) -> Field:
    """Smooth noise in space with one random value a unit cube, between -1 and 1."""
    lattice = np.random.default_rng(seed).uniform(-1, 1, (32, 32, 32)).astype(np.float32)
    # oblique to the picture, whose axes would otherwise show the faces of the cubes
    x, y, z = (a * x + b * y + c * z + np.float32(shift) for a, b, c, shift in OBLIQUE)
    whole = [np.floor(axis).astype(np.int32) for axis in (x, y, z)]
    part = [axis - base for axis, base in zip((x, y, z), whole, strict=True)]
    ease = [p * p * (3 - 2 * p) for p in part]
    total = np.zeros(x.shape, np.float32)
    for corner in range(8):
        bits = (corner & 1, corner >> 1 & 1, corner >> 2 & 1)
        weight = np.ones(x.shape, np.float32)
        for bit, e in zip(bits, ease, strict=True):
            weight = weight * (e if bit else 1 - e)
        places = [(base + bit) & 31 for base, bit in zip(whole, bits, strict=True)]
        total += weight * lattice[places[0], places[1], places[2]]
    return total


# ---------------------------------------------------------------- strokes


def stroke(plate: Plate, start: tuple[float, float], end: tuple[float, float], thickness: float, ink: str) -> None:
    """A straight stroke with round ends."""
    (x0, y0), (x1, y1) = start, end
    center = ((x0 + x1) / 2, (y0 + y1) / 2)
    window = plate.window(*center, abs(x1 - x0) / 2 + thickness, abs(y1 - y0) / 2 + thickness)
    if window is None:
        return
    dx, dy = x1 - x0, y1 - y0
    x, y = window.x + (center[0] - x0), window.y + (center[1] - y0)
    along = np.clip((x * dx + y * dy) / (dx * dx + dy * dy + 1e-9), 0, 1)
    plate.solid(window, np.hypot(x - along * dx, y - along * dy) - thickness / 2, ink)


def ring(plate: Plate, center: tuple[float, float], radius: float, thickness: float, ink: str) -> None:
    """A circle drawn as a line."""
    window = plate.window(*center, radius + thickness)
    if window is not None:
        plate.solid(window, np.abs(np.hypot(window.x, window.y) - radius) - thickness / 2, ink)


def receptors(
    plate: Plate,
    center: tuple[float, float],
    radius: float,
    count: int,
    length: float,
    *,
    ink: str,
    thickness: float = 0.55,
    seed: int = 1,
) -> None:
    """Forked receptors round the rim of a cell."""
    random = np.random.default_rng(seed)
    for index in range(count):
        angle = 2 * np.pi * (index + random.uniform(-0.25, 0.25)) / count
        reach = length * random.uniform(0.8, 1.15)
        direction = np.array([np.cos(angle), np.sin(angle)])
        foot, fork = np.array(center) + direction * radius * 0.985, np.array(center) + direction * (radius + reach)
        stroke(plate, tuple(foot), tuple(fork), thickness, ink)
        for side in (-0.62, 0.62):
            tip = fork + np.array([np.cos(angle + side), np.sin(angle + side)]) * reach * 0.55
            stroke(plate, tuple(fork), tuple(tip), thickness, ink)


def relief_lines(
    plate: Plate, height: Field, *, ink: str, pitch: float, lift: float, light: Vector = (-0.6, -0.6, 0.5)
) -> None:
    """Level lines over a height field as large as the plate: they rise over it and swell where it turns from the light."""
    y = (np.arange(plate.size[1], dtype=np.float32)[:, None] + 0.5) / plate.scale
    phase = (y - height * np.float32(lift)) / np.float32(pitch)
    shade = 1 - _lit(height, 1 / plate.scale, light, 0.0, 1.0, 1.0)
    flat = 1 - light[2] / float(np.linalg.norm(light))
    width = np.clip(0.16 + (shade - flat) * 1.5, 0.05, 0.88)
    everywhere = Window(slice(None), slice(None), np.zeros((1, plate.size[0]), np.float32), y)
    inside = np.ones(plate.size[::-1], np.bool_)
    plate.lines(everywhere, inside, phase.astype(np.float32), width.astype(np.float32), plate.ground, ink)
