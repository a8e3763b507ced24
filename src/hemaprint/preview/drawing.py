# SPDX-License-Identifier: MIT
"""Draw pages as WebP pictures, of the screen edition and of the print edition. Pictures are kept by their keys.

One thread draws at a time: pdfium is not thread-safe.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from hemaprint.bind.binder import bind
from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import issue_imprint, part_of
from hemaprint.bind.press import PressJob, Profile, find_profile, to_press
from hemaprint.pdf.raster import PDFIUM
from hemaprint.preview.showing import PageFace, Showing

NARROWEST, WIDEST = 40, 3400
"""px of a picture."""
QUALITY = 90
"""Of WebP: at 90, with Pillow's fast method 1, type of 6 pt shows no halo at twice its size."""
_METHOD = 1
_KEPT_BYTES = 96_000_000
_OPEN_DOCUMENTS = 12
_NEAR = 8.0
"""pt beside a character that still refer to it."""
_AROUND = 28
"""Characters before and after a place: about half a line of a column."""
_KEPT = 40
"""Parts of an issue; one is as large as the article's PDF."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A page (``index`` from 0) of a PDF, which may be an unbound part."""

    pdf: bytes
    index: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to draw: ``layers``, the lowest first, cropped to their trim or (``whole``) not cropped."""

    key: str
    layers: tuple[Layer, ...]
    width: int
    whole: bool = False


class PageDrawer:
    """Draws pages and remembers their pictures; may be called from any thread."""

    def __init__(self, foundry: Foundry) -> None:
        self._foundry = foundry
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._documents: OrderedDict[int, tuple[bytes, pdfium.PdfDocument]] = OrderedDict()
        self._lock = Lock()
        self._pdfium = PDFIUM

    def kept(self, key: str, width: int) -> bytes | None:
        """A picture that has been drawn before."""
        with self._lock:
            if (key, width) not in self._kept:
                return None
            self._kept.move_to_end((key, width))
            return self._kept[key, width]

    def draw(self, drawing: Drawing) -> bytes:
        """The picture as WebP; raises pypdfium2.PdfiumError where a page cannot be drawn."""
        found = self.kept(drawing.key, drawing.width)
        if found is not None:
            return found
        with self._pdfium:
            picture = self._rendered(drawing)
        target = BytesIO()
        picture.save(target, "WEBP", quality=QUALITY, method=_METHOD)
        return self._keep(drawing, target.getvalue())

    def words_at(self, layer: Layer, x: float, y: float) -> str:
        """Some words around a place (pt from the trim's top left corner) on a page; "" where there are none."""
        with self._pdfium:
            page = self._document(layer.pdf)[layer.index]
            text = page.get_textpage()
            try:
                left, _, _, top = page.get_trimbox()
                at = text.get_index(left + x, top - y, _NEAR, _NEAR)
                start = max(0, (at or 0) - _AROUND)
                return "" if at is None else str(text.get_text_range(start, at - start + _AROUND))
            finally:
                text.close()
                page.close()

    def close(self) -> None:
        """Close every document."""
        with self._pdfium:
            for _, document in self._documents.values():
                document.close()
            self._documents.clear()

    def _keep(self, drawing: Drawing, picture: bytes) -> bytes:
        with self._lock:
            if (drawing.key, drawing.width) not in self._kept:
                self._kept[drawing.key, drawing.width] = picture
                self._size += len(picture)
            while self._size > _KEPT_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1])
        return picture

    def _document(self, pdf: bytes) -> pdfium.PdfDocument:
        # by identity: the bytes are kept here, so that no other object can take their address
        known = self._documents.pop(id(pdf), None) or (pdf, pdfium.PdfDocument(complete(pdf, self._foundry)))
        self._documents[id(pdf)] = known
        while len(self._documents) > _OPEN_DOCUMENTS:
            self._documents.popitem(last=False)[1][1].close()
        return known[1]

    def _rendered(self, drawing: Drawing) -> Image.Image:
        pages = [self._document(layer.pdf)[layer.index] for layer in drawing.layers]
        try:
            shown = _box(pages[0], whole=drawing.whole)
            scale = drawing.width / (shown[2] - shown[0])
            height = max(1, round((shown[3] - shown[1]) * scale))
            bitmap = pdfium.PdfBitmap.new_native(drawing.width, height, pdfium_c.FPDFBitmap_BGRx, rev_byteorder=True)
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, drawing.width, height)
            for page in pages:
                _paint(page, shown, scale, bitmap)
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
        finally:
            for page in pages:
                page.close()
        return picture


