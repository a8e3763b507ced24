"""Pages of a few operators, written by hand."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import Mark


def one_page(content: str | bytes = "", *, size: tuple[float, float] = (200, 100), **resources: Any) -> pikepdf.Pdf:
    """A file of one page with these operators; ``resources`` are categories of its resources: ``Font={...}``."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(content.encode("latin-1") if isinstance(content, str) else content)
    font = Dictionary({"/F1": helvetica()})
    page.Resources = Dictionary({"/Font": font} | {f"/{name}": Dictionary(value) for name, value in resources.items()})
    return pdf


def helvetica(**more: Any) -> Dictionary:
    """A simple font in which every character is half an em wide."""
    parts = {"Subtype": Name.Type1, "BaseFont": Name.Helvetica, "Encoding": Name.WinAnsiEncoding}
    return Dictionary(Type=Name.Font, FirstChar=32, LastChar=126, Widths=Array([500] * 95), **(parts | more))


def form(pdf: pikepdf.Pdf, content: str, **entries: Any) -> Stream:
    """A form XObject."""
    stream = pdf.make_stream(content.encode("latin-1"))
    entries = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": [0, 0, 1000, 1000]} | entries
    for key, value in entries.items():
        stream[f"/{key}"] = value
    return stream


def image(pdf: pikepdf.Pdf, size: tuple[int, int] = (2, 2), space: Any = Name.DeviceRGB, **entries: Any) -> Stream:
    """An image, all zero."""
    components = {Name.DeviceGray: 1, Name.DeviceCMYK: 4}.get(space, 3)
    stream = pdf.make_stream(bytes(size[0] * size[1] * components))
    entries = {"Width": size[0], "Height": size[1], "ColorSpace": space, "BitsPerComponent": 8} | entries
    for key, value in ({"Type": Name.XObject, "Subtype": Name.Image} | entries).items():
        stream[f"/{key}"] = value
    return stream


def marks(pdf: pikepdf.Pdf, page: int = 0) -> list[Mark]:
    """What is painted on a page."""
    return list(marks_of(pdf.pages[page]))


def rounded(box: tuple[float, ...]) -> tuple[float, ...]:
    """A box to a tenth of a point."""
    return tuple(round(edge, 1) for edge in box)
