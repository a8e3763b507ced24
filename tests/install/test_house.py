"""``tools/house.py`` measures what it says, and ``tools/vocabulary.py`` finds turns where they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .tools import tool

SOURCE = '''\
"""A docstring
of two lines."""

# a comment
import os


def f(
    a: int,
) -> int:
    """Says nothing."""
    text = """one
two"""
    return len(text) + a
'''


def test_a_line_of_code_is_no_comment_and_no_docstring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = tool("house")
    monkeypatch.setattr(house, "PACKAGE", tmp_path)
    (tmp_path / "one.py").write_text(SOURCE)
    module = house.Module(tmp_path / "one.py")
    assert (module.raw, module.code, module.functions) == (14, 7, [7])


def test_a_small_module_that_is_imported_once_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = tool("house")
    package = tmp_path / "small"
    package.mkdir()
    monkeypatch.setattr(house, "PACKAGE", package)
    (package / "one.py").write_text("def f() -> int:\n    return 1\n")
    (package / "two.py").write_text("from small.one import f\n\n\ndef g() -> int:\n    return f()\n")
    found = {one.name: one for one in house.measures(house.Module(path) for path in package.glob("*.py"))}
    assert found["below 40 lines and imported once"].places == ("small.one",)
    assert not found["below 40 lines and imported once"].is_kept
    assert found["files"].is_kept


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("It stands in a list.", [(1, 4)]),
        ("One line,\n    # and it stands\n    # in a list.", [(2, 14)]),
        ("A stand-in is understood.", []),
    ],
)
def test_a_turn_is_found_over_the_end_of_a_line(text: str, places: list[tuple[int, int]]) -> None:
    forbidden = [(re.compile(r"\bstands? in\b"), "say is")]
    assert [found[:2] for found in tool("vocabulary").found_in(text, forbidden)] == places
