"""What counts as a word when the source of an import is compared with its result."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from spellchecker import SpellChecker

from hemaprint.content.markdown.quotes import marks_of
from hemaprint.project.text import describe_character

INVISIBLE = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u034f\u061c\u180e"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff"
)
"""Soft hyphens, zero-width, control and private-use characters, marks of direction: the inside of a character class."""

_NOT_READ = re.compile(f"[{INVISIBLE}]")
_TIMES = re.compile(r"(?<=\d) x (?=\d)")
_WORD = re.compile(
    r"[\u2e80-\u2fff\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\u309f\u30a1-\u30fa\u30fc-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]|[^\W_\u2e80-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """The words of a text in order: runs of letters and digits in small letters; each CJK character is one.

    Punctuation, invisible characters and compatibility forms (ligatures, full-width letters) make no difference.
    """
    plain = unicodedata.normalize("NFKC", _NOT_READ.sub("", text)).casefold()
    # case folding parts some letters from their accents
    plain = unicodedata.normalize("NFKC", plain).replace("\u02bc", "’")
    return _WORD.findall(_TIMES.sub(" ", plain))


def counted(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(words(text))


def first_words(text: str) -> str:
    """How a text begins: at most ten words or 90 characters."""
    found = text.split()
    return " ".join(found[:10])[:90] + ("…" if len(found) > 10 else "")


SMALL_WORDS = {
    "en": "the of and to in is that for with was are this we on as it have be by from",
    "de": "der die und das den von zu mit ist im nicht des eine auf dem sich für wir ein als",
    "fr": "le la les de des et en un une dans est pour que qui sur au nous avec ce par",
    "es": "el la los de que y en un una por con para es del las se nos como más al",
    "it": "il la di che e un una per è con del della in sono le si i nel gli come",
    "pt": "o a de que e do da em um uma para com não os as no na por mais dos",
    "nl": "de het een van en in is dat op te met voor zijn niet aan er die wij ook als",
}
"""By language: words that are common in it, some of which no other language has."""

_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_TRADITIONAL = re.compile("[們這個學國對說時會來發與醫療體細過還經點現開關問題臨床實驗從後無為應種進]")
_SIMPLIFIED = re.compile("[们这个学国对说时会来发与医疗体细过还经点现开关问题临床实验从后无为应种进]")
_ENOUGH = 20
"""Words from which the small ones can be told; a shorter text is the magazine's language."""

_DIFFERENT = 2
"""Small words of a language that a text in it has at least."""


def language_of(text: str, default: str) -> str:
    """The BCP 47 tag of the language that ``text`` is written in.

    Its region is the magazine's (``default``) where the language is the same.
    """
    han, kana, hangul = (len(pattern.findall(text)) for pattern in (_HAN, _KANA, _HANGUL))
    found = _LETTERS.findall(text.casefold())
    latin = sum(1 for word in found if word.isascii())
    if kana + hangul + han > latin:
        return _east_asian(text, han, kana, hangul)
    if script := _of_another_alphabet(text):
        return default if default.partition("-")[0] == script else script
    if len(found) < _ENOUGH:
        return default
    often = Counter(found)
    scores = {tag: sum(often[word] for word in small.split()) for tag, small in SMALL_WORDS.items()}
    best = max(scores, key=lambda tag: scores[tag])
    if sum(word in often for word in SMALL_WORDS[best].split()) < _DIFFERENT or default.partition("-")[0] == best:
        return default
    return best if scores[best] > 1.3 * scores.get(default.partition("-")[0], 0) else default


def _of_another_alphabet(text: str) -> str:
    """The language of a text that is mostly Greek or Cyrillic; "" for another text.

    Letters that one Cyrillic alphabet alone has tell it from Russian.
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
    return "ru" if small["ы"] + small["э"] else "bg" if small["ъ"] else "ru"


def _east_asian(text: str, han: int, kana: int, hangul: int) -> str:
    if hangul > han + kana:
        return "ko"
    if kana * 10 > han:
        return "ja"
    only_traditional = len([c for c in _TRADITIONAL.findall(text) if c not in _SIMPLIFIED.pattern])
    only_simplified = len([c for c in _SIMPLIFIED.findall(text) if c not in _TRADITIONAL.pattern])
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


def is_word(text: str, language: str) -> bool:
    """Whether the dictionary of ``language`` (a BCP 47 tag) has a word; False where the language has no dictionary."""
    checker = _dictionary(language.partition("-")[0])
    return checker is not None and bool(checker.known([text.casefold()]))


@cache
def _dictionary(language: str) -> SpellChecker | None:
    try:
        return SpellChecker(language=language, distance=1)
    except ValueError:  # no dictionary of this language
        return None


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
