"""Text that cannot be read: missing characters, letters that are too small, words that no one sees."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category

from hemaprint.errors import Severity
from hemaprint.pdf.geometry import covers, overlap
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, TextMark
from hemaprint.preflight.models import Finding
from hemaprint.preflight.pages.inks import process_inks
from hemaprint.preflight.pages.view import PageView, quoted

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
