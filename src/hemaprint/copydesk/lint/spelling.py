# SPDX-License-Identifier: MIT
"""Find words in the spelling of the other side of the ocean, and words that are often misspelled.

The words are those of codespell: what its dictionary does not know to be wrong is taken to be right, so that names and
terms of medicine are left alone. ``spelling.toml`` has the words of medicine that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hemaprint.copydesk.lint.copy import PROSE, Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import Problem

_WORD = re.compile(r"(?<![\w’'\ufffc/.@-])[A-Za-z]{4,}(?![\w’'\ufffc/@])")
_BRITISH = frozenset({"en-gb", "en-au", "en-nz", "en-ie", "en-za", "en-in"})
_AMERICAN = frozenset({"en", "en-us"})
_NAMES = {"en-us": "American", "en-gb": "British"}


@dataclass(slots=True)
class _Seen:
    """A word where it is met first, and how often it is met."""

    passage: Passage
    index: int
    word: str
    times: int = 1


@article_rule
def check_spelling(manuscript: Manuscript, desk: Desk) -> Iterator[Problem]:
    """HP720 and HP721, once for each word of an article."""
    language = manuscript.article.language.lower()
    for seen in _seen(manuscript):
        if desk.keeps(seen.word):
            continue
        times = f" ({seen.times} times)" if seen.times > 1 else ""
        if better := other_side(seen.word, language):
            side = "en-gb" if language in _BRITISH else "en-us"
            foreign = _NAMES["en-gb" if side == "en-us" else "en-us"]
            message = f"“{seen.word}” is {foreign} spelling; the article is in {_NAMES[side]} English{times}"
            yield seen.passage.problem("HP720", seen.index, message, f"write {better}")
        elif right := misspelled().get(seen.word.lower()):
            hint = f"did you mean {' or '.join(right)}?"
            yield seen.passage.problem("HP721", seen.index, f"“{seen.word}” is a misspelling{times}", hint)


def _seen(manuscript: Manuscript) -> Iterator[_Seen]:
    """The English words of an article, each once. A word with a capital is a name, but at the start of a sentence."""
    found: dict[str, _Seen] = {}
    for passage in manuscript.rooms(*PROSE, "headline", "heading", "cell"):
        for match in _WORD.finditer(passage.plain) if passage.is_english else ():
            word = match[0]
            if passage.is_marked(*match.span(), "emphasis"):
                continue  # a title, a species, a word that is spoken of
            if not word.islower() and not _is_capital_of_sentence(passage, match):
                continue
            known = found.get(word.lower())
            if known is None:
                found[word.lower()] = _Seen(passage, match.start(), word)
            else:
                known.times += 1
    yield from found.values()


def _is_capital_of_sentence(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word has its capital only because a sentence begins; "Lancet Haematology" is a name anyway."""
    after = passage.plain[match.end() :].lstrip()[:1]
    return match[0].istitle() and not after.isupper() and passage.starts_sentence(match.start())


# ---------------------------------------------------------------- the two sides


def other_side(word: str, language: str) -> str:
    """How ``word`` is written in the English of ``language``; "" where it is written so, or as well."""
    lower = word.lower()
    if lower in table("spelling")["latin"]:
        return ""
    if language in _AMERICAN:
        better = _american().get(lower) or _by_stems(lower, table("spelling")["american"])
    elif language in _BRITISH:
        better = _british().get(lower) or _by_stems(lower, table("spelling")["british"])
    else:
        return ""
    return "" if better == lower else _like(word, better)


def _like(word: str, better: str) -> str:
    return better.capitalize() if word[:1].isupper() else better


def _by_stems(word: str, stems: Mapping[str, str]) -> str:
    """The word with the stem of the other side replaced: one that begins with ``-`` may be anywhere in it."""
    for stem, better in stems.items():
        bare = stem.strip("-")
        if word.startswith(bare) or (stem.startswith("-") and bare in word):
            return word.replace(bare, better.strip("-"), 1)
    return ""


@cache
def _american() -> Mapping[str, str]:
    """British words with their American forms: codespell's pairs, and those of ``spelling.toml``."""
    both = frozenset(table("spelling")["both"])
    pairs = {wrong: right[0] for wrong, right in _dictionary("dictionary_en-GB_to_en-US.txt") if len(right) == 1}
    return {british: american for british, american in (pairs | dict(_listed())).items() if british not in both}


@cache
def _british() -> Mapping[str, str]:
    """American words with their British forms. The -ize of Oxford is British too; -yze is not."""
    known = {american: british for british, american in _american().items() if _is_certain(british, american)}
    return known | {american: british for british, american in _listed()}


def _is_certain(british: str, american: str) -> bool:
    """Whether an American form is not also a British word: program, check and realize are."""
    oxford = "is" in british and "iz" in american and "yz" not in american
    return not oxford and american not in table("spelling")["british_too"]


def _listed() -> Iterator[tuple[str, str]]:
    yield from table("spelling")["pairs"].items()


@cache
def misspelled() -> Mapping[str, tuple[str, ...]]:
    """Words that are misspellings, with what may be meant; none that a name or a term can be, such as transferrin."""
    kept = frozenset(table("spelling")["right"])
    pairs = _dictionary("dictionary.txt")
    return {wrong: right for wrong, right in pairs if wrong not in kept and f"{wrong}g" not in right}


def _dictionary(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The pairs of a dictionary of codespell: ``wrong->right``, ``wrong->one, two,``, ``wrong->right, a remark``.

    What has a remark is left out: codespell itself does not trust it.
    """
    for line in files("codespell_lib").joinpath("data", name).read_text("utf-8").splitlines():
        wrong, _, right = line.partition("->")
        choices = [one.strip() for one in right.split(",")]
        if len(choices) == 1 or not choices[-1]:
            yield wrong.lower(), tuple(filter(None, choices))
