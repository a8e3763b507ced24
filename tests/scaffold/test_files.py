"""Files are put in place all at once or not at all."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from hemaprint.scaffold.files import fill, put, quoted

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
