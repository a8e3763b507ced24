"""Copy as a tree: made, changed and read."""

from __future__ import annotations

from typing import get_args

import pytest

from hemaprint.content.spans import (
    Citation,
    Cited,
    Code,
    Copy,
    CrossReference,
    LineBreak,
    Note,
    PageNumber,
    Style,
    Styled,
    Task,
    Text,
    between,
    filled,
    joined,
    mapped,
    plain,
    text_of,
    words_of,
)
from markup import copy_of, html_of

PAGE = CrossReference("other", "fig", (Text("page "), PageNumber("other#fig")), within=False)
NOTE = Note("it", 1, plain("A note."))
CITED = Citation("it", (Cited(1, 3), Cited(5, 5, "p. 2")), raised=True)


def test_neighbouring_texts_are_one() -> None:
    assert joined([Text("a"), Text(""), Text("b"), Text("c", breaks=True)]) == (Text("ab"), Text("c", breaks=True))
    assert between(", ", [plain("a"), (), plain("b")]) == plain("a, b")
    assert filled("By {}, MD", plain("A")) == plain("By A, MD")


@pytest.mark.parametrize(
    ("copy", "words", "text"),
    [
        (copy_of("10^9^ *cells*\\\nof H~2~O"), "10⁹ cells of H₂O", "10⁹ cells of H₂O"),
        ((Text("See "), PAGE), "See page 1", "See page #"),
        ((Text("So"), NOTE, CITED), "So", "SoA note.1–3,5(p. 2)"),
        ((Task(done=True), Text(" "), Code("a b"), LineBreak()), "☑ a b", "☑ a b"),
    ],
)
def test_copy_is_read(copy: Copy, words: str, text: str) -> None:
    assert (words_of(copy), text_of(copy)) == (words, text)


def test_every_leaf_can_be_changed() -> None:
    copy = (Styled("emphasis", (Text("a"), LineBreak(), Text("b"))),)
    assert mapped(copy, lambda leaf: Text("\n") if isinstance(leaf, LineBreak) else leaf) == (
        Styled("emphasis", (Text("a\nb"),)),
    )


@pytest.mark.parametrize("raised", [True, False])
def test_a_citation_is_printed(raised: bool) -> None:
    link = '<a href="#it--ref_{0}">{0}</a>'.format
    groups = f"{link(1)}–{link(3)},{link(5)}(p. 2)"
    wanted = f'<sup class="cite">{groups}</sup>' if raised else f'<span class="cite">({groups})</span>'
    signs = {} if raised else {"before": "(", "after": ")"}
    assert html_of((Citation("it", CITED.cited, raised, **signs),)) == wanted


@pytest.mark.parametrize("style", get_args(Style))
def test_every_style_has_its_element(style: Style) -> None:
    assert html_of((Styled(style, plain("a")),)).endswith(">")
