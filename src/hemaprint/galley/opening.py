# SPDX-License-Identifier: MIT
"""Open a text with a drop cap and a few words in small capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from markupsafe import Markup

from hemaprint.content.spans import Copy, Text, joined
from hemaprint.galley.setting import WORDS
from hemaprint.project.languages import subtag_of

CAP_LINES = 3
"""Lines that a drop cap is high (typography.css)."""
_MOST_WORDS = 6
_FEW_WORDS = 3
"""Where no phrase ends among so many words, these lead in, or the first alone if it is a phrase."""
_MOST_LETTERS = 34
"""Letters of the longest lead-in: a line of a narrow column in small capitals holds about 36."""
_MARK = "\ufffc"
"""What is seen of a span that is not text (OBJECT REPLACEMENT CHARACTER)."""
_OF_WORD = rf"[^\s<>&\d{_MARK}]"
_TIED = rf"(?:[\u00a0\u202f]{_OF_WORD}+(?=[ \u00a0\u202f]|$))*"
_LETTERS = "A-Za-zÀ-ÖØ-öø-žƠ-ưẠ-ỹΆΈ-ώЀ-џ"
"""Latin, with the letters of Vietnamese, Greek and Cyrillic, of which the faces have small capitals."""
_FIRST_WORD = re.compile(rf"([{_LETTERS}][\u0300-\u036f]*)({_OF_WORD}*{_TIED})(?=[\s{_MARK}]|$)")
"""The letter that becomes the cap, with its accents; the rest of its word, and what is tied to it but for a figure."""
_NEXT_WORD = re.compile(rf" ({_OF_WORD}+{_TIED})(?= |$)")
"""A word and what is tied to it; one that is tied to a figure, or runs into markup or a note, is none."""
_STOPS = ",;:.!?…—–)”’»"
"""Signs that end a phrase."""
_SENTENCE_END = ".!?…"


@dataclass(frozen=True, slots=True)
class Opening:
    """How a paragraph opens: the cap, the words in small capitals after it, and the rest of its copy."""

    cap: str
    lead: str
    rest: Copy

    def html(self, rest: Markup, *, with_cap: bool = True) -> Markup:
        """The HTML of the paragraph; ``rest`` is that of its rest. Without a cap its letter belongs to the lead-in.

        ``data-letter`` is the cap without its accent, and ``data-after`` the same where its word continues:
        typography.css has the white beside each letter.
        """
        if not with_cap:
            return Markup('<span class="lead-in">{}</span>{}').format(Markup(self.cap + self.lead), rest)
        letter = normalize("NFD", self.cap)[0]
        after = Markup(' data-after="{}"').format(letter) if self.lead[:1].isalpha() else ""
        return Markup('<span class="dropcap" data-letter="{}">{}</span><span class="lead-in"{}>{}</span>{}').format(
            letter, self.cap, after, Markup(self.lead), rest
        )


def opening_of(copy: Copy, language: str = "en") -> Opening | None:
    """The opening of copy that begins with a Latin, Greek or Cyrillic letter; None for any other copy.

    The phrase that is led in has two words or more, and ends at a sign or before a word of grammar; figures, names with
    figures, markup and notes also end it.
    """
    first = copy[0] if copy else None
    if not isinstance(first, Text):
        return None
    seen = first.text + _MARK * (len(copy) > 1)
    match = _FIRST_WORD.match(seen)
    if match is None:
        return None
    words = WORDS.get(subtag_of(language))
    lead = _lead_in(seen, match, frozenset(words.grammar.split() if words else ()))
    rest = joined((Text(first.text[match.end(1) + len(lead) :]), *copy[1:]))
    return Opening(match[1].upper(), lead, rest)


def _lead_in(seen: str, match: re.Match[str], grammar: frozenset[str]) -> str:
    """What is in small capitals after the cap."""
    ends = list(_ends(seen, match))
    words = [seen[match.start() : ends[0]], *(seen[a + 1 : b] for a, b in pairwise(ends))]
    best, most = 0, _FEW_WORDS
    for index, word in enumerate(words):
        if _bare(word) in grammar:
            continue
        ends_phrase = word[-1] in _STOPS or _bare(_word_after(seen, ends[index])) in grammar
        if ends_phrase and (index or "\u00a0" in word):
            best = index
            break
        if index < most:
            best, most = index, 1 if ends_phrase else most
    return seen[match.end(1) : ends[best]]


def _ends(seen: str, match: re.Match[str]) -> Iterator[int]:
    """Where the first word ends, and those after it that a lead-in may hold."""
    yield match.end()
    at = match.end()
    for _ in range(_MOST_WORDS - 1):
        word = _NEXT_WORD.match(seen, at)
        if word is None or word.end() > _MOST_LETTERS or seen[at - 1] in _SENTENCE_END:
            return
        at = word.end()
        yield at


def _word_after(seen: str, at: int) -> str:
    return re.sub(r"[^\w’].*", "", seen[at:].lstrip(" ")[:_MOST_LETTERS], flags=re.DOTALL)


def _bare(word: str) -> str:
    return word.casefold().strip(_STOPS + "(“‘«")
