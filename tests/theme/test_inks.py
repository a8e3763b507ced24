"""The inks of the print edition, as styles/editions/print.css pairs them with colour tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.theme.geometry import Geometry
from hemaprint.theme.stylesheets import PrintInks
from hemaprint.theme.theme import Theme
from samples import codes


def inks(root: Path, style: str | None = None, tokens: str | None = None) -> PrintInks:
    """The inks of a project with styles of its own."""
    folder = root / "styles"
    (folder / "editions").mkdir(parents=True)
    if style is not None:
        (folder / "editions" / "print.css").write_text(style, "utf-8")
    if tokens is not None:
        (folder / "tokens.css").write_text(tokens, "utf-8")
    return Theme.of_project(root / "layouts", folder, Geometry(595.28, 841.89)).inks


def test_every_token_of_the_bundled_theme_has_an_ink(tmp_path: Path) -> None:
    found = inks(tmp_path)
    theme = Theme.of_project(tmp_path, tmp_path, Geometry(595.28, 841.89))
    assert found.problems == ()
    assert found.inks.keys() == {color.upper() for color in theme.colors.values()}
    assert found.inks["#971720"] == (0.12, 1.0, 0.86, 0.28)
    assert found.inks["#1C191A"] == (0.0, 0.0, 0.0, 1.0)
    assert max(sum(ink) for ink in found.inks.values()) < 3


def test_a_style_of_the_project_comes_first(tmp_path: Path) -> None:
    found = inks(tmp_path, ":root { --eosin: device-cmyk(10% 100%, 80% 30%) }")
    assert found == PrintInks({"#971720": (0.1, 1.0, 0.8, 0.3)})


def test_inks_for_another_colour_are_passed_over(tmp_path: Path) -> None:
    found = inks(tmp_path, tokens=":root{--eosin:#00FF00;--ink:#1C191A}")
    assert found == PrintInks({"#1C191A": (0.0, 0.0, 0.0, 1.0)})


@pytest.mark.parametrize(
    ("style", "line"),
    [
        (":root{\n--eosin:device-cmyk(1 1 1 0);\n--nobody:device-cmyk(0 0 0 1)}", 3),
        (":root{\n--eosin:#123456}", 2),
        (":root{--eosin:device-cmyk(1 1 1)}", 1),
        (":root{--eosin:device-cmyk(0 0 0 2)}", 1),
        ("/* a\n comment */\nbody{color:red}", 3),
        (':root{--ink:device-cmyk(0 0 0 1)}\n@import "more.css";', 2),
    ],
)
def test_what_is_no_ink_is_reported_with_its_line(tmp_path: Path, style: str, line: int) -> None:
    (problem,) = inks(tmp_path, style).problems
    assert (problem.code, problem.severity, problem.location.line) == ("HP354", "warning", line)


def test_one_colour_has_one_ink(tmp_path: Path) -> None:
    tokens = ":root{--one:#101010;--two:#101010}"
    same = ":root{--one:device-cmyk(0 0 0 1);--two:device-cmyk(0 0 0 1)}"
    assert inks(tmp_path / "a", same, tokens).problems == ()
    assert codes(inks(tmp_path / "b", same.replace("0 0 0 1", "0 0 0 .9", 1), tokens).problems) == ["HP355"]
