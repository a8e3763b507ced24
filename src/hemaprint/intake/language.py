# SPDX-License-Identifier: MIT
"""Work on the plain text of a manuscript: count its words, determine its language, clean its characters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from spellchecker import SpellChecker

from hemaprint.project.languages import language_named, subtag_of
from hemaprint.project.text import describe_character

INVISIBLE = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u034f\u061c\u180e"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff"
)
"""Soft hyphens, zero-width, control and private-use characters, direction marks: the inside of a character class."""


@cache
def word_lists() -> dict[str, Any]:
    """The word lists of ``wordlists.toml``, by their names."""
    return tomllib.loads((files("hemaprint.intake") / "wordlists.toml").read_text("utf-8"))


def phrases(name: str) -> str:
    """The phrases of a word list as alternatives in a regular expression."""
    return "|".join(word_lists()["phrases"][name])


# ---------------------------------------------------------------- words

_NOT_READ = re.compile(f"[{INVISIBLE}]")
_TIMES = re.compile(r"(?<=\d) x (?=\d)")
_WORD = re.compile(
    r"[\u2e80-\u2fff\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\u309f\u30a1-\u30fa\u30fc-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]|[^\W_\u2e80-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """The words of a text in order, in lower case: runs of letters and digits; each CJK character is a word.

    Punctuation, invisible characters and compatibility forms (ligatures, full-width letters) make no difference.
    """
    plain = unicodedata.normalize("NFKC", _NOT_READ.sub("", text)).casefold()
    # case folding separates some letters from their accents
    plain = unicodedata.normalize("NFKC", plain).replace("\u02bc", "’")
    return _WORD.findall(_TIMES.sub(" ", plain))


def counted(text: str) -> Counter[str]:
    """How often each word occurs in a text."""
    return Counter(words(text))


def count_of(number: int, noun: str) -> str:
    """A number with its noun: ``1 word``, ``2 words``."""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def first_words(text: str) -> str:
    """The beginning of a text: at most ten words or 90 characters."""
    found = text.split()
    return " ".join(found[:10])[:90] + ("…" if len(found) > 10 else "")


# ---------------------------------------------------------------- languages

SMALL_WORDS: dict[str, str] = word_lists()["small_words"]
"""By language: words that are common in it, some of which no other language has."""

_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_TRADITIONAL = frozenset("們這個學國對說時會來發與醫療體細過還經點現開關問題臨床實驗從後無為應種進")
_SIMPLIFIED = frozenset("们这个学国对说时会来发与医疗体细过还经点现开关问题临床实验从后无为应种进")
_ENOUGH = 20
"""The fewest words from which small words show the language; a shorter text is in the magazine's language."""
_DIFFERENT = 2
"""The fewest different small words of its language that a text contains."""


def language_of(text: str, default: str) -> str:
    """The BCP 47 tag of the language of ``text``; ``default``, the magazine's, where the language is the same."""
    han, kana, hangul = (len(pattern.findall(text)) for pattern in (_HAN, _KANA, _HANGUL))
    found = _LETTERS.findall(text.casefold())
    if kana + hangul + han > sum(word.isascii() for word in found):
        return _east_asian(text, han, kana, hangul)
    ours = subtag_of(default)
    if script := _of_another_alphabet(text):
        return default if ours == script else script
    if len(found) < _ENOUGH:
        return default
    often = Counter(found)
    scores = {tag: sum(often[word] for word in small.split()) for tag, small in SMALL_WORDS.items()}
    best = max(scores, key=lambda tag: scores[tag])
    if best == ours or sum(word in often for word in SMALL_WORDS[best].split()) < _DIFFERENT:
        return default
    return best if scores[best] > 1.3 * scores.get(ours, 0) else default


def _of_another_alphabet(text: str) -> str:
    """The language of a text that is mostly Greek or Cyrillic; "" for any other text.

    Letters that only one Cyrillic alphabet has distinguish it from Russian.
    """
    cyrillic, greek = len(_CYRILLIC.findall(text)), len(_GREEK.findall(text))
    if 2 * (cyrillic + greek) <= sum(character.isalpha() for character in text):
        return ""
    if greek > cyrillic:
        return "el"
    small = Counter(text.casefold())
    if small["ј"] + small["љ"] + small["њ"]:
        return "sr"
    if small["і"] + small["ї"] + small["є"] > small["ы"]:
        return "uk"
    return "bg" if small["ъ"] and not (small["ы"] or small["э"]) else "ru"


