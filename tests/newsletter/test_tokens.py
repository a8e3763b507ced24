"""A sign-in is kept where only its owner reads it, and mail servers are shown tokens that are good."""

from __future__ import annotations

import base64
import json
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from aiosmtpd.smtp import AuthResult
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from hemaprint.errors import SendingError
from hemaprint.newsletter import tokens as tokens_module
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.login import Login
from hemaprint.newsletter.oauth import BROWSER, SERVICE, Grant, Registration
from hemaprint.newsletter.send import Sender
from hemaprint.newsletter.smtp import Server, SmtpTransport
from hemaprint.newsletter.tokens import FileKeeper, KeyringKeeper, TokenLogin, as_text, kept_grant, state_folder
from hemaprint.newsletter.transport import Fate

from .identity import (
    MAILBOX,
    SECRET,
    BearerOffice,
    Guest,
    Service,
    TokenOffice,
    XOAuth2Office,
    open_token_office,
)
from .post import AT_ONCE, PLACE, Authority, Office, Silent, hang_up, nothing, open_office, reader, readers, write
from .test_identities import by_the_rfcs

NOW = 1_800_000_000.0
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def keeper(tmp_path: Path) -> FileKeeper:
    return FileKeeper(tmp_path / "state" / "hemaprint" / "press.json")


@pytest.fixture
def registration(google: Service) -> Registration:
    return by_the_rfcs(google, BROWSER)


@pytest.fixture
def login(registration: Registration, keeper: FileKeeper) -> TokenLogin:
    """Somebody who has signed in."""
    identity = identity_of(registration)
    keeper.save(as_text(identity.sign_in(Guest())))
    return TokenLogin(registration, identity, keeper)


@pytest.fixture
def token_office(google: Service) -> Iterator[TokenOffice]:
    with open_token_office(google) as office:
        yield office


def fault(act: Callable[[], object]) -> str:
    with pytest.raises(SendingError) as caught:
        act()
    assert SECRET not in repr(caught.value.problem)
    return caught.value.problem.code


def send(server: Server, count: int = 1) -> list[Fate]:
    with closing(SmtpTransport(server)) as transport:
        return [transport.send(write(one), nothing).fate for one in readers(count)]


# ---------------------------------------------------------------- kept in a file


