"""``hemaprint preflight``: examine a finished PDF, or every finished file of an issue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from hemaprint.cli.progress import pages_text
from hemaprint.cli.report import SEVERITY_STYLES, diagnostics, shown_location, shown_path
from hemaprint.cli.session import Session, pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, Severity, UsageError
from hemaprint.preflight.report import Purpose

if TYPE_CHECKING:
    from hemaprint.preflight.examine import OriginOf
    from hemaprint.preflight.report import Report


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
            _show(report)
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if any(finding.severity in failing for report in reports for finding in report.findings):
        raise typer.Exit(ExitCode.CONTENT)


def _reports(session: Session, target: str | None, purpose: Purpose | None) -> tuple[Report, ...]:
    from hemaprint.preflight.examine import examine  # noqa: PLC0415 - as above
    from hemaprint.preflight.issue import examine_issue  # noqa: PLC0415 - pikepdf and pdfium load slowly

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
    from hemaprint.preflight.report import report_data, tally  # noqa: PLC0415 - as above

    counts = {f"{severity}s": tally(reports, severity) for severity in Severity}
    files = [report_data(report, shown_path) for report in reports]
    return json.dumps(counts | {"files": files}, ensure_ascii=False, indent=2)


def _show(report: Report) -> None:
    """A heading for the file, a line and a hint for each finding, and how many there are."""
    from hemaprint.preflight.report import locations_text, named_pages, tally, united  # noqa: PLC0415 - as above

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
