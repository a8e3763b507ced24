"""Decide the unknown fates by what the mail server's own log says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.ledger import Ledger, State


@dataclass(frozen=True, slots=True)
class Settled:
    """How many of the unknown had been delivered after all, and how many had not and are queued again."""

    sent: int
    queued: int


def settle(ledger: Ledger, campaign: str, delivered: Iterable[str], place: Location) -> Settled:
    """Those of the unknown that are among ``delivered`` are sent, the others queued again.

    ``delivered`` are lines of the file ``place``, a Message-ID or an address each: everything of this campaign that the
    server has taken. That it is everything is checked by what the ledger knows: raises SendingError (HP634) where a
    message is missing that the server has confirmed, because then others could be missing, and would go out twice.
    """
    ledger.bury()
    named = {line.strip().strip("<>").casefold() for line in delivered}
    entries = ledger.entries(campaign)
    known = [entry for entry in entries if entry.state is State.SENT]
    missing = sum(not _names(named, entry.message_id, entry.address) for entry in known)
    if not known:
        message = "no message of this campaign is known to be delivered, so that the list cannot be checked"
        hint = "send to the others first, or accept that some readers get it twice: --retry-unknown"
        raise SendingError(Problem("HP634", message, place, hint))
    if missing:
        message = f"the list lacks {missing:,} of the {len(known):,} messages that the mail server has confirmed"
        hint = "make it from the whole log of the mail server, including earlier days"
        raise SendingError(Problem("HP634", message, place, hint))
    unknown = [entry for entry in entries if entry.state is State.UNKNOWN]
    sent = [entry.address for entry in unknown if _names(named, entry.message_id, entry.address)]
    queued = [entry.address for entry in unknown if not _names(named, entry.message_id, entry.address)]
    ledger.move(campaign, sent, State.SENT)
    ledger.move(campaign, queued, State.QUEUED)
    return Settled(len(sent), len(queued))


def _names(named: set[str], message_id: str, address: str) -> bool:
    return message_id.strip("<>").casefold() in named or address.casefold() in named
