"""Galleries, and pictures that ask for their room."""

from __future__ import annotations

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Figure, Gallery

FIGURE = ":::{figure} images/loop.svg\n:alt: A loop\n"


def test_a_gallery_holds_its_figures_and_numbers_them_with_all_others(reader: Reader) -> None:
    one, two, last = (f"{FIGURE}:label: fig-{name}\n\nIts caption.\n:::\n\n" for name in ("one", "two", "last"))
    gallery = f"::::{{gallery}}\n:height: 30\n\n{FIGURE}:size: large\n:::\n\n{two}::::\n"
    body = reader.read(f"[Fig. #](#fig-two)\n\n{one}{gallery}\n{last}")
    assert faults(body) == []
    _, first, block, later = body.blocks
    assert isinstance(block, Gallery)
    assert block.height == 30
    assert [figure.number for figure in block.figures] == [2, 3]
    assert block.figures[0].size == "large"
    assert [figure.number for figure in (first, later) if isinstance(figure, Figure)] == [1, 4]


def test_a_figure_without_a_number_stays_so_in_a_gallery(reader: Reader) -> None:
    (block,) = reader.read(f"::::{{gallery}}\n{FIGURE}:number: no\n:::\n{FIGURE}:::\n::::\n").blocks
    assert isinstance(block, Gallery)
    assert [figure.number for figure in block.figures] == [None, 1]


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        (f"::::{{gallery}}\n{FIGURE}:::\n\nWords.\n::::\n", "HP122", 6),
        (f"::::{{gallery}}\n{FIGURE}:::\n:::{{pull}}\nWords.\n:::\n::::\n", "HP122", 5),
        ("::::{gallery}\n::::\n", "HP121", 1),
        (f"::::{{gallery}}\n:width: page\n{FIGURE}:::\n::::\n", "HP115", 2),
        (f"::::{{gallery}}\n{FIGURE}:size: plate\n:::\n::::\n", "HP118", 4),
        (f"{FIGURE}:size: large\n:::\n", "HP118", 3),
        (f"{FIGURE}:size: half\n:width: column\n:::\n", "HP191", 4),
        (f"{FIGURE}:size: plate\n:trim: never\n:::\n", "HP118", 4),
    ],
)
def test_what_a_gallery_or_a_size_cannot_be_is_told(reader: Reader, source: str, code: str, line: int) -> None:
    assert [(fault[0], fault[1]) for fault in reader.faults(source)] == [(code, line)]
