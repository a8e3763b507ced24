"""``hemaprint clean`` empties the cache and leaves finished files."""

from __future__ import annotations

from pathlib import Path

from hemaprint.fingerprint import digest_of
from hemaprint.project import load_project

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
