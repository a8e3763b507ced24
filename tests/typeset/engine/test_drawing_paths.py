"""Paths are read in one go only where WeasyPrint would write the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pydyf
import pytest
from weasyprint import svg as weasy
from weasyprint.svg.utils import PointError

from hemaprint.typeset.engine.drawings import in_one_go

LINES = [
    "M1 2L3 4",
    "M1 2 3 4 5 6z",
    "m1,2 3-4 5.5.5z m1 1 2 2z",
    "M.5-.25l1e1 1E-1 -2 -3zl1 1zz",
    "M0 0z",
    "M0 0z L1 1 L2 2 Z M3 3",
    "M9 9\n\tc1 2 3 4 5 6 1 2 3 4 5 6 L1 1 C1 2 3 4 5 6z",
    "m1 1 m2 2 l0.333333 0.1 l0.333333 0.1",
    "M-0 0 l-0 1",
]
OTHERS = [
    "",
    "5 5M1 1L2 2",
    "L1 1",
    "M1 1L2",
    "M1 1L2 2 3",
    "M1 1h5v5H0V0z",
    "M1 1a1 1 0 0 1 2 2z",
    "M1 1q1 1 2 2t3 3s1 1 2 2",
    "M1 1L2mm 3mm",
    "M1 1L10% 5",
    "M1 1 w 2",
    "Mz",
]


def drawn(draw: Callable[..., None], data: str, **attributes: str) -> list[bytes]:
    """What is written for a path, up to its first fault."""
    stream = pydyf.Stream()
    image = SimpleNamespace(stream=stream, inner_width=9.0, inner_height=7.0)
    image.point = lambda x, y, font_size: weasy.SVG.point(image, x, y, font_size)
    named = {"d": data} | attributes
    node = SimpleNamespace(attrib=named, get=named.get, vertices=[])
    with suppress(PointError):
        draw(image, node, 12.0)
    return list(stream.stream)


@pytest.mark.parametrize("data", [*LINES, *OTHERS])
def test_a_path_is_written_as_by_weasyprint(data: str) -> None:
    assert drawn(in_one_go(weasy.TAGS)["path"], data) == drawn(weasy.TAGS["path"], data)


@pytest.mark.parametrize("data", LINES)
def test_lines_and_curves_need_no_weasyprint(data: str) -> None:
    asked: list[object] = []
    drawn(in_one_go({"path": lambda *given: asked.append(given)})["path"], data)
    assert not asked


@pytest.mark.parametrize(("data", "whole"), [("M1 1 2 2z 3 3", "M1 1 2 2z"), ("M1 1h5z,-1 3L9 9", "M1 1h5z")])
def test_a_number_behind_the_end_ends_a_path(data: str, whole: str) -> None:
    assert drawn(in_one_go(weasy.TAGS)["path"], data) == drawn(weasy.TAGS["path"], whole)


def test_markers_stand_where_weasyprint_puts_them() -> None:
    asked: list[object] = []
    drawn(in_one_go({"path": lambda *given: asked.append(given)})["path"], LINES[0], **{"marker-end": "url(#arrow)"})
    assert len(asked) == 1
