"""``hemaprint export``: articles as text, HTML, Word documents or JATS, for their authors and for archives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hemaprint.cli.report import print_problems, shown_path
from hemaprint.cli.session import pick_issue, session_of


def export_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="Defaults to the newest issue.")] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="text, html (for authors, with the manuscript's line numbers), docx, jats (JATS 1.3 for archives), or "
            "one of an installed package. Repeat it for several; defaults to html.",
        ),
    ] = None,
    article: Annotated[str | None, typer.Option("--article", metavar="SLUG", help="Only this article.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of dist/ISSUE/export."
        ),
    ] = None,
) -> None:
    """Write articles as text, HTML, Word documents or JATS, and print their paths; nothing is typeset."""
    from hemaprint.export.articles import export_articles  # noqa: PLC0415 - lxml, python-docx and Pillow load slowly

    project = session_of(context).project()
    name = pick_issue(project, issue)
    exported = export_articles(project, name, formats or ["html"], article=article, output=output)
    print_problems(exported.problems)
    typer.echo("\n".join(shown_path(path) for path in exported.paths))
