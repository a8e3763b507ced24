# SPDX-License-Identifier: MIT
"""Name every way a run can fail, with its exit code, and build the problems and hints that people read.

The tree::

    HemaprintError                 exit code 5: a bug, unless a subclass says otherwise
    ├── ContentError               1: problems in manuscripts, manifests, layouts or pages
    │   └── SendingError           4: the newsletter did not reach everybody
    ├── UsageError                 2: the command was called wrongly
    └── MissingEnvironmentError    3: a library, font or plug-in is missing or broken; the hint says how to fix it

Problems are values (:class:`Problem`): a stage collects them all, then raises one error that carries them.
``codes.toml`` says what each of their codes means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
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
    """An error stops the build, a warning does not; a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. ``line`` and ``column`` count from 1; 0 means the file as a whole."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column or 1}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a problem shows: on the page ``sheet`` (from 1) of the article or page ``name``.

    ``box`` is left, top, right and bottom in pt from the corner of the trim; None where only the page is known.
    """

    name: str
    sheet: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a code of :func:`meanings`, what is wrong, where, and what to do next.

    ``spot`` is where it shows on a page that was set.
    """

    code: str
    message: str
    location: Location
    hint: str = ""
    severity: Severity = Severity.ERROR
    spot: Spot | None = field(default=None, compare=False, kw_only=True)

    @property
    def is_error(self) -> bool:
        """Whether it stops a build."""
        return self.severity is Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Problems are reported sorted by file, line, column and code."""
        return (str(self.location.path), self.location.line, self.location.column, self.code)


def meanings() -> Mapping[str, str]:
    """What every problem code means, in one sentence each, sorted by code."""
    import tomllib  # noqa: PLC0415 - only the manual needs it

    return tomllib.loads(Path(__file__).with_name("codes.toml").read_text("utf-8"))


# ---------------------------------------------------------------- errors


class HemaprintError(Exception):
    """The base of all errors of hemaprint; ``hint`` says what to do next."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ContentError(HemaprintError):
    """Problems in the content; carries all of them, sorted by file and line."""

    exit_code = ExitCode.CONTENT

    def __init__(self, problems: Iterable[Problem], hint: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        count = sum(problem.is_error for problem in self.problems)
        super().__init__(f"{count} error{'s' if count != 1 else ''}", hint)


class SendingError(ContentError):
    """The newsletter did not reach everybody; carries the one problem that says why."""

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
    """A library, a font, a program or a plug-in is missing or broken; ``hint`` is the command that fixes it."""

    exit_code = ExitCode.ENVIRONMENT


class MalformedError(ValueError):
    """A value of the right type that is wrong: a check digit, a page size, a date. Validators of values raise it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


# ---------------------------------------------------------------- hints

LISTED_AT_MOST = 12
COMPARED_AT_MOST = 1000
"""Choices to compare: with more, many wrong words would take too long."""


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice most like ``word``, ignoring case; "" when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong word needs it

    folded: dict[str, str] = {}
    for choice in islice(choices, COMPARED_AT_MOST):
        folded.setdefault(choice.casefold(), choice)
    match = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else ""


def did_you_mean(word: str, choices: Iterable[str], *, noun: str = "") -> str:
    """A hint: the nearest choice, or all of them when they are few and ``noun`` names them; "" otherwise."""
    known = list(dict.fromkeys(choices))
    if near := closest(word, known):
        return f'did you mean "{near}"?'
    return f"{noun}: {', '.join(known)}" if noun and 0 < len(known) <= LISTED_AT_MOST else ""
