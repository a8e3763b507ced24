# SPDX-License-Identifier: MIT
"""Ask identity services for tokens: Microsoft's through msal, Google's and any other by the RFCs themselves.

Google's own library would bring two HTTP clients to fill in three forms, so they are filled in here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import secrets
import time
import urllib.request
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.credentials import LOOPBACK, UNREACHABLE, Answer, Loopback, fetch, post_form
from hemaprint.newsletter.oauth import (
    BROWSER,
    LONGEST_SIGN_IN,
    SERVICE,
    Grant,
    Identity,
    Person,
    Registration,
    TokenLogin,
    check_proof,
    grant_of,
    keeper_of,
    poll,
    registration_of,
)
from hemaprint.newsletter.transport import one_line
from hemaprint.project.project import Project

INSTALL = "pip install 'hemaprint[oauth]'"
ASSERTION_LASTS = 3600
"""Seconds; Google allows no more."""


def token_login(project: Project) -> TokenLogin:
    """The login of [smtp.oauth2]; raises SendingError, and MissingEnvironmentError where a library is missing."""
    registration = registration_of(project)
    keeper = None if registration.flow == SERVICE else keeper_of(project, registration)
    return TokenLogin(registration, identity_of(registration), keeper)


def identity_of(registration: Registration, port: int = 0) -> Identity:
    """The service that signs this app in; ``port`` is where flow browser listens (0: any free one).

    Raises MissingEnvironmentError without a library that it needs of the extra "oauth", SendingError (HP650) without
    the app's secret.
    """
    check_proof(registration)
    if registration.provider == "microsoft":
        return Microsoft(registration, port)
    if registration.flow == SERVICE and registration.key:
        return ServiceAccount(registration)
    return Standard(registration, port)


# ---------------------------------------------------------------- Microsoft


class _Client:
    """The HTTP client of msal (its ``oauth2cli.http.HttpClient``), with our limits."""

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> Answer:
        """Send a form."""
        form = {name: str(value) for name, value in (data or {}).items() if value is not None}
        return _served(post_form(_with(url, params), form, headers))

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, **_: object
    ) -> Answer:
        """Fetch an address."""
        return _served(fetch(urllib.request.Request(_with(url, params), headers=dict(headers or {}))))

    def close(self) -> None:
        """Nothing is kept open."""


def _served(answer: Answer) -> Answer:
    """The answer of a service that works; raises ConnectionError where the service reports trouble."""
    if answer.status_code >= 500 or answer.status_code == 429:
        raise ConnectionError(f"HTTP {answer.status_code}")
    return answer


def _with(url: str, params: Mapping[str, str] | None) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url


class Microsoft:
    """The Microsoft identity platform, version 2; msal's cache renews the token."""

    def __init__(self, registration: Registration, port: int) -> None:
        try:
            import msal  # noqa: PLC0415 - an extra that need not be installed
            from jwt import PyJWTError  # noqa: PLC0415 - msal brings it, and lets its errors through
        except ImportError as error:
            raise MissingEnvironmentError("signing in to Microsoft needs msal", INSTALL) from error
        logging.getLogger("msal.token_cache").setLevel(logging.WARNING)  # msal 1.39 logs device codes at DEBUG
        self._msal: Any = msal
        self._failures = (ValueError, KeyError, TypeError, RuntimeError, PyJWTError)
        self._registration, self._port = registration, port

    def sign_in(self, person: Person, /) -> Grant:
        """Sign in with a code on any device, or a page; a service with the app's own secret or certificate."""
        if self._registration.flow == SERVICE:
            return self._as_app()
        cache = self._msal.SerializableTokenCache()
        with self._asking():
            ask = self._by_browser if self._registration.flow == BROWSER else self._by_device
            return self._granted(ask(self._app(cache), person), cache)

    def renew(self, grant: Grant, /) -> Grant:
        """Renew with the cache that ``grant`` carries."""
        if self._registration.flow == SERVICE:
            return self._as_app()
        cache = self._msal.SerializableTokenCache()
        with self._asking():
            cache.deserialize(grant.memory)
            app = self._app(cache)
            (account,) = app.get_accounts() or (None,)
            scopes = list(self._registration.scopes)
            said = app.acquire_token_silent_with_error(scopes, account, force_refresh=True) if account else None
            return self._granted(said or {"error": "login_required"}, cache, renewing=True)

    def revoke(self, _grant: Grant, /) -> bool:
        """Return False: it is not offered for one sign-in."""
        return False

    def _as_app(self) -> Grant:
        with self._asking():
            app = self._app(None)
            return grant_of(self._registration, app.acquire_token_for_client(list(self._registration.scopes)), "")

    def _by_device(self, app: Any, person: Person) -> Mapping[str, object]:
        flow = app.initiate_device_flow(list(self._registration.scopes))
        if "user_code" not in flow:
            raise self._registration.refusal(flow)
        person.enter(one_line(str(flow["user_code"])), one_line(str(flow["verification_uri"])))
        return poll(lambda: self._try(app, flow), float(flow["interval"]), float(flow["expires_in"]))

    def _by_browser(self, app: Any, person: Person) -> Mapping[str, object]:
        with Loopback(self._port) as loopback, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # msal 1.39 recommends POST, of which browsers warn
            # Microsoft takes any port of "localhost", but none of 127.0.0.1
            back, hint = f"http://localhost:{loopback.port}", self._registration.user
            flow = app.initiate_auth_code_flow(list(self._registration.scopes), redirect_uri=back, login_hint=hint)
            person.visit(flow["auth_uri"])
            came = loopback.wait(flow["state"], LONGEST_SIGN_IN)
            said: Mapping[str, object] = app.acquire_token_by_auth_code_flow(flow, came) if "code" in came else came
            return said

    def _app(self, cache: Any) -> Any:
        registration = self._registration
        # hemaprint.toml says whom to trust, so msal need not ask Microsoft about another cloud.
        common = {"authority": registration.authority, "http_client": _Client(), "instance_discovery": False}
        if registration.flow != SERVICE:
            return self._msal.PublicClientApplication(registration.client_id, token_cache=cache, **common)
        key = {"private_key": registration.key, "public_certificate": registration.key}
        proof: object = key if registration.key else registration.secret
        return self._msal.ConfidentialClientApplication(registration.client_id, client_credential=proof, **common)

    def _try(self, app: Any, flow: dict[str, Any]) -> Mapping[str, object]:
        """Ask once; we make the pauses."""
        flow["interval"] = 1  # with 0, msal never ends
        flow.pop("latest_attempt_at", None)
        with self._asking():
            said: Mapping[str, object] = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
            return said

    def _granted(self, said: Mapping[str, object], cache: Any, *, renewing: bool = False) -> Grant:
        grant = grant_of(self._registration, said, str(cache.serialize()), renewing=renewing)
        if not list(cache.search("RefreshToken")):
            raise _nothing_to_renew(self._registration)
        return grant

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What msal raises, in our words; its own may quote what it was given."""
        registration = self._registration
        try:
            yield
        except UNREACHABLE as error:
            raise registration.unreachable(error) from None
        except self._failures as error:
            message = f"msal cannot sign in at {registration.authority} ({type(error).__name__})"
            hint = "check tenant, authority and scopes, and key_file where there is one"
            raise registration.fault("HP653", message, hint) from None


# ---------------------------------------------------------------- by the RFCs


@dataclass(frozen=True, slots=True)
class Standard:
    """Any service that follows RFC 6749; a refresh token renews the token."""

    registration: Registration
    port: int = 0

    def sign_in(self, person: Person, /) -> Grant:
        """Sign in with the configured flow."""
        if self.registration.flow == SERVICE:
            return self._as_app()
        said = self._by_browser(person) if self.registration.flow == BROWSER else self._by_device(person)
        grant = grant_of(self.registration, said, str(said.get("refresh_token") or ""))
        if not grant.memory:
            raise _nothing_to_renew(self.registration)
        return grant

    def renew(self, grant: Grant, /) -> Grant:
        """Renew with the refresh token, which the service may replace (RFC 6749, 6)."""
        if self.registration.flow == SERVICE:
            return self._as_app()
        said = self._token({"grant_type": "refresh_token", "refresh_token": grant.memory})
        return grant_of(self.registration, said, str(said.get("refresh_token") or grant.memory), renewing=True)

    def revoke(self, grant: Grant, /) -> bool:
        """Revoke as RFC 7009 says."""
        if not (self.registration.revoke_url and grant.memory):
            return False
        answer = self._post(self.registration.revoke_url, {"token": grant.memory})
        if not answer.good and answer.data.get("error") != "invalid_token":  # it is revoked already
            raise self.registration.refusal(answer.data)
        return True

    def _as_app(self) -> Grant:
        """Get a token with the app's secret (RFC 6749, 4.4)."""
        form = {"grant_type": "client_credentials", "scope": " ".join(self.registration.scopes)}
        return grant_of(self.registration, self._token(form), "")

    def _by_device(self, person: Person) -> Mapping[str, object]:
        """Sign in with a code on any device (RFC 8628)."""
        form = {"client_id": self.registration.client_id, "scope": " ".join(self.registration.scopes)}
        said = self._post(self.registration.device_url, form).data
        match said:
            case {"device_code": str(device), "user_code": str(code), "verification_uri": str(address)}:
                person.enter(one_line(code), one_line(address))
            case _:
                raise self.registration.refusal(said)
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": device}
        return poll(lambda: self._token(form), _seconds(said, "interval", 5.0), _seconds(said, "expires_in", 900.0))

    def _by_browser(self, person: Person) -> Mapping[str, object]:
        """Sign in on a page that leads back here (RFC 8252, 7.3), with a proof that we asked (RFC 7636)."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=")
        with Loopback(self.port) as loopback:
            back = f"http://{LOOPBACK}:{loopback.port}/"
            question = {
                "client_id": self.registration.client_id,
                "redirect_uri": back,
                "response_type": "code",
                "scope": " ".join(self.registration.scopes),
                "state": state,
                "code_challenge": digest.decode("ascii"),
                "code_challenge_method": "S256",
                "login_hint": self.registration.user,
                "access_type": "offline",  # Google's word for a refresh token; others ignore it (RFC 6749, 3.1)
                "prompt": "consent",  # without it Google gives one only the first time
            }
            person.visit(_with(self.registration.authorize_url, question))
            came = loopback.wait(state, LONGEST_SIGN_IN)
            if "code" not in came:
                return came
            form = {"grant_type": "authorization_code", "code": came["code"], "redirect_uri": back}
            return self._token(form | {"code_verifier": verifier})

    def _token(self, form: Mapping[str, str]) -> Mapping[str, object]:
        """Ask the token endpoint, as the app."""
        proof = {"client_id": self.registration.client_id, "client_secret": self.registration.secret}
        whole = {name: value for name, value in {**form, **proof}.items() if value}
        return self._post(self.registration.token_url, whole).data

    def _post(self, url: str, form: Mapping[str, str]) -> Answer:
        try:
            return _served(post_form(url, form))
        except UNREACHABLE as error:
            raise self.registration.unreachable(error) from None


class ServiceAccount(Standard):
    """Google's service account, which acts for the mailbox by delegation of the domain (RFC 7523)."""

    def _as_app(self) -> Grant:
        """Get a token with an assertion that the account's own key signs."""
        grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        form = {"grant_type": grant_type, "assertion": self._assertion()}
        return grant_of(self.registration, self._post(self.registration.token_url, form).data, "")

    def _assertion(self) -> str:
        """https://developers.google.com/identity/protocols/oauth2/service-account"""
        try:
            import jwt  # noqa: PLC0415 - an extra that need not be installed
            from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
        except ImportError as error:
            raise MissingEnvironmentError("a service account needs PyJWT and cryptography", INSTALL) from error
        registration, now = self.registration, int(time.time())
        claims = {
            "sub": registration.user,
            "scope": " ".join(registration.scopes),
            "aud": registration.token_url,
            "iat": now,
            "exp": now + ASSERTION_LASTS,
        }
        try:
            said = json.loads(registration.key)
            head = {"kid": said["private_key_id"]}
            return jwt.encode(claims | {"iss": said["client_email"]}, said["private_key"], "RS256", head)
        except (ValueError, KeyError, TypeError, jwt.PyJWTError, UnsupportedAlgorithm):
            message, hint = "key_file is not the JSON key of a service account", "create one in Google's console"
            raise registration.fault("HP650", message, hint) from None


def _seconds(said: Mapping[str, object], name: str, default: float) -> float:
    found = said.get(name)
    return float(found) if isinstance(found, int | float) and found > 0 else default


def _nothing_to_renew(registration: Registration) -> Exception:
    hint = "check scopes (offline_access) and the app's registration"
    return registration.fault(
        "HP653", f"{registration.service} gave no refresh token, so the sign-in would end within the hour", hint
    )
