"""Straight quotation marks and apostrophes -> the marks of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NARROW = "\u202f"
APOSTROPHE = "’"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is set for typed double and single quotation marks (CLDR 46, "Delimiters")."""

    double: tuple[str, str]
    single: tuple[str, str]


ENGLISH = Marks(("“", "”"), ("‘", "’"))
GERMAN = Marks(("„", "“"), ("‚", "‘"))
MARKS: dict[str, Marks] = {
    "en": ENGLISH,
    "zh": ENGLISH,
    "zh-hant": Marks(("「", "」"), ("『", "』")),
    "zh-tw": Marks(("「", "」"), ("『", "』")),
    "ja": Marks(("「", "」"), ("『", "』")),
    "ko": ENGLISH,
    "de": GERMAN,
    "de-ch": Marks(("«", "»"), ("‹", "›")),
    "fr": Marks(("«" + NARROW, NARROW + "»"), ("“", "”")),
    "fr-ch": Marks(("«" + NARROW, NARROW + "»"), ("‹" + NARROW, NARROW + "›")),
    "es": Marks(("«", "»"), ("“", "”")),
    "it": Marks(("«", "»"), ("“", "”")),
    "pt": ENGLISH,
    "nl": ENGLISH,
    "pl": Marks(("„", "”"), ("‚", "’")),
    "cs": GERMAN,
    "sv": Marks(("”", "”"), ("’", "’")),
    "fi": Marks(("”", "”"), ("’", "’")),
}
"""By language tag in lower case; the first subtag counts where the whole tag is not listed."""

_QUOTE = re.compile("[\"']")
_DECADE = re.compile(r"'\d\d(?:s\b|(?!\d))")
_ELISION = re.compile(r"'(?:tis|twas|til|em|n|cause|round)\b", re.IGNORECASE)
_OPENERS = "([{—–-/“‘„‚«‹「『<=¿¡" + "\u00a0" + NARROW
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def marks_of(language: str) -> Marks:
    """The marks of a BCP 47 tag; English ones where the language is not known."""
    tag = language.lower()
    return MARKS.get(tag) or MARKS.get(tag.partition("-")[0]) or ENGLISH


def set_quotes(text: str, language: str) -> dict[int, str]:
    """What is to be set in place of each straight mark of ``text``, by its index."""
    if '"' not in text and "'" not in text:
        return {}
    setter = _QuoteSetter(text, marks_of(language), elides=not language.lower().startswith("de"))
    for match in _QUOTE.finditer(text):
        setter.place(match.start())
    return setter.placed


@dataclass(slots=True)
class _QuoteSetter:
    """Walks through a text and remembers which quotations are open."""

    text: str
    marks: Marks
    elides: bool
    open_marks: list[str] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)

    def place(self, index: int) -> None:
        mark = self.text[index]
        before = self.text[index - 1] if index else ""
        after = self.text[index + 1] if index + 1 < len(self.text) else ""
        if mark == "'" and self._is_apostrophe(index, before, after):
            self.placed[index] = APOSTROPHE
        elif self._opens(mark, before, after):
            self._open(index, mark)
        else:
            self._close(index, mark, before)

    def _is_apostrophe(self, index: int, before: str, after: str) -> bool:
        if before.isalnum() and after.isalnum() and not _CJK.match(after):
            return True
        starts_word = not before.isalnum()
        if starts_word and _DECADE.match(self.text, index):
            return True
        if self.text[index - 2 : index + 1].lower() == "'n'":
            return True
        return self.elides and starts_word and bool(_ELISION.match(self.text, index)) and "'" not in self.open_marks

    def _opens(self, mark: str, before: str, after: str) -> bool:
        is_open = mark in self.open_marks
        if _CJK.match(before) or _CJK.match(after):
            return not is_open
        starts = not before or before.isspace() or before in _OPENERS or before in "\"'"
        ends = not after or after.isspace()
        if starts and ends:
            return not is_open
        if before in "\"'—–-/" and before and is_open and not after.isalnum():
            return False
        return starts

    def _open(self, index: int, mark: str) -> None:
        self.open_marks.append(mark)
        self.placed[index] = (self.marks.double if mark == '"' else self.marks.single)[0]

    def _close(self, index: int, mark: str, before: str) -> None:
        if mark in self.open_marks:
            while self.open_marks.pop() != mark:
                pass
            self.placed[index] = (self.marks.double if mark == '"' else self.marks.single)[1]
        elif before.isdigit():
            self.placed[index] = "″" if mark == '"' else "′"
        elif mark == "'":
            self.placed[index] = APOSTROPHE
        else:
            self.placed[index] = self.marks.double[1]
