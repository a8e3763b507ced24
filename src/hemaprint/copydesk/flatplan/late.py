# SPDX-License-Identifier: MIT
"""Say what of an issue is late: manuscripts and art that are missing, copy that is unfinished, doubts that are open."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from hemaprint.content.images import resolve_inside
from hemaprint.content.load import REPORT_SUFFIX, Parts, article_path
from hemaprint.content.manifest import ordered_slugs
from hemaprint.content.models import Issue
from hemaprint.copydesk.flatplan.plan import Lateness
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import place_of as place_in
from hemaprint.project.text import read_text
from hemaprint.typeset.plan import Kind, PagePlan, budget_problems

UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TKTK)\b|\[(?:TK|TBC|TBD|to come)\b[^\]\n]{0,80}\]|\?{3}|\b[Ll]orem ipsum\b")
"""What editors write where copy is still to come. TK, TBC and TBD alone mean something in medicine."""
_UNDELIVERED = frozenset({"HP001", "HP003", "HP033", "HP040", "HP041"})
"""The codes of an advertisement that is empty, or whose file is not there."""
_MOST_REPORT = 8_000_000
"""Bytes of the report of an import that is read."""


def late_of(issue: Issue, parts: Parts, root: Path) -> Lateness:
    """What is late, article by article and advertisement by advertisement; ``root`` is the project's folder."""
    found: dict[tuple[Kind, str], list[Problem]] = defaultdict(list)
    for slug in ordered_slugs(issue.manifest):
        path = article_path(issue.path, slug)
        index = [entry.article for entry in issue.manifest.order].index(slug)
        place = issue.located.at("order", index, "article")
        found["article", slug] += [
            problem
            for problem in parts.problems
            if problem.is_error and (problem.location.path == path or _is_at(problem, place))
        ]
        if path.is_file() and resolve_inside(path.name, path.parent, root) is not None:
            found["article", slug] += [*_unfinished(path), *_doubts(path)]
    for index, ad in enumerate(issue.manifest.advertisements):
        places = [issue.located.at("advertisements", index, key) for key in ("id", "art")]
        found["advertisement", ad.id] += [
            problem
            for problem in parts.problems
            if problem.code in _UNDELIVERED and any(_is_at(problem, place) for place in places)
        ]
    return {key: tuple(problems) for key, problems in found.items() if problems}


def _is_at(problem: Problem, place: Location) -> bool:
    """Whether a problem is in the line of a place."""
    return (problem.location.path, problem.location.line) == (place.path, place.line)


def off_budget(issue: Issue, plan: PagePlan) -> Lateness:
    """The articles and pages of a plan that do not keep their budgets (HP212)."""
    off = [piece for piece in plan.pieces if piece.budget not in (None, piece.pages)]
    return {
        (piece.kind, piece.name): (problem,) for piece, problem in zip(off, budget_problems(issue, plan), strict=True)
    }


def _unfinished(path: Path) -> Iterator[Problem]:
    text, _ = read_text(path, lenient=True)
    marks = list(UNFINISHED.finditer(text or ""))
    if text is not None and marks:
        more = f", and {len(marks) - 1} more" if len(marks) > 1 else ""
        place = place_in(text, marks[0].start(), path)
        yield _warning(
            "HP800", f"the copy is marked as unfinished: “{marks[0][0]}”{more}", place, "write what is to come"
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
        yield _warning("HP801", message, Location(report), "check each of them in the article, then delete this report")


def _warning(code: str, message: str, place: Location, hint: str) -> Problem:
    return Problem(code, message, place, hint, Severity.WARNING)
