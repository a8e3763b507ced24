"""``newsletter send`` and ``status`` from the shell's side; the message itself is made elsewhere."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from hemaprint.cli.main import main
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.ledger_file import ledger_path
from hemaprint.newsletter.transport import Message, Recipient
from hemaprint.project.project import load_project
from hemaprint.scaffold.magazine import create

from .plain import PlainCampaign, stand_in, write_list
from .post import PASSWORD, USER, Authority, Office, check_login, hang_up, open_office, readers, write

Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office) -> Path:
    """The working directory: a magazine that knows its mail server and has five readers."""
    folder = tmp_path / "field-notes"
    create(folder, today=date(2025, 2, 1))
    monkeypatch.chdir(folder)
    configure(folder, office)
    write_list(folder / "subscribers.csv", 5)
    stand_in(monkeypatch)
    return folder


def configure(folder: Path, office: Office, security: str = "none") -> None:
    path = folder / "hemaprint.toml"
    ours = path.read_text("utf-8").partition("\n[smtp]")[0]
    path.write_text(f'{ours}\n[smtp]\nhost = "localhost"\nport = {office.port}\nsecurity = "{security}"\n', "utf-8")


@pytest.fixture
def shell(magazine: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["newsletter", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


SEND = ("send", "2025-01", "--list", "subscribers.csv")


def states(folder: Path) -> list[DeliveryState]:
    with Ledger(ledger_path(load_project(folder))) as ledger:
        return list(ledger.states("2025-01").values())


def test_without_yes_nothing_is_sent(shell: Shell, office: Office, magazine: Path) -> None:
    code, out, _ = shell(*SEND, "--rate", "1/min")
    assert code == 0
    assert "5 messages" in out
    assert (office.connections, (magazine / "ledger").exists()) == (0, False)


def test_with_yes_everybody_gets_it_once(shell: Shell, office: Office, magazine: Path) -> None:
    assert [shell(*SEND, "--yes")[0] for _ in range(2)] == [0, 0]
    assert office.by_address == {one.address: 1 for one in readers(5)}
    assert states(magazine) == [DeliveryState.SENT] * 5


@pytest.mark.parametrize("text", ["email\n", "email\nnobody\n", "email\nlost@example.org\n"])
def test_a_list_of_nobody_is_told(shell: Shell, office: Office, text: str) -> None:
    Path("subscribers.csv").write_text(text, "utf-8")
    Path("suppressed.csv").write_text("lost@example.org\n", "utf-8")
    code, _, err = shell(*SEND, "--yes")
    assert (code, "nobody on this list" in err, office.connections) == (0, True, 0)


def test_the_list_is_never_attached(shell: Shell, office: Office) -> None:
    code, _, _ = shell(*SEND, "--yes", "--attach", "./subscribers.csv")
    assert (code, office.connections) == (2, 0)


def test_a_misspelt_campaign_has_no_status(shell: Shell) -> None:
    shell(*SEND, "--yes")
    code, _, err = shell("status", "--campaign", "2025-1")
    assert (code, '"2025-01"' in err) == (2, True)


def test_clean_leaves_the_ledger(shell: Shell, magazine: Path) -> None:
    shell(*SEND, "--yes")
    assert main(["clean"]) == 0
    assert states(magazine) == [DeliveryState.SENT] * 5


def test_one_to_try(shell: Shell, office: Office, magazine: Path) -> None:
    assert shell("send", "--test", "me@example.org")[0] == 0
    assert (office.received, (magazine / "ledger").exists()) == (["me@example.org"], False)
    office.to_rcpt["me@example.org"] = ["550 who"]
    assert shell("send", "--test", "me@example.org")[0] == 4


def test_what_is_incomplete_ends_with_4(shell: Shell, office: Office) -> None:
    office.to_rcpt["reader-1@example.org"] = ["451 later"]
    assert shell(*SEND, "--yes", "--max-attempts", "1")[0] == 4
    office.at_dot = hang_up
    assert shell(*SEND, "--yes", "--max-attempts", "1")[0] == 4
    office.at_dot = None
    assert shell(*SEND, "--yes", "--max-attempts", "1")[0] == 4
    assert shell(*SEND, "--yes", "--retry-unknown")[0] == 0


def test_shards_leave_nobody_out(shell: Shell, office: Office) -> None:
    for number in range(1, 4):
        shell(*SEND, "--yes", "--shard", f"{number}/3")
    assert office.by_address == {one.address: 1 for one in readers(5)}


def test_into_a_folder(shell: Shell, magazine: Path) -> None:
    assert shell(*SEND, "--to", "folder")[0] == 0
    assert not (magazine / "dist" / "2025-01" / "newsletter").exists()
    assert shell(*SEND, "--to", "folder", "--yes")[1] == "dist/2025-01/newsletter\n"
    assert len(list((magazine / "dist" / "2025-01" / "newsletter").iterdir())) == 5


def test_a_draft_is_written_and_nothing_sent(shell: Shell, office: Office, magazine: Path) -> None:
    assert shell("send", "2025-01", "--to", "draft")[1] == "dist/2025-01/newsletter-draft.eml\n"
    assert (magazine / "dist" / "2025-01" / "newsletter-draft.eml").read_bytes().startswith(b"X-Unsent: 1\r\n")
    assert (office.connections, (magazine / "ledger").exists()) == (0, False)


def test_who_is_suppressed_now_has_no_file_any_more(shell: Shell, magazine: Path) -> None:
    shell(*SEND, "--to", "folder", "--yes")
    Path("suppressed.csv").write_text("email\nreader-3@example.org\n", "utf-8")
    folder = magazine / "dist" / "2025-01" / "newsletter"
    assert "reader-3@example.org" in shell(*SEND, "--to", "folder")[2]
    assert len(list(folder.iterdir())) == 5
    assert shell(*SEND, "--to", "folder", "--yes")[0] == 0
    assert len(list(folder.iterdir())) == 4


# ---------------------------------------------------------------- who must not get anything


@pytest.mark.parametrize("more", [(), ("--yes",)])
def test_both_runs_name_the_files_and_how_many_each_leaves_out(
    shell: Shell, office: Office, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """The project's suppression list also counts for a list that is elsewhere."""
    write_list(tmp_path / "elsewhere.csv", 4)
    Path("suppressed.csv").write_text("email\nReader-0@example.org\nx@example.org\n", "utf-8")
    Path("more.txt").write_text("Reader Two <reader-2@example.org>\nreader-3@example.org (left)\n", "utf-8")
    arguments = ("--list", str(tmp_path / "elsewhere.csv"), "--suppressed", "more.txt", *more)
    code, _, err = shell("send", "2025-01", *arguments)
    assert code == 0
    told = {line.partition(": ")[0]: line for line in err.splitlines()}
    assert (told["suppressed.csv"][-1], told["more.txt"][-1]) == ("1", "2")
    assert office.received == (["reader-1@example.org"] if more else [])


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("suppressed.csv", "email\nreader-0\n", "suppressed.csv:2:1: error[HP646]"),
        ("subscribers.csv", 'email,name\na@example.org,"Ana\nb@example.org,Bob\n', "subscribers.csv:2:1: error[HP603]"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--yes",), ("--to", "folder", "--yes")])
def test_what_is_not_understood_of_a_list_stops_everything(
    shell: Shell, office: Office, magazine: Path, name: str, text: str, place: str, more: tuple[str, ...]
) -> None:
    Path(name).write_text(text, "utf-8")
    code, _, err = shell(*SEND, *more)
    assert (code, place in err) == (1, True)
    assert (office.connections, (magazine / "dist").exists()) == (0, False)


def test_nobody_tries_it_with_a_suppressed_address(shell: Shell, office: Office) -> None:
    Path("suppressed.csv").write_text("Me <me@example.org>\n", "utf-8")
    code, _, err = shell("send", "--test", "me@example.org")
    assert (code, "HP606" in err, office.connections) == (1, True, 0)


def test_listmonk_is_told_not_to_know_who_is_suppressed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("hemaprint.toml")
    table = '\n[listmonk]\nurl = "https://lists.example.org"\nlists = [3]\n'
    path.write_text(path.read_text("utf-8") + table, "utf-8")
    monkeypatch.setenv("HEMAPRINT_LISTMONK_USER", USER)
    monkeypatch.setenv("HEMAPRINT_LISTMONK_PASSWORD", PASSWORD)
    Path("suppressed.csv").write_text("x@example.org\n", "utf-8")
    code, _, err = shell("send", "--to", "listmonk")
    assert (code, "suppressed.csv: warning[HP647]" in err) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("send",),
        (*SEND, "--to", "listmonk"),
        ("send", "--test", "me@example.org", "--to", "folder"),
        ("send", "--test", "me@example.org", "--to", "draft"),
        (*SEND, "--to", "draft"),
        (*SEND, "--shard", "3/2"),
        (*SEND, "--rate", "fast"),
        (*SEND, "--to", "pigeon"),
        ("status", "1999-01"),
    ],
)
def test_what_makes_no_sense_is_usage(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert shell(*arguments)[0] == 2


def test_a_magazine_without_a_mail_server(shell: Shell, magazine: Path) -> None:
    path = magazine / "hemaprint.toml"
    path.write_text(path.read_text("utf-8").partition("\n[smtp]")[0], "utf-8")
    code, _, err = shell(*SEND)
    assert code == 4
    assert "HP620" in err


# ---------------------------------------------------------------- a ledger that must not forget

EVERY_DOOR = [(*SEND,), (*SEND, "--yes"), ("status",), ("status", "--settle", "delivered.txt")]


@pytest.mark.parametrize("arguments", EVERY_DOOR)
@pytest.mark.parametrize(("left", "code"), [(0, "HP631"), (700, "HP631"), (-1, "HP631"), (None, "HP637")])
def test_a_ledger_that_is_empty_cut_or_gone_is_not_a_new_one(
    shell: Shell, office: Office, magazine: Path, arguments: tuple[str, ...], left: int | None, code: str
) -> None:
    shell(*SEND, "--yes")
    Path("delivered.txt").write_text("\n".join(office.received), "utf-8")
    path = ledger_path(load_project(magazine))
    if left is None:
        shutil.rmtree(path.parent)
    else:
        path.write_bytes(path.read_bytes()[:left])
    exit_code, _, err = shell(*arguments)
    assert (exit_code, code in err) == (4, True)
    assert len(office.received) == 5
    assert path.exists() == (left is not None)


def test_a_new_machine_knows_what_was_sent_by_the_tally(shell: Shell, office: Office, magazine: Path) -> None:
    shell(*SEND, "--yes")
    shutil.rmtree(magazine / "ledger")  # git ignores it; the tally is committed
    assert shell(*SEND, "--yes")[0] == 4
    assert shell(*SEND, "--again")[0] == 0
    assert len(office.received) == 5
    assert shell(*SEND, "--yes", "--again")[0] == 0
    assert shell(*SEND, "--yes")[0] == shell("status")[0] == 0
    assert office.by_address == {one.address: 2 for one in readers(5)}


@pytest.mark.parametrize("arguments", [(*SEND,), (*SEND, "--yes")])
def test_a_misspelt_campaign_asks(
    shell: Shell, office: Office, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    shell(*SEND, "--yes")
    stand_in(monkeypatch, PlainCampaign(identity="2025-1"))
    exit_code, _, err = shell(*arguments)
    assert (exit_code, "HP638" in err, len(office.received)) == (4, True, 5)
    assert shell(*arguments, "--again")[0] == 0


def test_a_refused_trial_says_what_to_do(shell: Shell, office: Office) -> None:
    office.to_rcpt["me@example.org"] = ["550 5.7.1 relaying denied"]
    exit_code, _, err = shell("send", "--test", "me@example.org")
    assert (exit_code, "HEMAPRINT_SMTP_USER" in err) == (4, True)


def test_a_refused_message_ends_with_4_and_bounces_nobody(shell: Shell, office: Office, magazine: Path) -> None:
    office.to_dot = {one.address: ["552 5.3.4 too big"] for one in readers(5)}
    exit_code, _, err = shell(*SEND, "--yes")
    assert (exit_code, "HP635" in err) == (4, True)
    assert states(magazine) == [DeliveryState.DEFERRED] * 5


@pytest.mark.parametrize(("times", "got"), [(1, 3), (2, 2)])
def test_ctrl_c_finishes_the_message_and_twice_does_not(
    shell: Shell, office: Office, magazine: Path, monkeypatch: pytest.MonkeyPatch, times: int, got: int
) -> None:
    def write_and_press(recipient: Recipient) -> Message:
        for _ in range(times if recipient.address == "reader-2@example.org" else 0):
            os.kill(os.getpid(), signal.SIGINT)
        return write(recipient)

    stand_in(monkeypatch, PlainCampaign(write=write_and_press))
    assert shell(*SEND, "--yes")[0] == 130
    assert len(office.received) == got
    assert states(magazine) == [DeliveryState.SENT] * got + [DeliveryState.QUEUED] * (5 - got)
    stand_in(monkeypatch)
    assert shell(*SEND, "--yes")[0] == 0
    assert office.by_address == {one.address: 1 for one in readers(5)}


# ---------------------------------------------------------------- status


@pytest.fixture
def troubled(shell: Shell, office: Office) -> None:
    """Two have it, one later, one never, one perhaps."""
    office.to_rcpt = {"reader-1@example.org": ["451 later"], "reader-2@example.org": ["550 =never"]}
    office.at_dot = lambda server: hang_up(server) if office.received[-1] == "reader-3@example.org" else None
    shell(*SEND, "--yes", "--max-attempts", "1")


@pytest.mark.usefixtures("troubled")
def test_status_as_json(shell: Shell) -> None:
    data = json.loads(shell("status", "--json")[1])
    assert data["counts"] == {"queued": 0, "sending": 0, "sent": 2, "deferred": 1, "bounced": 1, "unknown": 1}
    assert [(one["address"][7], one["code"]) for one in data["failures"]] == [("1", 451), ("2", 550), ("3", 0)]


@pytest.mark.usefixtures("troubled")
def test_status_as_a_table(shell: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(shell("status", "--export", "csv")[1])))
    assert [row["state"] for row in rows] == ["sent", "deferred", "bounced", "unknown", "sent"]
    assert rows[0]["message_id"] == "<reader-0@example.org>"


@pytest.mark.usefixtures("troubled")
def test_the_log_of_the_server_settles(shell: Shell, office: Office, magazine: Path) -> None:
    Path("delivered.txt").write_text("\n".join(office.received), "utf-8")
    assert shell("status", "--settle", "delivered.txt")[0] == 0
    assert states(magazine) == [
        DeliveryState.SENT,
        DeliveryState.DEFERRED,
        DeliveryState.BOUNCED,
        DeliveryState.SENT,
        DeliveryState.SENT,
    ]
    Path("delivered.txt").write_text("")
    assert shell("status", "--settle", "delivered.txt")[0] == 4


# ---------------------------------------------------------------- secrets


@pytest.fixture
def guarded(authority: Authority) -> Iterator[Office]:
    context = authority.of_server()
    with open_office(tls_context=context, auth_required=True, authenticator=check_login) as office:
        yield office


@pytest.mark.parametrize("password", [PASSWORD, "a-wrong-secret"])
def test_passwords_are_printed_nowhere(
    shell: Shell,
    guarded: Office,
    authority: Authority,
    magazine: Path,
    password: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    configure(magazine, guarded, "starttls")
    monkeypatch.setenv("HEMAPRINT_SMTP_USER", USER)
    monkeypatch.setenv("HEMAPRINT_SMTP_PASSWORD", password)
    authority.ca.cert_pem.write_to_path("authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", "authority.pem")
    code, out, err = shell(*SEND, "--yes")
    assert code == (0 if password == PASSWORD else 4)
    assert ("HP625" in err) == (code == 4)
    written = b"".join(path.read_bytes() for path in (magazine / "ledger").iterdir())
    assert password not in out + err + caplog.text + written.decode("latin-1")
