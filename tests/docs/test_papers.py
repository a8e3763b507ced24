"""The papers name only what there is, and the README's examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hemaprint.cli.main import main

from .manual import ROOT, Reader, fences, links

PAPERS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FILE = re.compile(r"`((?:[a-z_.-]+/)+[a-z_.-]*|[a-z_]+/[a-z_/]+\.py|[a-z_]+\.py)`")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _anchors(page: Path) -> set[str]:
    """The fragments that GitHub gives to headings."""
    plain = (re.sub(r"[^\w -]", "", heading.lower()) for heading in HEADING.findall(page.read_text("utf-8")))
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_links_lead_somewhere(paper: Path) -> None:
    for path, fragment in links(paper):
        target = (paper.parent / path).resolve() if path else paper
        assert target.exists(), path
        assert not fragment or fragment in _anchors(target), f"{path}#{fragment}"


@pytest.mark.parametrize("paper", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(paper: str) -> None:
    roots = (ROOT, ROOT / "src" / "hemaprint", ROOT / "src" / "hemaprint" / "typeset")
    named = FILE.findall((ROOT / paper).read_text("utf-8"))
    assert len(named) > 10
    alone = {path.name for path in (ROOT / "src").rglob("*.*")}
    assert [name for name in named if name not in alone and not any((root / name).exists() for root in roots)] == []


def test_the_pictures_are_small() -> None:
    assert (ROOT / "docs" / "pictures" / "snippet.png").stat().st_size < 200_000


def test_the_quick_start(reader: Reader, tmp_path: Path) -> None:
    (start,) = (fence for fence in fences(ROOT / "README.md") if fence.text.startswith("hemaprint init"))
    reader.run(start)
    assert reader.printed.rstrip().endswith(".pdf")


def test_the_snippet_is_an_article(magazine: Path) -> None:
    (snippet,) = (fence for fence in fences(ROOT / "README.md") if fence.language == "markdown")
    (magazine / "content" / "2025-01" / "articles" / "small-rules.md").write_text(snippet.text, "utf-8")
    assert main(["check", "--strict"]) == 0


def test_the_two_commands_are_targets_of_make() -> None:
    (commands,) = (fence.text for fence in fences(ROOT / "README.md") if fence.text.startswith("make "))
    targets = re.findall(r"^make (\w+)", commands, re.MULTILINE)
    assert targets == ["issue", "test"]
    assert all(re.search(f"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) for target in targets)
