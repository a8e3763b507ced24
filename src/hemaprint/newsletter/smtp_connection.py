"""What a mail server's refusals mean: whose fault each is, and what to do, as one table.

A refusal is judged by the step at which it comes, its three digits (RFC 5321, 4.2), its enhanced code (RFC 3463; the
registry of RFC 5248) and, where servers give none or misuse it, its words. The first row that fits decides. The words
are those of Postfix, Exim, Exchange, Microsoft 365 and Gmail.
"""

from __future__ import annotations

import re
import smtplib
import socket
from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hemaprint.newsletter.transport import Fate, HandOver, Outcome, one_line


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


class Blame(StrEnum):
    """Whose fault a refusal is."""

    READER = "reader"
    """This address; the next one may be taken."""
    MESSAGE = "message"
    """What is sent: its size, its content. It is the same for every reader."""
    RULE = "rule"
    """A rule of the server, which may be about this address, or about everything that is sent."""
    SENDER = "sender"
    """Who sends: the login, the sender's address, this machine."""
    SERVER = "server"
    """The server is busy or full; later it may take the message."""
    LIMIT = "limit"
    """So much may be sent in a time, and that is used up."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal means. ``problem`` is the code of the problem that it is where it ends a run; ``hint`` is its."""

    blame: Blame
    problem: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Row:
    """Fits where all that it names does: the step, how the three digits begin, the enhanced code, words (patterns)."""

    stages: frozenset[Stage]
    digits: str
    refusal: Refusal
    detail: str = ""
    words: str = ""

    def fits(self, stage: Stage, code: int, detail: str, words: str) -> bool:
        return (
            stage in self.stages
            and re.match(self.digits, str(code)) is not None
            and (not self.detail or re.fullmatch(self.detail, detail) is not None)
            and (not self.words or re.search(self.words, words) is not None)
        )


# ---------------------------------------------------------------- what can be meant

NO_SMTP = Refusal(Blame.SENDER, "HP623", "no mail server answers there: correct host and port in [smtp]")
ENCRYPT = Refusal(Blame.SENDER, "HP624", 'set security = "starttls" (port 587) or "tls" (port 465) in [smtp]')
NO_ENCRYPTION = Refusal(
    Blame.SENDER, "HP624", 'the server offers STARTTLS and refuses it: try security = "tls", or ask the provider'
)
ENCRYPT_LATER = Refusal(Blame.SERVER, "HP628", "the server cannot encrypt now: run again later")
NEEDS_LOGIN = Refusal(
    Blame.SENDER,
    "HP625",
    "the server wants a login: set HEMAPRINT_SMTP_USER and HEMAPRINT_SMTP_PASSWORD, or login_file in [smtp]",
)
NEEDS_OAUTH = Refusal(
    Blame.SENDER,
    "HP625",
    "this provider takes tokens, not passwords: add a table [smtp.oauth2], then hemaprint newsletter login",
)
NEEDS_APP_PASSWORD = Refusal(
    Blame.SENDER,
    "HP625",
    "this provider wants another login than the password of the account: an app password, or OAuth 2",
)
NEEDS_BROWSER = Refusal(
    Blame.SENDER, "HP625", "log in to this account with a browser and confirm what it asks; then run again"
)
NEW_PASSWORD = Refusal(Blame.SENDER, "HP625", "set a new password with the provider; then run again")
NO_LOGIN = Refusal(Blame.SENDER, "HP625", "leave the login out, or use the port for submission (587 or 465)")
WRONG_LOGIN = Refusal(
    Blame.SENDER, "HP625", "correct the user and the password; many providers want an app password, or OAuth 2"
)
LOGIN_LATER = Refusal(
    Blame.SERVER, "HP628", "the server cannot check logins now, which says nothing of the password: run again later"
)
BUSY = Refusal(
    Blame.SERVER,
    "HP628",
    "the server is busy, or this machine has too many connections: end other runs, run again later",
)
SLOWER = Refusal(Blame.SERVER, "HP628", "that was too much in too short a time: run again later, with a lower --rate")
NO_ROOM = Refusal(Blame.SERVER, "HP628", "the disk of the server is full: run again later, or tell the provider")
LATER = Refusal(Blame.SERVER, "HP628", "the server has a temporary fault: run again later")
USED_UP = Refusal(
    Blame.LIMIT, "HP629", "the provider lets this account send no more for now: run again when its limit allows it"
)
BLOCKED = Refusal(
    Blame.SENDER,
    "HP629",
    "the server rejects mail from this machine: use your provider's server for submission (port 587, with a login), "
    "or ask why the address of this machine is blocked",
)
RELAY = Refusal(
    Blame.SENDER,
    "HP626",
    "the server does not relay your mail: give it a login (HEMAPRINT_SMTP_USER, or login_file in [smtp]), or let it "
    "relay for this machine",
)
IDENTITY = Refusal(
    Blame.SENDER,
    "HP626",
    "the server does not let you send as this sender: correct from, sender and bounces in [newsletter], or let the "
    "provider allow them to this login",
)
UNPROVEN = Refusal(
    Blame.SENDER,
    "HP626",
    "the domain of from does not show that this server may send for it: set up SPF, DKIM and DMARC with the provider",
)
TOO_LARGE = Refusal(
    Blame.MESSAGE, "HP635", "the message is too large here: make the PDF smaller (--max-mb), or send a link (--link)"
)
MALFORMED = Refusal(
    Blame.MESSAGE, "HP635", "the server does not take the form of the message: look at what newsletter compose writes"
)
FILTERED = Refusal(
    Blame.MESSAGE,
    "HP635",
    "a filter refuses the content: look at the server's words, send a link instead of the PDF (--link), or ask the "
    "provider",
)
RULE = Refusal(
    Blame.RULE, "HP626", "the server refuses by a rule of its own: look at its words, and ask the provider about it"
)
UNSPOKEN = Refusal(
    Blame.SENDER,
    "HP626",
    "the server does not understand the message's envelope: use your provider's port for submission (587 or 465)",
)
STRANGER = Refusal(Blame.READER, "HP627", "servers that let strangers wait take it later: run again in 15 minutes")
NOT_NOW = Refusal(Blame.READER, "HP627", "find out why; then run again")
READER_REFUSED = Refusal(
    Blame.READER, "HP627", "find out why; then run again, and with --retry-bounced if it was not the readers' fault"
)
"""Also what is assumed of a refusal that nobody explains."""

