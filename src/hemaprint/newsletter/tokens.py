"""Keep the sign-in of a mailbox where nobody else can read it, and hand out tokens that are good."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hemaprint.errors import Location, MissingEnvironmentError, Problem, SendingError
from hemaprint.newsletter.credentials import read_private
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.ledger_file import lock_at_once
from hemaprint.newsletter.oauth import LOGIN_COMMAND, SERVICE, Grant, Identity, Registration, registration_of
from hemaprint.project.project import Project
from hemaprint.system.files import replace_file, sync_folder

PATIENCE = 120.0
"""Seconds to wait for another run that renews the same sign-in, or for a keyring that asks its owner."""
SERVICE_NAME = "hemaprint"
SAFE = 1
"""The least priority of a keyring that encrypts (keyring's documentation: below 1 are those to be avoided)."""
_Got = TypeVar("_Got")


class Keeper(Protocol):
    """Keeps the text of one sign-in. The methods raise SendingError (HP621, HP651)."""

    @property
    def place(self) -> str:
        """Where it is, for people."""

    def load(self) -> str | None:
        """What was kept; None for nothing."""

    def save(self, text: str) -> None:
        """Keep this from now on."""

    def forget(self) -> bool:
        """Keep nothing; whether there was something."""

    def alone(self) -> AbstractContextManager[None]:
        """While nobody else on this machine renews the sign-in."""


def state_folder() -> Path:
    """Where a user's programs keep what is neither configuration nor cache (XDG Base Directory, XDG_STATE_HOME).

    Raises MissingEnvironmentError for a user without a home folder.
    """
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    try:
        return (given if given.is_absolute() else Path("~/.local/state").expanduser()) / "hemaprint" / "oauth2"
    except RuntimeError as error:
        hint = "let XDG_STATE_HOME name a folder of yours"
        raise MissingEnvironmentError("the sign-in cannot be kept: this user has no home folder", hint) from error


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """A file that only its owner can read, replaced as a whole."""

    path: Path

    @property
    def place(self) -> str:
        """The path."""
        return str(self.path)

    def load(self) -> str | None:
        """The file, which nobody else can read."""
        with self._told():
            if not self.path.exists():
                return None
        return read_private(self.path, LOGIN_COMMAND).decode("utf-8", "replace")

    def save(self, text: str) -> None:
        """In the place of what was kept; called within :meth:`alone`."""
        with self._told():
            self._make_folder()
            replace_file(self.path, text.encode("utf-8"), private=True)

    def forget(self) -> bool:
        """Remove the file."""
        with self._told():
            there = self.path.exists()
            self.path.unlink(missing_ok=True)
            if there:
                sync_folder(self.path.parent)
            return there

    @contextmanager
    def alone(self) -> Iterator[None]:
        """By a lock on a file beside it, which stays."""
        with self._told():
            self._make_folder()
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

    def _make_folder(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            hint = "let XDG_STATE_HOME name a folder of yours that can be written"
            raise self._fault(str(error.strerror), hint) from None

    def _fault(self, message: str, hint: str) -> SendingError:
        return SendingError(Problem("HP651", f"the sign-in cannot be kept: {message}", Location(self.path), hint))


class KeyringKeeper:
    """The system's keyring: Secret Service, KWallet, macOS's Keychain."""

    def __init__(self, registration: Registration) -> None:
        """Raises MissingEnvironmentError without keyring, SendingError (HP651) where no keyring can be used."""
        try:
            import keyring  # noqa: PLC0415 - an extra that need not be installed
        except ImportError as error:
            raise MissingEnvironmentError(
                'keep = "keyring" needs keyring', "pip install 'hemaprint[keyring]'"
            ) from error
        self._registration = registration
        self._keyring: Any = keyring
        backend = self._within(keyring.get_keyring)
        if backend.priority < SAFE:
            raise self._fault("none of those installed encrypts")
        self.place = f"the keyring ({backend.name})"

    def load(self) -> str | None:
        """What the keyring has."""
        text: str | None = self._within(lambda: self._keyring.get_password(SERVICE_NAME, self._registration.name))
        return text

    def save(self, text: str) -> None:
        """Into the keyring."""
        self._within(lambda: self._keyring.set_password(SERVICE_NAME, self._registration.name, text))

    def forget(self) -> bool:
        """Out of the keyring."""
        there = self.load() is not None
        if there:
            self._within(lambda: self._keyring.delete_password(SERVICE_NAME, self._registration.name))
        return there

    def alone(self) -> AbstractContextManager[None]:
        """As for the file that would keep it."""
        return FileKeeper(state_folder() / f"{self._registration.name}.json").alone()

    def _within(self, call: Callable[[], _Got]) -> _Got:
        """What ``call`` returns; a keyring that is locked may wait for its owner, who may not be there."""
        got: list[_Got] = []
        failed: list[str] = []

        def run() -> None:
            try:
                got.append(call())
            except Exception as error:  # each backend has its own, and their words may be the secret
                failed.append(type(error).__name__)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if not got:
            raise self._fault(failed[0] if failed else "it does not answer")
        return got[0]

    def _fault(self, message: str) -> SendingError:
        hint = 'unlock or install one, or set keep = "file" in [smtp.oauth2]'
        return self._registration.fault("HP651", f"the keyring cannot be used: {message}", hint)


def keeper_of(project: Project, registration: Registration) -> Keeper:
    """Where [smtp.oauth2] has the sign-in kept; raises as the keepers do."""
    table = project.config.smtp.oauth2 if project.config.smtp is not None else None
    if table is not None and table.keep == "keyring":
        return KeyringKeeper(registration)
    path = state_folder() / f"{registration.name}.json"
    if path.resolve().is_relative_to(project.root):
        message, hint = "it would be inside the project", "let XDG_STATE_HOME name a folder outside of it"
        raise SendingError(Problem("HP651", f"the sign-in is not kept: {message}", Location(path), hint))
    return FileKeeper(path)


# ---------------------------------------------------------------- tokens


class TokenLogin:
    """A ``Bearer``: tokens of one mailbox, renewed before they end. What is renewed is kept before it is used."""

    def __init__(self, registration: Registration, identity: Identity, keeper: Keeper | None) -> None:
        """``keeper`` is None for an app that signs in by itself. Raises SendingError (HP652) where nobody has."""
        self._registration, self._identity, self._keeper = registration, identity, keeper
        self._grant = self._kept() if keeper is not None else _NONE

    @property
    def user(self) -> str:
        """The mailbox."""
        return self._registration.user

    def token(self, refused: str = "") -> str:
        """A token that is good now, and another than ``refused``. Raises SendingError (HP621, HP651 to HP655)."""
        if not self._is_right(self._grant, refused):
            with self._keeper.alone() if self._keeper is not None else nullcontext():
                self._grant = self._next(refused)
        return self._grant.access_token

    def _next(self, refused: str) -> Grant:
        if self._keeper is None:
            return self._identity.renew(self._grant)
        kept = self._kept()
        if self._is_right(kept, refused):  # another run was faster
            return kept
        renewed = self._identity.renew(kept)
        self._keeper.save(as_text(renewed))
        return renewed

    def _is_right(self, grant: Grant, refused: str) -> bool:
        return grant.is_good(time.time()) and grant.access_token != refused

    def _kept(self) -> Grant:
        grant = kept_grant(self._registration, self._keeper) if self._keeper is not None else None
        if grant is None:
            raise self._registration.fault("HP652", f"nobody is signed in to {self.user}", LOGIN_COMMAND)
        return grant


_NONE = Grant("", 0.0, 0.0)


def token_login(project: Project) -> TokenLogin:
    """The login of [smtp.oauth2]; raises SendingError, and MissingEnvironmentError where a library is missing."""
    registration = registration_of(project)
    keeper = None if registration.flow == SERVICE else keeper_of(project, registration)
    return TokenLogin(registration, identity_of(registration), keeper)


def as_text(grant: Grant) -> str:
    """A sign-in as it is kept."""
    return json.dumps({"version": 1, **asdict(grant)})


def kept_grant(registration: Registration, keeper: Keeper) -> Grant | None:
    """The sign-in that is kept, if any; raises SendingError (HP651) where it is damaged."""
    text = keeper.load()
    if text is None:
        return None
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    match said:
        case {
            "version": 1,
            "access_token": str(token),
            "obtained": int() | float() as obtained,
            "expires": int() | float() as expires,
            "memory": str(memory),
        }:
            return Grant(token, obtained, expires, memory)
    raise registration.fault("HP651", f"the sign-in in {keeper.place} is damaged", LOGIN_COMMAND)
