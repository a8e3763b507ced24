# SPDX-License-Identifier: MIT
"""Know what abbreviations mean: by the magazine's list, by front matter, or because the article says so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hemaprint.project.config import Acronyms

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,9})\)")
_WORD = re.compile(r"[^\W\d_][\w’'-]{0,40}")
_TOKEN = re.compile(r"(?<![\w-])[^\W_][\w/+]*(?:-[\w/+]+)*")
"""A word with its hyphens and signs, such as T-ALL or FDA-approved."""
_REACH = 200
"""Characters before an abbreviation in which its words are looked for."""
_SMALL = 3
"""Letters of the longest word that need not be in an abbreviation: of, and, für."""


def known_acronyms(house: Acronyms, body: str, own: dict[str, str]) -> Acronyms:
    """The abbreviations of an article: those of its front matter, those it spells out in its body, and the house's."""
    return house.model_copy(update={"expand": house.expand | spelled_out(body) | own})


# ---------------------------------------------------------------- what an article spells out


def spelled_out(text: str) -> dict[str, str]:
    """What a manuscript says plainly of its abbreviations: "myelodysplastic syndrome (MDS)", and nothing else by MDS.

    Every word but small ones and parts of compounds gives its initial, and the letters follow each other (Schwartz and
    Hearst, *A simple algorithm for identifying abbreviation definitions in biomedical text*, PSB 2003, but stricter).
    """
    found: dict[str, set[str]] = {}
    for match in _IN_BRACKETS.finditer(text):
        short = match[1]
        before = text[max(match.start() - _REACH, 0) : match.start()]
        expansion = _words_of(short, before) if sum(map(str.isupper, short)) > 1 else ""
        if expansion:
            found.setdefault(short, set()).add(expansion)
    return {short: said.pop() for short, said in found.items() if len({one.casefold() for one in said}) == 1}


def _words_of(short: str, before: str) -> str:
    """The fewest words at the end of ``before`` that an abbreviation means; "" where none do."""
    letters = "".join(filter(str.isalnum, short)).casefold()
    words: list[str] = []
    for word in reversed(before.split()):
        if len(words) >= 2 * len(letters) or not _WORD.fullmatch(word):
            break
        words.insert(0, word)
        if len(words) > 1 and fits(letters, words):
            return " ".join(words)
    return ""


def fits(letters: str, words: list[str]) -> bool:
    """Whether the letters are the initials of the words in order, with letters from inside them."""
    parts = [(part, index > 0 or len(one) <= _SMALL) for one in words for index, part in enumerate(_parts(one))]

    @cache
    def fit(at: int, index: int) -> bool:
        if index == len(parts):
            return at == len(letters)
        word, may_lack = parts[index]
        if index and may_lack and fit(at, index + 1):
            return True
        taken, inside = at, 0
        while taken < len(letters):
            inside = word.find(letters[taken], inside) + 1
            if not inside or (taken == at and inside > 1):
                return False
            taken += 1
            if fit(taken, index + 1):
                return True
        return False

    return fit(0, 0)


def _parts(word: str) -> list[str]:
    """A word at its hyphens: those after the first may lack in an abbreviation, as the cells in T-ALL."""
    return [part for part in word.casefold().split("-") if part]


# ---------------------------------------------------------------- where they are used


@dataclass(frozen=True, slots=True)
class Found:
    """An abbreviation in a text, from ``start`` to ``end``, and what it means."""

    start: int
    end: int
    expansion: str


def expanded(text: str, known: Mapping[str, str]) -> Iterator[Found]:
    """The abbreviations of a text that are known, but not where the words just before them say it."""
    for match in _TOKEN.finditer(text) if known else ():
        short = next((one for one in _readings(match[0]) if one in known), "")
        before = " ".join(text[max(match.start() - _REACH, 0) : match.start()].removesuffix("(").split())
        if short and not before.casefold().endswith(known[short].casefold()):
            yield Found(match.start(), match.start() + len(short), known[short])


def _readings(token: str) -> Iterator[str]:
    """What an abbreviation may be in a token: all of it, but for a plural s, or the part before "-approved"."""
    yield token
    yield token.removesuffix("s")
    first, _, rest = token.partition("-")
    if rest[:1].islower():
        yield first
