# SPDX-License-Identifier: MIT
"""Draw the picture of finished spreads for the README: tools/pictures.py ISSUE.pdf OUT.png."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

SPREADS = ((None, 1), (6, 7), (10, 11), (12, 13), (16, 17), (24, 25))
"""Page numbers, left and right; None is an empty place."""
PAGE_WIDTH, GAP, ACROSS, DESK = 300, 16, 3, "#DAD7D3"
COLORS = 160


def page_picture(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """A page as a viewer shows it, PAGE_WIDTH px wide."""
    page = document[number - 1]
    picture = page.render(scale=PAGE_WIDTH * 3 / page.get_width()).to_pil()
    height = round(PAGE_WIDTH * page.get_height() / page.get_width())
    return picture.resize((PAGE_WIDTH, height), Image.Resampling.LANCZOS)


def spreads_picture(document: pypdfium2.PdfDocument) -> Image.Image:
    """The spreads in rows, on a desk."""
    pages = {number: page_picture(document, number) for spread in SPREADS for number in spread if number}
    width, height = 2 * PAGE_WIDTH, next(iter(pages.values())).height
    rows = -(-len(SPREADS) // ACROSS)
    desk = Image.new("RGB", (ACROSS * (width + GAP) + GAP, rows * (height + GAP) + GAP), DESK)
    for index, spread in enumerate(SPREADS):
        x, y = GAP + index % ACROSS * (width + GAP), GAP + index // ACROSS * (height + GAP)
        for side, number in enumerate(spread):
            if number:
                desk.paste(pages[number], (x + side * PAGE_WIDTH, y))
    return desk


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    picture = spreads_picture(pypdfium2.PdfDocument(source))
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(target, optimize=True)
