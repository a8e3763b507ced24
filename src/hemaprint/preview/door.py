"""Let in only browsers that were given the address: the token in it is exchanged for a cookie.

Whoever can open a connection can ask; other users of the machine can, too. The token stands in the address that is
printed, the cookie only in the browser. Both are drawn anew for each run: a cookie that outlived it would be sent to
whoever takes the port next.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hemaprint.preview.models import NEVER, SAFE_METHODS


def _hash(script: str) -> str:
    """What a policy names a script by that stands in a page (W3C Content Security Policy Level 3, 6.7.2)."""
    return b64encode(sha256(script.encode()).digest()).decode()


PARAMETER = "token"
"""What the token is called in the address."""

_REFUSED = "this preview lets in only browsers that have opened its address: open the one that hemaprint has printed"
_RELOAD = "location.reload()"
_AGAIN = f"<!doctype html><title>Preview</title><p>{_REFUSED}</p><script>{_RELOAD}</script>"
"""A browser that comes by a link from another site keeps a strict cookie back; it shows it when it asks from here."""
_AGAIN_POLICY = f"default-src 'none'; frame-ancestors 'none'; script-src 'sha256-{_hash(_RELOAD)}'"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a preview is: ``shown`` to whoever started it, and ``launched``, which lets one browser in, once.

    What a browser is started with stands in the list of processes, where every user of the machine can read it.
    """

    shown: str
    launched: str


class Door:
    """Wraps the application. ``port`` names the cookie: browsers send the cookies of a host to all of its ports."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._token, self._ticket, self._key = (token_urlsafe(32) for _ in range(3))
        self._cookie = f"hemaprint-{port}"

    def address(self, url: str) -> Address:
        """``url`` with what lets browsers in."""
        shown, launched = (f"{url}?{urlencode({PARAMETER: token})}" for token in (self._token, self._ticket))
        return Address(shown, launched)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that has the cookie, exchange a token for it, refuse all others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        known = _same(request.cookies.get(self._cookie, ""), self._key)
        given = request.query_params.get(PARAMETER)
        if given is not None and request.method in SAFE_METHODS and (known or self._takes(given)):
            await self._exchanged(request)(scope, receive, send)
        elif known:
            await self._app(scope, receive, send)
        else:
            await _refusal(request)(scope, receive, send)

    def _takes(self, token: str) -> bool:
        """Whether a token lets its browser in; a ticket does not do so again."""
        if self._ticket and _same(token, self._ticket):
            self._ticket = ""
            return True
        return _same(token, self._token)

    def _exchanged(self, request: Request) -> Response:
        """Send the browser to the same place without the token, so that no history and no bookmark keeps it."""
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
    """Whether two secrets are one, in a time that tells nothing."""
    return compare_digest(one.encode("utf-8", "replace"), other.encode())
