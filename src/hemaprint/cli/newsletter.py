"""``hemaprint newsletter``: the message that brings an issue to its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.means import Staffing, hired
from hemaprint.cli.progress import progress_shown
from hemaprint.environment import require_engine

if TYPE_CHECKING:
    from hemaprint.newsletter.campaign import Campaign, CampaignWishes
    from hemaprint.project import Project

newsletter_app = typer.Typer(
    no_args_is_help=True,
    help="Bring an issue to its readers by mail.",
    epilog="Example: hemaprint newsletter send 2025-01 --list subscribers.csv",
)

Attach = Annotated[
    list[str] | None,
    typer.Option("--attach", metavar="WHAT", help="issue (the e-mail edition), offprint:SLUG or a file."),
]
Link = Annotated[str, typer.Option("--link", metavar="URL", help="Where the issue is on the web.")]
MaxMb = Annotated[
    float | None,
    typer.Option("--max-mb", metavar="MB", min=0.1, max=100, help="The largest message on the wire, in million bytes."),
]
Subject = Annotated[str, typer.Option("--subject", help="Instead of the subject of hemaprint.toml.")]
CampaignName = Annotated[
    str, typer.Option("--campaign", metavar="NAME", help="What this sending is called; the issue's name unless given.")
]


def open_with_crew(project: Project, issue: str, wishes: CampaignWishes, *, quiet: bool) -> Campaign:
    """Compile a campaign with processes that set type at hand, and show how far it is."""
    from hemaprint.newsletter.campaign import open_campaign  # noqa: PLC0415 - pdfium and pikepdf load slowly

    require_engine()
    with hired(Staffing(), project, project.store()) as means, progress_shown(quiet) as progress:
        return open_campaign(project, issue, wishes, means=means, progress=progress)
