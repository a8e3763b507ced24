"""``hemaprint init``: a small magazine that builds."""

from __future__ import annotations

import shlex
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics, shown_path
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from hemaprint.scaffold.additions import Addition


def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    title: Annotated[str, typer.Option("--title", help="The magazine's name, instead of the folder's.")] = "",
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder that is not empty, replacing files of the same names."),
    ] = False,
) -> None:
    """Write a small magazine of eight pages that builds, to be replaced page by page."""
    from hemaprint.scaffold.magazine import create  # noqa: PLC0415 - other commands start faster without it

    create(directory, title=title, today=date.today(), force=force)
    shown = shown_path(directory.absolute())
    diagnostics().print(f"next: cd {shlex.quote(shown)} && hemaprint build")
    typer.echo(shown)


new_app = typer.Typer(
    name="new",
    no_args_is_help=True,
    help="Write a new issue or article; nothing is ever overwritten.",
    epilog="Example: hemaprint new article five-years-on",
)

Slug = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")]
InIssue = Annotated[str | None, typer.Option("--issue", metavar="ISSUE", help="The newest issue unless named.")]
InDepartment = Annotated[str, typer.Option("--department", help="The first one that fits unless named.")]
Headline = Annotated[str, typer.Option("--headline", help="The name in words unless given.")]


@new_app.command("issue", epilog="Example: hemaprint new issue 2025-02 --date 2025-04")
def new_issue(
    context: typer.Context,
    name: Slug,
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m"], help="The month on the cover; this one unless given."),
    ] = None,
    number: Annotated[int | None, typer.Option("--number", min=1, help="The next one unless given.")] = None,
) -> None:
    """A new issue of four pages: cover, contents, a letter, back."""
    from hemaprint.scaffold.additions import add_issue  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
    _tell(add_issue(project, name, dated=dated.date() if dated else date.today(), number=number))


@new_app.command("article", epilog="Example: hemaprint new article five-years-on --headline 'Five years on'")
def new_article(
    context: typer.Context, name: Slug, issue: InIssue = None, department: InDepartment = "", headline: Headline = ""
) -> None:
    """A new article, added to the order of its issue."""
    _add(context, "article", name, issue, department, headline)


@new_app.command("interview", epilog="Example: hemaprint new interview at-the-bench")
def new_interview(
    context: typer.Context, name: Slug, issue: InIssue = None, department: InDepartment = "", headline: Headline = ""
) -> None:
    """A new interview with its speakers, added to the order of its issue."""
    _add(context, "interview", name, issue, department, headline)


@new_app.command("news", epilog="Example: hemaprint new news spring-meetings --department Notices")
def new_news(
    context: typer.Context, name: Slug, issue: InIssue = None, department: InDepartment = "", headline: Headline = ""
) -> None:
    """A new page of news items, added to the order of its issue."""
    _add(context, "news", name, issue, department, headline)


def _add(context: typer.Context, kind: str, name: str, issue: str | None, department: str, headline: str) -> None:
    from hemaprint.scaffold.additions import Kind, add_article  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
    _tell(add_article(project, pick_issue(project, issue), Kind(kind), name, department=department, headline=headline))


def _tell(addition: Addition) -> None:
    if addition.line:
        console = diagnostics()
        console.print(f"add this line to the order in {shown_path(addition.manifest)}:\n  {addition.line}")
    for path in addition.paths:
        typer.echo(shown_path(path))


def schema_command(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Print only this one.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of .hemaprint."),
    ] = None,
) -> None:
    """Write the JSON Schemas of hemaprint.toml, issue.yaml and front matter, or print one."""
    from hemaprint.content.schema import schemas  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.scaffold.schemas import schema_text, write_schemas  # noqa: PLC0415 - other commands start faster without it

    if name is None:
        directory, root = (output, output) if output else _cache_of(context)
        for path in write_schemas(directory, root):
            typer.echo(shown_path(path))
        return
    known = schemas()
    if name not in known:
        raise UsageError(f'there is no schema "{name}"', hint=did_you_mean(name, known, noun="schemas"))
    typer.echo(schema_text(known[name]), nl=False)


def _cache_of(context: typer.Context) -> tuple[Path, Path]:
    """The folder of the project for what can be made again, and the project's."""
    project = session_of(context).project()
    return project.cache, project.root
