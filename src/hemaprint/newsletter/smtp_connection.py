# SPDX-License-Identifier: MIT
"""Talk SMTP: smtplib's connection with a DATA command that tells whether the message can have arrived, and its replies.

What the refusals of servers mean is a table, ``replies.toml``.
"""

from __future__ import annotations

import re
import smtplib
import socket
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from hemaprint.newsletter.transport import READER_REFUSED, Blame, Fate, HandOver, Outcome, Refusal, one_line

CHUNK = 1 << 18
"""Bytes handed to the socket at once: Python's sockets time a whole call, however much it sends."""
DOT_PATIENCE = 600.0
"""Seconds to wait for the answer to the dot, at least: RFC 5321, 4.5.3.2.6."""
CHALLENGE, GO_AHEAD, SERVICE_CLOSES = 334, 354, 421
LONGEST_COMMAND = 512
"""Octets with the line end (RFC 5321, 4.5.3.1.4): a longer answer gets a separate line (RFC 4954, 4)."""
XOAUTH2, OAUTHBEARER = "XOAUTH2", "OAUTHBEARER"


HUNG_UP = (OSError, smtplib.SMTPException)
"""What smtplib raises where the connection ends."""
_ADDRESS = re.compile(r"<[^<>]*>|(?<!\S)\S+@\S+")
"""An address in the words of a server."""
_DETAIL = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")

# ---------------------------------------------------------------- replies


class Stage(StrEnum):
    """The steps at which a server can refuse."""

    GREETING = "greeting"
    HELLO = "hello"
    STARTTLS = "starttls"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("hemaprint.newsletter") / "replies.toml").read_text("utf-8"))


@cache
def refusals() -> Mapping[str, Refusal]:
    """What a refusal can mean, by name."""
    rows = _table()["refusals"].items()
    known = {name: Refusal(Blame(row["blame"]), row["problem"], row["hint"]) for name, row in rows}
    return known | {"READER_REFUSED": READER_REFUSED}


def refusal_of(stage: Stage, code: int, words: str) -> Refusal:
    """What it means that a server says ``code`` and ``words`` at this step; ``code`` is -1 where it gives no number."""
    detail, said = enhanced_code(words), _ADDRESS.sub(" ", words.casefold())
    steps = _table()["steps"]
    return next(
        refusals()[row["means"]]
        for row in _table()["replies"]
        if stage in steps[row["at"]] and _fits(row, str(code), detail, said)
    )


def _fits(row: Mapping[str, str], code: str, detail: str, said: str) -> bool:
    """Whether a reply is what a row of the table describes."""
    return (
        re.match(row["code"], code) is not None
        and ("detail" not in row or re.fullmatch(row["detail"], detail) is not None)
        and ("words" not in row or re.search(row["words"], said) is not None)
    )


def enhanced_code(words: str) -> str:
    """The enhanced code in a server's words (RFC 3463), such as 5.7.1, or ""."""
    found = _DETAIL.search(words[:200])
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A code of three digits, and the server's words."""

    code: int
    words: str

    def __str__(self) -> str:
        return f"{self.code} {self.words}" if self.code > 0 else self.words

    @property
    def good(self) -> bool:
        """2xx: done."""
        return 200 <= self.code < 300

    @property
    def final(self) -> bool:
        """5xx: refused for good."""
        return 500 <= self.code < 600

    def refusal(self, stage: Stage) -> Outcome:
        """The outcome of a message that did not arrive: no reader bounces for a fault that is not the reader's."""
        refusal = refusal_of(stage, self.code, self.words)
        bounced = self.final and refusal.blame in (Blame.READER, Blame.MESSAGE, Blame.RULE)
        return Outcome(Fate.BOUNCED if bounced else Fate.DEFERRED, max(self.code, 0), self.words, refusal)


# ---------------------------------------------------------------- the connection


