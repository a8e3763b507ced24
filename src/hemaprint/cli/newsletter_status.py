"""``hemaprint newsletter status``: show how many have an issue, who does not, and why."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hemaprint.cli.newsletter import CampaignName, Issue
from hemaprint.cli.newsletter_report import counted, tell
from hemaprint.cli.session import session_of
from hemaprint.errors import Location, UsageError, did_you_mean
from hemaprint.newsletter.admission import Books, check_memory, resolve_unknown
from hemaprint.newsletter.ledger import Delivery, DeliveryState, Ledger
from hemaprint.newsletter.ledger_file import has_ledger


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
            help="Decide the unknown: all that the mail server has accepted, a Message-ID or an address a line.",
        ),
    ] = None,
) -> None:
    """Show how many have the issue, who does not, and why."""
    project = session_of(context).project()
    name = campaign or project.pick_issue(issue)
    books = Books.of(project)
    check_memory(books, name)
    if not has_ledger(books.ledger):
        raise UsageError("nothing has been sent yet", "hemaprint newsletter send shows what would be sent")
    with Ledger(books.ledger) as ledger:
        ledger.release_dead_runs()
        known = sorted({one.campaign for one in ledger.tallies()})
        if campaign and campaign not in known:
            raise UsageError(f'no campaign is called "{campaign}"', did_you_mean(campaign, known, noun="campaigns"))
        if settle_by is not None:
            lines = settle_by.read_text("utf-8", "replace").splitlines()
            resolved = resolve_unknown(ledger, name, lines, Location(settle_by))
            tell(f"{resolved.sent:,} had been delivered, {resolved.queued:,} are queued again")
        deliveries, counts = ledger.deliveries(name), ledger.counts(name)
    if export is not None:
        _print_table(deliveries)
    elif as_json:
        data = {"campaign": name, "counts": counts, "failures": [asdict(one) for one in _failures(deliveries)]}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print_failures(name, counts, deliveries)


def _failures(deliveries: Sequence[Delivery]) -> list[Delivery]:
    return [
        one for one in deliveries if one.state in (DeliveryState.DEFERRED, DeliveryState.BOUNCED, DeliveryState.UNKNOWN)
    ]


def _print_failures(name: str, counts: Mapping[DeliveryState, int], deliveries: Sequence[Delivery]) -> None:
    typer.echo(f"{name}: {', '.join(f'{count:,} {state}' for state, count in counts.items() if count) or 'nothing'}")
    for one in _failures(deliveries):
        answer = f"{one.code} {one.answer}" if one.code else one.answer
        typer.echo(f"  {one.address}: {one.state} after {counted(one.attempts, 'attempt')}: {answer}")


def _print_table(deliveries: Sequence[Delivery]) -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("address", "state", "attempts", "code", "answer", "message_id", "changed"))
    table.writerows(asdict(one).values() for one in deliveries)
