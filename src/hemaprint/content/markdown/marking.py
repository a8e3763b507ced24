# SPDX-License-Identifier: MIT
"""Finished characters -> spans: foreign scripts, acronyms, names with figures, identifiers and lining figures marked.

Running text has text figures, capitals have lining figures beside them (Bringhurst, *The Elements of Typographic
Style*, 3.2.1): in names such as CD5, in designations such as phase 1, and in formulas. A year, an age, a dose and a
count are running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemaprint.content.markdown.acronyms import expanded
from hemaprint.content.spans import Copy, Foreign, Span, Style, Styled, Text, joined
from hemaprint.project.config import NO_ACRONYMS, Acronyms
from hemaprint.project.languages import subtag_of

CJK = "\u2e80-\u303f\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
"""The ranges of Chinese, Japanese and Korean characters, for a class of a pattern."""

_CJK_RUN = rf"[{CJK}]+(?:[ \d]*[{CJK}]+)*"
_WHOLE = (
    r"(?:[A-Z]{1,4}-){1,2}(?:cells?|Cells?|[A-Z]{1,5}s?)(?![\w-]|-\w)|(?:[A-Z]-[a-z]{2,8})(?![\w-]|-\w)"
    r"|[A-Za-z]/[A-Za-z](?![\w/])"
)
"""CAR-T, T-cell, NK-cell, T-ALL, X-ray, r/r."""
_SYMBOL = (
    r"(?:[A-Z]{1,8}-){0,2}[A-Z](?:[A-Za-z]{0,8}[A-Z])?[a-z]?-?\d[\dA-Z]{0,15}(?:\.\d{1,3}|(?:[*:]\d{2,3}){1,4})?"
    r"[a-zα-ω]?(?:[+−]{1,2}(?!\w))?(?!\w)"
    r"|\d{1,4}(?:-\d{0,2})?[A-Z]{1,4}\d{0,3}[A-Z]?(?!\w)"
)
"""CD34+, NCT05032599, H1N1, BCR-ABL1, HbA1c, Ki-67, SARS-CoV-2, HLA-DRB1*04:01; 3D, 4-1BB. Not Covid-19, Mid-2024."""
_IDENTIFIER = (
    r"(?:[ACGTUN]{6,}|[acgtun]{8,}|[ACDEFGHIKLMNPQRSTVWY]{10,}|[ACGTU]{3}(?:[ -][ACGTU]{3}){2,})(?!\w)"
    r"|[A-Za-z0-9]{1,40}_\w{1,60}(?:[.-]\w{1,40}){0,4}(?!\w)"
    r"|[A-Za-z0-9][\w-]{0,40}(?:\.[\w-]{1,40}){0,4}\.[a-z][a-z0-9]{1,5}(?![\w-])"
)
"""Sequences of nucleotides (IUPAC-IUB 1970), alone or as codons, and of ten amino acids or more; names of files."""
_DESIGNATED = (
    "[Pp]hase|[Gg]rade|[Ss]tage|[Tt]ype|[Cc]lass|[Cc]ohort|[Aa]rm|[Ff]actor|[Cc]hromosome|[Tt]risomy|[Mm]onosomy"
    "|Grad|Stadium|Typ|Klasse|Kohorte|Faktor|Chromosom|Trisomie|Monosomie"
    "|[Ss]tade|[Cc]lasse|[Cc]ohorte|[Ff]acteur|[Tt]risomie|[Mm]onosomie"
)
"""Nouns whose number is part of a name. The number of a page, a figure or a day counts, and is running text."""
_GRADE = r"\d{1,2}[a-c]?"
_JOINED = r"(?:[–/-]|[ \u00a0](?:and|or|to|und|oder|bis|et|ou|à)[ \u00a0])"
_DESIGNATION = (
    rf"(?P<label>(?:{_DESIGNATED})[sn]?[ \u00a0-])"
    rf"(?P<grade>{_GRADE}(?:{_JOINED}{_GRADE}(?!\w|[.,]\d)){{0,3}})"
    r"(?![\w%]|[.,]\d)"
)
_NUMBER = r"\.?\d+(?:[.,]\d+)*"
_FORMULA = rf"(?P<sign>[=<>≤≥±≈×÷−][ \u00a0\u202f]?)(?P<value>{_NUMBER})"
_FACTOR = rf"(?<![.,])(?P<factor>{_NUMBER})(?=[ \u00a0\u202f]?[=<>≤≥±≈×÷])"
_BASE = re.compile(r"(?<![\w.,])\d+\Z")
"""The number that a raised or lowered one hangs on."""
_FULL = r"(?<![A-Za-z])[’‘]|[’‘](?![A-Za-z])|[“”]|…+|—+|·"
"""Marks that Latin and CJK faces both have; an apostrophe between letters is always Latin."""
_MARKED = re.compile(
    rf"(?P<cjk>{_CJK_RUN})|(?P<full>{_FULL})"
    rf"|(?<!\w)(?:(?<!-)(?P<whole>{_WHOLE})|(?P<symbol>{_SYMBOL})|(?P<identifier>{_IDENTIFIER})"
    r"|(?<!\d-)(?P<acronym>[A-Z]{3,})(?=s?(?!\w))(?!s?-\w*\d)"
    rf"|{_DESIGNATION}|{_FACTOR})"
    rf"|{_FORMULA}"
)
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?=s?(?![A-Za-z]))")
_LETTER = re.compile(rf"(?!\d)(?=\w)[{CJK}]")
"""A character that is not punctuation: punctuation has no dots (W3C, *Requirements for Chinese Text Layout*, 3.3.3)."""
_ROMAN = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked: ``listed`` are acronyms that the house knows; in small capitals ``figures`` stay text figures.

    ``dots``: Chinese and Japanese is emphasized, which has a dot beside every character where Latin has italics.
    """

    language: str
    listed: Acronyms = NO_ACRONYMS
    acronyms: bool = False
    figures: bool = True
    dots: bool = False


