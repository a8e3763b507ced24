"""How an article opens: a drop cap, and the first words of its sentence led in with small capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

from markupsafe import Markup

CAP_LINES = 3
"""Lines that a drop cap is high (typography.css)."""
_MOST_WORDS = 6
_FEW_WORDS = 3
"""Where no phrase ends among so many words, these lead in, or the first alone if it is a phrase of its own."""
_MOST_LETTERS = 34
"""Letters of the longest lead-in: a line of a narrow column in small capitals holds about 36."""
_TIED = r"(?:[\u00a0\u202f][^\s<&\d]+(?=[ \u00a0\u202f]|$))*"
_FIRST_WORD = re.compile(rf"([A-Za-zÀ-ÖØ-Þà-öø-ÿ])([^\s<&\d]*{_TIED})(?=[\s<]|$)")
"""The letter that becomes the cap, the rest of its word, and what is tied to it unless it is a figure."""
_NEXT_WORD = re.compile(rf" ([^\s<&\d]+{_TIED})(?= |$)")
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


def drop_cap(html: Markup, language: str = "en") -> Markup:
    """The first letter as a drop cap, its phrase in small capitals; other openings stay as they are.

    ``html`` is inline copy. The phrase is of two words or more, and ends at a sign or before a word of grammar;
    figures, names with figures, markup and notes end it, too.
    ``data-letter`` is the cap without its accent, and ``data-after`` the same where its word goes on: typography.css
    has the white beside each letter.
    """
    match = _FIRST_WORD.match(html)
    if match is None:
        return html
    lead = _lead_in(html, match, _BEGINS_PHRASE.get(language.lower().partition("-")[0], frozenset()))
    cap = match[1].upper()
    letter = normalize("NFD", cap)[0]
    after = Markup(' data-after="{}"').format(letter) if match[2][:1].isalpha() else ""
    return Markup('<span class="dropcap" data-letter="{}">{}</span><span class="lead-in"{}>{}</span>{}').format(
        letter, cap, after, Markup(lead), Markup(html[match.end(1) + len(lead) :])
    )


def _lead_in(html: str, match: re.Match[str], grammar: frozenset[str]) -> str:
    """What stands in small capitals behind the cap."""
    ends = list(_ends(html, match))
    words = [html[match.start() : ends[0]], *(html[a + 1 : b] for a, b in pairwise(ends))]
    best, most = 0, _FEW_WORDS
    for index, word in enumerate(words):
        if _bare(word) in grammar:
            continue
        ends_phrase = word[-1] in _STOPS or _bare(_word_behind(html, ends[index])) in grammar
        if ends_phrase and (index or "\u00a0" in word):
            best = index
            break
        if index < most:
            best, most = index, 1 if ends_phrase else most
    return html[match.end(1) : ends[best]]


def _ends(html: str, match: re.Match[str]) -> Iterator[int]:
    """Where the first word ends, and those after it that a lead-in may hold."""
    yield match.end()
    at = match.end()
    for _ in range(_MOST_WORDS - 1):
        word = _NEXT_WORD.match(html, at)
        if word is None or word.end() > _MOST_LETTERS or html[at - 1] in _SENTENCE_END:
            return
        at = word.end()
        yield at


def _word_behind(html: str, at: int) -> str:
    return re.sub(r"[^\w’].*", "", html[at:].lstrip(" ")[:_MOST_LETTERS], flags=re.DOTALL)


def _bare(word: str) -> str:
    return word.casefold().strip(_STOPS + "(“‘«")
