# SPDX-License-Identifier: MIT
"""Print problems: as text for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from hemaprint.errors import ContentError, HemaprintError, Location, Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class ProblemFormat(StrEnum):
    """The values of ``--format`` for problems."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def diagnostics() -> Console:
    """The console on stderr; rich omits colours when it is not a terminal or NO_COLOR is set."""
    from rich.console import Console  # noqa: PLC0415 - loads slowly, and a quiet run does not need it

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def shown_path(path: Path) -> str:
    """``path`` relative to the working directory when it is inside, else unchanged."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def shown_location(location: Location) -> str:
    """``path:line:column`` with the path as :func:`shown_path` gives it."""
    return str(Location(Path(shown_path(location.path)), location.line, location.column))


def count(problems: Iterable[Problem], severity: Severity) -> int:
    """How many of the problems have that severity."""
    return sum(problem.severity is severity for problem in problems)


def pages_text(pages: int) -> str:
    """``1 page``, ``4 pages``."""
    return f"{pages} page{'s' * (pages != 1)}"


def problem_text(problem: Problem) -> Text:
    """``path:line:col: error[HP012]: message`` and the hint on its own line."""
    from rich.text import Text  # noqa: PLC0415 - as above

    severity = (f"{problem.severity}[{problem.code}]", SEVERITY_STYLES[problem.severity])
    place = f"{shown_location(problem.location)}: "
    return Text.assemble(place, severity, f": {problem.message}", *hint_line(problem.hint))


def hint_line(hint: str, indent: str = "  ") -> list[tuple[str, str]]:
    """The hint on a new line, as parts of a rich text; nothing when it is empty."""
    return [(f"\n{indent}hint: {hint}", "dim")] if hint else []


def print_problems(problems: Iterable[Problem]) -> None:
    """Problems as text on stderr, in the order given."""
    if texts := [problem_text(problem) for problem in problems]:
        console = diagnostics()
        for text in texts:
            console.print(text)


def print_all(name: str, problems: tuple[Problem, ...], form: ProblemFormat) -> None:
    """All problems of ``name`` in a form, and their number."""
    import typer  # noqa: PLC0415 - loads slowly

    match form:
        case ProblemFormat.JSON:
            typer.echo(problems_json(problems))
            return
        case ProblemFormat.GITHUB:
            for problem in problems:
                typer.echo(github_annotation(problem))
        case ProblemFormat.TEXT:
            print_problems(problems)
    style = "bold red" if count(problems, Severity.ERROR) else "" if problems else "green"
    diagnostics().print(f"{name}: {summary(problems)}", style=style or None)


def print_error(error: HemaprintError) -> None:
    """An error on stderr: all its problems and their number, or its message."""
    from rich.text import Text  # noqa: PLC0415 - as above

    if isinstance(error, ContentError) and error.problems:
        print_problems(error.problems)
        text = Text.assemble(summary(error.problems), *hint_line(error.hint))
    else:
        text = Text.assemble(("error", SEVERITY_STYLES[Severity.ERROR]), f": {error.message}", *hint_line(error.hint))
    diagnostics().print(text)


def summary(problems: Iterable[Problem]) -> str:
    """``2 errors, 1 warning``."""
    listed = tuple(problems)
    counts = ((count(listed, severity), severity) for severity in Severity)
    words = [f"{number} {severity}{'s' * (number != 1)}" for number, severity in counts if number]
    return ", ".join(words) or "no problems"


def problem_data(problem: Problem) -> dict[str, str | int]:
    """A problem as JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "path": shown_path(problem.location.path),
        "line": problem.location.line,
        "column": problem.location.column,
    }


def problems_json(problems: Iterable[Problem]) -> str:
    """A JSON object with the counts and every problem."""
    listed = tuple(problems)
    data = {
        "errors": count(listed, Severity.ERROR),
        "warnings": count(listed, Severity.WARNING),
        "problems": [problem_data(problem) for problem in listed],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def github_annotation(problem: Problem) -> str:
    """A workflow command: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    fields = {"file": shown_path(problem.location.path)}
    if problem.location.line:
        fields |= {"line": str(problem.location.line), "col": str(problem.location.column or 1)}
    fields["title"] = problem.code
    properties = ",".join(f"{name}={_escape(value, ',:')}" for name, value in fields.items())
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return f"::{_COMMANDS[problem.severity]} {properties}::{_escape(message)}"


def _escape(text: str, further: str = "") -> str:
    for character in "%\r\n" + further:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