def mark(text: str, marking: Marking, *, is_base: bool = False) -> Copy:
    """The spans of a finished string; ``is_base``: raised or lowered text follows at once."""
    spans: list[Span] = []
    start = 0
    for found in expanded(text, marking.listed.expand):
        copy = _mark(text[found.start : found.end], marking)
        spans += [*_mark(text[start : found.start], marking), Styled("expanded", copy, found.expansion)]
        start = found.end
    return joined([*spans, *_mark(text[start:], marking, is_base=is_base)])


def _mark(text: str, marking: Marking, *, is_base: bool = False) -> Copy:
    base = _BASE.search(text) if is_base and marking.figures else None
    end = base.start() if base else len(text)
    spans: list[Span] = []
    start = 0
    for match in _MARKED.finditer(text, 0, end):
        spans += [Text(text[start : match.start()]), *_marked(match, marking)]
        start = match.end()
    spans.append(Text(text[start:end]))
    if base:
        spans.append(_styled("lining", base[0]))
    return joined(spans)


def is_cjk_language(language: str) -> bool:
    """Whether the language itself is written in a CJK script."""
    return subtag_of(language) in ("zh", "ja", "ko")


def _marked(match: re.Match[str], marking: Marking) -> Copy:
    text = match[0]
    is_cjk = is_cjk_language(marking.language)
    match match.lastgroup:
        case "cjk" if not is_cjk:
            return (Foreign(_script_language(text), (Text(text),)),)
        case "cjk":
            return tuple(_dotted(text)) if marking.dots else (Text(text),)
        case "full":
            # in Chinese and Japanese the mark of their face, as wide as a character (GB/T 15834), but not in Latin text
            is_full = is_cjk and _LETTER.search(match.string)
            return (_styled("full width", text) if is_full else Text(text),)
        case "whole":
            return (Styled("together", joined(_acronyms(text, marking)) if marking.acronyms else (Text(text),)),)
        case "symbol":
            return (_styled("symbol" if marking.figures else "together", text),)
        case "identifier":
            return (Text(text) if text in marking.listed.keep else Styled("identifier", (Text(text, breaks=True),)),)
        case "acronym":
            return (_acronym(text, marking) if marking.acronyms and not is_cjk else Text(text),)
        case _:
            return _figures(match, marking)


def _styled(style: Style, text: str) -> Styled:
    return Styled(style, (Text(text),))


def _dotted(run: str) -> Iterator[Span]:
    return (_styled("dot", character) if _LETTER.match(character) else Text(character) for character in run)


def _acronyms(text: str, marking: Marking) -> Iterator[Span]:
    start = 0
    for found in _ACRONYM.finditer(text):
        yield Text(text[start : found.start()])
        yield _acronym(found[0], marking)
        start = found.end()
    yield Text(text[start:])


def _acronym(word: str, marking: Marking) -> Span:
    return Text(word) if word in marking.listed.keep or _ROMAN.fullmatch(word) else _styled("acronym", word)


def _figures(match: re.Match[str], marking: Marking) -> Copy:
    """What leads to the figures, and they: "phase " and 1, "= " and .05."""
    lead = match["label"] or match["sign"] or ""
    number = match[0][len(lead) :]
    return (Text(lead), _styled("lining", number) if marking.figures else Text(number))


def _script_language(run: str) -> str:
    """Kana are Japanese, Hangul is Korean, everything else is read as simplified Chinese."""
    if re.search("[\u3040-\u30ff]", run):
        return "ja"
    return "ko" if re.search("[\uac00-\ud7af]", run) else "zh-Hans"
