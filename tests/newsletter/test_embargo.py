"""What is under embargo does not leave before its time, and a proof not at all, unless somebody breaks that."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import String

import hemaprint.newsletter.embargo as embargo_module
from hemaprint.cli.main import main
from hemaprint.errors import ContentError, MalformedError
from hemaprint.newsletter.embargo import check_retained, clock, is_office, retained
from hemaprint.newsletter.mime import Attachment
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.config import Newsletter
from hemaprint.project.values import release_of
from hemaprint.scaffold.create import create

from .plain import PlainCampaign, stand_in, write_list
from .post import Office
from .test_commands import SEND, configure

EMBARGO = "2099-02-14 09:00 +01:00"
Shell = Callable[..., tuple[int, str, str]]


def proof() -> bytes:
    """A PDF that says that it is a proof."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/HemaprintProof"] = String("0123456789ab")
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office) -> Path:
    """The working directory: a magazine with five readers, whose address is news@example.org."""
    folder = tmp_path / "field-notes"
    create(folder, today=date(2025, 2, 1))
    monkeypatch.chdir(folder)
    path = folder / "hemaprint.toml"
    text = path.read_text("utf-8").partition("\n[newsletter]")[0]
    path.write_text(f'{text}\n[newsletter]\nfrom = "Field Notes <news@example.org>"\n', "utf-8")
    configure(folder, office)
    write_list(folder / "subscribers.csv", 5)
    stand_in(monkeypatch, PlainCampaign(embargo=EMBARGO))
    return folder


