# SPDX-License-Identifier: MIT
"""Start a magazine, ``hemaprint init``; add issues, articles and templates, ``new``; write JSON Schemas, ``schema``."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import IssueOption, output_option, session_of
from hemaprint.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from hemaprint.scaffold.articles import Addition


def init_command(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="A new or empty folder; defaults to this one.")
    ] = Path(),
    title: Annotated[str, typer.Option("--title", help="The magazine's name; defaults to the folder's.")] = "",
    size: Annotated[
        str,
        typer.Option("--size", help="The trim size: A4, A5, B5, letter, or a width and a height: '210mm 210mm'."),
    ] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="What it is written in, in BCP 47: en-US, de, zh-Hans.")
    ] = "",
    theme: Annotated[str, typer.Option("--theme", metavar="NAME", help="How it looks: an installed theme.")] = "",
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="Take the settings, layouts, styles and fonts of this project, and none of its content.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder that is not empty, and replace files of the same names."),
    ] = False,
) -> None:
    """Write a small magazine that builds, to be replaced page by page; its pictures are drawn from its title."""
    from hemaprint.scaffold.create import Wishes, create  # noqa: PLC0415 - other commands start faster without it

    wishes = Wishes(title, size, language, theme, source)
    print_problems(create(directory, wishes, today=date.today(), force=force).problems)
    shown = shown_path(directory.absolute())
    step = "" if directory.absolute() == Path.cwd() else f"cd {shlex.quote(shown)} && "
    diagnostics().print(f"next: {step}hemaprint build")
    typer.echo(shown)


# ---------------------------------------------------------------- new issues and articles

new_app = typer.Typer(
    name="new",
    no_args_is_help=True,
    help="Write a new issue, article or page template; nothing is ever overwritten.",
    epilog="Example: hemaprint new article five-years-on",
)

Slug = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")]
Department = Annotated[str, typer.Option("--department", help="Defaults to the first that fits.")]
Headline = Annotated[str, typer.Option("--headline", help="Defaults to the name in words.")]


@new_app.command("issue", epilog="Example: hemaprint new issue 2025-02 --date 2025-04")
def new_issue(
    context: typer.Context,
    name: Slug,
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m"], help="The month on the cover; defaults to this month."),
    ] = None,
    number: Annotated[int | None, typer.Option("--number", min=1, help="Defaults to the next number.")] = None,
) -> None:
    """A new issue of four pages: cover, contents, a letter, back, with placeholders instead of copy."""
    from hemaprint.scaffold.issues import add_issue  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
    _print_added(add_issue(project, name, dated=dated.date() if dated else date.today(), number=number))


def _adder(kind: str) -> Callable[..., None]:
    """A command that adds an article of a kind."""

    def add(
        context: typer.Context,
        name: Slug,
        issue: IssueOption = None,
        department: Department = "",
        headline: Headline = "",
    ) -> None:
        from hemaprint.scaffold.articles import Kind, add_article  # noqa: PLC0415 - as above

        project, issue = session_of(context).issue(issue)
        _print_added(add_article(project, issue, Kind(kind), name, department=department, headline=headline))

    return add


for _kind, _help, _example in (
    ("article", "A new article, added to the order of its issue.", "article five-years-on --headline 'Five years on'"),
    ("interview", "A new interview with its speakers, added to the order of its issue.", "interview at-the-bench"),
    ("news", "A new page of news items, added to the order of its issue.", "news spring-meetings --department Notices"),
):
    new_app.command(_kind, help=_help, epilog=f"Example: hemaprint new {_example}")(_adder(_kind))


@new_app.command("template", epilog="Example: hemaprint new template essay --plate")
def new_template_command(
    context: typer.Context,
    name: Slug,
    plate: Annotated[
        bool, typer.Option("--plate", help="Open with the opener on a left-hand page of its own.")
    ] = False,
    base: Annotated[str, typer.Option("--from", metavar="TEMPLATE", help="Extend this template instead.")] = "",
) -> None:
    """A new page template with its style sheet; the lines that hemaprint.toml needs are told, not written."""
    from hemaprint.scaffold.templates import new_template  # noqa: PLC0415 - other commands start faster without it

    made = new_template(session_of(context).project(), name, plate=plate, base=base)
    lines = "".join(f"\n  {line}".rstrip(" ") for line in made.lines)
    diagnostics().print(f"add to hemaprint.toml, a key to its table where that is there already:{lines}")
    for path in made.paths:
        typer.echo(shown_path(path))


def _print_added(addition: Addition) -> None:
    for line in addition.lines:
        print_line_to_add(line, addition.manifest)
    for path in addition.paths:
        typer.echo(shown_path(path))


def print_line_to_add(line: str, manifest: Path) -> None:
    """Ask the editor to enter an article into the order, where this cannot be done automatically."""
    diagnostics().print(f"add this line to the order in {shown_path(manifest)}:\n  {line}")


# ---------------------------------------------------------------- schemas


def schema_command(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Print only this one.")] = None,
    output: Annotated[Path | None, output_option(".hemaprint")] = None,
) -> None:
    """Write the JSON Schemas of hemaprint.toml, issue.yaml and front matter, or print one."""
    from hemaprint.scaffold.files import schema_text, schemas, write_schemas  # noqa: PLC0415 - loads slowly

    if name is None:
        if output is not None:
            written = write_schemas(output, output)
        else:
            project = session_of(context).project()
            written = write_schemas(project.cache, project.root)
        typer.echo("\n".join(map(shown_path, written)))
        return
    known = schemas()
    if name not in known:
        raise UsageError(f'there is no schema "{name}"', hint=did_you_mean(name, known, noun="schemas"))
    typer.echo(schema_text(known[name]), nl=False)
