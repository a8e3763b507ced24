# SPDX-License-Identifier: MIT
"""Write the messages of a compiled campaign, one recipient after the other: headers, unsubscribe address, signature.

The head of every message is parsed back before it leaves: one that would not say what was meant is not sent.

The identity of a campaign does not depend on the bytes: an issue that was built again is the same campaign, and nobody
gets it twice. The Message-ID is made from the identity and the address, in the domain of From.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from hemaprint.errors import (
    ContentError,
    Location,
    MissingEnvironmentError,
    Problem,
    SendingError,
    Severity,
    UsageError,
)
from hemaprint.newsletter.mime import Attachment, Body, Field, FieldError, Form, read_head, verify, write_fields
from hemaprint.newsletter.transport import Message, Readers, Recipient, Writer
from hemaprint.project.mail import Mailbox

if TYPE_CHECKING:
    from hemaprint.newsletter.letter import InlinePicture, LetterLayout
    from hemaprint.project.config import Dkim

SECRET_VARIABLE = "HEMAPRINT_UNSUBSCRIBE_SECRET"
COLUMN = "token"
_LENGTH = 32
_REPORTED_AT_MOST = 5
_NOBODY = Recipient("")
_NO_TOKEN = f"give the list a column {COLUMN}, or set {SECRET_VARIABLE}: tokens are then made from it and the address"
_SIGNED = ("from", "sender", "reply-to", "to", "subject", "date", "message-id", "mime-version", "content-type")
_SIGNED_OF_LISTS = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
"""RFC 8058, section 4, requires the last two to be signed."""
_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_CANON = (b"relaxed", b"simple")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A compiled campaign: cheap to write from. ``problems`` are warnings; ``embargo`` is the issue's, "" for none."""

    identity: str
    attachments: tuple[Attachment, ...]
    pictures: tuple[InlinePicture, ...]
    problems: tuple[Problem, ...]
    dated: datetime
    embargo: str
    _envelope: Envelope
    _layout: LetterLayout
    _unsubscribe: Unsubscribe
    _body: Body
    _signer: Signer | None
    _lacking: tuple[Problem, ...]

    @property
    def subject(self) -> str:
        """The subject of every message."""
        return self._envelope.subject

    @property
    def from_(self) -> Recipient:
        """The mailbox in From as a recipient: messages that are only looked at are written to it."""
        return Recipient(self._envelope.from_.address, self._envelope.from_.name)

    @property
    def size(self) -> int:
        """Bytes on the wire of a typical message."""
        return len(self.example(self.from_).data)

    def html(self, recipient: Recipient) -> str:
        """The HTML that a recipient sees, with pictures named by content id."""
        return self._layout.html(recipient, self._unsubscribe.example(recipient) or self._unsubscribe.by_mail)

    def text(self, recipient: Recipient) -> str:
        """The plain text that a recipient sees."""
        return self._layout.text(recipient, self._unsubscribe.example(recipient) or self._unsubscribe.by_mail)

    def example(self, recipient: Recipient) -> Message:
        """A message to look at: dated with the issue, with an invented unsubscribe token where there is none."""
        return self._writer(self.dated, "", self._unsubscribe.example)(recipient)

    def writer(self, date: datetime | None = None, *, trial: bool = False) -> Writer:
        """Writes messages dated ``date``, or with the issue's date.

        Those of a ``trial`` have other Message-IDs: a mailbox that had the trial would hide the real message. Writing
        raises UsageError for a recipient without an unsubscribe token: call :meth:`refusals` before the first message.
        """
        dated = date or self.dated
        return self._writer(dated, f"trial {dated.isoformat()}" if trial else "", self._unsubscribe.address)

    def refusals(self, readers: Readers) -> tuple[Problem, ...]:
        """Why nothing may be sent to these readers; call it before the first message."""
        lacking = (*self._lacking, *self._unsubscribe.lacking(readers), *self._layout.late_pictures(readers))
        return lacking or tuple(islice(self._unsound(readers), _REPORTED_AT_MOST))

    def draft(self) -> bytes:
        """A message without a recipient, for a mail program that sends it: without token, date and signature.

        Raises ContentError (HP618) where every reader has another unsubscribe address.
        """
        leave = self._unsubscribe.for_all
        if self._unsubscribe.pattern and not leave:
            hint = "name unsubscribe_mailto below [newsletter]"
            message = "a draft goes to many, and `unsubscribe` differs for each reader"
            raise ContentError([Problem("HP618", message, self._unsubscribe.place, hint)])
        named = "HP610" not in {one.code for one in self._lacking}
        head = self._head((*self._envelope.draft(named=named), *self._body.fields), _NOBODY)
        return head + self._body.filled(self._layout.text(_NOBODY, leave), self._layout.html(_NOBODY, leave))

    @property
    def draft_problems(self) -> tuple[Problem, ...]:
        """Warnings of what a draft lacks that a message to one reader has."""
        if not self._layout.personal:
            return ()
        message = "the letter names its reader, and a draft has none: these places are empty"
        hint = "look at the draft, or send to each reader: --list CSV"
        return (Problem("HP642", message, self._unsubscribe.place, hint, Severity.WARNING),)

    def _writer(self, date: datetime, trial: str, leave_at: Callable[[Recipient], str]) -> Writer:
        shared = (*self._envelope.shared(date), *self._body.fields)
        contents = _Contents(self._layout, self._body)

        def write(recipient: Recipient) -> Message:
            name, leave = message_id(self.identity, recipient, self._envelope.domain, trial), leave_at(recipient)
            personal = self._envelope.personal(recipient, name, leave, self._unsubscribe.by_mail)
            content = contents.of(recipient, leave or self._unsubscribe.by_mail)
            head = self._head((*personal, *shared), recipient, partial(self._signature, contents, date))
            return Message(self._envelope.bounces, recipient.address, name, head + content)

        return write

    def _signature(self, contents: _Contents, date: datetime, headers: bytes) -> bytes:
        return self._signer.signature(headers, contents.digest, date) if self._signer else b""

    def _head(
        self, fields: Sequence[Field], recipient: Recipient, sign: Callable[[bytes], bytes] = lambda _: b""
    ) -> bytes:
        """These headers and the empty line; raises SendingError (HP641) unless they are read as meant."""
        try:
            head = write_fields(fields) + b"\r\n"
            verify(head, fields)
            signature = sign(head[:-2])
            if signature and len(read_head(signature + head)) != len(fields) + 1:
                raise FieldError("the signature is not one header")
        except FieldError as error:
            row = f"row {recipient.row}: " if recipient.row else ""
            to = f"{row}the message to {recipient.address!a}"
            message = f"{to} would be read differently from what was meant: {error}"
            hint = "correct the row; if nothing is wrong with it, this is a bug in hemaprint"
            raise SendingError(Problem("HP641", message, self._unsubscribe.place, hint)) from error
        return signature + head

    def _unsound(self, recipients: Iterable[Recipient]) -> Iterator[Problem]:
        """The problems of recipients whose messages would not say what was meant."""
        for recipient in recipients:
            leave = self._unsubscribe.address(recipient)
            try:
                self._head(tuple(self._envelope.personal(recipient, "id", leave, self._unsubscribe.by_mail)), recipient)
            except SendingError as error:
                yield error.problem


