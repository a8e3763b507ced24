"""Files are written all at once or not at all; an article is added to the order, and every other character stays."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from hemaprint.scaffold.files import add_to_order, fill, put, quoted

FILES = {PurePosixPath("a.txt"): "a", PurePosixPath("deep/er/b.txt"): "b"}


def _everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["new", "new/and/deep", "."])
def test_new_and_existing_folders(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    assert put(folder, FILES) == (folder / "a.txt", folder / "deep/er/b.txt")
    assert _everything(folder) == ["a.txt", "deep/er/b.txt"]
    assert _everything(tmp_path) == [str(Path(name, path)) for path in ("a.txt", "deep/er/b.txt")]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    bad = FILES | {PurePosixPath("a.txt/is-no-folder"): ""}
    with pytest.raises(OSError, match=r"a\.txt"):
        put(tmp_path / "new", bad)
    assert list(tmp_path.iterdir()) == []


def test_blanks_are_filled_and_must_be_known() -> None:
    assert fill("{{a}} {b} $c", {"a": "1"}) == "1 {b} $c"
    with pytest.raises(KeyError):
        fill("{{b}}", {"a": "1"})


def test_quoted_text_is_one_string_in_yaml_and_toml() -> None:
    assert quoted('Ärzte "heute"') == '"Ärzte \\"heute\\""'


# ---------------------------------------------------------------- the order of issue.yaml

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
def test_orders_that_cannot_be_edited_safely(text: str) -> None:
    assert add_to_order(text, "new") is None
