# SPDX-License-Identifier: MIT
"""Open the file that is to be imposed, and take its pages: anybody's PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Stream

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.pdf.objects import (
    MALFORMED,
    MM,
    Matrix,
    Rectangle,
    annotations_of,
    entry,
    grown,
    inherited,
    name_of,
    number,
    page_box,
    size_of,
    times,
    transformed,
    trim_of,
)
from hemaprint.project.values import PageSize

LARGEST = 512 * 1024**2
"""Bytes of the largest file."""
MOST_PAGES = 5000
_ALIKE = 0.5
"""pt by which page sizes may differ: boxes are written with few decimals."""
_SMALLEST, _LONGEST = 18.0, 14_400.0
_UNSEEN = ("Link", "Popup", "PrinterMark", "TrapNet")
"""Kinds of annotations that paint nothing on paper, or only outside the trim."""
_REMEDIES = {
    "HP830": "make it again; hemaprint preflight says more",
    "HP831": "remove the password first, for example: qpdf --decrypt --password=... LOCKED.pdf OPEN.pdf",
    "HP832": "impose it part by part",
    "HP833": "give every page the same trim box; a file of spreads must be exported page by page",
}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as a form XObject, how it stands upright, and its trim and bleed when it does."""

    form: Stream
    upright: Matrix
    trim: Rectangle
    bleed: float


def refused(code: str, path: Path, message: str) -> ContentError:
    """What is raised for a file that cannot be imposed."""
    return ContentError([Problem(code, message, Location(path), _REMEDIES[code])])


def opened(data: bytes, path: Path) -> pikepdf.Pdf:
    """The file. Raises ContentError where nobody can read it: damaged (HP830), locked (HP831), too large (HP832)."""
    if len(data) > LARGEST:
        raise refused("HP832", path, f"the file has {len(data) / 1e6:.0f} MB; {LARGEST / 1e6:.0f} MB are imposed")
    try:
        pdf = pikepdf.open(BytesIO(data))
        count = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise refused("HP831", path, "the file is locked by a password") from error
    except MALFORMED as error:
        said = str(error).splitlines()[0]
        raise refused("HP830", path, f"this is not a PDF that can be read: {said}") from error
    if not count:
        raise refused("HP830", path, "the file has no pages")
    if count > MOST_PAGES:
        raise refused("HP832", path, f"the file has {count} pages; {MOST_PAGES} are imposed")
    return pdf


def pages_of(pdf: pikepdf.Pdf, path: Path) -> list[SourcePage]:
    """Every page as a form.

    Raises ContentError for a damaged file or a page without a size (HP830), and for pages of several sizes (HP833).
    """
    try:
        pages = [source_page(page) for page in pdf.pages]
    except MALFORMED as error:
        raise refused("HP830", path, f"a page cannot be read: {str(error).splitlines()[0]}") from error
    if guessed := pdf.get_warnings():
        raise refused("HP830", path, f"the file is damaged: {str(guessed[0]).splitlines()[0]}")
    size = size_of(pages[0].trim)
    for place, page in enumerate(pages):
        measured = size_of(page.trim)
        if not all(_SMALLEST <= side <= _LONGEST for side in measured):
            raise refused("HP830", path, f"page {place + 1} has no usable size")
        if max(abs(one - other) for one, other in zip(measured, size, strict=True)) > _ALIKE:
            message = f"page {place + 1} measures {_in_mm(measured)}, page 1 {_in_mm(size)}"
            raise refused("HP833", path, message)
    return pages


def source_page(page: pikepdf.Page) -> SourcePage:
    """A page as a form; can raise what malformed pages make pikepdf raise."""
    trim = trim_of(page)
    bled = page_box(page, "/BleedBox") or trim
    bleed = max(0.0, min(trim[0] - bled[0], trim[1] - bled[1], bled[2] - trim[2], bled[3] - trim[3]))
    form = page.as_form_xobject(handle_transformations=False)
    assert isinstance(form, Stream)
    form.BBox = Array(grown(trim, bleed))
    upright = _upright(page)
    unit = upright[0] ** 2 + upright[1] ** 2
    return SourcePage(form, upright, transformed(trim, upright), bleed * unit**0.5)


def _upright(page: pikepdf.Page) -> Matrix:
    """The turn and the unit of a page (ISO 32000-1, table 30: Rotate, clockwise, and UserUnit)."""
    unit = number(entry(page.obj, "/UserUnit"), 1.0) or 1.0
    scaled: Matrix = (unit, 0.0, 0.0, unit, 0.0, 0.0)
    turns = round(number(inherited(page.obj, "/Rotate")) / 90) % 4
    quarter: Matrix = (0.0, -1.0, 1.0, 0.0, 0.0, 0.0)
    for _ in range(turns):
        scaled = times(scaled, quarter)
    return scaled


def page_size(pages: list[SourcePage]) -> PageSize:
    """The trim size of the pages in pt."""
    return PageSize(*size_of(pages[0].trim))


def shared_group(pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    """The transparency group of the first page that has one: sheets are blended as the pages were."""
    groups = (entry(page.obj, "/Group") for page in pdf.pages)
    return next((group for group in groups if group is not None), None)


def lost(pdf: pikepdf.Pdf, path: Path) -> Iterator[Problem]:
    """A warning for annotations that paint something (HP836): they do not come along."""
    kinds = [
        (place, name_of(entry(one, "/Subtype")))
        for place, page in enumerate(pdf.pages)
        for one in annotations_of(page)
        if name_of(entry(one, "/Subtype")) not in _UNSEEN
    ]
    if kinds:
        many = f" and {len(kinds) - 1} more" if len(kinds) > 1 else ""
        message = (
            f"page {kinds[0][0] + 1} has an annotation ({kinds[0][1] or 'of no kind'}){many}: none is on the sheets"
        )
        yield Problem(
            "HP836", message, Location(path), "flatten comments and fields first, or remove them", Severity.WARNING
        )


def bleed_of(pages: list[SourcePage], path: Path) -> tuple[float, tuple[Problem, ...]]:
    """The bleed that every page has, in pt; a warning where it is less than 3 mm (HP834)."""
    bleed = min(page.bleed for page in pages)
    if bleed >= 3 * MM - 0.1:
        return bleed, ()
    place = next(index for index, page in enumerate(pages) if page.bleed == bleed)
    message = f"page {place + 1} has {bleed / MM:.1f} mm of bleed: white edges can show where the sheet is cut"
    hint = "export the file with 3 mm of bleed and a BleedBox, or impose the print edition"
    return bleed, (Problem("HP834", message, Location(path), hint, Severity.WARNING),)


def _in_mm(size: tuple[float, float]) -> str:
    return f"{size[0] / MM:.1f} × {size[1] / MM:.1f} mm"
