# SPDX-License-Identifier: MIT
"""Check what a screen reader gets to say of a page: its links, its languages, its order, and what it cannot reach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import name as name_of_letter

from hemaprint.errors import Severity
from hemaprint.pdf.marks import ImageMark, Mark, TextMark
from hemaprint.pdf.objects import ObjectId, Rectangle, entry, identity, text_of
from hemaprint.pdf.structure import Around, joined, words_of
from hemaprint.preflight.page import PageView, page_check, quoted, quoted_first, times
from hemaprint.preflight.report import Finding, Purpose
from hemaprint.project.languages import subtag_of

_SAYS_NOTHING = re.compile(
    r"\W*((click|tap|read|see|learn)? ?(here|more|this|this link|link|this page|website|download|continue)"
    r"|hier|mehr|weiter|mehr lesen|ici|lire la suite|aquí|más|leer más|qui)\W*",
    re.IGNORECASE,
)
_SCRIPTS = {
    "GREEK": "el",
    "CYRILLIC": "ru uk bg sr be mk kk ky mn tg tt ce os ab",
    "HEBREW": "he yi iw",
    "ARABIC": "ar fa ur ps ckb sd ug ku",
    "DEVANAGARI": "hi mr ne sa",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh ja ko",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}
"""Beginnings of the names of letters, and the languages that are written with them."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST = 8
"""Lines of a page from which its order is judged."""
_MOSTLY = 0.5


@page_check(Purpose.SCREEN)
def check_reach(view: PageView) -> Iterator[Finding]:
    """Check that everything on a page of a tagged file is either read or decoration, and not both."""
    if entry(view.subject.pdf.Root, "/MarkInfo", "/Marked") is not True:
        return
    hint = "tag it, or mark it as decoration (artifact)"
    loose = [mark for mark in view.texts() if not mark.artifact and mark.marked.mcid is None]
    if loose:
        message = f"text is neither tagged nor decoration, so that it may not be read: {quoted_first(loose)}"
        yield view.finding("HP484", Severity.WARNING, message, hint, loose[0].box)
    pictures = [mark for mark in view.of(ImageMark) if not mark.artifact and mark.marked.mcid is None]
    if pictures:
        message = f"{times(len(pictures), 'picture')} on the page are neither tagged nor decoration"
        yield view.finding("HP484", Severity.WARNING, message, hint, pictures[0].box)
    both = [mark for mark in view.texts() if mark.artifact and mark.marked.mcid is not None]
    if both:
        message = f"text is both tagged and decoration: {quoted_first(both)}"
        yield view.finding("HP484", Severity.WARNING, message, "let it be one or the other", both[0].box)


@page_check(Purpose.SCREEN)
def check_link_words(view: PageView) -> Iterator[Finding]:
    """Check that every link has words, and that they say more than “here” (WCAG 2.2, 2.4.4)."""
    said: dict[ObjectId | None, tuple[str, Rectangle | None]] = {}
    for marks, around in _read(view):
        if around.link is not None:
            key = identity(around.link.element)
            text, place = said.get(key, ("", None))
            words = around.element.replacement or _text(marks)
            said[key] = around.link.replacement or text + words, place or next((mark.box for mark in marks), None)
    for text, place in said.values():
        if not text.strip():
            message, hint = "a link has no words", "let it hold words, or a picture with an alternative text"
            yield view.finding("HP481", Severity.ERROR, message, hint, place)
        elif _SAYS_NOTHING.fullmatch(text.strip()):
            message = f"the words of a link, {quoted(text)}, do not say where it leads"
            yield view.finding("HP481", Severity.WARNING, message, "name the target: “the registry”, not “here”", place)


@page_check(Purpose.SCREEN)
def check_scripts(view: PageView) -> Iterator[Finding]:
    """Check that words in another script than that of the language around them name their own (WCAG 2.2, 3.1.2)."""
    of_file = text_of(entry(view.subject.pdf.Root, "/Lang"))
    for marks, around in _read(view):
        if around.replaced:
            continue
        for words in words_of(marks):
            language = subtag_of(words.language or around.language or of_file)
            for word in _WORD.findall(words.text):
                languages = _languages_of(word)
                if language and languages and language not in languages:
                    message = f"the word {quoted(word)} is read as if it were in the language {language}"
                    hint = view.subject.advice(
                        "name its language in the manuscript: [Ελένη]{lang=el}", "give its tag the right /Lang"
                    )
                    yield view.finding("HP486", Severity.WARNING, message, hint, words.first)
                    return


def _languages_of(word: str) -> tuple[str, ...]:
    """The languages that are written with the letters of a word; none for Latin, and for what is not known."""
    names = {name_of_letter(letter, "").partition(" ")[0] for letter in word}
    return tuple(_SCRIPTS.get(names.pop(), "").split()) if len(names) == 1 else ()


@page_check(Purpose.SCREEN)
def check_order(view: PageView) -> Iterator[Finding]:
    """Check that tags do not go up a column: only where most lines of a page do."""
    boxes = [mark.box for marks, _ in _read(view) for mark in marks if isinstance(mark, TextMark) and mark.text.strip()]
    steps = [_rise(one, other) for one, other in pairwise(boxes) if _same_column(one, other)]
    upward, downward = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    if upward + downward >= _FEWEST and upward > _MOSTLY * (upward + downward):
        message = f"the tags of the page go from the foot to the head: {upward} of {upward + downward} lines"
        yield view.finding("HP489", Severity.WARNING, message, "put the tags in the order of reading", None)


def _rise(one: Rectangle, other: Rectangle) -> float:
    """How far a text is above the one before it, in pt; 0 where both are on one line."""
    rise = (other[1] + other[3] - one[1] - one[3]) / 2
    return rise if abs(rise) > min(one[3] - one[1], other[3] - other[1]) / 2 else 0.0


def _same_column(one: Rectangle, other: Rectangle) -> bool:
    """Whether a text is below or above another."""
    return min(one[2], other[2]) > max(one[0], other[0])


def _read(view: PageView) -> Iterator[tuple[list[Mark], Around]]:
    """The marks of each content in the structure tree, in reading order, with what is around it."""
    marks: dict[tuple[ObjectId | None, int | None], list[Mark]] = {}
    for mark in view.marks:
        marks.setdefault((mark.marked.stream, mark.marked.mcid), []).append(mark)
    for content, around in view.held:
        yield marks.get((content.stream, content.mcid), []), around


def _text(marks: Iterable[Mark]) -> str:
    said, last = "", None
    for words in words_of(marks):
        said, last = joined(said, last, words), words.last
    return said
