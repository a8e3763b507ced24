# SPDX-License-Identifier: MIT
"""Number the squares of a crossword, and find its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hemaprint.content.readings import Unread

BLACK = "#"
"""How a black square is written."""
SHORTEST = 2
"""Letters of the shortest word: a single square is part of the word across it."""

Direction = Literal["across", "down"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A word of the grid: its number, its direction, and its letters."""

    number: int
    direction: Direction
    letters: str


@dataclass(frozen=True, slots=True)
class CrosswordGrid:
    """The squares of a crossword, row by row, all rows of one length; a black square is :data:`BLACK`."""

    rows: tuple[Unread, ...]

    @property
    def width(self) -> int:
        """The squares of a row."""
        return len(self.rows[0])

    def is_white(self, row: int, column: int) -> bool:
        """Whether there is a square to be filled in; outside the grid there is none."""
        return 0 <= row < len(self.rows) and 0 <= column < self.width and self.rows[row][column] != BLACK

    def answers(self) -> Iterator[Answer]:
        """Every word, numbered from the left and from the top, as crosswords are."""
        for number, (row, column) in self.numbers().items():
            across, down = self._run(row, column, 0, 1), self._run(row, column, 1, 0)
            if len(across) >= SHORTEST and not self.is_white(row, column - 1):
                yield Answer(number, "across", across)
            if len(down) >= SHORTEST and not self.is_white(row - 1, column):
                yield Answer(number, "down", down)

    def numbers(self) -> dict[int, tuple[int, int]]:
        """The squares, as row and column, that have a number: a word begins there."""
        starts = [
            (row, column)
            for row in range(len(self.rows))
            for column in range(self.width)
            if self.is_white(row, column) and (self._begins(row, column, 0, 1) or self._begins(row, column, 1, 0))
        ]
        return dict(enumerate(starts, start=1))

    def _begins(self, row: int, column: int, down: int, right: int) -> bool:
        return not self.is_white(row - down, column - right) and self.is_white(row + down, column + right)

    def _run(self, row: int, column: int, down: int, right: int) -> str:
        letters = ""
        while self.is_white(row, column):
            letters += self.rows[row][column]
            row, column = row + down, column + right
        return letters
