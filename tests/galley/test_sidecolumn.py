"""A side column is kept where there is something for it; else the text is set over the whole type area."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemaprint.galley.compose import Composer
from hemaprint.theme.geometry import Frame
from samples import Sample, paragraphs

QUOTE = ":::{pull}\n:width: side\n\nA quotation of a good many words that stands beside the text it is from.\n:::\n\n"
OPENER = {"image": "images/cover.svg", "alt": "A plain colour"}


def frame_of(root: Path, body: str, **front: Any) -> Frame:
    sample = Sample(root)
    sample.article("it", "Letter", body, **front)
    setter = sample.setter()
    return Composer(setter.issue.articles["it"], setter.setting).frame


@pytest.mark.parametrize(("pages", "quotes", "kept"), [(1, 1, True), (1, 0, False), (4, 1, False), (4, 5, True)])
def test_it_is_kept_where_a_fifth_of_it_is_filled(pages: int, quotes: int, kept: bool, tmp_path: Path) -> None:
    frame = frame_of(tmp_path, QUOTE * quotes + paragraphs(9 * pages))
    assert bool(frame.side) == kept
    assert frame.columns == 2


def test_a_wide_article_has_its_picture_beside_its_head(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("it", "Letter", paragraphs(60), opener=OPENER, byline="Ada Aalto")
    laid = sample.lay_out("it")
    assert 'class="beside"' in laid.galley.html
    assert laid.galley.html.count("Ada Aalto<") == 1
    assert not [problem for problem in laid.problems if problem.is_error]
