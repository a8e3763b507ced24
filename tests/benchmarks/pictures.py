"""Draw the pictures of the magazine: plates, figures and bars; nothing in them but discs and lines in two inks."""

from __future__ import annotations

from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

from benchmarks.model import Chart, Magazine

GROUNDS = ("#5E0D16", "#12334C", "#971720", "#1F4F73", "#F5F0E7")
"""The last one is pale: dark words stand on the cover."""
INKS = ("#F1D6C9", "#D9E6EC", "#C4786C", "#7FA0B5")
PLATE, WIDE, SMALL, SPOT = (864, 1212), (1500, 600), (640, 480), (1200, 900)


def write_pictures(magazine: Magazine, folder: Path) -> None:
    """Write every picture of the magazine and the data of its charts below ``folder``."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    _raster("cover", PLATE, 5).save(folder / "images/cover.png")
    for number in range(1, 5):
        for name, size in (("plate", PLATE), ("spot", SPOT), ("wide", WIDE), ("small", SMALL)):
            _raster(f"{name} {number}", size, number).save(folder / f"images/{name}-{number}.png", optimize=False)
            if name in ("wide", "small"):
                (folder / f"images/{name}-{number}.svg").write_text(_drawing(f"{name} {number}", size, number), "utf-8")
    for article in magazine.articles:
        for block in article.blocks:
            if isinstance(block, Chart):
                rows = "".join(",".join(row) + "\n" for row in block.rows)
                (folder / block.data).write_text(rows, "utf-8")
                (folder / block.image).write_text(_bars(block), "utf-8")


def _discs(seed: str, size: tuple[int, int], number: int) -> list[tuple[int, int, int, str]]:
    """Middle, radius and ink of every disc."""
    random, (width, height) = Random(seed), size
    discs = []
    for _ in range(24):
        radius = random.randrange(min(size) // 24, min(size) // 5)
        discs.append((random.randrange(width), random.randrange(height), radius, INKS[random.randrange(4)]))
    return discs


def _raster(seed: str, size: tuple[int, int], number: int) -> Image.Image:
    image = Image.new("RGB", size, GROUNDS[number - 1])
    draw = ImageDraw.Draw(image)
    for x, y, radius, ink in _discs(seed, size, number):
        for inner in range(radius, 0, -9):
            draw.ellipse((x - inner, y - inner, x + inner, y + inner), outline=ink, width=2 + 3 * inner // radius)
    return image


def _drawing(seed: str, size: tuple[int, int], number: int) -> str:
    width, height = size
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{inner}" fill="none" stroke="{ink}" stroke-width="3"/>'
        for x, y, radius, ink in _discs(seed, size, number)
        for inner in range(radius, 0, -18)
        if inner < x < width - inner and inner < y < height - inner
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M0 0h{width}v{height}h-{width}z" fill="{GROUNDS[number - 1]}"/>{rings}</svg>\n'
    )


def _bars(chart: Chart) -> str:
    """The bars of a chart, lying; as wide as hemaprint would draw them, with the names in the sans of the page."""
    most = max(int(row[1]) for row in chart.rows[1:])
    width, step = 502 if chart.wide else 158, 24
    height = step * (len(chart.rows) - 1) + 8
    parts = []
    for number, (label, value) in enumerate(chart.rows[1:]):
        y, length = 4 + step * number, max(1, int(value) * (width - 110) // most)
        parts.append(
            f'<text x="0" y="{y + 12}" font-family="Bench Sans, sans-serif" font-size="8">{label}</text>'
            f'<path d="M70 {y}h{length}v16h-{length}z" fill="#1F4F73"/>'
            f'<text x="{74 + length}" y="{y + 12}" font-family="Bench Sans, sans-serif" font-size="8">{value}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{''.join(parts)}</svg>\n"
    )
