# SPDX-License-Identifier: MIT
"""Read logins, keep sign-ins, and talk to the web services that are trusted with either: nobody else sees a secret."""

from __future__ import annotations

import json
import os
import secrets
import stat
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer
from typing import Any, Protocol, TypeAlias, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from hemaprint.errors import Location, MissingEnvironmentError, Problem, SendingError, UsageError
from hemaprint.newsletter.ledger_file import lock_at_once
from hemaprint.project.project import CONFIG_NAME
from hemaprint.system.environment import is_this_machine
from hemaprint.system.files import replace_file, sync_folder

LOGIN_COMMAND = "hemaprint newsletter login"
LARGEST_ANSWER = 1_000_000
SECONDS = 60.0
UNREACHABLE = (OSError, HTTPException)
"""What fetching raises where no answer comes."""
SECRETS = frozenset(
    {"client_secret", "refresh_token", "device_code", "code", "code_verifier", "assertion", "client_assertion", "token"}
)
"""Fields of a form that no answer may repeat (RFC 6749, 7009, 7521, 7636, 8628)."""
PATIENCE = 120.0
"""Seconds to wait for another run that renews the same sign-in, or for a keyring that asks its owner."""
SERVICE_NAME = "hemaprint"
SAFE = 1
"""The lowest priority of a keyring that encrypts (keyring's documentation: avoid those below 1)."""
LOOPBACK = "127.0.0.1"
TURN = 1.0
"""Seconds that the loopback server waits at once, and that one browser's connection may take."""
_LOGIN_HINT = 'write user = "..." and password = "..."'
_Got = TypeVar("_Got")

# ---------------------------------------------------------------- logins


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password; the password does not appear in any text that Python makes of it."""

    user: str
    password: str = field(repr=False)


class Bearer(Protocol):
    """A user who logs in with access tokens (RFC 6750), which expire and are replaced."""

    @property
    def user(self) -> str:
        """The mailbox."""

    def token(self, refused: str = "") -> str:
        """A valid token other than ``refused``; raises SendingError where it cannot get one."""


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
    if not file:
        return None
    path = root / Path(file).expanduser()
    match read_table(path, "login_file", _LOGIN_HINT):
        case {"user": str(user), "password": str(password)} if user and password:
            return Login(user, password)
    raise _fault(path, "the login is incomplete", _LOGIN_HINT)


def read_table(path: Path, key: str, hint: str) -> Mapping[str, object]:
    """The TOML file of secrets that ``key`` of hemaprint.toml names; raises SendingError (HP621)."""
    try:
        return tomllib.loads(read_private(path, f"correct {key} in hemaprint.toml").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Without the parser's words, which may quote the line.
        raise _fault(path, "the file of secrets is not TOML", hint) from None


def read_private(path: Path, hint: str) -> bytes:
    """A file that only its owner, the current user, can read; raises SendingError (HP621)."""
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            # Windows keeps permissions in lists, which a mode does not show.
            if os.name != "nt" and (found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid()):
                raise _fault(path, "others can read this file of secrets", f"chmod 600 {path}, as its owner")
            return stream.read()
    except OSError as error:
        raise _fault(path, f"the file of secrets cannot be read: {error.strerror}", hint) from None


def _fault(path: Path, message: str, hint: str) -> SendingError:
    return SendingError(Problem("HP621", message, Location(path), hint))


# ---------------------------------------------------------------- web services


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the text that came with it, which may be a secret."""

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
    """Follows no redirection, which would take the secret elsewhere."""

    def redirect_request(self, *_: object) -> None:
        """Make it an error."""
        return


def is_safe(url: str) -> bool:
    """Whether a secret can be sent there: over TLS, or to this machine itself."""
    address = urlsplit(url)
    return address.scheme == "https" or is_this_machine(address.hostname or "")


def fetch(request: urllib.request.Request, seconds: float = SECONDS) -> Answer:
    """The answer, whatever its status; raises one of UNREACHABLE where none comes within so many seconds.

    Refuses addresses that are not safe: the documents of an identity service name further ones.
    """
    if not is_safe(request.full_url):
        raise ConnectionError(f"{request.host} would be asked without encryption")
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if request.type != "https":
        handlers.append(urllib.request.ProxyHandler({}))  # it is for this machine, and a proxy would read it
    try:
        answer: HTTPResponse = urllib.request.build_opener(*handlers).open(request, timeout=seconds)
    except urllib.error.HTTPError as error:
        answer = error  # type: ignore[assignment]  # it is read like an answer
    with answer:
        body = answer.read(LARGEST_ANSWER).decode("utf-8", "replace")
        return Answer(answer.status, body, dict(answer.headers.items()))


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to a form; secrets of the form that a refusal repeats are blanked. Raises as :func:`fetch`."""
    body = urlencode(form).encode("ascii")
    head = {"Accept": "application/json", **(headers or {})}
    answer = fetch(urllib.request.Request(url, body, head, method="POST"))
    if answer.good:
        return answer
    text = answer.text
    for secret in sorted((form[name] for name in SECRETS & form.keys() if form[name]), key=len, reverse=True):
        text = text.replace(secret, "...")
    return Answer(answer.status_code, text, answer.headers)


class Loopback:
    """A server on this machine that waits for a browser to return with a code, and tells no one what it got."""

    def __init__(self, port: int) -> None:
        """Raises UsageError where the port is taken."""
        self._state = ""
        self._said: Mapping[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            timeout = TURN

            def do_GET(self) -> None:
                text = outer._hear(self.path)
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f"<!doctype html><title>hemaprint</title><p>{text}".encode())

            def log_message(self, *_: object) -> None:
                """Write no log: the address contains the code."""

        try:
            self._server = TCPServer((LOOPBACK, port), Handler)
        except OSError as error:
            raise UsageError(f"port {port} cannot be used: {error.strerror}", "choose another, or none") from error
        self._server.timeout = TURN
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    def wait(self, state: str, seconds: float) -> Mapping[str, str]:
        """What the browser that knows ``state`` brings: a code or an error; ``expired_token`` after so many seconds."""
        self._state = state
        end = time.monotonic() + seconds
        while not self._said and time.monotonic() < end:
            self._server.handle_request()
        return self._said or {"error": "expired_token"}

    def _hear(self, path: str) -> str:
        """What to show; "" for an unexpected visitor."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if self._said or not secrets.compare_digest(said.get("state", "").encode(), self._state.encode()):
            return ""
        self._said = said
        return "Signed in. You can close this page." if "code" in said else "Not signed in; look at the terminal."


