# SPDX-License-Identifier: MIT
"""Define what preflight examines and reports: the subject, its findings, and reports as text and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hemaprint.bind.editions import Edition
from hemaprint.errors import Location, Severity

if TYPE_CHECKING:
    import pikepdf

    from hemaprint.pdf.objects import Rectangle

_SHOWN = 3
"""Locations that are named for a finding with many."""


class Purpose(StrEnum):
    """What a PDF is for; it decides what is expected of it."""

    SCREEN = "screen"
    PRINT = "print"


class Origin(Protocol):
    """Finds the sources of pages; exists for PDFs that hemaprint made from a project at hand."""

    def locate(self, page: int, place: Rectangle | None) -> Location | None:
        """The manuscript, with its line if known, behind a place (pt, user space) of a page (from 0)."""


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
    """The PDF to examine.

    ``edition`` is known for a finished file of an issue; ``largest`` is the limit in bytes that its readers or their
    mail systems set, if any.
    """

    path: Path
    data: bytes
    pdf: pikepdf.Pdf
    purpose: Purpose
    origin: Origin | None = None
    edition: Edition | None = None
    largest: int | None = None

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        hint: str = "",
        page: int | None = None,
        place: Rectangle | None = None,
    ) -> Finding:
        """A finding with the manuscript behind it, where that is known."""
        location = None
        if self.origin is not None and page is not None:
            location = self.origin.locate(page, place)
        return Finding(code, severity, message, hint, page, place, location)

    def advice(self, own: str, other: str) -> str:
        """A hint: ``own`` for a file made from a project at hand, ``other`` for a file from elsewhere."""
        return own if self.origin is not None or self.edition is not None else other

    def severity(self, printed: Severity = Severity.ERROR, shown: Severity = Severity.WARNING) -> Severity:
        """``printed`` for a print file, ``shown`` for one that is read on screens."""
        return printed if self.purpose is Purpose.PRINT else shown


Check = Callable[[Subject], Iterable[Finding]]
"""One question about a PDF. A check never raises for the contents of the PDF."""


AnyCheck = Callable[[Any], Iterable[Finding]]
"""A check of a file or of a page."""


def only_for(purpose: Purpose) -> Callable[[AnyCheck], AnyCheck]:
    """Ask the decorated check only about files for that purpose."""

    def limited(check: AnyCheck) -> AnyCheck:
        @wraps(check)
        def asked(subject: Any) -> Iterable[Finding]:
            return check(subject) if subject.purpose is purpose else ()

        return asked

    return limited


@dataclass(frozen=True, slots=True)
class Size:
    """A trim size in pt, and the number of pages with it."""

    width: float
    height: float
    pages: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every finding about one PDF: first those about the whole file, then page by page, in the order of their codes."""

    path: Path
    purpose: Purpose
    pages: int
    labels: tuple[str, ...]
    findings: tuple[Finding, ...]
    sizes: tuple[Size, ...] = ()


# as text


@dataclass(slots=True)
class Line:
    """A finding that is shown once, although it concerns many pages."""

    finding: Finding
    pages: list[int] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)


def united(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """Findings that say the same about several pages as one line, at the place of the first."""
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
    """``page 5 (sheet 6)`` or ``pages 3, 5–9``; "" for the file as a whole.

    Pages go by their printed labels; the sheet, which counts from 1 in the file, is named where it differs.
    """
    if not pages:
        return ""
    if len(pages) == 1:
        label, sheet = labels[pages[0]], pages[0] + 1
        return f"page {label}" + ("" if label == str(sheet) else f" (sheet {sheet})")
    ends = [(labels[first], labels[last]) for first, last in _ranges(sorted(pages))]
    return f"pages {', '.join(first if first == last else f'{first}–{last}' for first, last in ends)}"


def _ranges(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the pages that follow one another."""
    starts = [page for page in pages if page - 1 not in pages]
    ends = [page for page in pages if page + 1 not in pages]
    return zip(starts, ends, strict=True)


def locations_text(locations: Sequence[str]) -> str:
    """The first locations, and the number of others."""
    more = f" and {len(locations) - _SHOWN} more" if len(locations) > _SHOWN else ""
    return ", ".join(locations[:_SHOWN]) + more


def tally(reports: Iterable[Report], severity: Severity) -> int:
    """The number of findings with that severity."""
    return sum(finding.severity is severity for report in reports for finding in report.findings)


# as data


def report_data(report: Report, shown: Callable[[Path], str] = str) -> dict[str, object]:
    """A report as JSON has it, its paths as ``shown`` writes them.

    The schema is stable: keys are added, never renamed or removed.

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


def _finding_data(finding: Finding, labels: Sequence[str], shown: Callable[[Path], str]) -> dict[str, object]:
    page, place, location = finding.page, finding.place, finding.location
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "page": None if page is None else {"index": page, "label": labels[page]},
        "place": place and [round(value, 2) for value in place],
        "location": location and {"path": shown(location.path), "line": location.line, "column": location.column},
    }
