# SPDX-License-Identifier: MIT
"""Let in only the browser of the person who started the preview.

:class:`Guard` checks Host and Origin before anything else. A web page can make a browser send requests to 127.0.0.1,
under another name (DNS rebinding) or from another origin. So unknown names and foreign origins are refused, and what
changes anything must state its origin.

:class:`Door` exchanges the token in the address for a cookie: other users of the machine can also connect. The token is
in the printed address, the cookie only in the browser. Both are new in each run: an older cookie would be sent to
whatever takes the port next. A program shows a key of its own instead, which opens one path alone.
"""

from __future__ import annotations

import ipaddress
import socket
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hemaprint.preview.requests import NEVER, SAFE_METHODS
from hemaprint.system.environment import is_this_machine

_OWN_SITES = frozenset({"same-origin", "none"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""For the preview's own pages (W3C Content Security Policy Level 3)."""
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """Wraps the application. Accepts as hosts: IP addresses, ``names`` and this machine's own name."""

    def __init__(self, app: ASGIApp, host: str, names: Iterable[str] = ()) -> None:
        self._app = app
        self._local = is_this_machine(host)
        own = () if self._local else (socket.gethostname(), socket.getfqdn())
        self._names = {name.lower() for name in ("localhost", host, *own, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal:
            await PlainTextResponse(f"{refusal}\n", status_code=403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)

    def _refusal(self, method: str, headers: Headers) -> str:
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._knows(host):
            return "unknown host name; use the address that hemaprint printed"
        if origin is not None and origin.lower() != f"http://{host}".lower():
            return "requests from other origins are refused"
        if method not in SAFE_METHODS and origin is None:
            return "a request that changes something must state its origin"
        if headers.get("sec-fetch-site", "none") not in _OWN_SITES and headers.get("sec-fetch-mode") != "navigate":
            return "requests from other sites are refused"
        return ""

    def _knows(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
            if name in self._names:
                return True
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._local


def _hash(script: str) -> str:
    """The hash by which a policy names a script in a page (W3C Content Security Policy Level 3, 6.7.2)."""
    return b64encode(sha256(script.encode()).digest()).decode()


PARAMETER = "token"
"""The name of the token in the address."""

_REFUSED = "this preview lets in only browsers that have opened its address: open the address that hemaprint printed"
_RELOAD = "location.reload()"
_AGAIN = f"<!doctype html><title>Preview</title><p>{_REFUSED}</p><script>{_RELOAD}</script>"
"""A browser that follows a link from another site withholds a strict cookie; it sends it when it asks from here."""
_AGAIN_POLICY = f"default-src 'none'; frame-ancestors 'none'; script-src 'sha256-{_hash(_RELOAD)}'"


@dataclass(frozen=True, slots=True)
class Address:
    """The addresses of a preview: ``shown`` to the person who started it; ``launched`` lets one browser in, once.

    ``shared`` are those for other machines, the most likely first; none where only this machine can connect. The
    arguments of a browser are in the list of processes, where every user of the machine can read them.
    """

    shown: str
    launched: str
    shared: tuple[str, ...] = ()


class Door:
    """Wraps the application. ``port`` names the cookie: browsers send the cookies of a host to all its ports.

    Programs that bear the key :attr:`program_key` are let in to ``program_path``.
    """

    def __init__(self, app: ASGIApp, port: int, program_path: str = "") -> None:
        self._app, self._program_path = app, program_path
        self._token, self._ticket, self._key, self.program_key = (token_urlsafe(32) for _ in range(4))
        self._cookie = f"hemaprint-{port}"

    def address(self, url: str, shared: Iterable[str] = ()) -> Address:
        """``url``, and those for other machines, with what lets browsers in."""
        shown, launched = (f"{url}?{urlencode({PARAMETER: token})}" for token in (self._token, self._ticket))
        return Address(shown, launched, tuple(f"{other}?{urlencode({PARAMETER: self._token})}" for other in shared))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the cookie, exchange a token for it, refuse all others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        known = _same(request.cookies.get(self._cookie, ""), self._key)
        given = request.query_params.get(PARAMETER)
        if given is not None and request.method in SAFE_METHODS and (known or self._takes(given)):
            await self._exchanged(request)(scope, receive, send)
        elif known or self._is_program(request):
            await self._app(scope, receive, send)
        else:
            await _refusal(request)(scope, receive, send)

    def _is_program(self, request: Request) -> bool:
        """Whether a program bears its key (RFC 6750, 2.1) to the path that it opens."""
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        return request.url.path == self._program_path and kind.lower() == "bearer" and _same(key, self.program_key)

    def _takes(self, token: str) -> bool:
        """Whether a token lets its browser in; a ticket does so once."""
        if self._ticket and _same(token, self._ticket):
            self._ticket = ""
            return True
        return _same(token, self._token)

    def _exchanged(self, request: Request) -> Response:
        """Redirect the browser to the same place without the token, so that no history or bookmark keeps it."""
        query = urlencode([pair for pair in parse_qsl(request.url.query) if pair[0] != PARAMETER])
        place = request.url.replace(query=query, fragment="")
        response = RedirectResponse(str(place), status_code=303, headers=NEVER)
        response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        return response


def _refusal(request: Request) -> Response:
    fetch = {name: request.headers.get(f"sec-fetch-{name}") for name in ("mode", "dest", "site")}
    if fetch["mode"] == "navigate" and fetch["dest"] == "document" and fetch["site"] in ("cross-site", "same-site"):
        return HTMLResponse(_AGAIN, status_code=403, headers={**NEVER, "content-security-policy": _AGAIN_POLICY})
    return PlainTextResponse(f"{_REFUSED}\n", status_code=403, headers=NEVER)


def _same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return compare_digest(one.encode("utf-8", "replace"), other.encode())
