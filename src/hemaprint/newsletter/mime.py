"""The body of the message: text, HTML with its pictures, attachments. What is the same for all is encoded once."""

from __future__ import annotations

import mimetypes
import unicodedata
from binascii import b2a_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from hemaprint.newsletter.pictures import Picture


class AsWritten(UnstructuredHeader, BaseHeader):
    """A header of addresses in angle brackets, folded between them alone.

    Python 3.11 to 3.14 would fold a long address by encoding it as words (RFC 2047), which no mail program undoes.
    """

    def fold(self, *, policy: Any) -> str:
        """The header with its line ends."""
        return f"{self.name}: {str(self).replace('>, <', f'>,{policy.linesep} <')}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "message-id", "content-id"):
        registry.map_to_type(name, AsWritten)
    return registry


POLICY = SMTP.clone(header_factory=_registry(), max_line_length=78)
"""Line ends are CRLF, headers ASCII (RFC 5322)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message: its name, its media type, and its bytes before base64."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a message around its two texts; ``head`` has the MIME headers that belong to it."""

    head: bytes
    before: bytes
    between: bytes
    after: bytes

    @classmethod
    def around(cls, pictures: Iterable[Picture], attachments: Sequence[Attachment], language: str) -> Body:
        """The body that carries these."""
        text, html = text_part("@@text@@", "plain", language), text_part("@@html@@", "html", language)
        message = assemble(text, html, tuple(pictures), attachments)
        before, rest = message.as_bytes().split(b"@@text@@\r\n", 1)
        between, after = rest.split(b"@@html@@\r\n", 1)
        head, before = before.split(b"\r\n\r\n", 1)
        return cls(head + b"\r\n", before, between, after)

    def filled(self, text: str, html: str) -> bytes:
        """What follows the headers of a message with these texts; it ends in one line end."""
        return b"".join((self.before, quoted(text), self.between, quoted(html), self.after))


def assemble(
    text: MIMEPart, html: MIMEPart, pictures: Sequence[Picture], attachments: Sequence[Attachment]
) -> EmailMessage:
    """The message without its headers: mixed(alternative(text, related(html, pictures)), attachments)."""
    enclosed = [*(one.data for one in pictures), *(one.data for one in attachments)]
    stamp = sha256(b"".join(sha256(data).digest() for data in enclosed)).hexdigest()[:24]
    rich = html
    if pictures:
        rich = _multipart("related", stamp, [html, *(picture_part(one) for one in pictures)])
        rich.set_param("type", "text/html")
    message: EmailMessage = EmailMessage(policy=POLICY)
    message["MIME-Version"] = "1.0"
    outer = _multipart("alternative", stamp, [text, rich])
    if attachments:
        outer = _multipart("mixed", stamp, [outer, *(attachment_part(one) for one in attachments)])
    message["Content-Type"] = str(outer["Content-Type"])
    message.set_payload(outer.get_payload())
    return message


def _multipart(kind: str, stamp: str, parts: Sequence[MIMEPart]) -> MIMEPart:
    """Parts within a boundary that no encoded part can hold: in base64 and quoted-printable no "_" follows "="."""
    whole = MIMEPart(policy=POLICY)
    whole["Content-Type"] = f'multipart/{kind}; boundary="=_{kind}_{stamp}"'
    whole.set_payload(list(parts))
    return whole


def text_part(text: str, kind: str, language: str) -> MIMEPart:
    """A text in quoted-printable: lines of any length, and readable in the source."""
    part = MIMEPart(policy=POLICY)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Language"] = language
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(quoted(text).decode("ascii"))
    return part


def quoted(text: str) -> bytes:
    """UTF-8 in quoted-printable, line ends CRLF, no line of more than 76 characters (RFC 2045, 6.7)."""
    return b2a_qp("".join(f"{line}\r\n" for line in text.splitlines()).encode("utf-8"))


def picture_part(picture: Picture) -> MIMEPart:
    """A picture that HTML names by its content id."""
    part = MIMEPart(policy=POLICY)
    main, sub = picture.media_type.split("/")
    part.set_content(picture.data, main, sub, disposition="inline", filename=picture.file_name, cid=f"<{picture.cid}>")
    return part


def attachment_part(attachment: Attachment) -> MIMEPart:
    """A file, in base64. A name beyond ASCII is written as RFC 2231 says; old programs find a plain one beside it."""
    part = MIMEPart(policy=POLICY)
    main, sub = attachment.media_type.split("/")
    part.set_content(attachment.data, main, sub, disposition="attachment", filename=attachment.name)
    part.set_param("name", plain_name(attachment.name))
    return part


def plain_name(name: str) -> str:
    """A file name in ASCII."""
    path = PurePath(name)
    return f"{_in_ascii(path.stem) or 'file'}{_in_ascii(path.suffix)}"


def _in_ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip()


def media_type_of(name: str) -> str:
    """What a file is, by the end of its name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