@pytest.fixture(params=[0o000, 0o022, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_only_the_owner_reads_it_whatever_the_umask(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path / "press.json")
    keeper.save("one")
    keeper.save("two")
    assert stat.S_IMODE(keeper.path.stat().st_mode) == 0o600
    assert keeper.load() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["press.json"]  # and no half of it


def test_its_folder_is_closed_as_well(keeper: FileKeeper) -> None:
    before = os.umask(0)
    try:
        with keeper.alone():
            keeper.save("one")
    finally:
        os.umask(before)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (keeper.path.parent, *keeper.path.parent.iterdir())
    }
    assert modes == {"hemaprint": 0o700, "press.json": 0o600, "press.lock": 0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_file_that_others_can_read_is_refused(keeper: FileKeeper, mode: int) -> None:
    keeper.save("one")
    keeper.path.chmod(mode)
    assert fault(keeper.load) == "HP621"
    keeper.save("two")  # signing in again mends it
    assert keeper.load() == "two"


def test_what_cannot_be_written_leaves_what_was_kept(keeper: FileKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    keeper.save("one")
    monkeypatch.setattr(os, "fsync", full)
    assert fault(lambda: keeper.save("two")) == "HP651"
    assert keeper.load() == "one"
    assert [path.name for path in keeper.path.parent.iterdir()] == ["press.json"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    keeper = FileKeeper(tmp_path / "state" / "press.json")
    assert fault(lambda: keeper.save("one")) == fault(keeper.alone().__enter__) == "HP651"
    assert keeper.load() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "access_token": 7}'])
def test_a_damaged_file_is_an_error(registration: Registration, keeper: FileKeeper, text: str) -> None:
    keeper.save(text)
    assert fault(lambda: TokenLogin(registration, identity_of(registration), keeper)) == "HP651"


def test_forgotten(login: TokenLogin, keeper: FileKeeper, registration: Registration) -> None:
    assert (keeper.forget(), keeper.forget(), keeper.load()) == (True, False, None)
    assert fault(lambda: TokenLogin(registration, identity_of(registration), keeper)) == "HP652"


def test_other_settings_are_another_sign_in(registration: Registration) -> None:
    others = (
        replace(registration, user="x"),
        replace(registration, client_id="x"),
        replace(registration, token_url="x"),
        replace(registration, scopes=("x",)),
    )
    assert len({registration.name, *(other.name for other in others)}) == 5
    assert "/" not in replace(registration, user="../../etc/passwd@example.org").name


def test_the_state_folder_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    assert state_folder() == Path.home() / ".local/state/hemaprint/oauth2"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder().is_relative_to(tmp_path)


# ---------------------------------------------------------------- kept in a keyring


class FakeKeyring(KeyringBackend):
    """A keyring that encrypts, as far as anybody can tell."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise RuntimeError(f"locked, with {self.kept}")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeKeyring]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    before, fake = keyring.get_keyring(), FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def test_a_keyring_keeps_it(registration: Registration, google: Service, ring: FakeKeyring, tmp_path: Path) -> None:
    keeper, identity = KeyringKeeper(registration), identity_of(registration)
    assert keeper.load() is None
    keeper.save(as_text(identity.sign_in(Guest())))
    login = TokenLogin(registration, identity, keeper)
    google.expire()
    assert login.token(login.token()) in google.good
    assert list(ring.kept) == [("hemaprint", registration.name)]
    written = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET not in written
    assert (keeper.forget(), keeper.forget(), ring.kept) == (True, False, {})


def test_a_keyring_that_cannot_be_used(
    registration: Registration, ring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = KeyringKeeper(registration)
    keeper.save(f"a {SECRET}")
    ring.locked = True
    assert fault(keeper.load) == "HP651"
    ring.locked = False
    monkeypatch.setattr(tokens_module, "PATIENCE", 0.05)
    waiting = threading.Event()
    monkeypatch.setattr(ring, "get_password", lambda *_: waiting.wait(10))
    assert fault(keeper.load) == "HP651"
    waiting.set()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert fault(lambda: KeyringKeeper(registration)) == "HP651"


# ---------------------------------------------------------------- tokens that are good


@pytest.mark.parametrize(
    ("now", "good"), [(NOW, True), (NOW + 3200, True), (NOW + 3400, False), (NOW + 4000, False), (NOW - 1, False)]
)
def test_when_a_token_is_good(now: float, good: bool) -> None:
    assert Grant("token", NOW, NOW + 3600).is_good(now) is good


def test_a_token_is_asked_for_once(login: TokenLogin, google: Service) -> None:
    assert len({login.token() for _ in range(5)}) == 1
    assert google.grants() == ["authorization_code"]


def test_renewed_before_its_end_and_kept(registration: Registration, keeper: FileKeeper, google: Service) -> None:
    google.lasts = 0
    identity = identity_of(registration)
    keeper.save(as_text(identity.sign_in(Guest())))
    google.lasts = 3600
    token = TokenLogin(registration, identity, keeper).token()
    assert google.grants() == ["authorization_code", "refresh_token"]
    assert TokenLogin(registration, identity, keeper).token() == token
    assert len(google.asked) == 2


def test_two_runs_renew_once(
    login: TokenLogin, registration: Registration, keeper: FileKeeper, google: Service
) -> None:
    other = TokenLogin(registration, identity_of(registration), keeper)
    stale = login.token()
    assert login.token(stale) == other.token(stale) != stale
    assert google.grants().count("refresh_token") == 1


def test_many_runs_at_once_renew_once(
    login: TokenLogin, registration: Registration, keeper: FileKeeper, google: Service
) -> None:
    stale = login.token()
    logins = [TokenLogin(registration, identity_of(registration), keeper) for _ in range(4)]
    got: list[str] = []
    threads = [threading.Thread(target=lambda one=one: got.append(one.token(stale))) for one in logins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(got), len(set(got)), google.grants().count("refresh_token")) == (4, 1, 1)


def test_a_run_that_renews_for_ever_is_not_waited_for(keeper: FileKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_module, "PATIENCE", 0.0)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with keeper.alone():
        assert fault(keeper.alone().__enter__) == "HP651"


# ---------------------------------------------------------------- shown to the mail server


def test_in_one_line_and_in_two(login: TokenLogin, token_office: TokenOffice, google: Service) -> None:
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    kept = login.token()
    long = kept.ljust(1500, "y")  # more than a command can have: aiosmtpd refuses that, as RFC 5321 has it
    google.good[long] = MAILBOX
    login._grant = replace(login._grant, access_token=long)
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    assert token_office.logins == [kept, long]


def test_oauthbearer_where_that_is_offered(login: TokenLogin, google: Service) -> None:
    with open_token_office(google, BearerOffice) as office:
        google.expire()
        assert send(office.server(login=login)) == [Fate.DELIVERED]
        assert len(office.logins) == 2


def test_a_token_that_has_ended_is_renewed_once(login: TokenLogin, token_office: TokenOffice, google: Service) -> None:
    google.expire()
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    assert (len(token_office.logins), token_office.connections) == (2, 2)
    assert google.grants() == ["authorization_code", "refresh_token"]


def test_a_token_that_ends_within_a_long_run(
    login: TokenLogin, token_office: TokenOffice, google: Service, ledger: Ledger
) -> None:
    def end(server: object) -> None:
        """After every third message the token has ended, and the server hangs up before the next."""
        if len(token_office.received) % 3 == 0:
            google.expire()
            token_office.to_rcpt[reader(len(token_office.received)).address] = ["421 idle for too long"]

    token_office.at_dot = end
    with closing(SmtpTransport(token_office.server(login=login))) as transport:
        watcher = Silent()
        summary = Sender("2025-01", write, transport, ledger, AT_ONCE, watcher).send(readers(10))
    assert summary.complete
    assert token_office.by_address == {one.address: 1 for one in readers(10)}
    assert google.grants().count("refresh_token") == 3
    entries = repr((ledger.entries("2025-01"), watcher.outcomes))
    assert SECRET not in entries


def test_a_service_that_is_away_within_a_run_is_waited_for(
    login: TokenLogin, token_office: TokenOffice, google: Service, ledger: Ledger
) -> None:
    def end(server: object) -> None:
        if len(token_office.received) == 2:
            google.expire()
            google.answers["refresh_token"] = [(503, {})]
            token_office.to_rcpt[reader(2).address] = ["421 idle for too long"]

    token_office.at_dot = end
    with closing(SmtpTransport(token_office.server(login=login))) as transport:
        watcher = Silent()
        assert Sender("2025-01", write, transport, ledger, AT_ONCE, watcher).send(readers(4)).complete
    assert len(watcher.pauses) == 1


def test_a_sign_in_that_was_revoked(login: TokenLogin, token_office: TokenOffice, google: Service) -> None:
    google.revoke()
    assert fault(lambda: send(token_office.server(login=login))) == "HP655"
    assert token_office.received == []


@pytest.mark.parametrize(
    ("answers", "code", "logins"),
    [
        (["535 5.7.3 no", "535 5.7.3 no"], "HP625", 2),
        (["535 5.7.139 Authentication unsuccessful, TOKEN"] * 2, "HP625", 2),
        (["454 4.7.0 Temporary authentication failure TOKEN"], "HP628", 1),
        (["500 what"] * 2, "HP625", 2),
    ],
)
def test_what_the_server_answers(
    login: TokenLogin, token_office: TokenOffice, answers: list[str], code: str, logins: int
) -> None:
    token_office.refuses = list(answers)
    assert fault(lambda: send(token_office.server(login=login))) == code
    assert len(token_office.logins) == logins


def test_a_server_that_hangs_up_after_a_refusal(login: TokenLogin, google: Service) -> None:
    class Rude(XOAuth2Office):
        async def auth_XOAUTH2(self, server: object, args: list[str]) -> object:  # type: ignore[override]  # noqa: N802
            result = await super().auth_XOAUTH2(server, args)  # type: ignore[arg-type]
            if not result.success:
                await server.push("535 5.7.8 no")  # type: ignore[attr-defined]
                hang_up(server)  # type: ignore[arg-type]
            return result

    with open_token_office(google, Rude) as office:
        google.expire()
        assert send(office.server(login=login)) == [Fate.DELIVERED]


def test_a_server_that_takes_no_tokens(login: TokenLogin, office: Office) -> None:
    assert fault(lambda: send(office.server(login=login))) == "HP625"
    with open_office(auth_require_tls=False, auth_required=True) as by_password:
        assert fault(lambda: send(by_password.server(login=login))) == "HP625"


@pytest.mark.parametrize("told", [True, False])
def test_a_password_where_only_tokens_are_taken(google: Service, told: bool) -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False, message="550 5.7.30 Basic authentication is not supported")

    opened = open_office(auth_require_tls=False, authenticator=refuse) if told else open_token_office(google)
    with opened as office, pytest.raises(SendingError) as caught:
        send(office.server(login=Login("press", "a-password")))
    assert caught.value.problem.code == "HP625"
    assert "[smtp.oauth2]" in caught.value.problem.hint


def test_never_without_encryption(login: TokenLogin, authority: Authority, google: Service) -> None:
    plain = Server("mail.example.org", PLACE, "none", unencrypted=True, login=login)
    assert fault(lambda: SmtpTransport(plain)) == "HP622"
    with open_token_office(google, tls_context=authority.of_server()) as office:
        server = office.server(security="starttls", context=authority.of_client(), login=login)
        assert send(server) == [Fate.DELIVERED]


def test_an_app_that_signs_in_by_itself(google: Service, token_office: TokenOffice, tmp_path: Path) -> None:
    app = by_the_rfcs(google, SERVICE, "custom")
    login = TokenLogin(app, identity_of(app), None)
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    google.expire()
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    assert google.grants() == ["client_credentials"] * 2


def test_an_eager_debugger_sees_no_token(
    login: TokenLogin, token_office: TokenOffice, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smtplib.SMTP.debuglevel", 2)
    token = login.token()
    assert send(token_office.server(login=login)) == [Fate.DELIVERED]
    shown = capfd.readouterr().err
    assert "EHLO" in shown.upper()
    words = base64.b64encode(f"user={MAILBOX}\x01auth=Bearer {token}".encode()).decode()
    assert token not in shown
    assert words[:60] not in shown


def test_nothing_kept_is_shown(login: TokenLogin, keeper: FileKeeper, registration: Registration) -> None:
    grant = kept_grant(registration, keeper)
    assert SECRET in json.dumps(keeper.load())
    server = Server("localhost", PLACE, "none", login=login)
    assert SECRET not in f"{grant!r}{login!r}{keeper!r}{registration!r}{server!r}{SmtpTransport(server)!r}"


def test_a_user_with_commas_is_still_one(google: Service, registration: Registration, keeper: FileKeeper) -> None:
    odd = replace(registration, user="a,b=c@example.org")
    keeper.save(as_text(identity_of(odd).sign_in(Guest())))
    login = TokenLogin(odd, identity_of(odd), keeper)
    google.good[login.token()] = "a=2Cb=3Dc@example.org"  # RFC 5801, 4: as it is written on the wire
    with open_token_office(google, BearerOffice) as office:
        assert send(office.server(login=login)) == [Fate.DELIVERED]
