"""Look into bound files the way readers do."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium


@cache
def opened(data: bytes) -> pikepdf.Pdf:
    """The file for pikepdf, to look at; it stays open as long as the tests run."""
    return changeable(data)


def changeable(data: bytes) -> pikepdf.Pdf:
    """The file for pikepdf, to change."""
    return pikepdf.open(BytesIO(data))


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A changed file."""
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()


def text(data: bytes, page: int) -> str:
    """The text of a page; broken words are rejoined, and every hyphen is U+002D."""
    raw = pdfium.PdfDocument(data)[page].get_textpage().get_text_range()
    for mark in ("\u2010\r\n", "\ufffe", "\x02"):
        raw = raw.replace(mark, "")
    return str(raw.replace("\u2010", "-"))


def pixels(data: bytes, page: int) -> list[int]:
    """Every channel of every pixel of a page at 108 dpi."""
    bitmap = pdfium.PdfDocument(data)[page].render(scale=1.5)
    return list(bytes(bitmap.to_pil().convert("RGB").tobytes()))


def difference(one: list[int], other: list[int]) -> int:
    """The greatest difference of a channel, 0 to 255."""
    assert len(one) == len(other)
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def font_programs(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every font descriptor of the file."""
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
