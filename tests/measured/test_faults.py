"""Each fault is found where it is drawn, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hemaprint.copydesk.measures import columns, paragraphs
from hemaprint.copydesk.measures.book import Block, Book, Box, Line, Mention, Shown
from hemaprint.copydesk.measures.faults import Share
from measured import shown

LEADING = 12.0
SIZE = 9.0
FOOT = 60.0
HEAD = FOOT + 40 * LEADING
A4 = (595.28, 841.89)
Measure = Callable[[Book], list[str] | Share]


def line(text: str, row: float, column: int = 0, page: int = 0, *, size: float = SIZE) -> Line:
    """A line of text on a row of the page, counted from the head; glyphs are 4 pt wide, columns 100 pt apart."""
    baseline, left = HEAD - row * LEADING, 60.0 + 100 * column
    box = Box(page, left, baseline - 2, left + 4 * len(text), baseline + 6)
    return Line(text, baseline, size, box, (box,), (2.0,) * text.count(" "))


def paragraph(*lines: Line, role: str = "P", path: tuple[str, ...] = ("Art",)) -> Block:
    return Block(role, 0, path, lines)


def head(text: str, row: float, column: int = 0, page: int = 0, role: str = "H2") -> Block:
    return paragraph(line(text, row, column, page), role=role)


def book(*blocks: Block, pictures: tuple[Box, ...] = (), unread: tuple[Block, ...] = ()) -> Book:
    """A book of these blocks; those of copy are paragraphs in its size. Every page has a running head."""
    copy = tuple(block for block in blocks if block.role == "P" and block.lines[0].size == SIZE)
    heads = tuple(paragraph(line("A head", -14, page=page), role="Artifact") for page in range(4))
    return Book(("One",), blocks, copy, LEADING, pictures, (), (A4,) * 4, (*heads, *unread))


def filled(rows: int, column: int = 0, page: int = 0, start: int = 0) -> Block:
    """A paragraph that fills so many rows of a column."""
    return paragraph(*(line("twenty letters in it", row, column, page) for row in range(start, start + rows)))


def picture(row: float, rows: float, column: int = 0, page: int = 0) -> Box:
    """A picture as wide as a column."""
    top = HEAD - row * LEADING
    return Box(page, 60.0 + 100 * column, top - rows * LEADING, 140.0 + 100 * column, top)


LAST = filled(30, page=2)
"""The last page of the article, where feet are free."""
FULL = (filled(41), filled(41, column=1))
"""A page of two columns."""
SOUND = book(*FULL, LAST)
QUOTED = paragraph(line("half of what is said", 0), line("here is twenty words", 1), line("and one more of them", 2))
STRETCHED = paragraph(
    replace(line("twentylettersinto it", 0), spaces=(3.0,)),
    *(line("twentylettersinto it", row) for row in range(1, 9)),
    line("to end", 9),
)
"""Flush lines; the space of the first is half as wide again as the others."""
FAULTS: dict[str, tuple[Measure, Book]] = {
    "off the grid": (shown.off_grid, book(filled(10), paragraph(line("a line between two", 10.5)))),
    "on one another": (shown.text_on_text, book(filled(10), head("the same place", 9.2))),
    "a running head on copy": (
        shown.text_on_text,
        book(*FULL, LAST, unread=(paragraph(line("another head", 4.2), role="Artifact"),)),
    ),
    "on a picture": (shown.text_on_pictures, book(filled(10), pictures=(picture(0.9, 0.5),))),
    "below the type area": (shown.outside, book(filled(42), LAST)),
    "beside the type area": (shown.outside, book(filled(4), paragraph(line("twenty letters in it", 3, 5)))),
    "a hole": (columns.holes, book(filled(5), filled(31, start=10), FULL[1], LAST)),
    "a hole at the foot": (columns.holes, book(FULL[0], filled(34, column=1), LAST)),
    "a hole at the head": (columns.holes, book(FULL[0], filled(34, column=1, start=7), LAST)),
    "an empty column": (
        columns.holes,
        book(*FULL, filled(41, page=2), filled(41, page=3), filled(41, column=1, page=3)),
    ),
    "uneven feet": (columns.uneven_feet, book(FULL[0], filled(40, column=1), LAST)),
    "a runt": (paragraphs.runts, book(paragraph(line("twenty letters in it", 0), line("end.", 1)))),
    "a runt in Chinese": (paragraphs.runts, book(paragraph(line("二十个字在这一行里面", 0), line("字。", 1)))),
    "a remnant": (paragraphs.remnants, book(paragraph(line("twenty letters in i\u2010", 0), line("ts.", 1)))),
    "a short line": (
        paragraphs.short_lines,
        book(filled(4), paragraph(line("sixteen letters.", 4), line("twenty letters in it", 5))),
    ),
    "a ladder": (paragraphs.ladders, book(paragraph(*(line("twenty letters in i\u2010", row) for row in range(3))))),
    "divided at a turn": (
        paragraphs.divided_at_a_turn,
        book(
            filled(9),
            paragraph(line("twenty letters in i\u2010", 40), line("t.", 0, page=1)),
            filled(9, page=1, start=1),
        ),
    ),
    "a wide space": (
        paragraphs.uneven_spaces,
        book(STRETCHED),
    ),
    "a figure before it is spoken of": (
        shown.far_figures,
        replace(
            book(*FULL, LAST),
            shown=(Shown("Figure", 0, picture(3, 4), 1),),
            mentions=(Mention(0, 2, 0, 60, 500),),
        ),
    ),
    "a figure three pages on": (
        shown.far_figures,
        replace(book(*FULL, LAST, filled(4, page=3)), shown=(Shown("Figure", 0, picture(3, 4, page=3), 1),)),
    ),
    "a heading at the foot": (columns.heads_at_a_foot, book(head("Why?", 40), filled(10, column=1))),
    "a heading with one line": (
        columns.heads_at_a_foot,
        book(head("Why?", 39), paragraph(line("one", 40), line("two", 0, column=1), line("three", 1, column=1))),
    ),
    "a question at the foot": (
        columns.heads_at_a_foot,
        book(filled(9), paragraph(line("Why is that?", 40, size=10.0)), filled(10, column=1)),
    ),
    "a headline alone": (columns.heads_at_a_foot, book(head("One", 0, role="H1"), filled(10, page=1))),
    "a widow": (columns.widows, book(paragraph(line("one", 39), line("two", 40), line("three", 0, column=1)))),
    "an orphan": (
        columns.orphans,
        book(paragraph(line("one", 40), line("two", 0, column=1), line("three", 1, column=1))),
    ),
    "a quotation on the page of its words": (
        shown.pull_quotes,
        book(QUOTED, filled(9, column=1), unread=(paragraph(line("Twenty words, and one", 20, size=15.0)),)),
    ),
    "a quotation above half a sentence": (
        shown.pull_quotes,
        book(
            paragraph(line("It is", 0, column=1), line("not said", 9)),
            paragraph(line("Loud words", 5, size=15.0), role="BlockQuote"),
        ),
    ),
    "a last sheet half empty": (columns.last_sheets, book(*FULL, filled(4, page=2), filled(4, column=1, page=2))),
}


def found(measured: list[str] | Share) -> int:
    return len(measured.found if isinstance(measured, Share) else measured)


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_found_where_it_is(name: str) -> None:
    measure, faulty = FAULTS[name]
    assert found(measure(faulty)) == 1
    assert found(measure(SOUND)) == 0


def test_a_head_between_two_paragraphs_is_no_hole() -> None:
    assert columns.holes(book(filled(6), head("A head", 8), filled(31, start=10), FULL[1], LAST)) == []


def test_a_picture_fills_the_column_that_it_stands_in() -> None:
    with_hole = book(filled(5), filled(31, start=10), FULL[1], LAST)
    assert columns.holes(replace(with_hole, pictures=(picture(4.2, 5),))) == []


def test_notes_shorten_the_columns_of_their_page() -> None:
    note = paragraph(line("a note", 40), role="Note", path=("Art", "P"))
    noted = book(filled(37), filled(37, column=1), note, filled(41, page=1), filled(41, column=1, page=1), LAST)
    assert columns.holes(noted) == []
    assert columns.uneven_feet(noted) == []


def test_a_figure_is_at_home_on_the_spread_that_speaks_of_it_and_on_the_next() -> None:
    sound = book(*FULL, LAST, filled(4, page=3))
    figure = (Shown("Figure", 0, picture(3, 4, page=2), 1),)
    for page in (0, 1, 2):
        assert found(shown.far_figures(replace(sound, shown=figure, mentions=(Mention(0, page, 2, 60, 500),)))) == 0


def test_a_last_sheet_with_something_at_its_foot_is_full() -> None:
    tail = paragraph(line("References", 39, page=2, size=7.0))
    assert columns.last_sheets(book(*FULL, filled(4, page=2), tail)) == []


def test_words_of_an_advertisement_stand_on_its_picture() -> None:
    words = paragraph(line("Advertisement", 30, size=6.5)), head("Buy", 33), paragraph(line("It is good.", 35))
    art = picture(29, 10)
    assert len(shown.text_on_pictures(book(filled(9), *words, pictures=(art,)))) == 3
    advertised = replace(book(filled(9), *words, pictures=(art,)), shown=(Shown("Figure", 0, art, 1),))
    assert shown.text_on_pictures(advertised) == []


def test_the_share_is_of_all_that_could_have_it() -> None:
    assert paragraphs.runts(FAULTS["a runt"][1]).part == 1.0
    assert paragraphs.divided(SOUND).of == sum(len(block.lines) - 1 for block in SOUND.copy)


def test_spaces_of_ragged_copy_are_its_own() -> None:
    ragged = paragraph(*(line("twenty letters in it"[: 20 - row], row) for row in range(9)), line("to end", 9))
    assert paragraphs.uneven_spaces(book(ragged)).of == 0
