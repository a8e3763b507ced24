"""Pages as paper: how many there are, and which of them are blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2

from hemaprint.bind.editions import SIGNATURE, Edition
from hemaprint.errors import Severity
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.raster import cut_to
from hemaprint.preflight.boxes import leaves_of
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.pdfium import pdfium_document
from hemaprint.preflight.reading import page_box, trim_of

_LONG_SIDE = 200
"""Pixels of the longer side of a page that is looked at for ink."""
_LONGEST = 20_000
"""pt: larger pages are not drawn."""
_WHITE = 250
"""Of 255: paper, and what is too faint to be seen."""


def check_count(subject: Subject) -> Iterator[Finding]:
    """A bound issue is folded from sheets of four pages; what others print may be a leaflet, or be glued."""
    count = sum(leaves for _, leaves in leaves_of(subject.pdf))
    over = count % SIGNATURE
    severity = _severity_of_count(subject, count)
    if not over or severity is None:
        return
    message = "1 page is" if count == 1 else f"{count} pages are"
    change = f"add {SIGNATURE - over} or take away {over}"
    hint = subject.advice(
        f"{change}: a filler advertisement, or blank_pages in issue.yaml", f"{change}, if it is to be folded"
    )
    yield Finding("HP415", severity, f"{message} not a multiple of four", hint)


def _severity_of_count(subject: Subject, count: int) -> Severity | None:
    if subject.edition is Edition.PRINT:
        return Severity.ERROR
    if subject.edition is not None:
        return Severity.NOTE
    return Severity.WARNING if subject.purpose is Purpose.PRINT and count > SIGNATURE else None


def check_blank(subject: Subject) -> Iterator[Finding]:
    """No page is blank but for marks outside the trim."""
    severity = Severity.NOTE if subject.purpose is Purpose.PRINT else Severity.WARNING
    with pdfium_document(subject) as document:
        for index, page in enumerate(subject.pdf.pages):
            if _is_blank(document, index, trim_of(page), page_box(page, "/CropBox") or page_box(page, "/MediaBox")):
                hint = "take it away, or fill it; blank pages at the end of a print edition may be meant"
                yield Finding("HP416", severity, "the page is blank", hint, index, None, subject.located(index))


def _is_blank(document: Any, index: int, trim: Rectangle, shown: Rectangle | None) -> bool:
    """Nothing is written within the trim, and nothing darker than paper is painted there."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return False
    if str(page.get_textpage().get_text_bounded(*trim)).strip():
        return False
    width, height = page.get_size()
    longer = max(width, height)
    if not 1 <= longer <= _LONGEST:
        return False
    margins = (0.0,) * 4 if shown is None or page.get_rotation() else cut_to(trim, shown)
    picture = page.render(scale=_LONG_SIDE / longer, crop=margins, grayscale=True, may_draw_forms=False).to_pil()
    darkest, _ = picture.convert("L").getextrema()
    return bool(darkest >= _WHITE)
