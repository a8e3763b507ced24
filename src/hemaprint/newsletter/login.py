"""A user and a password, from the environment or from a file that only its owner can read."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from hemaprint.errors import Location, Problem, SendingError

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password; the password is in no text that Python makes of it."""

    user: str
    password: str = field(repr=False)


def find_login(prefix: str, file: str, root: Path) -> Login | None:
    """The login in the variables ``PREFIX_USER`` and ``PREFIX_PASSWORD``, or in ``file``; None where there is neither.

    ``file`` is a path from ``root``, or absolute, or begins with ``~``; "" for none. Raises SendingError (HP621).
    """
    user, password = (os.environ.get(f"{prefix}_{part}", "") for part in ("USER", "PASSWORD"))
    if user and password:
        return Login(user, password)
    if user or password:
        missing = f"{prefix}_{'PASSWORD' if user else 'USER'}"
        raise _fault(root, f"the login is incomplete: {missing} is not set", f"set {missing}")
    return _read(root / Path(file).expanduser()) if file else None


def _read(path: Path) -> Login:
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if found.st_mode & OTHERS or found.st_uid != os.geteuid():
                raise _fault(path, "others can read this login", f"chmod 600 {path}, as its owner")
            said = tomllib.load(stream)
    except OSError as error:
        raise _fault(
            path, f"the login cannot be read: {error.strerror}", "correct login_file in hemaprint.toml"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Without the parser's words: they may quote the line.
        raise _fault(path, "the login is not TOML", 'write user = "..." and password = "..."') from None
    match said:
        case {"user": str(user), "password": str(password)} if user and password:
            return Login(user, password)
    raise _fault(path, "the login is incomplete", 'write user = "..." and password = "..."')


def _fault(path: Path, message: str, hint: str) -> SendingError:
    return SendingError(Problem("HP621", message, Location(path), hint))
