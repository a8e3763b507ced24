"""``hemaprint newsletter``: the message that brings an issue to its readers, composed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.commands import LateCommand, LateGroup
from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import session_of
from hemaprint.cli.view import Host, OpenBrowser, Port, show_issue
from hemaprint.errors import MalformedError, UsageError
from hemaprint.project.mail import parse_mailbox
from hemaprint.system.environment import require_engine

if TYPE_CHECKING:
    from hemaprint.newsletter.campaign import Campaign, CampaignWishes
    from hemaprint.newsletter.compose import Composed
    from hemaprint.newsletter.mail import Recipient
    from hemaprint.project.project import Project


class _Commands(LateGroup):
    """What the commands of this module are followed by."""

    late = (
        LateCommand(
            "send",
            "hemaprint.cli.newsletter_send:send_command",
            "Send an issue to its readers, each of them once; without --yes only say what would be sent.",
            "newsletter send 2025-01 --list subscribers.csv",
            "newsletter send 2025-01 --list subscribers.csv --rate 30/min --yes",
            "newsletter send 2025-01 --test you@example.org",
        ),
        LateCommand(
            "status",
            "hemaprint.cli.newsletter_status:status_command",
            "How many have the issue, who does not, and why.",
            "newsletter status 2025-01 --json",
        ),
        LateCommand(
            "login",
            "hemaprint.cli.newsletter_login:login_command",
            "Sign in to the mailbox that sends, keep the sign-in where only you can read it, and print where that is.",
            "newsletter login",
            "newsletter login --provider microsoft",
        ),
        LateCommand(
            "logout",
            "hemaprint.cli.newsletter_login:logout_command",
            "Sign out: revoke the sign-in where the provider offers that, and remove it from this machine.",
            "newsletter logout",
        ),
    )


newsletter_app = typer.Typer(
    name="newsletter",
    cls=_Commands,
    no_args_is_help=True,
    help="Bring an issue to its readers by mail.",
    epilog="Example: hemaprint newsletter compose 2025-01",
)

Attach = Annotated[
    list[str] | None,
    typer.Option(
        "--attach",
        metavar="WHAT",
        help="issue (the e-mail edition), offprint:SLUG or a file; may be given several times. "
        "The issue, if neither this nor --link is given.",
    ),
]
Link = Annotated[
    str,
    typer.Option("--link", metavar="URL", help="Where the issue is on the web: instead of attached, or with --attach."),
]
MaxMb = Annotated[
    float | None,
    typer.Option("--max-mb", metavar="MB", min=0.1, max=100, help="The largest message on the wire, in million bytes."),
]
Subject = Annotated[str, typer.Option("--subject", help="Instead of the subject of hemaprint.toml.")]
CampaignName = Annotated[
    str, typer.Option("--campaign", metavar="NAME", help="What this sending is called; the issue's name unless given.")
]


@newsletter_app.command(
    "compose",
    epilog="Example: hemaprint newsletter compose 2025-01\n\n"
    "Example: hemaprint newsletter compose --link https://example.org/2025-01.pdf",
)
def compose_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    attach: Attach = None,
    link: Link = "",
    max_mb: MaxMb = None,
    subject: Subject = "",
    campaign: CampaignName = "",
    recipient: Annotated[
        str, typer.Option("--recipient", metavar="ADDRESS", help="Whose message to write; that of From unless given.")
    ] = "",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; warnings and errors stay.")] = False,
) -> None:
    """Write the message of an issue to dist/ISSUE, as .eml, .html and .txt, and print the paths."""
    from hemaprint.newsletter.campaign import CampaignWishes  # noqa: PLC0415 - pdfium and pikepdf load slowly
    from hemaprint.newsletter.compose import compose  # noqa: PLC0415 - as above

    project = session_of(context).project()
    name = project.pick_issue(issue)
    reader = _reader(recipient)
    wishes = CampaignWishes(attach=tuple(attach or ()), link=link, max_mb=max_mb, subject=subject, campaign=campaign)
    opened = open_with_crew(project, name, wishes, quiet=quiet)
    print_problems(opened.problems)
    composed = compose(project, name, opened, reader)
    if not quiet:
        _summarize(opened, composed)
    typer.echo("\n".join(shown_path(path) for path in (composed.html, composed.text, composed.eml)))


@newsletter_app.command("preview", epilog="Example: hemaprint newsletter preview 2025-01 --no-open")
def preview_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    host: Host = "127.0.0.1",
    port: Port = 0,
    open_browser: OpenBrowser = True,
) -> None:
    """Show the message as wide and narrow screens do, light and dark, anew when a file is saved. Ctrl-C ends it."""
    project, name = session_of(context).issue(issue)
    show_issue(project, name, host, port, open_browser=open_browser, path="newsletter")


def open_with_crew(project: Project, issue: str, wishes: CampaignWishes, *, quiet: bool) -> Campaign:
    """Compile a campaign with processes that set type at hand, and show how far it is."""
    from hemaprint.build.backend import open_backend  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.newsletter.campaign import open_campaign  # noqa: PLC0415 - pdfium and pikepdf load slowly

    require_engine()
    with open_backend(project) as backend, progress_shown(quiet) as progress:
        return open_campaign(project, issue, wishes, backend=backend, progress=progress)


def _reader(address: str) -> Recipient | None:
    """The recipient that --recipient names."""
    from hemaprint.newsletter.mail import Recipient  # noqa: PLC0415 - as above

    if not address:
        return None
    try:
        mailbox = parse_mailbox(address)
    except MalformedError as error:
        raise UsageError(f"--recipient: {error.message}", error.hint) from error
    return Recipient(mailbox.address, mailbox.name)


def _summarize(campaign: Campaign, composed: Composed) -> None:
    console = diagnostics()
    console.print(f"subject: {campaign.subject}")
    for one in campaign.attachments:
        console.print(f"attached: {one.name}, {len(one.data) / 1e6:.1f} MB")
    console.print(f"HTML: {composed.html_size / 1000:.0f} kB")
    fits = ", ".join(composed.fits) or "no large mail system"
    console.print(f"on the wire: {composed.size / 1e6:.1f} MB; taken by {fits}")
