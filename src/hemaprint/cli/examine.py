"""Examine what a build needs: the files of an issue, ``hemaprint check``, and this machine, ``doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint import api
from hemaprint.cli.report import (
    ProblemFormat,
    count,
    diagnostics,
    github_annotation,
    print_problems,
    problems_json,
    summary,
)
from hemaprint.cli.session import IssueName, Strict, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from hemaprint.system.environment import Finding


def check_command(
    context: typer.Context,
    issue: IssueName = None,
    form: Annotated[
        ProblemFormat, typer.Option("--format", help="text for people, json, or github for workflow annotations.")
    ] = ProblemFormat.TEXT,
    strict: Strict = False,
) -> None:
    """Read an issue and report every problem, without rendering."""
    try:
        project, name = session_of(context).issue(issue)
    except ContentError as error:  # the problems of hemaprint.toml are reported like any others
        name, problems = "hemaprint.toml", error.problems
    else:
        problems = api.check(project, name)
    _print_problems(name, problems, form)
    if any(strict or problem.is_error for problem in problems):
        raise typer.Exit(ExitCode.CONTENT)


def _print_problems(name: str, problems: tuple[Problem, ...], form: ProblemFormat) -> None:
    match form:
        case ProblemFormat.JSON:
            typer.echo(problems_json(problems))
            return
        case ProblemFormat.GITHUB:
            for problem in problems:
                typer.echo(github_annotation(problem))
        case ProblemFormat.TEXT:
            print_problems(problems)
    style = "bold red" if count(problems, Severity.ERROR) else "" if problems else "green"
    diagnostics().print(f"{name}: {summary(problems)}", style=style or None)


# ---------------------------------------------------------------- doctor

_MARKS = {"found": ("ok", "green"), "recommended": ("advised", "yellow"), "missing": ("missing", "bold red")}
"""By the values of :class:`hemaprint.system.environment.State`."""


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False) -> None:
    """Report versions and fonts, what is missing, and the command that fixes it."""
    from hemaprint.system.environment import State, examine  # noqa: PLC0415 - other commands start faster without it

    findings = (*examine(), *_engine_findings())
    if as_json:
        typer.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        _print_findings(findings)
    if any(finding.state is State.MISSING for finding in findings):
        raise typer.Exit(ExitCode.ENVIRONMENT)


def _engine_findings() -> tuple[Finding, ...]:
    """Whether WeasyPrint is the known version with all our changes; nothing when it is missing, which is a finding."""
    from hemaprint.system.environment import Finding, State  # noqa: PLC0415 - as above
    from hemaprint.typeset.engine import registry  # noqa: PLC0415 - as above

    state, name = registry.state(), "changes to WeasyPrint"
    if not state.version:
        return ()
    if not state.fault:
        return (Finding(name, State.FOUND, f"all {len(registry.CHANGES)}"),)
    left_out = ", ".join(change.name for change in state.left_out) or "none"
    detail = f"{state.fault}: builds claim neither PDF/UA, PDF/A nor PDF/X; changes left out: {left_out}"
    grave = State.MISSING if any(change.vital for change in state.left_out) else State.RECOMMENDED
    return (Finding(name, grave, detail, f"pip install weasyprint=={registry.VERSION}"),)


def _print_findings(findings: tuple[Finding, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    from hemaprint.system.environment import State, remedy  # noqa: PLC0415 - as above

    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark, style = _MARKS[finding.state.value]
        table.add_row(f"[{style}]{mark}[/]", finding.name, finding.detail)
    console = Console(highlight=False, emoji=False)
    console.print(table)
    commands = remedy([finding for finding in findings if finding.state is not State.FOUND])
    if commands:
        console.print("\nTo fix it:", markup=False)
        console.print(f"  {commands}", markup=False, soft_wrap=True)
