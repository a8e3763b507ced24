"""Things of paper and lead: a pile of letters, the same pages twice, a pencil, and a piece of type."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np
from cells import Field, Plate
from inks import AZURE, AZURE_DEEP, EOSIN, MIST, PAPER, SERUM
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from solids import F, Kinds, box, engrave, nearest, sketch, turn, turned

# ---------------------------------------------------------------- the pile

LETTERS, THICK = 92, 0.062
"""Envelopes in the pile, and how thick each is."""

BELOW = 3.4
"""How far below the middle of the plate the lowest lies."""


def _lean(up: Field) -> tuple[Field, Field]:
    """Where the pile stands at a height: to the right, and to the front."""
    foot = F(0.085) * np.minimum(up, 0) ** 2  # clear of the words
    return F(-0.15) * up + F(0.10) * np.sin(F(1.7) * up) + foot, F(0.06) * np.sin(F(2.3) * up + 1)


def _pile(x: Field, y: Field, z: Field, first: int, last: int) -> tuple[Field, Kinds]:
    """Envelopes from one to another: paper (1), and the flap of each (2)."""
    random = np.random.default_rng(29)
    yaw = random.normal(0, 0.16, LETTERS).astype(F)
    shift = random.normal(0, 0.045, (2, LETTERS)).astype(F)
    y, z = turn(y, z, -0.55)
    y = y + F(BELOW)
    at = np.round(y / F(THICK))
    part, kind = np.full(x.shape, 9, F), np.ones(x.shape, np.int8)
    for more in (-1, 0, 1):
        one = np.clip(at + more, first, last).astype(np.intp)
        lean = _lean(one.astype(F) * F(THICK) - F(BELOW))
        c, s = np.cos(yaw[one] - F(0.62)), np.sin(yaw[one] - F(0.62))
        a, b = x - lean[0] - shift[0, one], z - lean[1] - shift[1, one]
        u, w = c * a - s * b, s * a + c * b
        v = y - one.astype(F) * F(THICK)
        near = box(u, v, w, (0, 0, 0), (0.78, THICK / 2 - 0.006, 0.52), 0.014)
        fold = np.abs(w + F(0.52) - (F(0.62) - np.abs(u) * F(0.62 / 0.78))) < 0.016
        nearer = near < part
        part = np.where(nearer, near, part)
        kind[nearer] = np.where(fold & (v > 0), 2, 1)[nearer]
    return part, kind


def ad2(dpi: float, out: Path) -> None:
    """A leaning pile of letters, the last of them in the other ink; words at the left of the foot."""
    plate = Plate(216, 303, dpi, MIST)
    columns = 520
    view = (-2.53, 1.24, 0.0)
    for first, last, ink in ((0, LETTERS - 2, AZURE), (LETTERS - 1, LETTERS - 1, EOSIN)):
        seen = sketch(partial(_pile, first=first, last=last), columns, round(columns * 303 / 216), view,
                      near=4.5, far=-4, steps=150, safe=0.7)  # fmt: skip
        tone = np.where(seen.kind == 2, F(0.25), seen.light((-0.62, 0.72, 0.30), 0.1, 1.08))
        engrave(plate, seen, np.clip(tone, 0.04, 0.97), (1, 2), ink=ink, fill=MIST, pitch=1.3, ride=0.35, slope=0.3)
    plate.save(out / "ad2.png")


# ---------------------------------------------------------------- the same pages, twice


def ad_half(dpi: float, out: Path) -> None:
    """A magazine that lies open, and before it a tablet with the same two pages; words stand left of x 92."""
    plate = Plate(177, 122, dpi, SERUM)
    _spread(plate, (133.0, 33.0), -0.10, 0.455, EOSIN, screen=False)
    _spread(plate, (134.5, 89.0), 0.07, 0.42, AZURE, screen=True)
    plate.save(out / "ad-half.png")


def _spread(plate: Plate, center: tuple[float, float], lean: float, scale: float, ink: str, *, screen: bool) -> None:
    """Two pages of 76 by 108, seen from above: their lines of text are the lines of the engraving."""
    window = plate.window(*center, 100 * scale, 90 * scale)
    assert window is not None
    c, s = np.cos(lean), np.sin(lean)
    u, v = (window.x * F(c) + window.y * F(s)) / F(scale), (window.y * F(c) - window.x * F(s)) / F(scale)
    if not screen:
        # paper rises from the fold and falls to its edge
        v = v + F(7) * np.exp(-((np.abs(u) / 12) ** 2)) - F(3.5) * np.cos(np.abs(u) / 76 * F(1.5))
    sheet = np.maximum(np.abs(u) - F(76), np.abs(v) - F(54))
    frame = np.hypot(np.maximum(np.abs(u) - F(74), 0), np.maximum(np.abs(v) - F(52), 0)) - F(9) if screen else sheet
    _shadow(plate, center, lean, scale)
    plate.solid(window, (frame - F(0.8 / scale)) * F(scale), ink)
    plate.solid(window, sheet * F(scale), SERUM)
    inside = sheet < -0.6
    width = _layout(u, v)
    if not screen:
        width = np.maximum(width, F(0.55) * np.exp(-((np.abs(u) / 5) ** 2)))
    plate.lines(window, inside, (v / F(2.4)).astype(F), width.astype(F), SERUM, ink)
    if screen:
        return
    fold = np.abs(u) - F(0.35)
    plate.solid(window, np.maximum(fold, sheet) * F(scale), ink)


def _shadow(plate: Plate, center: tuple[float, float], lean: float, scale: float) -> None:
    """What lies below is bare around what lies on it."""
    window = plate.window(*center, 105 * scale, 90 * scale)
    assert window is not None
    u = window.x * F(np.cos(lean)) + window.y * F(np.sin(lean))
    v = window.y * F(np.cos(lean)) - window.x * F(np.sin(lean))
    plate.solid(window, np.maximum(np.abs(u) - F(83 * scale + 2), np.abs(v) - F(63 * scale + 2)), SERUM)


def _layout(u: Field, v: Field) -> Field:
    """How wide each line is: a picture and a title on the left page, three columns and a chart on the right one."""
    random = np.random.default_rng(6)
    ends = random.uniform(0.72, 1.0, 64).astype(F)
    ends[random.random(64) < 0.14] = F(0.45)
    row = np.floor(v / F(2.4)).astype(np.intp)
    text = np.zeros(np.broadcast_shapes(u.shape, v.shape), F)
    columns = ((-69, -41), (-37, -9), (8, 27), (30, 49), (52, 71))
    for number, (left, right) in enumerate(columns):
        head = 16 if number < 2 else -47 if number < 4 else -14
        share = (u - left) / (right - left)
        set_here = (share > 0) & (share < ends[(row + 17 * number) % 64]) & (v > head) & (v < 48)
        text = np.where(set_here, F(0.36), text)
    round_ = F(1) - np.hypot(u + F(39), v + F(22)) / F(21)
    picture = (u > -69) & (u < -9) & (v > -48) & (v < 4)
    text = np.where(picture, np.where(round_ > 0, F(0.25) + F(0.5) * (1 - round_), F(0.82)), text)
    title = (u > -69) & (u < -22) & (v > 7.2) & (v < 12)
    bars = (u > 52) & (v > -47) & (v < -18) & (np.mod(u - 52, 6.5) < 4.2) & (v > -20 - (u - 52) * 1.3)
    return np.where(title | bars, F(0.95), text)


# ---------------------------------------------------------------- a pencil, and a piece of type


def _pencil(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
    """Paint (1), wood (2), lead (3), the ferrule (4), the rubber (5); the point is at the lower left."""
    x, y = turn(x, y, -0.80)
    x, z = turn(x, z, 0.28)
    y, z = turn(y, z, 0.5)
    angle = np.arctan2(z, y)
    six = np.hypot(y, z) * np.cos(np.mod(angle, F(np.pi / 3)) - F(np.pi / 6))
    body = np.maximum(six - F(0.19), np.abs(x - F(0.12)) - F(0.93))
    cone = (np.hypot(y, z) - (x + F(1.42)) * F(0.37)) * F(0.93)
    shaft = np.maximum(body, cone) * F(0.9)
    tip = np.maximum(np.maximum(cone, np.hypot(y, z) - F(0.19)), x + F(0.5)) * F(0.9)
    ferrule = turned(np.hypot(y, z), x - F(1.14), 0.195, 0.13) + F(0.006) * np.sin(F(70) * x)
    rubber = turned(np.hypot(y, z), x - F(1.38), 0.175, 0.15, 0.07)
    lead = np.where(x < -1.16, 3, 2)
    part, kind = nearest((shaft, 1), (tip, 2), (ferrule, 4), (rubber, 5))
    return part, np.where((kind == 2) | ((kind == 1) & (cone > body - F(0.004))), lead, kind).astype(np.int8)


def vignette2(dpi: float, out: Path) -> None:
    """A pencil, for the guide for authors."""
    plate = Plate(60, 60, dpi, PAPER)
    seen = sketch(_pencil, 320, 320, (-1.32, 1.32, 0.0), steps=140, safe=0.7)
    lit, glint = seen.light((-0.5, 0.7, 0.5), 0.1, 1.05), seen.glint((-0.4, 0.5, 0.76), 20)
    tones = [lit, lit * F(0.62) + glint * F(0.3), F(0.3) + F(0.68) * lit, lit * F(0.12) + glint * F(0.4), lit + glint * F(0.3),
             F(0.12) + F(0.7) * lit]  # fmt: skip
    tone = np.choose(seen.kind, tones)
    engrave(
        plate,
        seen,
        np.clip(tone, 0.05, 0.97),
        (1, 2, 3, 4, 5),
        ink=AZURE,
        fill=PAPER,
        pitch=0.72,
        ride=0.4,
        slope=-0.15,
    )
    plate.save(out / "vignette2.png")


FACE = 0.46
"""Half the width of the body of the type."""


def _letter() -> Field:
    """The distance to the face of the letter, mirrored as type is, in units of the scene, over a square of two."""
    path = next(Path(str(files("fontpkg_source_serif_4"))).glob("files/SourceSerif4?opsz*.ttf"))
    side, shown = 400, 130
    font = ImageFont.truetype(str(path), 440)
    font.set_variation_by_axes([60, 500])
    drawn = Image.new("L", (side, side), 0)
    ImageDraw.Draw(drawn).text((side // 2, side // 2 - 8), "R", fill=255, font=font, anchor="mm")
    inside = np.asarray(drawn.resize((shown, shown), Image.Resampling.BOX))[:, ::-1] > 127
    return np.asarray((_away(inside) - _away(~inside)) * F(2 * FACE / shown))


def _away(inside: NDArray[np.bool_]) -> Field:
    """How far each pixel outside a shape is from it, to the middle of its edge, in pixels: by rows, then by columns."""
    side = np.arange(inside.shape[1], dtype=F)
    square = (side[:, None] - side[None, :]) ** 2
    by_row = np.where(inside[:, None, :], square[None], F(1e6)).min(2)
    high = np.arange(inside.shape[0], dtype=F)
    total = (by_row[None] + ((high[:, None] - high[None, :]) ** 2)[:, :, None]).min(1)
    return np.asarray(np.maximum(np.sqrt(total) - F(0.5), 0))


def vignette3(dpi: float, out: Path) -> None:
    """A piece of type, for the workshop."""
    plate = Plate(60, 60, dpi, PAPER)
    letter = _letter()
    last = letter.shape[0] - 1

    def sort(x: Field, y: Field, z: Field) -> tuple[Field, Kinds]:
        """The body, its foot notched, a nick in its front; on top of it the letter (2)."""
        y, z = turn(y, z, -1.02)
        x, z = turn(x, z, -0.34)
        body = box(x, y, z, (0, -0.25, 0), (FACE, 0.98, FACE), 0.03)
        for height in (-0.72, -0.52):
            body = np.maximum(body, F(0.07) - np.hypot(y - F(height), z - F(FACE)))
        body = np.maximum(body, F(0.13) - np.hypot(y + F(1.25), x))
        column = np.clip((x / F(FACE) + 1) / 2 * last, 0, last).astype(np.intp)
        row = np.clip((z / F(FACE) + 1) / 2 * last, 0, last).astype(np.intp)
        side = letter[row, column] - F(0.05) * np.clip(F(0.94) - y, 0, 1)
        away = np.maximum(np.maximum(np.abs(x), np.abs(z)) - F(FACE), 0)
        face = np.maximum(np.maximum(side, away), np.abs(y - F(0.84)) - F(0.14)) * F(0.8)
        return nearest((body, 1), (face, 2))

    seen = sketch(sort, 320, 320, (-1.12, 1.12, -0.08), steps=140, safe=0.7)
    tone = seen.light((-0.66, 0.66, 0.36), 0.12, 1.02)
    face = (seen.kind == 2) & (seen.normal[1] > 0.6)
    tone = np.where(face, F(0.06), tone)
    engrave(
        plate, seen, np.clip(tone, 0.05, 0.96), (1, 2), ink=AZURE_DEEP, fill=PAPER, pitch=0.74, ride=0.4, slope=0.35
    )
    plate.save(out / "vignette3.png")
