"""Write problems down: as text for people, as JSON for programs, as annotations for GitHub."""

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
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def diagnostics() -> Console:
    """The console on stderr; rich leaves the colours out when it is no terminal or NO_COLOR is set."""
    from rich.console import Console  # noqa: PLC0415 - loads slowly, and a run that says nothing does without

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def shown_path(path: Path) -> str:
    """``path`` from the working directory when it is inside, else as it is."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def shown_location(location: Location) -> str:
    """``path:line:column`` with the path as :func:`shown_path` has it."""
    return str(Location(Path(shown_path(location.path)), location.line, location.column))


def count(problems: Iterable[Problem], severity: Severity) -> int:
    """How many of the problems are of that severity."""
    return sum(1 for problem in problems if problem.severity is severity)


def problem_text(problem: Problem) -> Text:
    """``path:line:col: error[HP012]: message`` and the hint on a line of its own."""
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text(f"{shown_location(problem.location)}: ")
    text.append(f"{problem.severity}[{problem.code}]", style=SEVERITY_STYLES[problem.severity])
    text.append(f": {problem.message}")
    return text.append(_hint_line(problem.hint))


def error_text(error: HemaprintError) -> Text:
    """An error that is not about a file: ``error: message`` and the hint."""
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text()
    text.append("error", style=SEVERITY_STYLES[Severity.ERROR])
    text.append(f": {error.message}")
    return text.append(_hint_line(error.hint))


def _hint_line(hint: str) -> Text:
    from rich.text import Text  # noqa: PLC0415 - as above

    return Text(f"\n  hint: {hint}", style="dim") if hint else Text()


def print_problems(problems: Iterable[Problem]) -> None:
    """Problems as text on stderr, in the order given."""
    if texts := [problem_text(problem) for problem in problems]:
        console = diagnostics()
        for text in texts:
            console.print(text)


def print_error(error: HemaprintError) -> None:
    """An error on stderr: all its problems, or its own message."""
    if not isinstance(error, ContentError) or not error.problems:
        diagnostics().print(error_text(error))
        return
    from rich.text import Text  # noqa: PLC0415 - as above

    print_problems(error.problems)
    diagnostics().print(Text(summary(error.problems)).append(_hint_line(error.hint)))


def summary(problems: Iterable[Problem]) -> str:
    """``2 errors, 1 warning``."""
    listed = tuple(problems)
    counts = ((count(listed, severity), severity) for severity in Severity)
    return (
        ", ".join(f"{number} {severity}{'s' * (number != 1)}" for number, severity in counts if number) or "no problems"
    )


def problem_data(problem: Problem) -> dict[str, str | int]:
    """A problem as JSON has it."""
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
    """An object with the counts and every problem."""
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
