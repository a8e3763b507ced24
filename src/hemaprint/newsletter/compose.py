"""Write the message of an issue down: to be looked at as mail, as a page, as text, or as a draft to be sent by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hemaprint.newsletter.campaign import Campaign
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.pictures import with_pictures
from hemaprint.project.project import Project
from hemaprint.system.files import write_files

LIMITS = {"Exchange": 10, "Outlook.com": 20, "iCloud": 20, "Gmail": 25}
"""Million bytes on the wire that mail systems take as they are delivered, or as their help pages say."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The files that were written, and their figures in bytes; ``size`` is that of the message on the wire."""

    eml: Path
    html: Path
    text: Path
    html_size: int
    size: int

    @property
    def fits(self) -> tuple[str, ...]:
        """The mail systems that take it."""
        return tuple(name for name, limit in LIMITS.items() if self.size <= limit * 1_000_000)


def compose(project: Project, issue: str, campaign: Campaign, recipient: Recipient | None = None) -> Composed:
    """Write ``newsletter.eml``, ``.html`` and ``.txt`` into ``dist/<issue>``: all, or none.

    They are what ``recipient`` would get, or the one who writes; the same issue gives the same bytes.
    """
    reader = recipient or campaign.from_
    html, text = campaign.html(reader), campaign.text(reader)
    message = campaign.example(reader).data
    folder = project.dist / issue
    eml, page, plain = (folder / f"newsletter.{suffix}" for suffix in ("eml", "html", "txt"))
    shown = with_pictures(html, campaign.pictures)
    write_files({eml: message, page: shown.encode(), plain: text.encode()}, project.root)
    return Composed(eml, page, plain, len(html.encode()), len(message))


def write_draft(project: Project, issue: str, campaign: Campaign) -> Path:
    """Write ``newsletter-draft.eml`` into ``dist/<issue>``: X-Unsent opens it in Outlook as a message to be sent.

    Raises ContentError where a draft cannot be made of the campaign (HP618).
    """
    path = project.dist / issue / "newsletter-draft.eml"
    write_files({path: campaign.draft()}, project.root)
    return path
