# SPDX-License-Identifier: MIT
"""Read the tables of markup: merged cells are spread out, and no cell is lost."""

from __future__ import annotations

from bs4 import Tag

from hemaprint.intake.files import fault
from hemaprint.intake.markup.soup import CELLS, SECTIONS, attribute, rows_of
from hemaprint.intake.markup.walk import CELLS_AT_MOST, Column, Face, Walker, face_of, spread, together, without
from hemaprint.intake.passages import Grid, Inline, Passage, all_have

_SPAN_AT_MOST = 1000
_STRUCTURE = (*SECTIONS, *CELLS, "tr", "caption", "colgroup", "col")


def visit_table(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Add a table, or its contents where it only arranges a page."""
    column.line = walker.line_of(tag)
    _visit_loose(walker, tag, column, face)
    rows = list(rows_of(tag))
    cells = [cell for _, row in rows for cell in row]
    if _arranges(tag, cells):
        if len(rows) == len(cells) == 1:
            walker.doubt("HP526", tag, "a table of one cell was taken for a box: its text is part of the copy")
        for cell in cells:
            walker.children(cell, column, face_of(cell, face))
            column.flush()
        return
    captions = [walker.inline_of(child, face) for child in tag.find_all("caption", recursive=False)]
    pictures = [picture for _, found in captions for picture in found]
    matrix = _matrix(walker, tag, rows, face, pictures)
    if any(matrix):
        caption = together((inline for inline, _ in captions), "\n")
        column.add(_grid(walker, tag, [is_head for is_head, _ in rows], matrix, caption))
    column.add(*pictures)


def _visit_loose(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Visit what is in a table outside its cells; browsers show it before the table."""
    sections = tag.find_all(SECTIONS, recursive=False)
    rows = [row for part in (tag, *sections) for row in part.find_all("tr", recursive=False)]
    for outer in (tag, *sections, *rows):
        for child in list(outer.children):
            if isinstance(child, Tag) and child.name in _STRUCTURE:
                column.flush()
            else:
                walker.visit(child, column, face)
        column.flush()


def _arranges(tag: Tag, cells: list[Tag]) -> bool:
    """Whether a table only arranges a page: it says so, has one cell, or has headings or tables in its cells."""
    if attribute(tag, "role") in ("presentation", "none") or len(cells) == 1:
        return True
    return any(cell.find(["table", "h1", "h2", "h3", "h4", "h5", "h6"]) is not None for cell in cells)


def _matrix(
    walker: Walker, tag: Tag, rows: list[tuple[bool, list[Tag]]], face: Face, pictures: list[Passage]
) -> list[list[Inline]]:
    """Every row as long as the longest; the pictures in the cells are added to ``pictures``."""
    read: list[list[tuple[Inline, int, int]]] = []
    for at, (_, cells) in enumerate(rows):
        read.append([])
        for cell in cells:
            inline, found = walker.inline_of(cell, face)
            pictures += found
            wide, high = _span(cell, "colspan", _SPAN_AT_MOST), _span(cell, "rowspan", len(rows) - at)
            read[-1].append((inline, wide, high))
    matrix = spread(read)
    if matrix is None:
        raise fault(walker.path, "HP517", f"a table has more than {CELLS_AT_MOST} cells", "", walker.line_of(tag))
    if any(wide * high > 1 for row in read for _, wide, high in row):
        walker.doubt("HP526", tag, "merged cells were split; their text is in the first of them")
    return matrix


def _span(cell: Tag, name: str, most: int) -> int:
    text = attribute(cell, name).strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    count = int(text[:6])
    if count == 0:
        return most if name == "rowspan" else 1
    return max(1, min(count, most))


def _grid(walker: Walker, tag: Tag, are_heads: list[bool], matrix: list[list[Inline]], caption: Inline) -> Grid:
    heads = [*are_heads, False].index(False)
    bold = any(matrix[0]) and all(all_have(cell, "strong") for cell in matrix[0] if cell)
    if not heads and len(matrix) > 1 and bold:
        heads = 1
        walker.doubt("HP526", tag, "the first row of a table is bold and was taken for its head")
    if heads == len(matrix) and heads > 1:
        heads = 1
    if heads > 1:
        walker.doubt("HP526", tag, f"the {heads} head rows of a table were merged into one")
    columns = zip(*matrix[:heads], strict=True)
    head = tuple(without("strong", together(column, " ")) for column in columns)
    rows = tuple(tuple(row) for row in matrix[heads:])
    return Grid(line=walker.line_of(tag), head=head, rows=rows, caption=caption)
