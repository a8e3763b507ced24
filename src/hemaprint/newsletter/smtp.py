# SPDX-License-Identifier: MIT
"""Send messages over SMTP, one after the other, to a relay or a provider's submission server: transport ``smtp``."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import Bearer, Login, find_login
from hemaprint.newsletter.identities import token_login
from hemaprint.newsletter.smtp_connection import (
    DOT_PATIENCE,
    HUNG_UP,
    OAUTHBEARER,
    SERVICE_CLOSES,
    XOAUTH2,
    Connection,
    Reply,
    SecureConnection,
    Stage,
    enhanced_code,
    refusal_of,
)
from hemaprint.newsletter.transport import Fate, HandOver, Message, Outcome, one_line
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.system.environment import is_this_machine

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_REFUSED = {
    Stage.GREETING: "rejects the connection",
    Stage.HELLO: "rejects the name of this machine",
    Stage.STARTTLS: "does not start encryption",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to talk to it. ``place`` is where it is configured; times are in seconds."""

    host: str
    place: Location
    security: str = "starttls"
    port: int | None = None
    unencrypted: bool = False
    login: Login | Bearer | None = None
    timeout: float = 60.0
    dot_patience: float = DOT_PATIENCE
    context: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port or PORTS[self.security]}"


def smtp_transport(project: Project) -> SmtpTransport:
    """The transport of table [smtp]; raises SendingError (HP620 to HP622, HP650 to HP652)."""
    table, place = project.config.smtp, Location(project.root / CONFIG_NAME)
    if table is None:
        raise SendingError(Problem("HP620", "there is no table [smtp]", place, 'add one: host = "mail.example.org"'))
    by_token = (table.auth or ("oauth2" if table.oauth2 is not None else "password")) == "oauth2"
    server = Server(
        host=table.host,
        place=place,
        security=table.security,
        port=table.port,
        unencrypted=table.unencrypted,
        login=token_login(project) if by_token else find_login("HEMAPRINT_SMTP", table.login_file, project.root),
        timeout=table.timeout,
    )
    return SmtpTransport(server)


