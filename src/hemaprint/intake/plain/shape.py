"""How a text was typed: where its lines were broken, and which of them go on."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from hemaprint.intake.labels import are_pair, is_name_like, is_plausible, is_role, is_titled, lead_of, part_of
from hemaprint.intake.plain.mail import Line

SENTENCE_END = re.compile(r"[.!?:;…。！？：；”’\"')）】»]$")
_DASH = re.compile(r"(?P<dash>[–—―‒]{1,2}|-(?=\s))\s*(?=[^\s\d–—-]|\d+[ \u00a0.]\S)")
_TURNS = 3
"""Paragraphs with a dash that make a dialogue."""
_LONG_LINE = 120
_SHORT_LINE = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text was typed: ``width`` is where its lines were broken, 0 where every line is a paragraph."""

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
        """Whether a line begins with the label of a speaker, though it be the only time: behind a full stop."""
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
        alternate = sum(one != other for one, other in itertools.pairwise(asked)) * 2 >= len(asked)
        answered = sum(dashed and not other for (dashed, _), (other, _) in itertools.pairwise(runs))
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
