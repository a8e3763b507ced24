"""A fault names the manuscript of its page."""

from __future__ import annotations

from pathlib import Path

from hemaprint.bind.press.colors import UnprintableError
from hemaprint.bind.press.press import Faults

ISSUE, LETTER, REPORT = Path("issue.yaml"), Path("letter.md"), Path("report.md")


def located(faults: Faults, page: int) -> Path:
    faults.page = page
    faults.note(UnprintableError("HP352", f"a picture on page {page}"))
    return faults.problems[-1].location.path


def test_the_manuscript_of_the_page() -> None:
    faults = Faults(ISSUE, (LETTER, REPORT))
    assert [located(faults, page) for page in (0, 1)] == [LETTER, REPORT]


def test_the_manifest_where_the_manuscript_is_not_known() -> None:
    assert located(Faults(ISSUE), 0) == ISSUE
    assert located(Faults(ISSUE, (LETTER,)), 1) == ISSUE


def test_the_same_fault_of_a_page_once() -> None:
    faults = Faults(ISSUE)
    located(faults, 0)
    located(faults, 0)
    assert len(faults.problems) == 1
