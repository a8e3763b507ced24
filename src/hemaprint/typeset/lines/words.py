"""What the words themselves say against a break, and which of them the dictionary may divide."""

from __future__ import annotations

import re
from dataclasses import dataclass

ONE_LETTER = 30.0
"""A line that ends in "a", "I" or another word of one letter (Bringhurst 2.4.6 counts it among broken phrases)."""
PARTED_NUMBER = 60.0
"""A number parted from its unit (Bringhurst 2.4.5: link short numerical expressions with hard spaces)."""
NAMED_NUMBER = 25.0
"""A name parted from the number that belongs to it: "phase 1", "Figure 3"."""
IN_UNIT = 120.0
"""A break behind the slash of a unit: mg/kg."""
BEHIND_SLASH = 15.0
"""A break behind any other slash."""
SHORT_HYPHEN = 40.0
"""A break behind a hyphen with one or two letters before it: "T-cell", "re-enter"."""
IN_RANGE = 90.0
"""A break behind the dash between two figures: 12-14."""
ANYWHERE = 160.0
"""A break where there is neither space nor hyphen: in an address or in code."""
BEHIND_MARK = 60.0
"""The same behind a mark that parts an address: / _ - . ? & =."""

_NUMBER = re.compile(r"[~<>≤≥≈±+−-]?\d[\d.,·–]*")
_UNIT = re.compile(
    r"(?:[kMGmµμnpc]?(?:g|m|l|L|s|M|mol|U|IU|Gy|Bq|Hz|V|W|J|Pa|eq|Da|bp|b|Ci)"
    r"|min|h|hr|d|wk|mo|yr|%|°C?|K|×|fold|per|cells|copies)(?:[/²³⁻][^\s]*)?[.,;:)]*"
)
_NAMED = frozenset(
    {
        *("fig", "figs", "figure", "figures", "table", "tables", "box", "panel", "page", "pages", "part", "chapter"),
        *("section", "no", "nos", "vol", "eq", "phase", "grade", "stage", "step", "level", "type", "class", "group"),
        *("cohort", "arm", "cycle", "line", "dose", "day", "days", "week", "weeks", "month", "year", "january"),
        *("february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
        "december",
    }
)
_EDGES = "\"'“”‘’()[]{}«»„‚,.;:!?…—–-\u2009\u200a\u202f"
_UNIT_SLASH = re.compile(r"[A-Za-zµμ%°²³\d.]{1,5}/")
_MARKS = frozenset("/_-.?&=:#~+")


@dataclass(frozen=True, slots=True)
class Sides:
    """The words on the two sides of a space: as they stand in the text, with their marks."""

    before: str
    after: str

    @property
    def cost(self) -> float:
        """What it costs to end a line between them."""
        bare = self.before.strip(_EDGES)
        if len(bare) == 1 and bare.isalpha() and self.before[-1].isalpha():
            return ONE_LETTER
        if _NUMBER.fullmatch(self.before.lstrip("([")) and _UNIT.fullmatch(self.after):
            return PARTED_NUMBER
        if self.after[:1].isdigit() and bare.lower() in _NAMED and self.before[-1] not in ",;:!?":
            return NAMED_NUMBER
        return 0.0


def bare(word: str) -> str:
    """A word as it is compared with others at line ends: without its marks, in small letters."""
    return word.strip(_EDGES).lower()


def cost_within(before: str, after: str) -> float:
    """What it costs to end a line within a word, where it has a hyphen, a dash or a slash; its two parts."""
    mark = before[-1]
    if mark == "/":
        return IN_UNIT if _UNIT_SLASH.fullmatch(before) else BEHIND_SLASH
    stem = before.rstrip("-\u2010").lstrip(_EDGES)
    if mark in "-\u2010" and len(stem) <= 2:
        return SHORT_HYPHEN
    if mark in "–-\u2010" and stem[-2:-1].isdigit() and after[:1].isdigit():
        return IN_RANGE
    return 0.0


def cost_anywhere(before: str) -> float:
    """What it costs to end a line behind ``before`` where nothing but the need for it allows a break."""
    return BEHIND_MARK if before[-1] in _MARKS else ANYWHERE


def may_divide(word: str, least: int) -> bool:
    """Whether the dictionary may divide a word: letters only, at least so many, no capital but the first.

    Names with figures, sequences (ACGT) and identifiers (cDNA, HemaPrint) are left whole.
    """
    return len(word) >= least and word.isalpha() and (word[1:].islower() or not word[1:].isascii())
