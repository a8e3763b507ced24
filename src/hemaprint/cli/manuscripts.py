# SPDX-License-Identifier: MIT
"""Take manuscripts in, ``hemaprint import``, and send articles out, ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint import api
from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import IssueName, IssueOption, OneArticle, output_option, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, UsageError
from hemaprint.intake import Options, TrackedChanges

if TYPE_CHECKING:
    from hemaprint.intake.intake import Intake
    from hemaprint.project.project import Project


def import_command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Text, Word, HTML, subtitles or JATS; OpenDocument, RTF and Markdown through pandoc.",
        ),
    ],
    issue: IssueOption = None,
    template: Annotated[
        str, typer.Option("--template", help="interview, feature, news...; by default recognised from the text.")
    ] = "",
    department: Annotated[str, typer.Option("--department", help="Defaults to the first that fits.")] = "",
    slug: Annotated[str, typer.Option("--slug", metavar="NAME", help="Defaults to the name of the file.")] = "",
    speaker: Annotated[
        list[str] | None,
        typer.Option("--speaker", metavar="NAME", help="A person who speaks; the magazine is known. Repeatable."),
    ] = None,
    selector: Annotated[
        str, typer.Option("--selector", metavar="CSS", help="Where the article is in a web page.")
    ] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="Of a text file; detected by default.")] = "",
    language: Annotated[str, typer.Option("--language", help="Such as zh-Hans; detected by default.")] = "",
    accept: Annotated[bool, typer.Option("--accept-changes", help="Accept tracked changes of Word.")] = False,
    reject: Annotated[bool, typer.Option("--reject-changes", help="Reject tracked changes of Word.")] = False,
    pandoc: Annotated[bool, typer.Option("--pandoc", help="Read Word documents through pandoc.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on doubts as well, and then write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an article of the same name.")] = False,
) -> None:
    """Turn authors' manuscripts into articles of an issue; none of their text is lost."""
    from hemaprint.cli.scaffold import print_line_to_add  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.intake.saving import save, slugs_for  # noqa: PLC0415 - as above
    from hemaprint.project.project import issue_folder  # noqa: PLC0415 - as above

    if accept and reject:
        raise UsageError("--accept-changes and --reject-changes exclude each other", "choose one of them")
    project, name = session_of(context).issue(issue)
    folder = issue_folder(project, name)
    slugs = slugs_for(files, folder, slug, force or dry_run)
    options = Options(
        template=template,
        department=department,
        speakers=tuple(speaker or ()),
        selector=selector,
        encoding=encoding,
        language=language,
        changes=TrackedChanges.ACCEPT if accept else TrackedChanges.REJECT if reject else None,
        pandoc=pandoc,
    )
    intakes = _take_in_all(project, list(zip(files, slugs, strict=True)), options)
    problems = [problem for intake in intakes for problem in _print_intake(intake)]
    failed = [problem for problem in problems if strict or problem.is_error]
    if not dry_run and not (strict and failed):
        saved = save(intakes, folder, project.root)
        for line in saved.lines:
            print_line_to_add(line, saved.manifest)
        for path in saved.paths:
            typer.echo(shown_path(path))
    if failed:
        raise typer.Exit(ExitCode.CONTENT)


def _take_in_all(project: Project, files: list[tuple[Path, str]], options: Options) -> list[Intake]:
    """Every file, or one error with the problems of all files that cannot be read."""
    from hemaprint.intake.intake import take_in  # noqa: PLC0415 - as above

    intakes: list[Intake] = []
    problems: list[Problem] = []
    for path, slug in files:
        try:
            intakes.append(take_in(project, path, slug, options))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems, hint="nothing was written" if len(files) > 1 else "")
    return intakes


def _print_intake(intake: Intake) -> list[Problem]:
    """Print the report of one import; returns its doubts and errors as problems."""
    from rich.text import Text  # noqa: PLC0415 - as above

    from hemaprint.intake.saving import problems_of, summary_lines  # noqa: PLC0415 - as above

    console = diagnostics()
    console.print(Text(f"{shown_path(intake.source)} -> articles/{intake.slug}.md", style="bold"))
    problems = list(problems_of(intake))
    for line in summary_lines(intake):
        console.print(Text(f"  {line}"), soft_wrap=True)
    print_problems(problems)
    return problems


def export_command(
    context: typer.Context,
    issue: IssueName = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="text, html (for authors, with the manuscript's line numbers), docx, jats (JATS 1.3 for archives), or "
            "one of an installed package; defaults to html. Repeatable.",
        ),
    ] = None,
    article: OneArticle = None,
    output: Annotated[Path | None, output_option("dist/ISSUE/export")] = None,
) -> None:
    """Write articles as text, HTML, Word documents or JATS, and print their paths; nothing is typeset."""
    project, name = session_of(context).issue(issue)
    exported = api.export(project, name, formats=formats or ["html"], article=article, output=output)
    print_problems(exported.problems)
    typer.echo("\n".join(map(shown_path, exported.paths)))
