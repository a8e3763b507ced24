"""A plate in continuous tone, for the article on survival curves: a crowd that walks away from us into the light.

No photograph: figures of rods in a fog, each as far off as its size says, and the grain of a film that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cells import Field
from PIL import Image, ImageFilter
from solids import F, box, rod

WIDTH, HEIGHT = 426.0, 148.7667
INKS = ("#0B2233", "#27485F", "#69899D", "#B4C9D5", "#FBFDFD")
"""The tone from black to white: azure, as a duotone has it."""

SUN = (262.0, 66.0)
"""Where the light comes from, in mm."""

HORIZON = 70.0
EYE = 1.62
"""The height of the eye in metres: whoever is as tall has the head on the horizon."""

FOCUS = 150.0
FOG = 30.0
"""The way, in metres, after which a figure has lost two thirds of its darkness."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Someone: metres to the right of the light and away from us, height, and the place in the stride."""

    x: float
    z: float
    tall: float
    stride: float
    coat: bool
    bag: bool


LEAVING = Walker(8.35, 10.0, 1.68, 0.7, coat=True, bag=False)
"""The one who goes out by the side door, which stands where this walker does."""


def curve(dpi: float, out: Path) -> None:
    """The crowd over the heads of two pages, cut in two."""
    k = dpi / 25.4
    columns, rows = round(WIDTH * k), round(HEIGHT * k)
    x = ((np.arange(columns, dtype=F) + F(0.5)) / F(k))[None, :]
    y = ((np.arange(rows, dtype=F) + F(0.5)) / F(k))[:, None]
    air = _air(x, y)
    light = air.copy()
    for walker in sorted(_walkers(), key=lambda one: -one.z):
        if walker is LEAVING:
            _door(light, k)
        _draw(light, air, walker, k)
    light = _grain(light)
    picture = _toned(light)
    for name, box_ in (("curve-left", (0, 0, 216, HEIGHT)), ("curve-right", (210, 0, 426, HEIGHT))):
        left, top, right, bottom = (round(edge * k) for edge in box_)
        cut = picture.crop((left, top, right, bottom))
        cut.save(out / f"{name}.jpg", quality=80, subsampling=2, dpi=(dpi, dpi))


def _air(x: Field, y: Field) -> Field:
    """Sky, ground and the glow between them."""
    away = np.hypot((x - F(SUN[0])) / F(1.35), y - F(SUN[1]))
    glow = F(0.95) * np.exp(-((away / 52) ** 2)) + F(0.55) * np.exp(-away / 95)
    sky = F(0.20) + F(0.16) * np.clip(y / F(HORIZON), 0, 1)
    below = np.clip((y - F(HORIZON)) / F(HEIGHT - HORIZON), 0, 1)
    ground = F(0.36) - F(0.27) * below ** F(0.6)
    wet = F(0.30) * np.exp(-(((x - F(SUN[0])) / (F(16) + F(70) * below)) ** 2)) * (F(1) - F(0.45) * below)
    light = np.where(y < HORIZON, sky + glow, ground + glow * (1 - F(0.4) * np.minimum(below * 5, 1)) + wet)
    return np.asarray(
        (F(0.98) * (1 - np.exp(F(-1.55) * light))).astype(F)
    )  # as film has it: no light burns out at once


def _walkers() -> list[Walker]:
    """Sixteen of them near enough to count, and the many before them."""
    random = np.random.default_rng(1958)
    people: list[Walker] = [LEAVING]
    for _ in range(8000):
        if len(people) == 120:
            break
        near = len(people) < 16
        z = random.uniform(4.3, 12) if near else 13 + 70 * random.random() ** 1.5
        x = random.normal(-0.25 * z, 0.36 * z) if near else random.normal(-2.0, 2.5 + z * 0.13)
        if any(abs(x / z - one.x / one.z) * FOCUS < 130 / max(z, 9) and abs(z - one.z) < 6 for one in people):
            continue
        if abs(x / z * FOCUS + SUN[0] - 213) < 70 / z:  # nobody in the fold
            continue
        people.append(Walker(float(x), float(z), float(random.normal(1.70, 0.09)), float(random.uniform(0, 2 * np.pi)),
                             bool(random.random() < 0.55), bool(random.random() < 0.3)))  # fmt: skip
    return people


