"""The plates of the issue: what is engraved on each, in millimetres with 3 mm of bleed where it runs off the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from cells import Plate, disc, receptors, relief_lines, ring, sphere, strand
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

PAPER, SERUM = "#FFFFFF", "#F5F0E7"
EOSIN, EOSIN_DEEP, BLUSH = "#971720", "#5E0D16", "#F1D6C9"
AZURE, AZURE_DEEP, AZURE_MID, MIST = "#1F4F73", "#12334C", "#7FA0B5", "#D9E6EC"

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


# ---------------------------------------------------------------- cover, openers


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


def feature(dpi: float, out: Path) -> None:
    """A donor T cell turns to a leukemic cell, over a spread; the words stand at the top left and the foot at the left."""
    plate = Plate(426, 303, dpi, EOSIN_DEEP)
    random = np.random.default_rng(23)
    donor, leukemia = (128.0, 182.0), (284.0, 92.0)
    calm = [round_calm(*donor, 97), round_calm(*leukemia, 55), calm_box(10, -10, 150, 84), calm_box(8, 276, 92, 320)]
    red_cells(
        plate, scatter(random, (-10, -10, 440, 312), 80, (7, 24), calm), random, ink=EOSIN, pitch=1.15,
        flow=lambda *_: 0.5, gain=1.2, ambient=0.12,
    )  # fmt: skip
    sphere(
        plate, leukemia, 50, ink=BLUSH, fill=EOSIN, pitch=1.05, bump=0.11, grain=4.5, seed=9, ripple=0.05, lift=1.2,
        lines=-0.5, light=(-0.75, 0.3, 0.55), gain=1.05,
    )  # fmt: skip
    sphere(
        plate, donor, 86, ink=MIST, fill=AZURE_DEEP, pitch=1.3, bump=0.045, grain=9, seed=4, ripple=0.006, lift=1.25,
        light=(0.4, -0.68, 0.55), gain=1.05,
    )  # fmt: skip
    receptors(plate, donor, 86, 58, 9, ink=MIST, thickness=1.35, seed=2)
    _save_spread(plate, out, "feature")


def marrow(dpi: float, out: Path) -> None:
    """A megakaryocyte lets its platelets go, over a spread; the words stand at the top left and the foot at the left."""
    plate = Plate(426, 303, dpi, AZURE_DEEP)
    random = np.random.default_rng(5)
    mother = (112.0, 196.0)
    calm = [round_calm(*mother, 92), calm_box(10, -10, 160, 84), calm_box(8, 280, 92, 320), calm_box(196, 90, 330, 140)]
    red_cells(
        plate, scatter(random, (-10, -10, 440, 312), 70, (7, 22), calm), random, ink=AZURE, pitch=1.1,
        flow=lambda _, y: -0.3 + 0.003 * y, gain=1.15, ambient=0.1,
    )  # fmt: skip
    for path, beads in (
        ([(150, 150), (196, 112), (236, 128), (286, 84), (332, 96), (400, 46)], 15),
        ([(168, 190), (206, 176), (238, 140), (292, 128), (340, 142), (436, 108)], 13),
        ([(140, 140), (174, 110), (216, 100), (250, 52), (300, 44), (352, -8)], 12),
        ([(165, 214), (200, 236), (222, 220), (262, 250)], 7),
    ):
        calm += [round_calm(x, y, 6) for x, y in _proplatelet(plate, path, beads, random)]
    sphere(
        plate, mother, 78, ink=MIST, fill=AZURE, pitch=1.25, bump=0.13, grain=3.2, seed=31, ripple=0.004, lobes=0.055,
        lift=1.15, ride=0.35, light=(-0.35, -0.72, 0.52), gain=1.05, lines=0.5,
    )  # fmt: skip
    for x, y, radius in scatter(random, (176, 6, 424, 146), 42, (2.6, 5.2), [*calm[4:], round_calm(*mother, 96)], 1.6):
        disc(plate, (x, y), radius, ink=MIST, squash=random.uniform(0.6, 1), turn=random.uniform(0, 3), pitch=0.62)
    _save_spread(plate, out, "marrow")


def _proplatelet(
    plate: Plate, path: Sequence[tuple[float, float]], beads: int, random: np.random.Generator
) -> list[tuple[float, float]]:
    """A thread with swellings along it that grow toward its end, where they part; where they stand."""
    points = _smooth(np.array(path, np.float32), 160)
    strand(plate, points, np.linspace(1.5, 0.7, len(points), dtype=np.float32), ink=MIST, fill=AZURE, pitch=0.8)
    stand: list[tuple[float, float]] = []
    for place in (np.arange(beads) + random.uniform(0.3, 0.7, beads)) / beads:
        x, y = points[int(place * (len(points) - 1))]
        stand.append((float(x), float(y)))
        radius = random.uniform(2.4, 3.4) + 2.2 * place
        sphere(
            plate, (float(x), float(y)), radius, ink=MIST, fill=AZURE, pitch=0.6, bump=0.06, grain=3,
            seed=int(random.integers(99)), ripple=0.03, lift=1.2, lines=random.uniform(0, 3), light=(-0.35, -0.72, 0.52),
        )  # fmt: skip
    return stand


def _smooth(path: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """A Catmull-Rom curve through the points of a path."""
    padded = np.vstack([2 * path[0] - path[1], path, 2 * path[-1] - path[-2]])
    places = np.linspace(0, len(path) - 1 - 1e-6, count)
    index, t = places.astype(int), (places % 1)[:, None]
    p0, p1, p2, p3 = (padded[index + shift] for shift in range(4))
    curve = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
    return np.asarray(curve, np.float32)


def _save_spread(plate: Plate, out: Path, name: str) -> None:
    """The left page to the bleed, and the part that runs over the head of the right page."""
    plate.save(out / f"{name}-left.png", (0, 0, 216, 303))
    plate.save(out / f"{name}-right.png", (210, 0, 426, 148.7667))


def portrait(dpi: float, out: Path) -> None:
    """A T cell in place of a portrait; nothing below 200 mm."""
    plate = Plate(216, 220, dpi, AZURE_DEEP)
    random = np.random.default_rng(3)
    cells = scatter(
        random, (-10, -10, 226, 214), 46, (6, 15), [round_calm(112, 112, 83), lambda _, y, r: y > 185 - r], 0.95
    )
    red_cells(plate, cells, random, ink=AZURE, pitch=0.95, flow=lambda *_: 0.3, gain=1.2, ambient=0.12)
    sphere(
        plate, (112, 112), 70, ink=MIST, fill=AZURE_DEEP, pitch=1.1, bump=0.05, grain=8, seed=14, ripple=0.008, lift=1.25,
        light=(-0.6, -0.55, 0.5), gain=1.05,
    )  # fmt: skip
    receptors(plate, (112, 112), 70, 50, 8, ink=MIST, thickness=1.15, seed=8)
    plate.save(out / "portrait.png")


def vignette3(dpi: float, out: Path) -> None:
    """A monocyte in another cut: one line, wound from the middle outward, that swells where the light falls."""
    plate = Plate(60, 60, dpi, PAPER)
    sphere(
        plate, (30, 30), 27, ink=MIST, fill=AZURE_DEEP, pitch=0.95, bump=0.05, grain=2.2, seed=22, ripple=0.0,
        ride=0.5, light=(-0.40, -0.46, 0.8), gain=1.0, ambient=0.05, spiral=True, tone=_kidney,
    )  # fmt: skip
    plate.save(out / "vignette3.png")


def _kidney(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """The bent nucleus of a monocyte: a thick arc, open to the lower right, that takes two thirds of the light."""
    x, y = x - 0.04, y + 0.02
    turn = np.arctan2(y, x) - 0.75
    turn = np.abs((turn + np.pi) % (2 * np.pi) - np.pi)
    reach = np.hypot(x, y)
    arc = np.abs(reach - 0.43) / 0.25
    open_end = np.hypot(x * np.cos(0.75) + y * np.sin(0.75) - 0.46, -x * np.sin(0.75) + y * np.cos(0.75)) / 0.38
    inside = np.clip((1 - arc) * 9, 0, 1) * np.clip((open_end - 1) * 7, 0, 1) * np.clip(turn * 5, 0, 1)
    return np.asarray(1 - 0.72 * inside, np.float32)


# ---------------------------------------------------------------- advertisements


def ad(dpi: float, out: Path) -> None:
    """One red cell, too large for the page; the words stand below y 190."""
    plate = Plate(216, 303, dpi, SERUM)
    disc(plate, (98, 74), 122, ink=EOSIN, squash=0.84, turn=-0.42, pitch=2.1, lines=-0.5, dark=True, gain=1.05)
    plate.save(out / "ad.png")


def ad2(dpi: float, out: Path) -> None:
    """A roll of red cells, rouleaux as at the thick end of a film, from the foot to the upper right; words at the left."""
    plate = Plate(216, 303, dpi, MIST)
    random = np.random.default_rng(17)
    for index in range(19):
        part = index / 18
        x, y = 236 - 78 * part + 8 * np.sin(part * 5), -14 + 330 * part
        disc(
            plate, (x, y), 56, ink=AZURE, squash=0.36 + 0.05 * np.sin(index), turn=0.42 - 0.5 * np.sin(part * 5) * 0.5
            + random.normal(0, 0.03), pitch=1.35, lines=0.2, dark=True, gain=1.05, lift=1.1,
        )  # fmt: skip
    plate.save(out / "ad2.png")


def ad_half(dpi: float, out: Path) -> None:
    """Two cells at the right of a half page; the words stand left of x 92."""
    plate = Plate(177, 122, dpi, SERUM)
    disc(plate, (136, 38), 44, ink=EOSIN, squash=0.74, turn=-0.6, pitch=1.25, lines=-0.6, dark=True, gain=1.05)
    disc(plate, (158, 102), 31, ink=EOSIN, squash=0.86, turn=0.5, pitch=1.1, lines=0.4, dark=True, gain=1.05)
    disc(plate, (108, 96), 12, ink=EOSIN, squash=0.6, turn=0.2, pitch=0.7, lines=0.2, dark=True, gain=1.05)
    plate.save(out / "ad-half.png")


# ---------------------------------------------------------------- smaller pictures


def contents(dpi: float, out: Path) -> None:
    """A T cell in the stream, across the head of the contents page."""
    plate = Plate(216, 112, dpi, EOSIN)
    random = np.random.default_rng(8)
    cells = scatter(random, (-10, -10, 226, 122), 42, (6, 20), [round_calm(158, 62, 44)])
    red_cells(plate, cells, random, ink=BLUSH, pitch=0.95, flow=lambda *_: -0.5, gain=0.92)
    sphere(
        plate, (158, 62), 38, ink=MIST, fill=AZURE_DEEP, pitch=0.9, bump=0.05, grain=8, seed=21, ripple=0.008, lift=1.25
    )
    receptors(plate, (158, 62), 38, 42, 4.6, ink=MIST, thickness=0.8, seed=3)
    plate.save(out / "contents.png")


def news(dpi: float, out: Path) -> None:
    """A field of red cells, one of them in the other ink."""
    plate = Plate(116.3333, 114.3, dpi, MIST)
    random = np.random.default_rng(31)
    cells = scatter(random, (-4, -4, 121, 119), 64, (5, 10.5), tight=0.93)
    chosen = min(cells[-16:], key=lambda cell: abs(cell[0] - 66) + abs(cell[1] - 46))
    for cell in cells:
        turn = random.normal(0.4, 0.4)
        disc(
            plate, cell[:2], cell[2], ink=EOSIN if cell is chosen else AZURE, squash=random.uniform(0.55, 1), turn=turn,
            pitch=0.72, lines=turn, dark=True,
        )  # fmt: skip
    plate.save(out / "news.png")


def news2(dpi: float, out: Path) -> None:
    """A small vessel: red cells in single file between its walls."""
    plate = Plate(177, 80, dpi, MIST)
    x = (np.arange(plate.size[0], dtype=np.float32)[None, :] + 0.5) / plate.scale
    y = (np.arange(plate.size[1], dtype=np.float32)[:, None] + 0.5) / plate.scale
    middle = 40 + 7 * np.sin(x / 26)
    wall = np.exp(-(((np.abs(y - middle) - 27) / 7) ** 2)) * 6
    relief_lines(plate, wall.astype(np.float32), ink=AZURE, pitch=1.1, lift=0.9)
    random = np.random.default_rng(2)
    for index, place in enumerate(np.arange(6, 190, 23.5)):
        turn = float(np.arctan(7 / 26 * np.cos(place / 26))) + 1.35 + random.normal(0, 0.12)
        center = (float(place), float(40 + 7 * np.sin(place / 26)) + random.normal(0, 1.5))
        disc(
            plate, center, 13.5 + random.normal(0, 0.6), ink=EOSIN if index == 4 else AZURE, turn=turn,
            squash=random.uniform(0.55, 0.8), pitch=0.78, lines=turn, dark=True,
        )  # fmt: skip
    plate.save(out / "news2.png")


def vignette(dpi: float, out: Path) -> None:
    """A red cell, for the letter."""
    plate = Plate(60, 60, dpi, PAPER)
    disc(plate, (30, 30), 27, ink=EOSIN, squash=0.8, turn=-0.6, pitch=0.9, lines=-0.6, dark=True)
    plate.save(out / "vignette.png")


def vignette2(dpi: float, out: Path) -> None:
    """A T cell, for a short piece."""
    plate = Plate(60, 60, dpi, PAPER)
    sphere(
        plate, (30, 30), 21.5, ink=PAPER, fill=AZURE, pitch=0.72, bump=0.05, grain=6, seed=12, ripple=0.006, lift=1.2
    )
    receptors(plate, (30, 30), 21.5, 30, 3.6, ink=AZURE, thickness=0.6, seed=5)
    plate.save(out / "vignette2.png")


def back(dpi: float, out: Path) -> None:
    """Sixteen people: five bright, in remission; three dark, relapsed; eight rings, died (facts: the CD5 trial)."""
    plate = Plate(216, 303, dpi, EOSIN)
    random = np.random.default_rng(44)
    gap, side = 5.0, (180 - 3 * 5) / 4
    for index, kind in enumerate("rxroxxroxoxrxxrx"):
        center = (18 + side / 2 + index % 4 * (side + gap), 26 + side / 2 + index // 4 * (side + gap))
        turn = random.uniform(-1, 1)
        if kind == "r":
            disc(
                plate, center, side / 2, ink=BLUSH, squash=0.97, turn=turn, pitch=1, lines=turn, gain=1.05, ambient=0.1
            )
        elif kind == "o":
            disc(plate, center, side / 2, ink=EOSIN, fill=EOSIN_DEEP, squash=0.97, turn=turn, pitch=1, lines=turn,
                 ambient=0.08)  # fmt: skip
        else:
            ring(plate, center, side / 2 - 0.14, 0.28, BLUSH)
    plate.save(out / "back.png")


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
    "cover": cover, "feature": feature, "marrow": marrow, "portrait": portrait, "vignette3": vignette3, "ad": ad,
    "ad2": ad2, "ad-half": ad_half, "contents": contents, "news": news, "news2": news2, "vignette": vignette,
    "vignette2": vignette2, "back": back, "colophon": colophon,
}  # fmt: skip

OUTPUTS = {name: (f"{name}-left.png", f"{name}-right.png") for name in ("feature", "marrow")}
"""Pictures that are cut into several files; all others are one file of their name."""
