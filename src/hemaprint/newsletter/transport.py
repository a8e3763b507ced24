# SPDX-License-Identifier: MIT
"""Define what a transport is: the message that it is given, what it answers, and how it is chosen by its name.

A package adds one with an entry point in the group ``hemaprint.transports``; ``--to NAME`` chooses it. The entry point
names either of:

* a function or class that is called with the project and makes a :class:`Transport`, which sends one message at a time
  to the readers of a list, while hemaprint keeps the ledger (``smtp`` is one);
* a subclass of :class:`DraftService`, which sends one draft to its own subscribers (``listmonk`` is one).

Everything that either needs is public here, in ``hemaprint.errors`` and in ``hemaprint.newsletter.credentials``.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from hemaprint.errors import UsageError, closest
from hemaprint.system.plugins import plugins

if TYPE_CHECKING:
    from hemaprint.project.project import Project

GROUP = "hemaprint.transports"
LONGEST_ANSWER = 300
MOST_SHARDS = 1000
_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)

# ---------------------------------------------------------------- readers and messages


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
        """The address with its case folded: equal keys mean one mailbox."""
        return self.address.casefold()


class Readers(Protocol):
    """Recipients in order. They can be iterated any number of times, and need not all be in memory."""

    def __iter__(self) -> Iterator[Recipient]:
        """Start from the first."""

    def __len__(self) -> int:
        """Count them."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Part ``number`` (from 1) of ``of`` parts of the readers, for several machines that send side by side.

    The part that an address belongs to depends on the address alone.
    """

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``2/8``; raises UsageError."""
        match = _SHARD.fullmatch(text)
        number, of = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= of <= MOST_SHARDS:
            hint = f'write "2/8" for the second of eight; {MOST_SHARDS} parts at most'
            raise UsageError(f'"{text}" is not a part of the readers', hint)
        return cls(number, of)

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
        """The readers in this part, in order."""
        return readers if self.of == 1 else _Part(self, readers)


@dataclass(frozen=True, slots=True)
class _Part:
    """The readers of one shard, found again in each iteration."""

    shard: Shard
    readers: Readers

    def __iter__(self) -> Iterator[Recipient]:
        return filter(self.shard.has, self.readers)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it goes over the wire: ``data`` has CRLF line ends, no line longer than 998 bytes, no Bcc."""

    sender: str
    address: str
    message_id: str
    data: bytes


Writer: TypeAlias = Callable[[Recipient], Message]
"""Writes the message of one recipient; the same recipient gets the same bytes each time."""

# ---------------------------------------------------------------- what became of a message


class Blame(StrEnum):
    """Whose fault a refusal is."""

    READER = "reader"
    """This address; the next one may be accepted."""
    MESSAGE = "message"
    """What is sent: its size, its content. It is the same for every reader."""
    RULE = "rule"
    """A rule of the server, which may concern this address or everything that is sent."""
    SENDER = "sender"
    """The sending side: the login, the sender's address, this machine."""
    SERVER = "server"
    """The server is busy or full; it may accept the message later."""
    LIMIT = "limit"
    """The account has sent as much as it may for now."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal backend. ``problem`` is the code of the problem that it becomes where it ends a run."""

    blame: Blame
    problem: str
    hint: str


READER_REFUSED = Refusal(
    Blame.READER, "HP627", "find out why; then run again, with --retry-bounced if it was not the readers' fault"
)
"""What is assumed of a refusal that nobody explains."""


class Fate(StrEnum):
    """What became of a message, as far as the transport knows."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message, with the server's code (0: none) and its words in one short line.

    DEFERRED and BOUNCED assert that the message did not arrive; anything uncertain is UNKNOWN. ``refusal`` says whose
    fault it was; without one it counts as the reader's.
    """

    fate: Fate
    code: int = 0
    answer: str = ""
    refusal: Refusal | None = None

    @property
    def meaning(self) -> Refusal:
        """What a refusal backend, as far as is known."""
        return self.refusal or READER_REFUSED

    @property
    def said(self) -> str:
        """What the server said."""
        return f"{self.code} {self.answer}" if self.code else self.answer


def one_line(answer: bytes | str) -> str:
    """The words of a server, which come from outside, as one printable line, shortened."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= LONGEST_ANSWER else line[: LONGEST_ANSWER - 1] + "…"


# ---------------------------------------------------------------- transports


HandOver: TypeAlias = Callable[[], None]
"""A transport calls it once for each message, before the step after which the message may arrive."""


class Transport(Protocol):
    """Sends messages, one at a time. ``send`` opens its connection, and opens it again where the other side hung up.

    ``send`` raises SendingError where no message can be sent at all, and then has not sent this one. After any other
    exception the run ends, and the fate of the message is unknown.
    """

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        """Send one message. An exception from ``hand_over`` passes through, and the message must not arrive."""

    def close(self) -> None:
        """Close the connection; called once, also after an error."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that waits in a service: its name there, and the address of its page."""

    name: str
    url: str


class DraftService(ABC):
    """A service that sends to its own subscribers. It is given one message, and a person starts the sending there."""

    url: str
    """Where the service is, for messages."""
    own_readers = "the service sends to its own subscribers"
    """Why it takes no list of readers."""
    suppress_hint = "suppress these addresses there before you start the draft"
    """What to do about addresses that are suppressed here."""
    can_unsubscribe = False
    """Whether the service adds its own way to unsubscribe."""

    @classmethod
    @abstractmethod
    def of(cls, project: Project) -> Self:
        """Read the settings; raises SendingError where they are wrong or the login is missing."""

    @abstractmethod
    def make_draft(self, message: Message, name: str) -> Draft:
        """Put the message of the campaign ``name`` there as a draft; raises SendingError."""


MakeTransport: TypeAlias = Callable[["Project"], Transport]
"""A function, or a class, that makes a transport for a project."""


def find_transport(name: str, others: Sequence[str] = ()) -> MakeTransport | type[DraftService]:
    """The transport that is installed as ``name``; the hint for an unknown name also lists ``others``.

    Raises UsageError for an unknown name, MissingEnvironmentError where the package cannot be imported.
    """
    known = plugins(GROUP)
    if name not in known:
        names = sorted({*known, *others})
        near = closest(name, names)
        hint = f"transports: {', '.join(names)}"
        raise UsageError(f'no transport is called "{name}"', f'did you mean "{near}"? {hint}' if near else hint)
    found: MakeTransport | type[DraftService] = known[name].load()
    return found
