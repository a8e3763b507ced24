"""Bars: zero base, lengths in proportion, units, values and labels that never touch."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hemaprint.charts.axes import FULL_GUTTER
from hemaprint.content.blocks import ChartSpec

from .picture import COLUMN, FULL, INKS, OUTCOME, WIDTHS, Picture, bar, series


def test_bars_start_at_zero_and_are_as_long_as_their_values() -> None:
    bars = Picture(bar(10, 20, 5)).bars
    assert {x for x, *_ in bars} == {FULL_GUTTER}
    lengths = [width for _, _, width, _ in bars]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.02)
    assert lengths[2] == pytest.approx(lengths[0] / 2, abs=0.02)


def test_segments_of_a_stack_follow_one_another() -> None:
    row = Picture(OUTCOME).bars[2:]
    for (x, _, width, _), (after, *_) in pairwise(row):
        assert x + width == pytest.approx(after, abs=0.02)
    assert [round(width / (row[0][2] / 2)) for _, _, width, _ in row] == [2, 3, 5, 2]


def test_counts_divide_bars_into_units_and_stand_in_the_first() -> None:
    picture = Picture(bar(4, counts=True))
    (x, y, width, _), *_ = picture.bars
    hairlines = [
        (a, b) for a, b, top in picture.numbers("line", "x1", "x2", "y1") if a == b and top == pytest.approx(y)
    ]
    assert [round((a - x) / (width / 4)) for a, _ in hairlines] == [1, 2, 3]
    count = [box for box in picture.texts if box.text == "4"][-1]
    assert x < count.left < count.right < x + width / 4


def test_forty_units_and_fractions_are_not_divided() -> None:
    whole, many, broken = bar(39, counts=True), bar(40, counts=True), bar(3.5, counts=True)
    assert len(Picture(whole).numbers("line", "x1")) > len(Picture(many).numbers("line", "x1"))
    assert len(Picture(broken).numbers("line", "x1")) < 12


def test_negative_values_run_left_from_the_zero_line() -> None:
    picture = Picture(bar(12, -35, 60, unit="%"))
    up, down, _ = picture.bars
    assert down[0] + down[2] == pytest.approx(up[0], abs=0.02)
    assert picture.text("−35%").right < down[0]


def test_one_series_may_colour_each_category() -> None:
    spec = ChartSpec(
        kind="bar",
        categories=("a", "b"),
        notes=(),
        series=(series("n", 2, 1, color="accent-2-pale, accent-2"),),
        counts=True,
    )
    picture = Picture(spec)
    fills = [element.get("fill") for element in picture.root.iter("{http://www.w3.org/2000/svg}rect")]
    assert fills == [INKS["accent-2-pale"], INKS["accent-2"]]
    inside = [box.ink for box in picture.texts if box.text in "21" and box.ink not in (INKS["ink-2"], INKS["ink"])]
    assert inside == [INKS["accent-2-deep"], INKS["paper"]]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "spec",
    [
        OUTCOME,
        bar(19, 16, 10, counts=True),
        bar(0, 0, 0),
        bar(7),
        bar(1200.5, None, 3),
        bar(-4, 3.25, -0.5),
        bar(-4, -3),
        bar(*range(25)),
        bar(3, 5, names=("A category whose name is much longer than any gutter would be", "x" * 90)),
        ChartSpec(
            kind="bar",
            categories=("First", "Second"),
            notes=("a note", "another"),
            series=(series("this reader", 12, 45.5), series("that reader", 14, None)),
            x_label="Slides",
        ),
        ChartSpec(
            kind="stacked",
            categories=tuple(f"Ward {index}" for index in range(25)),
            notes=(),
            series=(series("kept", *range(20, 45)), series("lost", *[0, 1, None, 3, 4] * 5), series("new", *[1] * 25)),
            x_label="Samples",
        ),
        ChartSpec(
            kind="stacked",
            categories=("Both ways",),
            notes=(),
            series=(series("up", 12.5), series("down", -3), series("up again", 8)),
        ),
    ],
)  # fmt: skip
def test_labels_stay_inside_and_apart(spec: ChartSpec, width: float) -> None:
    picture = Picture(spec, width)
    assert picture.faults() == []
    assert picture.height % 12 == 0


def test_in_a_column_labels_stand_above_their_bars() -> None:
    picture = Picture(bar(3, 2), COLUMN)
    assert picture.text("Row 0").bottom <= picture.bars[0][1]
    assert picture.bars[0][0] == 0


def test_segments_without_room_for_labels_are_listed() -> None:
    assert len(Picture(OUTCOME, FULL).bars) == 6
    assert len(Picture(OUTCOME, COLUMN).bars) == 12, "a swatch for each segment"


def test_a_given_height_is_kept_when_there_is_room() -> None:
    tall = ChartSpec(kind="bar", categories=("a", "b"), notes=(), series=(series("n", 1, 2),), height=15)
    assert Picture(tall).height == 180


@pytest.mark.parametrize("width", WIDTHS)
def test_the_title_of_an_axis_stands_at_its_start(width: float) -> None:
    picture = Picture(OUTCOME, width)
    axis = min(x for x, *_ in picture.bars)
    assert picture.text("Patients").left == pytest.approx(axis, abs=0.1)
    assert picture.text("Patients").bottom <= picture.text("0").top


@pytest.mark.parametrize("width", WIDTHS)
def test_series_of_bars_are_named_at_the_first(width: float) -> None:
    spec = ChartSpec(
        kind="bar",
        categories=("2019", "2020"),
        notes=(),
        series=(series("Autologous", 43, 39), series("Allogeneic", 21, 19)),
    )
    picture = Picture(spec, width)
    (_, top, _, height), (_, _, _, _), *_ = picture.bars
    assert top <= picture.text("Autologous").top < top + height
    assert picture.faults() == []


@pytest.mark.parametrize("width", WIDTHS)
def test_stacks_of_many_rows_are_named_under_the_first_only(width: float) -> None:
    spec = ChartSpec(
        kind="stacked",
        categories=tuple("abcdef"),
        notes=(),
        series=(series("Marrow", *[20] * 6), series("Blood", *[60] * 6), series("Cord", *[20] * 6)),
    )
    picture = Picture(spec, width)
    assert [box.text for box in picture.texts].count("Marrow") == 1
    (_, top, _, height), *_ = picture.bars
    assert top + height <= picture.text("Marrow").top < top + height + 12
    assert picture.faults() == []
