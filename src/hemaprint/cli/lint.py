# SPDX-License-Identifier: MIT
"""Read an issue as a copy editor does: ``hemaprint lint``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import ProblemFormat, diagnostics, print_all
from hemaprint.cli.session import AsJson, IssueName, Jobs, NoCache, OneArticle, Quiet, Strict, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from hemaprint.build.backend import BackendOptions
    from hemaprint.copydesk.lint.rules import Told
    from hemaprint.project.project import Project


def lint_command(
    context: typer.Context,
    issue: IssueName = None,
    article: OneArticle = None,
    build: Annotated[
        bool,
        typer.Option("--build/--no-build", help="--no-build reads only the copy; the rules about pages are not asked."),
    ] = True,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, with their reasons and sources.")] = False,
    strict: Strict = False,
    as_json: AsJson = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Read an issue as a copy editor does: typography, house style, clinical language.

    Reads the pages of the last build; where they are out of date, sets them again, and writes no file.
    """
    if rules:
        _print_rules(as_json=as_json)
        return
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it

    form = ProblemFormat.JSON if as_json else ProblemFormat.TEXT
    project, name = session_of(context).issue(issue)
    try:
        problems = _findings(project, name, article, BackendOptions(jobs, no_cache=no_cache), build=build, quiet=quiet)
    except ContentError as error:  # what cannot be read, or set, is told in the same form
        problems = error.problems
    print_all(name, problems, form)
    if any(problem.is_error or (strict and problem.severity is Severity.WARNING) for problem in problems):
        raise typer.Exit(ExitCode.CONTENT)


def _findings(
    project: Project, name: str, article: str | None, options: BackendOptions, *, build: bool, quiet: bool
) -> tuple[Problem, ...]:
    from hemaprint.build.reading import known_article, read_issue  # noqa: PLC0415 - as above
    from hemaprint.copydesk.lint.findings import findings  # noqa: PLC0415 - as above

    issue, _ = read_issue(project, name, options.store(project))
    chosen = None if article is None else (known_article(issue, article),)
    if not build:
        return findings(issue, project, articles=chosen)
    from hemaprint.build.current import current_pages  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.copydesk.lint.findings import Built  # noqa: PLC0415 - as above
    from hemaprint.copydesk.lint.rules import Pages  # noqa: PLC0415 - as above
    from hemaprint.copydesk.measures.reading import read  # noqa: PLC0415 - brings pikepdf and pdfium
    from hemaprint.project.project import MANIFEST_NAME  # noqa: PLC0415 - as above

    pages = current_pages(project, name, options, lambda: progress_shown(quiet))
    seen = Pages(read(pages.pdf), pages.origin, project.content / name / MANIFEST_NAME)
    built = Built(pages.problems, seen)
    return findings(issue, project, built=built, articles=chosen)


def _print_rules(*, as_json: bool) -> None:
    from hemaprint.copydesk.lint.rules import rules_told  # noqa: PLC0415 - as above

    told = rules_told().values()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in told], ensure_ascii=False, indent=2))
        return
    typer.echo("\n\n".join(_rule_text(one) for one in told))
    diagnostics().print(f"{len(told)} rules; --json also lists what is wrong and right by each")


def _rule_text(one: Told) -> str:
    return f"{one.code}  {one.title}\n  {one.reason}\n  source: {one.source}"
