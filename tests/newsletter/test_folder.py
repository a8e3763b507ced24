"""One file for every reader, and for nobody else."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.folder import Filed, file_name, fill_folder
from hemaprint.newsletter.transport import Message, Readers, Recipient, Writer

from .post import readers, write

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def fill(
    folder: Path, to: Readers, listed: Readers | None = None, *, writer: Writer = write, dry: bool = False
) -> Filed:
    return fill_folder(folder, to, to if listed is None else listed, lambda date: writer, NOW, dry=dry)


def counts(filed: Filed) -> tuple[int, int, int, int]:
    return filed.written, filed.replaced, filed.kept, len(filed.removed)


def another_version(recipient: Recipient) -> Message:
    return write(recipient, b"The issue, corrected.\r\n")


def test_one_file_for_every_reader(tmp_path: Path) -> None:
    assert counts(fill(tmp_path / "out", readers(3))) == (3, 0, 0, 0)
    assert sorted(path.read_bytes() for path in (tmp_path / "out").iterdir()) == [write(one).data for one in readers(3)]


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def write_until_the_third(recipient: Recipient) -> Message:
        if recipient == readers(3)[2]:
            raise KeyboardInterrupt
        return write(recipient)

    with pytest.raises(KeyboardInterrupt):
        fill(tmp_path, readers(3), writer=write_until_the_third)
    assert len(list(tmp_path.iterdir())) == 2
    assert counts(fill(tmp_path, readers(3))) == (1, 0, 2, 0)


def test_a_file_of_another_version_is_replaced(tmp_path: Path) -> None:
    fill(tmp_path, readers(2))
    assert counts(fill(tmp_path, readers(3), writer=another_version)) == (1, 2, 0, 0)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {another_version(one).data for one in readers(3)}


def test_another_version_of_another_part_is_removed(tmp_path: Path) -> None:
    everybody = readers(3)
    fill(tmp_path, everybody)
    assert counts(fill(tmp_path, everybody[:1], everybody)) == (0, 0, 1, 0)
    assert counts(fill(tmp_path, everybody[:1], everybody, writer=another_version, dry=True)) == (0, 1, 0, 2)
    assert counts(fill(tmp_path, everybody[:1], everybody, writer=another_version)) == (0, 1, 0, 2)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [another_version(everybody[0]).data]


def test_a_file_is_compared_with_the_message_of_its_own_date(tmp_path: Path) -> None:
    def writer_of(date: datetime) -> Writer:
        head = f"Date: {format_datetime(date)}\r\nTo: x\r\n\r\nthe issue".encode()
        return lambda one: Message("press@example.org", one.address, "<1>", head)

    fill_folder(tmp_path, readers(2), readers(2), writer_of, NOW.replace(microsecond=5))
    later = fill_folder(tmp_path, readers(2), readers(2), writer_of, NOW.replace(hour=15))
    assert counts(later) == (0, 0, 2, 0)


def test_nobody_keeps_a_file_who_is_not_listed(tmp_path: Path) -> None:
    fill(tmp_path, readers(4))
    filed = fill(tmp_path, readers(1), readers(3))  # a shard has no say in what the others' readers get
    assert counts(filed) == (0, 0, 1, 1)
    assert filed.removed == (file_name(readers(4)[3]),)
    assert len(list(tmp_path.iterdir())) == 3


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    foreign = {"notes.eml", "report-deadbeef.eml", "ana@example.org-00000000.eml", "subscribers.csv"}
    for name in foreign:
        (tmp_path / name).write_text("mine")
    (tmp_path / file_name(Recipient("dir@example.org"))).mkdir()
    assert fill(tmp_path, ()).removed == ()
    assert foreign <= {path.name for path in tmp_path.iterdir()}


def test_what_a_killed_run_left_half_written_goes(tmp_path: Path) -> None:
    dead, alive = (tmp_path / f".{file_name(readers(1)[0])}.{process}" for process in (999999999, os.getpid()))
    for path in (dead, alive):
        path.write_bytes(b"From: pre")
    fill(tmp_path, readers(2)[1:])
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path, readers(3))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert counts(fill(tmp_path, readers(5)[1:], writer=another_version, dry=True)) == (2, 2, 0, 1)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert counts(fill(tmp_path / "none", readers(1), dry=True)) == (1, 0, 0, 0)
    assert not (tmp_path / "none").exists()


def test_no_address_leads_out_of_the_folder_or_hides() -> None:
    names = [
        file_name(Recipient(address)) for address in ("../a@b.example", ".a@b.example", "a/b@c.example", "ü@d.example")
    ]
    assert all("/" not in name and not name.startswith(".") for name in names)
    assert file_name(Recipient("a_b@c.example")) != file_name(Recipient("a/b@c.example"))
    assert file_name(Recipient("A@b.example")) == file_name(Recipient("a@b.example"))


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(MissingEnvironmentError):
        fill(tmp_path / "out", readers(1))
