# SPDX-License-Identifier: MIT
"""Recognise how a text was typed: marks of lists, words parted at the end of a line, lines that belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal
from unicodedata import east_asian_width

from pyphen import Pyphen, language_fallback

from hemaprint.intake.labels import are_pair, is_name_like, is_plausible, is_role, is_titled, lead_of, part_of
from hemaprint.intake.language import INVISIBLE, is_word
from hemaprint.intake.plain.lines import Line

# ---------------------------------------------------------------- items of lists

_BULLET = re.compile(
    r"(?P<mark>[•·▪▫◦‣●○■□◆◇►▶➢✓★*+\uf0b7\uf0a7–—-]|o(?=\s{2,}|\t))(?:\s+|(?<=[•●■◆▪·])(?=\S))(?P<text>\S.*)"
)
_CERTAIN = frozenset("•▪▫◦‣●○■□◆◇►▶➢✓★\uf0b7\uf0a7")
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<digits>\d{1,3})(?:[.)、．]|(?<=\d)\))|\[(?P<cited>\d{1,3})\]|(?P<circled>[①-⑳]))(?:\s+|(?<=[、．\]①-⑳]))"
    r"(?P<text>[^\s\d].*|\d.*\s.*)"
)


def item_of(text: str) -> re.Match[str] | None:
    """The groups ``mark`` and ``text`` of a line that can be an item."""
    return _BULLET.fullmatch(text) or _NUMBER.fullmatch(text)


def is_certain(match: re.Match[str]) -> bool:
    """Whether a mark can be nothing else: a dash, an asterisk or a number can."""
    return match["mark"] in _CERTAIN


def value_of(match: re.Match[str]) -> int | None:
    """The number of an item; None for a bullet."""
    groups = match.groupdict()
    if circled := groups.get("circled"):
        return ord(circled) - ord("①") + 1
    digits = groups.get("digits") or groups.get("cited")
    return int(digits) if digits else None


def follows(match: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two items belong to one list: the same bullet, or numbers one apart."""
    first, second = value_of(match), value_of(other)
    if first is None or second is None:
        return first is None and second is None and match["mark"] == other["mark"]
    return abs(first - second) == 1


_LETTERED = re.compile(r"\(?(?P<letters>[a-z]|[ivxl]{1,6}|[A-Z]|[IVXL]{1,6})(?P<close>[.)])\s{1,8}\S")
_DECIMAL = re.compile(r"(?P<numbers>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s{1,8}\S")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def places_of(text: str) -> frozenset[tuple[str, int]]:
    """The places that a line marked ``b)``, ``iv.`` or ``2.1`` can have: in which series, and which; mostly none."""
    if decimal := _DECIMAL.match(text):
        numbers = decimal["numbers"].split(".")
        return frozenset({(f"{'.'.join(numbers[:-1])}.", int(numbers[-1]))})
    match = _LETTERED.match(text)
    if match is None:
        return frozenset()
    small, close = match["letters"].lower(), match["close"]
    case = "A" if match["letters"].isupper() else "a"
    found = {(f"{case}{close}", ord(small) - ord("a") + 1)} if len(small) == 1 else set()
    if small in _ROMAN:
        found.add((f"{case}i{close}", _ROMAN.index(small) + 1))
    return frozenset(found)


# ---------------------------------------------------------------- words on two lines

_OTHER = rf"[\w\u0300-\u036f{INVISIBLE}]"
_TAIL = re.compile(rf"(?<!{_OTHER})(?P<part>[^\W\d_]{{2,}})[-\u2010\u00ad]$")
_HEAD = re.compile(rf"[^\W\d_]{{2,}}(?!{_OTHER})")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")
"""Characters that are set without spaces: CJK, and its punctuation in full width."""
_IN_TEXT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

LONGEST_PART = 64
"""Characters at the end of a line in which a parted word is sought."""
SOFT_HYPHEN = "\u00ad"

Verdict = Literal["joined", "kept", "joined?", "kept?"]
"""With a question mark: no dictionary knows the word, and its form decided."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A word that was on two lines: its parts, and what became of them."""

    line: int
    parts: tuple[str, str]
    verdict: Verdict

    @property
    def is_joined(self) -> bool:
        """Whether two parts became one word."""
        return self.verdict.startswith("joined")

    @property
    def word(self) -> str:
        """The word as it is now."""
        return ("" if self.is_joined else "-").join(self.parts)


@dataclass(slots=True)
class Joiner:
    """Joins lines where a dictionary agrees; ``known`` are the words that are unbroken in the text itself."""

    language: str
    known: frozenset[str]
    joints: list[Joint] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, language: str) -> Joiner:
        """A joiner that knows the words of ``text``."""
        unbroken = (
            match[0].casefold() for match in _IN_TEXT.finditer(text) if text[match.end() : match.end() + 1] != "-"
        )
        return cls(language, frozenset(unbroken))

    @property
    def respelled(self) -> tuple[tuple[str, str], ...]:
        """The words that were joined: as they were, and as they are now."""
        return tuple((" ".join(joint.parts), joint.word) for joint in self.joints if joint.is_joined)

    def join(self, line: int, before: str, after: str) -> str:
        """Two lines of one paragraph as one; ``line`` is the number of the first."""
        tail, head = _TAIL.search(before, max(len(before) - LONGEST_PART, 0)), _HEAD.match(after)
        if tail is None or head is None:
            is_wide = _WIDE.match(before[-1:]) and _WIDE.match(after[:1])
            return before + ("" if before[-1:] in ("-", "—", "/") or is_wide else " ") + after
        if not head[0][0].islower():
            return before + after  # "CAR-" and "T", "Mann-" and "Whitney"
        parts = (tail["part"], head[0])
        joint = Joint(line, parts, "joined" if before.endswith(SOFT_HYPHEN) else self._verdict(*parts))
        self.joints.append(joint)
        return before[: tail.start()] + joint.word + after[head.end() :]

    def _verdict(self, first: str, second: str) -> Verdict:
        whole, hyphened = (first + second).casefold(), f"{first}-{second}".casefold()
        if whole in self.known or is_word(whole, self.language):
            return "joined" if hyphened not in self.known else "kept"
        words = [is_word(part, self.language) for part in (first, second)]
        if hyphened in self.known or all(words):
            return "kept"
        return "joined?" if not any(words) or _parts_well(first, second, self.language) else "kept?"


