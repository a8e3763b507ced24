"""Sign messages, so that their receivers know by whose domain they were sent (DKIM, RFC 6376)."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem
from hemaprint.project.config import Dkim

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
