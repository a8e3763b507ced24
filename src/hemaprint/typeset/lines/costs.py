# SPDX-License-Identifier: MIT
"""Price the faults of a line in points, its words and its characters included: 100 are a fault that every reader sees.

The scale is ours; what counts is how one fault compares with another. Knuth and Plass, "Breaking Paragraphs into
Lines", Software: Practice and Experience 11 (1981), has the method and the order of faults for justified text;
Bringhurst, "The Elements of Typographic Style", 2.4, the rules for hyphens, last lines, and repeated words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TENTH_SHORT = 5.0
"""A ragged line that leaves a tenth of the measure empty; others by the square of what they leave (Knuth and Plass,
section "Ragged right", have cubes, which make a narrow column uneven)."""
EASY = 0.142
"""Part of the measure that a ragged line may leave before it looks like a hole in the edge: about one short word in a
column of 38 characters. ``hyphenate-limit-zone`` of the style sheets says the same to the engine."""
HOLE = 60.0  # a ragged line that leaves more than ``EASY``
BEYOND_EASY = 900.0  # ... and for what it leaves beyond: 45 for a twentieth of the measure.
FULL_SPREAD = 6.0  # a ragged line whose spaces are as wide, or as narrow, as they may be; others by the square

HYPHEN = 70.0  # a word divided by the dictionary: taken rather than a hole, except a small one
OWN_HYPHEN = 10.0  # a line that ends in a hyphen of the text itself
OFF_SEAM = 60.0  # ... within a part of a compound that could be divided between two of them
SUCCESSION = 90.0
"""The second hyphen in succession (Bringhurst 2.4.3 allows three; in narrow columns two are seen). A third is never
taken while there is another way."""
HYPHEN_BEFORE_LAST = 35.0
"""A hyphen at the end of the last line but one, after which little follows (Knuth and Plass: 5000 of their demerits,
half of two in succession)."""

RUNT = 150.0
"""A last line of one word (Bringhurst 2.4.2: never leave the stub of a word, or one shorter than four letters)."""
STUB = 2  # characters of Chinese or Japanese that are a last line of one word
SHORT_LAST = 70.0
"""A last line shorter than the indent of the next paragraph, or than ``LAST_QUARTER``; by what is missing."""
LAST_QUARTER = 0.25  # part of the room below which a last line is short

STACK = 25.0  # the same word at the ends, or at the starts, of successive lines (Bringhurst 2.4.8)

STRETCH = {"ragged": 0.18, "justified": 0.35, "balanced": 0.0}
SHRINK = {"ragged": 0.12, "justified": 0.20, "balanced": 0.0}
"""By how much of their width spaces may become wider or narrower. In ragged lines, 0.2 em to 0.27 em: a fifth of an em
is the least in good composition (Bringhurst 2.1.1), and a third of a point is not seen; where it keeps a word whole, or
a hole out of the edge, it is taken."""
LOOSE = 1.0
"""From here on, spaces of twice their width, every reader sees the gaps of a justified line (Bringhurst 2.1.1)."""
FULL_STRETCH = 40.0
"""A justified line whose spaces are as wide, or as narrow, as they may be; others by the cube (Knuth and Plass's
badness, 100 r^3)."""
BEYOND_STRETCH = 300.0  # for every further ``STRETCH``, where there is no other way

EVEN = 100.0
"""A balanced line that leaves a tenth of its room empty: whole squares, last line included, so that lines are even."""

WORST_OF_VARIANT = 0.75
"""A setting with a line more or less is offered when none of its lines, but for the last, is emptier than this..."""
DEAREST_OF_VARIANT = 60.0  # ... and when it costs no more than this for each line above the best.
FLOORS = (WORST_OF_VARIANT, 0.0)
"""Lines emptier than this part of their room are ignored, unless there is no setting without them."""


NEVER = 1e9  # the price of what no setting may have: a last line that is the rest of a divided word


def spread(slack: float, measure: float, give: float) -> float:
    """By how many px ``give`` px of spaces in a ragged line become wider: only to fit, and to avoid a hole."""
    return min(slack, max(0.0, min(slack - EASY * measure, STRETCH["ragged"] * give)))


def ragged(slack: float, measure: float, give: float) -> float:
    """The cost of ``slack`` px that remain at the end of a line with ``give`` px of spaces."""
    if slack < 0:
        return FULL_SPREAD * (slack / (SHRINK["ragged"] * give)) ** 2 if give else 0.0
    part = slack / measure
    if part <= EASY:
        return 100 * TENTH_SHORT * part * part
    hole, most = slack - EASY * measure, STRETCH["ragged"] * give
    if hole < most:
        return 100 * TENTH_SHORT * EASY * EASY + FULL_SPREAD * (hole / most) ** 2
    part -= most / measure
    return 100 * TENTH_SHORT * part * part + FULL_SPREAD + HOLE + (part - EASY) * BEYOND_EASY


def balanced(slack: float, measure: float, _give: float) -> float:
    """The cost of empty room in lines that are to be even."""
    return EVEN * (10 * slack / measure) ** 2


def justified(slack: float, _measure: float, give: float) -> float:
    """The cost of stretching, or shrinking, ``give`` px of spaces by ``slack`` px."""
    if give <= 0:
        return 0.0 if slack < 1 else BEYOND_STRETCH * 4
    ratio = slack / give
    part = ratio / STRETCH["justified"] if ratio >= 0 else -ratio / SHRINK["justified"]
    if part <= 1:
        return FULL_STRETCH * part * part * part
    return FULL_STRETCH + (part - 1) * BEYOND_STRETCH


def squared(slack: float, room: float, give: float) -> float:
    """The cost of parting characters, or squeezing marks, that could give ``give`` px, by ``slack`` px.

    Marks may give up all of their white, the characters a part of what they give.
    """
    return justified(slack, room, give) if slack >= 0 or give <= 0 else FULL_STRETCH * (-slack / give) ** 3


def last_line(width: float, room: float, indent: float, words: int, stub: int = 1) -> float:
    """The cost of a short last line, above all one of ``stub`` words or fewer; lengths in px."""
    least = max(indent, LAST_QUARTER * room)
    cost = SHORT_LAST * (least - width) / least if width < least else 0.0
    return cost + RUNT if words <= stub else cost


# ---------------------------------------------------------------- words

ONE_LETTER = 30.0
"""A line that ends in "a", "I" or another word of one letter (Bringhurst 2.4.6 counts it among broken phrases)."""
BOUND_LETTER = 130.0  # ... in a language in which that is a fault, as Polish "w" and Russian "в"
PARTED_NUMBER = 100.0
"""A number separated from its unit (Bringhurst 2.4.5: link short numerical expressions with hard spaces)."""
NAMED_NUMBER = 25.0  # a name separated from its number: "phase 1", "Figure 3"
IN_UNIT = 120.0  # a break after the slash of a unit: mg/kg
BEHIND_SLASH = 15.0  # a break after any other slash
SHORT_HYPHEN = 40.0  # a break after a hyphen with one or two letters before it: "T-cell", "re-enter"
IN_RANGE = 90.0  # a break after the dash between two figures: 12-14
_TIGHT = 0.35  # part of the narrowest line from which on an address may be broken between any two characters
ANYWHERE = 160.0  # a break where there is neither space nor hyphen: in an address or in code
BEHIND_MARK = 60.0  # the same after a mark that divides an address: / _ - . ? & =.

HANG = {
    **dict.fromkeys("-\u2010\u00ad", 0.75),
    **dict.fromkeys(".,،", 0.7),
    **dict.fromkeys("'\"’”", 0.6),
    **dict.fromkeys(":;؛", 0.4),
    **dict.fromkeys("!?؟–—", 0.25),
}
"""The part of a mark that hangs outside the measure at the end of a justified line: the less ink, the more of it
(hanging punctuation as in Gutenberg's columns; Hàn Thế Thành, "Micro-typographic extensions to the TeX typesetting
system", 2000, chapter 2, has such shares for each mark)."""

MARKS = "-\u2010–—/\u00ad"  # marks within a word after which a line may end
HYPHENS = frozenset("-\u2010\u00ad")  # hyphens of the text: a word that has one is divided only there

_NUMBER = re.compile(r"[~<>≤≥≈±+−-]?\d[\d.,·–]*")
_UNIT = re.compile(
    r"(?:[kMGmµμnpc]?(?:g|m|l|L|s|M|mol|U|IU|Gy|Bq|Hz|V|W|J|Pa|eq|Da|bp|b|Ci)"
    r"|min|h|hr|d|wk|mo|yr|%|°C?|K|×|fold|per|cells|copies)(?:[/²³⁻][^\s]*)?[.,;:)]*"
)
_BEFORE_NUMBERS = """
fig figs figure figures table tables box panel page pages part chapter section no nos vol eq phase grade stage step
level type class group cohort arm cycle line dose day days week weeks month year january february march april may june
july august september october november december
"""
_NAMED = frozenset(_BEFORE_NUMBERS.split())
_EDGES = "\"'“”‘’()[]{}«»„‚,.;:!?…—–-\u2009\u200a\u202f"
_UNIT_SLASH = re.compile(r"[A-Za-zµμ%°²³\d.]{1,5}/")
_MARKS = frozenset("/_-.?&=:#~+")


def cost_between(before: str, after: str, one_letter: float = ONE_LETTER) -> float:
    """The cost of ending a line at the space between two words, which come with their marks.

    ``one_letter`` is that of ending it in a word of one letter.
    """
    if len(before) < 4:
        letter = before.strip(_EDGES)
        if len(letter) == 1 and letter.isalpha() and before[-1].isalpha():
            return one_letter
    if after[:1].isdigit():
        named = before[-1] not in ",;:!?" and before.strip(_EDGES).lower() in _NAMED
        return NAMED_NUMBER if named else 0.0
    if before[-1:].isdigit() and _NUMBER.fullmatch(before.lstrip("([")) and _UNIT.fullmatch(after):
        return PARTED_NUMBER
    return 0.0


def bare(word: str) -> str:
    """A word as it is compared with others at line ends: without its marks, in lower case."""
    return word.strip(_EDGES).lower()


def cost_within(before: str, after: str) -> float:
    """The cost of ending a line within a word, where it has a hyphen, a dash or a slash; its two parts."""
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
    """The cost of ending a line after ``before`` where only necessity allows a break."""
    return BEHIND_MARK if before[-1] in _MARKS else ANYWHERE


def may_divide(word: str, least: int) -> bool:
    """Whether the dictionary may divide a word: letters only, at least so many, no capital but the first.

    Names with figures, sequences (ACGT) and identifiers (cDNA, HemaPrint) stay whole.
    """
    return len(word) >= least and word.isalpha() and (word[1:].islower() or not word[1:].isascii())


def letters(token: str) -> tuple[int, int]:
    """Where the letters of a word begin and end; (0, 0) where it has figures, a hyphen, or a longer end than ``'s``."""
    first = 0
    while first < len(token) and not token[first].isalpha():
        first += 1
    after = first
    while after < len(token) and token[after].isalpha():
        after += 1
    if sum(map(str.isalpha, token[after:])) > 1 or any(one.isdigit() or one in HYPHENS for one in token):
        return 0, 0
    return first, after


def least_broken(token: str) -> float:
    """The least width, as a part of the narrowest line, of a word that is broken between any two characters.

    An address is broken from a third of that line on, a plain word only where no line holds it.
    """
    first, after = letters(token)
    return 1.0 if first < after else _TIGHT


# ---------------------------------------------------------------- Chinese and Japanese
#
# W3C, "Requirements for Chinese Text Layout" (CLREQ), 3.1 and 3.2; "Requirements for Japanese Text Layout" (JLREQ), 3.1

HAN = "\u2e80"  # from this character on they are as wide as high, and lines end between any two that may be parted
QUARTER = 0.25  # em between a character and a letter or a figure beside it (CLREQ 3.2.2, JLREQ 3.2.6)
GIVES = 0.15
"""Em by which any two characters could be parted further, as spaces are stretched: at most a third of it is taken, a
twentieth of an em, while there is another way."""

_OPENING = frozenset("“‘（《〈「『【〔［｛〖")
_CLOSING = frozenset("”’）》〉」』】〕］｝〗")
_BESIDE = frozenset("%‰°$€£")  # marks of figures, which are set apart like them
_UNPARTED = frozenset("—…")  # marks of two characters (CLREQ 3.1.6)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a language that fill half of their square: opening ones the second half, closing ones the first.

    Those that are ``centered`` are in the middle of theirs.
    """

    opening: frozenset[str]
    closing: frozenset[str]
    centered: frozenset[str]

    def in_succession(self, before: str, after: str) -> bool:
        """Whether one of two blank halves between marks is too much, or one beside a square that has its own white."""
        if before in self.closing:
            return after in self.closing or after in self.opening or after in self.centered
        return after in self.opening and (before in self.opening or before in self.centered)

    def may_part(self, before: str, after: str) -> bool:
        """Whether a line may end between two characters that Unicode Line Breaking (UAX 14, LB19) keeps together.

        UAX 14 does not know whether quotation marks open or close; here they do.
        """
        if before in self.closing:
            return after in self.opening or is_letter(after)
        return after in self.opening and is_letter(before)


_STOPS = frozenset("、。，．")
_COLONS = frozenset("：；")
_DOTS = frozenset("・·")
_TRADITIONAL = Marks(_OPENING, _CLOSING, _STOPS | _COLONS | _DOTS)
_JAPANESE = Marks(_OPENING, _CLOSING | _STOPS, _COLONS | _DOTS)
_SIMPLIFIED = Marks(_OPENING, _CLOSING | _STOPS | _COLONS | frozenset("！？"), _DOTS)
_ELSEWHERE = frozenset({"hant", "tw", "hk", "mo"})  # where stops are in the middle of their square (CLREQ 3.1.3)


def marks_of(language: str) -> Marks | None:
    """The marks of a BCP 47 language tag; None where it is neither Chinese nor Japanese."""
    first, *others = language.lower().split("-")
    if first == "ja":
        return _JAPANESE
    if first != "zh":
        return None
    return _SIMPLIFIED if _ELSEWHERE.isdisjoint(others) else _TRADITIONAL


def is_letter(character: str) -> bool:
    """Whether a character is Chinese or Japanese, and not a mark."""
    return character >= HAN and character.isalnum()


def stand_apart(before: str, after: str) -> bool:
    """Whether one of two characters is Han or kana, and the other a letter or a figure of another script."""
    if before < HAN:
        return (before.isalnum() or before in _BESIDE) and is_letter(after)
    return after < HAN and (after.isalnum() or after in _BESIDE) and is_letter(before)


def may_spread(before: str, after: str) -> bool:
    """Whether a line is spread between two characters: at a space, and on both sides of what fills a square."""
    if after == " " or (before in _UNPARTED and after == before):
        return False
    return before == " " or fills(before) or fills(after)


def fills(character: str) -> bool:
    """Whether a character fills a square, where the face has such marks."""
    return character >= HAN or character in _OPENING or character in _CLOSING or character in _UNPARTED
