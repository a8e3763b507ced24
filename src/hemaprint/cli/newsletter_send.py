# SPDX-License-Identifier: MIT
"""``hemaprint newsletter send``: say to whom an issue would go, and send it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, cast

import typer

from hemaprint.cli.newsletter import Attach, CampaignName, Issue, Link, MaxMb, Subject, mailbox_of, open_with_crew
from hemaprint.cli.newsletter_report import sending_shown, show_filed, show_list, show_plan, show_summary, tell
from hemaprint.cli.report import print_problems, shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import ContentError, ExitCode, Location, MalformedError, Problem, Severity, UsageError
from hemaprint.newsletter.admission import Books, Sending, admit, recorded
from hemaprint.newsletter.embargo import check_retained, clock, is_office, retained
from hemaprint.newsletter.folder import fill_folder
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.recipients import folders_of, read_recipients, suppressing, suppression_files
from hemaprint.newsletter.send import Sender, SendOptions, Stop, make_plan
from hemaprint.newsletter.transport import (
    DraftService,
    MakeTransport,
    Readers,
    Recipient,
    Shard,
    Transport,
    find_transport,
)
from hemaprint.project.project import MANIFEST_NAME
from hemaprint.project.values import parse_rate

if TYPE_CHECKING:
    from hemaprint.newsletter.campaign import CampaignOptions
    from hemaprint.newsletter.messages import Campaign
    from hemaprint.project.project import Project

FOLDER, DRAFT = "folder", "draft"
"""Ways that write files; every other way is a transport."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is sent, from where, and how; ``make_transport`` is None for files and services."""

    project: Project
    campaign: Campaign
    make_transport: MakeTransport | None
    quiet: bool
    books: Books
    sending: Sending
    again: bool
    broken: tuple[str, ...] = ()
    """What is sent although it is under embargo."""


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
        bool, typer.Option("--yes/--dry-run", help="Send; by default, only say what would be sent.")
    ] = False,
    trial: Annotated[
        str | None, typer.Option("--test", metavar="ADDRESS", help="Send one message there, and keep no record of it.")
    ] = None,
    way: Annotated[
        str,
        typer.Option("--to", metavar="WAY", help="smtp, listmonk or another installed transport; folder or draft."),
    ] = "smtp",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="DIR", file_okay=False, help="Where folder writes; defaults to dist/ISSUE/newsletter."
        ),
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
        bool,
        typer.Option("--retry-unknown", help="Also messages of unknown fate: some readers may get the issue twice."),
    ] = False,
    retry_bounced: Annotated[
        bool, typer.Option("--retry-bounced", help="Also readers whom the server has refused for good.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Also where the ledger is lost or another campaign has sent it: some may get it twice."
        ),
    ] = False,
    break_embargo: Annotated[
        bool,
        typer.Option(
            "--break-embargo", help="Also before the embargo of the issue ends, and proofs; the ledger says so."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; failures stay in the ledger.")] = False,
) -> None:
    """Send an issue to its readers, each of them once; without --yes only say what would be sent."""
    from hemaprint.newsletter.campaign import CampaignOptions  # noqa: PLC0415 - it brings the engine

    project = session_of(context).project()
    part = Shard.parse(shard)
    options = SendOptions(_per_second(project, rate), attempts, retry_unknown, retry_bounced)
    make_transport, service = _chosen(way)
    _check_readers(way, service, (readers, suppressed), trial)
    _keep_lists_in(attach or (), (readers, suppressed))
    listed = read_recipients(readers, suppressed, project.root) if readers is not None else None
    to_try = _to_try(project, trial, suppressed, readers) if trial is not None else None
    name = project.pick_issue(issue)
    wanted = CampaignOptions(attach=tuple(attach or ()), link=link, max_mb=max_mb, subject=subject, campaign=campaign)
    compiled = _compile(project, name, wanted, quiet)
    sending = Sending(compiled.identity, name, part)
    held = _retained(project, name, compiled, to_try)
    broken = check_retained(held, breaks=break_embargo)
    print_problems(broken)
    told = tuple(one.message for one in broken)
    errand = _Errand(project, compiled, make_transport, quiet, Books.of(project), sending, again, told)
    print_problems(
        one for one in compiled.problems if not (service and service.can_unsubscribe and one.code == "HP618")
    )
    if listed is not None:
        show_list(listed)
    if service is not None:
        _to_service(errand, service, way, yes=yes)
    elif way == DRAFT:
        _to_draft(errand, name)
    elif to_try is not None:
        _try(errand, to_try)
    elif listed is not None and way == FOLDER:
        to_all = part.of_readers(listed.recipients)
        _to_folder(errand, to_all, listed.recipients, folder or project.dist / name / "newsletter", yes=yes)
    elif listed is not None:
        send = _send if yes else _plan
        send(errand, part.of_readers(listed.recipients), options)


# ---------------------------------------------------------------- what is sent, and to whom


def _compile(project: Project, issue: str, options: CampaignOptions, quiet: bool) -> Campaign:
    return open_with_crew(project, issue, options, quiet=quiet)


def _chosen(way: str) -> tuple[MakeTransport | None, type[DraftService] | None]:
    """The transport or the service of that name; neither for files. Raises UsageError for an unknown name."""
    found = None if way in (FOLDER, DRAFT) else find_transport(way, (FOLDER, DRAFT))
    if isinstance(found, type) and issubclass(found, DraftService):
        return None, found
    return cast("MakeTransport | None", found), None


def _check_readers(
    way: str, service: type[DraftService] | None, lists: tuple[Path | None, Path | None], trial: str | None
) -> None:
    """Raise UsageError where readers are named and the way takes none, or the other way round."""
    takes_none = service is not None or way == DRAFT
    if takes_none and any(lists):
        by_hand = "a draft is one message, and its readers are filled in by hand"
        raise UsageError(service.own_readers if service else by_hand, "leave out --list and --suppressed")
    if trial is None and not takes_none and lists[0] is None:
        raise UsageError("no readers are named", "--list subscribers.csv, or --test you@example.org")
    if trial is not None and (takes_none or way == FOLDER):
        raise UsageError(f"--test sends a message, and {way} does not", f"leave out --test, or --to {way}")


def _keep_lists_in(attach: Iterable[str], lists: Iterable[Path | None]) -> None:
    """Raise UsageError where a list of readers would go to all of them."""
    for one in attach:
        path = Path(one)
        if path.exists() and any(listed is not None and listed.samefile(path) for listed in lists):
            raise UsageError(f"--attach {one} would send the addresses of the list to every reader", "leave it out")


def _to_try(project: Project, address: str, suppressed: Path | None, listed: Path | None) -> Recipient:
    """The reader of --test; raises ContentError (HP606) where the address is suppressed."""
    reader = _reader(address)
    folders = (project.root, *(folders_of(listed) if listed is not None else ()))
    file = suppressing(reader.address, suppression_files(suppressed, *folders))
    if file is not None:
        hint = "try another address, or delete that row"
        raise ContentError([Problem("HP606", f"{reader.address} is suppressed", Location(file), hint)])
    return reader


def _retained(project: Project, issue: str, campaign: Campaign, to_try: Recipient | None) -> tuple[Problem, ...]:
    """What may not leave yet; a trial that goes to the magazine's own address may."""
    if to_try is not None and is_office(to_try, project.config.newsletter):
        return ()
    manifest = project.content / issue / MANIFEST_NAME
    return tuple(retained(manifest, campaign.embargo, campaign.attachments, clock()))


def _reader(address: str) -> Recipient:
    return mailbox_of("--test", address)


def _per_second(project: Project, rate: str) -> float:
    """The rate of the option, or of ``hemaprint.toml``; 0 for none."""
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


# ---------------------------------------------------------------- transports


def _transport(errand: _Errand) -> Transport:
    assert errand.make_transport is not None
    return errand.make_transport(errand.project)


def _plan(errand: _Errand, readers: Readers, options: SendOptions) -> None:
    _transport(errand).close()  # report what is wrong in the configuration now
    admit(errand.books, errand.sending, readers, options.states, again=errand.again)
    campaign = errand.campaign
    plan = make_plan(errand.books.ledger, campaign.identity, readers, options, campaign.size)
    show_plan(plan, campaign.subject, options)
    if problems := campaign.refusals(readers):
        raise ContentError(problems)


def _send(errand: _Errand, readers: Readers, options: SendOptions) -> None:
    write, stop = errand.campaign.writer(_now(errand, readers)), Stop()
    forgotten = admit(errand.books, errand.sending, readers, options.states, again=errand.again)
    with (
        closing(_transport(errand)) as transport,
        Ledger(errand.books.ledger) as ledger,
        recorded(errand.books, ledger, errand.sending, forgotten, errand.broken),
    ):
        with sending_shown(errand.quiet) as shown, stopped_by_keyboard(stop, shown.stopping):
            sender = Sender(errand.campaign.identity, write, transport, ledger, options, shown, stop)
            summary = sender.send(readers)
        show_summary(summary)
    if summary.interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if not summary.complete:
        raise typer.Exit(ExitCode.SENDING)


@contextmanager
def stopped_by_keyboard(stop: Stop, announce: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM ask to stop; a second one interrupts. Only in the main thread."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        announce()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _try(errand: _Errand, reader: Recipient) -> None:
    write = errand.campaign.writer(_now(errand, (reader,)), trial=True)
    with closing(_transport(errand)) as transport:
        outcome = transport.send(write(reader), lambda: None)
    typer.echo(f"{reader.address}: {outcome.fate}: {outcome.said}")
    if outcome.refusal is not None:
        tell(f"hint: {outcome.refusal.hint}")
    if outcome.fate != "delivered":
        raise typer.Exit(ExitCode.SENDING)


def _to_service(errand: _Errand, service: type[DraftService], way: str, *, yes: bool) -> None:
    there, campaign = service.of(errand.project), errand.campaign
    _warn_of_suppressed(errand, way, service.suppress_hint)
    if not yes:
        tell(f'would make a draft "{campaign.subject}" in {there.url}')
        return
    if problems := campaign.refusals(()):
        raise ContentError(problems)
    draft = there.make_draft(campaign.example(campaign.from_), campaign.identity)
    tell(f"{draft.name} waits in {way}: look at it, then start it there")
    typer.echo(draft.url)


# ---------------------------------------------------------------- files


def _to_folder(errand: _Errand, readers: Readers, listed: Readers, folder: Path, *, yes: bool) -> None:
    campaign, now = errand.campaign, _now(errand, readers)
    filed = fill_folder(folder, readers, listed, campaign.writer, now, dry=not yes)
    show_filed(filed, folder, campaign.size, dry=not yes)
    if yes:
        typer.echo(shown_path(folder))


def _to_draft(errand: _Errand, issue: str) -> None:
    """Write the draft, with --yes or without: it sends nothing."""
    from hemaprint.newsletter.campaign import write_draft  # noqa: PLC0415 - as above

    print_problems(errand.campaign.draft_problems)
    _warn_of_suppressed(errand, "the person who fills in Bcc", "leave these addresses out of Bcc")
    path = write_draft(errand.project, issue, errand.campaign)
    tell("open it in Outlook, write the readers into Bcc, and send it: no record is kept of who has it")
    typer.echo(shown_path(path))


def _warn_of_suppressed(errand: _Errand, who: str, hint: str) -> None:
    """Warn that the service that chooses the readers does not know the suppressed addresses."""
    message = f"{who} does not know who is suppressed here"
    files = suppression_files(None, errand.project.root)
    print_problems(Problem("HP647", message, Location(file), hint, Severity.WARNING) for file in files)
