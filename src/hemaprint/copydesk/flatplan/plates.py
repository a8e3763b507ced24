# SPDX-License-Identifier: MIT
"""Say which inks are on each page of a print edition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium

from hemaprint.pdf.colors import SPOT, spots
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark, TextMark
from hemaprint.pdf.objects import MALFORMED, trim_of
from hemaprint.pdf.raster import PDFIUM, plates_of
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store

_NAMES = ("C", "M", "Y", "K")
_UNNAMED = "spot ink"
_RESOLUTION = 36.0
"""dpi: a hairline of a quarter of a point still leaves more than :data:`_TRACE`."""
_TRACE = 4
"""Of 255: what softened edges and rounding leave on plates without ink is below it."""


def plates_of_pages(pdf: bytes, store: Store | MemoryStore) -> tuple[tuple[str, ...], ...]:
    """The inks on each page within its trim, by name: C, M, Y, K, then spot inks. Empty for a file that is not one."""
    key = digest_of("plates of pages", fingerprint.engine(), pdf)
    try:
        return tuple(tuple(map(str, names)) for names in json.loads(store.get(key) or b""))
    except (ValueError, TypeError):
        pass
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            found = tuple(inks_on(opened, index) for index in range(len(opened.pages)))
    except (pikepdf.PdfError, pdfium.PdfiumError, *MALFORMED):
        return ()
    store.put(key, json.dumps(found).encode())
    return found


def inks_on(pdf: pikepdf.Pdf, index: int) -> tuple[str, ...]:
    """The inks on a page (from 0). Raises pypdfium2.PdfiumError where it cannot be drawn."""
    page = pdf.pages[index]
    with PDFIUM:
        plates = plates_of(pdf, index, trim_of(page), _RESOLUTION)
    inked = [int(str(plate.getextrema()[1])) > _TRACE for plate in plates]
    process = [name for name, has_ink in zip(_NAMES, inked, strict=False) if has_ink]
    named = sorted({name for mark in marks_of(page) for space in _spaces(mark) for name in spots(space)})
    return (*process, *((named or [_UNNAMED]) if inked[SPOT] else ()))


def _spaces(mark: Mark) -> Iterator[str]:
    match mark:
        case TextMark():
            yield mark.paint.space
        case ImageMark() | ShadingMark():
            yield mark.space
        case PathMark():
            yield from (paint.space for paint in (mark.fill, mark.stroke) if paint is not None)
