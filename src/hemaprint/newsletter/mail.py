"""The two nouns that composing and sending share: a recipient, and a message ready for the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the issue. ``address`` is normalised: domain in lower-case ASCII (IDNA), local part as given.

    ``row`` is the line of the CSV file at which the row begins, 0 for none.
    """

    address: str
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    row: int = 0

    @property
    def key(self) -> str:
        """What makes two addresses the same mailbox: case folded."""
        return self.address.casefold()


class Readers(Protocol):
    """Recipients in their order. They can be gone through any number of times, and need not all be in memory."""

    def __iter__(self) -> Iterator[Recipient]:
        """From the first on."""

    def __len__(self) -> int:
        """How many they are."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it goes over the wire: ``data`` has CRLF line ends, no line longer than 998 bytes, no Bcc."""

    sender: str
    address: str
    message_id: str
    data: bytes


Writer: TypeAlias = Callable[[Recipient], Message]
"""Writes the message of one recipient; the same recipient gets the same bytes each time."""
