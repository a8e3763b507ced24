"""Check text on pages: missing glyphs, size, visibility and contrast."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
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
    name_of,
    number,
    overlap,
    page_box,
    size_of,
)
from hemaprint.preflight.page import PageView, quoted
from hemaprint.preflight.paper import pdfium_document
from hemaprint.preflight.report import Finding

_SMALLEST = 5.0
"""pt: smaller letters fill in on the press, and are a strain on paper and screen alike."""
_SMALLEST_REVERSED = 6.0
"""pt: light letters on a dark ground close up sooner."""
_ROUNDED = 0.02
_LIGHT = 0.15
"""Sum of inks below which text is as light as paper."""
_MARKER = 4
"""Figures and signs of at most so many characters are superscripts, footnote calls and the like."""

_INVISIBLE = 3
"""The text rendering mode that paints nothing (ISO 32000-1, table 106)."""
_COVERS = 200
"""Marks that are tried as covers of text, the last ones first."""

_UNREADABLE = ("Co", "Cn", "Cs")
"""Categories of characters that mean nothing to a reader: private use, unassigned, surrogates."""


def check_glyphs(view: PageView) -> Iterator[Finding]:
    """No character is shown as the box or the blank of a font that lacks it."""
    lacking = [mark for mark in view.painted_texts() if mark.missing]
    if lacking:
        count = sum(mark.missing for mark in lacking)
        message = f"{count} × a character that its font does not have, in {quoted(lacking[0].text)}"
        hint = "name a font that has the character, or write another one"
        yield view.finding("HP456", Severity.ERROR, message, hint, lacking[0].box)


def check_readings(view: PageView) -> Iterator[Finding]:
    """What is shown can be searched, copied and read aloud (SCREEN)."""
    if view.printed:
        return
    mute = [mark for mark in view.texts() if not mark.missing and _unreadable(mark.text)]
    if mute:
        message = f"{len(mute)} × text that reads as nothing, first {quoted(mute[0].text)}"
        hint = "use a font whose characters have Unicode values"
        yield view.finding("HP457", Severity.WARNING, message, hint, mute[0].box)


def _unreadable(text: str) -> bool:
    return any(letter == "\ufffd" or category(letter) in _UNREADABLE for letter in text)


def check_sizes(view: PageView) -> Iterator[Finding]:
    """Letters are large enough to be read, and those of paper on ink to stay open."""
    tiny = [mark for mark in view.texts() if view.on_sheet(mark) and _is_tiny(view, mark)]
    if not tiny:
        return
    smallest = min(tiny, key=lambda mark: mark.size)
    message = f"{len(tiny)} × tiny text, the smallest {smallest.size:.1f} pt: {quoted(smallest.text)}"
    severity = Severity.WARNING if view.printed else Severity.NOTE
    yield view.finding("HP462", severity, message, f"set it in {_SMALLEST:.0f} pt or more", smallest.box)


def _is_tiny(view: PageView, mark: TextMark) -> bool:
    if not any(letter.isalnum() for letter in mark.text):
        return False
    if mark.size < _SMALLEST - _ROUNDED:
        return len(mark.text.strip()) > _MARKER or mark.size < _SMALLEST - 1
    if not view.printed or mark.size >= _SMALLEST_REVERSED - _ROUNDED:
        return False
    inks = process_inks(mark.paint)
    return inks is not None and sum(inks) < _LIGHT and any(letter.isalpha() for letter in mark.text)


def check_visible(view: PageView) -> Iterator[Finding]:
    """Text that stands on the page can be seen on it."""
    hidden = [(why, mark) for mark in _lettered(view) if (why := _why_hidden(view, mark))]
    kinds = dict.fromkeys(why for why, _ in hidden)
    for kind in kinds:
        marks = [mark for why, mark in hidden if why == kind]
        more = f" and {len(marks) - 1} more" if len(marks) > 1 else ""
        message = f"text {quoted(marks[0].text)}{more} cannot be seen: {kind}"
        hint = "take it away, or let it show"
        yield view.finding("HP464", _severity(view, kind), message, hint, marks[0].box)
    yield from _painted_over(view)


_UNPAINTED = "it is set not to be painted"
_CLIPPED = "it is clipped away"
_OUTSIDE = "it stands outside the page"
_CLEAR = "it is wholly transparent"


def _lettered(view: PageView) -> Iterator[TextMark]:
    for mark in view.marks:
        if isinstance(mark, TextMark) and any(letter.isalnum() for letter in mark.text):
            yield mark


def _why_hidden(view: PageView, mark: TextMark) -> str:
    if mark.mode == _INVISIBLE:
        return _UNPAINTED
    if mark.clipped_away:
        return _CLIPPED
    if mark.alpha <= 0:
        return _CLEAR
    return "" if overlap(mark.box, view.media) else _OUTSIDE


def _severity(view: PageView, kind: str) -> Severity:
    """A layer of invisible text is how scanned pages are made searchable; in print it has no use."""
    return Severity.NOTE if kind == _UNPAINTED and not view.printed else Severity.WARNING


def _painted_over(view: PageView) -> Iterator[Finding]:
    """Text with something opaque on top of it."""
    covering = [(place, mark) for place, mark in enumerate(view.marks) if _opaque(mark)][-_COVERS:]
    if not covering:
        return
    lost = [
        mark
        for place, mark in enumerate(view.marks)
        if isinstance(mark, TextMark)
        and mark.mode != _INVISIBLE
        and any(letter.isalnum() for letter in mark.text)
        and not mark.clipped_away
        and any(over > place and covers(cover.box, mark.box, 0.0) for over, cover in covering)
    ]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        message = f"text {quoted(lost[0].text)}{more} cannot be seen: something is painted over it"
        yield view.finding("HP464", Severity.WARNING, message, "take it away, or let it show", lost[0].box)


def _opaque(mark: Mark) -> bool:
    """It hides whatever stands in its box."""
    plain = mark.alpha >= 1 and mark.blend == "Normal" and not mark.overprint
    solid = plain and not mark.masked and not mark.shaped
    if isinstance(mark, PathMark):
        return solid and mark.rectangle and mark.fill is not None and mark.fill.space != "Pattern"
    return solid and isinstance(mark, ImageMark) and mark.bits > 1 and not (mark.matrix[1] or mark.matrix[2])


_WANTED = 4.5
_WANTED_LARGE = 3.0
"""Contrast ratios of WCAG 2.2, success criterion 1.4.3 (AA), for text and for large text."""
_LARGE = 18.0
_LARGE_BOLD = 14.0
_BOLD = 700
_RATIO_ROUNDED = 0.05
_UNSEEN = 1.1
"""Below this contrast text cannot be told from its ground."""
_PAPER: Rgb = (1.0, 1.0, 1.0)
_LONGEST = 3000
"""pt: larger pages are not drawn."""
_THIN = 2.0
"""pt: what is filled and thinner than this is a line."""
_MOST = 2000
"""Marks that are tried as the ground of a string, the last ones first."""
_ACROSS, _DOWN = 24, 6
"""Pixels that a line's ground is looked at in."""
_SMOOTH = Image.Resampling.BOX
_CLEARLY = 0.7
"""Over pictures text fails when its contrast is below this part of what is wanted..."""
_MOSTLY = 0.6
"""...on more than this part of its box."""


