# SPDX-License-Identifier: MIT
"""Hold clinical language to AMA style: people and their cases, units, percentages of few, and P values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from hemaprint.copydesk.lint.copy import PROSE, RUNNING, Passage
from hemaprint.copydesk.lint.rules import Desk, passage_rule
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import Problem

# ---------------------------------------------------------------- people

_CASES = re.compile(
    r"\b[Cc]ases? (?:(?:(?:was|were|had been|have been|has been|being) (?:\w{3,14}ly )?"
    r"(?P<done>treated|enrolled|randomi[sz]ed|recruited|admitted|hospitali[sz]ed|discharged|infused|transfused|transplanted|"
    r"vaccinated|counsell?ed|operated on))|(?:\w{3,14}ly )?(?P<did>died|relapsed|survived|responded|received|underwent|"
    r"complained|consented|progressed))\b"
)
_FAILED = re.compile(
    r"\b(?P<who>patients?|women|men|children|people|adults|he|she|they|who) "
    r"(?:had |have |has |who |that |had previously )?fail(?:ed|s|ing)? "
    r"(?P<what>(?:[\w-]{1,24} ){0,3}?(?:therapy|therapies|treatments?|chemotherapy|induction|"
    r"transplantation|transplants?|regimens?|lines?))\b",
    re.IGNORECASE,
)


@passage_rule(*PROSE, language="en")
def check_cases(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP736: cases of whom something is said that only people do, or that is only done to people."""
    for match in _CASES.finditer(passage.plain):
        word = match["done"] or match["did"]
        message = f"a case is an instance of a disease; only people are {word}" if match["done"] else ""
        message = message or f"a case is an instance of a disease; only people {word}"
        yield passage.problem("HP736", match.start(), message, "write patient, or patients")


@passage_rule(*PROSE, "headline", "heading", language="en")
def check_people(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP737: people who are called by their disease, or who fail a treatment that has failed them."""
    words: Mapping[str, str] = table("words")["people"]
    for typed, better in words.items():
        for index in () if desk.keeps(typed) else passage.occurrences(typed):
            said = passage.plain[index : index + len(typed)]
            message = f"“{said}” puts the disease, or the blame, before the person"
            yield passage.problem("HP737", index, message, f"write {better}")
    for match in _FAILED.finditer(passage.plain):
        message = f"a treatment fails, not the patient: “{match[0]}”"
        hint = f"write that {match['what']} failed, or that there was no response to it"
        yield passage.problem("HP737", match.start(), message, hint)


# ---------------------------------------------------------------- units

_WITH_UNIT = re.compile(
    r"(?<![\w.])\d[\d.,]{0,12}[ \u00a0-]?(?P<unit>ccs?|hrs?|mins|secs?|gms?|mgs|kgs|Kgs?|KGs?|ug|uL|ul|umol|uM|um|"
    r"mLs|mls|ml|dl|mcl|mcL|cmm|µl|μl|MG|ML|Mg/|u/L)(?![\w])"
)


@passage_rule(*PROSE, "cell", language="en")
def check_units(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP735: symbols of units that neither the SI nor AMA style has."""
    units: Mapping[str, str] = table("words")["units"]
    is_british = passage.language.lower() not in ("en", "en-us")
    for match in _WITH_UNIT.finditer(passage.plain):
        unit = match["unit"].removesuffix("/")
        if is_british and unit in ("ml", "dl", "mls", "μl", "µl"):
            continue  # the SI has the small letter as well
        yield passage.problem(
            "HP735", match.start("unit"), f"“{unit}” is not the symbol of a unit", f"write {units[unit]}"
        )


# ---------------------------------------------------------------- percentages

_COUNTED = (
    r"(?:patients?|people|persons?|participants?|children|adults|women|men|girls|boys|infants|donors?|recipients?|"
    r"volunteers?|mice|rats|samples|responders)"
)
_NUMBERS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_GROUP = re.compile(
    rf"\b(?:n ?= ?(?P<n>\d{{1,2}})(?![\d.])|"
    rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)}) (?:[a-z-]{{2,20}} ){{0,2}}{_COUNTED})\b",
    re.IGNORECASE,
)
_PART = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d+)?[ \u00a0]?%(?! ?(?:CI|confidence|threshold|cutoff|chance|solution))")
_FRACTION = re.compile(
    rf"\b(?:\d{{1,2}}|one|all|none|{'|'.join(_NUMBERS)})(?: of | out of | ?/ ?|/)(?:the |these |those |our )?"
    rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})\b|(?<![\d.])\d{{1,2}} (?:[a-z-]{{2,20}} ){{0,3}}\(\d{{1,3}}(?:\.\d+)?%\)",
    re.IGNORECASE,
)
_FEW = 20


@passage_rule(*RUNNING, "display", "standfirst", language="en")
def check_percentages(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP738: a percentage of a group of fewer than 20, in a sentence without the count."""
    for start, sentence in passage.sentences:
        part = _PART.search(sentence)
        if part is None or _FRACTION.search(sentence):
            continue
        groups = [_size(match) for match in _GROUP.finditer(sentence)]
        if groups and 1 < max(groups) < _FEW:
            message = f"“{part[0]}” of a group of {max(groups)}, without the count"
            hint = f"write the count first: 12 of {max(groups)} patients; a percentage may follow"
            yield passage.problem("HP738", start + part.start(), message, hint)


def _size(match: re.Match[str]) -> int:
    said = match["n"] or match["count"]
    return int(said) if said.isdigit() else _NUMBERS.index(said.lower()) + 2


# ---------------------------------------------------------------- P values

_P = re.compile(
    r"(?<![\w.’'-])(?P<letter>[Pp])(?P<value>[ -]?values?(?: (?:of|was|is))?)?(?P<sign> ?[=<>≤≥] ?| )"
    r"(?P<number>\d{0,3}\.\d{1,12}|\d{1,3}|n\.?s\.?|NS)(?![\w%]|\.\d)"
)


@passage_rule(*PROSE, "cell", language="en")
def check_p_values(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP739: P values that cannot be; HP740: those that AMA style writes in another form."""
    for match in _P.finditer(passage.plain):
        if not match["sign"].strip() and not match["value"]:
            continue
        fault, hint = _impossible(match["sign"].strip(), match["number"])
        if fault:
            yield passage.problem("HP739", match.start(), f"“{match[0]}”: {fault}", hint)
        elif _is_ama(passage, desk) and not match["value"] and not _has_form(passage, match):
            better = f"*P* {match['sign'].strip()} {match['number'].removeprefix('0')}"
            yield passage.problem(
                "HP740", match.start(), f"“{match[0]}” is not the form of AMA style", f"write {better}"
            )


def _impossible(sign: str, number: str) -> tuple[str, str]:
    """What is wrong with a P value, and what to write; "" where nothing is."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return "it says that the value was not wanted, not what it was", "give the value: P = .27"
    if value == 0:
        return "no P value is 0", "write P < .001"
    if value > 1 or (value == 1 and sign in (">", "≥")):
        return "no P value is above 1", "look it up again"
    return "", ""


def _is_ama(passage: Passage, desk: Desk) -> bool:
    return passage.language.lower() in ("en", "en-us") and desk.project.config.defaults.citation_style == "ama"


def _has_form(passage: Passage, match: re.Match[str]) -> bool:
    is_italic = passage.is_marked(match.start("letter"), match.end("letter"), "emphasis")
    return match["letter"] == "P" and is_italic and not match["number"].startswith("0.")
