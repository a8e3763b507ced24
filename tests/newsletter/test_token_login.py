"""Mail servers are shown tokens that are good."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from hemaprint.errors import SendingError
from hemaprint.newsletter.credentials import FileKeeper, Login
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.oauth import SERVICE, Registration, TokenLogin, as_text, kept_grant
from hemaprint.newsletter.send import Sender
from hemaprint.newsletter.smtp import Server, SmtpTransport
from hemaprint.newsletter.transport import Fate

from .identity import (
    MAILBOX,
    SECRET,
    BearerOffice,
    Guest,
    Service,
    TokenOffice,
    XOAuth2Office,
    by_the_rfcs,
    fault,
    open_token_office,
)
from .post import AT_ONCE, PLACE, Authority, Office, Silent, hang_up, nothing, open_office, reader, readers, write

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def token_office(google: Service) -> Iterator[TokenOffice]:
    with open_token_office(google) as office:
        yield office


def send(server: Server, count: int = 1) -> list[Fate]:
    with closing(SmtpTransport(server)) as transport:
        return [transport.send(write(one), nothing).fate for one in readers(count)]


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
    entries = repr((ledger.deliveries("2025-01"), watcher.outcomes))
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
