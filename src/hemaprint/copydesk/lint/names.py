# SPDX-License-Identifier: MIT
"""Find names of people that an issue spells in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hemaprint.content.models import Article
from hemaprint.copydesk.lint.copy import PROSE, Passage
from hemaprint.copydesk.lint.rules import Copydesk, Desk, issue_rule
from hemaprint.errors import Location, Problem

_SHORTEST = 5
"""Letters of the shortest family name that is compared: Wang and Wong are two names."""
_CAPITALIZED = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][\wÀ-ÿ’'-]{4,30}(?![\w])")
_TITLE = re.compile(r"(?:\b(?:Drs?|Profs?|Mr|Mrs|Ms|Mx)\.? |\b[A-ZÀ-Þ][\w-]{1,20} |\b[A-Z]\. ?)$")


@dataclass(frozen=True, slots=True)
class _Known:
    """A family name as it is in front matter, and where."""

    family: str
    place: Location


@issue_rule
def check_names(desk_of: Copydesk, desk: Desk) -> Iterator[Problem]:
    """HP724: a name in the copy that differs in a letter from one in front matter, and is not a word or a name."""
    known: dict[str, _Known] = {}
    for manuscript in desk_of.manuscripts:
        for one in _people(manuscript.article):
            known.setdefault(one.family, one)
    told: set[str] = set()
    passages = (one for manuscript in desk_of.manuscripts for one in manuscript.rooms(*PROSE, "headline", "heading"))
    for passage in (*desk_of.passages, *passages):
        for match in _CAPITALIZED.finditer(passage.plain):
            word = match[0].removesuffix("’s").removesuffix("'s")
            if word in known or word in told or desk.keeps(word) or not _is_name(passage, match):
                continue
            other = next((one for one in known.values() if are_alike(word, one.family)), None)
            if other is not None and not _is_word(word, other.family):
                told.add(word)
                where = f"{other.place.path.name}:{other.place.line}"
                hint = f"one of the two is misspelled; if they are two people, list “{word}” in [words] keep"
                message = f"“{word}” is spelt “{other.family}” in {where}"
                yield passage.problem("HP724", match.start(), message, hint)


def _people(article: Article) -> Iterator[_Known]:
    """The family names of contributors, speakers and authors of references."""
    meta, front = article.meta, article.front
    for index, person in enumerate(meta.contributors):
        family = person.family or person.name.split()[-1]
        yield from _known(family, front.at("contributors", index, "name"))
    for key, speaker in meta.speakers.items():
        yield from _known(speaker.short or speaker.name.split()[-1], front.at("speakers", key, "name"))
    for index, reference in enumerate(meta.references):
        for number, author in enumerate(reference.author):
            yield from _known(author.family, front.at("references", index, "author", number, "family"))


def _known(family: str, place: Location) -> Iterator[_Known]:
    if len(family) >= _SHORTEST and family[:1].isupper() and family.lower() not in _words():
        yield _Known(family, place)


def _is_name(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word with a capital stands as a family name does: behind a given name, an initial or a title."""
    before = passage.plain[max(match.start() - 24, 0) : match.start()]
    after = passage.plain[match.end() :].lstrip()
    return bool(_TITLE.search(before)) or after.startswith(("et al", "and colleagues"))


def _is_word(name: str, other: str) -> bool:
    """Whether a name that is like another is a word, or a name, that English has; accents alone prove nothing."""
    return name.lower() in _words() and _unaccented(name) != _unaccented(other)


def are_alike(one: str, other: str) -> bool:
    """Whether two names differ, but only in accents, or in one letter that is not the first."""
    if one == other or len(one) < _SHORTEST or one[:1] != other[:1]:
        return False
    plain, others = _unaccented(one), _unaccented(other)
    return plain == others or _is_one_letter_away(plain, others)


def _unaccented(name: str) -> str:
    """A name in small letters without accents; ü may be ue."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.replace("ue", "u").replace("oe", "o").replace("ae", "a")


def _is_one_letter_away(one: str, other: str) -> bool:
    """Whether one letter is changed, added or left out, or two neighbours have changed places; not a plural."""
    if len(one) == len(other):
        places = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(places) == 2 and places[1] == places[0] + 1:
            return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
        return len(places) == 1
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1 or long == f"{short}s":
        return False
    return any(long[:index] + long[index + 1 :] == short for index in range(len(long)))


@cache
def _words() -> frozenset[str]:
    """English words, which are not misspelled names: those of pyspellchecker."""
    from spellchecker import SpellChecker  # noqa: PLC0415 - loads slowly

    return frozenset(SpellChecker(language="en", distance=1).word_frequency.words())
