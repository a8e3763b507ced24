# SPDX-License-Identifier: MIT
"""Draw the grid of a crossword: its lines and black squares as SVG paths, its numbers and letters as text."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.charts import palette_of
from hemaprint.content.crossword import CrosswordGrid
from hemaprint.galley.setting import Setting

LARGEST_SQUARE = 27.0
"""The side of a square, in pt, at most: a pencil needs no more."""
RULE = 0.6
"""The width of the lines, in pt; the frame is twice as strong."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A number or a letter: the column and the row of its square."""

    text: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Board:
    """A grid as it is drawn, in pt: the side of a ``square``, paths of black squares and of lines, and their ink."""

    square: float
    width: float
    height: float
    black: str
    lines: str
    rule: float
    ink: str
    numbers: tuple[Sign, ...]
    letters: tuple[Sign, ...]


def board_of(grid: CrosswordGrid, width: float, setting: Setting) -> Board:
    """The grid as wide as ``width`` pt lets it be."""
    square = round(min(LARGEST_SQUARE, (width - 2 * RULE) / grid.width), 2)
    across, down = square * grid.width, square * len(grid.rows)
    places = [(row, column) for row in range(len(grid.rows)) for column in range(grid.width)]
    black = [
        f"M{square * column:.2f} {square * row:.2f}h{square}v{square}h-{square}z"
        for row, column in places
        if not grid.is_white(row, column)
    ]
    lines = [f"M0 {square * row:.2f}h{across:.2f}" for row in range(1, len(grid.rows))]
    lines += [f"M{square * column:.2f} 0v{down:.2f}" for column in range(1, grid.width)]
    return Board(
        square,
        across,
        down,
        "".join(black),
        "".join(lines),
        RULE,
        palette_of(setting.theme)["ink"],
        tuple(Sign(str(number), column, row) for number, (row, column) in grid.numbers().items()),
        tuple(Sign(grid.rows[row][column], column, row) for row, column in places if grid.is_white(row, column)),
    )