class _Contents:
    """What follows the headers, written again only where it differs from the last recipient's."""

    def __init__(self, layout: LetterLayout, body: Body) -> None:
        self._layout, self._body = layout, body
        self._texts = ("", "")
        self._content = b""
        self._digest: bytes | None = None

    def of(self, recipient: Recipient, leave: str) -> bytes:
        """The content of a recipient's message."""
        texts = (self._layout.text(recipient, leave), self._layout.html(recipient, leave))
        if texts != self._texts:
            self._texts, self._content, self._digest = texts, self._body.filled(*texts), None
        return self._content

    @property
    def digest(self) -> bytes:
        """The hash of the last content, which ends with one line end ("simple", RFC 6376, 3.4.3), for its signature."""
        if self._digest is None:
            self._digest = b64encode(sha256(self._content).digest())
        return self._digest


# ---------------------------------------------------------------- headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is the same in the headers of all messages of a campaign. ``reply_to`` and ``sender`` may be None."""

    from_: Mailbox
    reply_to: Mailbox | None
    sender: Mailbox | None
    bounces: str
    subject: str
    list_id: str
    language: str

    @property
    def domain(self) -> str:
        """The domain of From, also used in Message-IDs and content ids."""
        return self.from_.address.rpartition("@")[2]

    def shared(self, date: datetime) -> Iterator[Field]:
        """The headers that all messages of this date have.

        Precedence and List-Id prevent automatic replies (RFC 3834, section 2). There is no Auto-Submitted: an editor
        sends this, and that header is for what no person sends (section 5).
        """
        yield _mailbox("From", self.from_)
        if self.sender and self.sender.address != self.from_.address:
            yield _mailbox("Sender", self.sender)
        yield from self._reply_to_and_subject()
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
            yield Field("List-Unsubscribe", ", ".join(f"<{address}>" for address in (leave, by_mail) if address))
        if leave:
            yield Field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")  # RFC 8058, section 3.1

    def draft(self, *, named: bool) -> Iterator[Field]:
        """The headers of a message that a mail program opens to send: it adds the recipients, the date and an id.

        Without ``named`` there is no From: the program adds its own account.
        """
        yield Field("X-Unsent", "1")
        if named:
            yield _mailbox("From", self.from_)
        yield from self._reply_to_and_subject()

    def _reply_to_and_subject(self) -> Iterator[Field]:
        if self.reply_to:
            yield _mailbox("Reply-To", self.reply_to)
        yield Field("Subject", self.subject, Form.TEXT)


