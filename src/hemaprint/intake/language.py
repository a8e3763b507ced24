"""The language of a manuscript: its script, and the small words that every sentence of a language needs."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from spellchecker import SpellChecker

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

_WORD = re.compile(r"[^\W\d_]+")
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
    found = _WORD.findall(text.casefold())
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
