"""The magazine that ``init`` writes."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hemaprint.errors import UsageError
from hemaprint.scaffold.art import PICTURES, picture
from hemaprint.scaffold.create import create

TODAY = date(2025, 2, 1)


def test_title_and_nameplate_come_from_the_folder(tmp_path: Path) -> None:
    create(tmp_path / "the-field_notes", today=TODAY)
    magazine = tomllib.loads((tmp_path / "the-field_notes" / "hemaprint.toml").read_text("utf-8"))["magazine"]
    assert magazine["title"] == "The Field Notes"
    assert magazine["nameplate"] == ["The Field", "Notes"]


def test_a_title_of_one_word_with_a_quotation_mark(tmp_path: Path) -> None:
    create(tmp_path / "a", title='"Now"', today=TODAY)
    magazine = tomllib.loads((tmp_path / "a" / "hemaprint.toml").read_text("utf-8"))["magazine"]
    assert magazine["title"] == '"Now"'
    assert "nameplate" not in magazine


def test_schemas_stand_where_the_first_lines_point(tmp_path: Path) -> None:
    files = create(tmp_path / "a", today=TODAY)
    manifest = tmp_path / "a" / "content" / "2025-01" / "issue.yaml"
    schema = manifest.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
    assert (manifest.parent / schema).resolve() in files
    toml = tmp_path / "a" / "hemaprint.toml"
    assert (toml.parent / toml.read_text("utf-8").splitlines()[0].removeprefix("#:schema ")).is_file()


def test_force_replaces_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "README.md").write_text("old", "utf-8")
    with pytest.raises(UsageError):
        create(tmp_path, today=TODAY)
    create(tmp_path, today=TODAY, force=True)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "README.md").read_text("utf-8") != "old"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(UsageError):
        create(tmp_path / "a", today=TODAY, force=True)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_small_vector_drawings_with_their_size(name: str) -> None:
    svg = picture(name)
    root = ElementTree.fromstring(svg)
    _, _, width, height = root.attrib["viewBox"].split()
    assert (root.attrib["width"], root.attrib["height"]) == (f"{width}mm", f"{height}mm")
    assert len(svg) < 300_000
    assert all(path.attrib["fill"] for path in root.iter("{http://www.w3.org/2000/svg}path"))
