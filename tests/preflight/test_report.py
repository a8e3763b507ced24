"""Findings are grouped by page, united where they say the same, and written as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import Location, Severity
from hemaprint.preflight.report import Finding, Purpose, Report, Size, locations_text, named_pages, report_data, united

LABELS = ("Cover", "1", "2", "3", "4", "5")


def finding(page: int | None, message: str = "a link leads nowhere") -> Finding:
    return Finding(
        "HP422", Severity.ERROR, message, "mend it", page, (1.0, 2.0, 3.004, 4.0), Location(Path("a.md"), 7, 1)
    )


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([], ""),
        ([0], "page Cover (sheet 1)"),
        ([2], "page 2 (sheet 3)"),
        ([1, 2, 3], "pages 1–3"),
        ([5, 0, 3, 2], "pages Cover, 2–3, 5"),
    ],
)
def test_pages_go_by_their_labels(pages: list[int], text: str) -> None:
    assert named_pages(pages, LABELS) == text


def test_a_page_that_is_labelled_by_its_place_names_no_sheet() -> None:
    assert named_pages([1], ("1", "2")) == "page 2"


def test_equal_findings_are_said_once() -> None:
    lines = united([finding(1), finding(3, "another"), finding(4), finding(1), finding(None, "a third")])
    assert [line.pages for line in lines] == [[1, 4], [3], []]
    assert lines[0].locations == [Location(Path("a.md"), 7, 1)]


def test_many_locations_are_counted() -> None:
    assert locations_text(["a:1:1", "b:1:1", "c:1:1", "d:1:1", "e:1:1"]) == "a:1:1, b:1:1, c:1:1 and 2 more"


def test_a_report_as_data() -> None:
    sizes = (Size(595.3, 841.9, 6),)
    report = Report(Path("x.pdf"), Purpose.PRINT, 6, LABELS, (finding(None), finding(2)), sizes)
    data = report_data(report)
    whole = {"code": "HP422", "severity": "error", "message": "a link leads nowhere", "hint": "mend it"} | {
        "place": [1.0, 2.0, 3.0, 4.0],
        "location": {"path": "a.md", "line": 7, "column": 1},
    }
    assert data == {
        "file": "x.pdf",
        "purpose": "print",
        "pages": 6,
        "sizes": [{"width": 595.3, "height": 841.9, "pages": 6}],
        "errors": 2,
        "warnings": 0,
        "notes": 0,
        "findings": [whole | {"page": None}, whole | {"page": {"index": 2, "label": "2"}}],
    }
