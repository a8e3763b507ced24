"""``hemaprint doctor``: what the machine has, what is missing, and the command that mends it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hemaprint.errors import ExitCode
from hemaprint.system.environment import Finding, State, examine, remedy
from hemaprint.typeset.engine import registry

_MARKS = {
    State.FOUND: ("ok", "green"),
    State.RECOMMENDED: ("advised", "yellow"),
    State.MISSING: ("missing", "bold red"),
}


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False) -> None:
    """Say which versions and fonts are there, what is missing, and the command that mends it."""
    findings = (*examine(), *_changes())
    if as_json:
        typer.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        _print(findings)
    if any(finding.state is State.MISSING for finding in findings):
        raise typer.Exit(ExitCode.ENVIRONMENT)


def _changes() -> tuple[Finding, ...]:
    """Whether WeasyPrint is the known one, and is changed as it shall be; nothing where it is missing: that is said."""
    state, name = registry.state(), "changes to WeasyPrint"
    if not state.version:
        return ()
    if not state.fault:
        return (Finding(name, State.FOUND, f"all {len(registry.CHANGES)}"),)
    left_out = ", ".join(change.name for change in state.left_out) or "none"
    detail = f"{state.fault}: builds claim neither PDF/UA, PDF/A nor PDF/X; changes left out: {left_out}"
    grave = State.MISSING if any(change.vital for change in state.left_out) else State.RECOMMENDED
    return (Finding(name, grave, detail, f"pip install weasyprint=={registry.VERSION}"),)


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
