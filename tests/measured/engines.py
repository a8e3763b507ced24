"""Compare how two engines draw a PDF: ``python -m measured.engines [--keep FOLDER] PDF ...``.

pdfium is that of Chrome, poppler that of most viewers on Linux. What counts is ink that one draws and the other does
not, not even a pixel beside it; pages with such ink are listed, the worst first. ``--keep`` writes both pictures of it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps

RESOLUTIONS = (72, 96, 150)
NEAR = 3
"""Side of the square (px) in which the other engine must have ink as well: both put glyphs on whole pixels."""
FAINT = 100
"""Difference, of 255, up to which ink is only paler: pdfium smooths hairlines, poppler does not."""
AROUND = 20
"""px that are kept around what is missing."""
SHOWN = 12

Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Missing:
    """Ink on a page that one engine does not draw: how many pixels of it, and the box around it in px."""

    page: int
    engine: str
    pixels: int
    area: Area

    def __str__(self) -> str:
        return f"page {self.page}: {self.pixels} px are missing in {self.engine}, within {self.area}"


def by_pdfium(pdf: Path, resolution: int) -> Iterator[Image.Image]:
    """Every page as Chrome draws it, in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield ImageOps.grayscale(page.render(scale=resolution / 72).to_pil())


def by_poppler(pdf: Path, resolution: int) -> Iterator[Image.Image]:
    """Every page as pdftoppm draws it, in grey."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(resolution), "-gray", "-cropbox", str(pdf), f"{folder}/page"]
        subprocess.run(command, check=True, timeout=600)
        for picture in sorted(Path(folder).iterdir()):
            with Image.open(picture) as page:
                yield page.copy()


def missing(drawn: Image.Image, other: Image.Image) -> tuple[int, Area | None]:
    """The ink of ``other`` that ``drawn`` lacks: its pixels, and the box around them."""
    lacks = ImageChops.subtract(drawn.filter(ImageFilter.MinFilter(NEAR)), other).point(lambda by: 255 * (by > FAINT))
    return lacks.histogram()[255], lacks.getbbox()


def compared(pdf: Path, resolution: int) -> Iterator[tuple[Missing, Image.Image]]:
    """What either engine does not draw, with both pictures of the place, pdfium's first."""
    pages = zip(by_pdfium(pdf, resolution), by_poppler(pdf, resolution), strict=True)
    for number, (one, other) in enumerate(pages, 1):
        for engine, found in (("pdfium", missing(one, other)), ("poppler", missing(other, one))):
            pixels, area = found
            if area is not None:
                yield Missing(number, engine, pixels, area), _beside(one, other, area)


def _beside(one: Image.Image, other: Image.Image, area: Area) -> Image.Image:
    left, top, right, bottom = area[0] - AROUND, area[1] - AROUND, area[2] + AROUND, area[3] + AROUND
    both = Image.new("L", (2 * (right - left) + 4, bottom - top))
    both.paste(one.crop((left, top, right, bottom)), (0, 0))
    both.paste(other.crop((left, top, right, bottom)), (right - left + 4, 0))
    return both


def main(arguments: Sequence[str]) -> None:
    """For each file and resolution how many pixels are missing in one engine, and on which pages the most."""
    keep = Path(arguments[1]) if arguments[:1] == ["--keep"] else None
    for pdf in map(Path, arguments[2 if keep else 0 :]):
        for resolution in RESOLUTIONS:
            found = sorted(compared(pdf, resolution), key=lambda one: -one[0].pixels)
            print(f"{pdf.name}, {resolution} dpi: {sum(one.pixels for one, _ in found)} px are missing in one engine")
            for one, both in found[:SHOWN]:
                print(f"  {one}")
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    both.save(keep / f"{pdf.stem}-{resolution}-{one.page:02}-{one.engine}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
