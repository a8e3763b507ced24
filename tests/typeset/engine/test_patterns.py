"""Patterns that HTML is read with are made once, and are those that tinyhtml5 makes."""

from __future__ import annotations

import re
from string import ascii_letters, printable
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5
from tinyhtml5 import inputstream

from hemaprint.typeset.engine import engine

HTML = (
    """<p class="a b" data-key='c&amp;d' title=plain>Two &lt; three<!-- a - comment --><br/></p><style>p>a{}</style>"""
)


def read(html: str) -> bytes:
    return bytes(tostring(tinyhtml5.parse(html)))


def test_what_is_read_is_the_same_and_no_pattern_is_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    before = read(HTML)
    engine.keep_patterns()
    assert read(HTML) == before
    kept = dict(inputstream.characters_until_regex)
    assert len(kept) > 3
    assert not any(isinstance(characters, re.Pattern) for characters, _ in kept)
    read(HTML)
    assert inputstream.characters_until_regex == kept


@pytest.mark.parametrize("characters", [("&", "<", "\0"), frozenset(ascii_letters), ("]", "^", "-", "\\"), ">"])
def test_a_set_is_read_up_to_or_alone(characters: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    engine.keep_patterns()
    beyond, alone = (inputstream.characters_until_regex[characters, opposite] for opposite in (False, True))
    assert [one for one in printable if alone.fullmatch(one)] == [one for one in printable if one in characters]
    assert all(bool(beyond.fullmatch(one)) is (one not in characters) for one in printable)
