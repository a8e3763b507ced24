"""``hemaprint pages``: the pages of a finished edition as PNGs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hemaprint.bind.editions import Edition
from hemaprint.cli.report import shown_path
from hemaprint.cli.session import pick_issue, session_of


def pages_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    pages: Annotated[
        str | None,
        typer.Option(
            "--pages",
            metavar="PAGES",
            help="Only these, by the numbers printed on them: cover, 2, 5-8, 20- (to the end), separated by commas.",
        ),
    ] = None,
    dpi: Annotated[
        int | None,
        typer.Option(
            "--dpi",
            min=12,
            max=1200,
            help="Pixels per inch, from 12 to 1200; 150 unless given, 36 on a contact sheet.",
        ),
    ] = None,
    spreads: Annotated[
        bool, typer.Option("--spreads", help="Facing pages on one picture, the cover on its own.")
    ] = False,
    contact_sheet: Annotated[
        bool, typer.Option("--contact-sheet", help="Instead, one picture of all pages as spreads in rows.")
    ] = False,
    edition: Annotated[
        Edition, typer.Option("--edition", help="The edition that is shown; it must have been built.")
    ] = Edition.DIGITAL,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of dist/ISSUE/pages."
        ),
    ] = None,
) -> None:
    """Draw the pages of a finished issue as PNGs and print their paths."""
    project = session_of(context).project()
    name = pick_issue(project, issue)
    from hemaprint.pages import Kind, picture_pages  # noqa: PLC0415 - pdfium and Pillow load slowly

    kind = Kind.CONTACT_SHEET if contact_sheet else Kind.SPREAD if spreads else Kind.PAGE
    written = picture_pages(project, name, edition=edition, kind=kind, pages=pages, dpi=dpi, output=output)
    typer.echo("\n".join(shown_path(path) for path in written))
