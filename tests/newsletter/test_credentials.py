"""A sign-in is kept where only its owner reads it, and renewed before it ends."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from hemaprint.newsletter import credentials
from hemaprint.newsletter.credentials import FileKeeper, KeyringKeeper, state_folder
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.oauth import Grant, Registration, TokenLogin, as_text

from .identity import (
    SECRET,
    Guest,
    Service,
    fault,
)

NOW = 1_800_000_000.0


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
    keeper, identity = KeyringKeeper(registration.name, registration.place), identity_of(registration)
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
    keeper = KeyringKeeper(registration.name, registration.place)
    keeper.save(f"a {SECRET}")
    ring.locked = True
    assert fault(keeper.load) == "HP651"
    ring.locked = False
    monkeypatch.setattr(credentials, "PATIENCE", 0.05)
    waiting = threading.Event()
    monkeypatch.setattr(ring, "get_password", lambda *_: waiting.wait(10))
    assert fault(keeper.load) == "HP651"
    waiting.set()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert fault(lambda: KeyringKeeper(registration.name, registration.place)) == "HP651"


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
    monkeypatch.setattr(credentials, "PATIENCE", 0.0)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with keeper.alone():
        assert fault(keeper.alone().__enter__) == "HP651"
