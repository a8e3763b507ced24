"""One issue on its way to many mailboxes: compiled once, then written for one recipient after the other.

What the sender needs::

    campaign = open_campaign(project, "2025-01", CampaignWishes(), means=means, progress=progress)
    campaign.identity          # what the ledger calls it: the issue's name unless wished otherwise
    campaign.subject, campaign.size, campaign.attachments, campaign.problems
    campaign.refusals(list.recipients)   # Problems for which nothing may be sent: no From, no unsubscribe token...
    write = campaign.writer(datetime.now().astimezone())
    message = write(recipient)           # a Message; the same recipient gets the same bytes

The identity does not depend on the bytes: an issue that was built anew is the same campaign, and nobody gets it twice.
The Message-ID is made from the identity and the address, in the domain of From.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hemaprint.errors import Problem
from hemaprint.newsletter.mail import Recipient, Writer
from hemaprint.project import Project
from hemaprint.stages import Means, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignWishes:
    """How a campaign is to be, where it is not for ``hemaprint.toml`` to say.

    ``attach``: ``issue`` (the e-mail edition), ``offprint:SLUG`` or paths; the issue where neither ``attach`` nor
    ``link`` is given. ``max_mb`` is the limit on the wire, in million bytes.
    """

    attach: tuple[str, ...] = ()
    link: str = ""
    max_mb: float | None = None
    subject: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message: its name, its media type, and its bytes before base64."""

    name: str
    media_type: str
    data: bytes


class Campaign:
    """A compiled campaign: cheap to write from, however many recipients there are."""

    identity: str
    subject: str
    size: int
    """Bytes on the wire of a typical message."""
    attachments: tuple[Attachment, ...]
    problems: tuple[Problem, ...]
    """Warnings; errors were raised."""

    def writer(self, date: datetime | None = None, *, trial: bool = False) -> Writer:
        """Writes messages dated ``date``, or with the issue's date.

        Those of a ``trial`` have other Message-IDs: a mailbox that had the trial would hide the real message.
        """
        raise NotImplementedError

    def refusals(self, recipients: Sequence[Recipient]) -> tuple[Problem, ...]:
        """Why nothing may be sent to these: to be asked before the first message."""
        raise NotImplementedError


def open_campaign(
    project: Project,
    issue: str,
    wishes: CampaignWishes | None = None,
    *,
    means: Means | None = None,
    progress: Progress,
) -> Campaign:
    """Compile the campaign of an issue; builds its e-mail edition unless ``dist/`` has it as it would be now.

    Raises ContentError with every problem (too large, no such attachment...), UsageError, MissingEnvironmentError.
    """
    raise NotImplementedError
