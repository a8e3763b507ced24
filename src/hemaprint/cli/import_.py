"""``hemaprint import``: what authors send becomes articles, with a report of what was doubtful."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity, UsageError
from hemaprint.intake import Options, TrackedChanges
from hemaprint.project.project import issue_folder

if TYPE_CHECKING:
    from hemaprint.intake.intake import Intake


def import_command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Text, Word, HTML, subtitles or JATS; OpenDocument, RTF and Markdown through pandoc.",
        ),
    ],
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ISSUE", help="The newest issue unless named.")
    ] = None,
    template: Annotated[
        str, typer.Option("--template", help="interview, feature, news...; by what is recognised unless given.")
    ] = "",
    department: Annotated[str, typer.Option("--department", help="The first one that fits unless named.")] = "",
    slug: Annotated[str, typer.Option("--slug", metavar="NAME", help="The name of the file unless given.")] = "",
    speaker: Annotated[
        list[str] | None,
        typer.Option("--speaker", metavar="NAME", help="Somebody who speaks; the magazine is known. Repeatable."),
    ] = None,
    selector: Annotated[
        str, typer.Option("--selector", metavar="CSS", help="Where in a web page the article stands.")
    ] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="Of a text; found out unless given.")] = "",
    language: Annotated[str, typer.Option("--language", help="Such as zh-Hans; found out unless given.")] = "",
    accept: Annotated[bool, typer.Option("--accept-changes", help="Set tracked changes of Word as made.")] = False,
    reject: Annotated[bool, typer.Option("--reject-changes", help="Set the text before tracked changes.")] = False,
    pandoc: Annotated[bool, typer.Option("--pandoc", help="Read Word documents through pandoc.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Doubts fail, and then nothing is written.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an article of the same name.")] = False,
) -> None:
    """Turn what authors send into articles of an issue; nothing of their text is lost."""
    from hemaprint.intake.saving import save, slugs_for  # noqa: PLC0415 - other commands start faster without it

    if accept and reject:
        raise UsageError("--accept-changes and --reject-changes exclude each other", "choose one of them")
    project = session_of(context).project()
    folder = issue_folder(project, pick_issue(project, issue))
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
    intakes = _take_in_all(context, list(zip(files, slugs, strict=True)), options)
    problems = [problem for intake in intakes for problem in _tell(intake)]
    failed = [problem for problem in problems if strict or problem.severity is Severity.ERROR]
    if not dry_run and not (strict and failed):
        saved = save(intakes, folder, project.root)
        for line in saved.lines:
            diagnostics().print(f"add this line to the order in {shown_path(saved.manifest)}:\n  {line}")
        for path in saved.paths:
            typer.echo(shown_path(path))
    if failed:
        raise typer.Exit(ExitCode.CONTENT)


def _take_in_all(context: typer.Context, files: list[tuple[Path, str]], options: Options) -> list[Intake]:
    """Every file, or one error with the problems of all that cannot be read."""
    from hemaprint.intake.intake import take_in  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
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


def _tell(intake: Intake) -> list[Problem]:
    """Print the report of one import; returns its doubts and errors as problems."""
    from hemaprint.intake.saving import problems_of, summary_lines  # noqa: PLC0415 - as above

    console = diagnostics()
    console.print(Text(f"{shown_path(intake.source)} -> articles/{intake.slug}.md", style="bold"))
    problems = list(problems_of(intake))
    for line in summary_lines(intake):
        console.print(Text(f"  {line}"), soft_wrap=True)
    print_problems(problems)
    return problems
