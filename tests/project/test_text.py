from pathlib import Path

import pytest

from hemaprint.project.text import read_text


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
