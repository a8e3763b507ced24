"""What a mail server is shown: a user with a password or a token; and files that only their owner can read."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.project.project import CONFIG_NAME

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
