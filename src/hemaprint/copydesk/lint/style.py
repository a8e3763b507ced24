# SPDX-License-Identifier: MIT
"""Hold the copy to the house style: its words, its lengths, how numbers and units are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemaprint.copydesk.lint.copy import PROSE, RUNNING, Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule, passage_rule
from hemaprint.errors import Problem, Severity
from hemaprint.project.house import HOUSE_NAME

_UNIT = re.compile(
    r"(?<![\w.,/+–-])(?P<number>\d+(?:[.,]\d+)?)"
    r"(?P<unit>kg|mg|µg|μg|ng|pg|mL|ml|µL|μL|dL|mmol|µmol|μmol|nmol|mol|mm|cm|µm|μm|nm|km|cGy|Gy|kPa|mmHg|IU|°C|°F|kDa|MBq|GBq)"
    r"(?![\w-])"
)
_PERCENT = re.compile(r"\d[ \u00a0\u202f](?=%)")
_LARGE = re.compile(r"(?<![\w.,/#:–-])(?P<number>[1-9]\d{4,8}) (?=[a-z]{3,20}s\b)")
_BEGINS = re.compile(r"[\"“‘(\[]*(?P<number>\d[\d,]*(?:\.\d+)?%?)(?![\d.)\]:-])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FEWEST_WORDS = 6
"""Words of a sentence; what has fewer is an item of a list or a label."""


# ---------------------------------------------------------------- words of the house


@passage_rule(*PROSE, "headline", "heading", "cell")
def check_house_words(passage: Passage, desk: Desk) -> Iterator[Problem]:
    """HP722 and HP723: what the house prints another word for, or does not print."""
    words = desk.house.words
    for typed, better in words.prefer.items():
        for index in passage.occurrences(typed):
            said = passage.plain[index : index + len(typed)]
            yield passage.problem("HP722", index, f"“{said}” is not a word of the house", f"write “{better}”")
    for typed, why in words.forbid.items():
        for index in passage.occurrences(typed):
            said = passage.plain[index : index + len(typed)]
            hint = f"{why} ({HOUSE_NAME})"
            yield passage.problem("HP723", index, f"the house does not print “{said}”", hint)


@article_rule
def check_lengths(manuscript: Manuscript, desk: Desk) -> Iterator[Problem]:
    """HP725 and HP726: a headline or a standfirst that is longer than the house allows."""
    limits = desk.house.limits
    article = manuscript.article
    length = len(article.title)
    if limits.headline and length > limits.headline:
        message = f"the headline has {length} characters; the house allows {limits.headline}"
        hint = f"cut {length - limits.headline}"
        yield Problem("HP725", message, article.front.at("headline"), hint, Severity.WARNING)
    length = next((len(one.text) for one in manuscript.rooms("standfirst")), 0) if article.meta.standfirst else 0
    if limits.standfirst and length > limits.standfirst:
        message = f"the standfirst has {length} characters; the house allows {limits.standfirst}"
        hint = f"cut {length - limits.standfirst}"
        yield Problem("HP726", message, article.front.at("standfirst"), hint, Severity.WARNING)


# ---------------------------------------------------------------- numbers


@passage_rule(*PROSE, "cell")
def check_unit_spaces(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP727: no space between a value and its unit."""
    for match in _UNIT.finditer(passage.plain):
        message = f"“{match[0]}” has no space before its unit"
        yield passage.problem("HP727", match.start(), message, f"write {match['number']} {match['unit']}")


@passage_rule(*PROSE, "cell", "headline", "heading", language="en")
def check_percent_signs(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP728: a space before a per cent sign in English."""
    for match in _PERCENT.finditer(passage.plain):
        yield passage.problem("HP728", match.start(), "a space is before the per cent sign", "close it up: 5%")


@passage_rule(*RUNNING, language="en")
def check_first_words(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP729: a sentence that begins with figures, other than a year."""
    for start, sentence in passage.sentences:
        match = _BEGINS.match(sentence)
        is_sentence = len(sentence.split()) >= _FEWEST_WORDS and sentence.rstrip().endswith((".", "!", "?"))
        if match is not None and is_sentence and not _YEAR.fullmatch(match["number"]):
            hint = "write the number as a word, or begin with another"
            message = f"a sentence begins with figures: “{sentence[:30].strip()}…”"
            yield passage.problem("HP729", start + match.start("number"), message, hint)


@passage_rule(*PROSE, "cell", language="en")
def check_large_numbers(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP719: a count of five figures or more, in one run."""
    for match in _LARGE.finditer(passage.plain):
        message = f"“{match['number']}” is hard to read in one run"
        yield passage.problem("HP719", match.start(), message, f"write {int(match['number']):,}")