def _box(page: pdfium.PdfPage, *, whole: bool) -> tuple[float, float, float, float]:
    left, bottom, right, top = page.get_mediabox() if whole else page.get_trimbox()
    return float(left), float(bottom), float(right), float(top)


def _paint(page: pdfium.PdfPage, shown: tuple[float, float, float, float], scale: float, bitmap: object) -> None:
    """Paint a page so that its box ``shown`` fills the bitmap: pdfium takes the whole page in px, and clips it."""
    left, bottom, right, top = (float(edge) for edge in page.get_cropbox())
    x, y = round((left - shown[0]) * scale), round((shown[3] - top) * scale)
    width, height = round((right - left) * scale), round((top - bottom) * scale)
    pdfium_c.FPDF_RenderPageBitmap(bitmap, page, x, y, width, height, 0, pdfium_c.FPDF_REVERSE_BYTE_ORDER)


# ---------------------------------------------------------------- the print edition


class Press:
    """Makes the print edition of parts of the issue when their pages are requested; may be called from any thread."""

    def __init__(self, foundry: Foundry) -> None:
        self._foundry = foundry
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._profile: tuple[object, Profile] | None = None
        self._lock = Lock()

    def sheet(self, showing: Showing, face: PageFace) -> tuple[bytes, int]:
        """The print file of the part that a page belongs to, and the page's index in it.

        Raises MissingEnvironmentError without an installed colour profile, UsageError for an unusable own one.
        """
        key = self._key(showing, face)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._pressed(showing, face)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key], face.offset

    def _key(self, showing: Showing, face: PageFace) -> str:
        of_piece = [other.key for other in showing.faces if other.run is face.run]
        return sha256("".join([*of_piece, print_stamp(showing)]).encode()).hexdigest()

    def _pressed(self, showing: Showing, face: PageFace) -> bytes:
        done, run = showing.done, face.run
        imprint = issue_imprint(done, done.setting.config)
        first = run.piece.first
        bound = bind(
            [part_of(run, done, 0, ())],
            folios=done.folios or None,
            first_folio=first - done.plan.start,
            imprint=imprint,
            trimmed=True,
            opens_spread=bool(first % 2),
            turned=done.setting.turned,
            alone=True,
            foundry=self._foundry,
        )
        job = PressJob(
            profile=self._condition(showing),
            inks=done.setting.theme.inks.inks,
            imprint=imprint,
            bleed=showing.measures.bleed,
            marks=done.setting.config.print.marks,
            file=face.source,
            sources=(face.source,) * run.piece.pages,
        )
        return to_press(bound.pdf, job).pdf

    def _condition(self, showing: Showing) -> Profile:
        setting = showing.done.setting
        own = setting.config.print.profile
        path = setting.issue.path.parents[1] / own if own else None
        if self._profile is None or self._profile[0] != path:
            self._profile = (path, find_profile(path))
        return self._profile[1]


def print_stamp(showing: Showing) -> str:
    """A digest of what a printed page depends on besides its look on screen."""
    config = showing.done.setting.config.print
    inks = sorted(showing.done.setting.theme.inks.inks.items())
    return sha256(f"{config!r} {inks!r} {showing.measures!r}".encode()).hexdigest()[:12]
