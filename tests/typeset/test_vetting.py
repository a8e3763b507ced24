"""What can be read off a project's layouts and sheets is told by check and by a build alike, in the file it is in."""

from __future__ import annotations

from contextlib import suppress

import pytest

from hemaprint.build.reading import check_issue
from hemaprint.errors import ContentError, Problem
from hemaprint.project.themes import bundled
from samples import NAME, Sample, paragraphs

ITEM = "styles/components/item.css"
FIGURE = "layouts/partials/figure.html"
Told = list[tuple[str, str, int, int]]


def told(problems: tuple[Problem, ...], sample: Sample) -> Told:
    own = [one for one in problems if one.location.path.is_relative_to(sample.root)]
    shown = [(one.code, one.location.path.relative_to(sample.root).as_posix(), one) for one in own]
    return [
        (code, path, one.location.line, one.location.column) for code, path, one in shown if not path.startswith("con")
    ]


def checked_and_prepared(sample: Sample) -> Told:
    """What check says, which is what a build says before it sets a page."""
    sample.article("report", "Report", f"{paragraphs(1)}\n:::{{figure}} images/low.svg\n:alt: A plain colour\n:::\n")
    checked = told(check_issue(sample.project, NAME), sample)
    setter = sample.setter()
    with suppress(ContentError):
        setter._prepare()
    assert told(setter._remarks, sample) == checked
    return checked


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (ITEM, '.a{background:url("hemaprint-project:///styles/a.png")}', ("HP202", ITEM, 1, 15)),
        (ITEM, ".a{background:url(https://example.org/a.png)}", ("HP202", ITEM, 1, 15)),
        (ITEM, ".a{-webkit-hyphens:auto}", ("HP090", ITEM, 1, 4)),
        ("styles/mine.css", ".a{color:red}", ("HP092", "styles/mine.css", 1, 1)),
        ("styles/editions/newsletter.css", ".a{color red}", ("HP231", "styles/editions/newsletter.css", 1, 4)),
        ("styles/editions/print.css", ":root{--a:red}", ("HP354", "styles/editions/print.css", 1, 7)),
        (FIGURE, '\n<img src="a.png" alt="">', ("HP202", FIGURE, 2, 11)),
        (FIGURE, '\n<p style="color:red;\n hight:3pt">', ("HP231", FIGURE, 3, 2)),
        (FIGURE, "\n<style>.a{colr:red}</style>", ("HP231", FIGURE, 2, 11)),
        (FIGURE, "\n<div><p>a</p>", ("HP091", FIGURE, 2, 1)),
        (FIGURE, "\n{% if false %}{{ bloc.title }}{% endif %}", ("HP093", FIGURE, 2, 18)),
        (FIGURE, "\n{{ bloc.title }}", ("HP911", FIGURE, 2, 4)),
        (FIGURE, "\n{# a", ("HP911", FIGURE, 2, 1)),
        ("layouts/pages/other.html", '{% extends "gone.html" %}', ("HP911", "layouts/pages/other.html", 1, 13)),
    ],
)
def test_a_fault_is_told_once_and_by_both(
    sample: Sample, name: str, text: str, fault: tuple[str, str, int, int]
) -> None:
    before = (bundled("layouts") / "partials/figure.html").read_text("utf-8").rstrip("\n") if name == FIGURE else ""
    sample.write(name, before + text)
    code, path, line, column = fault
    assert checked_and_prepared(sample) == [(code, path, line + before.count("\n"), column)]


def test_a_tag_that_closes_nothing_is_an_error_unless_another_layout_opens_it(sample: Sample) -> None:
    figure = (bundled("layouts") / "partials/figure.html").read_text("utf-8")
    sample.write(FIGURE, f"{figure}</div>\n")
    sample.article("report", "Report", paragraphs(1))
    (stray,) = [one for one in check_issue(sample.project, NAME) if one.code == "HP091"]
    assert stray.is_error
    sample.write("layouts/partials/opened.html", "<div>\n")
    pair = [one for one in check_issue(sample.project, NAME) if one.code == "HP091"]
    assert [one.severity for one in pair] == ["warning", "warning"]


def test_a_picture_that_is_there_is_no_fault(sample: Sample) -> None:
    sample.write(ITEM, f'.a{{background:url("hemaprint-project:///content/{NAME}/images/low.svg")}}')
    assert checked_and_prepared(sample) == []
