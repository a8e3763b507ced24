# SPDX-License-Identifier: MIT
"""Check the file as a whole: its bytes and streams, the boxes and sizes of its pages, their number, blank pages."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Stream

from hemaprint.bind.editions import SIGNATURE, Edition
from hemaprint.errors import Severity
from hemaprint.pdf.imposed import ONE_SIDED, UNTRIMMED, read_imposed
from hemaprint.pdf.objects import (
    MM,
    Rectangle,
    covers,
    entry,
    filters_of,
    inherited,
    number,
    page_box,
    size_of,
    trim_of,
)
from hemaprint.pdf.raster import cut_to
from hemaprint.preflight.page import pdfium_document
from hemaprint.preflight.report import Finding, Purpose, Size, Subject

ON_THE_WIRE = 1.37
"""Base64 enlarges an attachment by this factor: 78 bytes of a line carry 57 (RFC 2045, 6.8)."""
FOR_MAIL = 7_000_000
"""Bytes that pass a mail server with a limit of 10 MB, Exchange's default."""
FOR_SCREEN = 25_000_000
"""Bytes: at 10 Mbit/s a reader waits twenty seconds."""
BLEED = 3 * MM
"""The bleed that printers require, in pt."""

_PIECE = 1 << 16
_MOST = 512 * 1024**2
"""Bytes that a picture or an attachment may unpack to: a picture of 150 million pixels has fewer."""
_MOST_OF_OTHERS = 64 * 1024**2
"""Bytes that a page, a font or a profile may unpack to; more is an attack."""
_BOMB = "unpack to more than anything that can be printed"
_TOLERANCE = 0.1
"""pt: boxes are written with few decimals."""
_LARGEST = 14_400
"""The longest side of a page, in its own units (ISO 32000-1, annex C)."""
_LONG_SIDE = 200
"""Pixels of the longer side of a page when it is searched for ink."""
_LONGEST = 20_000
"""pt: larger pages are not drawn."""
_WHITE = 250
"""Of 255: paper, and what is too faint to be seen."""


# bytes


def check_size(subject: Subject) -> Iterator[Finding]:
    """Check that the e-mail edition passes mail servers, and that readers on screens need not wait."""
    size = len(subject.data)
    if subject.edition is Edition.EMAIL:
        largest = subject.largest or FOR_MAIL
        if size > largest:
            message = (
                f"the e-mail edition has {size / 1e6:.1f} MB, and {size * ON_THE_WIRE / 1e6:.1f} MB in a message; "
                f"the limit is {largest / 1e6:.1f} MB"
            )
            hint = "build it again with a smaller --max-mb, or with fewer large pictures"
            yield Finding("HP417", Severity.WARNING, message, hint)
    elif subject.purpose is Purpose.SCREEN and size > FOR_SCREEN:
        message = f"the file has {size / 1e6:.0f} MB, so readers must wait for it"
        yield Finding("HP417", Severity.WARNING, message, "lower the resolution of its pictures")


def check_streams(subject: Subject) -> Iterator[Finding]:
    """Check that every Flate stream is whole (RFC 1950: its checksum is right) and not too large."""
    if subject.pdf.is_encrypted:
        return
    faults: dict[str, list[int]] = {}
    for thing in subject.pdf.objects:
        if isinstance(thing, Stream) and (fault := _fault(thing)):
            faults.setdefault(fault, []).append(thing.objgen[0])
    for fault, numbers in faults.items():
        others = f" and of {len(numbers) - 1} more" if len(numbers) > 1 else ""
        message = f"the file is damaged: the data of object {numbers[0]}{others} {fault}"
        severity = Severity.ERROR if fault == _BOMB else subject.severity()
        yield Finding("HP401", severity, message, "make it again: pages or pictures may be incomplete")


def _fault(stream: Stream) -> str:
    """Unpack piece by piece to save memory; data that is packed several times is unpacked as often."""
    filters = filters_of(stream)
    times = next((at for at, name in enumerate(filters) if name != "FlateDecode"), len(filters))
    packed = stream.read_raw_bytes() if times else b""
    if not packed:
        return ""
    unpackers = [zlib.decompressobj() for _ in range(1 if "/DecodeParms" in stream else times)]
    pieces: Iterator[bytes] = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
    for unpacker in unpackers:
        pieces = _unpacked(unpacker, pieces)
    most = _MOST if {"/Image", "/EmbeddedFile"} & {stream.get("/Subtype"), stream.get("/Type")} else _MOST_OF_OTHERS
    total = 0
    try:
        for piece in pieces:
            total += len(piece)
            if total > most:
                return _BOMB
    except zlib.error:
        return "cannot be unpacked"
    return "" if all(unpacker.eof for unpacker in unpackers) else "end too early"


