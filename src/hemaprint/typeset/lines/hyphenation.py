# SPDX-License-Identifier: MIT
"""Say where the words of a language may be divided, and at what price.

The house's own list comes first, then the patterns of Pyphen, which are the same on every machine. German compounds are
divided at their seams rather than elsewhere, and each of their parts by itself: the patterns divide Kinderonkologie
before the n, and Studienergebnis after the r.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pyphen

from hemaprint.project.languages import subtag_of
from hemaprint.typeset.lines import costs
from hemaprint.typeset.lines.compounds import seams

Exceptions = tuple[tuple[str, str], ...]
"""Words of a house and their languages: (``de``, ``Ery-thro-poi-ese``); one without a hyphen is never divided."""

_GERMAN_VOWEL = re.compile("[aeiouyäöü]", re.IGNORECASE)
_VOWELS = "aeıioöuüâîû"
_TURKISH = re.compile(rf"(?=[^\W{_VOWELS}][{_VOWELS}])|(?<=[{_VOWELS}])(?=[{_VOWELS}])")
"""A syllable begins with the consonant before a vowel, or with a vowel after another (Türk Dil Kurumu, "Hece Yapısı ve
Satır Sonunda Kelimelerin Bölünmesi"); Pyphen has no Turkish."""


class Division(NamedTuple):
    """A place at which a word may be divided: how many characters are before it, and what it costs beyond a hyphen."""

    place: int
    cost: float = 0.0


@dataclass(slots=True)
class Hyphenator:
    """Divides the words of one language, with at least ``left`` characters before a hyphen and ``right`` after it.

    WeasyPrint asks it as it asks Pyphen.
    """

    language: str
    left: int
    right: int
    exceptions: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The places of the house's own words, in lower case; they need not keep to ``left`` and ``right``."""

    def divisions(self, word: str) -> list[Division]:
        """The places at which a word may be divided, in their order."""
        own = self.exceptions.get(word.lower())
        if own is not None:
            return [Division(place) for place in own]
        found = seams(word, self._patterns(word)) if self._is_german else ()
        parts = pairwise((0, *found, len(word)))
        places = {start + place for start, end in parts for place in self._syllables(word[start:end])}
        return [
            Division(place, costs.OFF_SEAM if found and place not in found else 0.0)
            for place in sorted(places.union(found))
            if self.left <= place <= len(word) - self.right
        ]

    @property
    def _is_german(self) -> bool:
        return self.language.partition("_")[0] == "de"

    def _syllables(self, word: str) -> list[int]:
        if self.language == "tr":
            return _turkish(word)
        return _sounding(word, self._patterns(word)) if self._is_german else self._patterns(word)

    def _patterns(self, word: str) -> list[int]:
        # a place with data is one where the spelling would change
        known = pyphen.Pyphen(lang=self.language).positions(word) if self.language in pyphen.LANGUAGES else ()
        return [int(place) for place in known if not getattr(place, "data", None)]

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The two parts of a word at each place, from the last to the first."""
        for division in reversed(self.divisions(word)):
            yield word[: division.place], word[division.place :]


def _sounding(word: str, places: list[int]) -> list[int]:
    """Without those around a syllable that has no vowel: the patterns have Mit-a-r-bei-ter and Stamm-zell-s-pen-der."""
    bounds = [0, *places, len(word)]
    mute = {bound for pair in pairwise(bounds) if not _GERMAN_VOWEL.search(word, *pair) for bound in pair}
    return [place for place in places if place not in mute]


def _turkish(word: str) -> list[int]:
    places = (match.start() for match in _TURKISH.finditer(word.replace("İ", "i").replace("I", "ı").lower()))
    return [place for place in places if re.search(f"[{_VOWELS}]", word[:place].lower())]


def patterns_of(language: str) -> str:
    """The name of the patterns for a BCP 47 tag, as WeasyPrint names them; the language where there are none."""
    return pyphen.language_fallback(language) or subtag_of(language)


class Hyphenators(dict[tuple[str, int, int, int], Hyphenator]):
    """The hyphenators of a magazine, by what WeasyPrint knows them by: patterns, and characters before and after."""

    def __init__(self, exceptions: Exceptions) -> None:
        super().__init__()
        self._exceptions = exceptions

    def get(self, key: tuple[str, int, int, int], _default: object = None) -> Hyphenator:
        """The hyphenator of a key, made when it is first needed."""
        if key not in self:
            language, left, right, _ = key
            tag = language.replace("_", "-").lower()
            own = dict(
                _read(word) for of, word in self._exceptions if tag == of.lower() or tag.startswith(f"{of.lower()}-")
            )
            self[key] = Hyphenator(language, left, right, own)
        return self[key]


def _read(word: str) -> tuple[str, tuple[int, ...]]:
    """A word of the list without its hyphens, and their places in it."""
    parts: Sequence[str] = word.lower().split("-")
    return "".join(parts), tuple(sum(map(len, parts[:count])) for count in range(1, len(parts)))
