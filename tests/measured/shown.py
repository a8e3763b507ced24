"""What a compositor would mark of figures, tables and quotations, and of everything that stands where it should not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, pairwise
from statistics import median

from hemaprint.copydesk.measures.book import Block, Book, Box, Line, Mention, Shown, spread
from hemaprint.copydesk.measures.faults import Share, place

NEAR = 1
"""Spreads from its first mention on that a figure may stand away."""
_GRID = 0.6
"""pt by which a baseline may miss the grid."""
_TOUCH = 1.0
"""pt by which glyphs of two lines overlap before one is said to stand on the other."""
_HANGING = 0.35
"""The depth of a descender and the rise of an accent, in sizes."""
_TARGET = 30.0
"""pt around a figure within which a link to it ends."""
_OUTSIDE = 6.0
"""pt by which a line may reach out of the type area: a hanging mark, a bearing of large type."""
_ENDS = ".?!:;。？！：；…"
_CLOSING = "”’\"')）」』》 "


def off_grid(book: Book) -> list[str]:
    """Lines of running text whose baseline is not where the grid of their page has one."""
    leading = book.leading
    found = []
    for page, lines in _by_page(line for block in book.copy for line in block.lines):
        phase = median(sorted(line.baseline % leading for line in lines))
        for line in lines:
            away = abs((line.baseline - phase + leading / 2) % leading - leading / 2)
            if away > _GRID:
                found.append(place(page, line.text))
    return found


def text_on_text(book: Book) -> list[str]:
    """Pairs of lines whose glyphs overlap, what is not read out among them."""
    blocks = (*book.blocks, *book.unread)
    found = []
    for page, lines in _by_page(line for block in blocks for line in block.lines):
        for one, two in combinations(sorted(lines, key=lambda line: -line.box.top), 2):
            # lines of a headline may interlock by what hangs from one and rises from the other
            depth = _TOUCH if one.size != two.size else max(_TOUCH, _HANGING * one.size)
            if _meet(one.box, two.box, depth) and any(_meet(a, b, depth) for a in one.runs for b in two.runs):
                found.append(place(page, f"{one.text} / {two.text}"))
    return found


def text_on_pictures(book: Book) -> list[str]:
    """Lines that stand on a picture which does not fill its page; what is written in a drawing belongs to it."""
    pictures = [picture for picture in book.pictures if not book.fills(picture)]
    return [
        place(line.page, line.text)
        for block in book.blocks
        if block.role != "Figure" and block.article in book.articles and id(block) not in book.advertised
        for line in block.lines
        if any(picture.page == line.page and _meet(picture, line.box) for picture in pictures)
    ]


def outside(book: Book) -> list[str]:
    """Lines of articles that reach out of the type area, but for those on plates."""
    found = []
    for block in book.blocks:
        for line in block.lines if block.article in book.articles else ():
            area = book.type_area(line.page)
            inside = (
                area.left - _OUTSIDE < line.box.left
                and line.box.right < area.right + _OUTSIDE
                and area.bottom - _GRID < line.baseline < area.top
            )
            if not inside and line.page not in book.plates:
                found.append(place(line.page, line.text))
    return found


# ---------------------------------------------------------------- figures and quotations


def far_figures(book: Book) -> Share:
    """Figures and tables more than a spread behind the words that first speak of them, or on a spread before those.

    What no words speak of is called where it stands in the reading order, by the copy before it.
    """
    found = []
    shown = [one for one in book.shown if one.article in book.articles and one.box.page not in book.plates]
    for one in shown:
        called = min((mention.page for mention in book.mentions if _speaks_of(mention, one)), default=None)
        called = _called_by_order(one, book) if called is None else called
        away = spread(one.box.page) - spread(called)
        if not 0 <= away <= NEAR:
            found.append(place(one.box.page, f"{one.role} {away:+d} spreads from page {called + 1}"))
    return Share(tuple(found), len(shown))


def _speaks_of(mention: Mention, one: Shown) -> bool:
    box = one.box
    return (
        mention.article == one.article
        and mention.target == box.page
        and box.left - _TARGET < mention.left < box.right
        and box.bottom < mention.top < box.top + _TARGET
    )


def _called_by_order(one: Shown, book: Book) -> int:
    copy = set(map(id, book.copy))
    before = [block for block in book.blocks[: one.after] if block.article == one.article and id(block) in copy]
    return before[-1].lines[-1].page if before else one.box.page


def pull_quotes(book: Book) -> Share:
    """Pull quotes on the page that has their words in the copy, or above copy that begins within a sentence.

    On the only page of an article a column or half a page is to be between them.
    """
    pulls = list(book.pulls)
    found = []
    for pull in pulls:
        page, words = pull.lines[0].page, pull.text.strip()
        said = [line for block in book.copy if block.article == pull.article for line in _saying(pull, block)]
        if any(line.page == page and _is_near(pull, line, book) for line in said):
            found.append(place(page, f"on the page of its words: {words}"))
        elif _above_half_a_sentence(pull, book):
            found.append(place(page, f"above half a sentence: {words}"))
    return Share(tuple(found), len(pulls))


def _is_near(pull: Block, line: Line, book: Book) -> bool:
    """Whether words on the page of a quotation are too near: anywhere, if the article has another page."""
    area = book.type_area(line.page)
    pages = {*book.pages_of[pull.article]} - book.plates
    beside = any(one.box.left < line.box.right and one.box.right > line.box.left for one in pull.lines)
    away = abs(pull.lines[0].baseline - line.baseline)
    return len(pages) > 1 or (beside and away < (area.top - area.bottom) / 2)


def _saying(pull: Block, block: Block) -> list[Line]:
    """The lines of a block that have the words of a quotation; its signature need not be there."""
    wanted = letters(pull.text)
    said = ""
    starts = []
    for line in block.lines:
        starts.append(len(said))
        said += letters(line.text)
    at = said.find(wanted)
    while at < 0 and len(wanted) > _SIGNED:
        wanted = wanted[:-1]
        at = said.find(wanted)
    if at < 0 or len(wanted) < _SIGNED:
        return []
    ends = [*starts[1:], len(said)]
    return [
        line
        for line, start, end in zip(block.lines, starts, ends, strict=True)
        if start < at + len(wanted) and end > at
    ]


_SIGNED = 16
"""Letters that a quotation has in common with the copy at least."""


def letters(text: str) -> str:
    """The letters and figures of a text, as they are compared: without case, marks and spaces."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _above_half_a_sentence(pull: Block, book: Book) -> bool:
    low, left = pull.lines[-1], min(line.box.left for line in pull.lines)
    right = max(line.box.right for line in pull.lines)
    below = [
        (before, line)
        for block in book.copy
        for before, line in pairwise((None, *block.lines))
        if line is not None
        and line.page == low.page
        and line.baseline < low.baseline
        and line.box.left < right
        and line.box.right > left
    ]
    if not below:
        return False
    before, _ = max(below, key=lambda pair: (pair[1].baseline, -pair[1].box.left))
    return before is not None and not before.text.rstrip(_CLOSING).endswith(tuple(_ENDS))


# ---------------------------------------------------------------- boxes


def _meet(one: Box, two: Box, depth: float = _TOUCH) -> bool:
    return (
        min(one.right, two.right) - max(one.left, two.left) > _TOUCH
        and min(one.top, two.top) - max(one.bottom, two.bottom) > depth
    )


def _by_page(lines: Iterable[Line]) -> list[tuple[int, list[Line]]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.page].append(line)
    return sorted(found.items())
