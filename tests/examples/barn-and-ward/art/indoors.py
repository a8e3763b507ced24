# SPDX-License-Identifier: MIT
"""Photographs in the barn, on the sill and in the clinic, and what its machines show of a paw."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from animals import CALF
from darkroom import (
    Plane,
    Point,
    blurred,
    develop,
    edge,
    filled,
    grid,
    laid,
    lit,
    mixed,
    moved,
    noise,
    pixels,
    shaded,
    smooth,
    stroked,
)
from PIL import Image

SPREAD = (437.8, 285.4)
"""Two pages of Letter with a bleed of 3 mm around both, in mm."""


def barn(folder: Path) -> None:
    """A barn at dawn, across two pages: the sun between the boards, a calf in the straw. Dark where the words stand."""
    shape = pixels(SPREAD)
    x, y = grid(shape)
    rng = np.random.default_rng(71)
    boards = (np.linspace(-0.02, 1.02, 52) + rng.normal(0, 0.0022, 52)).tolist()
    glow = np.exp(-((x - 0.66) ** 2) / 0.045) * (0.35 + 0.65 * smooth(-0.05, 0.22, y))
    light = shaded((1.0, 0.72, 0.46), (0.010 + 0.020 * glow) * (1 + 0.5 * noise(rng, (1, shape[1]), 26, octaves=4)))
    floor = 0.435
    wall = smooth(floor + 0.004, floor - 0.004, y)
    slits, shafts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for place in boards:
        wide = 0.0004 + 0.0013 * float(rng.random()) ** 2
        gap = place + 0.0009 * noise(rng, (shape[0], 1), 90)[:, 0]
        bright = np.clip(0.55 + 0.9 * noise(rng, (shape[0], 1), 150, octaves=3)[:, 0], 0.05, 1)
        slits += smooth(wide, wide * 0.4, np.abs(x - gap[:, None])) * bright[:, None]
        # each slit throws a sheet of light into the dust, away from the sun
        lean = (place - 0.66) * 0.9
        reach = place + lean * np.maximum(y - 0.05, 0)
        shafts += 0.9 * wide / 0.0014 * np.exp(-(((x - reach) / (0.004 + 0.030 * y)) ** 2))
    for rail in (0.10, 0.29):
        slits *= 1 - smooth(0.011, 0.009, np.abs(y - rail))
    light = lit(light, slits * wall * (0.15 + 5.5 * glow), (1.0, 0.80, 0.52))
    dust = 1 + 0.6 * noise(rng, shape, 300, octaves=4)
    air = shafts * glow * dust * (0.30 + 0.7 * smooth(0.5, 0.1, y))
    light = lit(light, 0.16 * air, (1.0, 0.74, 0.44))
    straw = noise(rng, shape, 26, octaves=4, stretch=3)
    stripes = 0.25 + np.clip(shafts, 0, 2.2)
    fall = np.exp(-((x - 0.56) ** 2) / 0.07) * smooth(floor, floor + 0.05, y)
    bed = fall * stripes * (0.55 + 0.5 * straw)
    light = lit(light, 0.20 * np.clip(bed, 0, None), (1.0, 0.70, 0.36))
    calf = filled(shape, [*CALF], (0.285, 0.565), 0.185)
    rim = blurred(edge(calf, 6, -6), 2) * smooth(0.585, 0.50, y)
    light = laid(light, (0.016, 0.011, 0.008), blurred(calf, 1))
    fur = 1 + 0.5 * noise(rng, shape, 10, octaves=2)
    light = lit(light, 1.1 * rim * fur, (1.0, 0.72, 0.42))
    straws: list[list[Point]] = []
    for foot, lean, tall in zip(
        rng.uniform(0.12, 0.56, 900), rng.normal(0, 0.020, 900), rng.uniform(0, 0.034, 900), strict=True
    ):
        base = float(rng.uniform(0.555, 0.645))
        straws.append([(foot, base), (foot + lean, base - 0.4 * tall)])
    lying = stroked(shape, straws, 0.0008) * (0.15 + fall)
    light = lit(light, 0.075 * lying, (1.0, 0.72, 0.40))
    develop(light, folder / "barn.jpg", 71, exposure=1.5, bloom=0.24, vignette=0.1, grain=0.02)
    with Image.open(folder / "barn.jpg") as whole:
        height, width = pixels((221.9, 148.77))
        whole.crop((0, 0, width, whole.height)).save(folder / "barn-left.jpg", quality=88, subsampling=0)
        right = whole.crop((whole.width - width, 0, whole.width, height))
        right.save(folder / "barn-right.jpg", quality=88, subsampling=0)
    (folder / "barn.jpg").unlink()


def bottles(folder: Path) -> None:
    """Three bottles of first milk before a window."""
    shape = pixels((183, 84))
    x, y = grid(shape)
    rng = np.random.default_rng(81)
    light = mixed((0.60, 0.68, 0.74), (0.34, 0.42, 0.40), smooth(0.0, 0.34, y))
    light = shaded(light, 1 + 0.35 * noise(rng, shape, 150, octaves=3))
    for bar in (0.17, 0.52, 0.87):
        light = laid(light, (0.10, 0.09, 0.08), smooth(0.014, 0.010, np.abs(x - bar)))
    light = laid(light, (0.12, 0.11, 0.10), smooth(0.010, 0.006, np.abs(y - 0.12)))
    light = blurred(light, 9)
    sill = smooth(0.385, 0.392, y)
    wood = 1 + 0.35 * noise(rng, shape, 16, octaves=4, stretch=14)
    light = laid(light, shaded(mixed((0.30, 0.24, 0.18), (0.13, 0.10, 0.07), smooth(0.39, 0.46, y)), wood), sill)
    fills = ((0.30, (0.92, 0.56, 0.12), 0.135), (0.52, (0.95, 0.74, 0.34), 0.165), (0.74, (0.95, 0.88, 0.66), 0.15))
    for middle, milk, level in fills:
        light = _bottle(light, x, y, middle, milk, level)
    develop(light, folder / "bottles.jpg", 81, exposure=1.0, bloom=0.15)


def _bottle(light: Plane, x: Plane, y: Plane, middle: float, milk: tuple[float, float, float], level: float) -> Plane:
    """A bottle that stands on the sill, filled as far as ``level``; each in widths of the picture."""
    half = 0.062 - 0.036 * smooth(0.135, 0.075, y) + 0.006 * smooth(0.060, 0.055, y)
    across = (x - middle) / half
    body = smooth(1.0, 0.975, np.abs(across)) * smooth(0.030, 0.034, y) * smooth(0.408, 0.402, y)
    light = laid(light, (0.03, 0.025, 0.02), 0.55 * blurred(body * smooth(0.36, 0.40, y), 8))
    round_ = np.sqrt(np.clip(1 - across**2, 0, 1))
    shade = 0.34 + 0.66 * round_ * (0.72 + 0.28 * across)
    inside = smooth(0.94, 0.91, np.abs(across)) * smooth(level, level + 0.004, y) * smooth(0.400, 0.394, y)
    glass = shaded(light, 0.62 + 0.3 * round_)
    light = laid(light, glass, body)
    light = laid(light, shaded(milk, 0.95 * shade), inside)
    froth = smooth(0.006, 0.002, np.abs(y - level - 0.002)) * smooth(0.94, 0.90, np.abs(across))
    light = laid(light, (0.95, 0.92, 0.84), 0.8 * froth)
    cap = smooth(1.16, 1.12, np.abs(across)) * smooth(0.018, 0.021, y) * smooth(0.056, 0.052, y)
    light = laid(light, shaded((0.50, 0.09, 0.06), 0.3 + 0.8 * round_), cap)
    window = np.exp(-(((across - 0.62) / 0.09) ** 2)) * body * smooth(0.08, 0.15, y)
    side = np.exp(-(((np.abs(across) - 0.985) / 0.03) ** 2)) * body
    return lit(light, 0.75 * window + 0.25 * side)


def letter(folder: Path) -> None:
    """A stethoscope on its hook, morning in the window."""
    shape = pixels((42, 58))
    x, y = grid(shape)
    light = mixed((1.15, 0.98, 0.76), (0.46, 0.40, 0.34), smooth(0.0, 1.3, y + 0.5 * x))
    light = lit(light, 0.5 * np.exp(-((x - 0.2) ** 2 + (y - 0.3) ** 2) / 0.06))
    tubes: list[list[Point]] = [
        [(0.42, 0.62), (0.40, 0.80), (0.34, 1.00), (0.44, 1.18), (0.62, 1.14), (0.69, 0.92), (0.68, 0.72)],
        [(0.42, 0.62), (0.36, 0.52), (0.30, 0.42)],
        [(0.42, 0.62), (0.47, 0.52), (0.52, 0.42)],
    ]
    metal: list[list[Point]] = [
        [(0.30, 0.42), (0.24, 0.30), (0.24, 0.18), (0.33, 0.10)],
        [(0.52, 0.42), (0.58, 0.30), (0.58, 0.18), (0.49, 0.10)],
    ]
    shadow = moved(np.maximum(stroked(shape, tubes, 0.05), stroked(shape, metal, 0.03)), 9, 13)
    light = laid(light, (0.26, 0.21, 0.17), 0.5 * blurred(shadow, 7))
    rubber = stroked(shape, tubes, 0.046)
    light = laid(light, (0.040, 0.050, 0.075), rubber)
    shine = stroked(shape, [[(a - 0.010, b - 0.004) for a, b in line] for line in tubes], 0.009)
    light = lit(light, 0.30 * blurred(shine, 1) * rubber)
    light = laid(light, (0.42, 0.42, 0.43), stroked(shape, metal, 0.026))
    gleam = stroked(shape, [[(a - 0.005, b - 0.003) for a, b in line] for line in metal], 0.008)
    light = lit(light, 0.55 * gleam)
    for tip in (0.335, 0.485):
        light = laid(light, (0.05, 0.05, 0.06), smooth(0.032, 0.026, np.hypot(x - tip, (y - 0.10) * 0.8)))
    d = np.hypot(x - 0.68, y - 0.66) / 0.125
    light = laid(
        light,
        mixed((0.20, 0.20, 0.21), (0.95, 0.94, 0.92), smooth(-0.1, 0.14, (0.68 - x) + (0.66 - y))),
        smooth(1.0, 0.95, d),
    )
    light = laid(light, mixed((0.75, 0.74, 0.72), (0.35, 0.35, 0.36), smooth(0.56, 0.76, y)), smooth(0.80, 0.74, d))
    develop(light, folder / "letter.jpg", 85, exposure=0.8)


def book(folder: Path) -> None:
    """An open book on a table, sharp where it is read."""
    shape = pixels((84, 68))
    x, y = grid(shape)
    rng = np.random.default_rng(91)
    table = 1 + 0.4 * noise(rng, shape, 14, octaves=4, stretch=10)
    light = shaded(mixed((0.10, 0.06, 0.035), (0.26, 0.16, 0.09), smooth(0.1, 0.8, y)), table)
    # the page lies in perspective: its far edge is short
    depth = np.clip((y - 0.20) / 0.50, 0, 1)
    half = 0.25 + 0.20 * depth
    across = (x - 0.5) / half
    sheet = smooth(1.0, 0.985, np.abs(across)) * smooth(0.195, 0.20, y) * smooth(0.705, 0.70, y)
    light = laid(light, (0.02, 0.012, 0.008), 0.7 * blurred(sheet, 12))
    swell = np.clip(0.45 + 0.62 * np.abs(across) ** 0.5 - 0.35 * np.abs(across) ** 3, 0, 1)
    light = laid(light, shaded((1.0, 0.93, 0.80), swell * (0.72 + 0.35 * depth)), sheet)
    row = depth**0.8 * 21
    gaps = rng.random((24, 120)) < 0.86
    place = np.clip((np.abs(across) + (across > 0)) * 40, 0, 119).astype(int)
    words = gaps[np.clip(row, 0, 23).astype(int), place].astype(np.float32)
    line = smooth(0.34, 0.16, np.abs(row % 1 - 0.5)) * blurred(words, 1)
    text = line * sheet * smooth(0.12, 0.15, np.abs(across)) * smooth(0.88, 0.85, np.abs(across))
    light = laid(light, (0.20, 0.17, 0.14), 0.75 * text * smooth(0.04, 0.10, depth) * smooth(0.95, 0.90, depth))
    far, near = blurred(light, 4), blurred(light, 2)
    light = mixed(mixed(far, light, smooth(0.28, 0.48, y)), near, smooth(0.60, 0.74, y))
    develop(light, folder / "book.jpg", 91, exposure=0.95, vignette=0.35)


def xray(folder: Path) -> None:
    """A dog's paw from above, on film: what bone shows, and what it does not."""
    shape = pixels((69, 88))
    x, y = grid(shape)
    rng = np.random.default_rng(101)
    flesh = blurred(filled(shape, [PAW], (0, 0), 1), 9)
    dense = 0.10 * np.sqrt(np.clip(flesh, 0, 1))
    for toe, (chain, thick) in enumerate(_TOES):
        for a, b in itertools.pairwise(chain):
            dense = dense + _bone(x, y, a, b, thick)
        pad = np.hypot((x - chain[-1][0]) / 0.07, (y - chain[-1][1] + 0.03) / 0.09)
        dense = dense + (0.04 + 0.01 * (toe % 2)) * smooth(1.1, 0.4, pad)
    for carpal in _CARPUS:
        cube = blurred(filled(shape, [carpal], (0, 0), 1), 2)
        wall = cube - blurred(cube, 6)
        dense = dense + 0.26 * cube + 0.7 * np.clip(wall, 0, 1)
    dense = blurred(np.asarray(dense, np.float32), 1) * (1 + 0.05 * noise(rng, shape, 12))
    light = 0.012 + 0.75 * np.clip(dense, 0, None) ** 1.35
    develop(shaded((0.94, 0.98, 1.0), light), folder / "xray.jpg", 101, exposure=1.1, bloom=0.08, grain=0.024)