def _draw(light: Field, air: Field, one: Walker, k: float) -> None:
    """A figure against the fog, and its shadow on the wet ground."""
    scale = FOCUS / one.z
    foot_x, foot_y = SUN[0] + one.x * scale, HORIZON + EYE * scale
    reach, top = 0.62 * scale, foot_y - (one.tall + 0.15) * scale
    rows, columns = light.shape
    x0, x1 = max(0, int((foot_x - reach) * k)), min(columns, int((foot_x + reach) * k) + 1)
    y0, y1 = max(0, int(top * k)), min(rows, int((foot_y + 0.2 * scale) * k) + 1)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return
    u = (((np.arange(x0, x1, dtype=F) + F(0.5)) / F(k) - F(foot_x)) / F(scale))[None, :]
    v = ((F(foot_y) - (np.arange(y0, y1, dtype=F) + F(0.5)) / F(k)) / F(scale))[:, None]
    u, v = np.broadcast_arrays(u, v)
    away = _figure(u, v * F(1.70 / one.tall), one)
    soft = F(0.006 + 0.0011 * abs(one.z - 9) ** 0.5) + F(0.6 / (k * scale))
    cover = np.clip(F(0.5) - away / (2 * soft), 0, 1)
    cover = cover * cover * (3 - 2 * cover)
    _shadow(light, one, (foot_x, foot_y - 0.05 * scale, scale), k)
    view = light[y0:y1, x0:x1]
    there = np.exp(F(-one.z / FOG))
    dark = F(0.02) + (1 - there) * air[y0:y1, x0:x1] * F(0.96)
    # the light comes round the edges of those who walk into it
    rim = np.exp(-((away / F(0.016)) ** 2)) * (away < 0) * F(0.07) * np.exp(-F(abs(one.x / one.z)) * 2.2)
    view[...] = view * (1 - cover) + (dark + rim) * cover


def _door(light: Field, k: float) -> None:
    """A door frame that stands by itself, light in it and a strip of light before it."""
    scale = FOCUS / LEAVING.z
    foot_x, foot_y = SUN[0] + LEAVING.x * scale, HORIZON + EYE * scale
    rows, columns = light.shape
    x0, x1 = int((foot_x - scale) * k), min(columns, int((foot_x + scale) * k))
    y0, y1 = int((foot_y - 2.6 * scale) * k), min(rows, int((foot_y + 4 * scale) * k))
    u = (((np.arange(x0, x1, dtype=F) + F(0.5)) / F(k) - F(foot_x)) / F(scale))[None, :]
    v = ((F(foot_y) - (np.arange(y0, y1, dtype=F) + F(0.5)) / F(k)) / F(scale))[:, None]
    pixel = F(1 / (k * scale))
    opening = np.maximum(np.abs(u) - F(0.52), np.maximum(v - F(2.12), -v))
    frame = np.maximum(np.abs(u) - F(0.62), np.maximum(v - F(2.22), -v))
    inside, wood = (np.clip(F(0.5) - away / (2 * pixel), 0, 1) for away in (opening, frame))
    view = light[y0:y1, x0:x1]
    view[...] = view * (1 - wood) + F(0.06) * wood
    view[...] = view * (1 - inside) + (F(0.97) - F(0.05) * np.abs(u)) * inside
    strip = np.clip((F(0.52) + F(-0.16) * v - np.abs(u)) * 12, 0, 1) * (v < 0) * np.exp(v / F(0.7))
    view[...] = view + (F(0.9) - view) * strip * F(0.75)
    halo = np.exp(-(np.maximum(frame, 0) / F(0.16))) * (1 - wood) * (v > 0)
    view[...] = view + (F(0.9) - view) * halo * F(0.25)


def _shadow(light: Field, one: Walker, foot: tuple[float, float, float], k: float) -> None:
    """The shadow falls toward us, away from the light."""
    foot_x, foot_y, scale = foot
    long = min(4.2, 0.55 * one.z)
    end_z = max(one.z - long, 2.5)
    end_x, end_y = SUN[0] + one.x * FOCUS / end_z, HORIZON + EYE * FOCUS / end_z
    rows, columns = light.shape
    y0, y1 = max(0, int(foot_y * k)), min(rows, int(end_y * k))
    if y1 - y0 < 2:
        return
    y = (np.arange(y0, y1, dtype=F) / F(k))[:, None]
    t = np.clip((y - F(foot_y)) / F(end_y - foot_y), 0, 1)
    middle, half = F(foot_x) + F(end_x - foot_x) * t, F(0.17 * scale) * (1 + F(1.1) * t)
    lo, hi = min(foot_x, end_x) - scale, max(foot_x, end_x) + scale
    x0, x1 = max(0, int(lo * k)), min(columns, int(hi * k))
    if x1 - x0 < 2:
        return
    x = (np.arange(x0, x1, dtype=F) / F(k))[None, :]
    depth = np.clip((half - np.abs(x - middle)) / (half * (F(0.25) + t)), 0, 1) * (1 - t) ** F(0.8)
    light[y0:y1, x0:x1] *= 1 - F(0.50) * np.exp(F(-one.z / FOG)) * depth


