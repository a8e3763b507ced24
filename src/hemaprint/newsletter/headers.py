"""The headers of the message: who writes to whom, about what, and how to leave the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from hashlib import sha256

from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.mime import POLICY
from hemaprint.source.mail import Mailbox, plain_line


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

    def shared(self, date: datetime) -> bytes:
        """The headers that all messages of this date have.

        Precedence and List-Id keep programs that answer by themselves quiet (RFC 3834, section 2). There is no
        Auto-Submitted: an editor sends this, and that header is for what no person sends (section 5).
        """
        headers: dict[str, object] = {"From": address(self.from_)}
        if self.sender and self.sender.address != self.from_.address:
            headers["Sender"] = address(self.sender)
        if self.reply_to:
            headers["Reply-To"] = address(self.reply_to)
        headers |= {"Subject": self.subject, "Date": date}
        if self.list_id:
            headers["List-Id"] = self.list_id if "<" in self.list_id else f"<{self.list_id}>"
        headers |= {"Precedence": "bulk", "Content-Language": self.language}
        return folded(headers)

    def personal(self, recipient: Recipient, message_id: str, leave: str, by_mail: str) -> bytes:
        """The headers of one message: ``leave`` takes one click, ``by_mail`` is a mailto; "" where there is none."""
        headers: dict[str, object] = {
            "Message-ID": f"<{message_id}>",
            "To": address(Mailbox(plain_line(recipient.name), recipient.address)),
        }
        if leave or by_mail:
            headers["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in (leave, by_mail) if way)
        if leave:
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, section 3.1
        return folded(headers)


def address(mailbox: Mailbox) -> Address:
    """A mailbox as a header takes it."""
    return Address(display_name=mailbox.name, addr_spec=mailbox.address)


def folded(headers: Mapping[str, object]) -> bytes:
    """Headers as they go over the wire."""
    lines = (POLICY.fold_binary(*POLICY.header_store_parse(name, value)) for name, value in headers.items())
    return b"".join(lines)


def message_id(campaign: str, recipient: Recipient, domain: str, trial: str = "") -> str:
    """The id of the message that a recipient gets of a campaign, without brackets: no clock, no chance.

    ``trial`` tells trials apart: mail programs show only the first of two messages with one id.
    """
    parts = f"{campaign}\0{recipient.key}\0{trial}" if trial else f"{campaign}\0{recipient.key}"
    return f"{sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{domain}"
