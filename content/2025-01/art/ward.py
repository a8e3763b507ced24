"""Rooms: a corridor at night for the interview, an empty chair for the letter, sixteen windows for the back page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from cells import Field, Mask, Plate, stroke
from inks import AZURE_DEEP, BLUSH, EOSIN, EOSIN_DEEP, MIST, PAPER
from solids import F, Kinds, box, engrave, laid, nearest, rod, sketch, turn

# ---------------------------------------------------------------- the corridor

HALF, UP, DOWN, END = 1.35, 1.45, 1.35, 17.0
"""Half the width of the corridor, from the eye to the ceiling and to the floor, and to its end, in metres."""

EYE, FOCUS = (99.0, 92.0), 165.0
"""Where the corridor vanishes on the plate, and how far the eye is from it, in mm."""

LAMPS = ((3.2, 0.8), (7.4, 0.25), (11.6, 0.8), (15.8, 0.35))
"""How far off each ceiling lamp hangs, and how bright it was left for the night."""

DOORS = ((2.75, -1), (3.4, 1), (7.0, -1), (10.6, 1), (11.6, -1), (13.6, 1))
AJAR = (6.2, 8.0)
"""The one door that stands open: where it begins and ends on the right-hand wall."""

STAND = (-0.74, 5.4)
"""The drip stand: to the left, and how far off."""


def portrait(dpi: float, out: Path) -> None:
    """A corridor at night, one door ajar; nothing below 200 mm."""
    plate = Plate(216, 220, dpi, AZURE_DEEP)
    mm = 0.2
    columns, rows = round(216 / mm), round(220 / mm)
    x = ((np.arange(columns, dtype=F) + F(0.5)) * F(mm) - F(EYE[0]))[None, :] / F(FOCUS)
    y = (F(EYE[1]) - (np.arange(rows, dtype=F) + F(0.5)) * F(mm))[:, None] / F(FOCUS)
    tone, wall = _corridor(x, y)
    foot = (np.arange(rows, dtype=F)[:, None] + F(0.5)) * F(mm)
    tone = np.clip(tone * np.clip((208 - foot) / 80, 0, 1), 0, 0.95)
    # rings round the room at even steps on the sheet; level lines on the wall at its end
    ring = np.maximum(np.abs(x) / F(HALF), np.where(y > 0, y / F(UP), -y / F(DOWN))) * F(FOCUS * 0.62) / F(0.62)
    for kind, phase in ((0, ring * F(1.18)), (1, -y * F(FOCUS) + 0 * x)):
        edge = np.where(wall == kind, F(-1), F(1)).astype(F)
        laid((plate, (0, 0), mm), (phase / F(1.02)).astype(F), tone.astype(F), edge, ink=MIST, fill=AZURE_DEEP)
    _drip_stand(plate)
    plate.save(out / "portrait.png")


def _corridor(dx: Field, dy: Field) -> tuple[Field, Kinds]:
    """The light that each ray sees, and whether it ends on the far wall (1)."""
    sides = HALF / np.maximum(np.abs(dx), F(1e-6)) + 0 * dy
    level = np.where(dy > 0, UP, DOWN) / np.maximum(np.abs(dy), F(1e-6)) + 0 * dx
    t = np.minimum(np.minimum(sides, level), END).astype(F)
    far, wall, floor = t >= END, sides <= level, dy < 0
    px, py = dx * t, dy * t
    tone = _lamplight(px, py, t, np.where(far, 2, np.where(wall, 0, 1)))
    wall &= ~far
    floor = floor & ~wall & ~far
    ceiling = ~floor & ~wall & ~far
    tone = np.where(wall & (py < -0.5), tone * F(0.6), tone)
    tone = np.where(wall & (np.abs(py + 0.46) < 0.035), tone + F(0.22), tone)
    tone = np.where(wall & (py < -1.24), F(0.03), tone)
    for begins, side in DOORS:
        tone = _door(tone, wall & (np.sign(dx) == side), py, t, begins)
    opened = wall & (dx > 0) & (t > AJAR[0]) & (t < AJAR[1]) & (py < 0.8)
    tone = np.where(opened, F(0.95), tone)
    for z, power in LAMPS:
        lamp = ceiling & (np.abs(px) < 0.30) & (np.abs(t - z) < 0.62)
        tone = np.where(lamp, F(0.35 + 0.6 * power), tone)
        mirror = floor & (np.abs(px) < 0.28) & (np.abs(t * UP / DOWN - z) < 0.6)
        tone = np.where(mirror, tone + F(0.20 * power), tone)
    tone = _spill(tone, floor, wall & (dx < 0), px, py, t)
    return _end(tone, far, px, py), far.astype(np.int8)


def _lamplight(px: Field, py: Field, pz: Field, axis: Kinds) -> Field:
    """What the lamps of the ceiling, and the room behind the open door, throw on walls (0), floor and ceiling (1)."""
    total = np.full(px.shape, F(0.035))
    for x, y, z, power in (*((0.0, UP - 0.05, z, 1.15 * p) for z, p in LAMPS), (HALF - 0.3, 0.0, 7.1, 0.8)):
        way = (F(x) - px, F(y) - py, F(z) - pz)
        square = way[0] ** 2 + way[1] ** 2 + way[2] ** 2 + F(0.14)
        facing = np.choose(axis, [np.abs(way[0]), np.abs(way[1]), np.abs(way[2])])
        total += F(power) * facing / square ** F(1.3)
    return np.asarray(np.clip(total, 0, 1) ** F(0.85))


def _door(tone: Field, wall: Mask, py: Field, t: Field, begins: float) -> Field:
    """A door that is shut: dark, with a light frame and a pane in it."""
    door = wall & (t > begins) & (t < begins + 1.45) & (py < 0.8)
    frame = door & ((t < begins + 0.09) | (t > begins + 1.36) | (py > 0.72))
    pane = door & (np.abs(t - begins - 0.72) < 0.2) & (py > -0.05) & (py < 0.5)
    return np.where(frame, F(0.5), np.where(pane, F(0.28), np.where(door, tone * F(0.35), tone)))


def _spill(tone: Field, floor: Mask, left: Mask, px: Field, py: Field, t: Field) -> Field:
    """Light through the open door: a wedge over the floor, and its end on the wall across."""
    across = (HALF - px) / (2 * HALF)
    begins, ends = AJAR[0] - F(0.5) * across, AJAR[1] + F(0.9) * across
    on_floor = floor & (t > begins) & (t < ends)
    tone = np.where(on_floor, np.maximum(tone, F(0.92) - F(0.5) * across), tone)
    on_wall = left & (t > AJAR[0] - 0.5) & (t < AJAR[1] + 0.9) & (py < 0.35)
    return np.where(on_wall, np.maximum(tone, F(0.34) + F(0.10) * (-py)), tone)


def _end(tone: Field, far: Mask, px: Field, py: Field) -> Field:
    """Double doors with a round pane in each, one lit."""
    tone = np.where(far, F(0.30), tone)
    doors = far & (np.abs(px) < 0.98) & (py < 0.85)
    tone = np.where(doors, np.where(np.abs(px) < 0.05, F(0.02), F(0.16)), tone)
    for x, light in ((-0.5, 0.45), (0.5, 0.97)):
        tone = np.where(far & (np.hypot(px - F(x), py - F(0.22)) < 0.24), F(light), tone)
    return tone


def _drip_stand(plate: Plate) -> None:
    """A pole with its bag, seen against the light on the wall."""

    def at(x: float, y: float, z: float) -> tuple[float, float]:
        return EYE[0] + x / z * FOCUS, EYE[1] - y / z * FOCUS

    x, z = STAND
    for ink, wider in ((AZURE_DEEP, 1.5), (MIST, 0.0)):
        for foot in ((-0.27, 0.06), (0.27, 0.06), (-0.17, -0.3), (0.17, -0.3), (0.0, 0.42)):
            stroke(plate, at(x, -1.2, z), at(x + foot[0], -1.29, z + foot[1]), 0.9 + wider, ink)
        stroke(plate, at(x, -1.2, z), at(x, 0.55, z), 0.8 + wider, ink)
        stroke(plate, at(x - 0.17, 0.52, z), at(x + 0.17, 0.52, z), 0.7 + wider, ink)
        stroke(plate, at(x - 0.15, 0.1, z), at(x - 0.06, -0.3, z), 0.35 + wider, ink)
    (left, top), (right, bottom) = at(x - 0.25, 0.48, z), at(x - 0.06, 0.10, z)
    window = plate.window((left + right) / 2, (top + bottom) / 2, (right - left) / 2 + 1, (bottom - top) / 2 + 1)
    if window is not None:
        beyond = np.maximum(
            np.abs(window.x) - F((right - left) / 2 - 0.8), np.abs(window.y) - F((bottom - top) / 2 - 0.8)
        )
        plate.solid(window, beyond - F(1.3), AZURE_DEEP)
        plate.solid(window, beyond - F(0.6), MIST)


# ---------------------------------------------------------------- the chair


def _chair(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """A plain wooden chair: four legs, a seat, a back of three slats."""
    y, z = turn(y, z, -0.36)
    x, z = turn(x, z, -0.62)
    part = box(x, y, z, (0, -0.08, 0), (0.52, 0.045, 0.5), 0.03)
    for side in (-0.45, 0.45):
        part = np.minimum(part, rod(x, y, z, (side, -0.1, 0.42), (side * 1.06, -1, 0.46), 0.05, 0.04))
        part = np.minimum(part, rod(x, y, z, (side, 1.0, -0.56), (side, -0.1, -0.44), 0.045, 0.052))
        part = np.minimum(part, rod(x, y, z, (side, -0.1, -0.44), (side * 1.06, -1, -0.5), 0.052, 0.04))
        part = np.minimum(part, rod(x, y, z, (side, -0.62, 0.42), (side, -0.62, -0.45), 0.026))
    part = np.minimum(part, rod(x, y, z, (-0.45, -0.52, 0.42), (0.45, -0.52, 0.42), 0.026))
    for height, deep in ((0.9, 0.075), (0.62, 0.05), (0.36, 0.05)):
        part = np.minimum(part, box(x, y, z + F(0.44 + 0.11 * height), (0, height, 0), (0.43, deep, 0.02), 0.015))
    return part, np.ones(x.shape, np.int8)


def _chair_on_floor(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """The chair and, as material 2, what it stands on."""
    floor = turn(y, z, -0.36)[0] + F(1.0)
    return nearest((_chair(x, y, z)[0], 1), (floor, 2))


def vignette(dpi: float, out: Path) -> None:
    """An empty chair, for the letter."""
    plate = Plate(60, 60, dpi, PAPER)
    view = (-1.3, 1.3, -0.02)
    floor = sketch(_chair_on_floor, 300, 300, view, steps=120)
    shade = np.clip(floor.open**4 * F(1.1), 0.3, 1)
    engrave(plate, floor, shade, (2,), ink=EOSIN, fill=PAPER, pitch=0.9, ride=0, outline=0)
    seen = sketch(_chair, 300, 300, view, steps=120)
    tone = seen.light((-0.6, 0.72, 0.5), 0.14, 1.05)
    engrave(plate, seen, np.clip(tone, 0.08, 0.97), (1,), ink=EOSIN, fill=PAPER, pitch=0.66, ride=0.25, slope=0.5)
    plate.save(out / "vignette.png")


# ---------------------------------------------------------------- the windows

PANES = "rxroxxroxoxrxxrx"
"""Sixteen people: r in remission, o relapsed, x died (facts: the CD5 trial); no order is meant."""


def back(dpi: float, out: Path) -> None:
    """Sixteen windows at night: five lit, three dark behind their curtains, eight of which only the frame is left."""
    plate = Plate(216, 303, dpi, EOSIN)
    gap = 5.0
    side = (180 - 3 * gap) / 4
    for index, kind in enumerate(PANES):
        x, y = 18 + side / 2 + index % 4 * (side + gap), 26 + side / 2 + index // 4 * (side + gap)
        if kind != "x":
            _pane(plate, (x, y), lit=kind == "r", drawn=0.30 + 0.13 * ((index * 5) % 4) / 3)
        _frame(plate, (x, y), kind != "x")
    plate.save(out / "back.png")


WIDE, HIGH = 31.0, 39.5
"""A window, in mm."""


def _pane(plate: Plate, center: tuple[float, float], *, lit: bool, drawn: float) -> None:
    """What is behind the glass: a room, and curtains at both sides that are ``drawn`` over so much of it."""
    window = plate.window(*center, WIDE / 2, HIGH / 2)
    assert window is not None
    u, v = window.x / F(WIDE / 2), window.y / F(HIGH / 2)
    reach = F(1 - drawn) + F(0.16) * np.sqrt(np.clip((v + 1) / 2, 0, 1))
    curtain = np.clip((np.abs(u) - reach) * 30, 0, 1)
    fold = np.sin((np.abs(u) - reach) * (F(34) - F(5) * v))
    room = F(0.98) - F(0.34) * np.hypot(u * F(0.8), v - F(0.35)) - F(0.15) * (v < -0.72)
    tone = room * (1 - curtain) + (F(0.52) + F(0.26) * fold) * curtain
    phase = window.y / F(1.05) + curtain * fold * F(0.45)
    everywhere = np.ones(phase.shape, np.bool_)
    if lit:
        plate.lines(window, everywhere, phase.astype(F), np.clip(tone, 0.05, 0.93).astype(F), EOSIN, BLUSH)
    else:
        dim = np.clip((F(0.10) + F(0.55) * (F(0.5) + F(0.5) * fold)) * curtain + F(0.05) * (1 - curtain), 0.02, 0.8)
        plate.lines(window, everywhere, phase.astype(F), dim.astype(F), EOSIN_DEEP, EOSIN)


def _frame(plate: Plate, center: tuple[float, float], bars_too: bool) -> None:
    """The frame with its sill, and its bars where there is glass."""
    x, y = center
    window = plate.window(x, y, WIDE / 2 + 3, HIGH / 2 + 3)
    assert window is not None
    outer = np.maximum(np.abs(window.x) - F(WIDE / 2), np.abs(window.y) - F(HIGH / 2))
    bars = np.minimum(np.abs(window.x), np.abs(window.y + F(HIGH / 6))) - F(0.45)
    if bars_too:
        plate.solid(window, np.maximum(bars, outer), EOSIN)
    plate.solid(window, np.abs(outer) - F(0.2), BLUSH)
    stroke(plate, (x - WIDE / 2 - 1.6, y + HIGH / 2 + 1.5), (x + WIDE / 2 + 1.6, y + HIGH / 2 + 1.5), 0.7, BLUSH)
