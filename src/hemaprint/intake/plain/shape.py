"""How a text was typed: where its lines were broken, and which of them go on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from unicodedata import east_asian_width

from hemaprint.intake.labels import is_plausible, lead_of
from hemaprint.intake.plain.lines import Line

SENTENCE_END = re.compile(r"[.!?:;…。！？：；”’\"')）】»]$")
_LONG_LINE = 120
_SHORT_LINE = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text was typed: ``width`` is where its lines were broken, 0 where every line is a paragraph."""

    width: int
    indent: int
    speakers: frozenset[str]

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
        leads = Counter(lead.label for line in filled if (lead := lead_of(line.text)) and is_plausible(lead.label))
        speakers = frozenset(label for label, count in leads.items() if count > 1)
        return cls(broken_at if wraps and broken_at >= _SHORT_LINE else 0, usual, speakers)

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


def columns(text: str) -> int:
    """How wide a text is; a CJK character is two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
