"""A post office on loopback: a real SMTP server that keeps what it gets, and can be as bad as real ones are."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, AnyStr

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hemaprint.errors import Location
from hemaprint.newsletter.send import SendOptions
from hemaprint.newsletter.smtp import Server
from hemaprint.newsletter.transport import Message, Outcome, Recipient

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
"""For processes of Python that tests start."""
PLACE = Location(Path("hemaprint.toml"))
USER, PASSWORD = "press", "a-secret-of-the-press"
AT_ONCE = SendOptions(waits=())


def reader(number: int | str) -> Recipient:
    return Recipient(f"reader-{number}@example.org")


def readers(count: int) -> tuple[Recipient, ...]:
    return tuple(reader(number) for number in range(count))


def write(recipient: Recipient, body: bytes = b"The issue.\r\n") -> Message:
    identity = f"<{recipient.address}>"
    head = f"From: press@example.org\r\nTo: {recipient.address}\r\nMessage-ID: {identity}\r\n\r\n".encode()
    return Message("press@example.org", recipient.address, identity, head + body)


def nothing() -> None:
    """For messages that no ledger records."""


@dataclass
class Office:
    """What the server got, and what it is to say: answers to RCPT or to the dot, by address, the first one first.

    ``instead`` are answers to other commands, by their verbs; "" is the greeting. After 421 it hangs up.
    """

    port: int
    received: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    open_connections: int = 0
    to_rcpt: dict[str, list[str]] = field(default_factory=dict)
    to_dot: dict[str, list[str]] = field(default_factory=dict)
    at_dot: Callable[[SMTP], None] | None = None
    slow_dot: float = 0.0
    slow_rcpt: float = 0.0
    to_mail: str = ""
    instead: dict[str, str] = field(default_factory=dict)
    drop_within: int = 0

    @property
    def by_address(self) -> Mapping[str, int]:
        return Counter(self.received)

    def server(self, **changes: Any) -> Server:
        """How to reach it; the certificate has the name localhost."""
        settings: dict[str, Any] = {"host": "localhost", "place": PLACE, "security": "none", "port": self.port}
        return Server(**(settings | changes))

    # ---------------------------------------------------------------- what aiosmtpd calls

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_mail or "250 go on"

    async def handle_RCPT(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        await asyncio.sleep(self.slow_rcpt)
        if self.to_rcpt.get(address):
            return self.to_rcpt[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        (address,) = envelope.rcpt_tos
        if self.to_dot.get(address):
            return self.to_dot[address].pop(0)
        assert isinstance(envelope.content, bytes)
        self.received.append(address)
        self.messages.append(envelope.content)
        if self.at_dot is not None:
            self.at_dot(server)
        await asyncio.sleep(self.slow_dot)
        return "250 taken"


class _Server(SMTP):
    """aiosmtpd's server, which can hang up in the middle of a message."""

    line_length_limit = 12_288  # that of an answer to AUTH: RFC 4954, 4

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections += 1
        self.event_handler.open_connections += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open_connections -= 1
        super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        said = status if isinstance(status, bytes) else status.encode("utf-8")
        if self.event_handler.instead.get("") and said.startswith(b"220"):
            said = self.event_handler.instead[""].encode("utf-8")
        await super().push(said)
        if said.startswith(b"421") and self.transport is not None:
            self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - as above
        await self._answer("EHLO", super().smtp_EHLO, hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - as above
        await self._answer("STARTTLS", super().smtp_STARTTLS, arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - as above
        await self._answer("AUTH", super().smtp_AUTH, arg)

    async def _answer(self, verb: str, usual: Callable[[str], Awaitable[None]], arg: str) -> None:
        if answer := self.event_handler.instead.get(verb):
            await self.push(answer)
        else:
            await usual(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as above
        if answer := self.event_handler.instead.get("DATA"):
            await self.push(answer)
            return
        if not self.event_handler.drop_within:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readexactly(self.event_handler.drop_within)
        hang_up(self)


class _Controller(Controller):
    def factory(self) -> _Server:
        return _Server(self.handler, **self.SMTP_kwargs)


def hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@contextmanager
def open_office(*, tls: bool = False, kind: type[Office] = Office, **parameters: Any) -> Iterator[Office]:
    """A server of its own; ``parameters`` are aiosmtpd's, ``tls`` means from the first byte."""
    office = kind(free_port())
    context = parameters.get("tls_context") if tls else None
    if tls:
        parameters.pop("tls_context")
    controller = _Controller(
        office,
        "127.0.0.1",
        office.port,
        ready_timeout=20,
        ssl_context=context,
        server_hostname="localhost",
        **parameters,
    )
    controller.start()
    office.connections = 0  # the controller has tried its own server
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True)
class Authority:
    """A certificate authority, and what both sides need of it."""

    ca: trustme.CA = field(default_factory=trustme.CA)

    def of_server(self, name: str = "localhost") -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert(name).configure_cert(context)
        return context

    def of_client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context


def check_login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def message_ids(messages: Sequence[bytes]) -> Iterator[str]:
    return (str(BytesHeaderParser().parsebytes(data)["Message-ID"]) for data in messages)


class Silent:
    """Is told how far a run is, and keeps it."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, Outcome]] = []
        self.pauses: list[float] = []

    def begin(self, messages: int) -> None: ...

    def message(self, recipient: Recipient, outcome: Outcome) -> None:
        self.outcomes.append((recipient.address, outcome))

    def pause(self, seconds: float, messages: int) -> None:
        self.pauses.append(seconds)
