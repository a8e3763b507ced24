"""Lines and Kaplan-Meier steps: where they run, what they leave out, who was at risk."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from hemaprint.charts.curves import number_at_risk
from hemaprint.content.blocks import ChartSpec

from .picture import COLUMN, SURVIVAL, SVG, WIDTHS, Picture, line, series


def _paths(picture: Picture) -> list[list[tuple[float, float]]]:
    data = [element.get("d", "") for element in picture.root.iter(SVG + "path")]
    return [[(float(p.split()[0]), float(p.split()[1])) for p in d[1:].split("L")] for d in data]


def test_a_survival_curve_goes_right_or_down_from_all_alive() -> None:
    for path in _paths(Picture(SURVIVAL)):
        for (x, y), (after_x, after_y) in pairwise(path):
            assert (x == after_x and after_y > y) or (y == after_y and after_x > x)
    first, second = _paths(Picture(SURVIVAL))
    assert first[0] == second[0]


def test_half_alive_is_half_way_down() -> None:
    picture = Picture(SURVIVAL)
    top = picture.text("100%").top
    half = picture.text("0%").top - picture.text("100%").top
    path = _paths(picture)[0]
    assert path[-1][1] - path[0][1] == pytest.approx(half / 2, abs=0.05)
    assert top > 0


def test_each_censored_patient_has_a_tick() -> None:
    picture = Picture(SURVIVAL)
    ticks = [w for (w,) in picture.numbers("line", "stroke-width") if w == 0.9]
    assert len(ticks) == 2


@pytest.mark.parametrize(("time", "left"), [(0, 4), (4, 4), (5, 3), (20, 2), (21, None)])
def test_at_risk_is_counted_just_before_a_time(time: float, left: int | None) -> None:
    assert number_at_risk(SURVIVAL, 0, time) == left


def test_nobody_is_left_after_the_last_censored_patient() -> None:
    assert number_at_risk(SURVIVAL, 1, 20) == 0


def test_a_missing_value_breaks_the_line() -> None:
    assert len(_paths(Picture(line((1, 2, None, 3, 4))))) == 2


def test_numeric_categories_keep_their_distances() -> None:
    (path,) = _paths(Picture(line((1, 1, 1), names=("0", "1", "10"))))
    assert (path[2][0] - path[1][0]) / (path[1][0] - path[0][0]) == pytest.approx(9, abs=0.01)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "spec",
    [
        SURVIVAL,
        line((4, 6, 7), (4.1, 6, 7.1), (4, 5, 7)),
        line((0, 0, 0)),
        line((5,)),
        line((-5, 5, None), (None, None, -3)),
        line((-5, -6)),
        line(tuple(range(25)), names=tuple(f"Category {index}" for index in range(25))),
        ChartSpec(
            kind="line",
            categories=("1", "2"),
            notes=("a note that is quite long for the end of a line",),
            series=(series("A name much too long for the end of any line", 1, 2), series("B", 2, 1)),
            x_label="Years",
        ),
    ],
)  # fmt: skip
def test_labels_stay_inside_and_apart(spec: ChartSpec, width: float) -> None:
    picture = Picture(spec, width)
    assert picture.faults() == []
    assert picture.height % 12 == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_titles_stand_at_the_ends_of_their_axes(width: float) -> None:
    picture = Picture(SURVIVAL, width)
    first, title = picture.text("100%"), picture.text("Alive")
    assert title.left == pytest.approx(first.left, abs=0.1)
    assert title.bottom <= first.top + 0.6
    zero = next(box for box in picture.texts if box.text == "0")
    assert picture.text("Months").left == pytest.approx((zero.left + zero.right) / 2, abs=0.1)
    assert picture.text("Months").top >= zero.bottom


def test_a_long_name_is_not_parted_in_a_column() -> None:
    spec = line((1, 2, 3), (1, 3, 5), (0, 0, 1))
    named = replace(spec, series=(*spec.series[:2], replace(spec.series[2], name="Haploidentical")))
    assert Picture(named, COLUMN).text("Haploidentical")
