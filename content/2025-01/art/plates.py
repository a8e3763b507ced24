"""The plates of the issue: the cover and the colophon are engraved here, all others in the modules named for them.

Measures are millimetres, with 3 mm of bleed where a picture runs off the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from bench import ad, contents, news2
from cells import Plate, disc, receptors, relief_lines, sphere
from coast import news
from crowd import curve
from inks import AZURE, EOSIN, SERUM
from marrow import feature
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from sheets import ad2, ad_half, vignette2, vignette3
from ward import back, portrait, vignette

Cell = tuple[float, float, float]
Calm = Callable[[float, float, float], bool]


def scatter(
    random: np.random.Generator,
    box: tuple[float, float, float, float],
    count: int,
    sizes: tuple[float, float],
    calm: Sequence[Calm] = (),
    tight: float = 0.9,
    power: float = 1.6,
) -> list[Cell]:
    """Cells (x, y, radius) thrown into a box, none on another and none where it should be calm, the small ones first."""
    cells: list[Cell] = []
    for _ in range(count * 120):
        if len(cells) == count:
            break
        x, y = random.uniform(box[0], box[2]), random.uniform(box[1], box[3])
        radius = sizes[0] + (sizes[1] - sizes[0]) * random.random() ** power
        meets = any(np.hypot(x - a, y - b) < (radius + c) * tight for a, b, c in cells)
        if not meets and not any(is_calm(x, y, radius) for is_calm in calm):
            cells.append((x, y, radius))
    return sorted(cells, key=lambda cell: cell[2])


def round_calm(cx: float, cy: float, reach: float) -> Calm:
    return lambda x, y, radius: bool(np.hypot(x - cx, y - cy) < radius * 0.9 + reach)


def calm_box(left: float, top: float, right: float, bottom: float) -> Calm:
    return lambda x, y, radius: left - radius < x < right + radius and top - radius < y < bottom + radius


def red_cells(
    plate: Plate,
    cells: Sequence[Cell],
    random: np.random.Generator,
    *,
    ink: str,
    pitch: float,
    flow: Callable[[float, float], float],
    dark: bool = False,
    lift: float = 1.0,
    gain: float = 1.0,
    ambient: float = 0.06,
    squash: tuple[float, float] = (0.5, 1.0),
) -> None:
    """Red cells turned with a flow, each a little differently; finer lines on the smaller ones."""
    for x, y, radius in cells:
        turn = flow(x, y) + random.normal(0, 0.22)
        disc(
            plate, (x, y), radius, ink=ink, squash=random.uniform(*squash), turn=turn, dark=dark, lift=lift, gain=gain,
            ambient=ambient, pitch=pitch * float(np.clip(radius / 14, 0.62, 1.5)), lines=turn + random.normal(0, 0.15),
        )  # fmt: skip


# ---------------------------------------------------------------- cover, colophon


def cover(dpi: float, out: Path) -> None:
    """A donor T cell among red cells. x 15-68, y 96-268 and everything above y 90 stay empty for the words."""
    plate = Plate(216, 303, dpi, SERUM)
    random = np.random.default_rng(11)
    cell = (137.0, 184.0)
    calm = [round_calm(*cell, 66.5), calm_box(-20, -20, 236, 96), calm_box(-20, 90, 78, 270)]
    cells = scatter(random, (-6, 74, 226, 320), 60, (6.5, 19), calm, 0.88, 1.2)
    large: list[Cell] = [(208, 268, 33), (96, 292, 26), (203, 119, 24), (30, 300, 20)]
    clear = [c for c in cells if not any(np.hypot(c[0] - x, c[1] - y) < (c[2] + r) * 0.83 for x, y, r in large)]
    red_cells(
        plate, clear + large, random, ink=EOSIN, pitch=0.86, flow=lambda x, _: -0.75 + 0.004 * (x - 100),
        dark=True, lift=1.05,
    )  # fmt: skip
    sphere(plate, cell, 57, ink=SERUM, fill=AZURE, pitch=0.92, bump=0.05, grain=8, seed=4, ripple=0.004, lift=1.25)
    receptors(plate, cell, 57, 52, 5.2, ink=AZURE, thickness=0.85, seed=2)
    plate.save(out / "cover.png")


def colophon(dpi: float, out: Path) -> None:
    """The letters of the nameplate as a landscape under level lines."""
    plate = Plate(216, 110, dpi, SERUM)
    relief_lines(plate, _letters("Hf", plate), ink=EOSIN, pitch=1.25, lift=0.75)
    plate.save(out / "colophon.png")


def _letters(text: str, plate: Plate) -> NDArray[np.float32]:
    """Letters of the text face as rounded hills, 5 mm high."""
    path = next(Path(str(files("fontpkg_source_serif_4"))).glob("files/SourceSerif4?opsz*.ttf"))
    small = Image.new("L", (1080, 550), 0)
    font = ImageFont.truetype(str(path), 480)
    font.set_variation_by_axes([14, 500])
    ImageDraw.Draw(small).text((540, 270), text, fill=255, font=font, anchor="mm")
    soft = small.filter(ImageFilter.GaussianBlur(9)).resize(plate.size, Image.Resampling.BICUBIC)
    return np.asarray(soft, np.float32) / np.float32(255 / 5)


PLATES: dict[str, Callable[[float, Path], None]] = {
    "cover": cover, "feature": feature, "curve": curve, "portrait": portrait, "vignette": vignette,
    "vignette2": vignette2, "vignette3": vignette3, "ad": ad, "ad2": ad2, "ad-half": ad_half, "contents": contents,
    "news": news, "news2": news2, "back": back, "colophon": colophon,
}  # fmt: skip

OUTPUTS = {
    "feature": ("feature-left.png", "feature-right.png"),
    "curve": ("curve-left.jpg", "curve-right.jpg"),
}
"""Pictures that are cut into several files; all others are one file of their name."""
