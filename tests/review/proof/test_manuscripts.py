"""Words of a page are found in their Markdown; lines are followed through edits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.review.proof.manuscripts import Edits, Followed, Manuscript, key_of

ALL = (1, 1_000_000)


def read(text: str) -> str:
    return "".join(map(key_of, text))


@pytest.mark.parametrize(
    ("markdown", "page", "raw", "crossed"),
    [
        ('say "never" -- and', "“never” – and", '"never" -- and', False),
        ("an *old* word", "old", "old", True),
        ("an *old word* here", "old", "old", False),
        ("an *old* word", "an old", "an *old", True),
        ("see [the *list*](https://a.example) now", "list now", "list*](https://a.example) now", True),
        ("cells[@a; @b] and[^1] more", "cells and more", "cells[@a; @b] and[^1] more", True),
        ("# A heading {#id}\n\ntext", "A heading", "A heading", False),
        ("- one\n- two", "one two", "one\n- two", True),
        ("snake_case stays", "snake_case", "snake_case", False),
        ("H~2~O", "H2O", "H~2~O", True),
        ("the ﬁrst", "first", "ﬁrst", False),
        ("a well-known", "wellknown", "well-known", False),
        ("a well-known fact", "well‐", "well-", False),
        ("a well-known fact", "-known", "-known", False),
        ("2 \\* 3", "2 * 3", "2 \\* 3", True),
    ],
)
def test_words_in_their_markdown(markdown: str, page: str, raw: str, crossed: bool) -> None:
    span = Manuscript(markdown).words(page, "", "", ALL)
    assert span is not None
    assert (markdown[span.start : span.end], span.crossed) == (raw, crossed)


def test_front_matter_is_not_copy() -> None:
    manuscript = Manuscript("---\nheadline: A *b*\n---\n\nA *b*\n")
    assert manuscript.text[manuscript.body :] == "\nA *b*\n"
    assert Manuscript("no front matter").body == 0
    assert Manuscript("---\nnever closed").body == 0


def test_the_place_decides_among_equal_words() -> None:
    text = "one same two\n\nthree same four\n"
    assert Manuscript(text).words("same", "", "", ALL) is None
    lower = Manuscript(text).words("same", "", "", (3, 4))
    assert lower is not None
    assert lower.start == text.rindex("same")
    around = Manuscript(text).words("same", "one ", " two three", ALL)
    assert around is not None
    assert around.start == text.index("same")


WORDS = ("old", "cell", "cells", "river", "*wide*", "[two](a)", "_x_", "--", "can't", "\n\n", "#", ">", "1.", "é")
_TEXT = st.lists(
    st.sampled_from(
        ["old", "cell", "cells", "river", "*wide*", "[two](a)", "_x_", "--", "can't", "\n\n", "#", ">", "1.", "é"]
    ),
    min_size=3,
    max_size=60,
)


@settings(max_examples=examples(200), deadline=None)
@given(_TEXT, st.data())
def test_what_is_found_is_what_was_said(words: list[str], data: st.DataObject) -> None:
    """Wherever words are found, they are those words; with all of the page around them, at their own place."""
    text = " ".join(words)
    manuscript = Manuscript(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 30)))
    inked = "".join(letter for at, letter in enumerate(text) if at not in manuscript.marks)
    shift = [at for at in range(len(text)) if at not in manuscript.marks]
    said = "".join(text[at] for at in range(start, end) if at not in manuscript.marks)
    before = "".join(text[at] for at in shift if at < start)
    after = "".join(text[at] for at in shift if at >= end)
    assert before + said + after == inked
    span = manuscript.words(said, before, after, ALL)
    if span is not None:
        found = "".join(text[at] for at in range(span.start, span.end) if at not in manuscript.marks)
        assert read(found) == read(said)
        assert start <= span.start < span.end <= end


def test_lines_are_followed() -> None:
    then = "one\ntwo words of text\nthree\nfour\n"
    now = "zero\none\ntwo more words of text\nfour\n"
    edits = Edits(then, now)
    assert [edits.follow(line) for line in (1, 2, 3, 4)] == [
        Followed(2, same=True),
        Followed(3, same=False),
        Followed(0, same=False),
        Followed(4, same=True),
    ]
    assert Edits(then, then).follow(3) == Followed(3, same=True)
    assert Edits(then, "").follow(1) == Followed(0, same=False)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b c", "d e f", ""]), max_size=30),
    st.lists(st.sampled_from(["a", "b c", "d e", ""]), min_size=1, max_size=30),
)
def test_a_line_that_is_the_same_is_the_same(then: list[str], now: list[str]) -> None:
    edits = Edits("\n".join(then), "\n".join(now))
    for line in range(1, len(then) + 1):
        followed = edits.follow(line)
        assert 0 <= followed.line <= max(1, len(now))
        if followed.same:
            assert now[followed.line - 1] == then[line - 1]
