# SPDX-License-Identifier: MIT
"""Print what a newsletter would do, how far it is, and what it has done."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from hemaprint.cli.newsletter import CampaignName, Issue
from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import Location, UsageError, did_you_mean
from hemaprint.newsletter.admission import Books, check_memory, resolve_unknown
from hemaprint.newsletter.ledger import Delivery, DeliveryState, Ledger
from hemaprint.newsletter.ledger_file import has_ledger
from hemaprint.newsletter.transport import Fate, Outcome, Recipient

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from hemaprint.newsletter.folder import Filed
    from hemaprint.newsletter.recipients import RecipientList
    from hemaprint.newsletter.send import Plan, SendOptions, Summary


MEGABYTE = 1e6
SHOWN = 20
"""Rows or files that are printed one by one."""
EVERY = 10.0
"""Seconds between two lines of a log."""


def counted(number: int, noun: str) -> str:
    """``1 message``, ``2,000 messages``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3 h 20 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def tell(line: str) -> None:
    """Print a line on stderr, without markup."""
    diagnostics().print(Text(line))


def show_list(listed: RecipientList) -> None:
    """Print warnings, the rows of a list that get nothing, the suppression files, and which addresses are shared."""
    print_problems(listed.problems)
    path = shown_path(listed.path)
    for row in islice(listed.rejected, SHOWN):
        tell(f"{path}: row {row.row}: {row.address or 'no address'}: {row.why} [{row.code}]")
    if (rejected := len(listed.rejected)) > SHOWN:
        tell(f"{path}: {counted(rejected - SHOWN, 'row')} more get nothing")
    for one in listed.suppressions:
        tell(f"{shown_path(one.path)}: suppressed: {one.addresses:,}; excluded from this list: {one.left_out:,}")
    if not listed.suppressions:
        tell("neither the project nor the folder of the list has a suppressed.csv: nobody is excluded")
    if not listed.recipients:
        why = "all its rows are listed above" if rejected else "it has no rows below its header"
        tell(f"{path}: nobody on this list gets the issue: {why}")
    if shared := len(listed.shared):
        first = ", ".join(one.address for one in islice(listed.shared, SHOWN))
        tell(f"{path}: several people may read {first}{f' and {shared - SHOWN:,} more' if shared > SHOWN else ''}")


def show_plan(plan: Plan, subject: str, options: SendOptions) -> None:
    """Print the readers by state, and what would be sent."""
    for state, count in sorted(plan.standing.items()):
        tell(f"  {count:,} {state}{'' if state in options.states else ': not sent'}")
    took = f", {duration(plan.seconds)} at this rate" if plan.seconds else ""
    size = f"{plan.size / MEGABYTE:,.1f} MB each, {plan.messages * plan.size / MEGABYTE:,.0f} MB in total"
    print(f'would send "{subject}": {counted(plan.messages, "message")}, {size}{took}; --yes sends')


def show_filed(filed: Filed, folder: Path, size: int, *, dry: bool) -> None:
    """Print which messages of ``size`` bytes a folder gets and loses; ``dry`` where nothing has been done yet."""
    done = "would be removed" if dry else "removed"
    for name in filed.removed[:SHOWN]:
        tell(f"{shown_path(folder / name)}: {done}: its reader gets nothing now, or it belongs to another version")
    if len(filed.removed) > SHOWN:
        tell(f"{counted(len(filed.removed) - SHOWN, 'file')} more {done}")
    total = (filed.written + filed.replaced) * size / MEGABYTE
    counts = f"{filed.written:,} new, {filed.replaced:,} replaced, {filed.kept:,} kept"
    tell(f"{'would be ' * dry}{counts}, {len(filed.removed):,} removed; {total:,.1f} MB")


def show_summary(summary: Summary) -> None:
    """Print what a run did, why it ended early, and what remains."""
    words = {Fate.DELIVERED: "sent", Fate.DEFERRED: "deferred", Fate.BOUNCED: "bounced", Fate.UNKNOWN: "unknown"}
    counts = [f"{word} {summary.by_fate.get(fate, 0):,}" for fate, word in words.items()]
    print(", ".join((*counts, f"skipped {summary.skipped:,}")), f"in {duration(summary.seconds)}")
    if summary.stopped is not None:
        print_problems([summary.stopped])
    if summary.remaining:
        tell(f"{counted(summary.remaining, 'reader')} remaining: run the command again")
    if unknown := summary.standing.get(DeliveryState.UNKNOWN, 0):
        tell(f"{counted(unknown, 'message')} of unknown fate: hemaprint newsletter status")


class _Rate(ProgressColumn):
    """Messages a second or a minute."""

    def render(self, task: Task) -> Text:
        """Show the recent rate."""
        speed = task.finished_speed or task.speed or 0.0
        return Text(f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.0f}/min", style="dim")


class SendingShown:
    """Prints a line for each failure, pauses, and how far the run is: a bar on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console, bars: Bars | None) -> None:
        self._console = console
        self._bars = bars
        self._task = bars.add_task("sending", total=None) if bars is not None else None
        self._messages = 0
        self._done = 0
        self._again: set[str] = set()
        self._began = self._printed = time.monotonic()

    def begin(self, messages: int) -> None:
        """Note the number of messages to send."""
        self._messages = messages
        self._began = self._printed = time.monotonic()
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, total=messages)
        else:
            self._console.print(f"sending {counted(messages, 'message')}")

    def message(self, recipient: Recipient, outcome: Outcome) -> None:
        """Count a message; one that was not delivered gets a line."""
        first = recipient.key not in self._again
        self._done += first
        if outcome.fate != "delivered":
            self._again.add(recipient.key)
            self._console.print(Text(f"{recipient.address}: {outcome.fate}: {outcome.said}"))
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, first)
        elif time.monotonic() - self._printed >= EVERY:
            self._print_progress()

    def pause(self, seconds: float, messages: int) -> None:
        """Print that the run waits."""
        self._console.print(f"trying {counted(messages, 'message')} again in {duration(seconds)}; Ctrl-C stops")

    def stopping(self) -> None:
        """Print that the run has been asked to stop."""
        self._console.print("finishing the message in flight; Ctrl-C again stops at once")

    def _print_progress(self) -> None:
        self._printed = time.monotonic()
        done, took = self._done, self._printed - self._began
        left = duration((self._messages - done) * took / done)
        self._console.print(f"  {done:,} of {self._messages:,}, {done / took:.1f}/s, {left} left")


@contextmanager
def sending_shown(quiet: bool) -> Iterator[SendingShown]:
    """Progress as the console can show it; only failures with ``quiet``."""
    console = diagnostics()
    if not console.is_terminal or quiet:
        console.quiet = quiet
        yield SendingShown(console, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, speed_estimate_period=60) as bars:
        yield SendingShown(console, bars)


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
        deliveries, counts, broken = ledger.deliveries(name), ledger.counts(name), ledger.breaks(name)
    if export is not None:
        _print_table(deliveries)
    elif as_json:
        data = {
            "campaign": name,
            "counts": counts,
            "failures": [asdict(one) for one in _failures(deliveries)],
            "broken_embargo": [{"what": what, "at": at} for what, at in broken],
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print_failures(name, counts, deliveries)
        for what, at in broken:
            typer.echo(f"  {at}: sent with --break-embargo: {what}")


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
