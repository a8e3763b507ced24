# SPDX-License-Identifier: MIT
"""Words on pictures: dark or light ones, the least scrim that lets them be read, and pictures that refuse them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from hemaprint.galley.scrim import DENSEST, Ground, OnPicture, Page, Words, lightness, on_drawing, on_picture
from hemaprint.pdf.colors import contrast, luminance

PAGE = Page(210, 297, 3)
HEAD = Words(12, 18, 120, 60, 48)
FOOT = Words(12, 240, 120, 30, 9)
INKS: dict[Ground, float] = {"light": luminance((0.1, 0.1, 0.1)), "dark": 1.0}
_FIRST = re.compile(r"rgba\((\d+), (\d+), (\d+), ([\d.]+)\)")


def plain(folder: Path, *colors: str) -> Path:
    """A picture in the proportions of the page, in bands of these colours from its head to its foot."""
    path, height = folder / "picture.png", 606 // len(colors)
    image = Image.new("RGB", (432, height * len(colors)))
    for band, color in enumerate(colors):
        image.paste(Image.new("RGB", (432, height), color), (0, band * height))
    image.save(path)
    return path


def checkered(folder: Path) -> Path:
    """A picture of black and white squares, larger than letters."""
    path, squares = folder / "picture.png", Image.new("RGB", (12, 17))
    squares.putdata([(255, 255, 255) if (i % 12 + i // 12) % 2 else (0, 0, 0) for i in range(12 * 17)])
    squares.resize((432, 612), Image.Resampling.NEAREST).save(path)
    return path


def judged(picture: Path, *words: Words, ground: Ground | None = None) -> OnPicture:
    return on_picture(picture, PAGE, words, INKS, ground)


@pytest.mark.parametrize(("color", "ground"), [("#f0eee8", "light"), ("#10202c", "dark")])
def test_words_are_dark_on_a_light_picture_and_light_on_a_dark_one(tmp_path: Path, color: str, ground: str) -> None:
    assert judged(plain(tmp_path, color), HEAD, FOOT) == OnPicture(ground, "none", refused=False)  # type: ignore[arg-type]


def test_a_scrim_is_as_dense_as_small_words_need(tmp_path: Path) -> None:
    color = (120, 120, 120)
    found = judged(plain(tmp_path, "#787878"), FOOT, ground="dark")
    match = _FIRST.search(found.css)
    assert match is not None
    alpha = float(match[4])
    red, green, blue = (alpha * int(match[i + 1]) / 255 + (1 - alpha) * color[i] / 255 for i in range(3))
    assert 4.5 <= contrast(luminance((red, green, blue)), 1.0) < 5.1


def test_large_words_need_less_of_a_scrim_than_small_ones(tmp_path: Path) -> None:
    picture = plain(tmp_path, "#989898")

    def alpha(size: float) -> float:
        match = _FIRST.search(judged(picture, FOOT._replace(size=size), ground="dark").css)
        return float(match[4]) if match else 0.0

    assert 0 < alpha(30) < alpha(9)


def test_a_scrim_grows_from_the_edge_that_its_words_are_near(tmp_path: Path) -> None:
    picture = plain(tmp_path, "#989898")
    assert judged(picture, HEAD, ground="dark").css.startswith("linear-gradient(to bottom")
    assert judged(picture, FOOT, ground="dark").css.startswith("linear-gradient(to top")


def test_only_what_is_under_the_words_counts(tmp_path: Path) -> None:
    picture = plain(tmp_path, "#f0eee8", "#f0eee8", "#f0eee8", "#101418")
    assert judged(picture, HEAD).ground == "light"
    assert judged(picture, FOOT).ground == "dark"


def test_a_restless_picture_refuses_small_words_unless_an_editor_insists(tmp_path: Path) -> None:
    picture = checkered(tmp_path)
    assert judged(picture, FOOT).refused
    assert not judged(picture, FOOT, ground="light").refused


def test_no_scrim_hides_its_picture(tmp_path: Path) -> None:
    found = judged(checkered(tmp_path), FOOT, ground="dark")
    assert max(float(one[3]) for one in _FIRST.findall(found.css)) <= DENSEST


def test_a_picture_is_measured_where_the_page_crops_it(tmp_path: Path) -> None:
    wide = Image.new("RGB", (2000, 303), "#101418")
    wide.paste(Image.new("RGB", (300, 303), "#f0eee8"), (850, 0))  # the middle, which is all that is seen
    wide.save(tmp_path / "wide.png")
    assert judged(tmp_path / "wide.png", HEAD).ground == "light"


def test_a_drawing_has_words_only_where_an_editor_says_what_it_is() -> None:
    assert on_drawing(PAGE, [HEAD]).refused
    assert not on_drawing(PAGE, [HEAD], "dark").refused


def test_a_picture_that_was_saved_again_is_measured_again(tmp_path: Path) -> None:
    assert lightness(plain(tmp_path, "#101418")) < 20
    assert lightness(plain(tmp_path, "#f0eee8")) > 90
