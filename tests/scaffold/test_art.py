"""Pictures are drawn from the title, for the trim size, in the colors of the theme, and the same every time."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from hemaprint.scaffold.art import Artist, Inks, Picture, Sheet
from hemaprint.scaffold.letters import box_of, letters_of
from hemaprint.theme.faces import bundled_faces

FACES = tuple(face.path for face in bundled_faces() if face.style == "normal")
INKS = Inks("#000001", "#000002", "#000003", "#000004", "#000005", "#000006", "#000007")
TITLES = ("Field Notes", "Q", "2600", "…!", "An Illustrated Quarterly of the Field Botanists", "前沿", "مجلة العلوم")
SHEETS = (Sheet(210, 297), Sheet(105, 148), Sheet(279, 432, 5), Sheet(210, 210, mirrored=True))
POINT = re.compile(r"-?\d+(?:\.\d+)?")


def _artist(title: str, sheet: Sheet = SHEETS[0]) -> Artist:
    return Artist(title, sheet, INKS, FACES)


def _pictures(artist: Artist) -> list[Picture]:
    whole = [artist.cover(), artist.cover(107), artist.back(), artist.house()]
    return [*whole, artist.contents(), artist.vignette(), artist.plate(), artist.field(), artist.horizon()]


@pytest.mark.parametrize("title", TITLES)
def test_every_title_has_pictures_that_are_small_and_described(title: str) -> None:
    for svg, alt in _pictures(_artist(title)):
        root = ElementTree.fromstring(svg)
        _, _, width, height = root.attrib["viewBox"].split()
        assert (root.attrib["width"], root.attrib["height"]) == (f"{width}mm", f"{height}mm")
        assert set(re.findall("#[0-9a-f]{6}", svg)) <= {getattr(INKS, name) for name in Inks.__slots__}
        assert 5_000 < len(svg) < 450_000
        assert 20 < len(alt) < 120


@pytest.mark.parametrize("sheet", SHEETS)
def test_covers_reach_the_bleed_of_every_trim(sheet: Sheet) -> None:
    for picture in (_artist("Field Notes", sheet).cover(), _artist("Field Notes", sheet).back()):
        root = ElementTree.fromstring(picture.svg)
        box = [float(value) for value in root.attrib["viewBox"].split()]
        assert box == [0, 0, sheet.width + 2 * sheet.bleed, sheet.height + 2 * sheet.bleed]


def test_words_and_letters_do_not_share_a_side() -> None:
    for sheet in SHEETS:
        starts = [
            float(POINT.findall(path)[0]) / sheet.width
            for path in re.findall(r"M[-\d.]+ [-\d.]+", _artist("Field Notes", sheet).cover().svg)
        ]
        words = [start > 0.66 if sheet.mirrored else start < 0.34 for start in starts]
        assert sum(words) < 0.02 * len(words)


def test_another_title_or_number_is_another_picture() -> None:
    assert _artist("Field Notes").cover() == _artist("Field Notes").cover()
    assert _artist("Field Notes").cover() != _artist("Sea Notes").cover()
    assert _artist("Field Notes").cover(2) != _artist("Field Notes").cover(3)
    assert _artist("Field Notes").cover().alt.startswith("The letter F,")
    assert _artist("Field Notes").cover(12).alt.startswith("The numeral 12,")


def test_a_character_without_a_face_becomes_a_figure() -> None:
    (letter,) = letters_of("\ud801\udc00".encode("utf-16", "surrogatepass").decode("utf-16"), ())
    assert not letter.drawn
    left, top, right, bottom = box_of(letter.polygons)
    assert 0 < right - left <= 1
    assert 0 < bottom - top <= 1


def test_capitals_are_drawn_and_what_has_none_stays() -> None:
    assert [letter.character for letter in letters_of("Straße 7", FACES)] == [*"STRA", "ß", "E", "7"]