# ---------------------------------------------------------------- sign-ins that are kept


def state_folder() -> Path:
    """Where programs keep what is neither configuration nor cache (XDG Base Directory, XDG_STATE_HOME).

    Raises MissingEnvironmentError for a user without a home folder.
    """
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    try:
        return (given if given.is_absolute() else Path("~/.local/state").expanduser()) / "hemaprint" / "oauth2"
    except RuntimeError as error:
        hint = "set XDG_STATE_HOME to a folder of yours"
        raise MissingEnvironmentError("the sign-in cannot be kept: this user has no home folder", hint) from error


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """Keeps one sign-in in a file that only its owner can read. The methods raise SendingError (HP621, HP651)."""

    path: Path

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return str(self.path)

    def load(self) -> str | None:
        """What was kept; None for nothing."""
        with self._on_disk():
            if not self.path.exists():
                return None
        return read_private(self.path, LOGIN_COMMAND).decode("utf-8", "replace")

    def save(self, text: str) -> None:
        """Replace the file as a whole; called within :meth:`alone`."""
        with self._on_disk():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self.path, text.encode("utf-8"), private=True)

    def forget(self) -> bool:
        """Remove the file; returns whether there was one."""
        with self._on_disk():
            there = self.path.exists()
            self.path.unlink(missing_ok=True)
            if there:
                sync_folder(self.path.parent)
            return there

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Prevent every other run on this machine from renewing the sign-in, by a lock on a file beside it."""
        with self._on_disk():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            end = time.monotonic() + PATIENCE
            while not lock_at_once(lock):
                if time.monotonic() > end:
                    raise self._fault("another run has been renewing it for minutes", "end that run")
                time.sleep(0.1)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            hint = "set XDG_STATE_HOME to a folder of yours that is writable"
            raise self._fault(str(error.strerror), hint) from None

    def _fault(self, message: str, hint: str) -> SendingError:
        return SendingError(Problem("HP651", f"the sign-in cannot be kept: {message}", Location(self.path), hint))


class KeyringKeeper:
    """Keeps one sign-in in the system's keyring (Secret Service, KWallet, macOS's Keychain), as FileKeeper does."""

    def __init__(self, name: str, configured: Location) -> None:
        """Keep the sign-in ``name``, as the table at ``configured`` says.

        Raises MissingEnvironmentError without keyring, SendingError (HP651) where no keyring can be used.
        """
        try:
            import keyring  # noqa: PLC0415 - an extra that need not be installed
        except ImportError as error:
            hint = "pip install 'hemaprint[keyring]'"
            raise MissingEnvironmentError('keep = "keyring" needs keyring', hint) from error
        self._name, self._configured = name, configured
        self._keyring: Any = keyring
        backend = self._within(keyring.get_keyring)
        if backend.priority < SAFE:
            raise self._fault("none of those installed encrypts")
        self.place = f"the keyring ({backend.name})"

    def load(self) -> str | None:
        """Ask the keyring."""
        text: str | None = self._within(lambda: self._keyring.get_password(SERVICE_NAME, self._name))
        return text

    def save(self, text: str) -> None:
        """Put it into the keyring."""
        self._within(lambda: self._keyring.set_password(SERVICE_NAME, self._name, text))

    def forget(self) -> bool:
        """Remove it from the keyring."""
        there = self.load() is not None
        if there:
            self._within(lambda: self._keyring.delete_password(SERVICE_NAME, self._name))
        return there

    def alone(self) -> AbstractContextManager[None]:
        """Lock the file that would keep it."""
        return FileKeeper(state_folder() / f"{self._name}.json").alone()

    def _within(self, call: Callable[[], _Got]) -> _Got:
        """What ``call`` returns; a locked keyring may wait for its owner, who may not be there."""
        got: list[_Got] = []
        failed: list[str] = []

        def run() -> None:
            try:
                got.append(call())
            except Exception as error:  # every backend has its own errors, and their words may be the secret
                failed.append(type(error).__name__)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if not got:
            raise self._fault(failed[0] if failed else "it does not answer")
        return got[0]

    def _fault(self, message: str) -> SendingError:
        hint = 'unlock or install one, or set keep = "file" in [smtp.oauth2]'
        return SendingError(Problem("HP651", f"the keyring cannot be used: {message}", self._configured, hint))


Keeper: TypeAlias = FileKeeper | KeyringKeeper
