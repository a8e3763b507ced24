"""Unpack a page that a browser saved as a single file (MHTML, RFC 2557)."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem

HEAD_BYTES = 4096
PARTS_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, the encoding that its container names ("" for none), and its pictures by their address."""

    html: bytes
    encoding: str = ""
    parts: Mapping[str, bytes] = field(default_factory=dict)


def unpack(data: bytes, path: Path) -> Page:
    """The page in ``data``, which is a page itself or MHTML."""
    head = data[:HEAD_BYTES].lower()
    if b"multipart/related" not in head or data.lstrip().startswith(b"<"):
        return Page(data)
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[Message] = []
    parts: dict[str, bytes] = {}
    for count, part in enumerate(message.walk()):
        if count > PARTS_AT_MOST:
            raise ContentError([Problem("HP514", f"{path.name} has more than {PARTS_AT_MOST} parts", Location(path))])
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            pages.append(part)
        elif part.get_content_maintype() == "image":
            content = _content(part)
            for address in (str(part["Content-Location"] or ""), f"cid:{str(part['Content-ID'] or '').strip('<> ')}"):
                parts[address.strip()] = content
    if not pages:
        hint = "save the page once more, as HTML"
        raise ContentError([Problem("HP513", f"{path.name} holds no page, or is cut off", Location(path), hint)])
    return Page(_content(pages[0]), str(pages[0].get_param("charset", "") or ""), parts)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
