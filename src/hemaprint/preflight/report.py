"""What preflight examines and what it reports: the subject, its findings, and reports as text and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hemaprint.bind.editions import Edition
from hemaprint.errors import Location, Severity
from hemaprint.pdf.objects import Rectangle

if TYPE_CHECKING:
    import pikepdf


class Purpose(StrEnum):
    """What a PDF is for; it rules what is expected of it."""

    SCREEN = "screen"
    PRINT = "print"


class Origin(Protocol):
    """Where what stands on a page comes from; known for PDFs that hemaprint made from a project at hand."""

    def locate(self, page: int, place: Rectangle | None) -> Location | None:
        """The manuscript, and its line where it is known, behind a place (pt, user space) of a page (from 0)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing. ``page`` counts from 0; None is the file as a whole."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    page: int | None = None
    place: Rectangle | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The PDF that is examined.

    ``edition`` is known for a finished file of an issue; ``largest`` is how many bytes the file may have, where its
    readers or its mail systems set a bound.
    """

    path: Path
    data: bytes
    pdf: pikepdf.Pdf
    purpose: Purpose
    origin: Origin | None = None
    edition: Edition | None = None
    largest: int | None = None

    def located(self, page: int | None, place: Rectangle | None = None) -> Location | None:
        """The manuscript behind a place of a page, where it is known."""
        return None if self.origin is None or page is None else self.origin.locate(page, place)

    def advice(self, own: str, other: str) -> str:
        """What to do: ``own`` where the file was made from a project at hand, ``other`` where others made it."""
        return own if self.origin is not None or self.edition is not None else other


Check = Callable[[Subject], Iterable[Finding]]
"""One question asked of a PDF. A check never raises for what the PDF holds."""


@dataclass(frozen=True, slots=True)
class Size:
    """A trim size in pt, and how many pages have it."""

    width: float
    height: float
    pages: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every finding about one PDF, in the order of its pages, those about the whole file first."""

    path: Path
    purpose: Purpose
    pages: int
    labels: tuple[str, ...]
    findings: tuple[Finding, ...]
    sizes: tuple[Size, ...] = ()


_SHOWN = 3
"""Locations that are named where a finding is met in many."""


@dataclass(slots=True)
class Line:
    """One thing that is said once, although it was found on many pages."""

    finding: Finding
    pages: list[int] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)


def united(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """Findings that say the same of several pages as one line, where the first of them stands."""
    lines: dict[tuple[str, Severity, str, str], Line] = {}
    for finding in findings:
        key = (finding.code, finding.severity, finding.message, finding.hint)
        line = lines.setdefault(key, Line(finding))
        if finding.page is not None and finding.page not in line.pages:
            line.pages.append(finding.page)
        if finding.location is not None and finding.location not in line.locations:
            line.locations.append(finding.location)
    return tuple(lines.values())


def named_pages(pages: Sequence[int], labels: Sequence[str]) -> str:
    """``page 5 (sheet 6)`` or ``pages 3, 5-9``; "" for the file as a whole.

    Pages go by their printed labels; the sheet, which counts from 1 in the file, is named where it differs.
    """
    if not pages:
        return ""
    runs = [_run(run, labels) for run in _runs(sorted(pages))]
    if len(pages) > 1:
        return f"pages {', '.join(runs)}"
    sheet = "" if runs[0] == str(pages[0] + 1) else f" (sheet {pages[0] + 1})"
    return f"page {runs[0]}{sheet}"


def locations_text(locations: Sequence[str]) -> str:
    """The first locations, and how many more there are."""
    more = f" and {len(locations) - _SHOWN} more" if len(locations) > _SHOWN else ""
    return ", ".join(locations[:_SHOWN]) + more


def report_data(report: Report, shown: Callable[[Path], str] = str) -> dict[str, object]:
    """A report as JSON has it, its paths as ``shown`` writes them.

    The schema is stable: keys are added, never renamed or taken away.

    ``file``; ``purpose`` "screen" or "print"; ``pages`` their number; ``sizes`` objects with ``width`` and ``height``
    in pt and the number of ``pages``; ``errors``, ``warnings`` and ``notes`` their numbers; ``findings`` objects with

    * ``code``, ``severity`` ("error", "warning", "note"), ``message``, ``hint``;
    * ``page``: ``index`` from 0 and ``label``, or null for the file as a whole;
    * ``place``: left, bottom, right, top in pt of default user space, or null;
    * ``location``: ``path``, ``line`` and ``column`` from 1 (0: the file as a whole), or null.
    """
    return {
        "file": shown(report.path),
        "purpose": report.purpose.value,
        "pages": report.pages,
        "sizes": [{"width": size.width, "height": size.height, "pages": size.pages} for size in report.sizes],
        **{f"{severity}s": tally([report], severity) for severity in Severity},
        "findings": [_finding_data(finding, report.labels, shown) for finding in report.findings],
    }


def tally(reports: Iterable[Report], severity: Severity) -> int:
    """How many findings of that severity."""
    return sum(1 for report in reports for finding in report.findings if finding.severity is severity)


def _finding_data(finding: Finding, labels: Sequence[str], shown: Callable[[Path], str]) -> dict[str, object]:
    page, location = finding.page, finding.location
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "page": None if page is None else {"index": page, "label": labels[page]},
        "place": None if finding.place is None else [round(value, 2) for value in finding.place],
        "location": None
        if location is None
        else {"path": shown(location.path), "line": location.line, "column": location.column},
    }


def _runs(pages: Sequence[int]) -> Iterator[list[int]]:
    """Pages that follow one another."""
    run: list[int] = []
    for page in pages:
        if run and page != run[-1] + 1:
            yield run
            run = []
        run.append(page)
    yield run


def _run(run: Sequence[int], labels: Sequence[str]) -> str:
    first, last = labels[run[0]], labels[run[-1]]
    return first if len(run) == 1 else f"{first}–{last}"
