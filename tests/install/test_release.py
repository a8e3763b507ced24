"""What is published: the README with whole addresses, the notes of a version, and workflows that can be read."""

from __future__ import annotations

import re
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from .test_wheel import _run
from .tools import ROOT, tool

CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.0] - 2026-01-01\n\n- one\n\n## [1.1.0]\n\n- older\n"


def test_the_notes_of_a_version_are_its_section() -> None:
    release = tool("release")
    assert release.changes_of("1.2.0", CHANGELOG) == "- one"
    assert release.changes_of("1.1.0", CHANGELOG) == "- older"
    assert release.changes_of("1.2", CHANGELOG) == ""


def test_a_tag_of_another_version_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"pyproject\.toml"):
        tool("release").main("v99.0.0")


@pytest.mark.slow
def test_pictures_and_links_of_the_readme_show_on_a_package_index(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        name = next(one for one in archive.getnames() if one.endswith("/PKG-INFO"))
        member = archive.extractfile(name)
        assert member
        text = member.read().decode()
    places = re.findall(r'\]\(([^)#][^)]*)\)|<img src="([^"]+)"', text)
    assert places
    assert all(place.startswith("https://") for pair in places for place in pair if place)


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob(".github/**/*.yml"), ROOT / "action.yml", ROOT / ".pre-commit-config.yaml"]), ids=str
)
def test_every_command_of_a_workflow_is_one_of_ours(path: Path) -> None:
    text = path.read_text("utf-8")
    assert yaml.safe_load(text)
    for script in re.findall(r"(?<![\w/])tools/[\w.]+", text):
        assert (ROOT / script).is_file(), script
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for target in re.findall(r"\bmake (?!python3)(\w+)", text):
        assert target in targets
