"""``hemaprint init``: a small magazine that builds."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hemaprint.cli.report import diagnostics, shown_path


def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    title: Annotated[str, typer.Option("--title", help="The magazine's name, instead of the folder's.")] = "",
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder that is not empty, replacing files of the same names."),
    ] = False,
) -> None:
    """Write a small magazine of eight pages that builds, to be replaced page by page."""
    from hemaprint.scaffold.create import create  # noqa: PLC0415 - other commands start faster without it

    create(directory, title=title, today=date.today(), force=force)
    shown = shown_path(directory.absolute())
    diagnostics().print(f"next: cd {shlex.quote(shown)} && hemaprint build")
    typer.echo(shown)
