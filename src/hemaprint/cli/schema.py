"""``hemaprint schema``: JSON Schemas, so that an editor completes and checks what is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hemaprint.cli.report import shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import UsageError
from hemaprint.project.suggest import did_you_mean


def schema_command(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Print only this one.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of .hemaprint."),
    ] = None,
) -> None:
    """Write the JSON Schemas of hemaprint.toml, issue.yaml and front matter, or print one."""
    from hemaprint.content.models import schemas  # noqa: PLC0415 - other commands start faster without it
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
