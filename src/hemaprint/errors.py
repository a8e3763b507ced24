"""Name every way a run can fail, with an exit code and the next step, and what each code means (``codes.toml``).

The tree::

    HemaprintError                 exit code 5: a bug, unless a subclass says better
    ├── ContentError               1: problems in manuscripts, manifests, layouts or pages
    │   └── SendingError           4: the newsletter did not go out, or not to everybody
    ├── UsageError                 2: the command was called wrongly
    └── MissingEnvironmentError    3: a library or a font is missing; the hint mends it

Problems are values (:class:`Problem`): stages collect all of them, and only then raise one error that carries them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from importlib.resources import files
from itertools import islice
from pathlib import Path


class ExitCode(IntEnum):
    """What the shell gets back (architecture, "Errors")."""

    OK = 0
    CONTENT = 1
    USAGE = 2
    ENVIRONMENT = 3
    SENDING = 4
    BUG = 5
    INTERRUPTED = 130


class Severity(StrEnum):
    """An error stops the build; a warning is printed and the build goes on; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. ``line`` and ``column`` count from 1; 0 means "the file as a whole"."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return str(self.path)
        return f"{self.path}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of :func:`meanings`, what, where, and what to do next."""

    code: str
    message: str
    location: Location
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Problems are reported sorted by file, line, column and code."""
        return (str(self.location.path), self.location.line, self.location.column, self.code)


def meanings() -> Mapping[str, str]:
    """What every problem code means, in one sentence each, sorted by code."""
    return tomllib.loads((files("hemaprint") / "codes.toml").read_text("utf-8"))


class HemaprintError(Exception):
    """The base of every error of ours; ``hint`` says what to do next."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ContentError(HemaprintError):
    """Problems in what was to be set; carries all of them, sorted by file and line."""

    exit_code = ExitCode.CONTENT

    def __init__(self, problems: Iterable[Problem], hint: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        count = sum(1 for problem in self.problems if problem.severity is Severity.ERROR)
        super().__init__(f"{count} error{'s' if count != 1 else ''}", hint)


class SendingError(ContentError):
    """The newsletter did not go out, or not to everybody; carries one problem that says why."""

    exit_code = ExitCode.SENDING

    def __init__(self, problem: Problem) -> None:
        super().__init__([problem])

    @property
    def problem(self) -> Problem:
        """Why."""
        return self.problems[0]


class UsageError(HemaprintError):
    """The command was called with something that does not exist or does not fit."""

    exit_code = ExitCode.USAGE


class MissingEnvironmentError(HemaprintError):
    """A library, a font or a program is missing; ``hint`` is the command that installs it."""

    exit_code = ExitCode.ENVIRONMENT


class MalformedError(ValueError):
    """Raised by validators of values; ``code`` is a key of :func:`hemaprint.errors.meanings`."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


LISTED_AT_MOST = 12
COMPARED_AT_MOST = 1000
"""Choices that are looked at: whoever has more of them, and many wrong words, waits no longer."""


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice most like ``word``, ignoring case; "" when none is near."""
    folded: dict[str, str] = {}
    for choice in islice(choices, COMPARED_AT_MOST):
        folded.setdefault(choice.casefold(), choice)
    match = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else ""


def did_you_mean(word: str, choices: Iterable[str], *, noun: str = "") -> str:
    """A hint: the nearest choice, or else all of them when they are few and ``noun`` names them; "" otherwise."""
    known = list(dict.fromkeys(choices))
    near = closest(word, known)
    if near:
        return f'did you mean "{near}"?'
    if noun and 0 < len(known) <= LISTED_AT_MOST:
        return f"{noun}: {', '.join(known)}"
    return ""
