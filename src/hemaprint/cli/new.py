"""``hemaprint new``: an issue, or an article with its line in the order."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics, shown_path
from hemaprint.cli.session import pick_issue, session_of

if TYPE_CHECKING:
    from hemaprint.scaffold.create import Addition

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
    from hemaprint.scaffold.create import add_issue  # noqa: PLC0415 - other commands start faster without it

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
    from hemaprint.scaffold.create import Kind, add_article  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
    _tell(add_article(project, pick_issue(project, issue), Kind(kind), name, department=department, headline=headline))


def _tell(addition: Addition) -> None:
    for line in addition.lines:
        diagnostics().print(f"add this line to the order in {shown_path(addition.manifest)}:\n  {line}")
    for path in addition.paths:
        typer.echo(shown_path(path))
