"""``newsletter login`` and ``logout`` from the shell's side, and the whole way of a token."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import keyring
import pytest
import typer

from hemaprint.cli.main import main
from hemaprint.errors import SendingError
from hemaprint.newsletter import oauth
from hemaprint.newsletter.identities import token_login
from hemaprint.project.project import load_project

from .identity import (
    CLIENT,
    CLIENT_SECRET,
    DEVICE_GRANT,
    MAILBOX,
    SECRET,
    TENANT,
    Guest,
    Service,
    TokenOffice,
    open_token_office,
    refusal,
)
from .plain import stand_in, write_list
from .test_commands import Shell, shell
from .test_credentials import FakeKeyring, ring

__all__ = ["ring", "shell"]  # fixtures
SEND = ("send", "2025-01", "--list", "subscribers.csv", "--yes")
MAGAZINE = """\
[magazine]
title = "Field Notes"
publisher = "Press"

[[departments]]
name = "Letters"
template = "interview"
"""
TRY = ("send", "--test", "me@example.org")
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a magazine with five readers, of a user who has a home and no secrets."""
    folder = tmp_path / "field-notes"
    (folder / "content" / "2025-01").mkdir(parents=True)
    (folder / "content" / "2025-01" / "issue.yaml").write_text("")
    (folder / "hemaprint.toml").write_text(MAGAZINE, "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("HEMAPRINT_OAUTH_CLIENT_SECRET", "HEMAPRINT_SMTP_USER", "HEMAPRINT_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    write_list(folder / "subscribers.csv", 5)
    stand_in(monkeypatch)
    monkeypatch.setattr(oauth, "pause", lambda _: None)
    return folder


def configure(folder: Path, port: int, **table: object) -> None:
    """[smtp] and [smtp.oauth2]."""
    path = folder / "hemaprint.toml"
    ours = path.read_text("utf-8").partition("\n[smtp]")[0]
    smtp = f'[smtp]\nhost = "localhost"\nport = {port}\nsecurity = "none"\n'
    lines = "".join(f'{key} = "{value}"\n' for key, value in table.items())
    path.write_text(f"{ours}\n{smtp}\n[smtp.oauth2]\n{lines}", "utf-8")


def of_microsoft(service: Service, **more: object) -> Mapping[str, object]:
    table = {"provider": "microsoft", "user": MAILBOX, "client_id": CLIENT, "tenant": TENANT, "authority": service.url}
    return table | more


def of_google(service: Service, **more: object) -> Mapping[str, object]:
    table = {"provider": "google", "user": MAILBOX, "client_id": CLIENT}
    ends = {"authorize_url": "auth", "token_url": "token", "revoke_url": "revoke"}
    return table | {name: f"{service.url}/{end}" for name, end in ends.items()} | more


@pytest.fixture(params=["microsoft", "google"])
def service(
    request: pytest.FixtureRequest, magazine: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Service, google: Service
) -> Service:
    """Either, with whoever signs in at once, in a browser or by a code."""
    monkeypatch.setattr(typer, "launch", Guest().visit)
    if request.param == "microsoft":
        return microsoft
    monkeypatch.setenv("HEMAPRINT_OAUTH_CLIENT_SECRET", CLIENT_SECRET)
    return google


@pytest.fixture
def token_office(service: Service, microsoft: Service, magazine: Path) -> Iterator[TokenOffice]:
    """A mail server that takes the service's tokens alone, and is configured."""
    with open_token_office(service) as office:
        configure(magazine, office.port, **(of_microsoft if service is microsoft else of_google)(service))
        yield office


def kept(folder: Path) -> list[Path]:
    return list((folder.parent / "state").rglob("*.json"))


def test_the_whole_way(
    shell: Shell,
    token_office: TokenOffice,
    service: Service,
    magazine: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = [shell(*TRY)]  # nobody is signed in
    before = os.umask(0)
    said.append(shell("login"))
    os.umask(before)
    (path,) = kept(magazine)
    assert said[-1][1] == f"{path}\n"
    said.append(shell(*TRY))
    service.expire()
    said.append(shell(*TRY))
    service.expire()
    said.append(shell(*SEND))
    service.revoke()
    said.append(shell(*TRY))
    said.append(shell("login"))
    said.append(shell(*TRY))
    said.append(shell("logout"))
    said.append(shell("logout"))
    said.append(shell(*TRY))
    assert [code for code, _, _ in said] == [4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4]
    assert ["HP652" in said[0][2], "HP655" in said[5][2], "HP652" in said[-1][2]] == [True] * 3
    assert token_office.received.count("me@example.org") == 3
    assert len(token_office.received) == 8
    assert service.grants().count("refresh_token") == 3
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (magazine.parent / "state").rglob("*") if file.is_file()}
    assert (modes, kept(magazine)) == ({0o600}, [])
    written = "".join(file.read_text("latin-1") for file in magazine.rglob("*") if file.is_file())
    ours = [record.getMessage() for record in caplog.records]
    assert SECRET not in f"{said}{written}{ours}"


def test_a_dry_run_knows_that_nobody_is_signed_in(shell: Shell, token_office: TokenOffice) -> None:
    code, _, err = shell("send", "2025-01", "--list", "subscribers.csv")
    assert (code, "HP652" in err, token_office.connections) == (4, True, 0)


def test_logout_withdraws_where_that_is_offered(
    shell: Shell, token_office: TokenOffice, service: Service, google: Service, magazine: Path
) -> None:
    shell("login")
    assert shell("logout")[0] == 0
    assert len(service.withdrawn) == (service is google)
    assert kept(magazine) == []


def test_logout_removes_what_cannot_be_withdrawn(shell: Shell, magazine: Path, google: Service) -> None:
    configure(magazine, 25, **of_google(google))
    path = magazine.parent / "state" / "hemaprint" / "oauth2"
    path.mkdir(parents=True)
    name = oauth.registration_of(load_project(magazine)).name
    (path / f"{name}.json").write_text("damaged")
    code, _, err = shell("logout")
    assert (code, "HP621" in err, kept(magazine)) == (0, True, [])


@pytest.mark.parametrize(
    ("answer", "code"), [(refusal("authorization_declined"), "HP653"), (refusal("expired_token"), "HP653")]
)
def test_who_does_not_sign_in_keeps_nothing(
    shell: Shell, magazine: Path, microsoft: Service, answer: tuple[int, Mapping[str, object]], code: str
) -> None:
    configure(magazine, 25, **of_microsoft(microsoft))
    microsoft.answers[DEVICE_GRANT] = [answer]
    status, _, err = shell("login")
    assert (status, code in err, kept(magazine)) == (4, True, [])


def test_ctrl_c_ends_the_wait(
    shell: Shell, magazine: Path, microsoft: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(oauth, "pause", press)
    configure(magazine, 25, **of_microsoft(microsoft))
    assert shell("login")[0] == 130
    assert kept(magazine) == []


def test_an_app_keeps_nothing(shell: Shell, magazine: Path, microsoft: Service) -> None:
    secret = magazine.parent / "secret.toml"
    secret.write_text(f'client_secret = "{CLIENT_SECRET}"\n', "utf-8")
    table = of_microsoft(microsoft, flow="client_credentials", secret_file=secret)
    with open_token_office(microsoft) as office:
        configure(magazine, office.port, **table)
        code, _, err = shell("login")
        assert (code, "HP621" in err) == (4, True)  # others can read the secret
        secret.chmod(0o600)
        assert [shell(*command)[0] for command in (("login",), TRY, ("logout",))] == [0, 0, 0]
        assert office.received == ["me@example.org"]
    assert not (magazine.parent / "state").exists()


@pytest.mark.usefixtures("ring")
def test_in_the_keyring(shell: Shell, magazine: Path, microsoft: Service) -> None:
    with open_token_office(microsoft) as office:
        configure(magazine, office.port, **of_microsoft(microsoft, keep="keyring"))
        assert [shell(*command)[0] for command in (("login",), TRY)] == [0, 0]
        fake = keyring.get_keyring()
        assert isinstance(fake, FakeKeyring)
        assert (len(fake.kept), kept(magazine)) == (1, [])
        assert (shell("logout")[0], fake.kept) == (0, {})


@pytest.mark.parametrize(("missing", "keep"), [("msal", "file"), ("keyring", "keyring")])
def test_an_extra_that_is_missing_is_named(
    shell: Shell, magazine: Path, microsoft: Service, missing: str, keep: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    configure(magazine, 25, **of_microsoft(microsoft, keep=keep))
    code, _, err = shell("login")
    assert code == 3
    assert "pip install 'hemaprint[" in err


AT_MICROSOFT = {"provider": "microsoft", "user": MAILBOX, "client_id": CLIENT}
AT_GOOGLE = AT_MICROSOFT | {"provider": "google"}
ELSEWHERE = AT_MICROSOFT | {"provider": "custom"}
SERVICE = "client_credentials"


@pytest.mark.parametrize(
    ("table", "key", "code"),
    [
        (AT_GOOGLE | {"flow": "device"}, "flow", "HP650"),
        (AT_GOOGLE, "", "HP650"),  # without a secret
        (AT_GOOGLE | {"tenant": "x"}, "tenant", "HP650"),
        (AT_GOOGLE | {"flow": SERVICE}, "", "HP650"),
        ({"provider": "microsoft", "user": MAILBOX}, "", "HP650"),
        (AT_MICROSOFT | {"flow": SERVICE}, "", "HP650"),
        (AT_MICROSOFT | {"flow": SERVICE, "tenant": TENANT}, "", "HP650"),
        (AT_MICROSOFT | {"secret_file": "absent"}, "secret_file", "HP650"),
        (AT_MICROSOFT | {"token_url": "https://x.example"}, "token_url", "HP650"),
        (AT_MICROSOFT | {"authority": "http://x.example"}, "authority", "HP622"),
        (ELSEWHERE | {"token_url": "https://x.example"}, "", "HP650"),
        (ELSEWHERE | {"flow": SERVICE, "token_url": "http://x.example"}, "token_url", "HP622"),
    ],
)
def test_what_is_configured_wrongly(magazine: Path, table: Mapping[str, object], key: str, code: str) -> None:
    configure(magazine, 25, **table)
    lines = (magazine / "hemaprint.toml").read_text("utf-8").splitlines()
    start = lines.index("[smtp.oauth2]")
    line = next(number for number, text in enumerate(lines[start:], start + 1) if text.startswith(key or "["))
    with pytest.raises(SendingError) as caught:
        token_login(load_project(magazine))
    problem = caught.value.problem
    assert (problem.code, problem.location.path.name, problem.location.line) == (code, "hemaprint.toml", line)


@pytest.mark.parametrize("key", ["secret_file", "key_file"])
def test_a_secret_that_is_not_there(shell: Shell, magazine: Path, key: str) -> None:
    configure(magazine, 25, **AT_MICROSOFT, flow=SERVICE, tenant=TENANT, **{key: "absent"})
    code, _, err = shell("login")
    assert (code, "HP621" in err) == (4, True)


def test_no_table_at_all(shell: Shell, magazine: Path) -> None:
    path = magazine / "hemaprint.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[smtp]\nhost = "localhost"\nauth = "oauth2"\n', "utf-8")
    for command in (("login",), ("logout",), TRY):
        code, _, err = shell(*command)
        assert (code, "HP650" in err) == (4, True)


def test_a_password_where_that_is_said(shell: Shell, magazine: Path, microsoft: Service) -> None:
    configure(magazine, 1, **of_microsoft(microsoft))
    path = magazine / "hemaprint.toml"
    path.write_text(path.read_text("utf-8").replace("[smtp]\n", '[smtp]\nauth = "password"\n'), "utf-8")
    assert "HP623" in shell(*TRY)[2]  # nobody listens there; and nobody needed to be signed in


def test_another_provider_than_configured(shell: Shell, magazine: Path, microsoft: Service) -> None:
    configure(magazine, 25, **of_microsoft(microsoft))
    assert shell("login", "--provider", "google")[0] == 2
    assert shell("login", "--provider", "microsoft")[0] == 0


def test_never_inside_the_project(
    shell: Shell, magazine: Path, microsoft: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(magazine / "state"))
    configure(magazine, 25, **of_microsoft(microsoft))
    code, _, err = shell("login")
    assert (code, "HP651" in err, (magazine / "state").exists()) == (4, True, False)


def test_a_code_of_the_service_is_text(shell: Shell, magazine: Path, microsoft: Service) -> None:
    codes = {"device_code": "d", "user_code": "A\x1b[31m[red]B", "verification_uri": "https://x\nforged", "interval": 1}
    microsoft.answers["devicecode"] = [(200, codes | {"expires_in": 900})]
    configure(magazine, 25, **of_microsoft(microsoft))
    _, _, err = shell("login")
    assert "\x1b" not in err
    assert "\nforged" not in err


def test_bugs_keep_no_secret(
    shell: Shell, token_office: TokenOffice, magazine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("login")

    def stumble(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("hemaprint.newsletter.smtp_connection.Connection.command", stumble)
    assert main(["newsletter", *TRY]) == 5
    assert SECRET not in (magazine / ".hemaprint" / "traceback.txt").read_text("utf-8")
