# SPDX-License-Identifier: MIT
"""Look at an issue and at this machine: ``check`` and ``doctor``, ``pages`` and ``preflight``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint import api
from hemaprint.bind.editions import Edition
from hemaprint.cli.report import (
    SEVERITY_STYLES,
    ProblemFormat,
    diagnostics,
    hint_line,
    pages_text,
    print_all,
    shown_location,
    shown_path,
)
from hemaprint.cli.session import IssueName, Session, Strict, output_option, session_of
from hemaprint.errors import ContentError, ExitCode, Severity
from hemaprint.preflight.report import Purpose

if TYPE_CHECKING:
    from hemaprint.preflight.report import Report
    from hemaprint.system.environment import Finding


def check_command(
    context: typer.Context,
    issue: IssueName = None,
    form: Annotated[
        ProblemFormat, typer.Option("--format", help="text for people, json, or github for workflow annotations.")
    ] = ProblemFormat.TEXT,
    strict: Strict = False,
) -> None:
    """Read an issue and report every problem, without rendering."""
    try:
        project, name = session_of(context).issue(issue)
    except ContentError as error:  # the problems of hemaprint.toml are reported like any others
        name, problems = "hemaprint.toml", error.problems
    else:
        problems = api.check(project, name)
    print_all(name, problems, form)
    if any(strict or problem.is_error for problem in problems):
        raise typer.Exit(ExitCode.CONTENT)


# ---------------------------------------------------------------- doctor

_MARKS = {"found": ("ok", "green"), "recommended": ("advised", "yellow"), "missing": ("missing", "bold red")}
"""By the values of :class:`hemaprint.system.environment.State`."""


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False) -> None:
    """Report versions and fonts, what is missing, and the command that fixes it."""
    from hemaprint.system.environment import State, examine  # noqa: PLC0415 - other commands start faster without it

    findings = (*examine(), *_engine_findings())
    if as_json:
        typer.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        _print_findings(findings)
    if any(finding.state is State.MISSING for finding in findings):
        raise typer.Exit(ExitCode.ENVIRONMENT)


def _engine_findings() -> tuple[Finding, ...]:
    """Whether WeasyPrint is the known version with all our changes; nothing when it is missing, which is a finding."""
    from hemaprint.system.environment import Finding, State  # noqa: PLC0415 - as above
    from hemaprint.typeset.engine import registry  # noqa: PLC0415 - as above

    state, name = registry.state(), "changes to WeasyPrint"
    if not state.version:
        return ()
    if not state.fault:
        return (Finding(name, State.FOUND, f"all {len(registry.CHANGES)}"),)
    left_out = ", ".join(change.name for change in state.left_out) or "none"
    detail = f"{state.fault}: builds claim neither PDF/UA, PDF/A nor PDF/X; changes left out: {left_out}"
    grave = State.MISSING if any(change.vital for change in state.left_out) else State.RECOMMENDED
    return (Finding(name, grave, detail, f"pip install weasyprint=={registry.VERSION}"),)


def _print_findings(findings: tuple[Finding, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    from hemaprint.system.environment import State, remedy  # noqa: PLC0415 - as above

    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark, style = _MARKS[finding.state.value]
        table.add_row(f"[{style}]{mark}[/]", finding.name, finding.detail)
    console = Console(highlight=False, emoji=False)
    console.print(table)
    commands = remedy([finding for finding in findings if finding.state is not State.FOUND])
    if commands:
        console.print("\nTo fix it:", markup=False)
        console.print(f"  {commands}", markup=False, soft_wrap=True)


def pages_command(
    context: typer.Context,
    issue: IssueName = None,
    pages: Annotated[
        str | None,
        typer.Option(
            "--pages",
            metavar="PAGES",
            help="Only these, by the numbers printed on them: cover, 2, 5-8, 20- (to the end), separated by commas.",
        ),
    ] = None,
    dpi: Annotated[
        int | None,
        typer.Option(
            "--dpi",
            min=12,
            max=1200,
            help="Pixels per inch, from 12 to 1200; defaults to 150, on a contact sheet to 36.",
        ),
    ] = None,
    spreads: Annotated[bool, typer.Option("--spreads", help="Facing pages in one picture, the cover alone.")] = False,
    contact_sheet: Annotated[
        bool, typer.Option("--contact-sheet", help="Instead, one picture of all pages as spreads in rows.")
    ] = False,
    edition: Annotated[
        Edition, typer.Option("--edition", help="The edition to draw; it must have been built.")
    ] = Edition.DIGITAL,
    output: Annotated[Path | None, output_option("dist/ISSUE/pages")] = None,
) -> None:
    """Draw the pages of a finished issue as PNGs and print their paths."""
    project, name = session_of(context).issue(issue)
    from hemaprint.pages import Kind, picture_pages  # noqa: PLC0415 - pdfium and Pillow load slowly

    kind = Kind.CONTACT_SHEET if contact_sheet else Kind.SPREAD if spreads else Kind.PAGE
    written = picture_pages(project, name, edition=edition, kind=kind, pages=pages, dpi=dpi, output=output)
    typer.echo("\n".join(map(shown_path, written)))


# ---------------------------------------------------------------- preflight

_PURPOSES = {Purpose.SCREEN: "the screen", Purpose.PRINT: "print"}


def preflight_command(
    context: typer.Context,
    target: Annotated[
        str | None, typer.Argument(metavar="TARGET", help="A PDF, or an issue; defaults to the newest issue.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    strict: Strict = False,
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="What the PDF is for: screen or print; by default guessed from the file."),
    ] = None,
) -> None:
    """Examine a PDF, or every finished file of an issue, as a printer and a reader would."""
    reports = _reports(session_of(context), target, purpose)
    if as_json:
        typer.echo(_reports_json(reports))
    else:
        for report in reports:
            _print_report(report)
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if any(finding.severity in failing for report in reports for finding in report.findings):
        raise typer.Exit(ExitCode.CONTENT)


def _reports(session: Session, target: str | None, purpose: Purpose | None) -> tuple[Report, ...]:
    path = Path(target) if target is not None else None
    if path is None or not _is_file(path):
        return api.preflight(*session.issue(target), purpose=purpose)
    return (api.preflight_file(path, purpose=purpose, project=session.project_if_any()),)


def _is_file(path: Path) -> bool:
    """Whether a file is meant: the name of an issue has neither a suffix nor a folder."""
    return path.is_file() or path.suffix.lower() == ".pdf" or len(path.parts) > 1 or path.is_absolute()


def _reports_json(reports: tuple[Report, ...]) -> str:
    from hemaprint.preflight.report import report_data, tally  # noqa: PLC0415 - pikepdf and pdfium load slowly

    counts = {f"{severity}s": tally(reports, severity) for severity in Severity}
    files = [report_data(report, shown_path) for report in reports]
    return json.dumps(counts | {"files": files}, ensure_ascii=False, indent=2)


def _print_report(report: Report) -> None:
    """A heading for the file, a line and a hint for each finding, and their number."""
    from rich.text import Text  # noqa: PLC0415 - loads slowly

    from hemaprint.preflight.report import locations_text, named_pages, tally, united  # noqa: PLC0415 - as above

    console = diagnostics()
    console.print(Text(f"{shown_path(report.path)}: for {_PURPOSES[report.purpose]}, {pages_text(report.pages)}"))
    for line in united(report.findings):
        finding = line.finding
        text = Text(f"  {named_pages(line.pages, report.labels) or 'file'}: ")
        text.append(f"{finding.severity}[{finding.code}]", style=SEVERITY_STYLES[finding.severity])
        text.append(f": {finding.message}")
        if line.locations:
            text.append(f"\n    from {locations_text([shown_location(one) for one in line.locations])}")
        console.print(text.append(Text.assemble(*hint_line(finding.hint, "    "))))
    counts = [(tally([report], severity), severity) for severity in Severity]
    said = ", ".join(f"{number} {severity}{'s' * (number != 1)}" for number, severity in counts if number)
    console.print(Text(f"{shown_path(report.path)}: {said or 'nothing to report'}"))
