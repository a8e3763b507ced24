"""What is read of HTML and what is looked up in it is found once, and is what tinyhtml5 and cssselect2 find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, printable
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5
from cssselect2 import ElementWrapper
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


def test_siblings_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ElementWrapper, "iter_next_siblings", None)
    engine.keep_siblings()
    tree = tinyhtml5.parse("<main><p>1<p>2<!-- 3 --><p>4<p>5</main>", namespace_html_elements=False)
    root = ElementWrapper.from_html_root(tree)
    made = 0
    original = ElementWrapper.iter_children

    def iter_children(self: ElementWrapper) -> Iterator[ElementWrapper]:
        nonlocal made
        made += self.etree_element.tag == "main"
        yield from original(self)

    monkeypatch.setattr(ElementWrapper, "iter_children", iter_children)
    found = {
        one.etree_element.text: [other.etree_element.text for other in one.iter_next_siblings()]
        for one in root.iter_subtree()
        if one.etree_element.tag == "p"
    }
    assert found == {"1": ["2", "4", "5"], "2": ["4", "5"], "4": ["5"], "5": []}
    assert made == 2  # once to go through the tree
    assert list(root.iter_next_siblings()) == []