# ---------------------------------------------------------------- which reply means which

_GREETING, _STARTTLS, _LOGIN = frozenset({Stage.GREETING}), frozenset({Stage.STARTTLS}), frozenset({Stage.LOGIN})
_MAIL, _RCPT = frozenset({Stage.MAIL}), frozenset({Stage.RCPT})
_CONNECTING = _GREETING | _STARTTLS | _LOGIN | {Stage.HELLO}
_CONTENT = frozenset({Stage.DATA, Stage.DOT})
_SESSION = _MAIL | _RCPT | _CONTENT
_ANY = _CONNECTING | _SESSION
_NO_DETAIL = r"|5\.0\.0"
_SIZE = r"too (large|big|long)|size (limit|exceed)|exceed\w* .{0,40}\bsize|message (length|size)"

_TABLE = (
    _Row(_CONNECTING, "-|0|[136-9]", NO_SMTP),
    # busy or closing, at whatever step (RFC 5321, 4.2.2)
    _Row(_ANY, "421", SLOWER, words=r"rate|too (much|fast)|unsolicited|4\.7\.28"),
    _Row(_ANY, "421", BUSY),
    # the login, and what it needs (RFC 4954, 4 and 6)
    _Row(_ANY, "53|55", ENCRYPT, words=r"starttls|encryption (is )?required|must use (tls|ssl)|5\.7\.1[01]"),
    _Row(_SESSION | _LOGIN, "538", ENCRYPT),
    _Row(
        _LOGIN, "5", NEEDS_OAUTH, words=r"5\.7\.(139|30)\b|(basic|smtp|client) ?auth\w*( is|) (disabled|not supported)"
    ),
    _Row(_LOGIN, "53", NEEDS_BROWSER, words=r"browser|weblogin"),
    _Row(_LOGIN, "534", NEEDS_APP_PASSWORD),
    _Row(_LOGIN, "53", NEEDS_APP_PASSWORD, words=r"app(lication)?(-specific)? password|secondfactor"),
    _Row(_LOGIN, "530", ENCRYPT),
    _Row(_LOGIN, "432", NEW_PASSWORD),
    _Row(_LOGIN, "4", LOGIN_LATER),
    _Row(_LOGIN, "50[0234]", NO_LOGIN),
    _Row(_LOGIN, "5", WRONG_LOGIN),
    _Row(_SESSION, "530", NEEDS_LOGIN),
    _Row(_SESSION, "535", WRONG_LOGIN),
    # the connection (RFC 5321, 3.1 and RFC 3207, 4)
    _Row(_STARTTLS, "4", ENCRYPT_LATER),
    _Row(_STARTTLS, "5", NO_ENCRYPTION),
    _Row(_CONNECTING, "4", BUSY),
    _Row(_CONNECTING, "5", BLOCKED),
    # certainly the reader (RFC 3463, 3.2 and 3.3)
    _Row(_RCPT | _CONTENT, "5", READER_REFUSED, detail=r"5\.1\.([1-6]|10)|5\.2\.[12]"),
    # who may send, as whom, to whom
    _Row(_SESSION, "5", UNPROVEN, words=r"5\.7\.2[0-9]|\bdmarc\b|\bspf\b|sender is unauthenticated"),
    _Row(_SESSION, "[45]", RELAY, words=r"5\.7\.64|unable to relay|not relay|relaying (to|not)|rcpthosts"),
    _Row(_SESSION, "[45]", RELAY, words=r"relay(ing)?( access| is)? (denied|not|prohibited|rejected|refused)"),
    _Row(_SESSION, "5", IDENTITY, words=r"5\.7\.60|5\.2\.252|5\.1\.[78]\b|send ?as ?denied|not owned by user"),
    _Row(_SESSION, "5", IDENTITY, words=r"sender (address )?(rejected|denied|not allowed)|sender verify failed"),
    _Row(_SESSION, "5", IDENTITY, words=r"(address|domain|sender|identity)( is)? not verified"),
    _Row(_SESSION, "5", IDENTITY, words=r"not (allowed|authori[sz]ed|permitted) to send (as|from|mail|messages|on)\b"),
    _Row(_SESSION, "5", NEEDS_LOGIN, words=r"5\.7\.57|auth\w* (is )?(required|needed)|not authenticated"),
    _Row(_SESSION, "5", NEEDS_LOGIN, words=r"(must|please|need to) (authenticate|log ?in)|(log ?in|auth\w*) first"),
    _Row(_MAIL | _RCPT, "[45]", BLOCKED, words=r"client host|blocked using|black ?list|spamhaus|spamcop|\brbl\b|dnsbl"),
    _Row(_SESSION, "[45]", BLOCKED, words=r"5\.7\.708|traffic not accepted from this ip"),
    # limits and room
    _Row(
        _SESSION,
        "5",
        USED_UP,
        words=r"5\.4\.5|5\.1\.90|5\.7\.705|(daily|hourly|sending|message|rate) (user )?(sending )?(limit|quota)",
    ),
    _Row(
        _SESSION,
        "4",
        SLOWER,
        words=r"4\.5\.3|4\.7\.28|4\.3\.2|too (many|much)|(daily|hourly|sending|message|rate) (limit|quota)",
    ),
    _Row(_SESSION, "4", STRANGER, words=r"gr[ea]y ?-?list|try again|come back|too (soon|fast)"),
    _Row(_SESSION, "4", NOT_NOW, detail=r"4\.[12]\.\d+"),
    _Row(_SESSION, "[45]", NO_ROOM, detail=r"[45]\.3\.1"),
    _Row(_SESSION, "431|452", NO_ROOM),
    _Row(_SESSION, "[45]", NO_ROOM, words=r"insufficient (system )?(storage|resources)|no space left|disk (is )?full"),
    # the size (RFC 1870, 6.1), announced with MAIL
    _Row(_SESSION, "5", TOO_LARGE, detail=r"5\.3\.4|5\.2\.3"),
    _Row(_MAIL, "552", TOO_LARGE),
    # MAIL is the same for every reader
    _Row(_MAIL, "50[0-4]|555", UNSPOKEN, detail=r"|5\.[05]\.\d+"),
    _Row(_MAIL, "5", IDENTITY),
    _Row(_MAIL, "4", LATER),
    # the reader: X.1 is for addresses and X.2 for mailboxes, at whatever step
    _Row(_SESSION, "5", READER_REFUSED, detail=r"5\.[12]\.\d+"),
    # what servers say of an address in the words of a rule may be said of all of them
    _Row(_RCPT, "552", TOO_LARGE, words=_SIZE),
    _Row(_RCPT, "5", RULE, detail=r"5\.[567]\.\d+"),
    _Row(_RCPT, "5", RULE, words=r"spam|polic|content|prohibit|blocked|reputation|virus"),
    _Row(_RCPT, "50[1-4]", RULE),
    _Row(_RCPT, "5", READER_REFUSED),
    _Row(_RCPT, "4", NOT_NOW),
    # the content
    _Row(_CONTENT, "5", MALFORMED, detail=r"5\.6\.\d+"),
    _Row(
        _CONTENT,
        "5",
        TOO_LARGE,
        words=_SIZE,
    ),
    _Row(
        _CONTENT,
        "552",
        TOO_LARGE,
        detail=_NO_DETAIL,
        words=r"^(?!.*(spam|virus|content|policy|secur|attachment|phish))",
    ),
    _Row(_CONTENT, "5", FILTERED),
    _Row(_ANY, "", LATER),
)

_ADDRESS = re.compile(r"<[^<>]*>|(?<!\S)\S+@\S+")
"""An address in a server's words: what it is called means nothing."""
_DETAIL = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


def enhanced_code(words: str) -> str:
    """The enhanced code in a server's words (RFC 3463), such as 5.7.1, or ""."""
    found = _DETAIL.search(words[:200])
    return found[0] if found else ""


def refusal_of(stage: Stage, code: int, words: str) -> Refusal:
    """What it means that a server says ``code`` and ``words`` at this step; ``code`` is -1 where it says no number."""
    detail, said = enhanced_code(words), _ADDRESS.sub(" ", words.casefold())
    return next(row.refusal for row in _TABLE if row.fits(stage, code, detail, said))


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
