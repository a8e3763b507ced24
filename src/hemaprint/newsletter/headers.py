"""The headers of the message: who writes to whom, about what, and how to leave the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from hemaprint.newsletter.fields import Field, Form
from hemaprint.newsletter.mail import Recipient
from hemaprint.project.mail import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is the same in the headers of every message of a campaign. ``reply_to`` and ``sender`` may be None."""

    from_: Mailbox
    reply_to: Mailbox | None
    sender: Mailbox | None
    bounces: str
    subject: str
    list_id: str
    language: str

    @property
    def domain(self) -> str:
        """The domain of From: that of Message-IDs and of content ids."""
        return self.from_.address.rpartition("@")[2]

    def shared(self, date: datetime) -> Iterator[Field]:
        """The headers that all messages of this date have.

        Precedence and List-Id keep programs that answer by themselves quiet (RFC 3834, section 2). There is no
        Auto-Submitted: an editor sends this, and that header is for what no person sends (section 5).
        """
        yield _mailbox("From", self.from_)
        if self.sender and self.sender.address != self.from_.address:
            yield _mailbox("Sender", self.sender)
        yield from self.answers_and_subject()
        yield Field("Date", format_datetime(date))
        if self.list_id:
            name, _, identity = self.list_id.rpartition(" <")
            identity = identity.rstrip(">")
            yield Field("List-Id", name, Form.LIST, identity) if name else Field("List-Id", f"<{identity}>")
        yield Field("Precedence", "bulk")
        yield Field("Content-Language", self.language)

    def personal(self, recipient: Recipient, message_id: str, leave: str, by_mail: str) -> Iterator[Field]:
        """The headers of one message: ``leave`` takes one click, ``by_mail`` is a mailto; "" where there is none."""
        yield Field("Message-ID", f"<{message_id}>")
        yield _mailbox("To", Mailbox(recipient.name, recipient.address))
        if leave or by_mail:
            yield Field("List-Unsubscribe", ", ".join(f"<{way}>" for way in (leave, by_mail) if way))
        if leave:
            yield Field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")  # RFC 8058, section 3.1

    def draft(self, *, named: bool) -> Iterator[Field]:
        """The headers of a message that a mail program opens to be sent: it adds the recipients, the date and an id.

        Without ``named`` there is no From: the program writes that of its own account.
        """
        yield Field("X-Unsent", "1")
        if named:
            yield _mailbox("From", self.from_)
        yield from self.answers_and_subject()

    def answers_and_subject(self) -> Iterator[Field]:
        """Where answers go, and what it is about."""
        if self.reply_to:
            yield _mailbox("Reply-To", self.reply_to)
        yield Field("Subject", self.subject, Form.TEXT)


def _mailbox(header: str, mailbox: Mailbox) -> Field:
    return Field(header, mailbox.name, Form.MAILBOX, mailbox.address)


def message_id(campaign: str, recipient: Recipient, domain: str, trial: str = "") -> str:
    """The id of the message that a recipient gets of a campaign, without brackets: no clock, no chance.

    ``trial`` tells trials apart: mail programs show only the first of two messages with one id.
    """
    parts = f"{campaign}\0{recipient.key}\0{trial}" if trial else f"{campaign}\0{recipient.key}"
    return f"{sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{domain}"
