"""Turn whatever went wrong into problems, and problems into what the browser shows: place, excerpt, hint."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from hemaprint.errors import ContentError, HemaprintError, Location, Problem, Severity
from hemaprint.project.project import CONFIG_NAME

_AROUND = 2
"""Lines of an excerpt before and after the one that is meant."""
_LONGEST = 400
"""Characters of a line in an excerpt."""
_LARGEST = 4_000_000
"""Bytes of a file that excerpts are taken from."""


def problems_of(error: BaseException, root: Path, changed: Set[Path] = frozenset()) -> tuple[Problem, ...]:
    """What to tell about an error that ended a build after files had ``changed``; never empty."""
    if isinstance(error, ContentError) and error.problems:
        return error.problems
    if isinstance(error, HemaprintError):
        return (Problem("HP912", error.message, Location(root / CONFIG_NAME), error.hint),)
    if isinstance(error, OSError) and error.filename:
        hint = "if it was renamed or deleted, change what names it; otherwise save it again"
        return (Problem("HP912", f"{error.strerror}", Location(Path(str(error.filename))), hint),)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}{where}"
    hint = "undo the last change; if the files are right, this is a bug in hemaprint: please report it"
    place = next(iter(changed)) if len(changed) == 1 else root / CONFIG_NAME
    return (Problem("HP912", message, Location(place), hint),)


def problem_view(problem: Problem, root: Path) -> dict[str, object]:
    """A problem as the browser wants it: its path from ``root``, and the lines around it."""
    place = problem.location
    path = place.path if place.path.is_absolute() else root / place.path
    inside = path.is_relative_to(root)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "path": path.relative_to(root).as_posix() if inside else place.path.name,
        "line": place.line,
        "column": place.column,
        "excerpt": list(excerpt(path, place.line)) if inside else [],
    }


def excerpt(path: Path, line: int) -> Iterator[tuple[int, str]]:
    """Numbered lines around ``line`` (from 1); none where the file cannot be read or has no such line."""
    if line < 1:
        return
    try:
        if path.stat().st_size > _LARGEST:
            return
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    if line > len(lines):
        return
    for number in range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1):
        yield number, lines[number - 1][:_LONGEST]


def is_error(problems: Iterable[Problem]) -> bool:
    """Whether one of them is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
