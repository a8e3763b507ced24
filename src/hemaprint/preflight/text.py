# SPDX-License-Identifier: MIT
"""Check text on pages: missing glyphs, searchability, size, visibility and contrast."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from hemaprint.errors import Severity
from hemaprint.pdf.colors import Paint, Rgb, contrast, luminance, mixed, process_inks, seen
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, TextMark
from hemaprint.pdf.objects import (
    Rectangle,
    clipped,
    covers,
    entry,
    inherited,
    items,
    name_of,
    number,
    overlap,
    page_box,
    size_of,
)
from hemaprint.preflight.page import PageView, page_check, pdfium_document, quoted, quoted_first
from hemaprint.preflight.report import Finding, Purpose

_SMALLEST = 5.0
"""pt: smaller letters fill in on the press, and are hard to read on paper and screen."""
_SMALLEST_REVERSED = 6.0
"""pt: light letters on a dark ground fill in sooner."""
_ROUNDED = 0.02
_LIGHT = 0.15
"""Sum of inks below which text is as light as paper."""
_MARKER = 4
"""Numbers and signs of at most so many characters are superscripts, footnote references and the like."""
_INVISIBLE = 3
"""The text rendering mode that paints nothing (ISO 32000-1, table 106)."""
_MOST_COVERS = 200
"""Marks that are tried as covers of text, the last ones first."""
_UNREADABLE = ("Co", "Cn", "Cs")
"""Categories of characters without meaning for a reader: private use, unassigned, surrogates."""

_RATIO = 4.5
_RATIO_LARGE = 3.0
"""Contrast ratios of WCAG 2.2, success criterion 1.4.3 (AA), for text and for large text."""
_LARGE = 18.0
_LARGE_BOLD = 14.0
_BOLD = 700
_RATIO_ROUNDED = 0.05
_UNSEEN = 1.1
"""Below this contrast text is indistinguishable from its ground."""
_PAPER: Rgb = (1.0, 1.0, 1.0)
_LONGEST = 3000
"""pt: larger pages are not drawn."""
_THIN = 2.0
"""pt: a filled area thinner than this is a line."""
_MOST_GROUNDS = 2000
"""Marks that are tried as the ground of a string, the last ones first."""
_ACROSS, _DOWN = 24, 6
"""Pixels in which the ground of a line is examined."""
_CLEARLY = 0.7
"""Over pictures text fails if its contrast is below this part of the required ratio..."""
_MOSTLY = 0.6
"""...on more than this part of its box."""


# characters


@page_check()
def check_glyphs(view: PageView) -> Iterator[Finding]:
    """Check that no character is shown as the box or the blank of a font that lacks it."""
    lacking = [mark for mark in view.painted_texts() if mark.missing]
    if lacking:
        count = sum(mark.missing for mark in lacking)
        message = f"{count} × a character that its font does not have, in {quoted(lacking[0].text)}"
        hint = "name a font that has the character, or use another character"
        yield view.finding("HP456", Severity.ERROR, message, hint, lacking[0].box)


@page_check(Purpose.SCREEN)
def check_readings(view: PageView) -> Iterator[Finding]:
    """Check that visible text can be searched, copied and read aloud."""
    mute = [mark for mark in view.texts() if not mark.missing and _unreadable(mark.text)]
    if mute:
        message = f"{len(mute)} × text without readable characters, first {quoted(mute[0].text)}"
        hint = "use a font whose characters have Unicode values"
        yield view.finding("HP457", Severity.WARNING, message, hint, mute[0].box)


def _unreadable(text: str) -> bool:
    return any(letter == "\ufffd" or category(letter) in _UNREADABLE for letter in text)


@page_check()
def check_letter_sizes(view: PageView) -> Iterator[Finding]:
    """Check that letters are large enough to be read, and that light ones on ink stay open."""
    tiny = [mark for mark in view.texts() if view.on_sheet(mark) and _is_tiny(view, mark)]
    if tiny:
        smallest = min(tiny, key=lambda mark: mark.size)
        message = f"{len(tiny)} × tiny text, the smallest {smallest.size:.1f} pt: {quoted(smallest.text)}"
        severity = view.subject.severity(Severity.WARNING, Severity.NOTE)
        yield view.finding("HP462", severity, message, f"set it in {_SMALLEST:.0f} pt or more", smallest.box)


def _is_tiny(view: PageView, mark: TextMark) -> bool:
    if not _has_words(mark):
        return False
    if mark.size < _SMALLEST - _ROUNDED:
        return len(mark.text.strip()) > _MARKER or mark.size < _SMALLEST - 1
    if not view.printed or mark.size >= _SMALLEST_REVERSED - _ROUNDED:
        return False
    inks = process_inks(mark.paint)
    return inks is not None and sum(inks) < _LIGHT and any(letter.isalpha() for letter in mark.text)


def _has_words(mark: TextMark) -> bool:
    return any(letter.isalnum() for letter in mark.text)


# visibility


@page_check()
def check_visible(view: PageView) -> Iterator[Finding]:
    """Check that text on a page can be seen."""
    covers_of_text = [(place, mark) for place, mark in enumerate(view.marks) if _opaque(mark)][-_MOST_COVERS:]
    hidden: dict[str, list[TextMark]] = {}
    covered: list[TextMark] = []
    for place, mark in enumerate(view.marks):
        if not isinstance(mark, TextMark) or not _has_words(mark):
            continue
        if reason := _why_hidden(view, mark):
            hidden.setdefault(reason, []).append(mark)
        later = (cover for over, cover in covers_of_text if over > place)
        if mark.mode != _INVISIBLE and not mark.clipped_away and any(covers(one.box, mark.box, 0.0) for one in later):
            covered.append(mark)
    for reason, marks in (hidden | ({_COVERED: covered} if covered else {})).items():
        # a layer of invisible text makes scanned pages searchable; in print it has no use
        severity = Severity.NOTE if reason == _UNPAINTED and not view.printed else Severity.WARNING
        message = f"text {quoted_first(marks)} cannot be seen: {reason}"
        yield view.finding("HP464", severity, message, "remove it, or let it show", marks[0].box)


_UNPAINTED = "its rendering mode paints nothing"
_COVERED = "something is painted over it"


def _why_hidden(view: PageView, mark: TextMark) -> str:
    if mark.mode == _INVISIBLE:
        return _UNPAINTED if len(mark.text.strip()) > 1 else ""  # a drop cap is read again where its word goes on
    if mark.clipped_away:
        return "it is clipped away"
    if mark.alpha <= 0:
        return "it is fully transparent"
    return "" if overlap(mark.box, view.media) else "it is outside the page"


def _opaque(mark: Mark) -> bool:
    """Whether it hides everything in its box."""
    plain = mark.alpha >= 1 and mark.blend == "Normal" and not mark.overprint
    solid = plain and not mark.masked and not mark.shaped
    if isinstance(mark, PathMark):
        return solid and mark.rectangle and mark.fill is not None and mark.fill.space != "Pattern"
    return solid and isinstance(mark, ImageMark) and mark.bits > 1 and not (mark.matrix[1] or mark.matrix[2])


# contrast


@page_check()
def check_contrast(view: PageView) -> Iterator[Finding]:
    """Check that text on screens has the contrast that WCAG AA requires, and that printed text can be seen."""
    weak = []
    for one in weighed(view):
        required = _UNSEEN if view.printed else one.required
        if one.ratio < required - _RATIO_ROUNDED:
            weak.append((one.ratio, required, one.mark))
    unseen = [mark for ratio, _, mark in weak if ratio < _UNSEEN - _RATIO_ROUNDED]
    if unseen:
        message = f"text {quoted_first(unseen)} cannot be seen: it has the colour of its ground"
        yield view.finding("HP464", Severity.WARNING, message, "remove it, or let it show", unseen[0].box)
    faint = [found for found in weak if found[0] >= _UNSEEN - _RATIO_ROUNDED]
    if faint:
        ratio, required, mark = min(faint, key=lambda found: found[0] / found[1])
        message = (
            f"{len(faint)} × text with too little contrast, the least {ratio:.1f} : 1 where {required:g} : 1 is "
            f"required: {quoted(mark.text)} at {mark.size:.1f} pt"
        )
        hint = "make the text darker or larger, or its ground lighter"
        yield view.finding("HP463", Severity.WARNING, message, hint, mark.box)


def _is_read(view: PageView, mark: TextMark) -> bool:
    """Whether it is letters painted on the sheet; ornaments do not count (WCAG 1.4.3, "incidental")."""
    painted = mark.mode in (0, 1, 2) and mark.alpha > 0 and not mark.clipped_away and not mark.masked
    return painted and _has_words(mark) and overlap(mark.box, view.trim)


def _required(mark: TextMark) -> float:
    large = mark.size >= _LARGE - _RATIO_ROUNDED or (mark.size >= _LARGE_BOLD - _RATIO_ROUNDED and _is_bold(mark))
    return _RATIO_LARGE if large else _RATIO


def _is_bold(mark: TextMark) -> bool:
    name = name_of(entry(mark.font, "/BaseFont")).lower().replace("-", "").replace("semibold", "").replace("demi", "")
    inner = next(iter(items(entry(mark.font, "/DescendantFonts"))), mark.font)
    heavy = number(entry(inner, "/FontDescriptor", "/FontWeight")) >= _BOLD
    return heavy or any(word in name for word in ("bold", "black", "heavy"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Text with its colour, the plain colour behind it (None: a picture), their contrast, and the least it may have.

    Over a picture only a contrast that is clearly too low is known.
    """

    mark: TextMark
    color: Rgb
    ground: Rgb | None
    ratio: float
    required: float

    @property
    def is_faint(self) -> bool:
        """Whether it has less contrast than WCAG AA requires."""
        return self.ratio < self.required - _RATIO_ROUNDED


