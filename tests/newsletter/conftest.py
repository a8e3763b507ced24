from collections.abc import Iterator
from pathlib import Path

import pytest

from hemaprint.newsletter.credentials import FileKeeper
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.oauth import BROWSER, Registration, TokenLogin, as_text

from .identity import Guest, Service, by_the_rfcs, open_service
from .post import Authority, Office, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as opened:
        yield opened


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger" / "newsletter.sqlite") as opened:
        yield opened


@pytest.fixture
def microsoft(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Microsoft's identity platform, whose certificate this machine trusts."""
    authority.ca.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with open_service(authority.of_server("127.0.0.1")) as service:
        yield service


@pytest.fixture
def google() -> Iterator[Service]:
    """Google's authorization server, or any that keeps to the RFCs."""
    with open_service() as service:
        yield service


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