PAW: list[Point] = [
    (0.27, 1.40), (0.26, 1.15), (0.20, 0.95), (0.10, 0.74), (0.06, 0.55), (0.12, 0.44), (0.22, 0.46), (0.26, 0.36),
    (0.28, 0.20), (0.36, 0.12), (0.45, 0.18), (0.50, 0.22), (0.56, 0.16), (0.65, 0.13), (0.73, 0.22), (0.75, 0.36),
    (0.80, 0.46), (0.90, 0.46), (0.95, 0.57), (0.90, 0.76), (0.80, 0.96), (0.74, 1.15), (0.73, 1.40),
]  # fmt: skip
_TOES: tuple[tuple[tuple[Point, ...], float], ...] = (
    (((0.350, 1.10), (0.265, 0.80), (0.205, 0.63), (0.180, 0.52), (0.165, 0.45)), 0.044),
    (((0.445, 1.08), (0.410, 0.68), (0.385, 0.47), (0.372, 0.34), (0.366, 0.26)), 0.048),
    (((0.555, 1.08), (0.590, 0.68), (0.615, 0.47), (0.630, 0.34), (0.636, 0.26)), 0.048),
    (((0.650, 1.10), (0.735, 0.80), (0.795, 0.64), (0.822, 0.53), (0.838, 0.46)), 0.044),
)
"""Metacarpal and three phalanges of each toe, from joint to joint, and how thick."""
_CARPUS: tuple[tuple[Point, ...], ...] = (
    ((0.31, 1.13), (0.41, 1.11), (0.42, 1.19), (0.34, 1.21)),
    ((0.42, 1.11), (0.50, 1.10), (0.50, 1.18), (0.43, 1.19)),
    ((0.51, 1.10), (0.60, 1.11), (0.60, 1.19), (0.51, 1.18)),
    ((0.61, 1.11), (0.69, 1.13), (0.67, 1.21), (0.61, 1.20)),
    ((0.35, 1.22), (0.53, 1.20), (0.55, 1.32), (0.37, 1.33)),
    ((0.55, 1.21), (0.67, 1.22), (0.66, 1.31), (0.57, 1.32)),
)
"""The bones above them, as far as the picture goes."""


