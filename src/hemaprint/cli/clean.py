"""``hemaprint clean``: remove the pages that are kept for the next build."""

from __future__ import annotations

import typer

from hemaprint.cli.report import shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import ContentError
from hemaprint.system.files import linked_problem


def clean_command(context: typer.Context) -> None:
    """Remove every page that is kept for the next build; finished files stay."""
    store = session_of(context).project().store()
    if store.link is not None:
        raise ContentError([linked_problem(store.link)])
    emptied = store.clear()
    entries = f"{emptied.entries} entr{'y' if emptied.entries == 1 else 'ies'}"
    typer.echo(f"{shown_path(store.folder)}: {entries} removed, {emptied.size / 1e6:.1f} MB")
