"""From ``init`` to the mailbox: a new magazine is built, composed, sent to smtp-sink, and what arrived is read."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from hemaprint.cli.main import main

from .post import Office
from .sink import open_sink

LIST = "email,name\nana@example.org,Ana Reyes\nANA@example.org,\nmalformed\nnoreply@example.org,\nb@example.org,B\n"
SEND = ("newsletter", "send", "--list", "subscribers.csv")


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a new magazine with readers, one of whom has left."""
    folder = tmp_path / "field-notes"
    assert main(["init", str(folder)]) == 0
    monkeypatch.chdir(folder)
    (folder / "subscribers.csv").write_text(LIST + "gone@example.org,\n", "utf-8")
    (folder / "suppressed.csv").write_text("email\nGone@Example.org\n", "utf-8")
    return folder


def configure(folder: Path, port: int) -> None:
    sender = 'from = "Field Notes <news@field-notes.example>"'
    newsletter = f'[newsletter]\n{sender}\nunsubscribe_mailto = "leave@example.org"'
    path = folder / "hemaprint.toml"
    ours = path.read_text("utf-8").partition("\n[newsletter]")[0]
    path.write_text(f'{ours}\n{newsletter}\n[smtp]\nhost = "localhost"\nport = {port}\nsecurity = "none"\n', "utf-8")


def parsed(data: bytes) -> EmailMessage:
    """What arrived; fails where Python's parser finds a defect, or no PDF."""
    message = message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    (pdf,) = message.iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_content().startswith(b"%PDF")
    return message


def is_ready_for_the_wire(data: bytes) -> bool:
    """Whether all lines end in CRLF and none has more than 998 bytes (RFC 5322, 2.1.1)."""
    whole = data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")
    return whole and max(map(len, data.split(b"\r\n"))) <= 998


@pytest.mark.slow
def test_what_was_composed_arrives_once(magazine: Path, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    configure(magazine, office.port)
    assert main(["newsletter", "compose"]) == 0
    composed = next(magazine.glob("dist/*/newsletter.eml")).read_bytes()
    assert is_ready_for_the_wire(composed)
    assert main([*SEND]) == 0
    assert office.received == []
    assert [main([*SEND, "--yes"]) for _ in range(2)] == [0, 0]
    assert office.by_address == {"ana@example.org": 1, "b@example.org": 1}  # not those who left, and no machine
    for data in office.messages:
        assert parsed(data)["Subject"] == parsed(composed)["Subject"]
        assert is_ready_for_the_wire(data)
    capsys.readouterr()
    assert main(["newsletter", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["sent"] == 2


@pytest.mark.slow
def test_what_smtp_sink_got_is_what_was_sent(magazine: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # smtp-sink runs as somebody else where we are root
    kept.chmod(0o777)
    with open_sink("-R", str(kept), "-d", "%M.") as port:
        configure(magazine, port)
        assert main([*SEND, "--yes"]) == 0
    stored = [parsed(path.read_bytes()) for path in kept.iterdir()]
    assert sorted(message["X-Rcpt-Args"] for message in stored) == ["<ana@example.org>", "<b@example.org>"]
