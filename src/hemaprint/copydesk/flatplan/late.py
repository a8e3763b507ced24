# SPDX-License-Identifier: MIT
"""Say what of an issue is late: manuscripts and art that are missing, copy that is unfinished, doubts that are open."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from hemaprint.content.images import resolve_inside
from hemaprint.content.load import ARTICLES, REPORT_SUFFIX, Parts, article_path
from hemaprint.content.manifest import ordered_slugs
from hemaprint.content.models import Advertisement, Issue
from hemaprint.copydesk.flatplan.plan import Lateness, place_of
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import place_of as place_in
from hemaprint.project.text import read_text
from hemaprint.typeset.plan import Kind, PagePlan, budget_problems

UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TKTK)\b|\[(?:TK|TBC|TBD|to come)\b[^\]\n]{0,80}\]|\?{3}|\b[Ll]orem ipsum\b")
"""What editors write where copy is still to come. TK, TBC and TBD alone mean something in medicine."""
_MOST_REPORT = 8_000_000
"""Bytes of the report of an import that is read."""


def late_of(issue: Issue, parts: Parts, root: Path) -> Lateness:
    """What is late, article by article and advertisement by advertisement; ``root`` is the project's folder."""
    found: dict[tuple[Kind, str], list[Problem]] = defaultdict(list)
    for slug in ordered_slugs(issue.manifest):
        found["article", slug] += _late_article(slug, issue, parts, root)
    for ad in issue.manifest.advertisements:
        found["advertisement", ad.id] += _late_art(ad, issue, root)
    return {key: tuple(problems) for key, problems in found.items() if problems}


def off_budget(issue: Issue, plan: PagePlan) -> Lateness:
    """The articles and pages of a plan that do not keep their budgets (HP212)."""
    off = [piece for piece in plan.pieces if piece.budget not in (None, piece.pages)]
    return {
        (piece.kind, piece.name): (problem,) for piece, problem in zip(off, budget_problems(issue, plan), strict=True)
    }


def _late_article(slug: str, issue: Issue, parts: Parts, root: Path) -> Iterator[Problem]:
    path = article_path(issue.path, slug)
    if not path.is_file():
        message = f'there is no manuscript of "{slug}" yet'
        place = place_of(issue.located, issue, "article", slug)
        yield _warning("HP800", message, place, f"hemaprint new article or import writes {ARTICLES}/{path.name}")
        return
    if resolve_inside(path.name, path.parent, root) is None:
        return  # what leaves the project is not read, and reported as such
    errors = [problem for problem in parts.problems if problem.is_error and problem.location.path == path]
    if errors:
        message = f"the manuscript has {len(errors)} error{'s' * (len(errors) != 1)}"
        yield _warning("HP801", message, errors[0].location, "hemaprint check lists them")
    yield from _unfinished(path)
    yield from _doubts(path)


def _unfinished(path: Path) -> Iterator[Problem]:
    text, _ = read_text(path, lenient=True)
    marks = list(UNFINISHED.finditer(text or ""))
    if text is not None and marks:
        more = f", and {len(marks) - 1} more" if len(marks) > 1 else ""
        place = place_in(text, marks[0].start(), path)
        yield _warning(
            "HP802", f"the copy is marked as unfinished: “{marks[0][0]}”{more}", place, "write what is to come"
        )


def _doubts(path: Path) -> Iterator[Problem]:
    """Doubts of the import that are open: its report is still beside the article."""
    report = path.with_name(f"{path.stem}{REPORT_SUFFIX}")
    try:
        known = json.loads(report.read_text("utf-8")) if report.stat().st_size <= _MOST_REPORT else {}
        count = len(known["doubts"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    if count:
        message = f"{count} doubt{'s' * (count != 1)} of the import {'are' if count != 1 else 'is'} open"
        yield _warning("HP803", message, Location(report), "check each of them in the article, then delete this report")


def _late_art(ad: Advertisement, issue: Issue, root: Path) -> Iterator[Problem]:
    index = [one.id for one in issue.manifest.advertisements].index(ad.id)
    if not (ad.art or ad.headline or ad.text):
        place, message = issue.located.at("advertisements", index), f'there is no copy or art of "{ad.id}" yet'
        yield _warning("HP804", message, place, "add art:, or headline: and text:")
    elif ad.art:
        path = resolve_inside(ad.art, issue.path, root)
        if path is None or not path.is_file():
            place = issue.located.at("advertisements", index, "art")
            hint = "ask the advertiser for it, or write its right name"
            yield _warning("HP804", f'there is no file "{ad.art}" of "{ad.id}" yet', place, hint)


def _warning(code: str, message: str, place: Location, hint: str) -> Problem:
    return Problem(code, message, place, hint, Severity.WARNING)
