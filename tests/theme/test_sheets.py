"""Style sheets are one text for the engine, and files with lines and columns for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.theme.stylesheets import JoinedSheets, Joiner, read_style
from samples import codes


def joined(folder: Path, **sheets: str) -> JoinedSheets:
    """``main.css`` with everything that it imports, behind a line that no file holds."""
    for name, text in sheets.items():
        (folder / f"{name}.css").write_text(text, "utf-8")
    joiner = Joiner(lambda name: path if (path := folder / name).is_file() else None)
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
