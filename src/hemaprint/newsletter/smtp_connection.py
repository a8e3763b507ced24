"""smtplib's connection, with a DATA command that tells whether the message can have arrived."""

from __future__ import annotations

import smtplib
import socket
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from hemaprint.newsletter.replies import Blame, Stage, refusal_of
from hemaprint.newsletter.transport import Fate, HandOver, Outcome, one_line

CHUNK = 1 << 18
"""Bytes handed to the socket at once: a timeout of Python's sockets is for a whole call, however much it sends."""
DOT_PATIENCE = 600.0
"""Seconds to wait for the answer to the dot, at least: RFC 5321, 4.5.3.2.6."""
CHALLENGE, GO_AHEAD, SERVICE_CLOSES = 334, 354, 421
LONGEST_COMMAND = 512
"""Octets with the end of line (RFC 5321, 4.5.3.1.4): a longer answer has a line of its own (RFC 4954, 4)."""
XOAUTH2, OAUTHBEARER = "XOAUTH2", "OAUTHBEARER"


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
        """What this answer says of a message that did not arrive: nobody bounces for what is not their fault."""
        refusal = refusal_of(stage, self.code, self.words)
        bounced = self.final and refusal.blame in (Blame.READER, Blame.MESSAGE, Blame.RULE)
        return Outcome(Fate.BOUNCED if bounced else Fate.DEFERRED, max(self.code, 0), self.words, refusal)


class Connection(smtplib.SMTP):
    """A connection in the clear, until ``starttls``."""

    dot_patience = DOT_PATIENCE

    def hurry(self) -> None:
        """Let small packets go at once: the dot is one, and would wait until all before it is acknowledged."""
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def command(self, words: str) -> Reply:
        """Say one line and read the answer; raises SMTPException or OSError where the connection ends."""
        code, answer = self.docmd(words)
        return Reply(code, one_line(answer))

    def greet(self) -> Reply:
        """EHLO, or HELO where a server knows only that; the answer of the last."""
        code, answer = self.ehlo()
        if 500 <= code < 600:
            code, answer = self.helo()
        return Reply(code, one_line(answer))

    def auth(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """As smtplib's, but a server that says goodbye is asked for no other mechanism."""
        try:
            return super().auth(*arguments, **options)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code == SERVICE_CLOSES:
                raise smtplib.SMTPResponseException(error.smtp_code, error.smtp_error) from None
            raise

    def log_in_by_token(self, user: str, token: str) -> Reply | None:
        """Show an access token; None where the server offers neither XOAUTH2 nor OAUTHBEARER. Raises as ``command``.

        XOAUTH2 is described by Google (OAuth 2.0 Mechanism of Gmail) and Microsoft, OAUTHBEARER by RFC 7628. What is
        wrong with a token comes as a challenge, which is to be answered before the refusal.
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
        """DATA, the message, the dot, the answer. Raises ValueError where ``data`` is not all lines that end in CRLF:
        some servers take a dot between other line ends for the end, and what follows for commands.

        What goes wrong before the dot is DEFERRED or BOUNCED, what goes wrong after it UNKNOWN: RFC 5321 (4.1.1.4)
        makes the server responsible for the message when it has answered the dot, and not before it had it.
        """
        if not (data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")):
            raise ValueError("a message with line ends other than CRLF cannot be sent")
        try:
            reply = self.command("DATA")
            if reply.code != GO_AHEAD:
                return reply.refusal(Stage.DATA)
            self._send_body(data)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Fate.DEFERRED, 0, one_line(f"the connection ended within the message: {error}"))
        except BaseException:
            self.close()  # never a polite end: QUIT would be read as a line of the message
            raise
        return self._send_dot(hand_over)

    def _send_body(self, data: bytes) -> None:
        """The lines of the message, those that begin with a dot with another before it (RFC 5321, 4.5.2)."""
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
            except (OSError, smtplib.SMTPException) as error:
                self.close()
                return Outcome(Fate.UNKNOWN, 0, one_line(f"the connection ended before the answer: {error}"))
        except BaseException:
            self.close()
            raise
        return self._told(Reply(code, one_line(answer)))

    def _told(self, reply: Reply) -> Outcome:
        if reply.good:
            return Outcome(Fate.DELIVERED, reply.code, reply.words)
        if 400 <= reply.code < 600:
            return reply.refusal(Stage.DOT)
        self.close()
        return Outcome(
            Fate.UNKNOWN, max(reply.code, 0), one_line(f"the server's answer is not one of SMTP: {reply.words}")
        )


class SecureConnection(smtplib.SMTP_SSL, Connection):
    """A connection that is encrypted from its first byte."""
