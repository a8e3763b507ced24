"""Things of the laboratory: a microscope, ten vials, and a double helix with a piece taken out of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from cells import Field, Plate
from inks import AZURE, AZURE_DEEP, BLUSH, EOSIN, MIST, SERUM
from solids import F, Kinds, box, engrave, join, nearest, rod, sketch, turn, turned

# ---------------------------------------------------------------- the microscope


def _microscope(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """Enamel (1), black (2), brass (3), and the slide (4)."""
    y, z = turn(y, z, -0.26)
    x, z = turn(x, z, -0.78)
    foot = join(
        box(x, y, z, (0, -1.42, 0.12), (0.60, 0.09, 0.80), 0.08),
        box(x, y, z, (0, -1.28, -0.45), (0.32, 0.16, 0.3), 0.1),
        0.12,
    )
    bow = np.maximum(np.abs(np.hypot(y - F(0.1), z - F(0.1)) - F(1.0)) - F(0.16), np.abs(x) - F(0.16))
    bow = join(np.maximum(bow, z + F(0.25)) - F(0.03), box(x, y, z, (0, -1.02, -0.42), (0.19, 0.3, 0.22), 0.06), 0.12)
    head = join(
        box(x, y, z, (0, 1.02, -0.02), (0.23, 0.17, 0.4), 0.1),
        turned(np.hypot(x, z - F(0.3)), y - F(0.8), 0.21, 0.14),
        0.1,
    )
    stage = np.maximum(box(x, y, z, (0, -0.3, 0.34), (0.56, 0.042, 0.44), 0.03), F(0.1) - np.hypot(x, z - F(0.46)))
    under = np.minimum(
        turned(np.hypot(x, z - F(0.44)), y + F(0.5), 0.17, 0.14),
        turned(np.hypot(x, z - F(0.44)), y + F(1.27), 0.2, 0.1),
    )
    slide = box(x, y, z, (0.02, -0.245, 0.47), (0.36, 0.012, 0.12), 0.006)
    return nearest((foot, 1), (bow, 1), (head, 1), (_eyepieces(x, y, z), 2), (_lenses(x, y, z), 3), (stage, 2), (slide, 4),
                   (under, 3), (_knob(x, y, z), 3))  # fmt: skip


def _eyepieces(x: Field, y: Field, z: Field) -> Field:
    y, z = turn(y - F(1.12), z - F(0.02), 0.72)
    across = np.hypot(np.abs(x) - F(0.19), z + F(0.1))
    return np.minimum(turned(across, y - F(0.42), 0.105, 0.34), turned(across, y - F(0.8), 0.145, 0.1))


def _lenses(x: Field, y: Field, z: Field) -> Field:
    """The turret and its four objectives, one of them over the slide."""
    part = turned(np.hypot(x, z - F(0.34)), y - F(0.62), 0.25, 0.05)
    for angle, long in ((1.57, 0.26), (3.4, 0.17), (5.9, 0.2), (4.7, 0.12)):
        across = np.hypot(x - F(0.15 * np.cos(angle)), z - F(0.34 + 0.15 * np.sin(angle)))
        part = np.minimum(part, turned(across, y - F(0.56 - long), 0.075, long))
        part = np.minimum(part, turned(across, y - F(0.53 - 2 * long), 0.045, 0.05))
    return part


def _knob(x: Field, y: Field, z: Field) -> Field:
    across = np.hypot(y + F(0.78), z + F(0.42))
    groove = F(0.01) * np.cos(F(22) * np.arctan2(y + F(0.78), z + F(0.42)))
    return np.minimum(
        turned(across, x, 0.27, 0.34) + np.where(across > F(0.2), groove, F(0)), turned(across, x, 0.14, 0.44)
    )


def ad(dpi: float, out: Path) -> None:
    """A microscope on its table; the words stand below y 190."""
    plate = Plate(216, 303, dpi, SERUM)
    columns = 620
    seen = sketch(_microscope, columns, round(columns * 1.12), (-1.62, 1.62, 0.0), steps=130)
    tone = seen.light((-0.62, 0.7, 0.42), 0.12, 1.06)
    glint = seen.glint((-0.5, 0.55, 0.67), 26)
    tones = [tone, tone, F(0.1) + F(0.88) * tone, tone * F(0.52) + glint * F(0.5), F(0.93) + 0 * tone]
    tone = np.choose(seen.kind, tones)
    engrave(plate, seen, np.clip(tone, 0.05, 0.96), (1, 2, 3, 4), ink=AZURE, fill=SERUM, pitch=1.3, ride=0.5, slope=0.42,
            at=(38.0, -13.0), width=186.0)  # fmt: skip
    plate.save(out / "ad.png")


# ---------------------------------------------------------------- the vials

COUNT, APART = 9, 0.665
"""Vials on the shelf, and the way from one to the next; a vial is 0.6 wide."""


def _vial(across: Field, up: Field) -> tuple[Field, Field]:
    """Glass and cap of a vial that stands on 0, from the distance to its axis and the height."""
    glass = join(turned(across, up - F(0.5), 0.3, 0.5, 0.06), turned(across, up - F(1.08), 0.15, 0.16, 0.03), 0.16)
    cap = np.minimum(turned(across, up - F(1.25), 0.2, 0.1, 0.03), turned(across, up - F(1.38), 0.17, 0.05, 0.02))
    return glass, cap


def _shelf(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """Nine vials in a row: glass (1), cap (2)."""
    y, z = turn(y, z, -0.2)
    nearest_one = np.clip(np.round(x / F(APART)), 0, COUNT - 1) * F(APART)
    glass, cap = _vial(np.hypot(x - nearest_one, z), y)
    return nearest((glass, 1), (cap, 2))


def _fallen(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """The vial that lies before them."""
    y, z = turn(y, z, -0.2)
    x, z = turn(x - F(6.22), z - F(0.4), -0.38)
    glass, cap = _vial(np.hypot(y - F(0.3), z), x + F(0.2))
    return nearest((glass, 1), (cap, 2))


def _shelf_and_table(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    return nearest((_shelf(x, y, z)[0], 1), (_fallen(x, y, z)[0], 1), (turn(y, z, -0.2)[0] + F(0.005), 3))


def news2(dpi: float, out: Path) -> None:
    """Nine vials that stand, and one that lies."""
    plate = Plate(177, 60, dpi, MIST)
    columns = 760
    rows, view = round(columns * 60 / 177), (-0.62, 7.62, 0.62)
    table = sketch(_shelf_and_table, columns, rows, view, near=5, far=-1.5, steps=110)
    shade = np.clip(table.open**3 * F(1.15), 0.3, 1)
    engrave(plate, table, shade, (3,), ink=AZURE, fill=MIST, pitch=1.0, ride=0, outline=0)
    for scene, ink in ((_shelf, AZURE), (_fallen, EOSIN)):
        seen = sketch(scene, columns, rows, view, steps=90)
        glint = seen.glint((-0.62, 0.25, 0.74), 40)
        # glass is dark at its rim and light in its middle; what is in it fills the lower half
        glass = F(0.35) + F(0.62) * np.clip(seen.normal[2], 0, 1) ** F(0.7)
        full = (_height(rows, columns, view) < 0.52) & (ink == AZURE)
        glass = np.where(full, glass * F(0.42) + F(0.08), glass) + glint * F(0.6)
        tone = np.where(seen.kind == 2, seen.light((-0.6, 0.55, 0.6), 0.2, 1.0) * F(0.75), glass)
        engrave(plate, seen, np.clip(tone, 0.03, 0.97), (1, 2), ink=ink, fill=MIST, pitch=0.85, ride=0.25, slope=0.2)
    plate.save(out / "news2.png")


def _height(rows: int, columns: int, view: tuple[float, float, float]) -> Field:
    step = (view[1] - view[0]) / columns
    up = view[2] + (rows / 2 - 0.5 - np.arange(rows)) * step
    return np.repeat(up[:, None], columns, 1).astype(F)


# ---------------------------------------------------------------- the helix

RISE, TWIST, RADIUS = 0.155, 0.36, 0.62
"""The way along the axis from one rung to the next, the angle, and the distance of the rails from the axis."""

GAP = (3, 6)
"""The rungs that are wanting in one rail."""


def _helix(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """Two rails (1) and the rungs between them (2), wound round x; one rail is interrupted."""
    y, x = turn(y, x, 0.16)
    step = np.floor(x / F(RISE))
    rails, rungs = np.full(x.shape, 0.3, F), np.full(x.shape, 0.3, F)
    for shift in (-1, 0, 1, 2):
        first = step + F(shift)
        c, s = np.cos(first * F(TWIST)), np.sin(first * F(TWIST))
        if shift < 2:
            d, e = np.cos((first + 1) * F(TWIST)), np.sin((first + 1) * F(TWIST))
            for side in (RADIUS, -RADIUS):
                ends = (c * F(side), s * F(side)), (d * F(side), e * F(side))
                rail = _piece_of_rail(x - first * F(RISE), y, z, *ends)
                gone = (first >= GAP[0]) & (first < GAP[1]) if side < 0 else np.zeros(x.shape, np.bool_)
                rails = np.where(gone, rails, np.minimum(rails, rail))
        gone = (first >= GAP[0]) & (first <= GAP[1])
        along = y * c + z * s
        along = along - np.clip(along, np.where(gone, F(0.15), F(-RADIUS)), F(RADIUS))
        rung = np.sqrt(along**2 + (z * c - y * s) ** 2 + (x - first * F(RISE)) ** 2) - F(0.042)
        rungs = np.minimum(rungs, rung)
    return nearest((rails, 1), (rungs, 2))


def _piece_of_rail(x: Field, y: Field, z: Field, start: tuple[Field, Field], end: tuple[Field, Field]) -> Field:
    """A rod one step long, from and to a place (y, z) that differs from point to point; x from its start."""
    dy, dz = end[0] - start[0], end[1] - start[1]
    y, z = y - start[0], z - start[1]
    t = np.clip((x * F(RISE) + y * dy + z * dz) / (F(RISE**2) + dy * dy + dz * dz), 0, 1)
    return np.asarray(np.sqrt((x - t * F(RISE)) ** 2 + (y - t * dy) ** 2 + (z - t * dz) ** 2) - F(0.082))


def _piece(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """The piece that will be written in: as long as the gap, held off below it, its rungs hanging."""
    part = np.full(x.shape, 9, F)
    y, x = turn(y, x, 0.16)
    x, y, z = x - F(0.42), y + F(0.98), z - F(1.0)
    for step in range(GAP[1] - GAP[0] + 1):
        a, b = ((step + more - 2) * TWIST - 0.2 for more in (0, 1))
        foot = (step * RISE * 1.3, RADIUS * np.cos(a), RADIUS * np.sin(a))
        part = np.minimum(
            part, rod(x, y, z, foot, (foot[0] + RISE * 1.3, RADIUS * np.cos(b), RADIUS * np.sin(b)), 0.09)
        )
        part = np.minimum(part, rod(x, y, z, foot, (foot[0], foot[1] * 0.2, foot[2] * 0.2), 0.05))
    return part, np.ones(x.shape, np.int8)


def contents(dpi: float, out: Path) -> None:
    """A double helix across the head of the contents page; a piece in the other ink waits before the gap."""
    plate = Plate(216, 112, dpi, EOSIN)
    columns = 620
    rows, view = round(columns * 112 / 216), (-2.4, 2.4, 0.02)
    seen = sketch(_helix, columns, rows, view, near=0.9, far=-0.9, steps=60, safe=0.85)
    near = np.clip((seen.depth + F(1.1)) / F(1.6), 0.3, 1)
    tone = seen.light((-0.5, 0.62, 0.62), 0.06, 1.1) * near
    engrave(plate, seen, np.where(seen.kind == 2, tone * F(0.7), tone), (1, 2), ink=BLUSH, fill=EOSIN, pitch=0.86, ride=0.5,
            slope=0.5, dark=False)  # fmt: skip
    piece = sketch(_piece, columns, rows, view, near=3, steps=100)
    engrave(plate, piece, piece.light((-0.5, 0.62, 0.62), 0.06, 1.15), (1,), ink=MIST, fill=AZURE_DEEP, pitch=0.86, ride=0.5,
            slope=0.5, dark=False)  # fmt: skip
    plate.save(out / "contents.png")
