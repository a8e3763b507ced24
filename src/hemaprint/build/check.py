# SPDX-License-Identifier: MIT
"""Find every problem of an issue, and of the layouts and styles of its project, without setting a page."""

from __future__ import annotations

from hemaprint.content.load import load_issue
from hemaprint.content.units import charts_of
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.theme.measures import measures_of


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
        from hemaprint.typeset.styles import theme_problems  # noqa: PLC0415 - brings the layout engine

        problems += theme_problems(project, loaded.issue)
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))
