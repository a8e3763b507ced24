"""``hemaprint newsletter``: the issue in its readers' mailboxes."""

from __future__ import annotations

import typer

from hemaprint.cli.newsletter_send import send_command
from hemaprint.cli.newsletter_status import status_command

newsletter_app = typer.Typer(
    no_args_is_help=True,
    help="Send an issue to its readers.",
    epilog="Example: hemaprint newsletter status 2025-01",
)

newsletter_app.command(
    "send",
    epilog="Example: hemaprint newsletter send 2025-01 --list subscribers.csv\n\n"
    "Example: hemaprint newsletter send 2025-01 --list subscribers.csv --rate 30/min --yes\n\n"
    "Example: hemaprint newsletter send 2025-01 --test you@example.org",
)(send_command)
newsletter_app.command("status", epilog="Example: hemaprint newsletter status 2025-01 --json")(status_command)
