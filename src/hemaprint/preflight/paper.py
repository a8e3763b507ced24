"""Check the file as paper: page boxes and sizes, page count, blank pages, file size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from hemaprint.bind.editions import SIGNATURE, Edition
from hemaprint.errors import Severity
from hemaprint.pdf.objects import MM, Rectangle, covers, entry, inherited, number, page_box, size_of, trim_of
from hemaprint.pdf.raster import cut_to
from hemaprint.preflight.report import Finding, Purpose, Size, Subject

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


ON_THE_WIRE = 1.37
"""base64 makes an attachment so much larger: 78 bytes of a line carry 57 (RFC 2045, 6.8)."""
FOR_MAIL = 7_000_000
"""Bytes: what passes a mail server that takes 10 MB, Exchange's default for messages of its own."""
FOR_SCREEN = 25_000_000
"""Bytes: at 10 Mbit/s a reader waits twenty seconds."""


def check_size(subject: Subject) -> Iterator[Finding]:
    """The e-mail edition passes mail servers; what is read on a screen does not keep its reader waiting."""
    size = len(subject.data)
    if subject.edition is Edition.EMAIL:
        largest = subject.largest or FOR_MAIL
        if size > largest:
            message = (
                f"the e-mail edition has {size / 1e6:.1f} MB, and {size * ON_THE_WIRE / 1e6:.1f} MB in a message; "
                f"no more than {largest / 1e6:.1f} MB are wanted"
            )
            hint = "build it again with a smaller --max-mb, or with fewer large pictures"
            yield Finding("HP417", Severity.WARNING, message, hint)
    elif subject.purpose is Purpose.SCREEN and size > FOR_SCREEN:
        message = f"the file has {size / 1e6:.0f} MB; readers of a file for the screen wait for it"
        yield Finding("HP417", Severity.WARNING, message, "lower the resolution of its pictures")


@contextmanager
def pdfium_document(subject: Subject) -> Iterator[Any]:
    """The file as it is; where pdfium finds no pages in it, or others than qpdf, as qpdf has repaired it.

    Raises PdfiumError where pdfium can read neither.
    """
    count = len(subject.pdf.pages)
    document = _opened(subject.data)
    if document is None or len(document) != count:
        target = BytesIO()
        subject.pdf.save(target, fix_metadata_version=False)
        document = pypdfium2.PdfDocument(target.getvalue())
    with document:
        yield document


def page_text(document: Any, index: int) -> str:
    """The text of a page, "" where pdfium cannot read it."""
    try:
        return str(document[index].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None


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
