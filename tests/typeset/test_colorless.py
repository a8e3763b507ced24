"""Style sheets and galleys that differ in nothing but colours, and those that differ in more."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from hemaprint.typeset.colorless import css_without_colors, recolor

CSS = """:root { --accent: #0B5563; --rule: var(--accent); --step: 3pt }
p { color: var(--accent); border: 1pt solid var(--rule); margin: var(--step) }
@page { background: linear-gradient(#fff, rgb(1 2 3)); @top-left { color: navy } }
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#0B5563", "#123"),
        ("#0B5563", "hsl(120 50% 50%)"),
        ("rgb(1 2 3)", "#000000"),
        ("navy", "rebeccapurple"),
        ("solid var(--rule)", "solid var(--rule) /* thin */"),
    ],
)
def test_colors_do_not_count(old: str, new: str) -> None:
    assert css_without_colors(CSS.replace(old, new)) == css_without_colors(CSS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#0B5563", "#12"),  # which is no colour: the rules that use it fail
        ("#0B5563", "#0B556300"),  # which is not seen
        ("#0B5563", "currentcolor"),
        ("3pt", "4pt"),
        ("1pt solid", "2pt solid"),
        ("navy", "navy !important"),
        ("p {", "em {"),
        ("@top-left", "@top-right"),
        ("--rule: var(--accent)", "--rule: var(--step)"),
    ],
)
def test_everything_else_counts(old: str, new: str) -> None:
    assert css_without_colors(CSS.replace(old, new)) != css_without_colors(CSS)


def test_a_color_of_which_more_than_paint_is_made_counts() -> None:
    css = "a { content: var(--x) } b { color: var(--y) } :root { --x: var(--y); --y: #fff }"
    assert css_without_colors(css) != css_without_colors(css.replace("#fff", "#000"))
    named = ":root { --x: navy } a { font-family: var(--x) }"
    assert css_without_colors(named) != css_without_colors(named.replace("navy", "red"))


SVG = 'xmlns:svg="http://www.w3.org/2000/svg"'
GALLEY = (
    f'<p {SVG} style="color: #111; margin: 0">Ink is #111.<svg:svg fill="#222" width="9"><svg:style>a{{fill:#333}}'
    "</svg:style></svg:svg></p>"
)


@pytest.mark.parametrize(("old", "new"), [("color: #111", "color: #999"), ('"#222"', '"#999"')])
def test_a_galley_takes_over_colors(old: str, new: str) -> None:
    ours, theirs = ElementTree.fromstring(GALLEY), ElementTree.fromstring(GALLEY.replace(old, new))
    assert recolor(ours, theirs)
    assert ElementTree.tostring(ours) == ElementTree.tostring(theirs)


@pytest.mark.parametrize(
    ("old", "new"),
    [("is #111", "is #999"), ("margin: 0", "margin: 1px"), ('width="9"', 'width="8"'), ("Ink", "<b>Ink</b>")],
)
def test_a_galley_with_other_copy_is_another(old: str, new: str) -> None:
    ours, theirs = ElementTree.fromstring(GALLEY), ElementTree.fromstring(GALLEY.replace(old, new))
    assert not recolor(ours, theirs)
    assert ElementTree.tostring(ours) == ElementTree.tostring(ElementTree.fromstring(GALLEY))
