# SPDX-License-Identifier: MIT
"""What a compositor would mark in the lines of paragraphs: runts, short lines, divided words, spaces."""

from __future__ import annotations

from itertools import groupby, pairwise

from hemaprint.copydesk.measures.book import Block, Book, spread
from hemaprint.copydesk.measures.faults import Share, place
from hemaprint.copydesk.measures.texture import SPACES, full_lines, stretched_lines

SHORT = 0.85
"""Part of the measure below which a line is short."""
LADDER = 3
"""Divided lines in succession that are a ladder."""


def runts(book: Book) -> Share:
    """Paragraphs of several lines whose last line is one word; items of lists are none, turns are."""
    several = [block for block in book.copy if len(block.lines) > 1 and (block.role == "P" or "LI" not in block.path)]
    return Share(tuple(_last(block) for block in several if _is_runt(block)), len(several))


def remnants(book: Book) -> list[str]:
    """Paragraphs whose last line is the rest of a divided word and no more."""
    return [
        _last(block)
        for block in book.copy
        if len(block.lines) > 1 and block.lines[-2].is_divided and len(block.lines[-1].text.split()) == 1
    ]


def _is_runt(block: Block) -> bool:
    """Whether its last line is one word: in a script without spaces, shorter than two letters and their mark."""
    last = block.lines[-1]
    if any(letter >= "\u2e80" for letter in last.text):
        return last.width < 3 * last.size
    return len(last.text.split()) == 1


def _last(block: Block) -> str:
    return place(block.lines[-1].page, " ".join(line.text for line in block.lines[-2:]))


def divided(book: Book) -> Share:
    """Lines that end within a word."""
    lines = [line for block in book.copy for line in block.lines[:-1]]
    return Share(tuple(place(line.page, line.text) for line in lines if line.is_divided), len(lines))


def ladders(book: Book) -> list[str]:
    """Where so many lines in succession end within a word."""
    found = []
    for block in book.copy:
        for is_divided, lines in groupby(block.lines, key=lambda line: line.is_divided):
            run = list(lines)
            if is_divided and len(run) >= LADDER:
                found.append(place(run[0].page, run[0].text))
    return found


def divided_at_a_turn(book: Book) -> list[str]:
    """Words that are divided where the page is turned: not between the two of a spread."""
    return [
        place(one.page, one.text)
        for block in book.copy
        for one, two in pairwise(block.lines)
        if one.is_divided and spread(one.page) != spread(two.page)
    ]


def short_lines(book: Book) -> Share:
    """Lines, other than the last of their paragraph, that leave much of their measure empty."""
    lines = list(full_lines(book))
    short = [line for column, line in lines if line.box.right < column.left + SHORT * column.measure]
    return Share(tuple(place(line.page, line.text) for line in short), len(lines))


def uneven_spaces(book: Book) -> Share:
    """Spaces of justified articles that are much narrower or wider than those of lines that are not stretched."""
    narrow, wide = SPACES
    found, of = [], 0
    for one in stretched_lines(book):
        of += len(one.line.spaces)
        parts = (space / one.own for space in one.line.spaces)
        found += [
            place(one.line.page, f"{part:.0%} in “{one.line.text}”") for part in parts if not narrow <= part <= wide
        ]
    return Share(tuple(found), of)
