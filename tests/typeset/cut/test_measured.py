"""What a block may be cut into."""

from __future__ import annotations

from itertools import chain

import pytest
import weasyprint

from hemaprint.typeset.cut.leaves import Leaf, rows_of
from hemaprint.typeset.cut.measured import parts_of
from hemaprint.typeset.engine.boxes import words_of

KICKER = '<p style="break-after: avoid">What to know</p>'


def parts(html: str) -> list[str]:
    """The words of the parts of a block."""
    page = weasyprint.HTML(string=f"<aside>{html}</aside>").render().pages[0]._page_box
    box = page.children[0].children[0].children[0]
    found = parts_of(rows_of(Leaf(box, (), (), 0.0, 0.0)))
    return [" ".join(map(words_of, chain.from_iterable(row.lines for row in part))) for part in found]


@pytest.mark.parametrize(("kicker", "words"), [("", ""), (KICKER, "What to know ")])
def test_the_heading_of_a_box_stands_with_two_lines(kicker: str, words: str) -> None:
    one = f"{kicker}<h2>Rules</h2><p>One</p><p>Two</p><p>Three</p>"
    assert parts(one) == [f"{words}Rules One Two", "Three"]
    assert parts(f"{kicker}<h2>Rules</h2><p>One<br>and more</p><p>Two</p>") == [f"{words}Rules One and more", "Two"]


def test_what_has_no_heading_is_cut_everywhere() -> None:
    assert parts("<p>One</p><p>Two</p>") == ["One", "Two"]