def weighed(view: PageView) -> Iterator[Weighed]:
    """The text of a page whose contrast with its ground is known."""
    grounds = _Grounds(view)
    for place, mark in enumerate(view.marks):
        if isinstance(mark, TextMark) and _is_read(view, mark):
            one = _weigh(view, place, mark, grounds)
            if one is not None:
                yield one


def _weigh(view: PageView, place: int, mark: TextMark, grounds: _Grounds) -> Weighed | None:
    """A string with its ground; None if that is unknown or, over a picture, its contrast is not clearly too low."""
    color, required = seen(mark.paint), _required(mark)
    if color is None or mark.blend != "Normal":
        return None
    ground = grounds.behind(place, mark.box)
    if ground is not None:
        ratio = contrast(luminance(mixed(color, ground, mark.alpha)), luminance(ground))
        return Weighed(mark, color, ground, ratio, required)
    least = None if view.printed else grounds.least_contrast(luminance(color), mark.box, required * _CLEARLY)
    return None if least is None else Weighed(mark, color, None, least, required)


def _plain_fill(mark: Mark, box: Rectangle) -> Paint | None:
    """The colour of an opaque rectangle around the box."""
    plain = mark.alpha >= 1 and mark.blend == "Normal" and not mark.masked and not mark.shaped
    if plain and isinstance(mark, PathMark) and mark.rectangle and covers(mark.box, box, 2.0):
        return mark.fill
    return None


