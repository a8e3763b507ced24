"""The two nouns that composing and sending share: a recipient, and a message ready for the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the issue. ``address`` is normalised: domain in lower-case ASCII (IDNA), local part as given.

    ``row`` is the row of the CSV file (the head is row 1), 0 where there is none.
    """

    address: str
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    row: int = 0

    @property
    def key(self) -> str:
        """What makes two addresses the same mailbox: case folded."""
        return self.address.casefold()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it goes over the wire: ``data`` has CRLF line ends, no line longer than 998 bytes, no Bcc."""

    sender: str
    address: str
    message_id: str
    data: bytes


Writer: TypeAlias = Callable[[Recipient], Message]
"""Writes the message of one recipient; the same recipient gets the same bytes each time."""