class Connection(smtplib.SMTP):
    """A connection without encryption, until ``starttls``."""

    dot_patience = DOT_PATIENCE

    def hurry(self) -> None:
        """Send small packets at once: the dot is one, and would wait until everything before it is acknowledged."""
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def command(self, words: str) -> Reply:
        """Send one line and read the answer; raises SMTPException or OSError where the connection ends."""
        code, answer = self.docmd(words)
        return Reply(code, one_line(answer))

    def greet(self) -> Reply:
        """Say EHLO, or HELO to a server that knows only that; returns the last answer."""
        code, answer = self.ehlo()
        if 500 <= code < 600:
            code, answer = self.helo()
        return Reply(code, one_line(answer))

    def auth(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """Log in as smtplib does, but try no other mechanism with a server that says goodbye."""
        try:
            return super().auth(*arguments, **options)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code == SERVICE_CLOSES:
                raise smtplib.SMTPResponseException(error.smtp_code, error.smtp_error) from None
            raise

    def log_in_by_token(self, user: str, token: str) -> Reply | None:
        """Log in with an access token; None where the server offers neither XOAUTH2 nor OAUTHBEARER.

        Google (OAuth 2.0 Mechanism of Gmail) and Microsoft describe XOAUTH2, RFC 7628 describes OAUTHBEARER. What is
        wrong with a token comes as a challenge, which must be answered before the refusal follows.
        Raises as :meth:`command`.
        """
        offered = self.esmtp_features.get("auth", "").upper().split()
        if XOAUTH2 in offered:
            mechanism, shown, understood = XOAUTH2, f"user={user}\x01auth=Bearer {token}\x01\x01", ""
        elif OAUTHBEARER in offered:
            name = user.replace("=", "=3D").replace(",", "=2C")  # RFC 5801, 4
            mechanism, shown, understood = OAUTHBEARER, f"n,a={name},\x01auth=Bearer {token}\x01\x01", "AQ=="
        else:
            return None
        answer = b64encode(shown.encode("utf-8")).decode("ascii")
        line = f"AUTH {mechanism} {answer}"
        talkative, self.debuglevel = self.debuglevel, 0
        try:
            if len(line) + len("\r\n") <= LONGEST_COMMAND:
                reply = self.command(line)
            else:
                reply = self.command(f"AUTH {mechanism}")
                reply = self.command(answer) if reply.code == CHALLENGE else reply
            return self.command(understood) if reply.code == CHALLENGE else reply
        finally:
            self.debuglevel = talkative

    def deliver(self, data: bytes, hand_over: HandOver) -> Outcome:
        """Send DATA, the message and the dot, and read the answer.

        What fails before the dot is DEFERRED or BOUNCED, what fails after it is UNKNOWN: RFC 5321 (4.1.1.4) makes the
        server responsible for the message once it has answered the dot. Raises ValueError unless every line of
        ``data`` ends in CRLF: some servers take a dot between other line ends for the end, and what follows for
        commands.
        """
        if not (data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")):
            raise ValueError("a message with line ends other than CRLF cannot be sent")
        try:
            reply = self.command("DATA")
            if reply.code != GO_AHEAD:
                return reply.refusal(Stage.DATA)
            self._send_body(data)
        except HUNG_UP as error:
            self.close()
            return Outcome(Fate.DEFERRED, 0, one_line(f"the connection ended within the message: {error}"))
        except BaseException:
            self.close()  # without QUIT, which would be read as a line of the message
            raise
        return self._send_dot(hand_over)

    def _send_body(self, data: bytes) -> None:
        """Send the lines of the message, with a second dot before those that begin with one (RFC 5321, 4.5.2)."""
        stuffed = data.replace(b"\r\n.", b"\r\n..")
        if stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        view = memoryview(stuffed)
        for start in range(0, len(view), CHUNK):
            self.sock.sendall(view[start : start + CHUNK])

    def _send_dot(self, hand_over: HandOver) -> Outcome:
        try:
            hand_over()
            try:
                if self.sock is None:
                    raise smtplib.SMTPServerDisconnected("not connected")
                self.sock.settimeout(max(self.dot_patience, self.sock.gettimeout() or 0))
                self.sock.sendall(b".\r\n")
                code, answer = self.getreply()
                self.sock.settimeout(self.timeout)
            except HUNG_UP as error:
                self.close()
                return Outcome(Fate.UNKNOWN, 0, one_line(f"the connection ended before the answer: {error}"))
        except BaseException:
            self.close()
            raise
        return self._final(Reply(code, one_line(answer)))

    def _final(self, reply: Reply) -> Outcome:
        if reply.good:
            return Outcome(Fate.DELIVERED, reply.code, reply.words)
        if 400 <= reply.code < 600:
            return reply.refusal(Stage.DOT)
        self.close()
        return Outcome(Fate.UNKNOWN, max(reply.code, 0), one_line(f"the server's answer is not SMTP: {reply.words}"))


class SecureConnection(smtplib.SMTP_SSL, Connection):
    """A connection that is encrypted from the first byte."""
