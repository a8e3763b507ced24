"""Texts of any size and shape are read, or refused, in a moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from hemaprint.errors import Problem
from hemaprint.project.text import BYTES_AT_MOST, read_text
from hemaprint.project.toml import read_toml
from hemaprint.project.yaml import read_yaml


def write(folder: Path, data: bytes) -> Path:
    path = folder / "copy.md"
    path.write_bytes(data)
    return path


def test_byte_order_mark_and_foreign_line_ends_are_tolerated(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbfone\r\ntwo\rthree")
    assert read_text(path) == ("one\ntwo\nthree", ())


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        ("name: Jos\u00e9\nM\u00fcller \u00e9".encode() + b"\xe9", "HP002", 2, 9),
        ("a".encode("utf-16"), "HP002", 1, 1),
        (b"", "HP003", 1, 1),
        (b" \n\n", "HP003", 1, 1),
        (b"a\nbc\x0cd", "HP008", 2, 3),
        ("a\u2028b".encode(), "HP008", 1, 2),
        ("a\ue000b".encode(), "HP008", 1, 2),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, data: bytes, code: str, line: int, column: int) -> None:
    text, (problem,) = read_text(write(tmp_path, data))
    assert text is None
    assert (problem.code, problem.location.line, problem.location.column) == (code, line, column)
    assert problem.hint or code == "HP003"


def test_each_kind_of_character_is_reported_once(tmp_path: Path) -> None:
    _, problems = read_text(write(tmp_path, b"\x00\x00\x01\n\x00"))
    assert len(problems) == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    _, (problem,) = read_text(tmp_path / "none.md")
    assert problem.code == "HP001"


SECONDS = 2.0


def test_a_huge_text_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    with path.open("wb") as file:
        file.truncate(100 * BYTES_AT_MOST)
    text, problems = read_text(path)
    assert text is None
    assert [(one.code, one.location.path) for one in problems] == [("HP067", path)]


YAML = lambda text: read_yaml(text, Path("issue.yaml"))[1]  # noqa: E731
TOML = lambda text: read_toml(text, Path("hemaprint.toml"))[1]  # noqa: E731


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (YAML, "a: " + "[" * 1_000_000, "HP004"),
        (YAML, "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 10}]\n" for n in range(1, 20)), "HP006"),
        (YAML, "- a\n" * 500_000, "HP006"),
        (TOML, "a." * 100_000 + "a = 1", "HP009"),
        (TOML, "a = " + "[" * 100_000, "HP009"),
        (TOML, "".join(f"k{n} = 1\n" for n in range(20_000)), ""),
    ],
    ids=["nested", "laughs", "list", "dots", "brackets", "keys"],
)
def test_what_grows_is_stopped(read: Callable[[str], tuple[Problem, ...]], text: str, code: str) -> None:
    before = process_time()
    codes = {problem.code for problem in read(text)}
    assert codes == ({code} if code else set())
    assert process_time() - before < SECONDS
