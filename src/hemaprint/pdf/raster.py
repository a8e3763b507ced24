"""Render pages and spreads of a PDF as pictures."""

from __future__ import annotations

import pypdfium2 as pdfium
from PIL import Image

from hemaprint.pdf.objects import Rectangle

WHITE = (255, 255, 255)
_INCH = 72.0
"""pt."""

Spread = tuple[int | None, int | None]
"""The pages on the left and on the right, counted from 0; None where there is none."""


def page_labels(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """The numbers printed on the pages, as the file has them; 1, 2, 3... where it has none or one of them twice."""
    count = len(document)
    labels = tuple(str(document.get_page_label(index)) for index in range(count))
    return labels if all(labels) and len(set(labels)) == count else tuple(str(number + 1) for number in range(count))


def spreads_of(pages: int) -> tuple[Spread, ...]:
    """The pages of a bound issue as they lie open: the cover alone on the right, then two and two."""
    rest = [(left, left + 1 if left + 1 < pages else None) for left in range(1, pages, 2)]
    return ((None, 0), *rest) if pages else ()


def render_page(document: pdfium.PdfDocument, index: int, dpi: float, *, trimmed: bool = False) -> Image.Image:
    """A page (from 0) in RGB at ``dpi`` pixels per inch, as viewers show it or cut to its trim.

    Raises pypdfium2.PdfiumError where it cannot be drawn.
    """
    page = document[index]
    try:
        crop = _outside_trim(page) if trimmed else (0.0, 0.0, 0.0, 0.0)
        bitmap = page.render(scale=dpi / _INCH, crop=crop, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
    finally:
        page.close()
    return picture


def render_spread(document: pdfium.PdfDocument, spread: Spread, dpi: float) -> Image.Image:
    """The pages of a spread side by side, cut to their trim and joined at the spine; a page alone stands alone."""
    pages = [render_page(document, index, dpi, trimmed=True) for index in spread if index is not None]
    joined = Image.new("RGB", (sum(page.width for page in pages), max(page.height for page in pages)), WHITE)
    across = 0
    for page in pages:
        joined.paste(page, (across, 0))
        across += page.width
    return joined


def _outside_trim(page: pdfium.PdfPage) -> Rectangle:
    """What of the shown page lies left of, below, right of and above the trim, in pt; nothing of a turned page."""
    if page.get_rotation():
        return (0.0, 0.0, 0.0, 0.0)
    return cut_to(page.get_trimbox(), page.get_cropbox())


def cut_to(trim: Rectangle, shown: Rectangle) -> Rectangle:
    """What lies left of, below, right of and above the trim, in pt: what pdfium is to crop. Nothing where all would."""
    left, bottom = max(trim[0] - shown[0], 0.0), max(trim[1] - shown[1], 0.0)
    right, top = max(shown[2] - trim[2], 0.0), max(shown[3] - trim[3], 0.0)
    fits = left + right < shown[2] - shown[0] and bottom + top < shown[3] - shown[1]
    return (left, bottom, right, top) if fits else (0.0, 0.0, 0.0, 0.0)
