# SPDX-License-Identifier: MIT
"""Find citations, numbers of trials and identifiers in the copy that lead nowhere, and figures that nobody mentions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from hemaprint.content.blocks import Chart, Displayed, Figure, Gallery, Table
from hemaprint.content.models import Reference
from hemaprint.content.spans import Copy, CrossReference, Foreign, Link, Note, Styled
from hemaprint.content.units import block_units
from hemaprint.copydesk.lint.copy import PROSE, RUNNING, Manuscript, Passage
from hemaprint.copydesk.lint.rules import Desk, article_rule, passage_rule
from hemaprint.errors import Location, MalformedError, Problem, Severity
from hemaprint.project.identifiers import normal_doi, normal_issn, normal_orcid, normal_pmid

# ---------------------------------------------------------------- figures and tables

_MENTIONED = re.compile(
    r"\b(?P<kind>Fig|Figs|Figure|Figures|Chart|Table|Tables)\.?[ \u00a0](?P<number>\d{1,2})(?![\d.]\d|\w)"
    r"(?! (?:of|in|from) (?:the |their |that |his |her |its |ref))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A numbered figure or table, its anchor without the slug, and its line."""

    kind: str
    number: int
    anchor: str
    line: int


@article_rule
def check_mentions(manuscript: Manuscript, _desk: Desk) -> Iterator[Problem]:
    """HP704: a numbered figure or table that the copy never mentions; HP705: one that it mentions and does not have."""
    article = manuscript.article
    shown, copies = list(_shown(manuscript)), list(_copies(manuscript))
    linked = {one.anchor for copy in copies for one in _references_in(copy) if one.slug == article.slug}
    typed = {
        (_kind(match["kind"]), int(match["number"]))
        for passage in manuscript.rooms(*RUNNING, "standfirst")
        for match in _MENTIONED.finditer(passage.plain)
    }
    for one in shown:
        if one.anchor not in linked and (one.kind, one.number) not in typed:
            hint = f"mention it: [{'Table' if one.kind == 'table' else 'Fig.'} #](#label); or give it `:number: no`"
            message = f"the copy never mentions {one.kind} {one.number}"
            yield Problem("HP704", message, Location(article.path, one.line, 1), hint, Severity.WARNING)
    there = {(one.kind, one.number) for one in shown}
    for passage in manuscript.rooms(*RUNNING):
        for match in _MENTIONED.finditer(passage.plain):
            kind, number = _kind(match["kind"]), int(match["number"])
            if (kind, number) not in there:
                count = sum(one.kind == kind for one in shown)
                message = f"there is no {kind} {number} in the article, which has {count}"
                hint = "label it, and write [Fig. #](#label), so that its number is always right"
                yield passage.problem("HP705", match.start(), message, hint)


def _kind(word: str) -> str:
    return "table" if word.lower().startswith("table") else "figure"


def _shown(manuscript: Manuscript) -> Iterator[_Shown]:
    """The numbered figures and tables of an article; those of a gallery are mentioned together."""
    article, seen = manuscript.article, set[int]()
    for block in article.body:
        for unit in block_units(block, article.path):
            holders = [holder for holder, _ in unit.path if isinstance(holder, Displayed)]
            if any(isinstance(holder, Gallery) for holder in holders):
                continue
            for holder in holders:
                if isinstance(holder, Figure | Chart | Table) and holder.number is not None and id(holder) not in seen:
                    seen.add(id(holder))
                    kind = "table" if isinstance(holder, Table) else "figure"
                    anchor = holder.anchor.removeprefix(f"{article.slug}--")
                    yield _Shown(kind, holder.number, anchor, holder.line)


def _copies(manuscript: Manuscript) -> Iterator[Copy]:
    article = manuscript.article
    return (unit.copy for block in article.body for unit in block_units(block, article.path))


def _references_in(copy: Copy) -> Iterator[CrossReference]:
    for span in copy:
        match span:
            case CrossReference():
                yield span
            case Styled() | Foreign() | Link() | Note():
                yield from _references_in(span.copy)


# ---------------------------------------------------------------- citations that were typed

_AUTHOR_YEAR = re.compile(
    r"\((?P<family>[A-ZÀ-Þ][\wÀ-ÿ’'-]{1,30})(?:,? et al\.?| (?:and|&) [A-ZÀ-Þ][\wÀ-ÿ’'-]{1,30})?,? "
    r"(?P<year>(?:19|20)\d\d)[a-z]?\)"
)
_BRACKETED = re.compile(r"\[(?P<numbers>\d{1,3}(?:[ ,–-]{1,2}\d{1,3})*)\]")


