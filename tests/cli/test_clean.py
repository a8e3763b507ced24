"""``hemaprint clean`` empties the cache and leaves finished files."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ExitCode
from hemaprint.project.project import load_project
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import Store

from .conftest import Call


def test_entries_go_and_finished_files_stay(hemaprint: Call, magazine: Path) -> None:
    load_project(magazine).store().put(digest_of("x"), b"pages")
    finished = magazine / "dist" / "2025-01" / "issue.pdf"
    finished.parent.mkdir(parents=True)
    finished.write_bytes(b"%PDF")
    outcome = hemaprint("clean")
    assert outcome.code == 0
    assert outcome.out.startswith(".hemaprint/cache: 1 entry removed")
    assert finished.exists()
    assert hemaprint("clean").out.startswith(".hemaprint/cache: 0 entries removed")


@pytest.mark.parametrize("link", [".hemaprint", ".hemaprint/cache"])
def test_a_cache_that_is_a_link_is_left_alone(link: str, hemaprint: Call, magazine: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    (papers / "cache" / "ab").mkdir(parents=True)
    if link == ".hemaprint":
        (magazine / link).rename(magazine / "aside")
    (magazine / link).symlink_to(papers)
    outcome = hemaprint("clean")
    assert outcome.code == ExitCode.CONTENT
    assert "HP068" in outcome.err
    assert (papers / "cache" / "ab").is_dir()


def test_a_traceback_is_not_written_through_a_link(
    hemaprint: Call, magazine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (magazine / ".hemaprint").rename(magazine / "aside")
    (magazine / ".hemaprint").symlink_to(papers)
    monkeypatch.setattr(Store, "clear", lambda self: 1 / 0)
    monkeypatch.setattr(Store, "link", None)
    assert hemaprint("clean").code == ExitCode.BUG
    assert list(papers.iterdir()) == []
