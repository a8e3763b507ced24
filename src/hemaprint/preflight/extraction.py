# SPDX-License-Identifier: MIT
"""Check that what a search, a clipboard and a screen reader take from a page is what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hemaprint.errors import Severity
from hemaprint.pdf.marks import TextMark
from hemaprint.pdf.objects import entry
from hemaprint.pdf.structure import Structure
from hemaprint.preflight.page import PageView, page_check, quoted, times
from hemaprint.preflight.report import Finding, Purpose

_SPACES = 10
"""No-break spaces from which on they are not meant, where they are most spaces of a page."""
_DIVIDED = 6
"""Lines of a page that end with a hyphen from which on some divide words: few words have a hyphen of their own."""
_RAISED, _SMALLER, _GAP = 0.15, 0.9, 0.2
"""A raised figure: how far above the number before it, how large beside it, how far from it, in sizes of that."""
_NUMBER = re.compile(r"[0-9]{1,3}")
_SOFT = "\u00ad"


@page_check(Purpose.SCREEN)
def check_spaces(view: PageView) -> Iterator[Finding]:
    """Check that the spaces between words are plain ones, so that phrases are found."""
    texts = view.texts()
    fixed, plain = (sum(mark.text.count(space) for mark in texts) for space in ("\u00a0", " "))
    if fixed >= _SPACES and fixed > plain:
        first = next(mark for mark in texts if "\u00a0" in mark.text)
        message = f"{fixed} of {fixed + plain} spaces are read as no-break spaces, first in {quoted(first.text)}"
        hint = view.subject.advice("build again", "let the glyph of the space be U+0020 in the font's ToUnicode")
        yield view.finding("HP470", Severity.WARNING, message, hint, first.box)


@page_check(Purpose.SCREEN)
def check_raised_numbers(view: PageView) -> Iterator[Finding]:
    """Check that a raised number is not read as part of the number before it."""
    glued = [pair for pair in pairwise(view.texts()) if _glued(*pair)]
    if glued:
        before, after = glued[0]
        number = re.split(r"[^0-9.,]", before.text)[-1] + after.text.strip()
        message = f"{times(len(glued), 'raised number')} read as part of the number before it, first as {number}"
        hint = "give it an ActualText, such as 10⁶, or raised figures in the font's ToUnicode"
        yield view.finding("HP471", Severity.WARNING, message, hint, after.box)


def _glued(before: TextMark, after: TextMark) -> bool:
    is_number = before.text[-1:].isdecimal() and _NUMBER.fullmatch(after.text.strip())
    if not is_number or before.marked.replacement or after.marked.replacement:
        return False
    near = abs(after.box[0] - before.box[2]) < _GAP * before.size
    return near and after.size < _SMALLER * before.size and after.box[1] > before.box[1] + _RAISED * before.size


@page_check(Purpose.SCREEN)
def check_divided_words(view: PageView) -> Iterator[Finding]:
    """Check that hyphens which divide words of a tagged file are marked as such: they are not read aloud."""
    texts = view.texts()
    divided = [before for before, after in pairwise(texts) if _goes_on(before, after)]
    if len(divided) < _DIVIDED or entry(view.subject.pdf.Root, "/MarkInfo", "/Marked") is not True:
        return
    if any(_SOFT in mark.text for mark in texts) or _has_soft_hyphens(view):
        return
    message = f"{len(divided)} lines end with a hyphen, and none with a soft one: divided words are read in two parts"
    hint = "let the hyphen of a divided word be U+00AD, by ToUnicode or ActualText"
    yield view.finding("HP472", Severity.NOTE, message, hint, divided[0].box)


def _goes_on(before: TextMark, after: TextMark) -> bool:
    """Whether a line ends with a hyphen between small letters."""
    text = before.text.rstrip()
    below = after.box[3] < before.box[3] and after.box[0] < before.box[0] + before.size
    divides = (
        not before.marked.replacement and text.endswith(("-", "\u2010")) and (len(text) == 1 or text[-2].islower())
    )
    return below and divides and after.text[:1].islower()


def _has_soft_hyphens(view: PageView) -> bool:
    """Whether an element of the file says that a hyphen is soft."""
    return any(_SOFT in one.said("/ActualText") for one in Structure(view.subject.pdf).elements())
