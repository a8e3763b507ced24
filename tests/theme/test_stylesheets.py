"""Style sheets: one text for the engine, files with lines and columns for people; and the print inks."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.theme.geometry import Geometry
from hemaprint.theme.inks import PrintInks
from hemaprint.theme.stylesheets import JoinedSheets, Joiner, read_style
from hemaprint.theme.theme import Theme
from samples import codes


def joined(folder: Path, **sheets: str) -> JoinedSheets:
    """``main.css`` with everything that it imports, behind a line that no file holds."""
    for name, text in sheets.items():
        (folder / f"{name}.css").write_text(text, "utf-8")
    joiner = Joiner(lambda name: (path,) if (path := folder / name).is_file() else ())
    joiner.add_text(":root{}\n")
    joiner.add_sheet("main.css")
    return joiner.joined()


def places(sheets: JoinedSheets, words: str) -> list[str]:
    """The places of ``words``, as people find them."""
    found = []
    for number, line in enumerate(sheets.text.split("\n"), start=1):
        start = line.find(words)
        place = sheets.place(number, start + 1) if start >= 0 else None
        if place is not None:
            found.append(f"{place.path.name}:{place.line}:{place.column}")
    return found


def test_every_place_leads_back_to_its_file(tmp_path: Path) -> None:
    main = '/* head */ @import "a.css"; .main{}\n@import url("b.css");\n  .last{}'
    sheets = joined(tmp_path, main=main, a=".a1{}\n.a2{}", b='@import "c.css";.b{}', c=".c{}")
    assert sheets.problems == ()
    where = {words: places(sheets, words) for words in (".a2", ".main", ".b", ".c", ".last")}
    assert where == {
        ".a2": ["a.css:2:1"],
        ".main": ["main.css:1:29"],
        ".b": ["b.css:1:17"],
        ".c": ["c.css:1:1"],
        ".last": ["main.css:3:3"],
    }
    assert sheets.place(1, 1) is None


@pytest.mark.parametrize("text", [".a::before{content:\"@import 'b.css';\"}", "/* @import 'b.css'; */"])
def test_what_only_looks_like_an_import_stays(tmp_path: Path, text: str) -> None:
    sheets = joined(tmp_path, main=text, b=".b{}")
    assert (places(sheets, ".b{}"), sheets.problems) == ([], ())


@pytest.mark.parametrize("rule", ['@import "b.css" print;', '@import "b.css" .a{}', "@import b;"])
def test_an_import_that_says_more_than_a_name_is_a_problem(tmp_path: Path, rule: str) -> None:
    (problem,) = joined(tmp_path, main=f"\n {rule}", b=".b{}").problems
    assert (problem.code, problem.location.line, problem.location.column) == ("HP201", 2, 2)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (".a{color:red}\n.b{color:blue", 2, 3),
        (".a{}\n}", 2, 1),
        (".a{width:calc(1pt;\n}", 1, 14),
        (".a{}\n /* open", 2, 2),
        ('.a{content:"open\n}', 1, 12),
        (".a{background:url(x", 1, 15),
        (".a{}\n.b", 2, 3),
        (".a{}\n@page", 2, 1),
        ("@media print{\n.a{}", 1, 13),
    ],
)
def test_what_is_not_closed_is_told_where_it_opens(tmp_path: Path, text: str, line: int, column: int) -> None:
    path = tmp_path / "it.css"
    path.write_text(text, "utf-8")
    problems = read_style(path)[1]
    assert ("HP230", line, column) in [(one.code, one.location.line, one.location.column) for one in problems]


def test_an_empty_sheet_takes_the_bundled_one_away(tmp_path: Path) -> None:
    assert joined(tmp_path, main="").problems == ()


def test_a_sheet_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "it.css").write_bytes("/* für */".encode("latin-1"))
    assert codes(read_style(tmp_path / "it.css")[1]) == ["HP002"]


def test_sheets_that_import_one_another_twice_over_come_to_an_end(tmp_path: Path) -> None:
    """Thirty sheets of two lines would be a thousand million sheets."""
    chain = {f"s{number}": f'@import "s{number + 1}.css";@import "s{number + 1}.css";' for number in range(30)}
    sheets = joined(tmp_path, main='@import "s0.css";', **chain, s30=".end{}")
    assert codes(sheets.problems) == ["HP201"]


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
    assert found.inks["#0B5563"] == (0.95, 0.4, 0.4, 0.35)
    assert found.inks["#1A1C1E"] == (0.0, 0.0, 0.0, 1.0)
    assert max(sum(ink) for ink in found.inks.values()) < 3


def test_a_style_of_the_project_comes_first(tmp_path: Path) -> None:
    found = inks(tmp_path, ":root { --accent: device-cmyk(10% 100%, 80% 30%) }")
    assert found.problems == ()
    assert found.inks["#0B5563"] == (0.1, 1.0, 0.8, 0.3)


def test_inks_for_another_colour_are_passed_over(tmp_path: Path) -> None:
    found = inks(tmp_path, tokens=":root{--accent:#00FF00;--ink:#1A1C1E}")
    assert "#00FF00" not in found.inks
    assert found.inks["#1A1C1E"] == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("style", "line"),
    [
        (":root{\n--accent:device-cmyk(1 1 1 0);\n--nobody:device-cmyk(0 0 0 1)}", 3),
        (":root{\n--accent:#123456}", 2),
        (":root{--accent:device-cmyk(1 1 1)}", 1),
        (":root{--accent:device-cmyk(0 0 0 2)}", 1),
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
