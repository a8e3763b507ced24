"""Files are written whole, all of them or none, and never over good ones by halves (law 3)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hemaprint.errors import ContentError, MissingEnvironmentError, Severity
from hemaprint.system.files import keep_files, refusal, write_files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_folders_are_made_and_files_written(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b.pdf": b"new", tmp_path / "c.json": b"{}"})
    assert (tmp_path / "a" / "b.pdf").read_bytes() == b"new"
    assert names(tmp_path) == ["a", "c.json"]
    assert names(tmp_path / "a") == ["b.pdf"]


def test_files_have_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_files({tmp_path / "a.pdf": b"new"})
    finally:
        os.umask(before)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    old.write_bytes(b"old")
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MissingEnvironmentError):
        write_files({old: b"new", other: b"new"})
    assert old.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "dist").write_bytes(b"")
    with pytest.raises(MissingEnvironmentError):
        write_files({tmp_path / "dist" / "a.pdf": b"new"})
    assert names(tmp_path) == ["dist"]


def test_a_target_that_is_a_folder(tmp_path: Path) -> None:
    """The last step fails, too: nothing temporary stays behind."""
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(MissingEnvironmentError):
        write_files({tmp_path / "a.pdf": b"new"})
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.parametrize("link", ["dist", "dist/2025-01"])
def test_nothing_is_written_through_a_link_that_leads_out(link: str, tmp_path: Path) -> None:
    project, abroad = tmp_path / "project", tmp_path / "abroad"
    abroad.mkdir()
    (project / link).parent.mkdir(parents=True)
    (project / link).symlink_to(abroad)
    with pytest.raises(ContentError) as caught:
        write_files({project / "good.pdf": b"new", project / "dist" / "2025-01" / "a.pdf": b"new"}, project)
    assert [(one.code, one.location.path) for one in caught.value.problems] == [("HP068", project / link)]
    assert names(abroad) == []
    assert not (project / "good.pdf").exists()


def test_links_that_lead_to_one_another(tmp_path: Path) -> None:
    (tmp_path / "dist").symlink_to(tmp_path / "dist")
    with pytest.raises(ContentError):
        write_files({tmp_path / "dist" / "a.pdf": b"new"}, tmp_path)


def test_links_that_stay_inside_and_those_above_are_nobodys_fault(tmp_path: Path) -> None:
    (tmp_path / "real" / "out").mkdir(parents=True)
    project = tmp_path / "project"
    project.symlink_to(tmp_path / "real")
    (project / "dist").symlink_to("out")
    write_files({project / "dist" / "a.pdf": b"new"}, project)
    assert names(tmp_path / "real" / "out") == ["a.pdf"]


def test_a_file_that_is_a_link_is_replaced(tmp_path: Path) -> None:
    other = tmp_path / "papers.pdf"
    other.write_bytes(b"mine")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.pdf").symlink_to(other)
    write_files({tmp_path / "dist" / "a.pdf": b"new"}, tmp_path / "dist")
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "dist" / "a.pdf").is_symlink()


def test_no_other_file_is_touched(tmp_path: Path) -> None:
    (tmp_path / ".a.pdf.mine").write_bytes(b"mine")
    write_files({tmp_path / "a.pdf": b"new"})
    assert names(tmp_path) == [".a.pdf.mine", "a.pdf"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENOTDIR])
def test_what_the_disk_refuses_has_a_remedy(number: int) -> None:
    refused = refusal(OSError(number, "refused", "dist"))
    assert refused is not None
    assert refused.hint


def test_other_errors_of_the_system_are_not_excused() -> None:
    assert refusal(OSError(errno.EINVAL, "invalid")) is None


def test_what_can_only_be_kept_does_not_stop_a_build(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file in the way", "utf-8")
    (problem,) = keep_files({tmp_path / "kept" / "map.json": b"{}"}, tmp_path / "kept", tmp_path)
    assert (problem.code, problem.severity) == ("HP019", Severity.WARNING)
