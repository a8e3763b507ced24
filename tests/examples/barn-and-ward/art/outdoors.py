# SPDX-License-Identifier: MIT
"""Photographs in fog, at sunrise and in snow: fields, fences, and who stands in them."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from animals import DOG, HORSE, PERSON
from darkroom import (
    Color,
    Plane,
    Point,
    Random,
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
    window,
)

PLATE = (221.9, 285.4)
"""A page of Letter with a bleed of 3 mm, width and height in mm."""


def _woods(light: Plane, y: Plane, level: float, tone: Color, cell: float, seed: int, *, height: float = 0.05) -> Plane:
    """A line of trees whose feet are at ``level``, and which fog hides from below."""
    rng = np.random.default_rng(seed)
    shape = (y.shape[0], y.shape[1])
    crowns = level - height - height * noise(rng, (1, shape[1]), cell, octaves=7)[0]
    leaves = 0.006 * noise(rng, shape, 22, octaves=3)
    trees = smooth(-0.004, 0.012, y - crowns[None, :] - leaves)
    return laid(light, tone, trees * (1 - 0.6 * smooth(level - height, level + height, y)))


def _fence(shape: tuple[int, int], ground: float, posts: int, tall: float) -> tuple[Plane, Plane]:
    """The posts and the rails of a fence across the picture."""
    feet = np.linspace(-0.02, 1.02, posts)
    lean = np.random.default_rng(posts).uniform(-0.004, 0.004, posts)
    uprights = [[(f, ground), (f + k, ground - tall)] for f, k in zip(feet.tolist(), lean.tolist(), strict=True)]
    rails: list[list[Point]] = []
    for share in (0.32, 0.62, 0.92):
        rail = [(f + k * share, ground - tall * share) for f, k in zip(feet.tolist(), lean.tolist(), strict=True)]
        sag = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 0.003) for a, b in itertools.pairwise(rail)]
        rails.append([point for pair in zip(rail, [*sag, rail[-1]], strict=True) for point in pair])
    return stroked(shape, uprights, 0.007), stroked(shape, rails, 0.0016)


def _lights(light: Plane, rng: Random, count: int, sizes: Point, strengths: Point, color: Color) -> None:
    """Points of light far out of focus: discs. They are added to the picture itself."""
    shape = (light.shape[0], light.shape[1])
    x, y = grid(shape)
    for _ in range(count):
        cx, cy, r = rng.uniform(0, 1), rng.uniform(0, shape[0] / shape[1]), rng.uniform(*sizes)
        near = window(shape, (cx, cy), r * 1.1)
        disc = smooth(1.0, 0.9, np.hypot(x[near] - cx, y[near] - cy) / r)
        light[near] = lit(light[near], disc * rng.uniform(*strengths), color)


def _drop(light: Plane, cx: float, wire: float, r: float) -> None:
    """A drop under a wire, which holds the field upside down. It is painted into the picture itself."""
    shape = (light.shape[0], light.shape[1])
    x, y = grid(shape)
    cy = wire + 0.002 + r * 0.9
    near = window(shape, (cx, cy), r * 2)
    px, py = (x[near] - cx) / r, (y[near] - cy) / r
    field = mixed((0.10, 0.15, 0.08), (0.95, 1.0, 0.90), smooth(-0.6, 0.9, py))
    drop = laid(light[near], field, smooth(1.0, 0.92, np.hypot(px, py * 0.9)))
    light[near] = lit(drop, 1.2 * np.exp(-((px + 0.3) ** 2 + (py + 0.35) ** 2) / 0.18**2))


def cover(folder: Path) -> None:
    """A horse at a fence in fog, before the sun is through: light, and lightest at the head."""
    shape = pixels(PLATE)
    x, y = grid(shape)
    rng = np.random.default_rng(11)
    light = mixed((0.80, 0.79, 0.75), (1.02, 0.90, 0.74), smooth(0.15, 0.85, y))
    light = _woods(light, y, 0.80, (0.66, 0.62, 0.55), 300, 1, height=0.075)
    light = _woods(light, y, 0.84, (0.40, 0.37, 0.32), 190, 2, height=0.06)
    tufts = noise(rng, shape, 70, octaves=6, stretch=3) * smooth(0.84, 1.25, y)
    frost = mixed((0.84, 0.79, 0.68), (0.66, 0.63, 0.50), np.clip(smooth(0.84, 1.3, y) + 0.5 * tufts, 0, 1))
    light = laid(light, frost, smooth(0.835, 0.85, y + 0.004 * noise(rng, shape, 200, stretch=4)))
    light = laid(light, (0.92, 0.85, 0.72), 0.7 * np.exp(-(((y - 0.85) / 0.05) ** 2)))
    posts, rails = _fence(shape, 0.925, 9, 0.115)
    beside_words = smooth(0.30, 0.44, x)
    light = laid(light, (0.24, 0.22, 0.19), blurred(posts, 2) * beside_words)
    light = laid(light, (0.34, 0.31, 0.27), blurred(rails, 1) * beside_words)
    horse = blurred(filled(shape, HORSE, (0.46, 1.06), 0.47), 1)
    shade = filled(shape, [[(0.50, 1.05), (0.92, 1.05), (0.88, 1.085), (0.55, 1.085)]], (0, 0), 1)
    light = laid(light, (0.42, 0.39, 0.30), 0.6 * blurred(shade, 16))
    light = laid(light, mixed((0.080, 0.066, 0.052), (0.24, 0.21, 0.17), smooth(0.82, 1.06, y)), horse)
    rim = blurred(edge(horse, 6, -4), 2)
    light = lit(light, 0.5 * rim, (1.0, 0.85, 0.62))
    develop(light, folder / "cover.jpg", 11, exposure=0.92, vignette=0.12, contrast=1.12)


def contents(folder: Path) -> None:
    """Five ridges, one behind the other, at sunrise."""
    shape = pixels((221.9, 130))
    x, y = grid(shape)
    light = mixed((0.30, 0.42, 0.60), (1.25, 0.72, 0.42), smooth(0.0, 0.30, y))
    sun = np.exp(-((x - 0.70) ** 2 + (y - 0.225) ** 2) / 0.02) + 9 * smooth(0.017, 0.014, np.hypot(x - 0.70, y - 0.225))
    light = lit(light, sun, (0.9, 0.55, 0.28))
    tones = ((0.86, 0.55, 0.40), (0.56, 0.37, 0.33), (0.30, 0.22, 0.25), (0.13, 0.11, 0.15), (0.035, 0.036, 0.055))
    for index, tone in enumerate(tones):
        level = 0.25 + 0.062 * index
        light = _woods(light, y, level, tone, 420 - 70 * index, 20 + index, height=0.030 + 0.005 * index)
        if index < 4:
            haze = 0.75 * np.exp(-(((y - level - 0.012) / 0.026) ** 2))
            light = laid(light, mixed(tone, (1.0, 0.75, 0.62), np.full_like(haze, 0.3)), haze)
    develop(light, folder / "contents.jpg", 20, exposure=0.9, bloom=0.2)


def news(folder: Path) -> None:
    """A dog in the last light, grass out of focus before it."""
    shape = pixels((146, 107.7))
    x, y = grid(shape)
    rng = np.random.default_rng(31)
    light = mixed((0.95, 0.50, 0.22), (1.5, 0.92, 0.45), smooth(0.0, 0.55, y))
    light = lit(light, 1.6 * np.exp(-((x - 0.74) ** 2 + (y - 0.48) ** 2) / 0.015), (1, 0.75, 0.4))
    light = _woods(light, y, 0.60, (0.62, 0.30, 0.13), 90, 32, height=0.03)
    light = blurred(light, 5)
    ridge = 0.615 + 0.012 * noise(rng, (1, shape[1]), 160)[0]
    light = laid(light, (0.10, 0.052, 0.025), smooth(-0.003, 0.006, y - ridge[None, :]))
    dog = filled(shape, DOG, (0.25, 0.632), 0.46)
    rim = blurred(edge(dog, 3, -5), 1)
    light = laid(light, (0.035, 0.020, 0.012), blurred(dog, 1))
    light = lit(light, 1.3 * rim, (1.0, 0.6, 0.26))
    blades: list[list[Point]] = []
    for foot, tall, bend in rng.normal((0.5, 0.11, 0.0), (0.4, 0.04, 0.03), (170, 3)).tolist():
        blades.append([(foot, 0.75), (foot + bend * 0.4, 0.74 - tall * 0.6), (foot + bend, 0.74 - tall)])
    light = laid(light, (0.30, 0.15, 0.05), 0.75 * blurred(stroked(shape, blades, 0.004), 3))
    develop(light, folder / "news.jpg", 31, exposure=0.62, bloom=0.22)


RAISED = 0.10
"""How much sky the portrait has above what a plate of three quarters shows of it, in widths of the picture."""


def portrait(folder: Path) -> None:
    """A veterinarian and a horse at first light: the plate of the interview, whole or without its head and foot."""
    shape = pixels((221.9, 285.4))
    x, y = grid(shape)
    y = y - RAISED
    light = mixed((0.17, 0.18, 0.19), (0.78, 0.69, 0.57), smooth(0.0, 0.74, y))
    light = lit(light, 0.35 * np.exp(-((x - 0.42) ** 2 / 0.10 + (y - 0.66) ** 2 / 0.03)))
    light = _woods(light, y, 0.66, (0.42, 0.37, 0.31), 300, 41, height=0.10)
    light = _woods(light, y, 0.72, (0.22, 0.19, 0.165), 180, 42, height=0.08)
    light = laid(light, (0.72, 0.65, 0.55), 0.75 * np.exp(-(((y - 0.735) / 0.06) ** 2)))
    posts, rails = _fence(shape, 0.86 + RAISED, 6, 0.17)
    light = laid(light, (0.21, 0.19, 0.165), 0.8 * blurred(posts, 5))
    light = laid(light, (0.28, 0.25, 0.22), 0.8 * blurred(rails, 4))
    field = smooth(0.80, 0.90, y + 0.004 * noise(np.random.default_rng(43), shape, 160, stretch=4))
    light = laid(light, (0.21, 0.19, 0.16), field)
    light = laid(light, (0.066, 0.058, 0.049), smooth(0.86, 0.96, y))  # dark and calm where words may stand
    horse = filled(shape, HORSE, (0.46, 1.225 + RAISED), 1.08)
    person = filled(shape, PERSON, (-0.10, 1.06 + RAISED), 0.75)
    both = blurred(np.maximum(horse, person), 2)
    rim = blurred(edge(both, 6, -5), 2) * smooth(0.92, 0.80, y)
    light = laid(light, mixed((0.020, 0.018, 0.016), (0.075, 0.066, 0.056), smooth(0.4, 0.95, y)), both)
    light = lit(light, 0.20 * rim, (1.0, 0.88, 0.72))
    develop(light, folder / "portrait.jpg", 41, exposure=1.05, bloom=0.18, vignette=0.4)


def snow(folder: Path) -> None:
    """Hoofprints in new snow that lead to a gate: light, and empty on the left."""
    shape = pixels((183, 122))
    x, y = grid(shape)
    rng = np.random.default_rng(51)
    light = mixed((0.80, 0.86, 0.95), (1.0, 0.93, 0.86), smooth(0.0, 0.16, y))
    light = _woods(light, y, 0.175, (0.42, 0.45, 0.50), 130, 52, height=0.035)
    drifts = noise(rng, shape, 190, octaves=4, stretch=2.2)
    white = mixed((0.92, 0.90, 0.89), (0.62, 0.70, 0.84), smooth(-0.7, 0.9, drifts) * smooth(0.1, 0.6, x))
    light = laid(light, white, smooth(0.165, 0.185, y))
    prints = np.zeros(shape, np.float32)
    for step in range(15):
        near = (step / 14) ** 1.7
        at_y = 0.20 + 0.48 * near
        at_x = 0.74 + 0.10 * np.sin(2.4 * near) + (0.012 + 0.040 * near) * (1 if step % 2 else -1)
        wide = 0.007 + 0.034 * near
        prints = np.maximum(prints, smooth(1.0, 0.55, np.hypot((x - at_x) / wide, (y - at_y) / (wide * 0.55))))
    light = laid(light, (0.30, 0.38, 0.54), 0.85 * blurred(prints, 1))
    light = lit(light, 0.16 * blurred(moved(prints, -4, 4) - prints, 2))
    posts, rails = _fence(shape, 0.19, 14, 0.05)
    light = laid(light, (0.34, 0.34, 0.36), 0.9 * blurred(posts, 1))
    light = laid(light, (0.44, 0.44, 0.46), 0.9 * rails)
    develop(light, folder / "snow.jpg", 51, exposure=0.95, vignette=0.08)


def wire(folder: Path) -> None:
    """Drops on a fence wire, the field behind it dissolved."""
    shape = pixels((221.9, 113))
    _, y = grid(shape)
    rng = np.random.default_rng(61)
    light = mixed((0.62, 0.72, 0.62), (0.16, 0.24, 0.13), smooth(0.05, 0.5, y))
    light = shaded(light, 1 + 0.35 * noise(rng, shape, 260, octaves=3, stretch=1.5))
    _lights(light, rng, 38, (0.010, 0.034), (0.06, 0.40), (1.0, 0.95, 0.70))
    light = blurred(light, 3)
    for level, bend in ((0.17, 0.02), (0.36, -0.015)):
        line = [(-0.05, level), (0.5, level + bend), (1.05, level + 0.01)]
        light = laid(light, (0.10, 0.11, 0.10), stroked(shape, [line], 0.0042))
        glint = [(px, py - 0.0012) for px, py in line]
        light = laid(light, (0.75, 0.78, 0.74), 0.6 * stroked(shape, [glint], 0.0010))
        for cx in (np.arange(0.02, 1.0, 0.031) + rng.uniform(-0.009, 0.009, 32)).tolist():
            _drop(light, cx, level + bend * (1 - ((cx - 0.5) / 0.55) ** 2), float(rng.uniform(0.0040, 0.0085)))
    develop(light, folder / "wire.jpg", 61, exposure=0.9)


def awns(folder: Path) -> None:
    """Ears of a barley grass against the sun, their bristles lit: one sharp, the others not."""
    shape = pixels((183, 70))
    x, y = grid(shape)
    rng = np.random.default_rng(65)
    light = mixed((0.62, 0.46, 0.22), (0.16, 0.13, 0.05), smooth(0.05, 0.42, y))
    light = lit(light, 0.9 * np.exp(-((x - 0.30) ** 2 / 0.03 + (y - 0.10) ** 2 / 0.02)), (1, 0.8, 0.4))
    _lights(light, rng, 30, (0.012, 0.032), (0.03, 0.16), (1.0, 0.80, 0.40))
    light = blurred(light, 6)
    ears = (
        (0.10, 0.16, 0.30, 7),
        (0.86, 0.10, -0.2, 6),
        (0.32, 0.20, 0.18, 5),
        (0.72, 0.17, 0.05, 2),
        (0.53, 0.10, 0.28, 0),
    )
    for foot, top, lean, soft in ears:
        stalk, seeds, bristles = _ear(rng, foot, top, lean)
        light = laid(light, (0.30, 0.21, 0.07), blurred(stroked(shape, stalk, 0.0028), soft))
        light = laid(light, (0.42, 0.28, 0.09), blurred(stroked(shape, seeds, 0.0050), soft))
        shine = blurred(stroked(shape, bristles, 0.0009 + 0.0002 * soft), soft)
        light = lit(light, 1.1 * shine, (1.0, 0.78, 0.36))
    develop(light, folder / "awns.jpg", 65, exposure=0.95, bloom=0.18)


def _ear(
    rng: Random, foot: float, top: float, lean: float
) -> tuple[list[list[Point]], list[list[Point]], list[list[Point]]]:
    """The stalk, the seeds and the bristles of an ear that begins at ``top`` and leans."""
    stalk: list[Point] = [(foot + lean * (0.30 * t) ** 1.5, 0.46 - (0.46 - top) * t) for t in (0.0, 0.35, 0.7, 1.0)]
    (ax, ay), (bx, by) = stalk[2], stalk[3]
    seeds: list[list[Point]] = []
    bristles: list[list[Point]] = []
    for step in range(22):
        share, side = step / 21, 1 if step % 2 else -1
        px, py = ax + (bx - ax) * share, ay + (by - ay) * share
        seeds.append([(px, py), (px + side * 0.007, py - 0.016)])
        reach, spread = rng.uniform(0.09, 0.15), side * rng.uniform(0.15, 0.45) + lean
        end = (px + side * 0.007 + reach * spread, py - 0.016 - reach)
        middle = (px + side * 0.010 + 0.42 * reach * spread, py - 0.016 - 0.52 * reach)
        bristles.append([(px + side * 0.007, py - 0.014), middle, end])
    return [stalk], seeds, bristles