def _figure(u: Field, v: Field, one: Walker) -> Field:
    """How far a point is from a walking figure 1.70 m tall that is seen from behind, in metres."""
    w = np.zeros_like(u)
    swing = np.sin(one.stride)
    lift = 0.13 * abs(swing)

    def limb(start: tuple[float, float], end: tuple[float, float], first: float, last: float) -> Field:
        return rod(u, v, w, (*start, 0.0), (*end, 0.0), first, last)

    lean = 0.02 * swing
    parts = [limb((lean, 1.56), (lean, 1.605), 0.082, 0.096), limb((lean, 1.40), (lean, 1.52), 0.062, 0.056)]
    body = box(u, v, w, (lean / 2, 1.16, 0), (0.16, 0.26, 0.2), 0.12)
    parts.append(body)
    for side in (-1, 1):
        parts.append(limb((0.02 * side + lean, 1.45), (0.165 * side + lean, 1.355), 0.055, 0.066))
        up = lift if side * swing > 0 else 0.0
        hip, knee, foot = (
            (0.085 * side, 0.90),
            (0.095 * side, 0.48 + up * 0.5),
            (0.09 * side - 0.02 * side * swing, 0.05 + up),
        )
        parts += [limb(hip, knee, 0.092, 0.066), limb(knee, foot, 0.062, 0.045)]
        parts.append(limb(foot, (foot[0] + 0.035 * side, foot[1] - 0.015), 0.05, 0.042))
        elbow, hand = (0.235 * side, 1.12), (0.225 * side + 0.03 * side * swing, 0.86 + 0.05 * side * swing)
        parts += [limb((0.18 * side + lean, 1.37), elbow, 0.055, 0.047), limb(elbow, hand, 0.045, 0.04)]
    away = parts[0]
    for part in parts[1:]:
        h = np.maximum(F(0.05) - np.abs(away - part), 0) / F(0.05)
        away = np.minimum(away, part) - h * h * F(0.0125)
    if one.coat:
        hem = np.abs(u - F(lean / 2 + 0.03 * swing) * (F(1.2) - v)) - (
            F(0.165) + F(0.075) * np.clip((F(1.1) - v) / F(0.7), 0, 1)
        )
        away = np.minimum(away, np.maximum(hem, np.abs(v - F(0.83)) - F(0.38)))
    if one.bag:
        away = np.minimum(away, box(u, v, w, (0.25, 0.66, 0), (0.075, 0.12, 0.1), 0.03))
    return away


def _grain(light: Field) -> Field:
    """The softness of a lens, a fall of light to the corners, and grain in clumps."""
    random = np.random.default_rng(7)
    rows, columns = light.shape
    coarse = random.normal(0, 1, (rows // 2 + 1, columns // 2 + 1)).astype(F)
    clumps = np.asarray(Image.fromarray(coarse, "F").resize((columns, rows), Image.Resampling.BICUBIC))
    bloom = Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8), "L").resize((columns // 8, rows // 8))
    bloom = bloom.filter(ImageFilter.GaussianBlur(9)).resize((columns, rows), Image.Resampling.BICUBIC)
    light = light * F(0.94) + np.asarray(bloom, F) / F(255) * F(0.10) - F(0.015)
    return np.asarray(light + clumps * F(0.020) * np.sqrt(np.clip(light, 0.1, 1)))


def _toned(light: Field) -> Image.Image:
    """The tone in the inks of the plate."""
    stops = np.array([[int(ink[i : i + 2], 16) for i in (1, 3, 5)] for ink in INKS], F)
    table = np.stack(
        [np.interp(np.linspace(0, 1, 256), np.linspace(0, 1, len(INKS)), stops[:, c]) for c in range(3)], 1
    )
    index = np.clip(light * F(255) + F(0.5), 0, 255).astype(np.uint8)
    return Image.fromarray(np.rint(table).astype(np.uint8)[index], "RGB")
