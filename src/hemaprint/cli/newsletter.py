# SPDX-License-Identifier: MIT
"""``hemaprint newsletter``: compose the message that brings an issue to its readers, and show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.commands import LateCommand, LateGroup
from hemaprint.cli.preview import Host, OpenBrowser, Port, show_issue
from hemaprint.cli.progress import progress_shown
from hemaprint.cli.report import diagnostics, print_problems, shown_path
from hemaprint.cli.session import session_of
from hemaprint.errors import MalformedError, UsageError
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.mail import parse_mailbox
from hemaprint.system.environment import require_engine

if TYPE_CHECKING:
    from hemaprint.newsletter.campaign import CampaignOptions, Composed
    from hemaprint.newsletter.messages import Campaign
    from hemaprint.project.project import Project


class _Commands(LateGroup):
    """The group of commands, including those of other modules."""

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
            "hemaprint.cli.newsletter_report:status_command",
            "Show how many have the issue, who does not, and why.",
            "newsletter status 2025-01 --json",
        ),
        LateCommand(
            "login",
            "hemaprint.cli.newsletter_login:login_command",
            "Sign in to the sending mailbox, keep the sign-in where only you can read it, and print where that is.",
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
        "Defaults to the issue, without --link.",
    ),
]
Link = Annotated[
    str,
    typer.Option(
        "--link", metavar="URL", help="Where the issue is on the web: instead of attaching it, or with --attach."
    ),
]
MaxMb = Annotated[
    float | None,
    typer.Option("--max-mb", metavar="MB", min=0.1, max=100, help="The largest message on the wire, in million bytes."),
]
Subject = Annotated[str, typer.Option("--subject", help="Overrides the subject in hemaprint.toml.")]
CampaignName = Annotated[
    str, typer.Option("--campaign", metavar="NAME", help="The name of this sending; defaults to the issue's name.")
]


Issue = Annotated[str | None, typer.Argument(metavar="ISSUE", help="Defaults to the newest issue.")]


@newsletter_app.command(
    "compose",
    epilog="Example: hemaprint newsletter compose 2025-01\n\n"
    "Example: hemaprint newsletter compose --link https://example.org/2025-01.pdf",
)
def compose_command(
    context: typer.Context,
    issue: Issue = None,
    attach: Attach = None,
    link: Link = "",
    max_mb: MaxMb = None,
    subject: Subject = "",
    campaign: CampaignName = "",
    recipient: Annotated[
        str,
        typer.Option("--recipient", metavar="ADDRESS", help="Whose message to write; defaults to the address in From."),
    ] = "",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; warnings and errors remain.")] = False,
) -> None:
    """Write the message of an issue to dist/ISSUE, as .eml, .html and .txt, and print the paths."""
    from hemaprint.newsletter.campaign import CampaignOptions, compose  # noqa: PLC0415 - pdfium and pikepdf load slowly

    project = session_of(context).project()
    name = project.pick_issue(issue)
    reader = mailbox_of("--recipient", recipient) if recipient else None
    options = CampaignOptions(attach=tuple(attach or ()), link=link, max_mb=max_mb, subject=subject, campaign=campaign)
    opened = open_with_crew(project, name, options, quiet=quiet)
    print_problems(opened.problems)
    composed = compose(project, name, opened, reader)
    if not quiet:
        _summarize(opened, composed)
    typer.echo("\n".join(shown_path(path) for path in (composed.html, composed.text, composed.eml)))


@newsletter_app.command("preview", epilog="Example: hemaprint newsletter preview 2025-01 --no-open")
def preview_command(
    context: typer.Context,
    issue: Issue = None,
    host: Host = "127.0.0.1",
    port: Port = 0,
    open_browser: OpenBrowser = True,
) -> None:
    """Show the message as wide and narrow screens do, light and dark, again when a file is saved. Ctrl-C ends it."""
    project, name = session_of(context).issue(issue)
    show_issue(project, name, host, port, open_browser=open_browser, path="newsletter")


def open_with_crew(project: Project, issue: str, options: CampaignOptions, *, quiet: bool) -> Campaign:
    """Compile a campaign with processes that set type, and show the progress."""
    from hemaprint.build.backend import open_backend  # noqa: PLC0415 - processes start faster without it
    from hemaprint.newsletter.campaign import open_campaign  # noqa: PLC0415 - pdfium and pikepdf load slowly

    require_engine()
    with open_backend(project) as backend, progress_shown(quiet) as progress:
        return open_campaign(project, issue, options, backend=backend, progress=progress)


def mailbox_of(option: str, address: str) -> Recipient:
    """The recipient that an option names; raises UsageError."""
    try:
        mailbox = parse_mailbox(address)
    except MalformedError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from error
    return Recipient(mailbox.address, mailbox.name)


def _summarize(campaign: Campaign, composed: Composed) -> None:
    console = diagnostics()
    console.print(f"subject: {campaign.subject}")
    for one in campaign.attachments:
        console.print(f"attached: {one.name}, {len(one.data) / 1e6:.1f} MB")
    console.print(f"HTML: {composed.html_size / 1000:.0f} kB")
    fits = ", ".join(composed.fits) or "no large mail system"
    console.print(f"on the wire: {composed.size / 1e6:.1f} MB; accepted by {fits}")
