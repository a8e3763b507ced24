"""A formula is drawn in a line whose height it leaves alone, and counts for the words that it says."""

from __future__ import annotations

import re

import pytest

from hemaprint.content.markdown import read_inline
from hemaprint.content.spans import Formula
from hemaprint.galley.formula import formula_svg
from hemaprint.galley.markup import InlineWriter
from hemaprint.galley.printed import read, words_of


def test_one_that_a_layout_loses_is_missed() -> None:
    copy = read_inline("A rate of $x^2+1$.", language="en")
    html = f'<body><p data-key="k">{InlineWriter().html(copy)}</p></body>'
    wanted = words_of(copy, lambda _: "")
    for text, is_there in ((html, True), (re.sub("<svg.*</svg>", "", html), False)):
        _, parts, _ = read(text, ("k",))
        assert parts["k"][0].take(wanted) is is_there


@pytest.mark.parametrize("tex", ["x", r"\frac{a}{b}", "x_1^2", r"\beta"])
def test_its_box_is_no_higher_than_a_letter(tex: str) -> None:
    size = re.search(r"height:([\d.]+)em;margin:(-?[\d.]+)(?:em)? 0 (-?[\d.]+)", formula_svg(Formula(tex)))
    assert size is not None
    height, above, below = map(float, size.groups())
    assert 0 < height + above + below < 0.6001


def test_mail_has_its_line_of_text() -> None:
    copy = read_inline("At $10^6$ cells", language="en")
    assert InlineWriter(bare=True).html(copy) == "At 10⁶ cells"
