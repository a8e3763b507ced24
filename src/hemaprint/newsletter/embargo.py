# SPDX-License-Identifier: MIT
"""Refuse what may not leave yet: an issue under embargo, and proofs. What is not clear counts as not yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hemaprint.errors import ContentError, Location, MalformedError, Problem, Severity
from hemaprint.newsletter.mime import Attachment
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.config import Newsletter
from hemaprint.project.mail import parse_mailbox
from hemaprint.project.values import release_of
from hemaprint.review.proof.stamp import is_proof

_WRONG = timedelta(days=1)
"""By how much a file may be newer than the clock says before the clock is not trusted."""
_BREAK = "--break-embargo sends it nevertheless, and the ledger records that"


def retained(manifest: Path, embargo: str, attachments: Iterable[Attachment], now: datetime) -> Iterator[Problem]:
    """Why a campaign may not leave at the time ``now`` (UTC): HP660 for the embargo of its issue, HP661 for proofs.

    ``manifest`` is its issue.yaml, and the embargo what that says, "" for none.
    """
    if embargo and (why := _still(manifest, embargo, now)):
        yield Problem("HP660", why, Location(manifest), f"send it then; {_BREAK}")
    for one in attachments:
        if is_proof(one.data):
            message = f"{one.name} is a proof, which is for its reader alone"
            yield Problem("HP661", message, Location(manifest), f"attach the finished issue: --attach issue; {_BREAK}")


def clock() -> datetime:
    """The time of this machine; the beginning of time where it has none, so that every embargo still stands."""
    try:
        return datetime.now(UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def check_retained(problems: Collection[Problem], *, breaks: bool) -> tuple[Problem, ...]:
    """Raise ContentError with what retains a campaign; with ``breaks``, the same as warnings."""
    if problems and not breaks:
        raise ContentError(problems)
    hint = "--break-embargo was given"
    return tuple(replace(one, severity=Severity.WARNING, hint=hint) for one in problems)


def is_office(reader: Recipient, settings: Newsletter) -> bool:
    """Whether a trial goes to the magazine's own address, which may see what is under embargo."""
    own = [settings.from_, settings.reply_to, settings.sender]
    return reader.address.casefold() in {parse_mailbox(one).address.casefold() for one in own if one}


def _still(manifest: Path, embargo: str, now: datetime) -> str:
    """Why an embargo stands; "" where it is over."""
    try:
        release = release_of(embargo)
    except MalformedError as error:
        return f"the issue is under embargo, and it is not clear until when: {error.message}"
    if now < release:
        return f"the issue is under embargo until {embargo}"
    try:
        saved = datetime.fromtimestamp(manifest.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        saved = now
    if now + _WRONG < saved:
        return f"the clock of this machine is wrong: it says {now:%Y-%m-%d %H:%M} UTC, and the issue is newer"
    return ""
