"""What a mail server is shown: a user with a password or a token; and files that only their owner can read."""

from __future__ import annotations

import json
import os
import stat
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.project.project import CONFIG_NAME
from hemaprint.system.environment import is_this_machine

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password; the password is in no text that Python makes of it."""

    user: str
    password: str = field(repr=False)


class Bearer(Protocol):
    """A user who logs in by access tokens (RFC 6750), which expire and are replaced."""

    @property
    def user(self) -> str:
        """The mailbox."""

    def token(self, refused: str = "") -> str:
        """A token that is good now, and another than ``refused``; raises SendingError where it cannot get one."""


def find_login(prefix: str, file: str, root: Path) -> Login | None:
    """The login in the variables ``PREFIX_USER`` and ``PREFIX_PASSWORD``, or in ``file``; None where there is neither.

    ``file`` is a path from ``root``, or absolute, or begins with ``~``; "" for none. Raises SendingError (HP621).
    """
    user, password = (os.environ.get(f"{prefix}_{part}", "") for part in ("USER", "PASSWORD"))
    if user and password:
        return Login(user, password)
    if user or password:
        missing = f"{prefix}_{'PASSWORD' if user else 'USER'}"
        raise _fault(root / CONFIG_NAME, f"the login is incomplete: {missing} is not set", f"set {missing}")
    return _read(root / Path(file).expanduser()) if file else None


def _read(path: Path) -> Login:
    said = read_table(path, "login_file", 'write user = "..." and password = "..."')
    match said:
        case {"user": str(user), "password": str(password)} if user and password:
            return Login(user, password)
    raise _fault(path, "the login is incomplete", 'write user = "..." and password = "..."')


def read_table(path: Path, key: str, hint: str) -> Mapping[str, object]:
    """The TOML file of secrets that ``key`` of hemaprint.toml names; raises SendingError (HP621)."""
    try:
        return tomllib.loads(read_private(path, f"correct {key} in hemaprint.toml").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Without the parser's words: they may quote the line.
        raise _fault(path, "the file of secrets is not TOML", hint) from None


def read_private(path: Path, hint: str) -> bytes:
    """A file that nobody but its owner, who is asking, can read; raises SendingError (HP621)."""
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            # Windows keeps rights in lists, of which a mode says nothing
            if os.name != "nt" and (found.st_mode & OTHERS or found.st_uid != os.geteuid()):
                raise _fault(path, "others can read this file of secrets", f"chmod 600 {path}, as its owner")
            return stream.read()
    except OSError as error:
        raise _fault(path, f"the file of secrets cannot be read: {error.strerror}", hint) from None


def _fault(path: Path, message: str, hint: str) -> SendingError:
    return SendingError(Problem("HP621", message, Location(path), hint))


LARGEST_ANSWER = 1_000_000
SECONDS = 60.0
UNREACHABLE = (OSError, HTTPException)
"""What fetching raises where no answer comes."""
SECRETS = frozenset(
    {"client_secret", "refresh_token", "device_code", "code", "code_verifier", "assertion", "client_assertion", "token"}
)
"""Fields of a form that no answer may repeat (RFC 6749, 7009, 7521, 7636, 8628)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status of HTTP and the text that came with it, which may be a secret."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def good(self) -> bool:
        """2xx: done."""
        return 200 <= self.status_code < 300

    @property
    def data(self) -> Mapping[str, object]:
        """The JSON object of the answer; empty where it is something else."""
        try:
            said = json.loads(self.text)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection would take the secret elsewhere."""

    def redirect_request(self, *_: object) -> None:
        """Follow none: it becomes an error."""
        return


def is_safe(url: str) -> bool:
    """Whether a secret can be sent there: over TLS, or to this machine itself."""
    address = urlsplit(url)
    return address.scheme == "https" or is_this_machine(address.hostname or "")


def fetch(request: urllib.request.Request, seconds: float = SECONDS) -> Answer:
    """The answer, whatever its status; raises one of UNREACHABLE where none comes in so many seconds.

    An address that is not safe is not asked: the documents of an identity service name further ones.
    """
    if not is_safe(request.full_url):
        raise ConnectionError(f"{request.host} would be asked without encryption")
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if request.type != "https":
        handlers.append(urllib.request.ProxyHandler({}))  # it is for this machine, and a proxy would read it
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
            return _answer(answer.status, answer.read(LARGEST_ANSWER), answer.headers.items())
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.read(LARGEST_ANSWER), error.headers.items())


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """POST a form, and the answer; where a refusal repeats a secret of the form, it is blanked. Raises as ``fetch``."""
    body = urlencode(form).encode("ascii")
    head = {"Accept": "application/json", **(headers or {})}
    answer = fetch(urllib.request.Request(url, body, head, method="POST"))
    if answer.good:
        return answer
    text = answer.text
    for secret in sorted((form[name] for name in SECRETS & form.keys() if form[name]), key=len, reverse=True):
        text = text.replace(secret, "...")
    return Answer(answer.status_code, text, answer.headers)


def _answer(status: int, body: bytes, headers: Iterable[tuple[str, str]]) -> Answer:
    return Answer(status, body.decode("utf-8", "replace"), dict(headers))
