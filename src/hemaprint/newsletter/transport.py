"""What a way out for messages must do, and what it says of each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Protocol, TypeAlias

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.newsletter.mail import Message
from hemaprint.newsletter.replies import Refusal
from hemaprint.project.project import Project

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
