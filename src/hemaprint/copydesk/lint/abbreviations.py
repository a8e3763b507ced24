# SPDX-License-Identifier: MIT
"""Find abbreviations that an article uses before it says what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hemaprint.content.markdown.acronyms import fits
from hemaprint.copydesk.lint.copy import Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import Problem
from hemaprint.project.languages import subtag_of

_TOKEN = re.compile(r"(?<![\w.@/\ufffc-])[A-Za-z][\w+]*(?:-[\w+]+)*(?![\w@\ufffc])")
_SHORT = re.compile(r"[A-Z][A-Za-z]{0,6}[A-Z][A-Za-z]{0,2}")
"""An abbreviation: two capitals at least, and no figures; of nine letters at most."""
_MARKER = re.compile(r"(?:CD|HLA|IL|IgG|IgM|IgA|NCT)\d*")
_ROMAN = re.compile(r"[IVXLC]+")
_NAMES_TRIAL = re.compile(
    r"(?:-\d+)? (?:trial|study|registry|group|consortium|investigators|program|network|cohort)s?\b"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_BEFORE = re.compile(
    r"(?<![\s(\[“\"‘,—–:;])[\s(\[“\"‘,—–:;]{1,8}(?:(?:or|known as|abbreviated(?: as)?|called|the)[\s“\"]{1,4})?$"
)
_AFTER = re.compile(r"^s?[”\"’]?(?:\s*[(\[,—–:]\s*|\s+(?:means|or)\s+)(?:or |for |the |a |an |short for )*[“\"]?")
_REACH = 160
"""Characters around an abbreviation in which its words are looked for."""


@dataclass(slots=True)
class _Use:
    """An abbreviation where it is met first, and where it is explained, if that comes later."""

    short: str
    passage: Passage
    index: int
    explained: Passage | None = None
    times: int = 1


@article_rule
def check_abbreviations(manuscript: Manuscript, desk: Desk) -> Iterator[Problem]:
    """HP730, once for each abbreviation of an article; those that everybody knows need no explanation."""
    if subtag_of(manuscript.article.language) != "en":
        return
    known = _known(desk)
    uses: dict[str, _Use] = {}
    said: set[str] = set()
    for passage in manuscript.rooms("standfirst", "text", "box", "note"):
        for index, whole, short in abbreviations(passage, known):
            if short in said:
                continue
            is_explained = any(explains(one, passage.plain, index) for one in {whole, short} if whole.startswith(one))
            if short not in uses and is_explained:
                said.add(short)
            elif passage.room in ("text", "box") or short in uses:
                use = uses.setdefault(short, _Use(short, passage, index))
                use.times += use.passage is not passage or use.index != index
                use.explained = use.explained or (passage if is_explained else None)
    for use in uses.values():
        yield from _told(use)


def _told(use: _Use) -> Iterator[Problem]:
    if use.explained is not None and use.explained is not use.passage:
        line = use.explained.place(0).line
        message, hint = f"{use.short} is used before it is explained, in line {line}", "explain it at its first use"
    elif use.explained is not None:
        return  # in the same paragraph: nobody has to turn back
    else:
        times = f" ({use.times} times)" if use.times > 1 else ""
        message = f"{use.short} is never explained{times}"
        hint = f"write its words and ({use.short}) at the first use; or list it in [abbreviations] known of house.toml"
    yield use.passage.problem("HP730", use.index, message, hint)


def abbreviations(passage: Passage, known: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """The abbreviations of a passage that a reader may not know: the place, the word, and its part, as ALL in T-ALL."""
    if not passage.is_english or passage.text.isupper():
        return
    for match in _TOKEN.finditer(passage.plain):
        if _is_known(match[0], known) or _NAMES_TRIAL.match(passage.plain, match.end()):
            continue
        for part in match[0].split("-"):
            short = part.removesuffix("s") if part[:-1].isupper() else part
            if _SHORT.fullmatch(short) and not _is_known(short, known):
                yield match.start(), match[0], short


def _is_known(word: str, known: frozenset[str]) -> bool:
    bare = word.removesuffix("s") if word[:-1].isupper() else word
    is_sign = bool(_ROMAN.fullmatch(bare) or _MARKER.fullmatch(bare))
    return is_sign or bare in known


def explains(short: str, text: str, index: int) -> bool:
    """Whether the words of an abbreviation are before it, as in "words (ABC)", or behind it, as in "ABC (words)"."""
    before = text[max(index - _REACH, 0) : index]
    joint = _BEFORE.search(before)
    letters = "".join(filter(str.isalnum, short)).casefold()
    if joint is not None and joint[0].strip():
        words = _WORD.findall(before[: joint.start()])
        if _end_in(words, letters) or _end_in(words[:-1], letters):  # T cells (CAR-T cells)
            return True
        if "(" in joint[0] and any(word[0].casefold() == letters[0] for word in words[-2 * len(letters) :]):
            return text[index + len(short) : index + len(short) + 2].lstrip("s")[:1] in (")", ";", ",")
    after = text[index + len(short) : index + len(short) + _REACH]
    joint = _AFTER.match(after)
    if joint is None:
        return False
    words = _WORD.findall(after[joint.end() :])
    return any(fits(letters, words[:count]) for count in range(1, min(len(words), 2 * len(letters)) + 1))


def _end_in(words: list[str], letters: str) -> bool:
    """Whether the last of some words are those of an abbreviation."""
    most = min(len(words), 2 * len(letters))
    return any(fits(letters, words[-count:]) for count in range(1, most + 1))


def _known(desk: Desk) -> frozenset[str]:
    """What readers know: by the table, by the house, by what hemaprint.toml lists for screen readers, and genes."""
    expanded: Mapping[str, str] = desk.project.config.acronyms.expand
    own = {*desk.house.abbreviations.known, *desk.house.words.keep, *expanded, *desk.project.config.acronyms.keep}
    parts = {part for word in own for part in word.split("-")}
    return frozenset(own | parts) | _everywhere()


@cache
def _everywhere() -> frozenset[str]:
    genes = table("genes")
    listed = {word for words in table("abbreviations").values() for word in words}
    return frozenset(listed | set(genes["symbols"]) | set(genes["former"]))
