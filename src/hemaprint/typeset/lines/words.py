"""What the words themselves say against a break, and which of them the dictionary may divide."""

from __future__ import annotations

import re

ONE_LETTER = 30.0
"""A line that ends in "a", "I" or another word of one letter (Bringhurst 2.4.6 counts it among broken phrases)."""
PARTED_NUMBER = 100.0
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

HANG = {
    **dict.fromkeys("-\u2010\u00ad", 0.75),
    **dict.fromkeys(".,،", 0.7),
    **dict.fromkeys("'\"’”", 0.6),
    **dict.fromkeys(":;؛", 0.4),
    **dict.fromkeys("!?؟–—", 0.25),
}
"""The part of a mark that stands outside of the measure at the end of a justified line: the less ink, the more of it
(hanging punctuation as in Gutenberg's columns; Hàn Thế Thành, "Micro-typographic extensions to the TeX typesetting
system", 2000, chapter 2, has such shares for each mark)."""

MARKS = "-\u2010–—/\u00ad"
"""Marks within a word behind which a line may end."""
HYPHENS = frozenset("-\u2010\u00ad")
"""Hyphens of the text: a word that has one is divided there and nowhere else."""

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


def cost_between(before: str, after: str) -> float:
    """What it costs to end a line at the space between two words, as they stand in the text, with their marks."""
    if len(before) < 4:
        letter = before.strip(_EDGES)
        if len(letter) == 1 and letter.isalpha() and before[-1].isalpha():
            return ONE_LETTER
    if after[:1].isdigit():
        named = before[-1] not in ",;:!?" and before.strip(_EDGES).lower() in _NAMED
        return NAMED_NUMBER if named else 0.0
    if before[-1:].isdigit() and _NUMBER.fullmatch(before.lstrip("([")) and _UNIT.fullmatch(after):
        return PARTED_NUMBER
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
    if mark in HYPHENS and len(stem) <= 2:
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


def letters(token: str) -> tuple[int, int]:
    """Where the letters of a word begin and end.

    Nowhere where it has figures, a hyphen of its own, or more behind the letters than an ``'s``.
    """
    first = 0
    while first < len(token) and not token[first].isalpha():
        first += 1
    after = first
    while after < len(token) and token[after].isalpha():
        after += 1
    if sum(map(str.isalpha, token[after:])) > 1 or any(one.isdigit() or one in HYPHENS for one in token):
        return 0, 0
    return first, after
