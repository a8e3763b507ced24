"""One file for every reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.folder import file_name, write_folder
from hemaprint.newsletter.mail import Message, Recipient

from .post import readers, write


def test_one_file_for_every_reader(tmp_path: Path) -> None:
    assert write_folder(tmp_path / "out", readers(3), write) == 3
    assert sorted(path.read_bytes() for path in (tmp_path / "out").iterdir()) == [write(one).data for one in readers(3)]


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def write_until_the_third(recipient: Recipient) -> Message:
        if recipient == readers(3)[2]:
            raise KeyboardInterrupt
        return write(recipient)

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path, readers(3), write_until_the_third)
    assert len(list(tmp_path.iterdir())) == 2
    assert write_folder(tmp_path, readers(3), write) == 1


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
        write_folder(tmp_path / "out", readers(1), write)
