"""The picture as a file: well-formed, named, free of raw colours, the same every time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hemaprint.charts import Palette, draw
from hemaprint.charts.axes import number, ticks
from hemaprint.charts.lettering import SMALL, VALUE, Lettering, Style, lettering_of
from hemaprint.content.blocks import ChartSpec
from hemaprint.errors import UsageError
from hemaprint.project.themes import theme_named
from hemaprint.scaffold.proof import look_of
from hemaprint.theme.faces import bundled_faces
from hemaprint.theme.theme import theme_of

from .picture import COLUMN, INKS, LETTERS, OUTCOME, PALETTE, SURVIVAL, SVG, Picture, bar, series

CMYK = Palette({token: f"device-cmyk(0 {index / 20} 0 {index / 20})" for index, token in enumerate(INKS)})


def test_the_title_is_the_text_alternative_and_everything_is_escaped() -> None:
    picture = Picture(bar(1, names=('<b> & "quotes"',)), alt="5 < 6 & 'so on'")
    assert picture.root.get("role") == "img"
    title = picture.root.find(SVG + "title")
    assert title is not None
    assert (title.get("id"), title.text) == ("t", "5 < 6 & 'so on'")
    assert picture.text('<b> & "quotes"')


@pytest.mark.parametrize("spec", [OUTCOME, SURVIVAL])
def test_every_colour_comes_from_the_palette(spec: ChartSpec) -> None:
    assert "#" not in Picture(spec, palette=CMYK).source


@pytest.mark.parametrize("spec", [OUTCOME, SURVIVAL])
def test_open_paths_have_no_fill_and_there_is_no_css(spec: ChartSpec) -> None:
    picture = Picture(spec)
    for tag in ("line", "path"):
        assert all(element.get("fill") == "none" for element in picture.root.iter(SVG + tag))
    assert not re.search(r"\b(style|class)=", picture.source)


def test_the_same_chart_is_the_same_text() -> None:
    assert Picture(OUTCOME).source == Picture(OUTCOME).source
    assert not re.search(r"\d\.\d{3}", Picture(SURVIVAL).source)


@pytest.mark.parametrize("values", [(), (None, None)])
def test_a_chart_of_nothing_is_an_empty_picture(values: tuple[None, ...]) -> None:
    assert Picture(bar(*values)).height == 12


def test_an_unknown_colour_is_an_error_with_advice() -> None:
    spec = ChartSpec(kind="bar", categories=("a",), notes=(), series=(series("n", 1, color="azur"),))
    with pytest.raises(UsageError) as caught:
        Picture(spec)
    assert "accent-2" in caught.value.hint


@pytest.mark.parametrize(
    "token", ["accent-2", "accent-2-mid", "accent-2-pale", "accent-mid", "accent-pale", "ink", "tint"]
)
def test_text_on_a_colour_can_be_read(token: str) -> None:
    palette = Palette(INKS)
    assert palette.contrast(palette.text_on(token), token) >= 4.5


def test_cmyk_colours_have_a_luminance() -> None:
    palette = Palette(
        {"black": "device-cmyk(0 0 0 100%)", "paper": "device-cmyk(0 0 0 0)", "grey": "device-cmyk(0 0 0 .5)"}
    )
    assert palette.luminance("black") == 0
    assert palette.luminance("paper") == pytest.approx(1)
    assert 0.1 < palette.luminance("grey") < 0.4


def test_widths_are_those_of_the_face() -> None:
    # HarfBuzz sets "died of infection" in Source Sans 3 at 7 pt 51.7 pt wide
    assert LETTERS.width(SMALL, "19") == pytest.approx(6.96, abs=0.01)
    assert LETTERS.width(Style(7, 9, 700, ""), "19") > LETTERS.width(SMALL, "19")
    assert LETTERS.width(SMALL, "潘静") == pytest.approx(14)


def test_another_face_has_its_own_widths_and_capitals() -> None:
    mono = Lettering("HF Mono", tuple(face.path for face in bundled_faces() if face.family == "HF Mono"))
    assert mono.width(SMALL, "ii") == mono.width(SMALL, "mm") > LETTERS.width(SMALL, "ii")
    assert LETTERS.cap(SMALL) == pytest.approx(0.66 * 7)
    assert LETTERS.family == "HF Sans"


def test_a_weight_that_the_face_lacks_is_the_nearest_it_has(tmp_path: Path) -> None:
    quarto = lettering_of(theme_of(look_of(theme_named("quarto", None), tmp_path)))
    drawn = draw(OUTCOME, COLUMN, PALETTE, quarto, title_id="t", alt="A chart")
    assert set(re.findall(r'font-weight="(\d+)"', drawn)) <= {"400", "500"}
    assert LETTERS.weight(VALUE) == VALUE.weight


def test_lines_break_at_spaces_and_only_then_inside_words() -> None:
    assert LETTERS.wrap(SMALL, "died of infection", 40) == ("died of", "infection")
    assert all(LETTERS.width(SMALL, line) <= COLUMN for line in LETTERS.wrap(SMALL, "x" * 200, COLUMN))
    assert LETTERS.wrap(SMALL, "", 40) == ()
    assert LETTERS.wrap(SMALL, "one two three", 1000) == ("one two three",)


def test_lines_are_even() -> None:
    assert LETTERS.wrap(SMALL, "the base for safety and response", 90) == ("the base for safety", "and response")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 19, (0, 5, 10, 15)), (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)), (-40, 60, (-40, -20, 0, 20, 40, 60))],
)
def test_ticks_are_round(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert ticks(low, high, 6) == expected


def test_numbers_as_printed() -> None:
    assert [number(value) for value in (1234.5, -3, 0.1 + 0.2, -0.0)] == ["1,234.5", "−3", "0.3", "0"]
    assert number(45, "%") == "45%"
    assert [number(value) for value in (0.05, 0.001, 0.0035, -0.00012, 1e-17)] == [
        "0.05",
        "0.001",
        "0.0035",
        "−0.00012",
        "0",
    ]
