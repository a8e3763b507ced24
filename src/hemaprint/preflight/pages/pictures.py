"""Pictures that are too coarse for their size, or that show nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from PIL import Image

from hemaprint.errors import Severity
from hemaprint.pdf.geometry import MM, size_of
from hemaprint.pdf.marks import ImageMark
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.values import entry
from hemaprint.preflight.models import Finding
from hemaprint.preflight.pages.view import PageCheck, PageView, times
from hemaprint.preflight.reading import filters_of

_Limits = tuple[float, float]
"""Pixels per inch below which a picture is refused, and below which it is wanted finer."""

_PRINT: _Limits = (200, 300)
_PRINT_BITONAL: _Limits = (300, 600)
"""Of pictures of one bit, whose steps are not softened by a screen."""
_SCREEN: _Limits = (100, 150)

_ROUNDING = 0.98
"""A picture of 299.5 ppi has 300: boxes are written with few decimals, and pictures are cropped to whole pixels."""
_SMALLEST = 5 * MM
"""Pictures that are smaller on the page than this are ornaments."""
_FEWEST = 8
"""A picture with fewer pixels a side is a stretched colour."""
_MOST = 40_000_000
"""Pixels of a picture that are decoded to see whether they are all alike."""
_JPEG_SHRUNK = (256, 256)


class PictureChecks:
    """The questions about pictures; what is known of a picture is kept for its other placements."""

    def __init__(self) -> None:
        self._flat: dict[ObjectId, bool] = {}

    @property
    def checks(self) -> tuple[PageCheck, ...]:
        """Each question by itself."""
        return (self.check_resolution, self.check_empty)

    def check_resolution(self, view: PageView) -> Iterator[Finding]:
        """Pictures have enough pixels for the size at which they are placed."""
        coarse = [
            (mark.ppi, mark)
            for mark in self._shown(view)
            if mark.ppi < _limits(view, mark)[1] * _ROUNDING and not self._is_flat(mark)
        ]
        if not coarse:
            return
        refused = [found for found in coarse if found[0] < _limits(view, found[1])[0] * _ROUNDING]
        ppi, mark = min(refused or coarse, key=lambda found: found[0])
        least, wanted = _limits(view, mark)
        bound = f"{least:.0f} ppi are the least" if refused else f"{wanted:.0f} ppi are wanted"
        message = (
            f"{times(len(coarse), 'picture')} too coarse: {mark.width} × {mark.height} pixels give {ppi:.0f} ppi at "
            f"this size, {bound}"
        )
        yield view.finding(
            "HP451", _severity(view, bool(refused)), message, "place it smaller or get a finer one", mark.box
        )

    def check_empty(self, view: PageView) -> Iterator[Finding]:
        """No picture is one plain colour."""
        empty = [mark for mark in self._shown(view) if not mark.masked and self._is_flat(mark)]
        if empty:
            message = f"{times(len(empty), 'picture')} of one plain colour, as if something had been lost"
            hint = "look whether the picture is the right one"
            yield view.finding("HP467", Severity.WARNING, message, hint, empty[0].box)

    def _shown(self, view: PageView) -> list[ImageMark]:
        """The pictures on the sheet that are more than an ornament or a stretched colour."""
        return [
            mark
            for mark in view.of(ImageMark)
            if view.on_sheet(mark) and max(size_of(mark.box)) >= _SMALLEST and min(mark.width, mark.height) >= _FEWEST
        ]

    def _is_flat(self, mark: ImageMark) -> bool:
        """All pixels are alike; False where that is not known."""
        image = mark.xobject
        if not isinstance(image, pikepdf.Stream) or mark.width * mark.height > _MOST:
            return False
        if image.objgen not in self._flat:
            try:
                self._flat[image.objgen] = _flat(image, mark)
            except (ValueError, RuntimeError, OSError, pikepdf.PdfError, Image.DecompressionBombError):
                self._flat[image.objgen] = False
        return self._flat[image.objgen]


def _limits(view: PageView, mark: ImageMark) -> _Limits:
    if not view.printed:
        return _SCREEN
    return _PRINT_BITONAL if mark.bits == 1 else _PRINT


def _severity(view: PageView, refused: bool) -> Severity:
    if view.printed:
        return Severity.ERROR if refused else Severity.WARNING
    return Severity.WARNING if refused else Severity.NOTE


def _flat(image: pikepdf.Stream, mark: ImageMark) -> bool:
    """Raises PdfError for codings that qpdf does not undo, such as JPEG 2000."""
    if filters_of(image) == ["DCTDecode"]:
        with Image.open(BytesIO(image.read_raw_bytes())) as picture:
            picture.draft(None, _JPEG_SHRUNK)
            return all(low == high for low, high in (band.getextrema() for band in picture.split()))
    data = image.read_bytes()
    step = _bytes_a_pixel(image, len(data), mark)
    return bool(data) and data == data[:step] * (len(data) // step)


def _bytes_a_pixel(image: pikepdf.Stream, length: int, mark: ImageMark) -> int:
    """Bytes of a pixel of 8 bits or more; of finer ones the bytes are compared as they are."""
    whole = length // (mark.width * mark.height)
    return max(1, whole) if entry(image, "/ImageMask") is not True else 1
