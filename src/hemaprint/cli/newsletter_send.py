"""``hemaprint newsletter send``: say to whom an issue would go, and send it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.newsletter import Attach, CampaignName, Link, MaxMb, Subject, open_with_crew
from hemaprint.cli.newsletter_progress import sending_shown
from hemaprint.cli.newsletter_results import MEGABYTE, counted, show_list, show_plan, show_summary, tell
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, UsageError
from hemaprint.report import print_problems, shown_path

if TYPE_CHECKING:
    from hemaprint.newsletter.admission import Books, Sending
    from hemaprint.newsletter.campaign import Campaign
    from hemaprint.newsletter.mail import Recipient, Writer
    from hemaprint.newsletter.recipients import RecipientList
    from hemaprint.newsletter.send import Orders
    from hemaprint.newsletter.tally import Tally
    from hemaprint.newsletter.transport import Transport
    from hemaprint.project import Project


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is sent, from where and by which way."""

    project: Project
    campaign: Campaign
    way: str
    quiet: bool
    books: Books
    sending: Sending
    again: bool


Issue = Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")]


def send_command(
    context: typer.Context,
    issue: Issue = None,
    readers: Annotated[
        Path | None,
        typer.Option(
            "--list", metavar="CSV", exists=True, dir_okay=False, help="The readers: a column email, and others."
        ),
    ] = None,
    suppressed: Annotated[
        Path | None,
        typer.Option(
            "--suppressed", metavar="CSV", exists=True, dir_okay=False, help="Who gets nothing, besides suppressed.csv."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes/--dry-run", help="Send; unless given, only say what would be sent.")
    ] = False,
    trial: Annotated[
        str | None, typer.Option("--test", metavar="ADDRESS", help="Send one message there, and keep no record of it.")
    ] = None,
    way: Annotated[
        str, typer.Option("--to", metavar="WAY", help="smtp, folder, draft, listmonk, or what a package offers.")
    ] = "smtp",
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", file_okay=False, help="Where folder writes; dist/ISSUE/newsletter."),
    ] = None,
    attach: Attach = None,
    link: Link = "",
    max_mb: MaxMb = None,
    subject: Subject = "",
    campaign: CampaignName = "",
    shard: Annotated[
        str, typer.Option("--shard", metavar="N/OF", help="Only this part of the readers, such as 2/8.")
    ] = "1/1",
    rate: Annotated[
        str, typer.Option("--rate", metavar="RATE", help="The most messages in a time: 30/min, 5/s, 2000/h.")
    ] = "",
    attempts: Annotated[
        int, typer.Option("--max-attempts", min=1, max=20, help="How often a deferred message is tried in this run.")
    ] = 3,
    retry_unknown: Annotated[
        bool, typer.Option("--retry-unknown", help="Also those of unknown fate: some may get the issue twice.")
    ] = False,
    retry_bounced: Annotated[
        bool, typer.Option("--retry-bounced", help="Also those whom the server has refused for good.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Also where the ledger is lost or another campaign has sent it: some may get it twice."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; failures stay in the ledger.")] = False,
) -> None:
    """Send an issue to its readers, each of them once; without --yes only say what would be sent."""
    from hemaprint.newsletter.admission import Books, Sending  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.send import Orders  # noqa: PLC0415 - as above
    from hemaprint.newsletter.shard import parse_shard  # noqa: PLC0415 - as above

    project = session_of(context).project()
    part = parse_shard(shard)
    orders = Orders(_per_second(project, rate), attempts, retry_unknown, retry_bounced)
    listed = _read_list(readers, suppressed) if readers is not None else None
    if listed is None and trial is None and way not in ("listmonk", "draft"):
        raise UsageError("nobody is named to send to", "--list subscribers.csv, or --test you@example.org")
    if listed is not None and way == "draft":
        raise UsageError("a draft is one message for all its readers", "leave out --list, and fill in Bcc by hand")
    if trial is not None and way in ("folder", "draft", "listmonk"):
        raise UsageError(f"--test sends a message, and {way} does not", f"leave out --test, or --to {way}")
    name = pick_issue(project, issue)
    compiled = _compile(project, name, quiet, tuple(attach or ()), link, max_mb, subject, campaign)
    # A draft always has a way to leave: listmonk's.
    print_problems(one for one in compiled.problems if way != "listmonk" or one.code != "HP618")
    sending = Sending(compiled.identity, name, part)
    errand = _Errand(project, compiled, way, quiet, Books.of(project), sending, again)
    if listed is not None:
        show_list(listed)
    if way == "listmonk":
        _to_listmonk(errand, yes=yes)
    elif way == "draft":
        _to_draft(errand, name)
    elif trial is not None:
        _try(errand, trial)
    elif listed is not None:
        to_all = part.of_readers(listed.recipients)
        if way == "folder":
            _to_folder(errand, to_all, folder or project.dist / name / "newsletter", yes=yes)
        elif yes:
            _send(errand, to_all, orders)
        else:
            _plan(errand, to_all, orders)


# ---------------------------------------------------------------- what is sent, and to whom


def _compile(
    project: Project,
    issue: str,
    quiet: bool,
    attach: tuple[str, ...],
    link: str,
    max_mb: float | None,
    subject: str,
    campaign: str,
) -> Campaign:
    from hemaprint.newsletter.campaign import CampaignWishes  # noqa: PLC0415 - it brings the engine

    wishes = CampaignWishes(attach=attach, link=link, max_mb=max_mb, subject=subject, campaign=campaign)
    return open_with_crew(project, issue, wishes, quiet=quiet)


def _read_list(path: Path, suppressed: Path | None) -> RecipientList:
    from hemaprint.newsletter.recipients import read_recipients  # noqa: PLC0415 - other commands start faster

    return read_recipients(path, suppressed)


def _reader(address: str) -> Recipient:
    from hemaprint.newsletter.mail import Recipient  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.source.mail import parse_mailbox  # noqa: PLC0415 - as above
    from hemaprint.source.malformed import MalformedError  # noqa: PLC0415 - as above

    try:
        mailbox = parse_mailbox(address)
    except MalformedError as error:
        raise UsageError(f"--test: {error.message}", error.hint) from error
    return Recipient(mailbox.address, mailbox.name)


def _per_second(project: Project, rate: str) -> float:
    """The rate of the option, or that of ``hemaprint.toml``; 0 where there is none."""
    from hemaprint.source.malformed import MalformedError  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.source.values import parse_rate  # noqa: PLC0415 - as above

    table = project.config.smtp
    said = rate or (table.rate if table is not None else "")
    try:
        return parse_rate(said) if said else 0.0
    except MalformedError as error:
        raise UsageError(error.message, error.hint) from error


def _writer(errand: _Errand, recipients: tuple[Recipient, ...], *, trial: bool = False) -> Writer:
    """Writes messages of now; raises ContentError where none may be sent."""
    if problems := errand.campaign.refusals(recipients):
        raise ContentError(problems)
    return errand.campaign.writer(datetime.now().astimezone(), trial=trial)


# ---------------------------------------------------------------- the ways out


def _plan(errand: _Errand, recipients: tuple[Recipient, ...], orders: Orders) -> None:
    from hemaprint.newsletter.plan import make_plan  # noqa: PLC0415 - other commands start faster without it

    _transport(errand).close()  # what is wrong in the configuration is to be known now
    _admit(errand, recipients, orders)
    campaign = errand.campaign
    plan = make_plan(errand.books.ledger, campaign.identity, recipients, orders, campaign.size)
    show_plan(plan, campaign.subject, orders)
    if problems := campaign.refusals(recipients):
        raise ContentError(problems)


def _send(errand: _Errand, recipients: tuple[Recipient, ...], orders: Orders) -> None:
    from hemaprint.newsletter.admission import recorded  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.ledger import Ledger  # noqa: PLC0415 - as above
    from hemaprint.newsletter.pace import Stop, stopped_by_keyboard  # noqa: PLC0415 - as above
    from hemaprint.newsletter.send import Sender  # noqa: PLC0415 - as above

    write, stop = _writer(errand, recipients), Stop()
    forgotten = _admit(errand, recipients, orders)
    with (
        closing(_transport(errand)) as transport,
        Ledger(errand.books.ledger) as ledger,
        recorded(errand.books, ledger, errand.sending, forgotten),
    ):
        with sending_shown(errand.quiet) as shown, stopped_by_keyboard(stop, shown.stopping):
            sender = Sender(errand.campaign.identity, write, transport, ledger, orders, shown, stop)
            summary = sender.send(recipients)
        show_summary(summary)
    if summary.interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if not summary.complete:
        raise typer.Exit(ExitCode.SENDING)


def _admit(errand: _Errand, recipients: tuple[Recipient, ...], orders: Orders) -> tuple[Tally, ...]:
    from hemaprint.newsletter.admission import admit  # noqa: PLC0415 - other commands start faster without it

    return admit(errand.books, errand.sending, recipients, orders.states, again=errand.again)


def _try(errand: _Errand, address: str) -> None:
    reader = _reader(address)
    write = _writer(errand, (reader,), trial=True)
    with closing(_transport(errand)) as transport:
        outcome = transport.send(write(reader), lambda: None)
    typer.echo(f"{reader.address}: {outcome.fate}: {outcome.told}")
    if outcome.refusal is not None:
        tell(f"hint: {outcome.refusal.hint}")
    if outcome.fate != "delivered":
        raise typer.Exit(ExitCode.SENDING)


def _transport(errand: _Errand) -> Transport:
    from hemaprint.newsletter.ways import transport_of  # noqa: PLC0415 - other commands start faster without it

    return transport_of(errand.project, errand.way)


def _to_folder(errand: _Errand, recipients: tuple[Recipient, ...], folder: Path, *, yes: bool) -> None:
    from hemaprint.newsletter.folder import write_folder  # noqa: PLC0415 - other commands start faster without it

    size = len(recipients) * errand.campaign.size / MEGABYTE
    if not yes:
        tell(f"would write {counted(len(recipients), 'file')} of {size:,.1f} MB together into {shown_path(folder)}")
        return
    written = write_folder(folder, recipients, _writer(errand, recipients))
    tell(f"{counted(written, 'file')} written, {len(recipients) - written:,} were there")
    typer.echo(shown_path(folder))


def _to_draft(errand: _Errand, issue: str) -> None:
    """Write the draft, with --yes or without: nothing is sent by it."""
    from hemaprint.newsletter.compose import write_draft  # noqa: PLC0415 - other commands start faster without it

    print_problems(errand.campaign.draft_problems)
    path = write_draft(errand.project, issue, errand.campaign)
    tell("open it in Outlook, write the readers into Bcc, and send it: no record is kept of who has it")
    typer.echo(shown_path(path))


def _to_listmonk(errand: _Errand, *, yes: bool) -> None:
    from hemaprint.newsletter.listmonk import make_draft  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.ways import listmonk_of  # noqa: PLC0415 - as above

    listmonk, campaign = listmonk_of(errand.project), errand.campaign
    if not yes:
        tell(f'would make a draft "{campaign.subject}" in {listmonk.url}')
        return
    if problems := campaign.refusals(()):
        raise ContentError(problems)
    draft = make_draft(listmonk, campaign.example(campaign.from_), campaign.identity)
    tell(f"draft {draft.number} waits in listmonk: look at it, then start it there")
    typer.echo(draft.url)