class SmtpTransport:
    """Keeps one connection and reuses it. It is opened again where the server has hung up; nothing is retried here."""

    def __init__(self, server: Server) -> None:
        """Raises SendingError (HP622) where the connection would not be encrypted and must be."""
        if server.security == "none" and not is_this_machine(server.host):
            if not server.unencrypted:
                hint = 'set security = "starttls", or, inside a network that you trust, unencrypted = true'
                message = f"the connection to {server.host} would not be encrypted"
                raise SendingError(Problem("HP622", message, server.place, hint))
            if not isinstance(server.login, Login | None):
                message = f"a token would travel to {server.host} without encryption"
                raise SendingError(Problem("HP622", message, server.place, 'set security = "starttls"'))
        self._server = server
        self._connection: Connection | None = None
        self._refused_token = ""

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        """Send one message to one reader; raises SendingError (HP623 to HP626) where the server accepts none at all."""
        reused = self._is_open
        outcome = self._attempt(message, hand_over)
        if reused and not self._is_open and outcome.fate is Fate.DEFERRED:
            # The server had hung up in the meantime, which is not this reader's fault.
            outcome = self._attempt(message, hand_over)
        return outcome

    def _attempt(self, message: Message, hand_over: HandOver) -> Outcome:
        connection = self._ready()
        try:
            outcome = self._envelope(connection, message) or connection.deliver(message.data, hand_over)
        except HUNG_UP as error:  # in the envelope: deliver() reports its own
            self._drop()
            return Outcome(Fate.DEFERRED, 0, one_line(f"the connection ended before the message: {error}"))
        except BaseException:
            self._drop()
            raise
        self._tidy(connection, outcome)
        return outcome

    def close(self) -> None:
        """Send QUIT if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.sock is not None:
            try:
                connection.command("QUIT")
            except HUNG_UP:
                pass
            finally:
                connection.close()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _tidy(self, connection: Connection, outcome: Outcome) -> None:
        """Have the server forget the envelope after a refusal; after 421 it has left."""
        if outcome.code == SERVICE_CLOSES or connection.sock is None:
            self._drop()
        elif outcome.fate is not Fate.DELIVERED:
            try:
                if not connection.command("RSET").good:
                    self._drop()
            except HUNG_UP:
                self._drop()

    # ---------------------------------------------------------------- the envelope

    def _envelope(self, connection: Connection, message: Message) -> Outcome | None:
        """Send MAIL and RCPT; returns an outcome where the reader is refused."""
        utf8 = not (message.address.isascii() and message.sender.isascii())
        if utf8 and not connection.has_extn("smtputf8"):
            return Outcome(Fate.BOUNCED, 0, "the mail server does not accept addresses beyond ASCII (SMTPUTF8)")
        reply = connection.command(f"MAIL FROM:<{message.sender}>{self._parameters(connection, message, utf8)}")
        if reply.final:
            raise self._refused(Stage.MAIL, reply, f"refuses messages from {message.sender}: {reply}")
        if not reply.good:
            return reply.refusal(Stage.MAIL)
        reply = connection.command(f"RCPT TO:<{message.address}>")
        return None if reply.good else reply.refusal(Stage.RCPT)

    def _parameters(self, connection: Connection, message: Message, utf8: bool) -> str:
        words = [""]
        if connection.has_extn("size"):
            words.append(f"SIZE={self._checked_size(connection, message)}")
        if not message.data.isascii():
            if not connection.has_extn("8bitmime"):
                raise self._fault("HP626", "does not accept messages beyond ASCII (8BITMIME)", "use another server")
            words.append("BODY=8BITMIME")
        if utf8:
            connection.command_encoding = "utf-8"
            words.append("SMTPUTF8")
        return " ".join(words)

    def _checked_size(self, connection: Connection, message: Message) -> int:
        limit = connection.esmtp_features["size"]
        size = len(message.data)
        if limit.isdecimal() and 0 < int(limit) < size:
            message_size = f"accepts {int(limit) / 1e6:.1f} MB, and the message has {size / 1e6:.1f} MB"
            raise self._fault("HP626", message_size, "make the PDF smaller (--max-mb), or send a link (--link)")
        return size

    # ---------------------------------------------------------------- the connection

    @property
    def _is_open(self) -> bool:
        return self._connection is not None and self._connection.sock is not None

    def _ready(self) -> Connection:
        if self._connection is None or self._connection.sock is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> Connection:
        """Connect, encrypt and log in, with another token where the first is refused. Raises SendingError.

        The second attempt opens a new connection: some servers hang up after a refusal.
        """
        self._refused_token = ""
        try:
            return self._open_once()
        except SendingError:
            if not self._refused_token:
                raise
        return self._open_once()

    def _open_once(self) -> Connection:
        connection = None
        try:
            connection = self._connect()
            self._encrypt(connection)
            self._log_in(connection)
        except ssl.SSLCertVerificationError as error:
            message = f"has an untrusted certificate: {one_line(error.verify_message)}"
            failure = self._fault("HP624", message, "correct host in [smtp]: the certificate must be for that name")
        except ssl.SSLError as error:
            message = f"fails to encrypt: {one_line(error.reason or str(error))}"
            failure = self._fault("HP624", message, 'check port and security ("starttls" or "tls") in [smtp]')
        except smtplib.SMTPResponseException as error:
            stage = Stage.GREETING if isinstance(error, smtplib.SMTPConnectError) else Stage.STARTTLS
            reply = Reply(error.smtp_code, one_line(error.smtp_error))
            failure = self._refused(stage, reply, f"{_REFUSED[stage]}: {reply}")
        except HUNG_UP as error:
            hint = "check host, port and security in [smtp]"
            failure = self._fault("HP623", f"cannot be reached: {one_line(str(error))}", hint)
        except SendingError as error:
            failure = error
        else:
            return connection
        if connection is not None:
            connection.close()
        raise failure

    def _connect(self) -> Connection:
        server = self._server
        port = server.port or PORTS[server.security]
        if server.security == "tls":
            connection: Connection = SecureConnection(
                server.host, port, timeout=server.timeout, context=self._context()
            )
        else:
            connection = Connection(server.host, port, timeout=server.timeout)
        connection.dot_patience = server.dot_patience
        connection.hurry()
        return connection

    def _encrypt(self, connection: Connection) -> None:
        self._greet(connection)
        if self._server.security == "starttls":
            if not connection.has_extn("starttls"):
                message = "does not offer STARTTLS; something on the network may be removing it"
                raise self._fault("HP624", message, 'use a server that encrypts, or security = "tls"')
            connection.starttls(context=self._context())
            self._greet(connection)

    def _greet(self, connection: Connection) -> None:
        reply = connection.greet()
        if not reply.good:
            raise self._refused(Stage.HELLO, reply, f"{_REFUSED[Stage.HELLO]}: {reply}")

    def _context(self) -> ssl.SSLContext:
        return self._server.context or ssl.create_default_context()

    def _log_in(self, connection: Connection) -> None:
        login = self._server.login
        if isinstance(login, Login):
            self._log_in_by_password(connection, login)
        elif login is not None:
            self._log_in_by_token(connection, login)

    def _log_in_by_token(self, connection: Connection, login: Bearer) -> None:
        token = login.token(self._refused_token)
        reply = connection.log_in_by_token(login.user, token)
        if reply is None:
            offered = connection.esmtp_features.get("auth", "").strip() or "no login"
            hint = 'use the provider\'s submission port, or set auth = "password" in [smtp]'
            raise self._fault("HP625", f"does not accept tokens (XOAUTH2); it offers {one_line(offered)}", hint)
        if reply.good:
            return
        # Without the server's words, which may repeat what it received.
        status = f"{reply.code} {enhanced_code(reply.words)}".rstrip()
        if not reply.final:
            raise self._refused(Stage.LOGIN, reply, f"cannot check the login at the moment ({status})")
        self._refused_token = token
        hint = _TOKEN_HINTS.get(status, f"check user and scopes in [smtp.oauth2], and that {login.user} may send")
        raise self._fault("HP625", f"refuses the token of {login.user} ({status})", hint)

    def _log_in_by_password(self, connection: Connection, login: Login) -> None:
        try:
            connection.login(login.user, login.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except UnicodeEncodeError:
            raise self._fault("HP625", "accepts only ASCII in user and password", "set another password") from None
        except smtplib.SMTPResponseException as error:
            # Without the server's words, which may repeat what it received, and without the exception that has them.
            reply = Reply(error.smtp_code, one_line(error.smtp_error))
            said = f"{reply.code} {enhanced_code(reply.words)}".rstrip()
            raise self._refused(Stage.LOGIN, reply, f"refuses the login ({said})") from None
        except smtplib.SMTPException:
            by_token = {XOAUTH2, OAUTHBEARER} & set(connection.esmtp_features.get("auth", "").upper().split())
            hint = _ONLY_TOKENS if by_token else "remove the login, or use the submission port"
            raise self._fault("HP625", "does not accept passwords", hint) from None

    def _refused(self, stage: Stage, reply: Reply, message: str) -> SendingError:
        """The error of a ``reply`` that refuses all readers."""
        refusal = refusal_of(stage, reply.code, reply.words)
        return self._fault(refusal.problem, message, refusal.hint)

    def _fault(self, code: str, message: str, hint: str) -> SendingError:
        return SendingError(Problem(code, f"{self._server.name} {message}", self._server.place, hint))


_ONLY_TOKENS = "it accepts tokens, not passwords: add a table [smtp.oauth2], then run hemaprint newsletter login"
_TOKEN_HINTS = {
    "535 5.7.139": "have the administrator enable SMTP AUTH for this mailbox (Set-CASMailbox)",
    "535 5.7.3": "check user: it must be the mailbox that signed in, or one that it or the app may send for",
}
"""By the status of Exchange Online: docs/how-to/sign-in-with-oauth2.md has the commands."""
