# SPDX-License-Identifier: MIT
"""Fit the copy of an issue to its pages: ``hemaprint copyfit``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import ProblemFormat, print_all, problem_data, problems_json, shown_path
from hemaprint.cli.session import AsJson, IssueName, Jobs, NoCache, OneArticle, Quiet, Strict, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from hemaprint.build.backend import Backend, BackendOptions, Progress
    from hemaprint.content.models import Issue
    from hemaprint.copydesk.copyfit.fit import Fit
    from hemaprint.project.project import Project
    from hemaprint.typeset.crew.schedule import Schedule
    from hemaprint.typeset.plan import SetIssue

TRIALS = 60
"""``fit.TRIALS``, which would bring the typesetter."""


def copyfit_command(
    context: typer.Context,
    issue: IssueName = None,
    article: OneArticle = None,
    trials: Annotated[
        int,
        typer.Option(
            "--trials", metavar="N", min=0, max=2000, help="Settings of each article to try; 0 only counts the lines."
        ),
    ] = TRIALS,
    save: Annotated[
        int,
        typer.Option("--save", metavar="LINES", min=0, max=1000, help="Save so many lines, also where the copy fits."),
    ] = 0,
    strict: Strict = False,
    as_json: AsJson = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Say how many lines each article is over or under its budget, where a cut saves one, and what fills a page.

    Every suggestion is tried: the article is set with it, and it is made only if it does what it says. Writes no file.
    """
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.copydesk.copyfit.telling import data, problems_of, table  # noqa: PLC0415 - as above

    project, name = session_of(context).issue(issue)
    options = BackendOptions(jobs, no_cache=no_cache)
    try:
        fit = _fit(project, name, article, options, most=trials, save=save, quiet=quiet)
    except ContentError as error:  # what cannot be read, or set, is told in the same form
        if as_json:
            typer.echo(problems_json(error.problems))
        else:
            print_all(name, error.problems, ProblemFormat.TEXT)
        raise typer.Exit(ExitCode.CONTENT) from error
    problems = problems_of(fit, project.content / name)
    if as_json:
        told = data(fit, shown_path) | {"problems": [problem_data(one) for one in problems]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(table(fit)))
        print_all(name, problems, ProblemFormat.TEXT)
    if strict and any(_counts(problem) for problem in problems):
        raise typer.Exit(ExitCode.CONTENT)


def _counts(problem: Problem) -> bool:
    return problem.severity is not Severity.NOTE


def _fit(
    project: Project, name: str, article: str | None, options: BackendOptions, *, most: int, save: int, quiet: bool
) -> Fit:
    from hemaprint.build.backend import open_backend  # noqa: PLC0415 - as above
    from hemaprint.build.reading import known_article, read_issue  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.system.environment import require_engine  # noqa: PLC0415 - as above

    require_engine()
    store = options.store(project)
    with open_backend(project, options, store=store) as backend, progress_shown(quiet) as shown:
        found, _ = read_issue(project, name, store)
        chosen = None if article is None else (known_article(found, article),)
        done, schedule = _set(project, found, backend, shown)
        from hemaprint.copydesk.copyfit.fit import fit_issue, fit_set  # noqa: PLC0415 - loaded while the crew wakes up

        if not most:
            return fit_set(done, chosen)
        shown.stage("trying")
        return fit_issue(project, done, schedule, articles=chosen, most=most, save=save)


def _set(project: Project, issue: Issue, backend: Backend, shown: Progress) -> tuple[SetIssue, Schedule]:
    """The issue as it is now, and what can set parts of it again."""
    from hemaprint.bind.editions import Conformance  # noqa: PLC0415 - as above
    from hemaprint.build.bisect import bisected  # noqa: PLC0415 - as above
    from hemaprint.build.issue import issue_setter  # noqa: PLC0415 - as above
    from hemaprint.build.reading import accepted  # noqa: PLC0415 - as above
    from hemaprint.theme.theme import Theme  # noqa: PLC0415 - as above

    def made(theme: Theme, watcher: Progress) -> tuple[SetIssue, Schedule]:
        setter = issue_setter(project, issue, backend, watcher, Conformance.UA1, theme=theme)
        watcher.stage("typesetting")
        done = setter.set()
        accepted(done.problems)
        return done, setter.schedule

    return bisected(project, issue, made, shown)
