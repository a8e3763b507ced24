"""What is wrong with a line, in points: 100 of them are a fault that every reader sees.

The scale is ours; what counts is how one fault compares with another. Knuth and Plass, "Breaking Paragraphs into
Lines", Software: Practice and Experience 11 (1981), has the method and the order of faults for justified text;
Bringhurst, "The Elements of Typographic Style", 2.4, the rules for hyphens, last lines, and repeated words.
"""

from __future__ import annotations

TENTH_SHORT = 5.0
"""A ragged line that leaves a tenth of the measure empty; others by the square of what they leave (Knuth and Plass,
section "Ragged right", have cubes, which make a narrow column uneven)."""
EASY = 0.142
"""Part of the measure that a ragged line may leave before it looks like a hole in the edge: about one short word in a
column of 38 characters. ``hyphenate-limit-zone`` of the style sheets says the same to the engine."""
HOLE = 60.0
"""A ragged line that leaves more than ``EASY``..."""
BEYOND_EASY = 900.0
"""... and for what it leaves beyond: 45 for a twentieth of the measure."""
FULL_SPREAD = 6.0
"""A ragged line whose spaces are as wide, or as narrow, as they may be; others by the square."""

HYPHEN = 70.0
"""A word divided by the dictionary: taken rather than a hole, but for a small one."""
OWN_HYPHEN = 10.0
"""A line that ends in a hyphen of the text itself."""
SUCCESSION = 90.0
"""The second hyphen in succession (Bringhurst 2.4.3 allows three; in narrow columns two are seen). A third is never
taken while there is another way."""
HYPHEN_BEFORE_LAST = 35.0
"""A hyphen at the end of the last line but one: the eye has nothing more to go on to (Knuth and Plass: 5000 of their
demerits, half of two in succession)."""

RUNT = 150.0
"""A last line of one word (Bringhurst 2.4.2: never leave the stub of a word, or one shorter than four letters)."""
STUB = 2
"""Characters of Chinese or Japanese that are a last line of one word."""
SHORT_LAST = 70.0
"""A last line shorter than the indent of the next paragraph, or than ``LAST_QUARTER``; by what is missing."""
LAST_QUARTER = 0.25
"""Part of the room below which a last line is short."""

STACK = 25.0
"""The same word at the ends, or at the starts, of successive lines (Bringhurst 2.4.8)."""

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
BEYOND_STRETCH = 300.0
"""For every further ``STRETCH``, where there is no other way."""

EVEN = 100.0
"""A balanced line that leaves a tenth of its room empty: whole squares, last line included, so that lines are even."""

WORST_OF_VARIANT = 0.75
"""A setting with a line more or less is offered when none of its lines, but for the last, is emptier than this..."""
DEAREST_OF_VARIANT = 60.0
"""... and when it costs no more than this for each line above the best."""
FLOORS = (WORST_OF_VARIANT, 0.0)
"""Lines emptier than this part of their room are not looked at, unless there is no setting without them."""


NEVER = 1e9
"""What no setting may have: a last line that is the rest of a divided word."""


def spread(slack: float, measure: float, give: float) -> float:
    """By how many px ``give`` px of spaces in a ragged line become wider: only to fit, and not to leave a hole."""
    return min(slack, max(0.0, min(slack - EASY * measure, STRETCH["ragged"] * give)))


def ragged(slack: float, measure: float, give: float) -> float:
    """What it costs that ``slack`` px of a measure are left at the end of a line with ``give`` px of spaces."""
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
    """What empty room costs in lines that are to be even."""
    return EVEN * (10 * slack / measure) ** 2


def justified(slack: float, _measure: float, give: float) -> float:
    """What it costs to stretch, or to shrink, ``give`` px of spaces by ``slack`` px."""
    if give <= 0:
        return 0.0 if slack < 1 else BEYOND_STRETCH * 4
    ratio = slack / give
    part = ratio / STRETCH["justified"] if ratio >= 0 else -ratio / SHRINK["justified"]
    if part <= 1:
        return FULL_STRETCH * part * part * part
    return FULL_STRETCH + (part - 1) * BEYOND_STRETCH


def squared(slack: float, room: float, give: float) -> float:
    """What it costs to part characters, or to squeeze marks, that could give ``give`` px, by ``slack`` px.

    Marks may give up all of their white, the characters a part of what they give.
    """
    return justified(slack, room, give) if slack >= 0 or give <= 0 else FULL_STRETCH * (-slack / give) ** 3


def last_line(width: float, room: float, indent: float, words: int, stub: int = 1) -> float:
    """What a last line of some words costs for being short, above all one of ``stub`` or fewer; lengths in px."""
    wanted = max(indent, LAST_QUARTER * room)
    cost = SHORT_LAST * (wanted - width) / wanted if width < wanted else 0.0
    return cost + RUNT if words <= stub else cost
