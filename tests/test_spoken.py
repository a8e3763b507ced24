"""What a screen reader says of a tagged file."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from bind import press
from spoken import abridged, spoken


def said(html: str) -> list[str]:
    """What is read of a page that is set from HTML, after its number."""
    with pikepdf.open(BytesIO(press.typeset(html, tags=True))) as pdf:
        first, *lines = spoken(pdf).splitlines()
    assert first == "[page 1]"
    return lines


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<h1>Cells</h1><p>What they <em>carry</em>.</p>", ["[heading level 1] Cells", "What they carry."]),
        ("<ul><li>One<li>Two</ul>", ["[list with 2 items]", "• One", "• Two", "[out of list]"]),
        ("<p>As <a href='https://a.org'>they</a> say</p>", ["As [link: they] say"]),
        ("<blockquote><p>They said</p></blockquote>", ["[block quote]", "They said", "[out of block quote]"]),
        ("<p>A <span lang=de>Zelle</span> is</p>", ["A {de: Zelle} is"]),
        ("<p style='width: 2em'>red cells</p>", ["red cells"]),
        (
            "<table><tr><th>Cell<th>Count<tr><th scope=row>Red<td>12<tr><th scope=row>White<td>7</table>",
            [
                "[table with 3 rows and 2 columns]",
                "[row 1 column 1] Cell [column 2] Count",
                "[row 2 Cell column 1] Red [Count column 2] 12",
                "[row 3 Cell column 1] White [Count column 2] 7",
                "[out of table]",
            ],
        ),
    ],
)
def test_every_element_is_read(html: str, lines: list[str]) -> None:
    assert said(html) == lines


def test_long_passages_are_abridged() -> None:
    words = " ".join(f"word{number}" for number in range(20))
    assert abridged(f"[caption] {words}\n") == (
        "[caption] word0 word1 word2 word3 word4 word5 word6 … word16 word17 word18 word19\n"
    )
