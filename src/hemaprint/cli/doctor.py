"""``hemaprint doctor``: what the machine has, what is missing, and the command that mends it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hemaprint.environment import Finding, State, examine, remedy, require_engine
from hemaprint.errors import ExitCode, MissingEnvironmentError

_MARKS = {
    State.FOUND: ("ok", "green"),
    State.RECOMMENDED: ("advised", "yellow"),
    State.MISSING: ("missing", "bold red"),
}


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False) -> None:
    """Say which versions and fonts are there, what is missing, and the command that mends it."""
    findings = (*examine(), *_shortcuts())
    if as_json:
        typer.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        _print(findings)
    if any(finding.state is State.MISSING for finding in findings):
        raise typer.Exit(ExitCode.ENVIRONMENT)


def _shortcuts() -> tuple[Finding, ...]:
    """Whether layout takes its shortcuts; nothing where the engine does not start: that is said already."""
    try:
        require_engine()
        from hemaprint.typeset.engine import engine, speed  # noqa: F401, PLC0415 - they bring WeasyPrint, which loads slowly
    except (ImportError, OSError, MissingEnvironmentError):
        return ()
    state = speed.state()
    detail = "on" if state.active else f"off, so that builds take longer: {state.reason}"
    return (Finding("layout shortcuts", State.FOUND if state.active else State.RECOMMENDED, detail),)


def _print(findings: tuple[Finding, ...]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark, style = _MARKS[finding.state]
        table.add_row(f"[{style}]{mark}[/]", finding.name, finding.detail)
    console = Console(highlight=False, emoji=False)
    console.print(table)
    commands = remedy([finding for finding in findings if finding.state is not State.FOUND])
    if commands:
        console.print("\nTo mend it:", markup=False)
        console.print(f"  {commands}", markup=False, soft_wrap=True)
