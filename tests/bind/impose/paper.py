"""Paper to fold: reads the folios off printed sheets by their places, folds the sheets, and turns the leaves.

It knows nothing of how sheets are made: only where ink is on them, and what happens to paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pypdfium2

GRIDS = {4: (2, 1), 8: (2, 2), 16: (4, 2), 32: (4, 4)}
"""Columns and rows of a sheet by the pages of its signature."""


@dataclass(frozen=True)
class Folio:
    """A number read off a sheet (None for blank paper), and whether its page stands upright."""

    number: int | None
    upright: bool = True


@dataclass(frozen=True)
class Leaf:
    """A piece of paper as it lies: what is seen from above and, after turning it sideways, from below."""

    up: Folio
    down: Folio

    def over(self, *, sideways: bool) -> Leaf:
        """Turned over about an upright edge, or about one across: then both pages stand the other way."""
        if sideways:
            return Leaf(self.down, self.up)
        return Leaf(*(replace(one, upright=not one.upright) for one in (self.down, self.up)))


Stacks = list[list[list[Leaf]]]
"""Rows from the head, in each the columns from the left, in each the leaves from the top."""


def printed(page: Any) -> list[tuple[int, tuple[float, ...]]]:
    """The folios on a side of a sheet, with their boxes: left, bottom, right, top in pt."""
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    return [(int(text.get_text_bounded(*box)), box) for box in boxes]


def read(page: Any, pages: int) -> list[list[Folio]]:
    """The folios on a side of a sheet, row by row from the head; a folio stands at the head of its page."""
    columns, rows = GRIDS[pages]
    left, bottom, right, top = page.get_trimbox()
    width, height = (right - left) / columns, (top - bottom) / rows
    found = [[Folio(None)] * columns for _ in range(rows)]
    for number, box in printed(page):
        x, y = (box[0] + box[2]) / 2 - left, top - (box[1] + box[3]) / 2
        found[int(y / height)][int(x / width)] = Folio(number, y % height < height / 2)
    return found


def folded(front: list[list[Folio]], back: list[list[Folio]], *, right: bool) -> list[Folio]:
    """The pages of a signature in reading order, after folding it in half until it is one page large.

    The sheet lies on its front; only the last fold turns the first page up.
    """
    stacks: Stacks = [
        [[Leaf(one, other)] for one, other in zip(row, reversed(behind), strict=True)]
        for row, behind in zip(back, front, strict=True)
    ]
    while len(stacks) * len(stacks[0]) > 1:
        stacks = _downwards(stacks) if len(stacks) >= len(stacks[0]) else _sideways(stacks, right=right)
    return [page for leaf in stacks[0][0] for page in (leaf.up, leaf.down)]


def _downwards(stacks: Stacks) -> Stacks:
    """The upper half over the lower."""
    half = len(stacks) // 2
    return [
        [
            [*(leaf.over(sideways=False) for leaf in reversed(upper)), *lower]
            for upper, lower in zip(stacks[half - 1 - row], stacks[half + row], strict=True)
        ]
        for row in range(half)
    ]


def _sideways(stacks: Stacks, *, right: bool) -> Stacks:
    """The left half over the right; the right over the left where that is the bound side."""
    half = len(stacks[0]) // 2
    rows = [row[::-1] if right else row for row in stacks]
    folded = [
        [
            [*(leaf.over(sideways=True) for leaf in reversed(row[half - 1 - column])), *row[half + column]]
            for column in range(half)
        ]
        for row in rows
    ]
    return [row[::-1] if right else row for row in folded]


def made_up(sheets: bytes, pages: int, *, nested: bool, right: bool) -> list[Folio]:
    """The magazine: all sheets folded, and gathered or put one into another."""
    with pypdfium2.PdfDocument(sheets) as document:
        found = [read(page, pages) for page in document]
    signatures = [folded(*found[at : at + 2], right=right) for at in range(0, len(found), 2)]
    if not nested:
        return [page for signature in signatures for page in signature]
    half = pages // 2
    opening = [page for signature in signatures for page in signature[:half]]
    return opening + [page for signature in reversed(signatures) for page in signature[half:]]
