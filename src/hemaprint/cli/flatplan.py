# SPDX-License-Identifier: MIT
"""Show an issue as a printer's flat plan: ``hemaprint flatplan``."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics, print_problems, problem_data, shown_path, summary
from hemaprint.cli.session import AsJson, IssueName, Jobs, NoCache, Quiet, Strict, output_option, session_of
from hemaprint.errors import ExitCode, Problem, Severity, UsageError

if TYPE_CHECKING:
    from hemaprint.copydesk.flatplan.make import Drawn
    from hemaprint.project.project import Project


class FlatPlanFormat(StrEnum):
    """The values of ``--format``."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"


class PaperName(StrEnum):
    """The values of ``--paper``."""

    A3 = "a3"
    A4 = "a4"


class SignatureName(StrEnum):
    """The values of ``--signature``."""

    FOUR = "4"
    EIGHT = "8"
    SIXTEEN = "16"
    THIRTY_TWO = "32"


def flatplan_command(
    context: typer.Context,
    issue: IssueName = None,
    form: Annotated[
        FlatPlanFormat, typer.Option("--format", help="text in the terminal, or a file: html, pdf.")
    ] = FlatPlanFormat.TEXT,
    signature: Annotated[
        SignatureName, typer.Option("--signature", help="Pages that the printer folds from one sheet.")
    ] = SignatureName.SIXTEEN,
    paper: Annotated[
        PaperName | None, typer.Option("--paper", help="The sheet of the PDF, in landscape; defaults to a3.")
    ] = None,
    output: Annotated[Path | None, output_option("dist/ISSUE")] = None,
    strict: Strict = False,
    as_json: AsJson = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Show an issue as its printer sees it: spreads, signatures, inks, advertisements, budgets, and what is late.

    Reads the pages of the last build; where they are out of date, sets them again, and writes no edition.
    """
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.copydesk.flatplan.make import flat_plan  # noqa: PLC0415 - as above

    _refuse_idle(form, paper, output, as_json=as_json)
    project, name = session_of(context).issue(issue)
    drawn = flat_plan(project, name, BackendOptions(jobs, no_cache=no_cache), lambda: progress_shown(quiet))
    if as_json:
        from hemaprint.copydesk.flatplan.telling import data  # noqa: PLC0415 - as above

        told = data(drawn.plan, int(signature), lambda problem: {**problem_data(problem)})
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(drawn, int(signature), form, paper or PaperName.A3, project, output)
    problems = (*drawn.plan.late, *drawn.plan.stopped, *drawn.plan.notes)
    if any(problem.is_error or (strict and problem.severity is Severity.WARNING) for problem in problems):
        raise typer.Exit(ExitCode.CONTENT)


def _refuse_idle(form: FlatPlanFormat, paper: PaperName | None, output: Path | None, *, as_json: bool) -> None:
    """Raise UsageError for an option that would do nothing."""
    if as_json and form is not FlatPlanFormat.TEXT:
        raise UsageError(f"--json prints, and --format {form} writes a file", "leave out one of them")
    if paper is not None and form is not FlatPlanFormat.PDF:
        raise UsageError("--paper is only for a PDF", "add --format pdf, or leave it out")
    if output is not None and form is FlatPlanFormat.TEXT:
        raise UsageError("--output is only for a file", "add --format html or --format pdf, or leave it out")


def _show(
    drawn: Drawn, size: int, form: FlatPlanFormat, paper: PaperName, project: Project, output: Path | None
) -> None:
    """The plan in a form, and what is to be said of it on stderr."""
    plan, more = drawn.plan, tuple[Problem, ...]()
    if form is FlatPlanFormat.TEXT:
        from hemaprint.cli.flatplan_text import print_plan  # noqa: PLC0415 - as above

        print_plan(plan, size)
    else:
        from hemaprint.copydesk.flatplan.sheet import Paper, html, pdf  # noqa: PLC0415 - as above
        from hemaprint.system.files import write_files  # noqa: PLC0415 - as above

        folder = output or project.dist / plan.name
        path = folder / f"{project.stem(plan.name)}-flatplan.{form}"
        if form is FlatPlanFormat.HTML:
            made = html(drawn, size).encode()
        else:
            made, more = pdf(drawn, size, Paper(paper), project.root)
        write_files({path: made}, project.root, folder)
        typer.echo(shown_path(path))
    problems = (*plan.late, *plan.stopped, *plan.notes, *more)
    print_problems(problems)
    diagnostics().print(f"{plan.name}: {summary(problems)}")
