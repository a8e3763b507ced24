"""``hemaprint export``: articles as text, HTML, Word documents or JATS, for their authors and for archives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hemaprint.cli.report import print_problems, shown_path
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.export.articles import Form


def export_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    forms: Annotated[
        list[Form] | None,
        typer.Option(
            "-f",
            "--format",
            help="text, html (for authors, with the manuscript's line numbers), docx, or jats (JATS 1.3 for archives); "
            "html unless given, and more than once for more.",
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
    exported = export_articles(project, name, forms or [Form.HTML], article=article, output=output)
    print_problems(exported.problems)
    typer.echo("\n".join(shown_path(path) for path in exported.paths))
