"""What lint sees on finished pages: rivers, stacks, tight and loose lines, straight marks; each at its manuscript."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.bind.sourcemap import MappedPage, SourceMap
from hemaprint.copydesk.lint.findings import Built
from hemaprint.copydesk.lint.pages import check_rivers, check_stacks, check_straight_marks, check_uneven_lines
from hemaprint.copydesk.lint.rules import Desk, Pages
from hemaprint.copydesk.measures.book import Block, Book, Line
from hemaprint.copydesk.measures.texture import RIVER, STACK, rivers, stacks, uneven_lines
from hemaprint.project.house import House
from hemaprint.project.project import Project
from measured.test_faults import LAST, book, line, paragraph

SPACE = 2.0
WIDE = 2.6
"""pt: a space of the face, and one that is 130 % of it."""


def justified(row: int, at: float, width: float = WIDE, text: str = "twentylettersinto it") -> Line:
    """A flush line with one space that begins ``at`` pt."""
    one = line(text, row)
    return replace(one, spaces=(width,), gaps=((at, at + width),))


def copy(*lines: Line) -> Book:
    """A justified paragraph whose last line has spaces of the face."""
    end = replace(line("and to end", len(lines)), spaces=(SPACE, SPACE), gaps=((65.0, 67.0), (70.0, 72.0)))
    return book(paragraph(*lines, end))


RUNNING = copy(*(justified(row, 80.0 + row) for row in range(RIVER)))
SCATTERED = copy(*(justified(row, 70.0 + 20 * (row % 2)) for row in range(RIVER + 2)))
NARROW = copy(*(justified(row, 80.0, SPACE) for row in range(RIVER)))


def test_rivers() -> None:
    (spot,) = rivers(RUNNING)
    assert (spot.lines, spot.line) == (RIVER, RUNNING.copy[0].lines[0])
    assert list(rivers(SCATTERED)) == []
    assert list(rivers(NARROW)) == []
    assert list(rivers(copy(*(justified(row, 80.0) for row in range(RIVER - 1))))) == []


def test_a_river_goes_on_as_far_as_its_spaces_meet() -> None:
    (spot,) = rivers(copy(*(justified(row, 80.0) for row in range(RIVER + 3))))
    assert spot.lines == RIVER + 3


def stacked(*texts: str) -> Book:
    return book(paragraph(*(line(text, row) for row, text in enumerate(texts))))


def test_stacks() -> None:
    (spot,) = stacks(stacked("the cells divide", "the donor waits", "The end is near", "and so on"))
    assert (spot.lines, spot.words) == (STACK, "the")
    (spot,) = stacks(stacked("cells of the donor", "blood of the donor.", "said of the donor"))
    assert spot.words == "donor"
    assert list(stacks(stacked("the cells divide", "the donor waits", "an end is near"))) == []
    assert list(stacks(stacked("a cell divides", "a donor waits", "a bell rings"))) == []
    assert list(stacks(stacked("do not di\u2010", "vide the di\u2010", "rect from the di\u2010"))) == []


def test_uneven_lines() -> None:
    loose, tight = justified(0, 80.0, 2.1 * SPACE), justified(1, 80.0, 0.7 * SPACE)
    even = [justified(row, 80.0, (0.8 + row / 5) * SPACE) for row in range(2, 6)]
    found = list(uneven_lines(copy(loose, tight, *even)))
    assert [one.line for one in found] == [loose, tight]
    ragged = [replace(one, box=replace(one.box, right=one.box.right - 10 * row)) for row, one in enumerate(even)]
    assert list(uneven_lines(copy(loose, *ragged))) == [], "ragged copy has one space"


# ---------------------------------------------------------------- as problems

DESK = Desk(House(), Project(Path("/magazine"), None))  # type: ignore[arg-type]


def pages(book: Book) -> Pages:
    """A book whose first page is an article: line 12 of the manuscript is on its left half."""
    size = (0.0, 0.0, 595.28, 841.89)
    mapped = MappedPage("articles/one.md", size, ((12, (0.0, 0.0, 300.0, 841.89)), (40, (300.0, 0.0, 595.0, 841.89))))
    made = MappedPage("issue.yaml", size, ())
    return Pages(book, SourceMap(Path("/magazine"), (mapped, made, made, made)), Path("/magazine/issue.yaml"))


@pytest.mark.parametrize(
    ("rule", "seen", "code"),
    [
        (check_rivers, RUNNING, "HP700"),
        (check_stacks, stacked("the cells divide", "the donor waits", "The end is near"), "HP701"),
        (
            check_uneven_lines,
            copy(justified(0, 80.0, 2.1 * SPACE), *(justified(row, 80.0, SPACE) for row in range(1, 5))),
            "HP702",
        ),
        (check_straight_marks, stacked('the "cells" divide'), "HP703"),
        (check_straight_marks, stacked("the cells' end"), "HP703"),
    ],
)
def test_a_fault_of_a_page_is_told_at_its_line(rule: object, seen: Book, code: str) -> None:
    (problem,) = rule(pages(seen), DESK)  # type: ignore[operator]
    assert (problem.code, problem.location.path, problem.location.line) == (code, Path("/magazine/articles/one.md"), 12)
    assert problem.message.startswith("page 1: ")
    assert problem.hint


@pytest.mark.parametrize(
    "seen",
    [
        stacked('the “cells” aren’t 5" long'),
        book(paragraph(line('print("cells")', 0), line("more", 1), role="Code"), LAST),
        book(paragraph(line('"made" from data', 0, page=1), line("more", 1, page=1)), LAST),
    ],
)
def test_marks_that_are_meant_to_be_straight(seen: Book) -> None:
    assert list(check_straight_marks(pages(seen), DESK)) == []


def test_what_is_built_has_pages() -> None:
    built = Built((), pages(RUNNING))
    assert built.pages.is_mapped(0)
    assert not built.pages.is_mapped(1)
    assert isinstance(built.pages.book.copy[0], Block)
