"""A layout that Jinja2 cannot read is told where something was left open, not where the file ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.project.themes import bundled
from hemaprint.theme.jinja import mistake_in

HERE = Path("layouts/partials/box.html")


@pytest.mark.parametrize(
    ("text", "stopped_at", "place", "message"),
    [
        ("a\n{% if b %}\nc\nd", 4, (2, 1), "this {% if %} does not end"),
        ("<p>{{ a </p>\n{{ b }}", 1, (1, 4), "this {{ is not closed"),
        ("<p>{% if a </p>", 1, (1, 4), "this {% is not closed"),
        ("a\n{# b", 2, (2, 1), "this {# is not closed"),
        ("{% endif %}", 1, (1, 1), "this {% endif %} ends nothing"),
        ("{% if a %}{% endfor %}", 1, (1, 11), "this {% endfor %} ends nothing"),
        ("{% block a %}\n{% if b %}\n{% endblock %}", 3, (2, 1), "this {% if %} does not end before {% endblock %}"),
        ("{% inclde 'a' %}", 1, (1, 4), "there is no {% inclde %}"),
    ],
)
def test_a_mistake_has_its_place(text: str, stopped_at: int, place: tuple[int, int], message: str) -> None:
    problem = mistake_in(text, HERE, stopped_at)
    assert problem is not None
    assert (problem.code, problem.location.line, problem.location.column) == ("HP911", *place)
    assert problem.message == message


@pytest.mark.parametrize(
    "text", ["{% set a %}b{% endset %}", "{% set a = 1 %}", "{% raw %}{{ {% endraw %}", "{{ a b }}"]
)
def test_what_is_closed_is_left_to_jinja(text: str) -> None:
    assert mistake_in(text, HERE, 1) is None


def test_nothing_is_wrong_with_the_bundled_layouts() -> None:
    files = sorted(bundled("layouts").rglob("*.html"))
    assert files
    assert [path for path in files if mistake_in(path.read_text("utf-8"), path, 0) is not None] == []
