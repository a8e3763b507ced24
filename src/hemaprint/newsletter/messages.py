"""The address at which a recipient leaves the list: the recipient's own, and nobody else's to guess."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem, UsageError
from hemaprint.newsletter.mime import Field, Form
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.config import Dkim
from hemaprint.project.mail import Mailbox

SECRET_VARIABLE = "HEMAPRINT_UNSUBSCRIBE_SECRET"
COLUMN = "token"
_LENGTH = 32
_REPORTED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """``pattern`` is ``[newsletter] unsubscribe`` of the file ``place``; ``secret`` makes tokens that a list lacks.

    ``mailbox`` takes those off the list who write to it.
    """

    pattern: str
    issue: str
    secret: str
    place: Location
    mailbox: str = ""

    @property
    def by_mail(self) -> str:
        """The address that writes to ``mailbox``, "" where there is none."""
        return f"mailto:{quote(self.mailbox, safe='@+')}?subject=unsubscribe" if self.mailbox else ""

    @property
    def for_all(self) -> str:
        """An address at which every reader can leave, "" for none: by mail, or by a link that is the same for all."""
        own = "{token}" in self.pattern or "{email}" in self.pattern
        return self.by_mail or ("" if own else self._filled("", ""))

    def address(self, recipient: Recipient) -> str:
        """Where the recipient leaves, "" where there is no pattern; raises UsageError where a token is missing."""
        if not self.pattern:
            return ""
        token = self._token(recipient)
        if token is None:
            raise UsageError(f"there is no unsubscribe token for {recipient.address}", _HINT)
        return self._filled(token, recipient.address)

    def example(self, recipient: Recipient) -> str:
        """The same for a message that is looked at, not sent."""
        return self._filled(self._token(recipient) or "TOKEN", recipient.address) if self.pattern else ""

    def lacking(self, recipients: Iterable[Recipient]) -> Iterator[Problem]:
        """The first recipients who have no token but need one."""
        found = 0
        for recipient in recipients if self.pattern else ():
            if self._token(recipient) is None:
                found += 1
                row = f"row {recipient.row}: " if recipient.row else ""
                message = f"{row}there is no unsubscribe token for {recipient.address}"
                yield Problem("HP614", message, self.place, _HINT)
            if found == _REPORTED_AT_MOST:
                return

    def _filled(self, token: str, address: str) -> str:
        values = {"token": token, "email": address, "issue": self.issue}
        return self.pattern.format(**{name: quote(one, safe="") for name, one in values.items()})

    def _token(self, recipient: Recipient) -> str | None:
        """The recipient's token; None where one is needed and there is none."""
        if "{token}" not in self.pattern:
            return ""
        own = recipient.attributes.get(COLUMN, "")
        if own or not self.secret:
            return own or None
        return hmac.new(self.secret.encode(), recipient.key.encode(), sha256).hexdigest()[:_LENGTH]


_HINT = f"give the list a column {COLUMN}, or set {SECRET_VARIABLE}: tokens are then made from it and the address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is the same in the headers of every message of a campaign. ``reply_to`` and ``sender`` may be None."""

    from_: Mailbox
    reply_to: Mailbox | None
    sender: Mailbox | None
    bounces: str
    subject: str
    list_id: str
    language: str

    @property
    def domain(self) -> str:
        """The domain of From: that of Message-IDs and of content ids."""
        return self.from_.address.rpartition("@")[2]

    def shared(self, date: datetime) -> Iterator[Field]:
        """The headers that all messages of this date have.

        Precedence and List-Id keep programs that answer by themselves quiet (RFC 3834, section 2). There is no
        Auto-Submitted: an editor sends this, and that header is for what no person sends (section 5).
        """
        yield _mailbox("From", self.from_)
        if self.sender and self.sender.address != self.from_.address:
            yield _mailbox("Sender", self.sender)
        yield from self.answers_and_subject()
        yield Field("Date", format_datetime(date))
        if self.list_id:
            name, _, identity = self.list_id.rpartition(" <")
            identity = identity.rstrip(">")
            yield Field("List-Id", name, Form.LIST, identity) if name else Field("List-Id", f"<{identity}>")
        yield Field("Precedence", "bulk")
        yield Field("Content-Language", self.language)

    def personal(self, recipient: Recipient, message_id: str, leave: str, by_mail: str) -> Iterator[Field]:
        """The headers of one message: ``leave`` takes one click, ``by_mail`` is a mailto; "" where there is none."""
        yield Field("Message-ID", f"<{message_id}>")
        yield _mailbox("To", Mailbox(recipient.name, recipient.address))
        if leave or by_mail:
            yield Field("List-Unsubscribe", ", ".join(f"<{way}>" for way in (leave, by_mail) if way))
        if leave:
            yield Field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")  # RFC 8058, section 3.1

    def draft(self, *, named: bool) -> Iterator[Field]:
        """The headers of a message that a mail program opens to be sent: it adds the recipients, the date and an id.

        Without ``named`` there is no From: the program writes that of its own account.
        """
        yield Field("X-Unsent", "1")
        if named:
            yield _mailbox("From", self.from_)
        yield from self.answers_and_subject()

    def answers_and_subject(self) -> Iterator[Field]:
        """Where answers go, and what it is about."""
        if self.reply_to:
            yield _mailbox("Reply-To", self.reply_to)
        yield Field("Subject", self.subject, Form.TEXT)


