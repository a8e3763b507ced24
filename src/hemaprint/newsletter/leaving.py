"""The address at which a recipient leaves the list: the recipient's own, and nobody else's to guess."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from hemaprint.errors import Location, Problem, UsageError
from hemaprint.newsletter.mail import Recipient

SECRET_VARIABLE = "HEMAPRINT_UNSUBSCRIBE_SECRET"
COLUMN = "token"
_LENGTH = 32
_REPORTED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Leaving:
    """``pattern`` is ``[newsletter] unsubscribe`` of the file ``place``; ``secret`` makes tokens that a list lacks.

    ``mailbox`` takes those off the list who write to it.
    """

    pattern: str
    issue: str
    secret: str
    place: Location
    mailbox: str = ""

    @property
    def by_mail(self) -> str:
        """The address that writes to ``mailbox``, "" where there is none."""
        return f"mailto:{quote(self.mailbox, safe='@+')}?subject=unsubscribe" if self.mailbox else ""

    @property
    def for_all(self) -> str:
        """An address at which every reader can leave, "" for none: by mail, or by a link that is the same for all."""
        own = "{token}" in self.pattern or "{email}" in self.pattern
        return self.by_mail or ("" if own else self._filled("", ""))

    def address(self, recipient: Recipient) -> str:
        """Where the recipient leaves, "" where there is no pattern; raises UsageError where a token is missing."""
        if not self.pattern:
            return ""
        token = self._token(recipient)
        if token is None:
            raise UsageError(f"there is no unsubscribe token for {recipient.address}", _HINT)
        return self._filled(token, recipient.address)

    def example(self, recipient: Recipient) -> str:
        """The same for a message that is looked at, not sent."""
        return self._filled(self._token(recipient) or "TOKEN", recipient.address) if self.pattern else ""

    def lacking(self, recipients: Iterable[Recipient]) -> Iterator[Problem]:
        """The first recipients who have no token but need one."""
        found = 0
        for recipient in recipients if self.pattern else ():
            if self._token(recipient) is None:
                found += 1
                row = f"row {recipient.row}: " if recipient.row else ""
                message = f"{row}there is no unsubscribe token for {recipient.address}"
                yield Problem("HP614", message, self.place, _HINT)
            if found == _REPORTED_AT_MOST:
                return

    def _filled(self, token: str, address: str) -> str:
        values = {"token": token, "email": address, "issue": self.issue}
        return self.pattern.format(**{name: quote(one, safe="") for name, one in values.items()})

    def _token(self, recipient: Recipient) -> str | None:
        """The recipient's token; None where one is needed and there is none."""
        if "{token}" not in self.pattern:
            return ""
        own = recipient.attributes.get(COLUMN, "")
        if own or not self.secret:
            return own or None
        return hmac.new(self.secret.encode(), recipient.key.encode(), sha256).hexdigest()[:_LENGTH]


_HINT = f"give the list a column {COLUMN}, or set {SECRET_VARIABLE}: tokens are then made from it and the address"