def _bone(x: Plane, y: Plane, a: Point, b: Point, thick: float) -> Plane:
    """A long bone between two joints: dense at its walls, wide at its ends, with a space for cartilage."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = float(np.hypot(dx, dy))
    along = ((x - a[0]) * dx + (y - a[1]) * dy) / length**2
    beside = ((x - a[0]) * dy - (y - a[1]) * dx) / length
    wide = thick * (0.62 + 2.4 * np.abs(along - 0.5) ** 2.6)
    d = np.abs(beside) / wide
    ends = smooth(0.035, 0.075, along) * smooth(0.965, 0.925, along)
    wall = np.exp(-(((d - 0.84) / 0.13) ** 2)) * 0.42
    return np.asarray(
        ends * smooth(1.06, 0.95, d) * (0.34 * np.sqrt(np.clip(1.05 - d * d, 0, 1)) + wall + 0.10), np.float32
    )


def ultrasound(folder: Path) -> None:
    """The same paw by ultrasound: a bright line where nothing should be, in a pocket of fluid."""
    shape = pixels((69, 54.7))
    x, y = grid(shape)
    rng = np.random.default_rng(111)
    angle, reach = np.arctan2(x - 0.5, y + 0.55), np.hypot(x - 0.5, y + 0.55)
    fan = smooth(0.40, 0.395, np.abs(angle)) * smooth(0.60, 0.605, reach) * smooth(1.29, 1.285, reach)
    echoes = rng.rayleigh(0.5, (shape[0] // 2, shape[1] // 4)).astype(np.float32)
    wide = Image.fromarray(echoes).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    speckle = blurred(np.asarray(wide, np.float32), 1) * 1.4
    layers = 0.5 + 0.5 * np.sin(reach * 60 + 4 * noise(rng, shape, 70, stretch=3))
    tissue = speckle * (0.10 + 0.14 * layers) * (1.3 - 0.75 * smooth(0.6, 1.3, reach))
    pocket = smooth(1.15, 0.8, np.hypot((x - 0.50) / 0.21, (y - 0.40) / 0.095) + 0.12 * noise(rng, shape, 40))
    tissue = tissue * (1 - 0.9 * pocket)
    awn = blurred(stroked(shape, [[(0.39, 0.425), (0.46, 0.405), (0.54, 0.385), (0.62, 0.372)]], 0.012), 1)
    shadow = smooth(0.40, 0.46, y) * smooth(0.13, 0.10, np.abs(x - 0.505)) * 0.55
    skin = np.exp(-(((reach - 0.628) / 0.012) ** 2)) * 0.55 * speckle
    light = ((tissue + skin) * (1 - shadow) + 0.95 * awn) * fan + 0.006
    develop(shaded((1, 1, 1), light), folder / "ultrasound.jpg", 111, bloom=0.06, grain=0.02)


def back(folder: Path) -> None:
    """Snow at night, and one window of the barn still lit."""
    shape = pixels((221.9, 285.4))
    x, y = grid(shape)
    rng = np.random.default_rng(121)
    light = mixed((0.012, 0.020, 0.045), (0.060, 0.080, 0.125), smooth(0.0, 0.72, y))
    ground = smooth(0.735, 0.745, y + 0.006 * noise(rng, shape, 260, stretch=3))
    fall = 0.62 * np.exp(-((x - 0.66) ** 2 / 0.02 + (y - 0.775) ** 2 / 0.0020))
    drift = mixed((0.075, 0.095, 0.15), (0.020, 0.027, 0.048), smooth(0.74, 0.90, y))
    drift = shaded(drift, 1 + 0.2 * noise(rng, shape, 120, stretch=4))
    house: list[Point] = [
        (0.30, 0.75),
        (0.30, 0.56),
        (0.40, 0.475),
        (0.52, 0.43),
        (0.64, 0.475),
        (0.74, 0.56),
        (0.74, 0.75),
    ]
    walls = _polygon(shape, house)
    light = laid(light, (0.010, 0.011, 0.018), walls)
    roof = stroked(
        shape,
        [
            [(0.285, 0.572), (0.395, 0.478)],
            [(0.395, 0.478), (0.52, 0.428)],
            [(0.52, 0.428), (0.645, 0.478)],
            [(0.645, 0.478), (0.755, 0.572)],
        ],
        0.012,
    )
    light = laid(light, (0.14, 0.17, 0.24), roof)
    light = laid(light, drift, ground)
    light = lit(light, fall * ground, (1.0, 0.62, 0.26))
    pane = smooth(0.032, 0.030, np.abs(x - 0.64)) * smooth(0.030, 0.028, np.abs(y - 0.645))
    bars = np.minimum(1, smooth(0.0030, 0.0020, np.abs(x - 0.64)) + smooth(0.0030, 0.0020, np.abs(y - 0.645)))
    light = lit(light, 2.6 * pane * (1 - bars), (1.0, 0.66, 0.30))
    glow = 0.10 * np.exp(-((x - 0.64) ** 2 + (y - 0.645) ** 2) / 0.016)
    light = lit(light, glow, (1.0, 0.62, 0.26))
    air = 0.5 - 0.42 * smooth(0.80, 0.92, y)  # little snow where the words stand
    for count, size, soft in ((700, 0.0012, 1), (150, 0.0032, 2), (26, 0.009, 5)):
        flakes: list[list[Point]] = []
        for fx, fy in zip(rng.uniform(0, 1, count), rng.uniform(0, 1.29, count), strict=True):
            flakes.append([(fx, fy), (fx + size * 0.3, fy + size * 0.8)])
        light = laid(light, (0.55, 0.60, 0.70), air * blurred(stroked(shape, flakes, size), soft))
    develop(light, folder / "back.jpg", 121, exposure=1.6, bloom=0.2, grain=0.02)


def _polygon(shape: tuple[int, int], corners: list[Point]) -> Plane:
    """A shape with sharp corners: each is given twice, so that the curve through it is straight."""
    return filled(shape, [[corner for corner in corners for _ in range(3)]], (0, 0), 1)
