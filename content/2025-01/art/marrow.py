"""The marrow of the lead article: struts of bone over two pages, cells in the hollows between them, one of them lent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from cells import Field, Plate, sphere
from inks import AZURE_DEEP, BLUSH, EOSIN, EOSIN_DEEP, MIST
from solids import F, Kinds, Sketch, engrave, enlarged, sketch

WIDTH, HEIGHT = 426.0, 303.0
COLUMNS = 640
VIEW = (-3.0, 3.0, 0.0)
MM = WIDTH / (VIEW[1] - VIEW[0])
"""Millimetres to a unit of the scene."""

GUEST = (-0.80, -1.02, 0.62, 0.46)
"""The donor's cell: x, y, z, radius."""

Cell = tuple[float, float, float, float]


def bone(x: Field, y: Field, z: Field) -> Field:
    """A network of struts: a periodic surface, warped until no period is left, shaved level at the front."""
    f = F(1.95)
    u = x + F(0.26) * np.sin(F(1.3) * y + F(0.6)) + F(0.16) * np.sin(F(2.1) * z + F(1.9) * y)
    v = F(1.12) * y + F(0.24) * np.sin(F(1.5) * x + F(1.1)) + F(0.12) * np.sin(F(2.7) * z)
    w = z + F(0.22) * np.sin(F(1.7) * x - F(0.8) * y) + F(0.3)
    a, b, c = f * u, f * v, f * w
    network = np.sin(a) * np.cos(b) + np.sin(b) * np.cos(c) + np.sin(c) * np.cos(a)
    thick = F(0.84) + F(0.18) * np.sin(F(1.1) * x - F(1.4) * y + F(0.5))
    rough = F(0.016) * np.sin(F(9) * u + F(5) * v) * np.sin(F(8) * w - F(3) * u)
    strut = (network + thick + rough) / (f * F(1.75))
    return _carved(strut, F(0.85) - z, 0.55)


def _carved(solid: Field, away: Field, over: float) -> Field:
    """A solid without what lies behind the surface ``away``, the edge worn round."""
    h = np.maximum(F(over) - np.abs(away + solid), 0) / F(over)
    return np.asarray(np.maximum(solid, -away) + h * h * F(over / 4))


def _scene(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    return bone(x, y, z), np.ones(x.shape, np.int8)


def feature(dpi: float, out: Path) -> None:
    """Bone marrow over a spread, lit from the right; it is dark where the words stand, at the top left and the foot."""
    plate = Plate(WIDTH, HEIGHT, dpi, EOSIN_DEEP)
    seen = sketch(_scene, COLUMNS, round(COLUMNS * HEIGHT / WIDTH), VIEW, near=0.95, far=-2.3, steps=150)
    lamp = _lamp(seen)
    deep = np.clip((seen.depth + F(1.9)) / F(2.6), 0, 1) ** F(1.3)
    tone = seen.light((0.62, 0.52, 0.52), 0.05, 1.12) * deep * lamp
    tone = np.clip((tone - F(0.07)) * F(1.09), 0, 1)  # what is nearly dark is dark, and lines end in points
    engrave(plate, seen, tone, (1,), ink=BLUSH, fill=EOSIN_DEEP, pitch=1.7, ride=0.5, slope=0.25, dark=False)
    for cell in sorted([*_residents(), GUEST], key=lambda one: one[2]):
        _cell(plate, seen, lamp, cell)
    plate.save(out / "feature-left.png", (0, 0, 216, 303))
    plate.save(out / "feature-right.png", (210, 0, 426, 148.7667))


def _lamp(seen: Sketch) -> Field:
    """How far the lamp reaches: not to the title, nor to the caption."""
    rows, columns = seen.depth.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(F) * F(WIDTH / columns)
    title = np.clip(np.hypot(np.maximum(x - 90, 0) / 110, np.maximum(y - 62, 0) / 75), 0, 1)
    foot = np.clip(np.hypot(np.maximum(x - 75, 0) / 70, np.maximum(275 - y, 0) / 60), 0, 1)
    return np.asarray((F(0.07) + F(0.93) * title**2) * (F(0.1) + F(0.9) * foot**1.5))


def _residents() -> list[Cell]:
    """Cells that touch neither the bone nor one another, and leave the guest and the words alone."""
    random = np.random.default_rng(17)
    count = 1500
    tried = np.stack([random.uniform(-3.1, 3.1, count), random.uniform(-2.2, 2.2, count),
                      random.uniform(-1.5, 0.4, count), random.uniform(0.085, 0.2, count)], 1).astype(F)  # fmt: skip
    room = bone(*tried[:, :3].T)
    kept: list[Cell] = [GUEST]
    for (x, y, z, radius), space in zip(tried.tolist(), room.tolist(), strict=True):
        fits = radius * 0.75 < space < 0.42
        calm = (x < -0.75 and y > 0.72) or (x < -1.6 and y < -1.45)
        if (
            fits
            and not calm
            and all((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 > (radius + r) ** 2 * 1.04 for a, b, c, r in kept)
        ):
            kept.append((x, y, z, radius))
    return kept[1:]


def _cell(plate: Plate, seen: Sketch, lamp: Field, cell: Cell) -> None:
    """A round cell, where no bone stands before it; those that lie deep are dim."""
    x, y, z, radius = cell
    center = ((x - VIEW[0]) * MM, HEIGHT / 2 - y * MM)
    window = plate.window(*center, radius * MM * 1.2 + 2)
    if window is None:
        return
    hidden = enlarged(plate, window, seen.depth, (0, 0), WIDTH / seen.depth.shape[1]) > z + radius * 0.3
    lit = float(enlarged(plate, window, lamp, (0, 0), WIDTH / lamp.shape[1]).mean())
    seen_part = 1 - float(hidden[np.hypot(window.x, window.y) < radius * MM].mean())
    if seen_part < (0.6 if lit > 0.4 else 0.98):  # a piece of a cell, cut by bone that is too dark to be seen
        return
    before = plate.pixels[window.place].copy()
    guest = cell is GUEST
    dim = round(3 * float(np.clip(-z / 1.4, 0, 1))) / 3  # few lights and few seeds: each surface is modelled once
    sphere(
        plate, center, radius * MM, ink=MIST if guest else BLUSH, fill=AZURE_DEEP if guest else EOSIN,
        pitch=1.3 if guest else 1.25, bump=0.05 if guest else 0.06, grain=9 if guest else 3, seed=4 if guest else int(abs(x) * 997) % 4,
        ripple=0.006 if guest else 0.03, lift=1.2, lines=0.3 if guest else -0.4, light=(0.6, -0.55, 0.55),
        gain=1.05 if guest else 1 - 0.7 * dim, ambient=0.05,
    )  # fmt: skip
    plate.pixels[window.place][hidden] = before[hidden]
