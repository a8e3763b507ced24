"""Each fault is found where it is drawn, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from measured import faults
from measured.book import Block, Book, Box, Line, read
from measured.faults import Share
from samples import Sample, paragraphs

LEADING = 12.0
SIZE = 9.0
FOOT = 60.0
HEAD = FOOT + 40 * LEADING


def line(text: str, row: float, column: int = 0, page: int = 0) -> Line:
    """A line of text on a row of the page, counted from the head; glyphs are 4 pt wide, columns 100 pt apart."""
    baseline, left = HEAD - row * LEADING, 50.0 + 100 * column
    box = Box(page, left, baseline - 2, left + 4 * len(text), baseline + 6)
    return Line(text, baseline, SIZE, box, (box,))


def paragraph(*lines: Line, role: str = "P", article: int = 0) -> Block:
    return Block(role, article, ("Art",), lines)


def book(*blocks: Block, pictures: tuple[Box, ...] = ()) -> Book:
    copy = tuple(block for block in blocks if block.role == "P")
    return Book(("One",), blocks, copy, LEADING, pictures, (), ((400.0, 600.0),) * 3)


def filled(rows: int, column: int = 0, page: int = 0, start: int = 0) -> Block:
    """A paragraph that fills so many rows of a column."""
    return paragraph(*(line("twenty letters in it", row, column, page) for row in range(start, start + rows)))


LAST = filled(4, page=2)
"""The last page of the article, where white and feet are free."""
SOUND = book(filled(40), filled(40, column=1), LAST)
FAULTS: dict[str, tuple[Callable[[Book], list[str] | Share], Book]] = {
    "off the grid": (faults.off_grid, book(filled(10), paragraph(line("a line between two", 10.5)))),
    "on one another": (faults.overlaps, book(filled(10), paragraph(line("the same place", 9.4), role="H2"))),
    "on a picture": (faults.overlaps, book(filled(10), pictures=(Box(0, 40, HEAD - 1, 90, HEAD + 5),))),
    "a hole": (faults.holes, book(filled(5), filled(30, start=10), filled(40, column=1), LAST)),
    "a hole at the foot": (faults.holes, book(filled(40), filled(34, column=1), LAST)),
    "uneven feet": (faults.uneven_feet, book(filled(40), filled(38, column=1), LAST)),
    "a runt": (faults.runts, book(paragraph(line("twenty letters in it", 0), line("end.", 1)))),
    "a remnant": (faults.remnants, book(paragraph(line("twenty letters in i\u2010", 0), line("ts.", 1)))),
    "a short line": (faults.short_lines, book(paragraph(line("sixteen letters.", 0), line("twenty letters in it", 1)))),
    "a ladder": (faults.ladders, book(paragraph(*(line("twenty letters in i\u2010", row) for row in range(3))))),
    "divided at a turn": (
        faults.divided_at_a_turn,
        book(paragraph(line("twenty letters in i\u2010", 39), line("t.", 0, page=1))),
    ),
    "a heading at the foot": (
        faults.heads_at_a_foot,
        book(paragraph(line("Why?", 39), role="H2"), filled(10, column=1)),
    ),
    "a widow": (faults.widows, book(paragraph(line("one", 38), line("two", 39), line("three", 0, column=1)))),
    "an orphan": (
        faults.orphans,
        book(paragraph(line("one", 39), line("two", 0, column=1), line("three", 1, column=1))),
    ),
}


def found(measured: list[str] | Share) -> int:
    return len(measured.found if isinstance(measured, Share) else measured)


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_found_where_it_is(name: str) -> None:
    measure, faulty = FAULTS[name]
    assert found(measure(faulty)) == 1
    assert found(measure(SOUND)) == 0


def test_a_head_between_two_paragraphs_is_no_hole() -> None:
    head = paragraph(line("A head", 8), role="H2")
    assert faults.holes(book(filled(6), head, filled(30, start=10), filled(40, column=1), LAST)) == []


def test_a_picture_fills_the_column_that_it_stands_in() -> None:
    with_hole = book(filled(5), filled(30, start=10), filled(40, column=1), LAST)
    picture = Box(0, 50, HEAD - 9 * LEADING, 130, HEAD - 4 * LEADING)
    assert faults.holes(replace(with_hole, pictures=(picture,))) == []


def test_the_share_is_of_all_that_could_have_it() -> None:
    assert faults.runts(FAULTS["a runt"][1]).part == 1.0
    assert faults.divided(SOUND).of == sum(len(block.lines) - 1 for block in SOUND.copy)


def test_lines_are_read_back_from_a_finished_issue(sample: Sample) -> None:
    sample.article("letter", "Letter", f"{paragraphs(12)}\nA word raised by a note.[^n]\n\n[^n]: The note.\n")
    finished = read(sample.build().pdf)
    assert finished.leading == LEADING
    assert len(finished.copy) >= 12
    assert faults.off_grid(finished) == []
    assert faults.overlaps(finished) == []
    raised = next(block for block in finished.copy if block.lines[-1].text.startswith("A word"))
    assert len(raised.lines) == 1
