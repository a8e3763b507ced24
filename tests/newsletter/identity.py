"""Identity services on loopback, written from Microsoft's and Google's documentation, and a mail server for tokens.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code, .../v2-oauth2-client-creds-grant-flow;
https://developers.google.com/identity/protocols/oauth2/native-app, .../service-account; RFC 6749, 7009, 7636, 8628.
Every secret has the word SECRET in it, so that a test can look for any of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from hemaprint.errors import ContentError
from hemaprint.newsletter.oauth import Registration

from .post import PLACE, Office, open_office

SECRET = "5ecret"
CLIENT, TENANT, MAILBOX = "11111111-app", "22222222-tenant", "press@example.org"
CLIENT_SECRET = f"client-{SECRET}-of-the-app"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Said = tuple[int, Mapping[str, object]]


def refusal(error: str, description: str = "") -> Said:
    return 400, {"error": error, "error_description": description or f"about {error}"}


@dataclass
class Service:
    """What it gave, what it was asked, and what it is to answer next, by grant type, before it does its work."""

    url: str
    good: dict[str, str] = field(default_factory=dict)
    renewing: set[str] = field(default_factory=set)
    answers: dict[str, list[Said]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    lasts: int = 3600
    public: bool = False
    public_key: str = ""
    numbers: Iterator[int] = field(default_factory=count)
    challenges: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def expire(self) -> None:
        """No access token is good any more, whatever was said of it."""
        self.good.clear()

    def revoke(self) -> None:
        """The sign-in is withdrawn by somebody else."""
        self.expire()
        self.renewing.clear()

    def grants(self) -> list[str]:
        """What kinds of grant tokens were asked for by."""
        return [form["grant_type"] for path, form in self.asked if path == "token"]

    # ---------------------------------------------------------------- what it answers

    def get(self, path: str, query: Mapping[str, str]) -> tuple[int, Mapping[str, object], str]:
        """A status, JSON, and where to go instead."""
        self.visited.append(path)
        if path.endswith("/.well-known/openid-configuration"):
            if "/elsewhere/" in path:
                return *refusal("invalid_tenant", "AADSTS90002: Tenant not found."), ""
            base = f"{self.url}/{path.split('/')[1]}"
            return 200, _discovery(base), ""
        if path in ("/auth", f"/{TENANT}/oauth2/v2.0/authorize"):
            code = self._new("code")
            self.challenges[code] = query
            return 302, {}, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        return 404, {}, ""

    def post(self, path: str, form: Mapping[str, str]) -> Said:
        name = path.rpartition("/")[2]
        self.asked.append((name, form))
        kind = form.get("grant_type", name)
        if self.answers.get(kind):
            return self.answers[kind].pop(0)
        if name == "devicecode":
            return self._device(form)
        if name == "revoke":
            self.withdrawn.append(form["token"])
            self.revoke()
            return 200, {}
        return self._token(kind, form)

    def _device(self, form: Mapping[str, str]) -> Said:
        address = f"{self.url}/devicelogin"
        codes = {"device_code": self._new("device"), "user_code": "GTHK-QPRS", "verification_uri": address}
        return 200, codes | {"expires_in": 900, "interval": 5, "message": "To sign in, use a web browser"}

    def _token(self, kind: str, form: Mapping[str, str]) -> Said:
        if kind == DEVICE_GRANT:
            return self._granted(form, renewable=True)
        if kind == "refresh_token":
            if form["refresh_token"] not in self.renewing:
                return refusal("invalid_grant", "Token has been expired or revoked.")
            self.renewing.discard(form["refresh_token"])  # each of them once, as strict services have it
            return self._granted(form, renewable=True)
        if kind == "authorization_code":
            asked = self.challenges.pop(form["code"])
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
            if not right or form["redirect_uri"] != asked["redirect_uri"]:
                return refusal("invalid_grant", "Bad Request")
            if self.public:
                return self._granted(form, renewable=True, nonce=asked["nonce"])
            return self._proved(form, renewable=True)
        if kind == JWT_GRANT:
            said = jwt.decode(form["assertion"], self.public_key, ["RS256"], audience=f"{self.url}/token")
            assert (said["sub"], said["iss"]) == (MAILBOX, "robot@project.example")
            return self._granted(form, renewable=False)
        return self._proved(form, renewable=False)

    def _proved(self, form: Mapping[str, str], *, renewable: bool) -> Said:
        if form.get("client_secret") != CLIENT_SECRET and "client_assertion" not in form:
            return 401, {"error": "invalid_client", "error_description": f"AADSTS7000215: not {form}"}
        return self._granted(form, renewable=renewable)

    def _granted(self, form: Mapping[str, str], *, renewable: bool, nonce: str = "") -> Said:
        token = self._new("access", 1200 if self.public else 60)  # Microsoft's are long
        self.good[token] = MAILBOX
        said: dict[str, object] = {"token_type": "Bearer", "expires_in": self.lasts, "access_token": token}
        if renewable:
            renewing = self._new("refresh", 900)
            self.renewing.add(renewing)
            said |= {"refresh_token": renewing, "client_info": _packed({"uid": "u", "utid": TENANT})}
            claims = _claims(self.url, form["client_id"]) | {"nonce": nonce}
            said["id_token"] = f"{_packed({'alg': 'none'})}.{_packed(claims)}."
        return 200, said | {"scope": form.get("scope", "")}

    def _new(self, kind: str, length: int = 30) -> str:
        return f"{kind}-{SECRET}-{next(self.numbers)}-".ljust(length, "x")


def _discovery(base: str) -> dict[str, object]:
    ends = {"authorization": "authorize", "token": "token", "device_authorization": "devicecode"}
    found = {f"{name}_endpoint": f"{base}/oauth2/v2.0/{end}" for name, end in ends.items()}
    return {"issuer": f"{base}/v2.0", **found}


def _claims(url: str, client: str) -> dict[str, object]:
    now = int(time.time())
    person = {"sub": "s", "oid": "u", "tid": TENANT, "preferred_username": MAILBOX}
    return {"aud": client, "iss": f"{url}/{TENANT}/v2.0", "iat": now, "nbf": now, "exp": now + 3600} | person


def _packed(said: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def open_service(context: ssl.SSLContext | None = None) -> Iterator[Service]:
    """Over HTTPS, as Microsoft has it, with ``context``; else over HTTP, as Google would."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            status, said, elsewhere = service.get(address.path, _flat(address.query))
            self._say(status, said, elsewhere)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, said = service.post(urlsplit(self.path).path, _flat(body))
            self._say(status, said, str(said.get("location", "")))

        def _say(self, status: int, said: Mapping[str, object], elsewhere: str = "") -> None:
            self.send_response(status)
            if elsewhere:
                self.send_header("Location", elsewhere)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scheme = "http" if context is None else "https"
    service = Service(f"{scheme}://127.0.0.1:{server.server_port}", public=context is not None)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@dataclass
