# SPDX-License-Identifier: MIT
"""Read an issue for a build, and find what is wrong with it, and with its project's theme, without setting a page."""

from __future__ import annotations

from collections.abc import Iterable

from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.content.units import charts_of
from hemaprint.errors import ContentError, Problem, UsageError, did_you_mean
from hemaprint.project.project import Project
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.measures import measures_of


def read_issue(project: Project, name: str, store: Store | MemoryStore | None = None) -> tuple[Issue, list[Problem]]:
    """The issue and its warnings; raises ContentError with every problem when there is an error.

    Articles in ``store`` are not read again.
    """
    loaded = load_issue(project, name, store)
    if loaded.issue is None:
        raise ContentError(loaded.problems)
    return loaded.issue, list(loaded.problems)


def accepted(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, when none of them is an error; raises ContentError otherwise."""
    found = list(problems)
    if any(problem.is_error for problem in found):
        raise ContentError(found)
    return found


def known_article(issue: Issue, slug: str) -> str:
    """The slug of an article of the issue; raises UsageError when there is no such article."""
    if slug not in issue.articles:
        hint = did_you_mean(slug, issue.articles, noun="articles")
        raise UsageError(f'the issue has no article "{slug}"', hint=hint)
    return slug


def check_issue(project: Project, name: str) -> tuple[Problem, ...]:
    """The problems of the issue ``name``, sorted by file, line and column."""
    loaded = load_issue(project, name, project.store())
    measures = measures_of(project, loaded.issue)
    problems = loaded.problems + measures.problems
    articles = loaded.issue.articles.values() if loaded.issue is not None else ()
    charts = (chart for article in articles for chart in charts_of(article))
    if not measures.problems and any(series.color for chart in charts for series in chart.spec.series):
        from hemaprint.charts.colors import unknown_colors  # noqa: PLC0415 - brings Jinja2
        from hemaprint.theme.theme import theme_of  # noqa: PLC0415 - as above

        problems += tuple(unknown_colors(articles, theme_of(project, loaded.issue)))
    if not measures.problems and project.has_own_theme:
        from hemaprint.typeset.vetting import theme_problems  # noqa: PLC0415 - brings the layout engine

        problems += theme_problems(project, loaded.issue)
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))
