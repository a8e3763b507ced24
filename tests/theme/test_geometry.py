"""Whatever the measures are, the type area has whole lines, and its columns add up to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometries import A4, geometry_of
from hemaprint.theme.geometry import (
    FRAMES,
    GOOD_CHARACTERS,
    LEAST_CHARACTERS,
    MM,
    FrameRule,
    Furniture,
    Geometry,
    Margins,
)

SIZES = ["A4", "A5", "A6", "B5", "letter", "ledger", "210mm 210mm", "4.25in 6.87in", "A4 landscape"]
lengths = st.floats(5, 40).map(lambda length: length * MM)
geometries = st.builds(
    Geometry,
    width=st.floats(100, 600).map(lambda length: length * MM),
    height=st.floats(150, 600).map(lambda length: length * MM),
    margins=st.builds(Margins, inside=lengths, outside=lengths, top=lengths, bottom=lengths),
    baseline=st.floats(8, 20),
    text=st.floats(6, 14),
    gutter=st.floats(2, 8).map(lambda length: length * MM),
    rules=st.lists(
        st.builds(
            FrameRule,
            name=st.sampled_from(FRAMES),
            columns=st.integers(0, 6),
            gutter=st.none() | st.floats(6, 30),
            side=st.none() | st.floats(0, 60),
            side_at=st.sampled_from(("outside", "inside")),
            wished=st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
)


def test_a4_is_that_of_the_visual_system() -> None:
    assert A4.lines == 60
    assert A4.type_width == pytest.approx(177 * MM, abs=0.01)
    assert [A4.frame(name).columns for name in FRAMES] == [2, 3, 3, 1]
    assert (A4.frame("scholar").side > 0, A4.frame("feature").side) == (True, 0)
    assert (A4.clear, A4.pt, A4.scale, A4.grid) == (18, 1, 1, 3)
    assert (A4.part(31 / 60), A4.part(23 / 60)) == (31 * 12, 23 * 12)


@given(geometry=geometries)
def test_the_type_area_is_whole_lines(geometry: Geometry) -> None:
    assert geometry.foot + geometry.margin_bottom == pytest.approx(geometry.height)
    assert geometry.type_height == pytest.approx(geometry.lines * geometry.baseline)
    assert -0.02 * geometry.baseline <= geometry.margin_bottom - geometry.margins.bottom < geometry.baseline
    assert geometry.left(is_left=True) + geometry.type_width + geometry.left(is_left=False) == pytest.approx(
        geometry.width
    )


@given(geometry=geometries, columns=st.integers(0, 6))
def test_columns_add_up(geometry: Geometry, columns: int) -> None:
    for name in FRAMES:
        frame = geometry.frame(name, columns)
        assert frame.columns * frame.column + (frame.columns - 1) * frame.gutter == pytest.approx(frame.width)
        assert frame.width + frame.shift == pytest.approx(geometry.type_width)
        assert {frame.side_on("left"), frame.side_on("right")} == ({"left", "right"} if frame.side else {""})


@given(geometry=geometries, columns=st.integers(1, 6))
def test_a_template_gets_the_columns_that_it_asks_for_or_as_many_as_hold_text(geometry: Geometry, columns: int) -> None:
    frame = geometry.frame("feature", columns)
    assert 1 <= frame.columns <= columns
    if frame.columns > 1:
        assert geometry.characters(frame.column) >= LEAST_CHARACTERS
    if frame.columns < columns:
        more = geometry.column(frame.columns + 1, frame.width, frame.gutter)
        assert geometry.characters(more) < LEAST_CHARACTERS


@given(geometry=geometries)
def test_what_stands_in_a_margin_keeps_off_the_text(geometry: Geometry) -> None:
    assert 0.5 * geometry.baseline <= geometry.clear <= 1.5 * geometry.baseline


@pytest.mark.parametrize(
    ("size", "columns", "has_side"),
    [("A5", 2, False), ("A6", 1, False), ("letter", 3, True), ("ledger", 4, True), ("210mm 210mm", 3, True)],
)
def test_columns_are_as_many_as_read_well(size: str, columns: int, has_side: bool) -> None:
    page = geometry_of(size)
    assert page.frame("news").columns == columns
    assert bool(page.frame("scholar").side) == has_side
    assert columns == 1 or page.characters(page.frame("news").column) >= GOOD_CHARACTERS


@pytest.mark.parametrize("size", SIZES)
def test_a_small_page_has_margins_in_proportion(size: str) -> None:
    page = geometry_of(size)
    assert page.margins.inside <= A4.margins.inside
    assert page.margins.inside / page.margins.outside == pytest.approx(18 / 15, abs=0.06)
    assert page.margins.top >= 1.5 * page.baseline
    assert page.type_width / page.width > 0.8


def test_the_measures_reach_the_style_sheet() -> None:
    css = geometry_of("A5").css()
    assert "--trim-width:419.527559pt" in css
    assert "--head-outside:string(department)" in css
    assert "--foot-outside:none" in css


def test_a_side_column_can_be_at_the_spine() -> None:
    inside = Geometry(A4.width, A4.height, rules=(FrameRule("scholar", side=100.0, side_at="inside"),)).frame("scholar")
    assert (inside.side_on("left"), inside.side_on("right")) == ("right", "left")
    assert f"--shift-inside:{round(inside.shift, 6)}pt" in inside.css
    assert "--shift-outside:0pt" in inside.css


def test_furniture_knows_where_it_stands() -> None:
    bare = Furniture(("none", "none"), ("none", "none"), "none")
    assert not any(bare.at(edge) for edge in ("head", "foot"))
    assert Furniture(("none", "none"), ("none", "none"), "center", "head").at("head")
    assert Furniture(foot=("title", "none")).says("title")