class TokenOffice(Office):
    """A mail server that takes tokens alone, and says what is wrong with one in a challenge before it refuses."""

    service: Service | None = None
    refuses: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    async def _said(self, server: SMTP, args: list[str]) -> list[str]:
        if len(args) == 2:
            answer: object = base64.b64decode(args[1], validate=True)
        else:
            answer = await server.challenge_auth("")
        assert isinstance(answer, bytes)
        assert answer.endswith(b"\x01\x01")
        return answer.decode().removesuffix("\x01\x01").split("\x01")

    async def _judge(self, server: SMTP, user: str, bearer: str, understood: bytes) -> AuthResult:
        token = bearer.removeprefix("auth=Bearer ")
        self.logins.append(token)
        if self.refuses:
            return AuthResult(success=False, handled=False, message=self.refuses.pop(0).replace("TOKEN", token))
        assert self.service is not None
        if self.service.good.get(token) == user:
            return AuthResult(success=True)
        why = '{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}'
        assert await server.challenge_auth(why) == understood
        return AuthResult(success=False, handled=False, message="535 5.7.8 Username and Password not accepted")


@dataclass
class XOAuth2Office(TokenOffice):
    """Gmail's and Microsoft's way."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        user, bearer = await self._said(server, args)
        return await self._judge(server, user.removeprefix("user="), bearer, b"")


@dataclass
class BearerOffice(TokenOffice):
    """RFC 7628."""

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        user, bearer = await self._said(server, args)
        return await self._judge(server, user.removeprefix("n,a=").removesuffix(","), bearer, b"\x01")


@contextmanager
def open_token_office(service: Service, kind: type[TokenOffice] = XOAuth2Office, **more: Any) -> Iterator[TokenOffice]:
    """A mail server that believes ``service``."""
    settings = {"auth_required": True, "auth_require_tls": "tls_context" in more}
    with open_office(kind=kind, auth_exclude_mechanism=["LOGIN", "PLAIN"], **settings, **more) as office:
        assert isinstance(office, TokenOffice)
        office.service = service
        yield office


class Guest:
    """Signs in at once, and keeps what was shown."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.shown: list[str] = []
        self._context = context

    def enter(self, code: str, address: str) -> None:
        self.shown += [code, address]

    def visit(self, address: str) -> None:
        """As a browser does, which is led back to the one who waits."""
        self.shown.append(address)

        def browse() -> None:
            urllib.request.urlopen(address, timeout=10, context=self._context).close()

        threading.Thread(target=browse, daemon=True).start()


def by_the_rfcs(service: Service, flow: str, provider: str = "google", **more: Any) -> Registration:
    ends = {"authorize_url": "auth", "device_url": "devicecode", "token_url": "token", "revoke_url": "revoke"}
    urls = {name: f"{service.url}/{end}" for name, end in ends.items()}
    settings = {"client_id": CLIENT, "secret": CLIENT_SECRET, **urls, **more}
    return Registration(provider, flow, MAILBOX, PLACE, ("https://mail.google.com/",), **settings)


def fault(act: Callable[[], object]) -> str:
    """The code of what ``act`` raises, which has a remedy and no secret."""
    with pytest.raises(ContentError) as caught:
        act()
    (problem,) = caught.value.problems
    assert problem.hint
    assert SECRET not in repr(problem)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return problem.code
