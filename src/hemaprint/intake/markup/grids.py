"""Tables of a page: merged cells spread out, head and rows told apart, no cell lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import Tag

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.markup.faces import Face, face_of, together, without
from hemaprint.intake.markup.soup import attribute
from hemaprint.intake.passages import Grid, Inline, Passage, all_have

if TYPE_CHECKING:
    from hemaprint.intake.markup.walk import Column, Walker

CELLS_AT_MOST = 100_000
SPAN_AT_MOST = 1000
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = ("td", "th")
STRUCTURE = SECTIONS | {*CELLS, "tr", "caption", "colgroup", "col"}


@dataclass(slots=True)
class _Row:
    tag: Tag
    head: bool
    cells: list[Tag]


def visit(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Place a table, or what stands in it where it only arranges a page."""
    column.flush()
    column.line = walker.line_of(tag)
    _loose(walker, tag, column, face)
    rows = list(_rows(tag))
    if _arranges(tag, rows):
        if len(rows) == 1 and len(rows[0].cells) == 1:
            walker.doubt("HP526", tag, "a table of one cell was taken for a box: its text runs on in the copy")
        for cell in (cell for row in rows for cell in row.cells):
            walker.children(cell, column, face_of(cell, face))
            column.flush()
        return
    caption, pictures = _caption(walker, tag, face)
    matrix, merged = _matrix(walker, tag, rows, face, pictures)
    if matrix:
        if merged:
            walker.doubt("HP526", tag, "merged cells were taken apart; their text stands in the first of them")
        column.add(_grid(walker, tag, rows, matrix, caption))
    column.add(*pictures)


def _grid(walker: Walker, tag: Tag, rows: list[_Row], matrix: list[list[Inline]], caption: Inline) -> Grid:
    heads = next((n for n, row in enumerate(rows) if not row.head), len(rows))
    if not heads and len(matrix) > 1 and _looks_like_head(matrix[0]):
        heads = 1
        walker.doubt("HP526", tag, "the first row of a table is bold, and was taken for its head")
    if heads == len(matrix) and heads > 1:
        heads = 1
    if heads > 1:
        walker.doubt("HP526", tag, f"the {heads} rows of a table's head were made one")
    head = (
        [without("strong", together([row[n] for row in matrix[:heads]], " ")) for n in range(len(matrix[0]))]
        if heads
        else []
    )
    return Grid(
        line=walker.line_of(tag), head=tuple(head), rows=tuple(tuple(row) for row in matrix[heads:]), caption=caption
    )


def _looks_like_head(row: list[Inline]) -> bool:
    return any(row) and all(all_have(cell, "strong") for cell in row if cell)


def _rows(tag: Tag) -> Iterator[_Row]:
    for child in tag.find_all(True, recursive=False):
        if child.name in SECTIONS:
            for row in child.find_all(["tr", *CELLS], recursive=False):
                yield _row(row, child.name == "thead")
        elif child.name == "tr" or child.name in CELLS:
            yield _row(child, False)


def _row(tag: Tag, head: bool) -> _Row:
    cells = [tag] if tag.name in CELLS else tag.find_all(list(CELLS), recursive=False)
    return _Row(tag, head or (bool(cells) and all(cell.name == "th" for cell in cells)), cells)


def _arranges(tag: Tag, rows: list[_Row]) -> bool:
    """Whether a table only arranges a page: it says so, has one cell, or has headings or tables in its cells."""
    if attribute(tag, "role") in ("presentation", "none"):
        return True
    cells = [cell for row in rows for cell in row.cells]
    if len(cells) == 1:
        return True
    return any(cell.find(["table", "h1", "h2", "h3", "h4", "h5", "h6"]) is not None for cell in cells)


def _caption(walker: Walker, tag: Tag, face: Face) -> tuple[Inline, list[Passage]]:
    parts, pictures = [], []
    for child in tag.find_all("caption", recursive=False):
        inline, found = walker.inline_of(child, face_of(child, face))
        parts.append(inline)
        pictures += found
    return together(parts, "\n"), pictures


def _loose(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """What stands in a table outside its cells; browsers show it before the table."""
    for outer in (tag, *tag.find_all(list(SECTIONS), recursive=False), *_row_tags(tag)):
        for child in list(outer.children):
            if isinstance(child, Tag) and child.name in STRUCTURE:
                column.flush()
            else:
                walker.node(child, column, face)
        column.flush()


def _row_tags(tag: Tag) -> list[Tag]:
    sections = tag.find_all(list(SECTIONS), recursive=False)
    return [row for part in (tag, *sections) for row in part.find_all("tr", recursive=False)]


def _matrix(
    walker: Walker, tag: Tag, rows: list[_Row], face: Face, pictures: list[Passage]
) -> tuple[list[list[Inline]], bool]:
    """Every row as long as the longest; whether there were merged cells."""
    grid: list[dict[int, Inline]] = [{} for _ in rows]
    merged, size = False, 0
    for at, row in enumerate(rows):
        place = 0
        for cell in row.cells:
            while place in grid[at]:
                place += 1
            wide, high = _span(cell, "colspan", SPAN_AT_MOST), _span(cell, "rowspan", len(rows) - at)
            size += wide * high
            if size > CELLS_AT_MOST:
                problem = Problem(
                    "HP517", f"a table has more than {CELLS_AT_MOST} cells", Location(walker.path, walker.line_of(tag))
                )
                raise ContentError([problem])
            inline, found = walker.inline_of(cell, face_of(cell, face))
            pictures += found
            merged = merged or wide * high > 1
            for down in range(high):
                for right in range(wide):
                    grid[at + down].setdefault(place + right, () if down or right else inline)
            grid[at][place] = inline
            place += wide
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    if width * len(grid) > CELLS_AT_MOST:
        problem = Problem(
            "HP517", f"a table has more than {CELLS_AT_MOST} cells", Location(walker.path, walker.line_of(tag))
        )
        raise ContentError([problem])
    return ([[row.get(n, ()) for n in range(width)] for row in grid] if width else []), merged


def _span(cell: Tag, name: str, most: int) -> int:
    text = attribute(cell, name).strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    count = int(text[:6])
    if count == 0:
        return most if name == "rowspan" else 1
    return max(1, min(count, most))
