"""Ink that one engine draws and the other does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bind.press import BORROWED, IMPRINT, part
from charts.picture import LETTERS, OUTCOME, PALETTE
from hemaprint.bind.binder import bind
from hemaprint.charts import draw
from measured.engines import compared, missing


def page(*strokes: tuple[int, int, int]) -> Image.Image:
    """A page with upright strokes: the column, its width and its grey."""
    white = Image.new("L", (60, 40), 255)
    for left, width, grey in strokes:
        ImageDraw.Draw(white).rectangle((left, 10, left + width - 1, 29), fill=grey)
    return white


def test_a_stroke_beside_its_place_is_there_and_a_pale_one_too() -> None:
    assert missing(page((20, 1, 0), (40, 1, 90)), page((21, 1, 0), (40, 1, 0))) == (0, None)


def test_a_stroke_that_is_not_there_is_missing() -> None:
    assert missing(page((20, 1, 0)), page((20, 1, 0), (40, 2, 0))) == (40, (40, 10, 42, 30))


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
def test_the_engines_agree_on_an_article_with_a_chart(tmp_path: Path) -> None:
    chart = draw(OUTCOME, 200, PALETTE, LETTERS, title_id="t", alt="Outcomes")
    pdf = tmp_path / "article.pdf"
    pdf.write_bytes(bind([part("one", f"{BORROWED}{chart}", 0)], imprint=IMPRINT).pdf)
    assert sum(one.pixels for one, _ in compared(pdf, 96)) < 20  # ends of hairlines
