"""Every trim size gives a type area of whole lines and columns that add up to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.project.values import parse_page_size
from hemaprint.theme.geometry import (
    BASELINE,
    GUTTER,
    MARGIN_BOTTOM,
    MARGIN_INSIDE,
    MARGIN_OUTSIDE,
    MARGIN_TOP,
    MM,
    NARROW_TRIM,
    Geometry,
)

FRAMES = ("scholar", "feature", "news", "text")


def geometry(size: str) -> Geometry:
    page = parse_page_size(size)
    return Geometry(page.width, page.height)


def test_a4_is_that_of_the_visual_system() -> None:
    a4 = geometry("A4")
    assert a4.lines == 60
    assert a4.type_width == pytest.approx(177 * MM, abs=0.01)
    assert a4.frame("feature").columns == a4.frame("news").columns == 3
    assert (a4.frame("scholar").columns, a4.frame("scholar").side > 0) == (2, True)


@pytest.mark.parametrize("size", ["A4", "A5", "B5", "letter", "200mm 280mm", "6in 9in", "A4 landscape"])
def test_the_type_area_is_whole_lines(size: str) -> None:
    sheet = geometry(size)
    assert sheet.margin_bottom + sheet.lines * BASELINE + MARGIN_TOP == pytest.approx(sheet.height)
    assert sheet.margin_bottom >= MARGIN_BOTTOM - 0.5
    assert sheet.type_width + MARGIN_INSIDE + MARGIN_OUTSIDE == pytest.approx(sheet.width)


@given(width=st.floats(100, 600), height=st.floats(150, 600))
def test_columns_add_up(width: float, height: float) -> None:
    sheet = Geometry(width * MM, height * MM)
    for name in FRAMES:
        frame = sheet.frame(name)
        assert frame.columns * frame.column + (frame.columns - 1) * GUTTER == pytest.approx(frame.width)
        side = frame.side + GUTTER if frame.side else 0
        assert frame.width + side == pytest.approx(sheet.type_width)
    assert 0 <= sheet.margin_bottom - MARGIN_BOTTOM + 0.12 <= BASELINE + 0.12


@pytest.mark.parametrize("name", FRAMES)
def test_a_template_can_ask_for_columns(name: str) -> None:
    a4, a5 = geometry("A4"), geometry("A5")
    assert [a4.frame(name, count).columns for count in (0, 1, 2, 3, 4)] == [a4.frame(name).columns, 1, 2, 3, 4]
    assert [a5.frame(name, count).columns for count in (1, 2, 3, 4)] == [1, 1, 2, 3]
    assert a4.frame(name, 4).width == a4.frame(name).width
    assert 4 * a4.frame(name, 4).column + 3 * GUTTER == pytest.approx(a4.frame(name).width)


def test_narrow_sheets_lose_a_column() -> None:
    narrow, wide = Geometry(NARROW_TRIM - 1, 700), Geometry(NARROW_TRIM, 700)
    assert (narrow.frame("feature").columns, wide.frame("feature").columns) == (2, 3)
    assert (narrow.frame("scholar").side, wide.frame("scholar").side > 0) == (0, True)


def test_the_measures_reach_the_style_sheet() -> None:
    css = geometry("A5").css()
    assert "--trim-width:419.5276pt" in css