@pytest.fixture
def shell(magazine: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["newsletter", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemaprint.cli.newsletter_send.clock", lambda: moment)


@pytest.mark.parametrize(
    "more",
    [
        ("--list", "subscribers.csv"),
        ("--list", "subscribers.csv", "--yes"),
        ("--list", "subscribers.csv", "--to", "folder", "--yes"),
        ("--to", "draft"),
        ("--test", "friend@example.org"),
    ],
)
def test_nothing_leaves_by_any_way(shell: Shell, office: Office, magazine: Path, more: tuple[str, ...]) -> None:
    code, _, err = shell("send", "2025-01", *more)
    assert code == 1
    assert "content/2025-01/issue.yaml: error[HP660]" in err
    assert (office.received, (magazine / "ledger").exists()) == ([], False)
    assert not list(magazine.glob("dist/**/*.eml"))


def test_the_office_may_see_it(shell: Shell, office: Office) -> None:
    assert shell("send", "2025-01", "--test", "News@Example.org")[0] == 0
    assert office.received == ["News@Example.org"]


def test_when_its_time_has_come_it_leaves(shell: Shell, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at(release_of(EMBARGO) - timedelta(seconds=1), monkeypatch)
    assert shell(*SEND, "--yes")[0] == 1
    at(release_of(EMBARGO), monkeypatch)
    assert shell(*SEND, "--yes")[0] == 0
    assert len(office.received) == 5


def test_a_broken_embargo_is_in_the_ledger(shell: Shell, office: Office) -> None:
    code, _, err = shell(*SEND, "--yes", "--break-embargo")
    assert code == 0
    assert "warning[HP660]" in err
    assert len(office.received) == 5
    (broken,) = json.loads(shell("status", "2025-01", "--json")[1])["broken_embargo"]
    assert broken["what"] == f"the issue is under embargo until {EMBARGO}"
    assert "sent with --break-embargo" in shell("status", "2025-01")[1]


def test_a_plan_that_breaks_it_writes_nothing(shell: Shell, office: Office, magazine: Path) -> None:
    assert shell(*SEND, "--break-embargo")[0] == 0
    assert (office.received, (magazine / "ledger").exists()) == ([], False)


def test_a_proof_stays_here(shell: Shell, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    attached = (Attachment("issue.pdf", "application/pdf", proof()), Attachment("x.pdf", "application/pdf", b"no PDF"))
    stand_in(monkeypatch, PlainCampaign(attachments=attached))
    code, _, err = shell(*SEND, "--yes")
    assert (code, err.count("HP661"), office.received) == (1, 1, [])
    assert shell(*SEND, "--yes", "--break-embargo")[0] == 0
    (broken,) = json.loads(shell("status", "2025-01", "--json")[1])["broken_embargo"]
    assert broken["what"] == "issue.pdf is a proof, which is for its reader alone"


@pytest.mark.slow
def test_the_embargo_of_the_issue_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """Without a stand-in: the issue is built, composed, and then refused."""
    folder = tmp_path / "field-notes"
    create(folder, today=date(2025, 2, 1))
    monkeypatch.chdir(folder)
    configure(folder, office)
    write_list(folder / "subscribers.csv", 1)
    manifest = folder / "content" / "2025-01" / "issue.yaml"
    manifest.write_text(f"embargo: {EMBARGO}\n{manifest.read_text('utf-8')}", "utf-8")
    assert main(["newsletter", *SEND, "--yes"]) == 1
    assert office.received == []
    manifest.write_text(manifest.read_text("utf-8").replace("2099", "2025"), "utf-8")
    assert main(["newsletter", *SEND]) != 0  # for lack of a sender, no embargo any more


# ---------------------------------------------------------------- when it ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2025-02-14", datetime(2025, 2, 14, 12, tzinfo=UTC)),  # the last zone is twelve hours behind
        ("2025-02-14 09:00 +01:00", datetime(2025, 2, 14, 8, tzinfo=UTC)),
        ("2025-02-14T09:00:30Z", datetime(2025, 2, 14, 9, 0, 30, tzinfo=UTC)),
        ("2025-02-14T09:00-05:30", datetime(2025, 2, 14, 14, 30, tzinfo=UTC)),
    ],
)
def test_when_an_embargo_ends(text: str, ends: datetime) -> None:
    assert release_of(text) == ends


@pytest.mark.parametrize(
    "text",
    [
        *(
            "tomorrow",
            "2025-02",
            "2025-02-30",
            "2025-02-14 09:00",
            "2025-02-14 25:00 +01:00",
            "2025-02-14 09:00 +25:00",
        ),
        *("2025-02-14 09:00 CET", "2025-02-14 +01:00", "14.2.2025"),
    ],
)
def test_what_is_no_end_of_an_embargo(text: str) -> None:
    with pytest.raises(MalformedError):
        release_of(text)


@pytest.mark.parametrize("text", ["2025-02-14 09:00", "some day"])
def test_what_is_not_clear_is_under_embargo(tmp_path: Path, text: str) -> None:
    found = list(retained(tmp_path / "issue.yaml", text, (), datetime(2100, 1, 1, tzinfo=UTC)))
    assert [one.code for one in found] == ["HP660"]


def test_a_clock_that_is_behind_its_files_is_not_trusted(tmp_path: Path) -> None:
    manifest = tmp_path / "issue.yaml"
    manifest.touch()
    now = datetime.fromtimestamp(manifest.stat().st_mtime, UTC)
    assert not list(retained(manifest, "2020-01-01", (), now))
    (found,) = retained(manifest, "2020-01-01", (), now - timedelta(days=2))
    assert "clock" in found.message


def test_a_machine_without_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class _Stopped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> _Stopped:
            raise OverflowError

    monkeypatch.setattr(embargo_module, "datetime", _Stopped)
    assert clock() < release_of("0001-01-02")


def test_who_the_office_is() -> None:
    settings = Newsletter.model_validate({"from": "N <news@example.org>", "reply_to": "desk@example.org"})
    assert is_office(Recipient("Desk@example.org"), settings)
    assert not is_office(Recipient("ana@example.org"), settings)
    assert not is_office(Recipient(""), Newsletter())


def test_breaking_needs_to_be_said() -> None:
    found = tuple(retained(Path("issue.yaml"), EMBARGO, (), datetime(2025, 1, 1, tzinfo=UTC)))
    with pytest.raises(ContentError):
        check_retained(found, breaks=False)
    assert [one.is_error for one in check_retained(found, breaks=True)] == [False]
    assert check_retained((), breaks=False) == ()


@pytest.mark.parametrize(("text", "code"), [("2099-02-14", 0), ("2099-02-14 09:00 +01:00", 0), ("2099-02-14 09:00", 1)])
def test_a_mistake_is_told_at_its_line(
    magazine: Path, capsys: pytest.CaptureFixture[str], text: str, code: int
) -> None:
    manifest = magazine / "content" / "2025-01" / "issue.yaml"
    manifest.write_text(f"embargo: {text}\n{manifest.read_text('utf-8')}", "utf-8")
    assert main(["check"]) == code
    assert ("content/2025-01/issue.yaml:1:10: error[HP017]" in capsys.readouterr().err) == bool(code)