def _east_asian(text: str, han: int, kana: int, hangul: int) -> str:
    if hangul > han + kana:
        return "ko"
    if kana * 10 > han:
        return "ja"
    traditional = sum(character in _TRADITIONAL - _SIMPLIFIED for character in text)
    simplified = sum(character in _SIMPLIFIED - _TRADITIONAL for character in text)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def is_word(text: str, language: str) -> bool:
    """Whether the dictionary of ``language`` (a BCP 47 tag) has a word; False where the language has no dictionary."""
    checker = _dictionary(subtag_of(language))
    return checker is not None and bool(checker.known([text.casefold()]))


@cache
def _dictionary(language: str) -> SpellChecker | None:
    try:
        return SpellChecker(language=language, distance=1)
    except ValueError:  # no dictionary of this language
        return None


# ---------------------------------------------------------------- characters


def _compatible(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


_JOINERS = re.compile(r"(?<![\u0600-\u0dff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
_REMOVED = re.compile(f"(?![\u200c\u200d])[{INVISIBLE}]")
_REPLACED: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("ligatures separated", re.compile("[\ufb00-\ufb06]"), _compatible),
    ("hyphens made plain", re.compile("[\u2010\u2011\ufe63\uff0d]"), "-"),
    ("dashes made plain", re.compile("\u2012"), "–"),
    ("dashes made plain", re.compile("\u2015"), "—"),
    ("accents used as apostrophes", re.compile(r"(?<=[^\W\d_])[´`ʼ\u2032](?=[a-z]{1,2}\b)"), "’"),
    ("full-width letters and digits", re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"), _compatible),
    ("quotation marks typed as two characters", re.compile(r"``|''|‟"), '"'),
    ("spaces between thousands", re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))"), "\ufffc"),
)
_DOUBLE = re.compile("[“„«]([^“”„«»\n]{1,400})[”“»]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_TOKEN = re.compile(r"[^\W\d_]{2,}")
_TWINS = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕЅІЈКМНОРСТУХаеорсухіј")
"""Greek and Cyrillic letters that look like Latin ones."""


@dataclass(slots=True)
class Cleaner:
    """Cleans the text of one manuscript and counts what it changed, by the kind of change."""

    language: str
    done: Counter[str] = field(default_factory=Counter)
    lookalikes: list[str] = field(default_factory=list)

    def clean(self, text: str) -> str:
        """``text`` with one space between words; line breaks stay, and so does every letter and digit."""
        text = _JOINERS.sub(self._removed, _REMOVED.sub(self._removed, text))
        for what, pattern, better in _REPLACED:
            text, count = pattern.subn(better, text)
            if count:
                self.done[what] += count
        text = _DOUBLE.sub(self._quoted, text)
        text = _SPACES.sub(self._spaced, text).replace("\ufffc", "\u202f")
        if not _TWINS.isdisjoint(text):
            self._note_lookalikes(text)
        return unicodedata.normalize("NFC", text)

    def _removed(self, match: re.Match[str]) -> str:
        self.done[f"removed: {describe_character(match[0])}"] += 1
        return ""

    def _quoted(self, match: re.Match[str]) -> str:
        """A quotation in the marks of this language."""
        opening, closing = language_named(self.language).double
        if match[0][0] == opening[0] and match[0][-1] == closing[-1]:
            return match[0]
        self.done["quotation marks of another language"] += 1
        return f"{opening}{match[1].strip()}{closing}"

    def _spaced(self, match: re.Match[str]) -> str:
        if match[0] != " ":
            self.done["no-break and other spaces" if match[0].strip(" \t") else "spaces in a row"] += 1
        return " "

    def _note_lookalikes(self, text: str) -> None:
        """Remember words that mix Latin letters with letters of another script that look the same."""
        for word in _TOKEN.findall(text):
            strange = next((letter for letter in word if letter in _TWINS), "")
            if strange and any(letter.isascii() for letter in word):
                self.lookalikes.append(f"{word} ({describe_character(strange)})")
