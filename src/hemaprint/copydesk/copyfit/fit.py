# SPDX-License-Identifier: MIT
"""Say of a whole issue how its articles fit their pages, and what would make them fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hemaprint.copydesk.copyfit.budgets import Proposal, proposals
from hemaprint.copydesk.copyfit.extent import extents_of
from hemaprint.copydesk.copyfit.suggestions import Advice, advise
from hemaprint.copydesk.copyfit.trials import Trials
from hemaprint.project.project import Project
from hemaprint.typeset.crew.schedule import Schedule, nothing
from hemaprint.typeset.plan import SetIssue

TRIALS = 60
"""Settings of an article that are tried, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How articles fit, with what would help each; ``proposals`` are budgets that could change together.

    ``tried`` says whether anything was tried: without trials nothing is suggested.
    """

    issue: str
    total: int
    advice: Mapping[str, Advice]
    proposals: tuple[Proposal, ...]
    tried: bool


def fit_issue(
    project: Project,
    done: SetIssue,
    schedule: Schedule,
    *,
    articles: Iterable[str] | None = None,
    most: int = TRIALS,
    save: int = 0,
    rest: Callable[[], object] = nothing,
) -> Fit:
    """How the ``articles`` of an issue that was set fit, by default all of them; at most so many trials of each.

    Of each article ``save`` lines are to be saved, even where it keeps its budget. ``rest`` is called between trials.
    """
    extents = extents_of(done)
    chosen = [slug for slug in (extents if articles is None else articles) if slug in extents]
    advice = {slug: advise(extents[slug], Trials(project, done, schedule, most, rest), save) for slug in chosen}
    changes = proposals(done, extents) if articles is None else ()
    return Fit(done.setting.issue.name, done.plan.total, advice, changes, tried=True)


def fit_set(done: SetIssue, articles: Iterable[str] | None = None) -> Fit:
    """How the ``articles`` of an issue that was set fit, by default all of them, without a trial or a suggestion."""
    extents = extents_of(done)
    chosen = [slug for slug in (extents if articles is None else articles) if slug in extents]
    changes = proposals(done, extents) if articles is None else ()
    return Fit(
        done.setting.issue.name, done.plan.total, {slug: Advice(extents[slug]) for slug in chosen}, changes, tried=False
    )
