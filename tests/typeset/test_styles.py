"""What the engine cannot use of a style sheet is told before a page is set, and in the file that it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError, Problem
from hemaprint.project.themes import bundled
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.styles import faults_of, style_problems
from hemaprint.typeset.vetting import foreign_pages
from samples import Sample, paragraphs

TOKENS = (bundled("styles") / "tokens.css").read_text("utf-8")
ITEM = "styles/components/item.css"


def theme(root: Path) -> Theme:
    return Theme.of_project(root / "layouts", root / "styles", Geometry(595.28, 841.89))


def places(problems: tuple[Problem, ...], root: Path) -> list[tuple[str, str, int]]:
    return [
        (one.code, one.location.path.relative_to(root).as_posix(), one.location.line)
        for one in sorted(problems, key=lambda problem: problem.sort_key)
    ]


def test_nothing_is_wrong_with_the_bundled_sheets(tmp_path: Path) -> None:
    assert style_problems(theme(tmp_path)) == ()


@pytest.mark.parametrize(
    ("css", "column"),
    [
        (".a{colr:red}", 4),
        (".a{width:3ptt}", 4),
        (".a{color:#12345}", 4),
        (".a{font-size:}", 4),
        (".a{width:calc(2*3ptt)}", 4),
        (".a{color red}", 4),
        (".a>>b{color:red}", 1),
        (".a::foo{color:red}", 1),
        (".a{ .b{colr:red} }", 8),
        (".a{ @media print{color:red} }", 5),
        ("@page :frist{margin:0}", 1),
        ("@page{ @top-lef{content:none} }", 8),
        ("@page{ @top-left{contnt:none} }", 18),
        ("@media pritn{.a{color:red}}", 8),
        ("@media print{.a{colr:red}}", 17),
        ("@supports (a:b){.a{color:red}}", 1),
        (".a{background:url(x.png)}", 4),
    ],
)
def test_what_the_engine_passes_over_is_a_fault(css: str, column: int) -> None:
    (fault,) = faults_of(f"\n{css}")
    assert (fault.code, fault.location.line, fault.location.column) == ("HP231", 2, column)


@pytest.mark.parametrize(
    ("css", "places"),
    [
        (".a{color:var(--x)}", [(1, 10)]),
        (".a{color:var(--x, red)}", []),
        (":root{--x:12ptt}\n.a{width:var(--x)}\n.b{width:calc(2*var(--x))}", [(1, 7)]),
        (":root{--x:12ptt}", [(1, 11)]),
        (":root{--x:red}\n.a{width:var(--x)}\n.b{color:var(--x)}", [(2, 4)]),
        (":root{--y:3ptt;--x:var(--y)}\n.a{width:var(--x)}\n.b{height:var(--y)}", [(1, 7), (1, 16), (2, 4)]),
        (":root{--gtuter:3pt}\n.a{width:var(--gutter)}\n.b{width:var(--gutter)}", [(1, 7)]),
        (":root{--red:#f00;--red-mid:#fcc}\n.a{color:var(--red)}\n.b{color:var(--redd)}", [(3, 10)]),
        (":root{--x:var(--x)}\n.a{width:var(--x)}", [(1, 7), (2, 4)]),
        ("@page{margin:var(--x)}\n:root{--x:1pt}", []),
    ],
)
def test_custom_properties_are_followed(css: str, places: list[tuple[int, int]]) -> None:
    assert sorted((one.location.line, one.location.column) for one in faults_of(css)) == places


def test_a_unit_in_the_tokens_is_told_in_the_tokens(sample: Sample) -> None:
    assert "--measure: 145mm" in TOKENS
    sample.write("styles/tokens.css", TOKENS.replace("--measure: 145mm", "--measure: 145mmm"))
    line = TOKENS[: TOKENS.index("--measure")].count("\n") + 1
    assert places(style_problems(theme(sample.root)), sample.root) == [("HP232", "styles/tokens.css", line)]


@pytest.mark.parametrize("name", ["gutter", "margin-inside", "b", "furniture"])
def test_a_measure_in_the_tokens_is_told_with_its_key(sample: Sample, name: str) -> None:
    sample.write("styles/tokens.css", f":root{{\n--accent:#123456;\n--{name}:4mm}}")
    (problem,) = style_problems(theme(sample.root))
    assert (problem.code, problem.location.line) == ("HP084", 3)
    assert "[page]" in problem.hint


def test_pages_of_no_template_are_told(sample: Sample) -> None:
    sample.write(
        "styles/components/about.css", "@page interview:left{margin-left:9mm}\n@page scholar:left{margin-left:9mm}"
    )
    (problem,) = foreign_pages(theme(sample.root))
    assert (problem.code, problem.location.line) == ("HP231", 2)


def test_what_cannot_be_read_is_told_alone(sample: Sample) -> None:
    sample.write(ITEM, ".item{colr:red}\n.item{")
    assert places(style_problems(theme(sample.root)), sample.root) == [("HP230", ITEM, 2)]
    with pytest.raises(ContentError):
        Spec.of(theme(sample.root))


def test_nothing_is_set_with_a_style_that_cannot_be_used(sample: Sample) -> None:
    sample.write(ITEM, ".item{colr:red}")
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.setter().set()
    assert places(caught.value.problems, sample.root) == [("HP231", ITEM, 1)]


def test_a_style_that_hides_what_is_measured_is_told_where_it_does(sample: Sample) -> None:
    sample.write("styles/components/opener.css", ".head{position:relative}\n.title{display:none!important}")
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.setter().set()
    assert places(caught.value.problems, sample.root) == [("HP235", "styles/components/opener.css", 2)]


@pytest.mark.parametrize(("style", "column"), [("width:9pt;hight:3pt", 26), ("color:red margin:0", 25)])
def test_a_style_in_a_layout_is_told_in_the_layout(sample: Sample, style: str, column: int) -> None:
    text = f'\n<figure style="{style}"><img src="{{{{ image(block.source) }}}}" alt="{{{{ block.alt }}}}"></figure>'
    path = sample.write("layouts/partials/figure.html", text)
    sample.article("report", "Report", f"{paragraphs(1)}\n:::{{figure}} images/low.svg\n:alt: A plain colour\n:::\n")
    with pytest.raises(ContentError) as caught:
        sample.setter().set()
    found = {(one.code, one.location.path, one.location.line, one.location.column) for one in caught.value.problems}
    assert found == {("HP231", path, 2, column)}


def test_a_style_that_a_layout_fills_is_told_in_the_layout(sample: Sample) -> None:
    text = '\n<figure style="hight:{{ 3 }}pt"><img src="{{ image(block.source) }}" alt="{{ block.alt }}"></figure>'
    path = sample.write("layouts/partials/figure.html", text)
    sample.article("report", "Report", f"{paragraphs(1)}\n:::{{figure}} images/low.svg\n:alt: A plain colour\n:::\n")
    found = [problem for problem in sample.setter().set().problems if problem.code == "HP231"]
    assert {(one.location.path, one.location.line, one.location.column) for one in found} == {(path, 2, 16)}


def test_a_layout_that_hides_what_is_measured_is_told_where_it_does(sample: Sample) -> None:
    text = (bundled("layouts") / "partials" / "words.html").read_text("utf-8")
    path = sample.write("layouts/partials/words.html", text.replace("font-size:100pt", "font-size:0"))
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.setter().set()
    assert [(one.code, one.location.path) for one in caught.value.problems] == [("HP235", path)]