def _mailbox(header: str, mailbox: Mailbox) -> Field:
    return Field(header, mailbox.name, Form.MAILBOX, mailbox.address)


def message_id(campaign: str, recipient: Recipient, domain: str, trial: str = "") -> str:
    """The id of the message that a recipient gets of a campaign, without brackets: no clock, no chance.

    ``trial`` tells trials apart: mail programs show only the first of two messages with one id.
    """
    parts = f"{campaign}\0{recipient.key}\0{trial}" if trial else f"{campaign}\0{recipient.key}"
    return f"{sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{domain}"


_SIGNED = ("from", "sender", "reply-to", "to", "subject", "date", "message-id", "mime-version", "content-type")
_SIGNED_OF_LISTS = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
"""RFC 8058, section 4: the two of unsubscribing must be signed."""
_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_CANON = (b"relaxed", b"simple")


class Signer:
    """Signs with one key. Bodies are hashed here: dkimpy 1.1 needs twenty times as long for one with an issue in it."""

    def __init__(self, settings: Dkim, root: Path) -> None:
        """Raises MissingEnvironmentError without dkimpy, ContentError (HP615) for a key that cannot be used."""
        try:
            import dkim  # noqa: PLC0415 - an extra that need not be installed
            from dkim.canonicalization import CanonicalizationPolicy  # noqa: PLC0415
            from dkim.crypto import HASH_ALGORITHMS, UnparsableKeyError, parse_pem_private_key  # noqa: PLC0415
        except ImportError as error:
            hint = "pip install 'hemaprint[dkim]'"
            raise MissingEnvironmentError("[newsletter.dkim] needs dkimpy", hint) from error
        self._domain, self._selector = settings.domain.encode("idna"), settings.selector.encode("ascii")
        self._dkim: Any = dkim
        self._canon = CanonicalizationPolicy.from_c_value(b"/".join(_CANON))
        self._hasher = HASH_ALGORITHMS[b"rsa-sha256"]
        path = (root / Path(settings.key).expanduser()).resolve()
        try:
            self._key = parse_pem_private_key(_private(path))
        except UnparsableKeyError as error:
            raise _unusable(
                path, "it is not an RSA key in PEM", "openssl genrsa -traditional 2048 makes one"
            ) from error

    def signature(self, headers: bytes, body_hash: bytes, date: datetime) -> bytes:
        """The header DKIM-Signature of a message with these headers and this body, dated ``date``."""
        signing = self._dkim.DKIM(headers + b"\r\n")
        signing.hasher, signing.signature_algorithm = self._hasher, b"rsa-sha256"
        present = {name.lower().decode("ascii") for name in _NAME.findall(headers)}
        names = tuple(name.encode() for name in (*_SIGNED, *_SIGNED_OF_LISTS) if name in present)
        fields = [
            (b"v", b"1"),
            (b"a", b"rsa-sha256"),
            (b"c", b"/".join(_CANON)),
            (b"d", self._domain),
            (b"q", b"dns/txt"),
            (b"s", self._selector),
            (b"t", str(int(date.timestamp())).encode()),
            (b"h", b" : ".join(names)),
            (b"bh", body_hash),
            (b"b", b"0" * 60),
        ]
        value: bytes = signing.gen_header(fields, names, self._canon, b"DKIM-Signature", self._key)
        return b"DKIM-Signature: " + value


def body_hash(body: bytes) -> bytes:
    """The hash of a body that ends in one line end, as ours do ("simple", RFC 6376, 3.4.3)."""
    return b64encode(sha256(body).digest())


def _private(path: Path) -> bytes:
    """The bytes of a key that nobody else can read."""
    try:
        if path.stat().st_mode & 0o077:
            raise _unusable(path, "others can read it", f"chmod 600 {path}")
        return path.read_bytes()
    except OSError as error:
        hint = "openssl genrsa -traditional -out KEY 2048 makes one"
        raise _unusable(path, str(error.strerror), hint) from error


def _unusable(path: Path, why: str, hint: str) -> ContentError:
    return ContentError([Problem("HP615", f"the key {path.name} cannot sign: {why}", Location(path), hint)])
