# SPDX-License-Identifier: MIT
"""Find what was typed in a way that the typographic finish cannot mend: marks, dashes and spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hemaprint.copydesk.lint.copy import PROSE, RUNNING, Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule, passage_rule
from hemaprint.errors import Problem, Severity

_OPENING = "“„«"
_SPACES = re.compile(r"(?<=[^\s|])[ \u00a0]{2,}(?=[^\s|])")
_SUSPENDED = frozenset(["and", "or", "to", "nor", "but", "versus", "vs", "through", "as", "plus", "und", "oder", "bis"])
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})(?:- (?P<after>[^\W\d_]+)| -(?P<before>[^\W\d_]+))")
_FROM_TO = re.compile(
    r"\b(?P<word>[Ff]rom|[Bb]etween) (?P<first>\d[\d.,]{0,12}%?) ?[-–] ?(?P<last>\d(?:[\d.,]{0,12}\d)?%?)(?![\w-])"
)
_LEGAL = re.compile("[®™℠]")
_LONGEST_HYPHENED = 40


@article_rule
def check_quotes(manuscript: Manuscript, _desk: Desk) -> Iterator[Problem]:
    """HP710: a quotation that does not end; one of several paragraphs begins each of them with its mark."""
    passages = [passage for passage in manuscript.passages if passage.room in PROSE]
    for passage, after in pairwise([*passages, None]):
        assert passage is not None
        text = passage.plain
        index = _unclosed(text)
        goes_on = index == 0 and after is not None and after.text[:1] in ('"', *_OPENING)
        if index >= 0 and not goes_on:
            shown = text[index : index + 30].strip()
            hint = "add the closing mark, or begin the next paragraph with the opening one if the words go on"
            yield passage.problem("HP710", index, f"a quotation does not end: {shown}…", hint)


def _unclosed(text: str) -> int:
    """The place of the last mark that is not in a pair; -1 where all are. 5″ is a measure."""
    straight = [index for index, sign in enumerate(text) if sign == '"' and not text[index - 1 : index].isdigit()]
    if len(straight) % 2:
        return straight[-1] if len(straight) > 1 else straight[0]
    opened: list[int] = []
    for index, sign in enumerate(text):
        if sign == "“":
            opened.append(index)
        elif sign == "”" and opened:
            opened.pop()
    return opened[-1] if opened else -1


@passage_rule(*RUNNING, "display", "standfirst", "heading")
def check_spaces(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP711: two spaces in a row, once for each passage."""
    found = list(_SPACES.finditer(passage.text))
    if found:
        more = f"; {len(found) - 1} more in this passage" if len(found) > 1 else ""
        message, hint = f"two spaces in a row{more}", "type one; a page shows no more"
        yield passage.problem("HP711", found[0].start(), message, hint, Severity.NOTE)


@passage_rule(language="en")
def check_hyphens(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP712: a hyphen with a space on one side, other than in "pre- and post-transplant"."""
    for match in _HYPHEN.finditer(passage.plain):
        if (match["after"] or "").casefold() in _SUSPENDED:
            continue
        around = passage.plain[max(match.start() - 12, 0) : match.end()]
        if match["after"] and _is_listed(passage.plain, match.end()):
            continue
        hint = "type a dash, word -- word or word — word; or join the compound: well-known"
        yield passage.problem("HP712", match.start(), f"a hyphen is used as a dash: …{around}", hint)


def _is_listed(text: str, end: int) -> bool:
    """Whether more suspended compounds follow, as in "low- medium- and high-risk"."""
    return "- " in text[end : end + _LONGEST_HYPHENED].partition(".")[0] or text[end : end + 1] == "-"


@passage_rule(language="en")
def check_from_to(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP713: "from 3-5" and "between 3-5" in place of "from 3 to 5" and "between 3 and 5"."""
    for match in _FROM_TO.finditer(passage.plain):
        word = match["word"]
        joint = "to" if word.casefold() == "from" else "and"
        better = f"{word} {match['first']} {joint} {match['last']}"
        message = f"“{word}” is half of a pair, and a dash is not its other half: “{match[0]}”"
        yield passage.problem("HP713", match.start(), message, f"write {better}, or the range alone")


@passage_rule(*PROSE, "headline", "heading", "cell")
def check_legal_signs(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP714: the signs of trade marks."""
    for match in _LEGAL.finditer(passage.plain):
        hint = "leave it out; a capital is enough for a trade mark"
        yield passage.problem("HP714", match.start(), f"the sign {match[0]} has no place in copy", hint)
