# SPDX-License-Identifier: MIT
"""Say which page lies where on a sheet: by arithmetic, in cells of a grid, without any length.

A sheet is folded in its middle: the last fold is the spine, the one before it runs along the heads, and so on in
turn, each at a right angle to the next. Here the folded signature is opened again, fold by fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from hemaprint.bind.impose.options import Binding, Imposition, Scheme

Spine = Literal["left", "right", "both", ""]
"""The edge of a place on a sheet that is bound: "both" for the spine of a cover, "" for none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on one side of a sheet: ``column`` from the left and ``row`` from the foot, both from 0.

    ``page`` is an index of the file, None for a blank page. ``turned`` pages are upside down. ``depth`` counts the
    folded sheets around this one, from 0.
    """

    column: int
    row: int
    page: int | None
    turned: bool = False
    spine: Spine = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet. ``section`` and ``sections`` count from 1; the front has the first page of its section."""

    cells: tuple[Cell, ...]
    section: int
    sections: int
    front: bool = True

    @property
    def columns(self) -> int:
        """Places beside one another."""
        return 1 + max(cell.column for cell in self.cells)

    @property
    def rows(self) -> int:
        """Places above one another."""
        return 1 + max(cell.row for cell in self.cells)


def sides(pages: Sequence[int | None], imposition: Imposition, binding: Binding) -> list[Side]:
    """The sides of all sheets in the order in which they are printed: front, back, front ...

    ``pages`` are indices of the file in reading order, as many as fill the signatures; 2up takes any number.
    """
    if imposition.scheme is Scheme.TWO_UP:
        return _beside(pages, binding)
    size = imposition.pages
    sections = _nested(pages, size) if imposition.scheme.nests else _gathered(pages, size)
    deeper = size // 4 if imposition.scheme.nests else 0
    return [
        Side(_placed(section, binding, number * deeper, front=front), number + 1, len(sections), front)
        for number, section in enumerate(sections)
        for front in (True, False)
    ]


def _beside(pages: Sequence[int | None], binding: Binding) -> list[Side]:
    order = [0, 1] if binding is Binding.LEFT else [1, 0]
    pairs = [(pages[start], *pages[start + 1 : start + 2], None)[:2] for start in range(0, len(pages), 2)]
    return [
        Side(tuple(Cell(column, 0, page) for column, page in zip(order, pair, strict=True)), number + 1, len(pairs))
        for number, pair in enumerate(pairs)
    ]


def _gathered(pages: Sequence[int | None], size: int) -> list[Sequence[int | None]]:
    """The pages of each signature when one lies behind another."""
    return [pages[start : start + size] for start in range(0, len(pages), size)]


def _nested(pages: Sequence[int | None], size: int) -> list[Sequence[int | None]]:
    """The pages of each signature when each lies inside the one before: half from the front, half from the end."""
    half = size // 2
    ends = [(start, len(pages) - start) for start in range(0, len(pages) // 2, half)]
    return [[*pages[start : start + half], *pages[end - half : end]] for start, end in ends]


def _placed(section: Sequence[int | None], binding: Binding, around: int, *, front: bool) -> tuple[Cell, ...]:
    """The cells of a side, row by row from the head."""
    face, leaves = _faces(len(section))[0 if front else 1], len(section) // 2
    columns = 1 + max(column for column, _ in face)
    cells = []
    for (column, row), (place, turned) in face.items():
        bound_left = (place % 2 == 0) is (binding is Binding.LEFT)
        cells.append(
            Cell(
                column if binding is Binding.LEFT else columns - 1 - column,
                row,
                section[place],
                turned,
                "left" if bound_left is not turned else "right",
                around + min(place // 2, leaves - 1 - place // 2),
            )
        )
    return tuple(sorted(cells, key=lambda cell: (-cell.row, cell.column)))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf of a signature as it lies: the places of its two pages in reading order, from 0."""

    up: int
    down: int
    turned: bool = False

    def opened(self, *, at_head: bool) -> _Leaf:
        """The leaf turned over about a side, or about the head: then it is upside down."""
        return _Leaf(self.down, self.up, self.turned is not at_head)


_Face = dict[tuple[int, int], tuple[int, bool]]
"""By column and row: the place of a page in reading order, and whether it is upside down."""


@cache
def _faces(pages: int) -> tuple[_Face, _Face]:
    """Front and back of a sheet that is bound on the left; the back as one sees it who turns the sheet sideways."""
    stacks = {(0, 0): [_Leaf(2 * leaf, 2 * leaf + 1) for leaf in range(pages // 2)]}
    at_head = False
    while len(stacks[0, 0]) > 1:
        columns, rows = (1 + max(place[axis] for place in stacks) for axis in (0, 1))
        half = len(stacks[0, 0]) // 2
        opened: dict[tuple[int, int], list[_Leaf]] = {}
        for (column, row), stack in stacks.items():
            kept = (column, row) if at_head else (columns + column, row)
            beyond = (column, 2 * rows - 1 - row) if at_head else (columns - 1 - column, row)
            opened[kept] = stack[half:]
            opened[beyond] = [leaf.opened(at_head=at_head) for leaf in reversed(stack[:half])]
        stacks, at_head = opened, not at_head
    last = max(column for column, _ in stacks)
    up = {place: (leaf.up, leaf.turned) for place, (leaf,) in stacks.items()}
    down = {(last - column, row): (leaf.down, leaf.turned) for (column, row), (leaf,) in stacks.items()}
    return (up, down) if any(place == 0 for place, _ in up.values()) else (down, up)
