"""The way out over SMTP: a relay or a provider's submission server takes the messages one after the other."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import Bearer, Login
from hemaprint.newsletter.smtp_connection import (
    DOT_PATIENCE,
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
from hemaprint.system.environment import is_this_machine

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_HUNG_UP = (OSError, smtplib.SMTPException)
_REFUSED = {
    Stage.GREETING: "rejects the connection",
    Stage.HELLO: "rejects the name of this machine",
    Stage.STARTTLS: "does not start encryption",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how to talk with it. ``place`` is where it is configured; times are in seconds."""

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


class SmtpTransport:
    """One connection, reused. It is opened again where the server has hung up; nothing here is retried."""

    def __init__(self, server: Server) -> None:
        """Raises SendingError (HP622) where the connection would not be encrypted and must be."""
        if server.security == "none" and not server.unencrypted and not is_this_machine(server.host):
            message = f"the connection to {server.host} would not be encrypted"
            hint = 'set security = "starttls", or, inside a network that you trust, unencrypted = true'
            raise SendingError(Problem("HP622", message, server.place, hint))
        if server.security == "none" and _has_token(server) and not is_this_machine(server.host):
            message, hint = f"a token would travel to {server.host} without encryption", 'set security = "starttls"'
            raise SendingError(Problem("HP622", message, server.place, hint))
        self._server = server
        self._connection: Connection | None = None
        self._refused_token = ""

    def send(self, message: Message, hand_over: HandOver) -> Outcome:
        """One message to one reader; raises SendingError (HP623 to HP626) where the server takes none at all."""
        reused = self._is_open
        outcome = self._attempt(message, hand_over)
        if reused and not self._is_open and outcome.fate is Fate.DEFERRED:
            # The server had hung up meanwhile: that is not this reader's fault.
            outcome = self._attempt(message, hand_over)
        return outcome

    def _attempt(self, message: Message, hand_over: HandOver) -> Outcome:
        connection = self._ready()
        try:
            outcome = self._envelope(connection, message) or connection.deliver(message.data, hand_over)
        except _HUNG_UP as error:  # of the envelope: deliver() tells its own
            self._drop()
            return Outcome(Fate.DEFERRED, 0, one_line(f"the connection ended before the message: {error}"))
        except BaseException:
            self._drop()
            raise
        self._tidy(connection, outcome)
        return outcome

    def close(self) -> None:
        """Say QUIT if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.sock is not None:
            try:
                connection.command("QUIT")
            except _HUNG_UP:
                pass
            finally:
                connection.close()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _tidy(self, connection: Connection, outcome: Outcome) -> None:
        """After a refusal the server is asked to forget the envelope; after 421 it has left."""
        if outcome.code == SERVICE_CLOSES or connection.sock is None:
            self._drop()
        elif outcome.fate is not Fate.DELIVERED:
            try:
                if not connection.command("RSET").good:
                    self._drop()
            except _HUNG_UP:
                self._drop()

    # ---------------------------------------------------------------- the envelope

    def _envelope(self, connection: Connection, message: Message) -> Outcome | None:
        """MAIL and RCPT; an outcome where the reader is refused."""
        utf8 = not (message.address.isascii() and message.sender.isascii())
        if utf8 and not connection.has_extn("smtputf8"):
            return Outcome(Fate.BOUNCED, 0, "the mail server takes no address beyond ASCII (SMTPUTF8)")
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
                raise self._fault("HP626", "takes no message beyond ASCII (8BITMIME)", "use another server")
            words.append("BODY=8BITMIME")
        if utf8:
            connection.command_encoding = "utf-8"
            words.append("SMTPUTF8")
        return " ".join(words)

    def _checked_size(self, connection: Connection, message: Message) -> int:
        limit = connection.esmtp_features["size"]
        size = len(message.data)
        if limit.isdecimal() and 0 < int(limit) < size:
            told = f"takes {int(limit) / 1e6:.1f} MB, and the message has {size / 1e6:.1f} MB"
            raise self._fault("HP626", told, "make the PDF smaller (--max-mb), or send a link (--link)")
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
        """Connected, encrypted, greeted, logged in: with another token where the first is refused. Raises SendingError.

        The second attempt has a connection of its own: some servers hang up after a refusal.
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
            message = f"has a certificate that cannot be trusted: {one_line(error.verify_message)}"
            failure = self._fault("HP624", message, "correct host in [smtp]: the certificate must have that name")
        except ssl.SSLError as error:
            told = f"fails to encrypt: {one_line(error.reason or str(error))}"
            failure = self._fault("HP624", told, 'look at port and security ("starttls" or "tls") in [smtp]')
        except smtplib.SMTPResponseException as error:
            stage = Stage.GREETING if isinstance(error, smtplib.SMTPConnectError) else Stage.STARTTLS
            reply = Reply(error.smtp_code, one_line(error.smtp_error))
            failure = self._refused(stage, reply, f"{_REFUSED[stage]}: {reply}")
        except _HUNG_UP as error:
            hint = "look at host, port and security in [smtp]"
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
            hint = 'use the provider\'s port for submission, or set auth = "password" in [smtp]'
            raise self._fault("HP625", f"takes no token (XOAUTH2); it offers {one_line(offered)}", hint)
        if reply.good:
            return
        # Without the server's words, which may repeat what it was told.
        status = f"{reply.code} {enhanced_code(reply.words)}".rstrip()
        if not reply.final:
            raise self._refused(Stage.LOGIN, reply, f"cannot check the login for now ({status})")
        self._refused_token = token
        hint = _TOKEN_HINTS.get(status, f"check user and scopes in [smtp.oauth2], and that {login.user} may send")
        raise self._fault("HP625", f"refuses the token of {login.user} ({status})", hint)

    def _log_in_by_password(self, connection: Connection, login: Login) -> None:
        try:
            connection.login(login.user, login.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except UnicodeEncodeError:
            raise self._fault("HP625", "takes only ASCII for user and password", "set another password") from None
        except smtplib.SMTPResponseException as error:
            # Without the server's words, which may repeat what it was told, and without the exception that has them.
            reply = Reply(error.smtp_code, one_line(error.smtp_error))
            said = f"{reply.code} {enhanced_code(reply.words)}".rstrip()
            raise self._refused(Stage.LOGIN, reply, f"refuses the login ({said})") from None
        except smtplib.SMTPException:
            by_token = {XOAUTH2, OAUTHBEARER} & set(connection.esmtp_features.get("auth", "").upper().split())
            hint = _ONLY_TOKENS if by_token else "leave the login out, or use the port for submission"
            raise self._fault("HP625", "takes no password", hint) from None

    def _refused(self, stage: Stage, reply: Reply, message: str) -> SendingError:
        """What ``reply`` means where it is refused to all readers."""
        refusal = refusal_of(stage, reply.code, reply.words)
        return self._fault(refusal.problem, message, refusal.hint)

    def _fault(self, code: str, message: str, hint: str) -> SendingError:
        return SendingError(Problem(code, f"{self._server.name} {message}", self._server.place, hint))


_ONLY_TOKENS = "it takes tokens, not passwords: add a table [smtp.oauth2], then hemaprint newsletter login"
_TOKEN_HINTS = {
    "535 5.7.139": "let the administrator switch on SMTP AUTH for this mailbox (Set-CASMailbox)",
    "535 5.7.3": "check user: it must be the mailbox that signed in, or one that it or the app may send for",
}
"""By Exchange Online's status: docs/how-to/sign-in-with-oauth2.md has the commands."""


def _has_token(server: Server) -> bool:
    return server.login is not None and not isinstance(server.login, Login)
