# SPDX-License-Identifier: MIT
"""What the pictures are made with: grain and fog, silhouettes, blur, and the development of light into a photograph.

Light is linear, in float32, height x width x 3, until :func:`develop`. Lengths are in mm of the printed page.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

DPI = int(os.environ.get("DPI", "210"))
"""Pixels per inch: what the press asks for, and no more, because every pixel is computed; fewer for a draft."""
DOT = DPI / 150
"""Pixels of a dot, the unit in which the scenes give blur, noise and edges: 1/150 inch."""

Plane = npt.NDArray[np.floating[Any]]
"""Numbers for each pixel: height x width, or height x width x 3."""
Color = tuple[float, float, float]
Point = tuple[float, float]
Random = np.random.Generator


def pixels(size: tuple[float, float]) -> tuple[int, int]:
    """Height and width in pixels of a picture of ``size`` (width, height) in mm."""
    return round(size[1] * DPI / 25.4), round(size[0] * DPI / 25.4)


@lru_cache(maxsize=2)
def grid(shape: tuple[int, int]) -> tuple[Plane, Plane]:
    """The coordinates of each pixel: x from 0 to 1, and y in the same unit."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x / width, y / width


def smooth(low: float, high: float, values: Plane) -> Plane:
    """0 below ``low``, 1 above ``high``, and a soft step between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def mixed(first: Color | Plane, second: Color | Plane, share: Plane) -> Plane:
    """From the first color to the second, by a share for each pixel."""
    a, b = np.asarray(first, np.float32), np.asarray(second, np.float32)
    return np.asarray(a + (b - a) * share[..., None], np.float32)


def laid(light: Plane, tone: Color | Plane, cover: Plane) -> Plane:
    """A layer over the picture, as opaque as ``cover`` says."""
    return mixed(light, tone, cover)


def lit(light: Plane, amount: Plane, color: Color = (1, 1, 1)) -> Plane:
    """More light, so much for each pixel, of a color."""
    return np.asarray(light + amount[..., None] * np.asarray(color, np.float32), np.float32)


def shaded(light: Color | Plane, share: Plane) -> Plane:
    """A share of the light at each pixel."""
    return np.asarray(np.asarray(light, np.float32) * share[..., None], np.float32)


def window(shape: tuple[int, int], at: Point, reach: float) -> tuple[slice, slice]:
    """The rows and columns around a place; it and ``reach`` in widths of the picture."""
    ranges = []
    for middle, length in ((at[1], shape[0]), (at[0], shape[1])):
        first, last = (min(max(round((middle + k * reach) * shape[1]), 0), length) for k in (-1, 1))
        ranges.append(slice(first, max(first, last)))
    return ranges[0], ranges[1]


def noise(rng: Random, shape: tuple[int, int], cell: float, *, octaves: int = 5, stretch: float = 1.0) -> Plane:
    """Fractal noise, about -1 to 1; ``cell`` in dots, ``stretch`` widens it."""
    cell *= DOT
    height, width = shape
    out, weight, total = np.zeros(shape, np.float32), 1.0, 0.0
    for _ in range(octaves):
        rows, columns = int(height / cell) + 4, int(width / (cell * stretch)) + 4
        tile = Image.fromarray(rng.uniform(-1, 1, (rows, columns)).astype(np.float32))
        box = (1, 1, 1 + width / (cell * stretch), 1 + height / cell)
        out += weight * np.asarray(tile.resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32)
        total, weight, cell = total + weight, weight / 2, cell / 2
        if cell < 1.5:
            break
    return np.asarray(out / total * 1.6, np.float32)


def blurred(plane: Plane, radius: float) -> Plane:
    """Out of focus by a radius in dots: three box blurs along each axis, near enough to a Gaussian."""
    r = round(radius * DOT)
    if r < 1:
        return plane
    for axis in (0, 1):
        for _ in range(3):
            first = np.repeat(plane.take([0], axis), r + 1, axis)
            last = np.repeat(plane.take([-1], axis), r, axis)
            sums = np.cumsum(np.concatenate([first, plane, last], axis), axis, dtype=np.float64)
            count = plane.shape[axis]
            upper, lower = sums.take(range(2 * r + 1, 2 * r + 1 + count), axis), sums.take(range(count), axis)
            plane = np.asarray((upper - lower) / (2 * r + 1), np.float32)
    return plane


def moved(mask: Plane, down: int, across: int) -> Plane:
    """A mask moved by so many dots."""
    return np.roll(mask, (round(down * DOT), round(across * DOT)), (0, 1))


def edge(mask: Plane, down: int, across: int) -> Plane:
    """The edge on which light falls: what a mask covers, and does not when it is moved."""
    return np.asarray(np.clip(mask - moved(mask, down, across), 0, 1), np.float32)


def curve(points: Sequence[Point], *, closed: bool, steps: int = 12) -> list[Point]:
    """A Catmull-Rom spline through the points."""
    count = len(points)
    out: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            near = [points[(index + k) % count] for k in (-1, 0, 1, 2)]
        else:
            near = [points[min(max(index + k, 0), count - 1)] for k in (-1, 0, 1, 2)]
        p = np.array(near)
        for t in np.arange(steps) / steps:
            where = 0.5 * (
                2 * p[1]
                + (p[2] - p[0]) * t
                + (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t**2
                + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t**3
            )
            out.append((float(where[0]), float(where[1])))
    return [*out, points[-1]] if not closed else out


def filled(shape: tuple[int, int], outlines: Sequence[Sequence[Point]], at: Point, scale: float) -> Plane:
    """Closed outlines as a mask. Their points are scaled to ``scale`` widths of the picture and put ``at`` a place."""
    height, width = shape
    sheet = Image.new("L", (2 * width, 2 * height))
    pen = ImageDraw.Draw(sheet)
    for outline in outlines:
        pen.polygon([_placed(point, at, scale, width) for point in curve(outline, closed=True)], fill=255)
    return _mask(sheet, shape)


def stroked(shape: tuple[int, int], lines: Sequence[Sequence[Point]], thick: float) -> Plane:
    """Open curves as a mask; ``thick`` in widths of the picture, as are their points."""
    height, width = shape
    sheet = Image.new("L", (2 * width, 2 * height))
    pen = ImageDraw.Draw(sheet)
    for line in lines:
        path = [_placed(point, (0, 0), 1, width) for point in curve(line, closed=False)]
        pen.line(path, fill=255, width=max(1, round(2 * thick * width)), joint="curve")
    return _mask(sheet, shape)


def _placed(point: Point, at: Point, scale: float, width: int) -> Point:
    return 2 * width * (at[0] + scale * point[0]), 2 * width * (at[1] + scale * point[1])


def _mask(sheet: Image.Image, shape: tuple[int, int]) -> Plane:
    small = sheet.resize((shape[1], shape[0]), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def develop(
    light: Plane,
    path: Path,
    seed: int,
    *,
    exposure: float = 1.0,
    bloom: float = 0.1,
    grain: float = 0.009,
    vignette: float = 0.2,
    contrast: float = 1.0,
) -> None:
    """Write light as a photograph: bloom, darker corners, a film's shoulder and toe, and its grain."""
    height, width = light.shape[:2]
    seen = np.maximum(light, 0) * np.float32(exposure)
    if bloom:
        small = Image.fromarray(np.uint8(np.clip(seen / 2, 0, 1) * 255)).resize((width // 4, height // 4))
        halo = blurred(np.asarray(small, np.float32) * np.float32(2 / 255), width * 0.006 / DOT)
        wide = [
            np.asarray(Image.fromarray(halo[..., k]).resize((width, height), Image.Resampling.BICUBIC), np.float32)
            for k in range(3)
        ]
        seen = seen * (1 - bloom) + bloom * np.stack(wide, 2)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    seen = seen * (1 - vignette * (x * x + y * y) / 2)[..., None]
    seen = seen * (seen * 2.51 + 0.03) / (seen * (seen * 2.43 + 0.59) + 0.14)
    seen = np.clip(seen, 0, 1) ** np.float32(1 / 2.2)
    seen = np.clip((seen - 0.5) * contrast + 0.5, 0, 1)
    clumps = noise(np.random.default_rng(seed), (height, width), 2.2, octaves=1) * 1.1
    seen = seen + (clumps * grain * (1.15 - np.abs(seen.mean(2) - 0.45)))[..., None]
    picture = Image.fromarray(np.uint8(np.clip(seen, 0, 1) * 255 + 0.5))
    picture.save(path, quality=88, dpi=(DPI, DPI), subsampling=0)
