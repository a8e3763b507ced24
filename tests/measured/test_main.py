"""The table has a column for each file, or for files together under a name, and what is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from measured.__main__ import main
from measured.drawn import draw
from measured.test_faults import FAULTS, SOUND


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    _, hole = FAULTS["a hole"]
    return [str(draw(SOUND, tmp_path / "sound.pdf")), str(draw(hole, tmp_path / "holed.pdf"))]


def row(said: str, name: str) -> list[str]:
    return next([cell.strip() for cell in line.split("|")[2:-1]] for line in said.splitlines() if name in line)


def test_a_column_for_each_file(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(files)
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "|  | sound | holed | wanted |"
    assert row(said, "holes of more") == ["0", "1", "0"]
    assert row(said, "copy lost") == ["-", "-", "0"]
    assert row(said, "last lines of one word")[-1] == "3%"


def test_files_together_under_a_name_with_the_places_of_what_is_found(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["-v", "--together", "one", files[0], "--together", "two of them", *files])
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "|  | one | two of them | wanted |"
    assert row(said, "holes of more") == ["0", "1", "0"]
    (place,) = (line for line in said.splitlines() if line.startswith("holed, page 1: ") and "lines of white" in line)
    assert place
