"""Broken HTML in a layout is found before the layout is filled; what is right in any branch is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.project.themes import bundled
from hemaprint.theme.elements import elements_of

HERE = Path("layouts/partials/box.html")


def told(text: str) -> list[tuple[int, int, str]]:
    return [(one.location.line, one.location.column, one.message) for one in elements_of(text, HERE).problems]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("<p>a</p>\n <div><p>a</p>", (2, 2), "<div> is not closed"),
        ("<p>a</p>\n</div>", (2, 1), "</div> closes nothing"),
        ("<b><i>a</b></i>", (1, 4), "<i> is not closed before </b>"),
        ('<p class="a>b</p>\n<p class="c">d</p>', (1, 10), "this quotation mark is not closed"),
        ('<p class="a>b</p>', (1, 10), "this quotation mark is not closed"),
        ('<p class="a"\n<b>c</b></p>', (1, 1), "the tag <p is not closed"),
        ("<spna>a</spna>", (1, 1), "there is no element <spna>"),
        ("<div/>", (1, 1), "<div/> opens an element, and does not close it"),
        ("<!-- a", (1, 1), "this does not end"),
        ("{% for a in b %}<div>{% endfor %}", (1, 17), "<div> is not closed"),
        ("{% macro a() %}<b>{% endmacro %}", (1, 16), "<b> is not closed"),
        ("{% if a %}<div>{% else %}<p>{% endif %}", (1, 11), "<div> is not closed"),
    ],
)
def test_what_is_broken_has_its_place(text: str, place: tuple[int, int], message: str) -> None:
    assert told(text) == [(*place, message)]


@pytest.mark.parametrize(
    "text",
    [
        "{% if a %}<div>{% endif %}b{% if a %}</div>{% endif %}",
        "{% if a %}<div class='b'>{% else %}<div>{% endif %}</div>",
        "<section>{% if a %}</section>{% else %}</section>{% endif %}",
        "<h{{ level }}>a</h{{ level }}>",
        "<p {% if a %}class='b'{% endif %} title='{{ \"c\" if d > e }}'>f",
        "<ul>{% for a in b %}<li>{{ a }}{% endfor %}</ul>",
        "<svg><path d='m0 0'/><textPath/></svg><br/><img src='{{ a }}'>",
        "<p>1 < 2</p><my-part>a</my-part>",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_nothing_is_wrong_with_the_bundled_layouts() -> None:
    files = sorted(bundled("layouts").rglob("*.html"))
    assert files
    assert [one for path in files for one in elements_of(path.read_text("utf-8"), path).problems] == []


def test_styles_and_pictures_are_found_where_they_are() -> None:
    found = elements_of('<p style="color:red">{{ a }}<img src="b.png"><style>.c{}</style>', HERE)
    assert [(one.text, one.start) for one in (*found.styles, *found.pictures, *found.sheets)] == [
        ("color:red", 10),
        ("b.png", 38),
        (".c{}", 52),
    ]