def _is_ground(mark: Mark) -> bool:
    """Whether it may be a ground for text: text, lines and invisible marks are not."""
    if isinstance(mark, TextMark) or mark.alpha <= 0:
        return False
    return not isinstance(mark, PathMark) or (mark.fill is not None and min(size_of(mark.box)) >= _THIN)


class _Grounds:
    """The ground of text: a known colour, or the page without its text, drawn when first needed."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._candidates = [(place, mark) for place, mark in enumerate(view.marks) if _is_ground(mark)]
        self._image: Image.Image | None = None
        self._drawn = False

    def behind(self, place: int, box: Rectangle) -> Rgb | None:
        """The plain colour behind the mark at ``place``, None if that is unknown."""
        end = bisect_left(self._candidates, place, key=lambda candidate: candidate[0])
        tried = self._candidates[max(0, end - _MOST_GROUNDS) : end]
        for _, mark in reversed(tried):
            if overlap(mark.box, box):
                fill = _plain_fill(mark, box)
                return seen(fill) if fill is not None else None
        return _PAPER if len(tried) == end else None

    def least_contrast(self, color: float, box: Rectangle, bound: float) -> float | None:
        """The median contrast in the box if most of it is below ``bound``; else None."""
        part = self._part(box)
        if part is None:
            return None
        bands = [band.tobytes() for band in part.split()]
        grounds = [luminance((red / 255, green / 255, blue / 255)) for red, green, blue in zip(*bands, strict=True)]
        ratios = sorted(contrast(color, ground) for ground in grounds)
        return ratios[len(ratios) // 2] if ratios and ratios[int(len(ratios) * _MOSTLY)] < bound else None

    def _part(self, box: Rectangle) -> Image.Image | None:
        """The picture behind the box, a few pixels large."""
        if not self._drawn:
            self._image, self._drawn = _without_text(self._view), True
        if self._image is None:
            return None
        left, _, _, top = _shown(self._view)
        x0, y0 = max(round(box[0] - left), 0), max(round(top - box[3]), 0)
        x1, y1 = min(round(box[2] - left), self._image.width), min(round(top - box[1]), self._image.height)
        if x1 <= x0 or y1 <= y0:
            return None
        size = (min(x1 - x0, _ACROSS), min(y1 - y0, _DOWN))
        return self._image.crop((x0, y0, x1, y1)).resize(size, Image.Resampling.BOX)


def _shown(view: PageView) -> Rectangle:
    """The part of a page that viewers draw: its crop box within its media box."""
    return clipped(page_box(view.page, "/CropBox") or view.media, view.media)


def _without_text(view: PageView) -> Image.Image | None:
    """The page at 72 dpi, without its text outside forms; None for pages that are rotated or cannot be drawn."""
    width, height = size_of(_shown(view))
    if inherited(view.page.obj, "/Rotate") or not min(width, height) >= 1 or max(width, height) > _LONGEST:
        return None
    try:
        with pdfium_document(view.subject) as document:
            page = document[view.index]
            for text in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1)):
                page.remove_obj(text)
            picture: Image.Image = page.render(scale=1, may_draw_forms=False).to_pil().convert("RGB")
            return picture
    except (pdfium.PdfiumError, ValueError):
        return None