def _parts_well(first: str, second: str, language: str) -> bool:
    name = language_fallback(language.replace("-", "_"))
    return name is not None and len(first) in (int(place) for place in Pyphen(lang=name).positions(first + second))


# ---------------------------------------------------------------- lines that belong together

SENTENCE_END = re.compile(r"[.!?:;…。！？：；”’\"')）】»]$")
_DASH = re.compile(r"(?P<dash>[–—―‒]{1,2}|-(?=\s))\s*(?=[^\s\d–—-]|\d+[ \u00a0.]\S)")
_TURNS = 3
"""Paragraphs with a dash that make a dialogue."""
_LONG_LINE = 120
_SHORT_LINE = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text was typed: ``width`` is where its lines break, 0 where every line is a paragraph."""

    width: int
    indent: int
    speakers: frozenset[str]
    talk: frozenset[str] = frozenset()
    """The dashes that begin a turn, where the text is a dialogue."""

    @classmethod
    def of(cls, lines: list[Line]) -> Shape:
        """The shape of these lines."""
        filled = [line for line in lines if line.text]
        widths = [columns(line.raw.rstrip()) for line in filled]
        long = sum(width > _LONG_LINE for width in widths)
        wraps = filled and long * 10 <= len(filled)
        broken_at = max((width for width in widths if width <= _LONG_LINE), default=0)
        indents = Counter(line.indent for line in filled)
        usual = indents.most_common(1)[0][0] if indents and indents.most_common(1)[0][1] * 2 > len(filled) else 0
        return cls(broken_at if wraps and broken_at >= _SHORT_LINE else 0, usual, _speakers(filled), _talk(filled))

    def is_label(self, before: Line, text: str) -> bool:
        """Whether a line begins with the label of a speaker; after a full stop even one that occurs once."""
        lead = lead_of(text)
        if lead is None or lead.label in self.speakers:
            return lead is not None
        if lead.form != "marked" or not self.speakers or not is_plausible(lead.label):
            return False
        return bool(SENTENCE_END.search(before.text)) and (
            is_name_like(lead.label) or is_titled(lead.label) or is_role(lead.label)
        )

    def is_said(self, text: str) -> bool:
        """Whether a line begins with the dash of a dialogue."""
        match = _DASH.match(text)
        return match is not None and match["dash"][0] in self.talk

    def goes_on(self, before: Line, line: Line) -> bool:
        """Whether ``line`` belongs to the paragraph of the line before: that one was full, or its sentence is open."""
        first = line.text[:1]
        ended = bool(SENTENCE_END.search(before.text))
        if (first.islower() and not ended) or before.text.endswith((",", "，", "、")):
            return True
        if not self.width or line.indent > before.indent + 1:
            return False
        word = 1 if east_asian_width(first) in "WF" else columns(line.text.split()[0])
        return columns(before.raw.rstrip()) + 1 + word > self.width - 2


def _speakers(filled: list[Line]) -> frozenset[str]:
    """The labels that begin lines more than once; ``Q.`` and a dash only where another answers."""
    leads = [lead for line in filled if (lead := lead_of(line.text)) and is_plausible(lead.label)]
    count = Counter(lead.label for lead in leads)
    often = {lead for lead in leads if count[lead.label] > 1}
    letters = {part_of(lead.label) for lead in leads if lead.form == "dotted"}
    dashed = {lead.label for lead in often if lead.form == "dashed"}
    return frozenset(
        lead.label
        for lead in often
        if lead.form == "marked"
        or (lead.form == "dotted" and any(are_pair(part_of(lead.label), other) for other in letters))
        or (lead.form == "dashed" and len(dashed) > 1)
    )


def _talk(filled: list[Line]) -> frozenset[str]:
    """The dashes of a dialogue: some of the paragraphs that they begin are questions, and others answer them."""
    found: set[str] = set()
    for dash in "–—―‒-":
        runs = list(_runs(filled, dash))
        asked = [asks for dashed, asks in runs if dashed]
        if len(asked) < _TURNS or sum(asked) < 2:
            continue
        alternate = sum(one != other for one, other in pairwise(asked)) * 2 >= len(asked)
        answered = sum(dashed and not other for (dashed, _), (other, _) in pairwise(runs))
        if (sum(asked) < len(asked) and alternate) or (dash != "-" and answered * 2 >= len(asked)):
            found.add(dash)
    return frozenset(found)


def _runs(filled: list[Line], dash: str) -> Iterator[tuple[bool, bool]]:
    """Paragraphs: whether each begins with the dash, and whether it ends as a question."""
    dashed = asks = False
    before: Line | None = None
    for line in filled:
        match = _DASH.match(line.text)
        begins = match is not None and match["dash"][0] == dash
        if before is not None and (begins or line.number - before.number > 1):
            yield dashed, asks
            dashed = False
        dashed = begins or dashed
        asks = line.text.rstrip("”\"'’»」").endswith(("?", "？", "か。", "か"))
        before = line
    yield dashed, asks


def columns(text: str) -> int:
    """How wide a text is; a CJK character is two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
