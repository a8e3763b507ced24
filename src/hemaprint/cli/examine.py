"""``hemaprint check``: read an issue, its layouts and styles, and report every problem, without rendering a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemaprint.cli.progress import pages_text
from hemaprint.cli.report import (
    SEVERITY_STYLES,
    ProblemFormat,
    count,
    diagnostics,
    github_annotation,
    print_problems,
    problems_json,
    shown_location,
    shown_path,
    summary,
)
from hemaprint.cli.session import Session, pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, Problem, Severity, UsageError
from hemaprint.preflight.models import Purpose
from hemaprint.system.environment import Finding, State, examine, remedy
from hemaprint.typeset.engine import known, registry

if TYPE_CHECKING:
    from hemaprint.preflight.models import Report
    from hemaprint.preflight.run import OriginOf


def check_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    form: Annotated[
        ProblemFormat,
        typer.Option("--format", help="text for people, json, or github for workflow annotations."),
    ] = ProblemFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
) -> None:
    """Read an issue and report every problem, without rendering."""
    name, problems = _problems_of(context, issue)
    _show(name, problems, form)
    failing = [problem for problem in problems if strict or problem.severity is Severity.ERROR]
    if failing:
        raise typer.Exit(ExitCode.CONTENT)


def _problems_of(context: typer.Context, issue: str | None) -> tuple[str, tuple[Problem, ...]]:
    """The name that was checked and its problems; a hemaprint.toml that cannot be read is a problem like any other."""
    try:
        project = session_of(context).project()
    except ContentError as error:
        return "hemaprint.toml", error.problems
    from hemaprint.content.load import load_issue  # noqa: PLC0415 - other commands start faster without it

    name = pick_issue(project, issue)
    loaded = load_issue(project, name, project.store())
    problems = loaded.problems
    if project.layouts.is_dir() or project.styles.is_dir():
        from hemaprint.typeset.tryout import theme_problems  # noqa: PLC0415 - brings WeasyPrint, which loads slowly

        problems += theme_problems(project, loaded.issue)
    return name, tuple(sorted(problems, key=lambda problem: problem.sort_key))


def _show(name: str, problems: tuple[Problem, ...], form: ProblemFormat) -> None:
    if form is ProblemFormat.JSON:
        typer.echo(problems_json(problems))
        return
    if form is ProblemFormat.GITHUB:
        for problem in problems:
            typer.echo(github_annotation(problem))
    else:
        print_problems(problems)
    style = "bold red" if count(problems, Severity.ERROR) else "" if problems else "green"
    diagnostics().print(f"{name}: {summary(problems)}", style=style or None)


def preflight_command(
    context: typer.Context,
    target: Annotated[
        str | None, typer.Argument(metavar="TARGET", help="A PDF, or an issue; the newest issue unless named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="What the PDF is for: screen or print; told from the file unless given."),
    ] = None,
) -> None:
    """Examine a PDF, or every finished file of an issue, as a printer and a reader would."""
    reports = _reports(session_of(context), target, purpose)
    if as_json:
        typer.echo(_as_json(reports))
    else:
        for report in reports:
            _show_report(report)
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if any(finding.severity in failing for report in reports for finding in report.findings):
        raise typer.Exit(ExitCode.CONTENT)


def _reports(session: Session, target: str | None, purpose: Purpose | None) -> tuple[Report, ...]:
    from hemaprint.preflight.issue import examine_issue  # noqa: PLC0415 - pikepdf and pdfium load slowly
    from hemaprint.preflight.run import examine  # noqa: PLC0415 - as above

    path = Path(target) if target is not None else None
    if path is not None and _means_file(path):
        return (examine(path, purpose=purpose, origin_of=_origin_of(session, path)),)
    project = session.project()
    return examine_issue(project, pick_issue(project, target), purpose=purpose)


def _means_file(path: Path) -> bool:
    """A name of an issue has neither an ending nor a folder before it."""
    return path.is_file() or path.suffix.lower() == ".pdf" or len(path.parts) > 1 or path.is_absolute()


def _origin_of(session: Session, path: Path) -> OriginOf | None:
    """Finds manuscripts when there is a project around; a PDF can be examined without one."""
    from hemaprint.preflight.issue import origin_in  # noqa: PLC0415 - as above

    try:
        project = session.project()
    except (UsageError, ContentError):
        return None
    return origin_in(project, path)


def _as_json(reports: tuple[Report, ...]) -> str:
    from hemaprint.preflight.listing import report_data, tally  # noqa: PLC0415 - as above

    counts = {f"{severity}s": tally(reports, severity) for severity in Severity}
    files = [report_data(report, shown_path) for report in reports]
    return json.dumps(counts | {"files": files}, ensure_ascii=False, indent=2)


def _show_report(report: Report) -> None:
    """A heading for the file, a line and a hint for each finding, and how many there are."""
    from hemaprint.preflight.listing import locations_text, named_pages, tally, united  # noqa: PLC0415 - as above

    console = diagnostics()
    console.print(Text(f"{shown_path(report.path)}: for {_PURPOSES[report.purpose]}, {pages_text(report.pages)}"))
    for line in united(report.findings):
        finding = line.finding
        text = Text("  ").append(named_pages(line.pages, report.labels) or "file").append(": ")
        text.append(f"{finding.severity}[{finding.code}]", style=SEVERITY_STYLES[finding.severity])
        text.append(f": {finding.message}")
        if line.locations:
            text.append(f"\n    from {locations_text([shown_location(one) for one in line.locations])}")
        console.print(text.append(Text(f"\n    hint: {finding.hint}", style="dim") if finding.hint else ""))
    counts = [(tally([report], severity), severity) for severity in Severity]
    said = ", ".join(f"{number} {severity}{'s' * (number != 1)}" for number, severity in counts if number)
    console.print(Text(f"{shown_path(report.path)}: {said or 'nothing to report'}"))


_PURPOSES = {Purpose.SCREEN: "the screen", Purpose.PRINT: "print"}


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
    return (Finding(name, grave, detail, f"pip install weasyprint=={known.VERSION}"),)


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
