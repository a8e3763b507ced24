"""Paragraphs in a type whose letters, spaces and hyphens are all 1 px wide: what is written is what is measured."""

from __future__ import annotations

from collections.abc import Sequence

from hemaprint.typeset.lines.fit import Opportunity, Setting

DIVIDES = "~"
"""Stands in a word where the dictionary divides it."""
FORCED = "|"
"""A word of its own: the line ends before it."""


def paragraph(text: str) -> list[Opportunity]:
    """The places at which a line of this text may end."""
    found: list[Opportunity] = []
    x = give = 0.0
    words = text.split()
    count = 0
    for index, word in enumerate(words):
        if word == FORCED:
            continue
        count += 1
        *parts, last = word.split(DIVIDES)
        for part in parts:
            x += len(part)
            found.append(Opportunity(x + 1, x, give, "divided", count))
        x += len(last)
        after = words[index + 1] if index + 1 < len(words) else ""
        if not after:
            found.append(Opportunity(x, x, give, "end", count))
        elif after == FORCED:
            found.append(Opportunity(x, x, give, "forced", count))
        else:
            give += 1
            found.append(Opportunity(x, x + 1, give, "space", count, word.lower(), after.lower(), space=1.0))
            x += 1
    return found


def set_lines(text: str, opportunities: Sequence[Opportunity], setting: Setting) -> list[str]:
    """The lines of a setting as they are read."""
    letters = " ".join(word for word in text.split() if word != FORCED).replace(DIVIDES, "")
    lines, start = [], 0
    for line in setting.lines:
        place = opportunities[line.end]
        end = _characters(opportunities, line.end)
        lines.append(letters[start:end].strip() + ("-" if place.kind == "divided" else ""))
        start = end
    return lines


def _characters(opportunities: Sequence[Opportunity], at: int) -> int:
    forced = sum(one.kind == "forced" for one in opportunities[: at + 1])
    return round(opportunities[at].start) + forced
