"""The two nouns that composing and sending share: a recipient, and a message ready for the wire."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Protocol, TypeAlias

from hemaprint.errors import UsageError
from hemaprint.newsletter.smtp_connection import Refusal
from hemaprint.project.project import Project
from hemaprint.project.suggest import did_you_mean


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


MOST = 1000
_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """The part ``number`` (from 1) of ``of`` parts. Whose part an address is depends on the address alone."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def overlaps(self, other: Shard) -> bool:
        """Whether a reader can be in both parts."""
        return self.of != other.of or self.number == other.number

    def has(self, recipient: Recipient) -> bool:
        """Whether a reader is in this part: by SHA-256 of the address, which is the same everywhere and always."""
        digest = hashlib.sha256(recipient.key.encode("utf-8")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def of_readers(self, readers: Readers) -> Readers:
        """The readers in this part, in their order."""
        return readers if self.of == 1 else _Part(self, readers)


@dataclass(frozen=True, slots=True)
class _Part:
    """The readers of one shard, found anew each time."""

    shard: Shard
    readers: Readers

    def __iter__(self) -> Iterator[Recipient]:
        return filter(self.shard.has, self.readers)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parse_shard(text: str) -> Shard:
    """``2/8``; raises UsageError."""
    match = _SHARD.fullmatch(text)
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of <= MOST:
        raise UsageError(
            f'"{text}" is not a part of the readers', hint=f'write "2/8" for the second of eight; at most {MOST} parts'
        )
    return Shard(number, of)


GROUP = "hemaprint.transports"
"""Packages offer transports of their own under this group of entry points: NAME = "module:function", see ``Maker``."""
LONGEST_ANSWER = 300

HandOver: TypeAlias = Callable[[], None]
"""Called by a transport once for each message, before the step after which the message may arrive."""


class Fate(StrEnum):
    """What became of a message, as far as the transport can know."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message, with the server's code (0: it gave none) and its words in one short line.

    DEFERRED and BOUNCED are claims that the message did not arrive; what is not certain is UNKNOWN. ``refusal`` says
    whose fault it was; None: the reader's, as far as is known.
    """

    fate: Fate
    code: int = 0
    answer: str = ""
    refusal: Refusal | None = None

    @property
    def told(self) -> str:
        """What the server said."""
        return f"{self.code} {self.answer}" if self.code else self.answer


class Transport(Protocol):
    """A way out. ``send`` opens what it needs, and opens it again where the other side has hung up.

    It raises SendingError where no message can be sent at all; then this one has not been.
    """

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        """Send one message. An exception from ``hand_over`` passes through, and the message must not arrive."""

    def close(self) -> None:
        """Say goodbye; called once, also after an error."""


Maker: TypeAlias = Callable[[Project], Transport]
"""Makes a transport for a project."""


def one_line(answer: bytes | str) -> str:
    """The words of a server as one printable line, shortened: they come from outside."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= LONGEST_ANSWER else line[: LONGEST_ANSWER - 1] + "…"


def offered() -> tuple[str, ...]:
    """The names of the transports that other packages offer, sorted."""
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def offered_transport(name: str, project: Project, known: Sequence[str]) -> Transport:
    """The transport that a package offers as ``name``; raises UsageError where none does, or it cannot be loaded."""
    for point in entry_points(group=GROUP, name=name):
        try:
            make: Maker = point.load()
        except (ImportError, AttributeError) as error:
            raise UsageError(f'the way out "{name}" cannot be loaded: {error}') from error
        return make(project)
    raise UsageError(f'there is no way out "{name}"', did_you_mean(name, (*known, *offered()), noun="ways out"))
