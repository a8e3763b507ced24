"""Characters that programs leave behind, and the quotation marks of another language, put right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hemaprint.content.markdown.typography import marks_of
from hemaprint.project.text import describe_character

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_HYPHENS = dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-")
_BARS = {"\u2012": "–", "\u2015": "—"}
_ACCENT = re.compile(r"(?<=[^\W\d_])[´`ʼ\u2032](?=[a-z]{1,2}\b)")
_REMOVED = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u034f\u061c\u180e"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]"
)
_JOINERS = re.compile(r"(?<![\u0600-\u0dff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_TEX_QUOTES = re.compile(r"``|''|‟")
_LATIN = re.compile(r"[A-Za-z]")
_LOOKALIKE = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_TOKEN = re.compile(r"[^\W\d_]{2,}")
_GREEK_OR_CYRILLIC_TWINS = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕЅІЈКМНОРСТУХаеорсухіј")

DOUBLE = re.compile("[“„«]([^“”„«»\n]{1,400})[”“»]")


@dataclass(slots=True)
class Cleaner:
    """Cleans the text of one manuscript and remembers what it did, by what it did."""

    language: str
    done: Counter[str] = field(default_factory=Counter)
    lookalikes: list[str] = field(default_factory=list)

    def clean(self, text: str) -> str:
        """``text`` with one space between words; line breaks stay, and every letter and digit does."""
        text = self._drop(_JOINERS, self._drop(_REMOVED, text))
        text = self._replace(text, _LIGATURES, "ligature characters parted")
        text = self._replace(text, _HYPHENS, "hyphens of other kinds")
        text = self._replace(text, _BARS, "dashes of other kinds")
        text = self._subst(_ACCENT, "’", text, "accents in the place of apostrophes")
        text = self._subst(_WIDE, lambda match: unicodedata.normalize("NFKC", match[0]), text, "full-width letters")
        text = self._subst(_TEX_QUOTES, '"', text, "quotation marks of two characters")
        text = self._quotes(text)
        text = self._space(text)
        self._note_lookalikes(text)
        return unicodedata.normalize("NFC", text)

    def _drop(self, pattern: re.Pattern[str], text: str) -> str:
        def remove(match: re.Match[str]) -> str:
            self.done[f"removed: {describe_character(match[0])}"] += 1
            return ""

        return pattern.sub(remove, text)

    def _replace(self, text: str, table: dict[str, str], what: str) -> str:
        for character, better in table.items():
            if character in text:
                self.done[what] += text.count(character)
                text = text.replace(character, better)
        return text

    def _subst(self, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str, what: str) -> str:
        text, count = pattern.subn(by, text)
        if count:
            self.done[what] += count
        return text

    def _quotes(self, text: str) -> str:
        """Pairs of another language's marks become those of this one."""
        opening, closing = marks_of(self.language).double

        def turn(match: re.Match[str]) -> str:
            if match[0][0] == opening[0] and match[0][-1] == closing[-1]:
                return match[0]
            self.done["quotation marks of another language"] += 1
            return f"{opening}{match[1].strip()}{closing}"

        return DOUBLE.sub(turn, text)

    def _space(self, text: str) -> str:
        text = self._subst(_THOUSANDS, "\ufffc", text, "spaces between thousands")

        def one(match: re.Match[str]) -> str:
            if match[0] != " ":
                kind = "no-break and other spaces" if match[0].strip(" \t") else "spaces in a row"
                self.done[kind] += 1
            return " "

        return _SPACES.sub(one, text).replace("\ufffc", "\u202f")

    def _note_lookalikes(self, text: str) -> None:
        """Words that mix Latin letters with letters of another script that look the same."""
        if not _LOOKALIKE.search(text):
            return
        for match in _TOKEN.finditer(text):
            word = match[0]
            strange = [letter for letter in word if letter in _GREEK_OR_CYRILLIC_TWINS]
            if strange and _LATIN.search(word):
                self.lookalikes.append(f"{word} ({describe_character(strange[0])})")
