"""An article is added to the order, and every other character stays."""

from __future__ import annotations

import pytest

from hemaprint.scaffold.files import add_to_order

BEFORE = """\
number: 1  # the first
order:
  # openers
  - page: cover
  - article: pan   # two pages
    pages: 2

  # the end
  - page: colophon
  - page: back
back: {}
"""
AFTER = BEFORE.replace("    pages: 2\n", "    pages: 2\n  - article: new\n")


def test_before_the_back_matter_with_comments_kept() -> None:
    assert add_to_order(BEFORE, "new") == AFTER


def test_at_the_end_of_the_file() -> None:
    assert add_to_order("order:\n- page: cover", "new") == "order:\n- page: cover\n- article: new\n"


def test_after_an_entry_in_braces() -> None:
    text = "order:\n  - {page: cover,\n     starts: right}\n  - {page: back}\n"
    assert add_to_order(text, "new") == text.replace("right}\n", "right}\n  - article: new\n")


@pytest.mark.parametrize(
    "text", ["order: [{page: cover}]\n", "order: []\n", "number: 1\n", "order: {\n", "- a\n", "order:\n  - cover\n", ""]
)
def test_what_cannot_be_done_safely_is_left_to_the_editor(text: str) -> None:
    assert add_to_order(text, "new") is None
