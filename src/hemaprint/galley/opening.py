"""How an article opens: a drop cap, and the first words of its sentence led in with small capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from markupsafe import Markup

from hemaprint.content.spans import Copy, Text, joined

CAP_LINES = 3
"""Lines that a drop cap is high (typography.css)."""
_MOST_WORDS = 6
_FEW_WORDS = 3
"""Where no phrase ends among so many words, these lead in, or the first alone if it is a phrase of its own."""
_MOST_LETTERS = 34
"""Letters of the longest lead-in: a line of a narrow column in small capitals holds about 36."""
_MARK = "\ufffc"
"""What is seen of a span that is no text (OBJECT REPLACEMENT CHARACTER)."""
_OF_WORD = rf"[^\s<>&\d{_MARK}]"
_TIED = rf"(?:[\u00a0\u202f]{_OF_WORD}+(?=[ \u00a0\u202f]|$))*"
_FIRST_WORD = re.compile(rf"([A-Za-zÀ-ÖØ-Þà-öø-ÿ])({_OF_WORD}*{_TIED})(?=[\s{_MARK}]|$)")
"""The letter that becomes the cap, the rest of its word, and what is tied to it unless it is a figure."""
_NEXT_WORD = re.compile(rf" ({_OF_WORD}+{_TIED})(?= |$)")
"""A word and what is tied to it; one that is tied to a figure, or runs into markup or a note, is none."""
_STOPS = ",;:.!?…—–)”’»"
"""Signs that end a phrase."""
_SENTENCE_END = ".!?…"
_GRAMMAR = {
    "en": """
        a an the this that these those some any no each every all both its his her their our your my which who whose
        of in on at by for from to with without into onto over under between among through during before after since
        until against about across along behind beyond near off per than toward towards upon via within as like and
        or but nor so yet if when while where because although though unless whether is are was were be been being has
        have had does do did can could may might must shall should will would not i you he she it we they there here
        """,
    "de": """
        der die das den dem des ein eine einen einem einer eines kein keine dieser diese dieses diesem jeder jede jedes
        sein seine ihr ihre unser unsere von vom in im an am auf aus bei mit nach seit zu zum zur für durch gegen ohne
        um über unter vor hinter neben zwischen und oder aber denn sondern als wie wenn dass weil ob obwohl während
        ist sind war waren sei hat haben hatte hatten wird werden wurde wurden kann können muss müssen soll sollen
        nicht ich du er es sie wir
        """,
    "fr": """
        le la les un une des du de ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes chaque à au
        aux en dans par pour sur sous avec sans entre chez vers depuis pendant avant après contre et ou mais donc car
        ni que qui dont où si comme lorsque quand puisque est sont était étaient a ont avait avaient sera seront peut
        peuvent doit doivent ne pas je tu il elle on nous ils elles
        """,
}
_BEGINS_PHRASE = {language: frozenset(words.split()) for language, words in _GRAMMAR.items()}
"""Words of grammar: a phrase may begin with one, and never ends with one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a paragraph opens: the cap, what is led in behind it with small capitals, and the rest of its copy."""

    cap: str
    lead: str
    rest: Copy

    def html(self, rest: Markup) -> Markup:
        """The HTML of the paragraph; ``rest`` is that of its rest.

        ``data-letter`` is the cap without its accent, and ``data-after`` the same where its word goes on:
        typography.css has the white beside each letter.
        """
        letter = normalize("NFD", self.cap)[0]
        after = Markup(' data-after="{}"').format(letter) if self.lead[:1].isalpha() else ""
        return Markup('<span class="dropcap" data-letter="{}">{}</span><span class="lead-in"{}>{}</span>{}').format(
            letter, self.cap, after, Markup(self.lead), rest
        )


def opening_of(copy: Copy, language: str = "en") -> Opening | None:
    """The opening of copy that begins with a Latin letter; None for any other copy.

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
    lead = _lead_in(seen, match, _BEGINS_PHRASE.get(language.lower().partition("-")[0], frozenset()))
    rest = joined((Text(first.text[match.end(1) + len(lead) :]), *copy[1:]))
    return Opening(match[1].upper(), lead, rest)


def _lead_in(seen: str, match: re.Match[str], grammar: frozenset[str]) -> str:
    """What stands in small capitals behind the cap."""
    ends = list(_ends(seen, match))
    words = [seen[match.start() : ends[0]], *(seen[a + 1 : b] for a, b in pairwise(ends))]
    best, most = 0, _FEW_WORDS
    for index, word in enumerate(words):
        if _bare(word) in grammar:
            continue
        ends_phrase = word[-1] in _STOPS or _bare(_word_behind(seen, ends[index])) in grammar
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


def _word_behind(seen: str, at: int) -> str:
    return re.sub(r"[^\w’].*", "", seen[at:].lstrip(" ")[:_MOST_LETTERS], flags=re.DOTALL)


def _bare(word: str) -> str:
    return word.casefold().strip(_STOPS + "(“‘«")