def _mailbox(header: str, mailbox: Mailbox) -> Field:
    return Field(header, mailbox.name, Form.MAILBOX, mailbox.address)


def message_id(campaign: str, recipient: Recipient, domain: str, trial: str = "") -> str:
    """The id, without brackets, of the message that a recipient gets of a campaign: no clock, no chance.

    ``trial`` distinguishes trials: mail programs show only the first of two messages with one id.
    """
    parts = f"{campaign}\0{recipient.key}\0{trial}" if trial else f"{campaign}\0{recipient.key}"
    return f"{sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{domain}"


# ---------------------------------------------------------------- unsubscribe addresses


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The addresses at which recipients leave the list: each recipient's own, which no one else can guess.

    ``pattern`` is ``[newsletter] unsubscribe`` of the file ``place``; ``secret`` makes tokens that a list lacks.
    ``mailbox`` removes those who write to it.
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
        """Where the recipient leaves, "" without a pattern; raises UsageError where a token is missing."""
        if not self.pattern:
            return ""
        token = self._token(recipient)
        if token is None:
            raise UsageError(f"there is no unsubscribe token for {recipient.address}", _NO_TOKEN)
        return self._filled(token, recipient.address)

    def example(self, recipient: Recipient) -> str:
        """The same for a message that is looked at, not sent."""
        return self._filled(self._token(recipient) or "TOKEN", recipient.address) if self.pattern else ""

    def lacking(self, recipients: Iterable[Recipient]) -> Iterator[Problem]:
        """The first recipients who need a token and have none."""
        lacking = (one for one in (recipients if self.pattern else ()) if self._token(one) is None)
        for recipient in islice(lacking, _REPORTED_AT_MOST):
            row = f"row {recipient.row}: " if recipient.row else ""
            message = f"{row}there is no unsubscribe token for {recipient.address}"
            yield Problem("HP614", message, self.place, _NO_TOKEN)

    def _filled(self, token: str, address: str) -> str:
        values = {"token": token, "email": address, "issue": self.issue}
        return self.pattern.format(**{name: quote(one, safe="") for name, one in values.items()})

    def _token(self, recipient: Recipient) -> str | None:
        """The recipient's token; None where one is needed and missing."""
        if "{token}" not in self.pattern:
            return ""
        own = recipient.attributes.get(COLUMN, "")
        if own or not self.secret:
            return own or None
        return hmac.new(self.secret.encode(), recipient.key.encode(), sha256).hexdigest()[:_LENGTH]


# ---------------------------------------------------------------- signatures


class Signer:
    """Signs messages with one key, so that receivers know by whose domain they were sent (DKIM, RFC 6376).

    Bodies are hashed here: dkimpy 1.1 takes twenty times as long for one with an issue in it.
    """

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
            if path.stat().st_mode & 0o077:
                raise _unusable(path, "others can read it", f"chmod 600 {path}")
            self._key = parse_pem_private_key(path.read_bytes())
        except OSError as error:
            hint = "openssl genrsa -traditional -out KEY 2048 makes one"
            raise _unusable(path, str(error.strerror), hint) from error
        except UnparsableKeyError as error:
            raise _unusable(path, "it is not RSA in PEM", "openssl genrsa -traditional 2048 makes one") from error

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


def _unusable(path: Path, why: str, hint: str) -> ContentError:
    return ContentError([Problem("HP615", f"the key {path.name} cannot sign: {why}", Location(path), hint)])
