"""Run by other Pythons than that of the tests: write heads with our code, and read them with this Python's ``email``.

In: JSON, a list of [name, subject, file name]. Out: JSON, the version and for each what was written and understood.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from typing import Any

from hemaprint.newsletter.messages import Envelope
from hemaprint.newsletter.mime import Attachment, Body, verify, write_fields
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.mail import Mailbox

DATE = datetime(2025, 2, 1, 12, tzinfo=UTC)


def composed(name: str, subject: str, file_name: str) -> bytes:
    """A whole message in which a name, a subject and a file name come from outside."""
    envelope = Envelope(
        from_=Mailbox(name, "news@cells.example"),
        reply_to=Mailbox(name, "desk@cells.example"),
        sender=None,
        bounces="news@cells.example",
        subject=subject,
        list_id=f"{name} <list.cells.example>",
        language="en",
    )
    body = Body.around((), (Attachment(file_name, "application/pdf", b"%PDF"),), "en")
    personal = envelope.personal(
        Recipient("ana@example.org", name), "1@cells.example", "https://cells.example/1", "mailto:leave@cells.example"
    )
    fields = (*personal, *envelope.shared(DATE), *body.fields)
    head = write_fields(fields) + b"\r\n"
    verify(head, fields)
    return head + body.filled("Hello\n-- \nAna\n", "<p>Hello</p>\n")


def understood(data: bytes) -> dict[str, Any]:
    """What this Python's ``email`` makes of a message, by its old interface and by its new one."""
    old, new = message_from_bytes(data), message_from_bytes(data, _class=EmailMessage, policy=default)
    to, subject = (old[name].replace("\r\n", "") for name in ("To", "Subject"))  # the old one does not unfold
    boxes = [(str(make_header(decode_header(name))), address) for name, address in getaddresses([to])]
    return {
        "bytes": data.decode("ascii"),
        "keys": [old.keys(), new.keys()],
        "to": [boxes, [(box.display_name, box.addr_spec) for box in new["To"].addresses]],
        "from": [box.addr_spec for box in new["From"].addresses],
        "subject": [str(make_header(decode_header(subject))), str(new["Subject"])],
        "file": [one.get_filename() for one in new.iter_attachments()],
        "defects": [str(defect) for part in new.walk() for defect in part.defects],
    }


if __name__ == "__main__":
    told = [understood(composed(*case)) for case in json.load(sys.stdin)]
    json.dump({"version": sys.version.split()[0], "told": told}, sys.stdout)
