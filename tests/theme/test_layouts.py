"""What goes wrong in a layout of the project's is told at its line, what goes wrong in ours is ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from hemaprint.errors import ContentError, Problem
from hemaprint.galley.compose import Composer
from hemaprint.galley.pages import tried
from hemaprint.project.themes import bundled
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from samples import Sample

FIGURE = "A line.\n\n:::{figure} images/low.svg\n:alt: A plain colour\n\nA caption.\n:::\n"
NOTE = ":::{note} A note\nA line.\n:::\n\nAnother.\n"
PAGE = "layouts/pages/feature.html"
PARTIAL = "layouts/partials/figure.html"


def fault(sample: Sample, name: str, text: str, body: str = FIGURE) -> Problem:
    """The first fault of an issue with one article once this layout is in the project."""
    sample.write(name, text)
    sample.article("report", "Report", body)
    return tried(sample.setter().setting)[0]


def place(problem: Problem, root: Path) -> tuple[str, int, int]:
    location = problem.location
    return location.path.relative_to(root).as_posix(), location.line, location.column


def test_a_name_that_is_set_under_another_is_told_where_it_is_set(sample: Sample) -> None:
    sample.write("layouts/partials/head.html", "<p>{{ head }}</p>")
    problem = fault(sample, PARTIAL, "<figure>\n{% set heda = 1 %}{% include 'partials/head.html' %}</figure>")
    assert place(problem, sample.root) == (PARTIAL, 2, 8)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<figure>\n  {{ block.captoin }}</figure>", 2, 12),
        ("<figure>\n{{ captoin }}</figure>", 2, 4),
        ("<figure>\n{{ image(block.nothing.image) }}</figure>", 2, 16),
        ("<figure>\n{{ image(article.meta.opener.image) }}</figure>", 2, 30),
        ("<figure>{{ block.alt | shuot }}</figure>", 1, 24),
        ("<figure>\n{% fro x in y %}</figure>", 2, 4),
        ("<figure>{% include 'partials/gone.html' %}</figure>", 1, 21),
        ("<figure>\n{{ image() }}</figure>", 2, 1),
        ("<figure>\n{{ 1 / 0 }}</figure>", 2, 1),
        ("<figure>{{ block.alt + 1 }}</figure>", 1, 1),
        ("<figure>{% for x in 7 %}{% endfor %}</figure>", 1, 1),
        ("<figure>\n{% include 'partials/figure.html' %}</figure>", 2, 1),
        ("<figure>{% if %}</figure>", 1, 1),
    ],
)
def test_a_mistake_in_a_partial_has_its_line(sample: Sample, text: str, line: int, column: int) -> None:
    problem = fault(sample, PARTIAL, text)
    assert (problem.code, place(problem, sample.root)) == ("HP911", (PARTIAL, line, column))


def test_a_mistake_in_a_block_that_is_measured_alone_has_its_line(sample: Sample) -> None:
    text = "{% extends 'article.html' %}\n{% block head %}\n\n<p>{{ nothing }}</p>{% endblock %}"
    assert place(fault(sample, PAGE, text), sample.root) == (PAGE, 4, 7)


def test_a_mistake_that_shows_in_a_bundled_layout_is_that_of_the_one_that_it_uses(sample: Sample) -> None:
    name = "layouts/macros/caption.html"
    problem = fault(sample, name, "{% macro capton(block, word) %}{% endmacro %}")
    assert (problem.code, place(problem, sample.root)[0]) == ("HP911", name)


def test_without_layouts_of_its_own_a_project_is_not_blamed(sample: Sample) -> None:
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(595.28, 841.89))
    with pytest.raises(UndefinedError), theme.blamed("article.html"):
        theme.environment.get_template("article.html").render()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('{% set title_measure = "wide" %}', 8),
        ('{% set frame_name = "scholr" %}', 8),
        ("{% set title_max = 0 %}", 8),
        ('{% set title_max = "large" %}', 8),
        ("{% set title_leading = 12 %}", 8),
        ('{% set spread = "yes" %}', 8),
        ('{% set front = "yes" %}', 8),
        ("{% set title_max = 40 + 2 %}", 8),
        ("{% set columns = 7 %}", 8),
        ("{% set columns = 0 %}", 8),
        ("{% set columns = 2.5 %}", 8),
        ("{% set columns = true %}", 8),
        ('{% set text = "justify" %}', 8),
    ],
)
def test_what_a_template_says_of_itself_is_checked(sample: Sample, line: str, column: int) -> None:
    problem = fault(sample, PAGE, f"{{#- ours -#}}\n{line}\n{{% extends 'article.html' %}}")
    assert (problem.code, place(problem, sample.root)) == ("HP233", (PAGE, 2, column))


def test_what_a_template_says_holds_for_those_that_extend_it(sample: Sample) -> None:
    sample.write("layouts/pages/interview.html", "{% set title_max = 20 %}{% extends 'bundled/pages/interview.html' %}")
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(595.28, 841.89))
    facts = theme.declared("interview")
    assert (facts.frame, facts.spread, facts.title_max) == ("scholar", True, 20.0)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("article.html", 'data-key="shell"'),
        ("article.html", 'data-key="galley"'),
        ("partials/words.html", 'data-key="word-{{ outer'),
        ("partials/words.html", 'data-key="word-space'),
        ("article.html", 'data-key="head'),
        ("measure-cover.html", 'data-key="nameplate'),
    ],
)
def test_a_region_that_is_measured_must_be_there(sample: Sample, name: str, region: str) -> None:
    text = (bundled("layouts") / name).read_text("utf-8")
    assert region in text
    problem = fault(sample, f"layouts/{name}", text.replace(region, region.replace("key", "kye", 1)), NOTE)
    assert (problem.code, place(problem, sample.root)[0]) == ("HP234", f"layouts/{name}")


def test_a_partial_of_running_text_begins_with_an_element(sample: Sample) -> None:
    sample.write("layouts/partials/item.html", "{{ block.title }}<p>no element</p>")
    sample.article("notices", "News", ":::{item} One\nA line.\n:::\n")
    assert [problem.code for problem in tried(sample.setter().setting)] == ["HP234"]


def test_a_layout_in_another_encoding_is_a_problem(sample: Sample) -> None:
    sample.write(PARTIAL, "")
    (sample.root / PARTIAL).write_bytes("<figure>für</figure>".encode("latin-1"))
    sample.article("report", "Report", FIGURE)
    setter = sample.setter()
    with pytest.raises(ContentError) as caught:
        Composer(setter.issue.articles["report"], setter.setting)
    assert [problem.code for problem in caught.value.problems] == ["HP002"]


def test_a_template_has_a_name_of_its_own(sample: Sample) -> None:
    sample.write("layouts/pages/galley.html", '{% extends "article.html" %}')
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(595.28, 841.89))
    with pytest.raises(ContentError) as caught:
        theme.declared("galley")
    assert [problem.code for problem in caught.value.problems] == ["HP233"]
