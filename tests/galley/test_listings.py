"""Lines of code are broken to their measure, with a sign, and nothing of them is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.content.blocks import CodeBlock, List, Paragraph
from hemaprint.content.spans import plain
from hemaprint.galley.markup import ADVANCE, INDENT, INSET, TURNOVER, columns
from markup import text_html

SIZE = 7.0


def width(characters: int) -> float:
    return INSET * 12 + characters * SIZE * ADVANCE + 0.1


def listing(text: str) -> CodeBlock:
    return CodeBlock(line=1, text=text)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("short\n  as typed", ["short", "  as typed"]),
        ("a = call(one, two)", ["a = call(", "+one, two)"]),
        ("abcdefghijklmnop", ["abcdefghijkl", "+mnop"]),
        ("a < b && c > d", ["a &lt; b &amp;&amp; c ", "+&gt; d"]),
        ("\tx", ["    x"]),
        ("潘静潘静潘静潘静", ["潘静潘静潘静", "+潘静"]),
        ("e\u0301" * 12, ["e\u0301" * 12]),
    ],
)
def test_what_is_too_wide_goes_on_under_a_sign(code: str, lines: list[str]) -> None:
    assert _lines(text_html(listing(code), width(12), SIZE)) == lines


def _lines(html: str) -> list[str]:
    return re.sub(r"</?(?:pre|code)[^>]*>", "", html.replace(TURNOVER, "+")).split("\n")


def test_code_in_a_list_has_less_room() -> None:
    inside = List(line=1, items=((Paragraph(line=1, copy=plain("b")), listing("abcdef ghi")),))
    assert TURNOVER in text_html(inside, width(12), SIZE)
    assert TURNOVER not in text_html(inside, width(12) + INDENT * 12, SIZE)


@pytest.mark.fuzz
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), st.integers(1, 30))
@settings(max_examples=examples(40), deadline=None)
def test_every_character_stays(text: str, characters: int) -> None:
    done = text_html(listing(text), width(characters), SIZE)
    assert unescape(re.sub(r"</?(?:pre|code)[^>]*>", "", done.replace(f"\n{TURNOVER}", ""))) == text
    for line in _lines(done):
        assert sum(columns(one) for one in unescape(line)) <= max(characters + 1, 5)
