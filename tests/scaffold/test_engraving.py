"""Lines of an engraving: each inside its shape, none across another, thin in the light and thick in the shade."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from hemaprint.scaffold.engraving import Cut, engraved, outlined
from hemaprint.scaffold.letters import Polygon, letter_of
from hemaprint.theme.faces import bundled_faces

SQUARE: Polygon = tuple(
    [(x, 0.0) for x in range(40)]
    + [(40.0, y) for y in range(40)]
    + [(40.0 - x, 40.0) for x in range(40)]
    + [(0.0, 40.0 - y) for y in range(40)]
)
HOLE: Polygon = ((15, 15), (15, 25), (25, 25), (25, 15))
SUBPATH = re.compile(r"M([-\d.]+) ([-\d.]+)l([-\d. ]+)z")


def _bands(path: str) -> list[list[tuple[float, float]]]:
    """The subpaths of a path as points."""
    bands = []
    for x, y, moves in SUBPATH.findall(path):
        numbers = [float(number) for number in moves.split()]
        points = [(float(x), float(y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        bands.append(points)
    return bands


def _thickness(points: list[tuple[float, float]], share: float) -> float:
    half = len(points) // 2
    at = round(share * (half - 1))
    return points[-1 - at][1] - points[at][1]


@pytest.mark.parametrize("slope", [0, -22, 90])
def test_lines_stay_in_the_shape(slope: float) -> None:
    bands = _bands(engraved([SQUARE], (), Cut(2, slope, 8), "#000000"))
    assert len(bands) >= 18
    points = [point for band in bands for point in band]
    assert all(-1.1 < x < 41.1 and -1.1 < y < 41.1 for x, y in points)


def test_a_hole_stays_empty() -> None:
    bands = _bands(engraved([SQUARE, HOLE], (), Cut(2, 0, 4), "#000000"))
    assert not any(16 < x < 24 and 17 < y < 23 for band in bands for x, y in band)


def test_lines_do_not_cross() -> None:
    bands = _bands(engraved([SQUARE], (), Cut(2, 0, 8), "#000000"))
    for above, below in pairwise(bands):
        half = len(above) // 2
        lower = above[half:][::-1]
        assert all(one[1] <= two[1] + 0.02 for one, two in zip(lower, below[:half], strict=True))


def test_light_comes_from_the_upper_left() -> None:
    bands = _bands(engraved([SQUARE], (), Cut(2, 0, 12), "#000000"))
    middle = bands[len(bands) // 2]
    assert _thickness(middle, 0.15) < _thickness(middle, 0.5) < _thickness(middle, 0.85)
    assert _thickness(bands[2], 0.5) < _thickness(bands[-3], 0.5)


def test_strokes_that_overlap_are_one_shape() -> None:
    faces = tuple(face.path for face in bundled_faces() if face.style == "normal")
    letter = letter_of("N", faces)
    assert letter.hidden, "the variable face draws an N in parts; a static one would not need this"
    assert len(letter.hidden) < sum(map(len, letter.polygons)) / 4


def test_an_outline_hides_its_ground() -> None:
    assert outlined([SQUARE], "#111111", "#222222", 0.5).count('fill="#222222"') == 2
