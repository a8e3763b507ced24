"""``hemaprint check``: read an issue, its layouts and styles, and report every problem, without rendering a page."""

from __future__ import annotations

from typing import Annotated

import typer

from hemaprint.cli.report import (
    ProblemFormat,
    count,
    diagnostics,
    github_annotation,
    print_problems,
    problems_json,
    summary,
)
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity


def check_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    form: Annotated[
        ProblemFormat,
        typer.Option("--format", help="text for people, json, or github for workflow annotations."),
    ] = ProblemFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
) -> None:
    """Read an issue and report every problem, without rendering."""
    name, problems = _problems_of(context, issue)
    _show(name, problems, form)
    failing = [problem for problem in problems if strict or problem.severity is Severity.ERROR]
    if failing:
        raise typer.Exit(ExitCode.CONTENT)


def _problems_of(context: typer.Context, issue: str | None) -> tuple[str, tuple[Problem, ...]]:
    """The name that was checked and its problems; a hemaprint.toml that cannot be read is a problem like any other."""
    try:
        project = session_of(context).project()
    except ContentError as error:
        return "hemaprint.toml", error.problems
    from hemaprint.content.load import load_issue  # noqa: PLC0415 - other commands start faster without it

    name = pick_issue(project, issue)
    loaded = load_issue(project, name, project.store())
    problems = loaded.problems
    if project.layouts.is_dir() or project.styles.is_dir():
        from hemaprint.typeset.styles import theme_problems  # noqa: PLC0415 - brings WeasyPrint, which loads slowly

        problems += theme_problems(project, loaded.issue)
    return name, tuple(sorted(problems, key=lambda problem: problem.sort_key))


def _show(name: str, problems: tuple[Problem, ...], form: ProblemFormat) -> None:
    if form is ProblemFormat.JSON:
        typer.echo(problems_json(problems))
        return
    if form is ProblemFormat.GITHUB:
        for problem in problems:
            typer.echo(github_annotation(problem))
    else:
        print_problems(problems)
    style = "bold red" if count(problems, Severity.ERROR) else "" if problems else "green"
    diagnostics().print(f"{name}: {summary(problems)}", style=style or None)
