# SPDX-License-Identifier: MIT
"""Keep in a PDF which pages lie on a press sheet, so that preflight can examine each: page-piece data (14.5).

ISO 32000-1, 14.5 lets a program keep data of its own with a page. Other programs leave it alone, and PDF/X allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.pdf.objects import MALFORMED, Rectangle, box_of, entry, items, name_of, number

UNTRIMMED = frozenset({"booklet"})
"""Schemes whose sheets are not cut, so that nothing bleeds."""
ONE_SIDED = "2up"
"""The scheme whose sheets have no back."""
_OWNER = "/Hemaprint"
_NO_DATE = "D:19700101000000Z"
"""Written where a file gives no date: the entry is required (ISO 32000-1, table 318)."""


@dataclass(frozen=True, slots=True)
class ImposedPage:
    """A page on a sheet: its index in the file that was imposed, its trim size there, and its boxes on the sheet in pt.

    ``spine`` is the edge of the sheet's page at which it is bound: "left", "right", "both" or "" for none.
    """

    index: int
    size: tuple[float, float]
    trim: Rectangle
    bleed: Rectangle
    spine: str


@dataclass(frozen=True, slots=True)
class ImposedSheet:
    """What a side of a sheet is: the scheme by which it was made, and its pages without the blank ones."""

    scheme: str
    pages: tuple[ImposedPage, ...]


def write_imposed(page: Dictionary, sheet: ImposedSheet, date: str) -> None:
    """Write it to a page; ``date`` is the file's, as ISO 32000-1, 7.9.4 has it, or ""."""
    moment = String(date or _NO_DATE)
    pages = [
        Dictionary(
            Index=one.index,
            Size=_numbers(one.size),
            Trim=_numbers(one.trim),
            Bleed=_numbers(one.bleed),
            Spine=Name(f"/{one.spine or 'none'}"),
        )
        for one in sheet.pages
    ]
    private = Dictionary(Scheme=String(sheet.scheme), Pages=Array(pages))
    page.PieceInfo = Dictionary({_OWNER: Dictionary(LastModified=moment, Private=private)})
    page.LastModified = moment


def read_imposed(page: pikepdf.Page) -> ImposedSheet | None:
    """What a page says of itself as a press sheet; None for any other page."""
    try:
        private = entry(page.obj, "/PieceInfo", _OWNER, "/Private")
        scheme = entry(private, "/Scheme")
        if not isinstance(scheme, String):
            return None
        read = [_read(one) for one in items(entry(private, "/Pages"))]
        return ImposedSheet(str(scheme), tuple(one for one in read if one is not None))
    except MALFORMED:
        return None


def _read(one: pikepdf.Object) -> ImposedPage | None:
    trim, bleed = box_of(entry(one, "/Trim")), box_of(entry(one, "/Bleed"))
    size = [number(value) for value in items(entry(one, "/Size"))]
    spine = name_of(entry(one, "/Spine"))
    if trim is None or bleed is None or len(size) != 2:
        return None
    return ImposedPage(
        int(number(entry(one, "/Index"))),
        (size[0], size[1]),
        trim,
        bleed,
        spine if spine in ("left", "right", "both") else "",
    )


def _numbers(values: Sequence[float]) -> Array:
    return Array([round(value, 4) for value in values])
