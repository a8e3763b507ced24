"""Crosswords: how squares are numbered, and that grid and clues agree."""

from __future__ import annotations

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Crossword
from hemaprint.content.crossword import Answer, CrosswordGrid
from hemaprint.content.spans import text_of

GRID = "CELL\nA##A\nR##B\nTEN.\n"
CLUES = """\
CELL
: It divides.

CART
: It is pulled.

LAB
: Where one waits (3)

T-EN
: Fingers.
"""
HEAD = ":::{crossword} data/grid.txt\n:alt: A grid of four by four\n"


def test_numbers_run_from_the_left_and_from_the_top() -> None:
    grid = CrosswordGrid(("CELL", "A##A", "R##B", "TEN#"))
    assert grid.numbers() == {1: (0, 0), 2: (0, 3), 3: (3, 0)}
    assert list(grid.answers()) == [
        Answer(1, "across", "CELL"),
        Answer(1, "down", "CART"),
        Answer(2, "down", "LAB"),
        Answer(3, "across", "TEN"),
    ]


def test_clues_get_the_numbers_and_the_lengths_of_their_words(reader: Reader) -> None:
    reader.write("data/grid.txt", GRID)
    body = reader.read(f"{HEAD}\n{CLUES}:::\n")
    assert faults(body) == []
    (crossword,) = body.blocks
    assert isinstance(crossword, Crossword)
    told = [
        [(text_of(clue.term), [text_of(block.copy) for block in clue.blocks]) for clue in clues]  # type: ignore[union-attr]
        for clues in (crossword.across, crossword.down)
    ]
    assert told == [
        [("1", ["It divides. (4)"]), ("3", ["Fingers. (1,2)"])],
        [("1", ["It is pulled. (4)"]), ("2", ["Where one waits (3)"])],
    ]


@pytest.mark.parametrize(
    ("clues", "place"),
    [
        (CLUES.replace("LAB\n: Where one waits (3)\n", ""), (1, 1)),
        (CLUES + "\nMARROW\n: It makes them.\n", (16, 1)),
        (CLUES + "\nTEN\n: Again.\n", (16, 1)),
    ],
)
def test_grid_and_clues_must_agree(reader: Reader, clues: str, place: tuple[int, int]) -> None:
    reader.write("data/grid.txt", GRID)
    assert reader.faults(f"{HEAD}\n{clues}:::\n") == [("HP196", *place)]


@pytest.mark.parametrize(("grid", "place"), [("CELL\nA#A\n", (2, 1)), ("CE1L\n", (1, 3)), ("A" * 41 + "\n", (1, 1))])
def test_a_grid_that_is_none(reader: Reader, grid: str, place: tuple[int, int]) -> None:
    path = reader.write("data/grid.txt", grid)
    (problem,) = reader.read(f"{HEAD}:solved: yes\n:::\n").problems
    assert (problem.code, problem.location.path) == ("HP196", path)
    assert (problem.location.line, problem.location.column) == place


def test_a_solution_is_the_grid_alone(reader: Reader) -> None:
    reader.write("data/grid.txt", GRID)
    (crossword,) = reader.read(f"{HEAD}:solved: yes\n:::\n").blocks
    assert isinstance(crossword, Crossword)
    assert crossword.solved
    assert not crossword.across
    assert reader.faults(f"{HEAD}:solved: yes\n\n{CLUES}:::\n") == [("HP196", 3, 10)]
