"""What is kept of a layout and of pages is read back as it was, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.crew.jobs import UnreadableEntryError, decode, encode
from hemaprint.typeset.pages import SOURCE, Extent, Layout, PageProblem, Pages, Sheet

HERE = Path("/elsewhere/report.md")
FOUND = Problem("HP206", "overset “here”", Location(SOURCE, 7, 1), "shorten it")
LONG = PageProblem("HP206", "“long” runs beyond", Location(SOURCE, 7, 1), "shorten it", sheet=2, words="long")
REMARK = Problem("HP203", "a remark", Location(Path("styles")), severity=Severity.WARNING)
LAYOUT = Layout({"t1": (Extent(0, 1.1, 2.2, 0.1 + 0.2, 4.4),)}, (FOUND,))
PAGES = Pages(
    "report",
    b"%PDF-1.7\n\x00\xff\n",
    (Sheet("feature", {"a": (1.5, 2.25)}, {"é": 3, "\n": 1}, ((7, (1.0, 2.0, 3.0, 4.5)),)),),
    (FOUND, REMARK, LONG),
)


def located(problem: Problem) -> Problem:
    return replace(problem, location=Location(HERE, 7, 1))


def test_a_layout() -> None:
    assert decode(encode(LAYOUT), "report", HERE) == Layout(LAYOUT.extents, (located(FOUND),))


def test_pages() -> None:
    read = decode(encode(PAGES), "report", HERE)
    assert read == Pages("report", PAGES.pdf, PAGES.sheets, (located(FOUND), REMARK, located(LONG)))


def test_equal_answers_are_equal_bytes() -> None:
    assert encode(PAGES) == encode(Pages("another", PAGES.pdf, PAGES.sheets, PAGES.problems))


@pytest.mark.parametrize(
    "entry",
    [b"", b"{}", b"[]", b"null", b'{"pages": 1}', b'{"problems": [], "extents": 1}', b'{"sheets": []}', b"\xff"],
)
def test_what_is_no_entry(entry: bytes) -> None:
    with pytest.raises(UnreadableEntryError):
        decode(entry, "report", HERE)