def _unpacked(unpacker: Any, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        rest = piece
        while unpacked := unpacker.decompress(rest, _PIECE):
            yield unpacked
            rest = unpacker.unconsumed_tail


# boxes (ISO 32000-1, 14.11.2)


def check_boxes(subject: Subject) -> Iterator[Finding]:
    """Check that every page has the boxes that its purpose needs, inside one another."""
    for index, page in enumerate(subject.pdf.pages):
        media = page_box(page, "/MediaBox")
        if media is None or not _usable(media):
            message = "the media box is missing or has no usable size"
            yield Finding("HP411", Severity.ERROR, message, "make the page again", index)
            continue
        if subject.purpose is Purpose.PRINT:
            yield from _needed(subject, page, index)
        yield from _nested(subject, page, index)


def _needed(subject: Subject, page: pikepdf.Page, index: int) -> Iterator[Finding]:
    trim, bleed = page_box(page, "/TrimBox") or page_box(page, "/ArtBox"), page_box(page, "/BleedBox")
    for box, name in ((trim, "trim"), (bleed, "bleed")):
        if box is None:
            hint = subject.advice("make the print edition again", "export it as PDF/X-4 with 3 mm of bleed")
            yield Finding("HP410", Severity.ERROR, f"the page has no {name} box", hint, index)
    imposed = read_imposed(page)
    if trim is None or bleed is None or (imposed is not None and imposed.scheme in UNTRIMMED):
        return
    least = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    if least < BLEED - _TOLERANCE:
        message = f"the bleed is {max(least, 0) / MM:.1f} mm at its narrowest, but printers require 3 mm"
        own = 'set bleed = "3mm" in the table [print] of hemaprint.toml, and build again'
        hint = subject.advice(own, "export it with 3 mm of bleed on every side")
        yield Finding("HP413", Severity.ERROR, message, hint, index, bleed)


def _nested(subject: Subject, page: pikepdf.Page, index: int) -> Iterator[Finding]:
    boxes = {name: page_box(page, f"/{name.title()}Box") for name in ("trim", "art", "bleed", "crop", "media")}
    for inner, outer in (("trim", "bleed"), ("art", "bleed"), ("bleed", "media"), ("trim", "media"), ("crop", "media")):
        inside, outside = boxes[inner], boxes[outer]
        if inside is None or outside is None:
            continue
        if not _usable(inside):
            message, hint = f"the {inner} box has no usable size", "make the page again"
        elif not covers(outside, inside, _TOLERANCE):
            message, hint = f"the {inner} box exceeds the {outer} box", f"set the {inner} box inside the {outer} box"
        else:
            continue
        yield Finding("HP411", subject.severity(), message, hint, index, inside)


def _usable(box: Rectangle) -> bool:
    width, height = size_of(box)
    return 1 <= width <= _LARGEST and 1 <= height <= _LARGEST


def check_page_sizes(subject: Subject) -> Iterator[Finding]:
    """Check that all pages are trimmed to one size; a spread is as large as two pages, and a sheet as those on it."""
    sizes = _sizes_on_sheets(subject.pdf) or [size for size, _ in _leaves_of(subject.pdf)]
    usual = Counter(sizes).most_common(1)[0][0]
    for index, size in enumerate(sizes):
        if abs(size[0] - usual[0]) > _TOLERANCE or abs(size[1] - usual[1]) > _TOLERANCE:
            message = f"the page measures {_in_mm(size)}, most others {_in_mm(usual)}"
            yield Finding("HP412", subject.severity(), message, "give every page the same trim box", index)


def _sizes_on_sheets(pdf: pikepdf.Pdf) -> list[tuple[float, float]]:
    """For every press sheet the trim size of its pages; nothing if not all are press sheets with pages."""
    found = [imposed.pages[0].size for page in pdf.pages if (imposed := read_imposed(page)) and imposed.pages]
    return found if len(found) == len(pdf.pages) else []


def _in_mm(size: tuple[float, float]) -> str:
    return f"{size[0] / MM:.1f} × {size[1] / MM:.1f} mm"


def _leaves_of(pdf: pikepdf.Pdf) -> list[tuple[tuple[float, float], int]]:
    """For every page the trim size of one leaf in pt, and 2 where the page is a spread of two leaves, else 1."""
    sizes = [_trim_size(page) for page in pdf.pages]
    spread = 2 * min(width for width, _ in sizes)
    return [
        ((width / 2, height), 2) if abs(width - spread) <= _TOLERANCE < width else ((width, height), 1)
        for width, height in sizes
    ]


def sizes_of(pdf: pikepdf.Pdf) -> tuple[Size, ...]:
    """The trim sizes, in page order."""
    return tuple(Size(*size, pages) for size, pages in Counter(_trim_size(page) for page in pdf.pages).items())


def _trim_size(page: pikepdf.Page) -> tuple[float, float]:
    width, height = size_of(trim_of(page))
    return round(width, 1), round(height, 1)


def check_turned(subject: Subject) -> Iterator[Finding]:
    """Check that pages are upright in their own units."""
    printed = subject.purpose is Purpose.PRINT
    for index, page in enumerate(subject.pdf.pages):
        turn, unit = inherited(page.obj, "/Rotate"), entry(page.obj, "/UserUnit")
        if turn is not None and number(turn, 45.0) % 90:
            message = "the page is rotated by an angle that is not a multiple of 90 degrees"
            yield Finding("HP414", Severity.ERROR, message, "rotate pages by multiples of 90 degrees only", index)
        elif printed and number(turn) % 360:
            message = f"the page is rotated by {number(turn):.0f} degrees"
            hint = "rotate the content instead; some imposition programs ignore the entry"
            yield Finding("HP414", Severity.WARNING, message, hint, index)
        if printed and number(unit, 1.0) != 1:
            message = f"the page is scaled by its UserUnit of {number(unit):g}"
            yield Finding("HP414", Severity.WARNING, message, "write the page in pt, without UserUnit", index)


# paper


def check_page_count(subject: Subject) -> Iterator[Finding]:
    """Check that a bound issue fills its sheets of four pages; other print files may be a leaflet, or be glued."""
    imposed = [read_imposed(page) for page in subject.pdf.pages]
    if all(imposed):
        if len(imposed) % 2 and any(sheet.scheme != ONE_SIDED for sheet in imposed if sheet):
            message = f"{len(imposed)} sides of sheets are printed, so one lacks its back"
            yield Finding("HP415", Severity.ERROR, message, "impose the file again")
        return
    count = sum(leaves for _, leaves in _leaves_of(subject.pdf))
    over = count % SIGNATURE
    severity = _severity_of_count(subject, count)
    if not over or severity is None:
        return
    message = ("1 page is" if count == 1 else f"{count} pages are") + " not a multiple of four"
    change = f"add {SIGNATURE - over} or remove {over}"
    hint = subject.advice(
        f"{change}: a filler advertisement, or blank_pages in issue.yaml", f"{change}, if it is to be folded"
    )
    yield Finding("HP415", severity, message, hint)


def _severity_of_count(subject: Subject, count: int) -> Severity | None:
    if subject.edition is Edition.PRINT:
        return Severity.ERROR
    if subject.edition is not None:
        return Severity.NOTE
    return Severity.WARNING if subject.purpose is Purpose.PRINT and count > SIGNATURE else None


def check_blank(subject: Subject) -> Iterator[Finding]:
    """Check that no page is blank, apart from marks outside the trim."""
    severity = subject.severity(printed=Severity.NOTE)
    with pdfium_document(subject) as document:
        for index, page in enumerate(subject.pdf.pages):
            if _is_blank(document, index, trim_of(page), page_box(page, "/CropBox") or page_box(page, "/MediaBox")):
                hint = "remove it, or fill it; blank pages at the end of a print edition may be intended"
                yield subject.finding("HP416", severity, "the page is blank", hint, index)


def _is_blank(document: Any, index: int, trim: Rectangle, shown: Rectangle | None) -> bool:
    """Whether there is no text within the trim, and nothing darker than paper."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return False
    if str(page.get_textpage().get_text_bounded(*trim)).strip():
        return False
    longer = max(page.get_size())
    if not 1 <= longer <= _LONGEST:
        return False
    margins = (0.0,) * 4 if shown is None or page.get_rotation() else cut_to(trim, shown)
    picture = page.render(scale=_LONG_SIDE / longer, crop=margins, grayscale=True, may_draw_forms=False).to_pil()
    darkest, _ = picture.convert("L").getextrema()
    return bool(darkest >= _WHITE)