def check_contrast(view: PageView) -> Iterator[Finding]:
    """Text stands out from its ground as WCAG AA asks for (SCREEN); in print it can at least be seen."""
    grounds = _Grounds(view)
    weak = []
    for place, mark in enumerate(view.marks):
        if isinstance(mark, TextMark) and _is_read(view, mark):
            ratio = _ratio(view, place, mark, grounds)
            wanted = _UNSEEN if view.printed else _wanted(mark)
            if ratio is not None and ratio < wanted - _RATIO_ROUNDED:
                weak.append((ratio, wanted, mark))
    unseen = [found for found in weak if found[0] < _UNSEEN - _RATIO_ROUNDED]
    if unseen:
        mark = unseen[0][2]
        more = f" and {len(unseen) - 1} more" if len(unseen) > 1 else ""
        message = f"text {quoted(mark.text)}{more} cannot be seen: it has the colour of its ground"
        yield view.finding("HP464", Severity.WARNING, message, "take it away, or let it show", mark.box)
    faint = [found for found in weak if found not in unseen]
    if faint:
        ratio, wanted, mark = min(faint, key=lambda found: found[0] / found[1])
        message = (
            f"{len(faint)} × text with too little contrast, the least {ratio:.1f} : 1 where {wanted:g} : 1 are needed: "
            f"{quoted(mark.text)} at {mark.size:.1f} pt"
        )
        yield view.finding(
            "HP463", Severity.WARNING, message, "make it darker, its ground lighter, or it larger", mark.box
        )


def _is_read(view: PageView, mark: TextMark) -> bool:
    """Letters that are painted on the sheet; ornaments are none (WCAG 1.4.3, "incidental")."""
    painted = mark.mode in (0, 1, 2) and mark.alpha > 0 and not mark.clipped_away and not mark.masked
    return painted and any(letter.isalnum() for letter in mark.text) and overlap(mark.box, view.trim)


