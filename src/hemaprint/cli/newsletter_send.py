"""``hemaprint newsletter send``: say to whom an issue would go, and send it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.newsletter import Attach, CampaignName, Link, MaxMb, Subject, open_with_crew
from hemaprint.cli.newsletter_progress import sending_shown
from hemaprint.cli.newsletter_results import show_filed, show_list, show_plan, show_summary, tell
from hemaprint.cli.report import print_problems, shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import ContentError, ExitCode, Location, Problem, Severity, UsageError

if TYPE_CHECKING:
    from hemaprint.newsletter.admission import Books, Sending
    from hemaprint.newsletter.campaign import Campaign
    from hemaprint.newsletter.mail import Readers, Recipient
    from hemaprint.newsletter.recipients import RecipientList
    from hemaprint.newsletter.send import Orders
    from hemaprint.newsletter.tally import Tally
    from hemaprint.newsletter.transport import Transport
    from hemaprint.project.project import Project


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


_WITHOUT_LIST = {
    "listmonk": "listmonk sends to its own subscribers",
    "draft": "a draft is one message, and its readers are filled in by hand",
}
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
    if way in _WITHOUT_LIST and (readers is not None or suppressed is not None):
        raise UsageError(_WITHOUT_LIST[way], "leave out --list and --suppressed")
    _keep_lists_in(attach or (), (readers, suppressed))
    listed = _read_list(project, readers, suppressed) if readers is not None else None
    if listed is None and trial is None and way not in ("listmonk", "draft"):
        raise UsageError("nobody is named to send to", "--list subscribers.csv, or --test you@example.org")
    if trial is not None and way in ("folder", "draft", "listmonk"):
        raise UsageError(f"--test sends a message, and {way} does not", f"leave out --test, or --to {way}")
    to_try = _to_try(project, trial, suppressed, readers) if trial is not None else None
    name = project.pick_issue(issue)
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
    elif to_try is not None:
        _try(errand, to_try)
    elif listed is not None:
        to_all = part.of_readers(listed.recipients)
        if way == "folder":
            _to_folder(errand, to_all, listed.recipients, folder or project.dist / name / "newsletter", yes=yes)
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


def _keep_lists_in(attach: Iterable[str], lists: Iterable[Path | None]) -> None:
    """Raise UsageError where a list of readers would go to all of them."""
    for one in attach:
        path = Path(one)
        if path.exists() and any(listed is not None and listed.samefile(path) for listed in lists):
            raise UsageError(f"--attach {one} would send the addresses of the list to every reader", "leave it out")


def _read_list(project: Project, path: Path, suppressed: Path | None) -> RecipientList:
    from hemaprint.newsletter.recipients import read_recipients  # noqa: PLC0415 - other commands start faster

    return read_recipients(path, suppressed, project.root)


def _to_try(project: Project, address: str, suppressed: Path | None, listed: Path | None) -> Recipient:
    """The reader of --test; raises ContentError (HP606) where the address is suppressed."""
    from hemaprint.newsletter.suppression import folders_of, suppressing, suppression_files  # noqa: PLC0415 - as above

    reader = _reader(address)
    folders = (project.root, *(folders_of(listed) if listed is not None else ()))
    file = suppressing(reader.address, suppression_files(suppressed, *folders))
    if file is not None:
        hint = "try it with another address, or delete that row"
        raise ContentError([Problem("HP606", f"{reader.address} is suppressed", Location(file), hint)])
    return reader


def _reader(address: str) -> Recipient:
    from hemaprint.errors import MalformedError  # noqa: PLC0415 - as above
    from hemaprint.newsletter.mail import Recipient  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.project.mail import parse_mailbox  # noqa: PLC0415 - as above

    try:
        mailbox = parse_mailbox(address)
    except MalformedError as error:
        raise UsageError(f"--test: {error.message}", error.hint) from error
    return Recipient(mailbox.address, mailbox.name)


def _per_second(project: Project, rate: str) -> float:
    """The rate of the option, or that of ``hemaprint.toml``; 0 for none."""
    from hemaprint.errors import MalformedError  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.project.values import parse_rate  # noqa: PLC0415 - as above

    table = project.config.smtp
    said = rate or (table.rate if table is not None else "")
    try:
        return parse_rate(said) if said else 0.0
    except MalformedError as error:
        raise UsageError(error.message, error.hint) from error


def _now(errand: _Errand, readers: Readers) -> datetime:
    """The date of messages to these readers; raises ContentError where none may be sent."""
    if problems := errand.campaign.refusals(readers):
        raise ContentError(problems)
    return datetime.now().astimezone()


# ---------------------------------------------------------------- the ways out


def _plan(errand: _Errand, readers: Readers, orders: Orders) -> None:
    from hemaprint.newsletter.plan import make_plan  # noqa: PLC0415 - other commands start faster without it

    _transport(errand).close()  # what is wrong in the configuration is to be known now
    _admit(errand, readers, orders)
    campaign = errand.campaign
    plan = make_plan(errand.books.ledger, campaign.identity, readers, orders, campaign.size)
    show_plan(plan, campaign.subject, orders)
    if problems := campaign.refusals(readers):
        raise ContentError(problems)


def _send(errand: _Errand, readers: Readers, orders: Orders) -> None:
    from hemaprint.newsletter.admission import recorded  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.ledger import Ledger  # noqa: PLC0415 - as above
    from hemaprint.newsletter.pace import Stop, stopped_by_keyboard  # noqa: PLC0415 - as above
    from hemaprint.newsletter.send import Sender  # noqa: PLC0415 - as above

    write, stop = errand.campaign.writer(_now(errand, readers)), Stop()
    forgotten = _admit(errand, readers, orders)
    with (
        closing(_transport(errand)) as transport,
        Ledger(errand.books.ledger) as ledger,
        recorded(errand.books, ledger, errand.sending, forgotten),
    ):
        with sending_shown(errand.quiet) as shown, stopped_by_keyboard(stop, shown.stopping):
            sender = Sender(errand.campaign.identity, write, transport, ledger, orders, shown, stop)
            summary = sender.send(readers)
        show_summary(summary)
    if summary.interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if not summary.complete:
        raise typer.Exit(ExitCode.SENDING)


def _admit(errand: _Errand, readers: Readers, orders: Orders) -> tuple[Tally, ...]:
    from hemaprint.newsletter.admission import admit  # noqa: PLC0415 - other commands start faster without it

    return admit(errand.books, errand.sending, readers, orders.states, again=errand.again)


def _try(errand: _Errand, reader: Recipient) -> None:
    write = errand.campaign.writer(_now(errand, (reader,)), trial=True)
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


def _to_folder(errand: _Errand, readers: Readers, listed: Readers, folder: Path, *, yes: bool) -> None:
    from hemaprint.newsletter.folder import fill_folder  # noqa: PLC0415 - other commands start faster without it

    campaign, now = errand.campaign, _now(errand, readers)
    filed = fill_folder(folder, readers, listed, campaign.writer, now, dry=not yes)
    show_filed(filed, folder, campaign.size, dry=not yes)
    if yes:
        typer.echo(shown_path(folder))


def _to_draft(errand: _Errand, issue: str) -> None:
    """Write the draft, with --yes or without: nothing is sent by it."""
    from hemaprint.newsletter.compose import write_draft  # noqa: PLC0415 - other commands start faster without it

    print_problems(errand.campaign.draft_problems)
    _warn_of_suppressed(errand, "whoever fills in Bcc", "leave these addresses out of Bcc")
    path = write_draft(errand.project, issue, errand.campaign)
    tell("open it in Outlook, write the readers into Bcc, and send it: no record is kept of who has it")
    typer.echo(shown_path(path))


def _to_listmonk(errand: _Errand, *, yes: bool) -> None:
    from hemaprint.newsletter.listmonk import make_draft  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.ways import listmonk_of  # noqa: PLC0415 - as above

    listmonk, campaign = listmonk_of(errand.project), errand.campaign
    _warn_of_suppressed(errand, "listmonk", "put these addresses on listmonk's blocklist before you start the draft")
    if not yes:
        tell(f'would make a draft "{campaign.subject}" in {listmonk.url}')
        return
    if problems := campaign.refusals(()):
        raise ContentError(problems)
    draft = make_draft(listmonk, campaign.example(campaign.from_), campaign.identity)
    tell(f"draft {draft.number} waits in listmonk: look at it, then start it there")
    typer.echo(draft.url)


def _warn_of_suppressed(errand: _Errand, who: str, hint: str) -> None:
    """Say that a way out that chooses its readers itself does not know who gets nothing."""
    from hemaprint.newsletter.suppression import suppression_files  # noqa: PLC0415 - other commands start faster

    message = f"{who} does not know who is suppressed here"
    files = suppression_files(None, errand.project.root)
    print_problems(Problem("HP647", message, Location(file), hint, Severity.WARNING) for file in files)
