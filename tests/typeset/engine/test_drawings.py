"""Drawings have what their page gives them: the colour of the text around them, and custom properties."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from typeset.laying import engine

from .needed import written

DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path fill='{}' d='M0 0h9v9z'/></svg>"


@pytest.mark.parametrize(
    ("fill", "painted"),
    [
        ("var(--accent)", b"1 0 0 rg"),
        ("var( --accent , #0000FF)", b"1 0 0 rg"),
        ("var(--deep, #0000FF)", b"1 0 0 rg"),
        ("var(--unknown, #0000FF)", b"0 0 1 rg"),
        ("#0000FF", b"0 0 1 rg"),
    ],
)
def test_a_drawing_has_the_colours_of_the_theme(tmp_path: Path, fill: str, painted: bytes) -> None:
    style = "<style>:root{--accent:#FF0000;--deep:var(--accent)}</style>"
    with pikepdf.open(BytesIO(written(style + DRAWING.format(fill), engine(tmp_path)))) as opened:
        assert painted in opened.pages[0].Contents.read_bytes()
