"""The spine of a separate cover: its width, its words from head to foot, and where it is too narrow for them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.editions import Edition
from hemaprint.build.results import BuildResult
from hemaprint.project.config import Spine
from hemaprint.system.environment import find_printing_profile
from hemaprint.typeset.spine import spine_width
from samples import Sample

MM = 72 / 25.4


@pytest.mark.parametrize(("pages", "width"), [(4, 1.0), (8, 1.2), (9, 1.4), (12, 1.4), (100, 5.8)])
def test_two_pages_are_a_leaf_and_the_cover_is_none(pages: int, width: float) -> None:
    assert spine_width(pages, Spine(leaf=0.1, cover=1)) == pytest.approx(width)


def built(root: Path, cover: float) -> tuple[BuildResult, Path]:
    if find_printing_profile() is None:
        pytest.skip("no printing profile")
    sample = Sample(root)
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + f"[print.spine]\nleaf = 0.1\ncover = {cover}\n", "utf-8")
    sample.article("it", "Report", "Cells.\n")
    result = sample.build(Edition.PRINT)
    return result, next(one.path for one in result.editions if one.name == "spine")


def test_it_is_read_from_head_to_foot(tmp_path: Path) -> None:
    result, path = built(tmp_path, 5)
    assert [one.name for one in result.editions] == ["print", "spine"]
    with pypdfium2.PdfDocument(path) as document:
        left, bottom, right, top = document[0].get_trimbox()
        text = document[0].get_textpage()
        assert text.get_text_range().startswith("Plain Cells")
        first, later = text.get_charbox(0), text.get_charbox(9)
    assert ((right - left) / MM, (top - bottom) / MM) == pytest.approx((5, 297), abs=0.1)
    assert first[1] > later[1]  # the first letter is higher up
    assert left < first[0] < first[2] < right
    with pikepdf.open(path) as printed:
        assert printed.Root.OutputIntents


def test_a_narrow_one_has_no_words_and_is_told(tmp_path: Path) -> None:
    result, path = built(tmp_path, 1)
    assert [problem.code for problem in result.problems if problem.code == "HP198"] == ["HP198"]
    with pypdfium2.PdfDocument(path) as document:
        assert document[0].get_textpage().get_text_range() == ""