@article_rule
def check_typed_citations(manuscript: Manuscript, _desk: Desk) -> Iterator[Problem]:
    """HP744: "(Smith, 2019)" and "[12]": nothing numbers them, and nothing proves that the work is listed."""
    works = manuscript.article.meta.references
    for passage in manuscript.rooms(*RUNNING, "display"):
        for match in _AUTHOR_YEAR.finditer(passage.plain):
            if match["family"].lower() in _MONTHS:
                continue
            listed = _listed(works, match["family"], match["year"])
            message = f"{match[0]} is typed, and not cited" + ("" if listed else "; no such work is in references:")
            hint = (
                f"write [@{listed}]" if listed else "add the work to references: of front matter, and cite it as [@id]"
            )
            yield passage.problem("HP744", match.start(), message, hint)
        for match in _BRACKETED.finditer(passage.plain):
            hint = "cite works by their ids: [@id; @other]; they are numbered as they are met"
            yield passage.problem("HP744", match.start(), f"{match[0]} is a number that was typed", hint)


_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
    ]
)


def _listed(works: tuple[Reference, ...], family: str, year: str) -> str:
    for work in works:
        names = [author.family or author.literal for author in work.author]
        if work.issued.startswith(year) and family in names:
            return work.id
    return ""


# ---------------------------------------------------------------- numbers of trials

_NCT = re.compile(r"(?<![\w/])NCT[- ]?(?P<digits>\d{1,14})(?!\w)", re.IGNORECASE)
_ISRCTN = re.compile(r"(?<![\w/])ISRCTN[- ]?(?P<digits>\d{1,14})(?!\w)", re.IGNORECASE)
_EUDRACT = re.compile(r"\bEudraCT(?: (?:number|no\.?|trial number))?:? (?P<number>\d[\d-]{3,24})", re.IGNORECASE)
_EUDRACT_FORM = re.compile(r"20\d\d-\d{6}-\d\d")
_EUCT = re.compile(r"\b(?:EU CT|EUCT|CTIS)(?: (?:number|no\.?))?:? (?P<number>\d[\d-]{3,24})")
_EUCT_FORM = re.compile(r"20\d\d-5\d{5}-\d\d(?:-\d\d)?")


@passage_rule(*PROSE, "cell")
def check_trials(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP741: numbers of trials that no registry has given."""
    for name, pattern in (("NCT", _NCT), ("ISRCTN", _ISRCTN)):
        for match in pattern.finditer(passage.text):
            digits, typed = match["digits"], match[0]
            if len(digits) != 8 or typed != f"{name}{digits}":
                message = f"“{typed}” is not a trial number: {name} and eight digits; this has {len(digits)}"
                hint = "copy it from the registry" if len(digits) != 8 else f"write {name}{digits}"
                yield passage.problem("HP741", match.start(), message, hint)
    for name, pattern, form, example in (
        ("EudraCT", _EUDRACT, _EUDRACT_FORM, "2019-003372-57"),
        ("EU CT", _EUCT, _EUCT_FORM, "2022-501417-31-01"),
    ):
        for match in pattern.finditer(passage.text):
            if not form.fullmatch(match["number"]):
                message = f"“{match['number']}” is not a number of {name}"
                yield passage.problem("HP741", match.start("number"), message, f"its form is {example}")


# ---------------------------------------------------------------- identifiers

_ORCID = re.compile(r"(?:\borcid\.org/|\bORCID(?: iD)?:?[ \u00a0])(?P<number>[\dXx-]{8,24})", re.IGNORECASE)
_ISSN = re.compile(r"\b[ep]?-?ISSN:?[ \u00a0](?P<number>[\dXx-]{4,14})", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?[ \u00a0]?(?P<number>\d\w{0,20})", re.IGNORECASE)
_DOI = re.compile(r"(?:\bdoi ?[:=]? ?|\bdoi\.org/)(?P<number>(?=(?-i:[\dO]))[^\s)\]>,;]{2,200})", re.IGNORECASE)
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_ORCID, normal_orcid),
    (_ISSN, normal_issn),
    (_PMID, normal_pmid),
    (_DOI, normal_doi),
)


@passage_rule(*PROSE, "cell", "heading")
def check_identifiers(passage: Passage, _desk: Desk) -> Iterator[Problem]:
    """HP742: identifiers in the copy that are malformed, or whose check digit is wrong."""
    for pattern, normal in _NUMBERS:
        for match in pattern.finditer(passage.text):
            yield from _malformed(passage, match, partial(normal, match["number"].rstrip(".:")))


def _malformed(passage: Passage, match: re.Match[str], normal: Callable[[], str]) -> Iterator[Problem]:
    try:
        normal()
    except MalformedError as error:
        yield passage.problem("HP742", match.start("number"), error.message, error.hint)
