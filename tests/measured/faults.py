"""What a compositor would mark in a finished issue: places, or a share of all lines or paragraphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from statistics import median

from measured.book import Block, Book, Box, Line

HOLE = 3
"""Lines of white inside an article that are no hole yet."""
SHORT = 0.85
"""Part of the measure below which a line is short."""
LADDER = 3
"""Divided lines in succession that are a ladder."""
_NEAR = 0.6
"""pt by which places differ that are meant to be the same."""
_TOUCH = 1.0
"""pt by which glyphs of two lines overlap before one is said to stand on the other."""
_HANGING = 0.35
"""The depth of a descender and the rise of an accent, in sizes."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all lines, or paragraphs, have a fault; the words of the first few."""

    found: tuple[str, ...]
    of: int

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return len(self.found) / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of running text on a page, with its lines from head to foot; ``left`` and ``measure`` in pt."""

    article: int
    page: int
    left: float
    measure: float
    lines: tuple[Line, ...]


def off_grid(book: Book) -> list[str]:
    """Lines of running text whose baseline is not where the grid of their page has one."""
    leading = book.leading
    found = []
    for page, lines in _by_page(line for block in book.copy for line in block.lines):
        phase = median(sorted(line.baseline % leading for line in lines))
        for line in lines:
            away = abs((line.baseline - phase + leading / 2) % leading - leading / 2)
            if away > _NEAR:
                found.append(_place(page, line.text))
    return found


def overlaps(book: Book) -> list[str]:
    """Pairs of lines whose glyphs overlap, and lines of running text that stand on a picture."""
    found = []
    for page, lines in _by_page(line for block in book.blocks for line in block.lines):
        for one, two in combinations(sorted(lines, key=lambda line: -line.box.top), 2):
            # lines of a headline may interlock by what hangs from one and rises from the other
            depth = _TOUCH if one.size != two.size else max(_TOUCH, _HANGING * one.size)
            if _meet(one.box, two.box, depth) and any(_meet(a, b, depth) for a in one.runs for b in two.runs):
                found.append(_place(page, f"{one.text} / {two.text}"))
    pictures = [picture for picture in book.pictures if not _fills(picture, book)]
    for block in book.copy:
        for line in block.lines:
            if any(picture.page == line.page and _meet(picture, line.box) for picture in pictures):
                found.append(_place(line.page, line.text))
    return found


def runts(book: Book) -> Share:
    """Paragraphs of several lines whose last line is one word."""
    several = [block for block in book.copy if len(block.lines) > 1]
    return Share(tuple(_last(block) for block in several if len(block.lines[-1].text.split()) == 1), len(several))


def remnants(book: Book) -> list[str]:
    """Paragraphs whose last line is the rest of a divided word and no more."""
    return [
        _last(block)
        for block in book.copy
        if len(block.lines) > 1 and block.lines[-2].is_divided and len(block.lines[-1].text.split()) == 1
    ]


def divided(book: Book) -> Share:
    """Lines that end within a word."""
    lines = [line for block in book.copy for line in block.lines[:-1]]
    return Share(tuple(_place(line.page, line.text) for line in lines if line.is_divided), len(lines))


def ladders(book: Book) -> list[str]:
    """Where so many lines in succession end within a word."""
    found = []
    for block in book.copy:
        for is_divided, lines in groupby(block.lines, key=lambda line: line.is_divided):
            run = list(lines)
            if is_divided and len(run) >= LADDER:
                found.append(_place(run[0].page, run[0].text))
    return found


def divided_at_a_turn(book: Book) -> list[str]:
    """Words that are divided between two pages."""
    return [
        _place(one.page, one.text)
        for block in book.copy
        for one, two in pairwise(block.lines)
        if one.is_divided and one.page != two.page
    ]


def short_lines(book: Book) -> Share:
    """Lines, other than the last of their paragraph, that leave much of their measure empty."""
    ends = {id(block.lines[-1]) for block in book.copy}
    lines = [(line, column.measure) for column in columns(book) for line in column.lines if id(line) not in ends]
    return Share(
        tuple(_place(line.page, line.text) for line, measure in lines if line.box.right < _right(line, measure)),
        len(lines),
    )


def _right(line: Line, measure: float) -> float:
    return line.box.left + SHORT * measure


def widows(book: Book) -> list[str]:
    """Last lines of paragraphs that stand alone at the head of a column."""
    return [
        _place(block.lines[-1].page, block.lines[-1].text)
        for block in book.copy
        if len(block.lines) > 1 and _turns(block.lines[-2], block.lines[-1])
    ]


def orphans(book: Book) -> list[str]:
    """First lines of paragraphs that stand alone at the foot of a column."""
    return [
        _place(block.lines[0].page, block.lines[0].text)
        for block in book.copy
        if len(block.lines) > 1 and _turns(block.lines[0], block.lines[1])
    ]


def heads_at_a_foot(book: Book) -> list[str]:
    """Headings after which the copy goes on in another column, or on another page."""
    found = []
    for one, two in pairwise(book.blocks):
        follows = one.role.startswith("H") and one.role != "H1" and one.article == two.article and two.role == "P"
        if follows and _turns(one.lines[-1], two.lines[0]):
            found.append(_place(one.lines[0].page, one.lines[0].text))
    return found


def columns(book: Book) -> list[Column]:
    """The columns of running text of every page; the measure is the widest line of an article at one place."""
    lefts: dict[tuple[int, int, float], list[Line]] = defaultdict(list)
    for block in book.copy:
        for line in block.lines:
            lefts[block.article, line.page, _column_of(line, lefts)].append(line)
    widest: dict[tuple[int, int, int], float] = defaultdict(float)
    for (article, page, left), lines in lefts.items():
        key = article, page % 2, round(left)
        widest[key] = max(widest[key], *(line.box.right - left for line in lines))
    return [
        Column(
            article,
            page,
            left,
            widest[article, page % 2, round(left)],
            tuple(sorted(lines, key=lambda line: -line.baseline)),
        )
        for (article, page, left), lines in sorted(lefts.items())
        if len(lines) > 1
    ]


def _column_of(line: Line, known: dict[tuple[int, int, float], list[Line]]) -> float:
    indent = 2 * line.size
    near = [left for _, page, left in known if page == line.page and -indent < line.box.left - left < indent]
    return min(near, key=lambda left: abs(left - line.box.left), default=line.box.left)


def holes(book: Book) -> list[str]:
    """White of more than a few lines below the first line of a column, and at its foot, where the article goes on."""
    most = (HOLE + 1) * book.leading
    found = []
    for column in columns(book):
        if column.page == book.pages_of(column.article)[-1]:
            continue
        copy = {line.baseline for line in column.lines}
        low = above = column.lines[0].baseline
        for top, bottom in sorted(_extents(column, book), reverse=True):
            if top < low - most and not copy.isdisjoint((above, bottom)):
                found.append(_place(column.page, f"{(low - top) / book.leading:.0f} lines of white, {low:.0f} pt high"))
            low, above = min((low, above), (bottom, bottom))
        if low - _foot(column.page, book) > most:
            found.append(
                _place(column.page, f"{(low - _foot(column.page, book)) / book.leading:.0f} lines at the foot")
            )
    return found


def uneven_feet(book: Book) -> list[str]:
    """Pages, other than the last of an article, whose columns of text do not end on the same line."""
    found = []
    for (article, page), beside in groupby(columns(book), key=lambda column: (column.article, column.page)):
        if page == book.pages_of(article)[-1]:
            continue
        feet = [min(bottom for _, bottom in _extents(column, book)) for column in beside]
        if max(feet) - min(feet) > book.leading + _NEAR:
            found.append(_place(page, ", ".join(f"{foot:.0f}" for foot in feet) + " pt"))
    return found


def _foot(page: int, book: Book) -> float:
    """The lowest baseline of running text on the pages of its side, in pt."""
    return min(line.baseline for block in book.copy for line in block.lines if line.page % 2 == page % 2)


def _extents(column: Column, book: Book) -> Iterator[tuple[float, float]]:
    """Head and foot of everything that stands in a column, in pt; a line reaches down to its baseline."""
    right = column.left + column.measure
    foot = _foot(column.page, book)
    for line in book.lines:
        if line.page == column.page and _beside(line.box, column.left, right) and line.baseline > foot - _NEAR:
            yield line.baseline + line.size, line.baseline
    for box in (*book.pictures, *book.drawings):
        if box.page == column.page and _beside(box, column.left, right) and not _fills(box, book):
            yield box.top, max(box.bottom, foot)


def _beside(box: Box, left: float, right: float) -> bool:
    return box.left < right and box.right > left


def _turns(one: Line, two: Line) -> bool:
    return one.page != two.page or two.baseline > one.baseline + 3 * one.size


def _meet(one: Box, two: Box, depth: float = _TOUCH) -> bool:
    return (
        min(one.right, two.right) - max(one.left, two.left) > _TOUCH
        and min(one.top, two.top) - max(one.bottom, two.bottom) > depth
    )


def _fills(picture: Box, book: Book) -> bool:
    width, height = book.sizes[picture.page]
    return (picture.right - picture.left) * (picture.top - picture.bottom) > 0.6 * width * height


def _by_page(lines: Iterator[Line]) -> Iterator[tuple[int, list[Line]]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.page].append(line)
    yield from sorted(found.items())


def _last(block: Block) -> str:
    return _place(block.lines[-1].page, " ".join(line.text for line in block.lines[-2:]))


def _place(page: int, words: str) -> str:
    return f"page {page + 1}: {words.strip()}"
