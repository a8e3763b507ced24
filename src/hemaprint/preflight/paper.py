"""Pages as paper: how many there are, and which of them are blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2

from hemaprint.errors import Severity
from hemaprint.pdf.objects import Rectangle
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.pdfium import pdfium_document
from hemaprint.preflight.reading import page_box, trim_of

SHEET = 4
"""A folded sheet has four pages."""

_LONG_SIDE = 200
"""Pixels of the longer side of a page that is looked at for ink."""
_LONGEST = 20_000
"""pt: larger pages are not drawn."""
_WHITE = 250
"""Of 255: paper, and what is too faint to be seen."""


def check_count(subject: Subject) -> Iterator[Finding]:
    """A bound issue is folded from sheets of four pages."""
    over = len(subject.pdf.pages) % SHEET
    if not over or (subject.purpose is Purpose.SCREEN and subject.edition is None):
        return
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.NOTE
    message = f"{len(subject.pdf.pages)} pages are not a multiple of four"
    hint = f"add {SHEET - over} or take away {over}: a filler advertisement, or blank_pages in issue.yaml"
    yield Finding("HP415", severity, message, hint)


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
    margins = (0.0,) * 4 if shown is None or page.get_rotation() else _margins(trim, shown)
    picture = page.render(scale=_LONG_SIDE / longer, crop=margins, grayscale=True, may_draw_forms=False).to_pil()
    darkest, _ = picture.convert("L").getextrema()
    return bool(darkest >= _WHITE)


def _margins(trim: Rectangle, shown: Rectangle) -> Rectangle:
    """How much of the shown page lies left of, below, right of and above the trim; pdfium crops by it."""
    left, bottom = max(trim[0] - shown[0], 0.0), max(trim[1] - shown[1], 0.0)
    right, top = max(shown[2] - trim[2], 0.0), max(shown[3] - trim[3], 0.0)
    fits = left + right < shown[2] - shown[0] and bottom + top < shown[3] - shown[1]
    return (left, bottom, right, top) if fits else (0.0, 0.0, 0.0, 0.0)
