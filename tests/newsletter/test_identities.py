"""Tokens are asked for as Microsoft's and Google's documentation has it, and every refusal has its code."""

from __future__ import annotations

import json
import logging
import sys
import threading
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.newsletter import identities, oauth
from hemaprint.newsletter.credentials import fetch
from hemaprint.newsletter.identities import identity_of
from hemaprint.newsletter.oauth import BROWSER, DEVICE, SERVICE, Grant, Registration, poll

from .identity import (
    CLIENT,
    CLIENT_SECRET,
    DEVICE_GRANT,
    JWT_GRANT,
    MAILBOX,
    SECRET,
    TENANT,
    Guest,
    Said,
    Service,
    by_the_rfcs,
    fault,
    refusal,
)
from .post import PLACE, Authority, free_port

PENDING = refusal("authorization_pending")


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits; how long it would have been."""
    waited: list[float] = []
    monkeypatch.setattr(oauth, "pause", waited.append)
    return waited


def of_microsoft(service: Service, flow: str = DEVICE, **more: Any) -> Registration:
    scopes = ("https://outlook.office.com/SMTP.Send",)
    authority = more.pop("authority", f"{service.url}/{TENANT}")
    return Registration("microsoft", flow, MAILBOX, PLACE, scopes, CLIENT, authority, **more)


def sign_in(registration: Registration, guest: Guest | None = None) -> Grant:
    return identity_of(registration).sign_in(guest or Guest())


# ---------------------------------------------------------------- a code on any device


def test_microsoft_by_a_code(microsoft: Service, pauses: list[float]) -> None:
    guest = Guest()
    microsoft.answers[DEVICE_GRANT] = [PENDING, refusal("slow_down"), PENDING]
    grant = sign_in(of_microsoft(microsoft), guest)
    assert microsoft.good == {grant.access_token: MAILBOX}
    assert guest.shown == ["GTHK-QPRS", f"{microsoft.url}/devicelogin"]
    assert pauses == [5, 5, 10, 10]  # RFC 8628, 3.5
    scopes = microsoft.asked[0][1]["scope"].split()
    assert {"https://outlook.office.com/SMTP.Send", "offline_access"} <= set(scopes)


def test_any_service_by_a_code(google: Service, pauses: list[float]) -> None:
    guest = Guest()
    google.answers[DEVICE_GRANT] = [PENDING, refusal("slow_down")]
    grant = sign_in(by_the_rfcs(google, DEVICE, "custom"), guest)
    assert google.good == {grant.access_token: MAILBOX}
    assert guest.shown[0] == "GTHK-QPRS"
    assert pauses == [5, 5, 10]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal("authorization_declined"), "HP653"),
        (refusal("access_denied"), "HP653"),
        (refusal("expired_token"), "HP653"),
        (refusal("bad_verification_code"), "HP653"),
        (refusal("invalid_client", "AADSTS7000218: The request body must contain"), "HP653"),
        ((200, {"token_type": "Bearer"}), "HP654"),
        ((200, {"access_token": "two words\r\nQUIT"}), "HP653"),
        ((200, {"access_token": "good", "expires_in": 3600}), "HP653"),  # and nothing to renew it with
    ],
)
def test_what_goes_wrong_with_a_code(microsoft: Service, google: Service, answer: Said, code: str) -> None:
    for service in (microsoft, google):
        service.answers[DEVICE_GRANT] = [PENDING, answer]
    assert fault(lambda: sign_in(of_microsoft(microsoft))) == code
    assert fault(lambda: sign_in(by_the_rfcs(google, DEVICE, "custom"))) == code


@pytest.mark.parametrize(
    ("answer", "code"), [(refusal("unauthorized_client"), "HP653"), ((503, {}), "HP654"), ((429, {}), "HP654")]
)
def test_no_code_at_all(microsoft: Service, google: Service, answer: Said, code: str) -> None:
    for service in (microsoft, google):
        service.answers["devicecode"] = [answer]
    assert fault(lambda: sign_in(of_microsoft(microsoft))) == code
    assert fault(lambda: sign_in(by_the_rfcs(google, DEVICE, "custom"))) == code


def test_a_service_that_is_away_for_a_moment_is_asked_less_often(google: Service, pauses: list[float]) -> None:
    google.answers[DEVICE_GRANT] = [(503, {}), refusal("temporarily_unavailable")]
    sign_in(by_the_rfcs(google, DEVICE, "custom"))
    assert pauses == [5, 10, 20]


def test_nobody_is_waited_for_without_end(pauses: list[float]) -> None:
    said = poll(lambda: {"error": "authorization_pending"}, interval=0, lasts=1e9)
    assert said == {"error": "expired_token"}
    assert sum(pauses) <= 1800


def test_ctrl_c_while_waiting(google: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(oauth, "pause", press)
    with pytest.raises(KeyboardInterrupt):
        sign_in(by_the_rfcs(google, DEVICE, "custom"))
    assert google.grants() == []


# ---------------------------------------------------------------- a page on this machine


def test_google_by_a_page(google: Service) -> None:
    guest = Guest()
    grant = sign_in(by_the_rfcs(google, BROWSER), guest)
    assert google.good == {grant.access_token: MAILBOX}
    asked = {name: values[0] for name, values in parse_qs(urlsplit(guest.shown[0]).query).items()}
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert (asked["code_challenge_method"], asked["access_type"], asked["login_hint"]) == ("S256", "offline", MAILBOX)
    assert SECRET not in guest.shown[0]


def test_microsoft_by_a_page(microsoft: Service, authority: Authority, recwarn: pytest.WarningsRecorder) -> None:
    guest = Guest(authority.of_client())
    registration = of_microsoft(microsoft, BROWSER)
    grant = sign_in(registration, guest)
    assert grant.access_token in microsoft.good
    assert identity_of(registration).renew(grant).access_token in microsoft.good
    asked = {name: values[0] for name, values in parse_qs(urlsplit(guest.shown[0]).query).items()}
    assert (asked["redirect_uri"].rpartition(":")[0], asked["code_challenge_method"]) == ("http://localhost", "S256")
    assert not list(recwarn)


class Refuser(Guest):
    """Presses Cancel."""

    def visit(self, address: str) -> None:
        asked = parse_qs(urlsplit(address).query)
        Guest.visit(self, f"{asked['redirect_uri'][0]}?error=access_denied&state={asked['state'][0]}")


def test_whoever_says_no(google: Service, microsoft: Service) -> None:
    for registration in (by_the_rfcs(google, BROWSER), of_microsoft(microsoft, BROWSER)):
        assert fault(lambda one=registration: sign_in(one, Refuser())) == "HP653"  # type: ignore[misc]


def test_a_browser_that_never_comes_back(google: Service, microsoft: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "LONGEST_SIGN_IN", 0.0)
    for registration in (by_the_rfcs(google, BROWSER), of_microsoft(microsoft, BROWSER)):
        assert fault(lambda one=registration: sign_in(one, Absent())) == "HP653"  # type: ignore[misc]


class Absent(Guest):
    """Closes the page."""

    def visit(self, address: str) -> None: ...


def test_a_visitor_whom_nobody_expects_changes_nothing(google: Service) -> None:
    statuses: list[int] = []

    class Intruded(Guest):
        def visit(self, address: str) -> None:
            def browse() -> None:
                (back,) = parse_qs(urlsplit(address).query)["redirect_uri"]
                try:
                    urllib.request.urlopen(f"{back}?code=mine&state=guessed", timeout=10)
                except urllib.error.HTTPError as error:
                    statuses.append(error.code)
                Guest.visit(self, address)

            threading.Thread(target=browse, daemon=True).start()

    assert sign_in(by_the_rfcs(google, BROWSER), Intruded()).access_token in google.good
    assert statuses == [404]


def test_a_wrong_secret_is_not_repeated(google: Service) -> None:
    wrong = by_the_rfcs(google, BROWSER, secret=f"wrong-{SECRET}")
    assert fault(lambda: sign_in(wrong)) == "HP653"


def test_a_port_that_is_taken(google: Service) -> None:
    port = urlsplit(google.url).port or 0
    with pytest.raises(UsageError):
        identity_of(by_the_rfcs(google, BROWSER), port).sign_in(Guest())


# ---------------------------------------------------------------- by itself


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    form, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(form, kind, serialization.NoEncryption()).decode()


def test_an_app_by_its_secret(microsoft: Service, google: Service) -> None:
    of_app = of_microsoft(microsoft, SERVICE, secret=CLIENT_SECRET)
    assert sign_in(of_app).access_token in microsoft.good
    assert sign_in(by_the_rfcs(google, SERVICE, "custom")).access_token in google.good
    wrong = of_microsoft(microsoft, SERVICE, secret=f"wrong-{SECRET}")
    assert fault(lambda: sign_in(wrong)) == "HP653"


def test_an_app_asks_anew_each_time(microsoft: Service, google: Service) -> None:
    for of_app in (of_microsoft(microsoft, SERVICE, secret=CLIENT_SECRET), by_the_rfcs(google, SERVICE, "custom")):
        identity = identity_of(of_app)
        first = identity.sign_in(Guest())
        assert identity.renew(first).access_token != first.access_token


@pytest.mark.parametrize("certificate_first", [True, False])
def test_an_app_by_its_certificate(microsoft: Service, authority: Authority, certificate_first: bool) -> None:
    made = authority.ca.issue_cert("app.example.org", key_type=trustme.KeyType.RSA)
    parts = [made.cert_chain_pems[0].bytes().decode(), made.private_key_pem.bytes().decode()]
    text = "".join(parts if certificate_first else parts[::-1])
    assert sign_in(of_microsoft(microsoft, SERVICE, key=text)).access_token in microsoft.good
    assert "client_secret" not in microsoft.asked[-1][1]


def test_a_certificate_of_another_kind_of_key(microsoft: Service, authority: Authority) -> None:
    made = authority.ca.issue_cert("app.example.org", key_type=trustme.KeyType.ECDSA)
    elliptic = of_microsoft(microsoft, SERVICE, key=made.private_key_and_cert_chain_pem.bytes().decode())
    assert fault(lambda: sign_in(elliptic)) == "HP653"


def test_googles_service_account(google: Service, key: rsa.RSAPrivateKey) -> None:
    form, kind = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    google.public_key = key.public_key().public_bytes(form, kind).decode()
    account = {"client_email": "robot@project.example", "private_key_id": "7", "private_key": pem(key)}
    robot = by_the_rfcs(google, SERVICE, key=json.dumps(account))
    assert sign_in(robot).access_token in google.good
    google.answers[JWT_GRANT] = [refusal("unauthorized_client")]
    assert fault(lambda: sign_in(robot)) == "HP653"


@pytest.mark.parametrize("text", ["not JSON", "{}", '{"client_email": "a", "private_key_id": "b", "private_key": "c"}'])
def test_what_is_no_key(microsoft: Service, google: Service, text: str) -> None:
    assert fault(lambda: sign_in(by_the_rfcs(google, SERVICE, key=text))) == "HP650"
    assert fault(lambda: sign_in(of_microsoft(microsoft, SERVICE, key=text))) == "HP653"


# ---------------------------------------------------------------- renewing, and withdrawing


@pytest.fixture(params=["microsoft", "google"])
def registration(request: pytest.FixtureRequest, microsoft: Service, google: Service) -> Registration:
    return of_microsoft(microsoft) if request.param == "microsoft" else by_the_rfcs(google, BROWSER)


@pytest.fixture
def service(registration: Registration, microsoft: Service, google: Service) -> Service:
    return microsoft if registration.provider == "microsoft" else google


def test_renewed_again_and_again(registration: Registration, service: Service) -> None:
    grant = sign_in(registration)
    for _ in range(3):  # with what the last one gave
        before, grant = grant, identity_of(registration).renew(grant)
        assert before.access_token != grant.access_token
        assert grant.access_token in service.good
    assert service.grants()[1:] == ["refresh_token"] * 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity."), "HP655"),
        (refusal("interaction_required", "AADSTS50076: you must use multi-factor authentication"), "HP655"),
        (refusal("invalid_client", "AADSTS7000222: expired"), "HP653"),
        (refusal("temporarily_unavailable"), "HP654"),
        ((503, {}), "HP654"),
    ],
)
def test_what_goes_wrong_with_renewing(registration: Registration, service: Service, answer: Said, code: str) -> None:
    grant = sign_in(registration)
    service.answers["refresh_token"] = [answer]
    assert fault(lambda: identity_of(registration).renew(grant)) == code


def test_withdrawn_at_the_service(google: Service) -> None:
    registration = by_the_rfcs(google, BROWSER)
    grant = sign_in(registration)
    assert identity_of(registration).revoke(grant)
    assert google.withdrawn == [grant.memory]
    assert fault(lambda: identity_of(registration).renew(grant)) == "HP655"


# ---------------------------------------------------------------- nobody there, and secrets


def test_nobody_answers(google: Service, microsoft: Service) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/token"
    assert fault(lambda: sign_in(by_the_rfcs(google, SERVICE, "custom", token_url=nowhere))) == "HP654"
    away = f"https://localhost:{free_port()}/{TENANT}"
    assert fault(lambda: sign_in(of_microsoft(microsoft, authority=away))) == "HP654"


def test_a_certificate_that_nobody_knows(microsoft: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert fault(lambda: sign_in(of_microsoft(microsoft))) == "HP654"


def test_a_tenant_that_nobody_knows(microsoft: Service) -> None:
    assert fault(lambda: sign_in(of_microsoft(microsoft, authority=f"{microsoft.url}/elsewhere"))) == "HP653"


@pytest.mark.parametrize(
    ("said", "seconds"), [(1200, 1200), ("1200", 1200), (10**400, oauth.LONGEST_USE), (-1, 3600), (None, 3600)]
)
def test_how_long_a_token_is_good(google: Service, said: object, seconds: float) -> None:
    grant = oauth.grant_of(by_the_rfcs(google, BROWSER), {"access_token": "one", "expires_in": said}, "")
    assert grant.expires - grant.obtained == pytest.approx(seconds)


def test_nothing_is_asked_in_the_clear_of_another_machine() -> None:
    """A service names the addresses of its parts itself, Microsoft's in a document."""
    with pytest.raises(ConnectionError):
        fetch(Request("http://login.example.org/token"))


def test_a_redirection_is_not_followed(google: Service) -> None:
    google.answers["client_credentials"] = [(302, {"location": f"{google.url}/elsewhere"})]
    assert fault(lambda: sign_in(by_the_rfcs(google, SERVICE, "custom"))) == "HP654"
    assert (len(google.asked), google.visited) == (1, [])


@pytest.mark.parametrize("missing", ["msal", "jwt"])
def test_without_the_extra_it_is_named(google: Service, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    registration = by_the_rfcs(google, SERVICE, key="{}") if missing == "jwt" else of_microsoft(google)
    with pytest.raises(MissingEnvironmentError) as caught:
        sign_in(registration)
    assert "hemaprint[oauth]" in caught.value.hint


def test_google_by_a_page_needs_no_extra(google: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("msal", "jwt", "requests", "cryptography"):
        monkeypatch.setitem(sys.modules, name, None)
    assert sign_in(by_the_rfcs(google, BROWSER)).access_token in google.good


def test_nothing_secret_is_shown(
    registration: Registration, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        grant = sign_in(registration)
        renewed = identity_of(registration).renew(grant)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("asyncio")]
    assert SECRET not in f"{grant}{renewed}{registration}{ours}{capfd.readouterr()}"
