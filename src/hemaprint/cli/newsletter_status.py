"""``hemaprint newsletter status``: how many have an issue, who does not, and why."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.newsletter import CampaignName
from hemaprint.cli.newsletter_results import counted, tell
from hemaprint.cli.newsletter_send import Issue
from hemaprint.cli.session import session_of
from hemaprint.errors import Location, UsageError, did_you_mean

if TYPE_CHECKING:
    from hemaprint.newsletter.ledger import Entry, Ledger, State


class Table(StrEnum):
    """What ``--export`` takes."""

    CSV = "csv"


def status_command(
    context: typer.Context,
    issue: Issue = None,
    campaign: CampaignName = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print counts and failures as JSON.")] = False,
    export: Annotated[
        Table | None, typer.Option("--export", help="Print every row of the ledger as a table: csv.")
    ] = None,
    settle_by: Annotated[
        Path | None,
        typer.Option(
            "--settle",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Decide the unknown: a Message-ID or address a line, all that the mail server has taken.",
        ),
    ] = None,
) -> None:
    """How many have the issue, who does not, and why."""
    from hemaprint.newsletter.admission import Books, check_memory  # noqa: PLC0415 - other commands start faster
    from hemaprint.newsletter.ledger import Ledger  # noqa: PLC0415 - as above
    from hemaprint.newsletter.ledger_file import has_ledger  # noqa: PLC0415 - as above

    project = session_of(context).project()
    name = campaign or project.pick_issue(issue)
    books = Books.of(project)
    check_memory(books, name)
    if not has_ledger(books.ledger):
        raise UsageError("nothing has been sent yet", "hemaprint newsletter send says what would be")
    with Ledger(books.ledger) as ledger:
        ledger.bury()
        known = sorted({one.campaign for one in ledger.tallies()})
        if campaign and campaign not in known:
            raise UsageError(f'no campaign is called "{campaign}"', did_you_mean(campaign, known, noun="campaigns"))
        if settle_by is not None:
            _settle(ledger, name, settle_by)
        entries, counts = ledger.entries(name), ledger.counts(name)
    if export is not None:
        _print_table(entries)
    elif as_json:
        data = {"campaign": name, "counts": counts, "failures": [asdict(entry) for entry in _failures(entries)]}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print_failures(name, counts, entries)


def _failures(entries: Sequence[Entry]) -> list[Entry]:
    from hemaprint.newsletter.ledger import State  # noqa: PLC0415 - other commands start faster without it

    return [entry for entry in entries if entry.state in (State.DEFERRED, State.BOUNCED, State.UNKNOWN)]


def _print_failures(name: str, counts: Mapping[State, int], entries: Sequence[Entry]) -> None:
    typer.echo(f"{name}: {', '.join(f'{count:,} {state}' for state, count in counts.items() if count) or 'nothing'}")
    for entry in _failures(entries):
        answer = f"{entry.code} {entry.answer}" if entry.code else entry.answer
        typer.echo(f"  {entry.address}: {entry.state} after {counted(entry.attempts, 'attempt')}: {answer}")


def _print_table(entries: Sequence[Entry]) -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("address", "state", "attempts", "code", "answer", "message_id", "changed"))
    table.writerows(asdict(entry).values() for entry in entries)


def _settle(ledger: Ledger, name: str, path: Path) -> None:
    from hemaprint.newsletter.settle import settle  # noqa: PLC0415 - other commands start faster without it

    settled = settle(ledger, name, path.read_text("utf-8", "replace").splitlines(), Location(path))
    tell(f"{settled.sent:,} had been delivered, {settled.queued:,} are queued again")