def _wanted(mark: TextMark) -> float:
    large = mark.size >= _LARGE - _RATIO_ROUNDED or (mark.size >= _LARGE_BOLD - _RATIO_ROUNDED and _is_bold(mark))
    return _WANTED_LARGE if large else _WANTED


def _is_bold(mark: TextMark) -> bool:
    name = name_of(entry(mark.font, "/BaseFont")).lower().replace("-", "").replace("semibold", "").replace("demi", "")
    descendants = entry(mark.font, "/DescendantFonts")
    inner = descendants[0] if descendants is not None and len(descendants) else mark.font
    heavy = number(entry(entry(inner, "/FontDescriptor"), "/FontWeight")) >= _BOLD
    return heavy or any(word in name for word in ("bold", "black", "heavy"))


def _ratio(view: PageView, place: int, mark: TextMark, grounds: _Grounds) -> float | None:
    """The contrast of a string with its ground; None where it is not known or, over a picture, not clearly too low."""
    color = seen(mark.paint)
    if color is None or mark.blend != "Normal":
        return None
    ground = grounds.behind(place, mark.box)
    if ground is not None:
        return contrast(luminance(mixed(color, ground, mark.alpha)), luminance(ground))
    return None if view.printed else grounds.least_contrast(luminance(color), mark.box, _wanted(mark) * _CLEARLY)


def _plain_fill(mark: Mark, box: Rectangle) -> Paint | None:
    """The colour of an opaque rectangle that holds the box."""
    plain = mark.alpha >= 1 and mark.blend == "Normal" and not mark.masked and not mark.shaped
    if plain and isinstance(mark, PathMark) and mark.rectangle and covers(mark.box, box, 2.0):
        return mark.fill
    return None


def _is_ground(mark: Mark) -> bool:
    """It may be a ground for text: text, lines and what is not seen are none."""
    if isinstance(mark, TextMark) or mark.alpha <= 0:
        return False
    return not isinstance(mark, PathMark) or (mark.fill is not None and min(size_of(mark.box)) >= _THIN)


class _Grounds:
    """What text stands on: colours that are known, or the page without its text, drawn when first asked for."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._candidates = [(place, mark) for place, mark in enumerate(view.marks) if _is_ground(mark)]
        self._image: Image.Image | None = None
        self._failed = False

    def behind(self, place: int, box: Rectangle) -> Rgb | None:
        """The plain colour that the mark at ``place`` is painted on, None where that is not known."""
        end = bisect_left(self._candidates, place, key=lambda candidate: candidate[0])
        tried = self._candidates[max(0, end - _MOST) : end]
        for _, mark in reversed(tried):
            if overlap(mark.box, box):
                fill = _plain_fill(mark, box)
                return seen(fill) if fill is not None else None
        return _PAPER if len(tried) == end else None

    def least_contrast(self, color: float, box: Rectangle, bound: float) -> float | None:
        """The usual contrast in the box where most of it stays below ``bound``; else None."""
        part = self._part(box)
        if part is None:
            return None
        bands = [band.tobytes() for band in part.split()]
        grounds = [luminance((red / 255, green / 255, blue / 255)) for red, green, blue in zip(*bands, strict=True)]
        ratios = sorted(contrast(color, ground) for ground in grounds)
        return ratios[len(ratios) // 2] if ratios and ratios[int(len(ratios) * _MOSTLY)] < bound else None

    def _part(self, box: Rectangle) -> Image.Image | None:
        """What is behind the box, a few pixels large."""
        if self._image is None and not self._failed:
            self._image = _without_text(self._view)
            self._failed = self._image is None
        if self._image is None:
            return None
        left, _, _, top = _shown(self._view)
        x0, y0 = max(round(box[0] - left), 0), max(round(top - box[3]), 0)
        x1, y1 = min(round(box[2] - left), self._image.width), min(round(top - box[1]), self._image.height)
        if x1 <= x0 or y1 <= y0:
            return None
        return self._image.crop((x0, y0, x1, y1)).resize((min(x1 - x0, _ACROSS), min(y1 - y0, _DOWN)), _SMOOTH)


def _shown(view: PageView) -> Rectangle:
    """What viewers draw of a page: its crop box within its media box."""
    return clipped(page_box(view.page, "/CropBox") or view.media, view.media)


def _without_text(view: PageView) -> Image.Image | None:
    """The page at 72 dpi, but for its text outside of forms; None for pages that are turned or cannot be drawn."""
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
