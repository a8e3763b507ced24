# SPDX-License-Identifier: MIT
"""Find what an article must declare and does not: interests, who paid, the ethics committee."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hemaprint.content.models import Article, Contributor
from hemaprint.copydesk.lint.copy import Manuscript
from hemaprint.copydesk.lint.rules import Desk, article_rule
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import Location, Problem, Severity

_REMEDIES = {
    "interests": "add disclosure: to each of contributors:, also where there is none to declare",
    "funding": "add funding: to front matter, also where nobody paid",
    "ethics": "name the committee that approved the work, or say that none had to",
    "consent": "add consent: to front matter",
}
_MISSING = {
    "interests": "does not say what interests {who} may have",
    "funding": "does not say who paid for the work",
    "ethics": "does not say which ethics committee approved the work",
    "consent": "does not say what the patients agreed to",
}
_SAID = {
    "interests": re.compile(
        r"conflicts? of interest|competing interests?|\bdisclosures?\b|nothing to disclose|"
        r"no (?:competing )?interests?\b",
        re.IGNORECASE,
    ),
    "funding": re.compile(r"\bfund(?:ed|ing)\b|\bsupported by\b|\bgrants? from\b|\bsponsored by\b", re.IGNORECASE),
    "ethics": re.compile(
        r"institutional review board|ethics (?:committee|board|approval|review)|\bIRBs?\b|"
        r"\bapproved by\b.{0,60}\bcommittee",
        re.IGNORECASE,
    ),
    "consent": re.compile(r"\bconsent(?:ed|s)?\b|\bassent\b", re.IGNORECASE),
}


@article_rule
def check_statements(manuscript: Manuscript, _desk: Desk) -> Iterator[Problem]:
    """HP743: what the page template of an article asks for and neither front matter nor the copy says."""
    article = manuscript.article
    wanted: Mapping[str, list[str]] = table("statements")["templates"]
    if not article.language.lower().startswith("en"):
        return
    if article.template in table("statements")["scholarly"] and not article.references:
        return
    for statement in wanted.get(article.template, ()):
        silent = list(_silent(manuscript, statement))
        if silent:
            who = ", ".join(silent)
            message = f"the {article.template.replace('-', ' ')} {_MISSING[statement].format(who=who)}"
            yield Problem("HP743", message, _place(article, silent[0]), _REMEDIES[statement], Severity.WARNING)


def _place(article: Article, who: str) -> Location:
    """The name of who declares nothing, or the headline: lines at which the rule can be silenced."""
    index = next((index for index, one in enumerate(article.meta.contributors) if one.name == who), -1)
    return article.front.at("contributors", index, "name") if index >= 0 else article.front.at("headline")


def _silent(manuscript: Manuscript, statement: str) -> Iterator[str]:
    """Who, or what, does not declare something; nothing where it is declared."""
    meta = manuscript.article.meta
    if statement == "interests":
        people = [one for one in meta.contributors if one.role != "interviewer" and _is_person(one)]
        silent = [one.name for one in people if not one.disclosure]
        if not silent or _is_said(manuscript, statement):
            return
        yield from silent
    elif not getattr(meta, statement, "") and not _is_said(manuscript, statement):
        yield statement


def _is_person(one: Contributor) -> bool:
    """Whether a contributor is a person, not an editorial office: people have degrees, a family name or a post."""
    return bool(one.credentials or one.family or one.affiliation)


def _is_said(manuscript: Manuscript, statement: str) -> bool:
    passages = manuscript.rooms("text", "box", "heading", "note", "front")
    return any(_SAID[statement].search(passage.text) for passage in passages)
