"""Boxes of the pages: present, inside one another, equal, and with enough bleed (ISO 32000-1, 14.11.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pikepdf

from hemaprint.errors import Severity
from hemaprint.pdf.geometry import MM, covers, size_of
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.values import entry, inherited, number
from hemaprint.preflight.models import Finding, Purpose, Size, Subject
from hemaprint.preflight.reading import page_box, trim_of

BLEED = 3 * MM
"""pt of bleed that printers ask for."""

_TOLERANCE = 0.1
"""pt: boxes are written with few decimals."""
_LARGEST = 14_400
"""The longest side of a page, in its own units (ISO 32000-1, annex C)."""


def check_boxes(subject: Subject) -> Iterator[Finding]:
    """Every page has the boxes that its purpose needs, and they lie inside one another."""
    for index, page in enumerate(subject.pdf.pages):
        media = page_box(page, "/MediaBox")
        if media is None or not _usable(media):
            message = "the media box is missing or has no usable size"
            yield Finding("HP411", Severity.ERROR, message, "make the page again", index)
            continue
        if subject.purpose is Purpose.PRINT:
            yield from _needed(subject, page, index)
        yield from _nested(subject, page, index)


def check_sizes(subject: Subject) -> Iterator[Finding]:
    """All pages are trimmed to one size; a spread is as large as two of them."""
    sizes = [size for size, _ in leaves_of(subject.pdf)]
    if len(set(sizes)) < 2:
        return
    usual = Counter(sizes).most_common(1)[0][0]
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
    for index, size in enumerate(sizes):
        if abs(size[0] - usual[0]) > _TOLERANCE or abs(size[1] - usual[1]) > _TOLERANCE:
            message = f"the page measures {_in_mm(size)}, most others {_in_mm(usual)}"
            yield Finding("HP412", severity, message, "give every page the same trim box", index)


def check_turned(subject: Subject) -> Iterator[Finding]:
    """Pages stand upright in their own units."""
    for index, page in enumerate(subject.pdf.pages):
        turn, unit = inherited(page.obj, "/Rotate"), entry(page.obj, "/UserUnit")
        if turn is not None and number(turn, 45.0) % 90:
            hint = "turn pages by quarters only"
            message = "the page is turned by something else than quarters of a circle"
            yield Finding("HP414", Severity.ERROR, message, hint, index)
        elif subject.purpose is Purpose.PRINT and number(turn) % 360:
            message = f"the page is turned by {number(turn):.0f} degrees"
            hint = "turn the content instead; some imposition programs ignore the entry"
            yield Finding("HP414", Severity.WARNING, message, hint, index)
        if subject.purpose is Purpose.PRINT and number(unit, 1.0) != 1:
            message = f"the page is scaled by its UserUnit of {number(unit):g}"
            yield Finding("HP414", Severity.WARNING, message, "write the page in pt, without UserUnit", index)


def leaves_of(pdf: pikepdf.Pdf) -> list[tuple[tuple[float, float], int]]:
    """For every page of the file the trim size in pt of one leaf, and 2 where two leaves lie side by side, else 1."""
    sizes = [_size(page) for page in pdf.pages]
    spread = 2 * min(width for width, _ in sizes)
    return [
        ((width / 2, height), 2) if abs(width - spread) <= _TOLERANCE < width else ((width, height), 1)
        for width, height in sizes
    ]


def sizes_of(pdf: pikepdf.Pdf) -> tuple[Size, ...]:
    """The trim sizes, in the order in which they are met."""
    return tuple(Size(*size, pages) for size, pages in Counter(_size(page) for page in pdf.pages).items())


def _needed(subject: Subject, page: pikepdf.Page, index: int) -> Iterator[Finding]:
    trim, bleed = page_box(page, "/TrimBox") or page_box(page, "/ArtBox"), page_box(page, "/BleedBox")
    for box, name in ((trim, "trim"), (bleed, "bleed")):
        if box is None:
            hint = subject.advice("make the print edition again", "export it as PDF/X-4 with 3 mm of bleed")
            yield Finding("HP410", Severity.ERROR, f"the page has no {name} box", hint, index)
    if trim is None or bleed is None:
        return
    least = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    if least < BLEED - _TOLERANCE:
        message = f"the bleed is {max(least, 0) / MM:.1f} mm at its narrowest, and printers ask for 3 mm"
        own = 'set bleed = "3mm" in the table [print] of hemaprint.toml, and build again'
        hint = subject.advice(own, "export it with 3 mm of bleed on every side")
        yield Finding("HP413", Severity.ERROR, message, hint, index, bleed)


def _nested(subject: Subject, page: pikepdf.Page, index: int) -> Iterator[Finding]:
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
    boxes = {name: page_box(page, f"/{name.title()}Box") for name in ("trim", "art", "bleed", "crop", "media")}
    for inner, outer in (("trim", "bleed"), ("art", "bleed"), ("bleed", "media"), ("trim", "media"), ("crop", "media")):
        inside, outside = boxes[inner], boxes[outer]
        if inside is None or outside is None:
            continue
        if not _usable(inside):
            message = f"the {inner} box has no usable size"
            yield Finding("HP411", severity, message, "make the page again", index, inside)
        elif not covers(outside, inside, _TOLERANCE):
            message = f"the {inner} box reaches over the {outer} box"
            yield Finding("HP411", severity, message, f"set the {inner} box inside the {outer} box", index, inside)


def _usable(box: Rectangle) -> bool:
    width, height = size_of(box)
    return 1 <= width <= _LARGEST and 1 <= height <= _LARGEST


def _size(page: pikepdf.Page) -> tuple[float, float]:
    width, height = size_of(trim_of(page))
    return round(width, 1), round(height, 1)


def _in_mm(size: tuple[float, float]) -> str:
    return f"{size[0] / MM:.1f} × {size[1] / MM:.1f} mm"
