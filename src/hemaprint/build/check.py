# SPDX-License-Identifier: MIT
"""Find every problem of an issue, and of the layouts and styles of its project, without setting a page."""

from __future__ import annotations

from hemaprint.charts.colors import unknown_colors
from hemaprint.content.load import load_issue
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.theme.theme import measures_of, theme_of


def check_issue(project: Project, name: str) -> tuple[Problem, ...]:
    """The problems of the issue ``name``, sorted by file, line and column."""
    loaded = load_issue(project, name, project.store())
    measures = measures_of(project, loaded.issue)
    problems = loaded.problems + measures.problems
    if loaded.issue is not None and not measures.problems:
        problems += tuple(unknown_colors(loaded.issue.articles.values(), theme_of(project)))
    if not measures.problems and project.has_own_theme:
        from hemaprint.typeset.styles import theme_problems  # noqa: PLC0415 - brings the layout engine

        problems += theme_problems(project, loaded.issue)
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))
