"""Draw the plates of a page: how much cyan, magenta, yellow, black and spot ink stands where.

Renderers give red, green and blue. So the colours of the page are replaced: once cyan, magenta and yellow go as red,
green and blue, once black goes as grey, and once the spot inks where there are any. Opacity and blending work ink by
ink, so this is exact but for the softened edges. What overprints is not drawn on the plates that it leaves alone; in an
isolated group, too, although that as a whole takes out what is below it. Not drawn apart: inline images, and the
colours of Type 3 glyphs. Colours of screens go into the first three.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array
from PIL import Image, ImageChops

from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.platecolors import Pictures
from hemaprint.pdf.plates import BLACK, COLORS, SPOT
from hemaprint.pdf.recolored import Recolored

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


@dataclass(frozen=True, slots=True)
class Plates:
    """Grey pictures in which 255 is solid ink; ``area`` is what they show, in pt of default user space."""

    cyan: Image.Image
    magenta: Image.Image
    yellow: Image.Image
    black: Image.Image
    spot: Image.Image
    area: Rectangle

    @property
    def all(self) -> tuple[Image.Image, ...]:
        """The five in the order of their places in :data:`hemaprint.pdf.plates.ALL`."""
        return (self.cyan, self.magenta, self.yellow, self.black, self.spot)


def plates_of(pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float = 72) -> Plates:
    """The plates of a page (from 0) within ``area``. Raises pypdfium2.PdfiumError where it cannot be drawn."""
    pictures: Pictures = {}
    colors = _draw(pdf, page, area, dpi, COLORS, pictures)
    bands = colors.bands
    if colors.partly:
        bands = [band for plate in COLORS for band in _draw(pdf, page, area, dpi, (plate,), pictures).bands]
    black = _draw(pdf, page, area, dpi, (BLACK,), pictures)
    none = Image.new("L", black.bands[0].size)
    spot = _draw(pdf, page, area, dpi, (SPOT,), pictures).bands[0] if colors.spots else none
    cyan, magenta, yellow = bands
    return Plates(cyan, magenta, yellow, black.bands[0], spot, area)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Plates that were drawn together, and what was found about them; see :class:`Recolored`."""

    bands: list[Image.Image]
    partly: bool
    spots: bool


def _draw(
    pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float, plates: tuple[int, ...], pictures: Pictures
) -> _Drawing:
    with pikepdf.new() as work:
        work.pages.append(pdf.pages[page])
        target = work.pages[0]
        for key in ("/Annots", "/Rotate", "/Group", "/UserUnit"):
            if key in target:
                del target[key]
        for key in _BOXES:
            target[key] = Array(list(area))
        recolored = Recolored(work, plates, pictures)
        recolored.page(target)
        data = BytesIO()
        work.save(data, compress_streams=False)
    with pdfium.PdfDocument(data.getvalue()) as document:
        bitmap = document[0].render(scale=dpi / 72, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
    bands = [ImageChops.invert(band) for band in picture.split()[: len(plates)]]
    return _Drawing(bands, recolored.partly, recolored.spots)
