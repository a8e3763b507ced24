"""What a compositor would mark in the lines of paragraphs: runts, short lines, divided words, spaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import median

from measured.book import Block, Book, Line, spread
from measured.columns import Column, columns
from measured.faults import Share, place

SHORT = 0.85
"""Part of the measure below which a line is short."""
LADDER = 3
"""Divided lines in succession that are a ladder."""
SPACES = (0.8, 1.35)
"""Narrowest and widest space of justified copy, as parts of the space of its face."""
_FLUSH = 6.0
"""pt that a flush line may end from the end of its measure: a mark may hang, a bearing may stay inside."""
_JUSTIFIED = 0.7
"""Part of its lines that end flush where an article is justified."""


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
    lines = list(_full(book))
    short = [line for column, line in lines if line.box.right < column.left + SHORT * column.measure]
    return Share(tuple(place(line.page, line.text) for line in short), len(lines))


def _full(book: Book) -> Iterator[tuple[Column, Line]]:
    """The lines of every column that are not the last of their paragraph."""
    ends = {id(block.lines[-1]) for block in book.copy}
    return ((column, line) for column in columns(book) for line in column.lines if id(line) not in ends)


def uneven_spaces(book: Book) -> Share:
    """Spaces of justified articles that are much narrower or wider than those of lines that are not stretched."""
    lines: dict[int, list[tuple[Column, Line]]] = defaultdict(list)
    for column, line in _full(book):
        lines[column.article].append((column, line))
    found, of = [], 0
    for article, stretched in lines.items():
        flush = sum(abs(line.box.right - column.left - column.measure) < _FLUSH for column, line in stretched)
        own = [space for block in book.copy if block.article == article for space in block.lines[-1].spaces]
        if flush < _JUSTIFIED * len(stretched) or not own:
            continue
        narrowest, widest = (part * median(own) for part in SPACES)
        for _, line in stretched:
            of += len(line.spaces)
            away = [space for space in line.spaces if not narrowest <= space <= widest]
            found += [place(line.page, f"{space / median(own):.0%} in “{line.text}”") for space in away]
    return Share(tuple(found), of)
