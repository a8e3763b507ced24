"""Who is let in, and that nothing that can be sent brings the server down or makes it wait."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hemaprint.bind.foundry import Foundry
from hemaprint.preview import requests, server
from hemaprint.preview.answers import Answers, PreviewOptions
from hemaprint.preview.desk import Desk, WarmSetter
from hemaprint.preview.documents import Editor
from hemaprint.preview.guard import Door
from hemaprint.typeset.crew.workers import Alone
from samples import NAME
from waiting import in_thread

from .conftest import PATIENCE, Served

ROUTES = Answers(Desk(WarmSetter(Path(), NAME, Alone()), Path()), Path(), NAME, PreviewOptions(), Foundry()).routes()
NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


class Visitor:
    """A browser before an application that nobody serves; it keeps its cookies, and follows nothing."""

    def __init__(self, app: Any, base: str = "http://127.0.0.1:8000", address: str = "127.0.0.1") -> None:
        self.cookies = httpx.Cookies()
        self._base, self._transport = base, httpx.ASGITransport(app, client=(address, 50_000))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def asking() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, cookies=self.cookies, verify=False) as client:
                answer = await client.request(method, self._base + path, **more)
                self.cookies.update(client.cookies)
                return answer

        # a browser that is open has a loop in this thread
        return in_thread(lambda: asyncio.run(asking())).result(PATIENCE / 1000)


def room(port: int = 8000) -> tuple[Door, Visitor]:
    """A door before a page that says "in", and somebody who comes."""
    app = Starlette(routes=[Route("/{name:path}", lambda _: PlainTextResponse("in"), methods=["GET", "POST"])])
    door = Door(app, port)
    return door, Visitor(door, f"http://127.0.0.1:{port}")


def token(door: Door) -> str:
    return httpx.URL(door.address("http://127.0.0.1/").shown).params["token"]


@pytest.fixture(scope="module")
def stranger(standing: Served) -> httpx.Client:
    """Who has not opened the address."""
    return httpx.Client(base_url=standing.url, verify=False)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_route_refuses_who_was_not_given_the_address(
    standing: Served, stranger: httpx.Client, route: Route
) -> None:
    path = route.path.replace("{number:int}", "0").replace("{width:int}", "480")
    for method in ("GET", "POST"):
        for query in ("", "?token=", "?token=guessed"):
            answer = stranger.request(method, f"{path}{query}", headers={"origin": standing.url[:-1]})
            assert answer.status_code == 403
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-security-policy"]


def test_a_token_is_exchanged_for_a_cookie() -> None:
    door, visitor = room()
    answer = visitor.ask("GET", f"/newsletter?a=1&token={token(door)}")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://127.0.0.1:8000/newsletter?a=1")
    given = answer.headers["set-cookie"].lower()
    assert given.startswith("hemaprint-8000=")
    assert {"httponly", "samesite=strict", "path=/"} <= set(given.split("; "))
    assert token(door) not in answer.headers["set-cookie"]
    assert visitor.ask("GET", "/newsletter").text == "in"
    assert visitor.ask("GET", "/?token=of-yesterday").headers["location"] == "http://127.0.0.1:8000/"


def test_the_address_that_a_browser_is_launched_with_lets_one_in() -> None:
    door, first = room()
    launched = door.address("/").launched
    assert launched != door.address("/").shown
    assert first.ask("GET", launched).status_code == 303
    assert first.ask("GET", launched).status_code == 303  # known by its cookie
    second = Visitor(door)
    assert second.ask("GET", launched).status_code == 403
    assert second.ask("GET", door.address("/").shown).status_code == 303
    assert Visitor(door).ask("GET", "/?token=").status_code == 403


def test_a_token_leads_nowhere_else() -> None:
    door, visitor = room()
    answer = visitor.ask("GET", f"//evil.example/?token={token(door)}")
    assert httpx.URL(answer.headers["location"]).host == "127.0.0.1"
    assert (
        visitor.ask("POST", f"/?token={token(door)}").status_code == 200
    )  # known by now, and what is sent is not lost
    assert room()[1].ask("POST", f"/?token={token(door)}").status_code == 403


def test_previews_side_by_side_know_the_same_browser() -> None:
    rooms = [room(8000), room(8001)]
    cookies: dict[str, str] = {}
    for door, visitor in rooms:
        cookies |= dict(visitor.ask("GET", f"/?token={token(door)}").cookies)
    for _, visitor in rooms:
        assert (
            visitor.ask("GET", "/", headers={"cookie": "; ".join(f"{a}={b}" for a, b in cookies.items())}).text == "in"
        )
    first, second = (visitor.cookies for _, visitor in rooms)
    assert (
        rooms[0][1].ask("GET", "/", headers={"cookie": f"hemaprint-8000={second['hemaprint-8001']}"}).status_code == 403
    )
    assert set(first) == {"hemaprint-8000"}


@pytest.mark.parametrize(("site", "again"), [("cross-site", True), ("same-site", True), ("same-origin", False)])
def test_a_browser_that_comes_by_a_link_is_asked_once_more(site: str, again: bool) -> None:
    answer = room()[1].ask("GET", "/", headers={**NAVIGATION, "sec-fetch-site": site})
    assert answer.status_code == 403
    assert ("reload" in answer.text) == again
    framed = room()[1].ask("GET", "/", headers={**NAVIGATION, "sec-fetch-site": site, "sec-fetch-dest": "iframe"})
    assert "reload" not in framed.text


@pytest.mark.parametrize(
    ("host", "asking", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]", "::1", True),
        ("localhost", "::ffff:127.0.0.1", True),
        ("127.0.0.1", "192.0.2.7", False),
        ("192.0.2.1", "192.0.2.7", False),
        ("192.0.2.1", "127.0.0.1", False),
    ],
)
def test_an_editor_is_started_from_this_machine_alone(tmp_path: Path, host: str, asking: str, allowed: bool) -> None:
    """The last was forwarded by another program of this machine."""
    desk = Desk(WarmSetter(tmp_path, NAME, Alone()), tmp_path)
    options = PreviewOptions(host="0.0.0.0", editor=Editor(("true", "{file}")))
    visitor = Visitor(
        Starlette(routes=Answers(desk, tmp_path, NAME, options, Foundry()).routes()), f"http://{host}:8", asking
    )
    (tmp_path / "a.md").touch()
    assert visitor.ask("POST", "/open", json={"path": "a.md"}).status_code == (204 if allowed else 403)


# ---------------------------------------------------------------- what is sent


@pytest.fixture
def client(standing: Served) -> httpx.Client:
    client = standing.client()
    client.headers.update({"origin": standing.url[:-1], "content-type": "application/json"})
    return client


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 9_000,
        b"\xff\xfe",
        b"null",
        b'{"path": "\\ud800"}',
        b'{"path": "a\\u0000b"}',
        b'{"path": "' + b"a" * 9_000 + b'"}',
        b'{"path": "a.md", "line": 1e999}',
        b'{"path": "a.md", "line": -1}',
        b'{"page": ' + b"9" * 8_000 + b', "x": 1, "y": 1}',
        b'{"page": 0, "x": 1e400, "y": NaN}',
        b'{"page": true, "x": 1, "y": 1}',
        b'{"article": ["a"]}',
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_what_is_no_request_of_ours_is_a_bad_one(standing: Served, client: httpx.Client, body: bytes) -> None:
    assert client.post("/locate", content=body).status_code == 400
    assert client.post("/view", content=body).status_code in (204, 400)
    assert client.post("/open", content=body).status_code in (400, 409)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/files/" + "a" * 5_000 + ".png", 404),
        ("GET", "/files/%ed%a0%80.png", 404),
        ("GET", "/overlays/" + "9" * 500, 400),
        ("GET", "/locate", 405),
        ("POST", "/events", 405),
        ("DELETE", "/", 405),
        ("BREW", "/", 405),
    ],
)
def test_what_is_not_there_is_said_so(client: httpx.Client, method: str, path: str, status: int) -> None:
    assert client.request(method, path).status_code == status


def test_a_body_is_counted_as_it_comes(client: httpx.Client) -> None:
    def pieces(count: int) -> Iterator[bytes]:
        yield from [b" " * 1_000] * count
        yield b'{"article": null}'

    assert client.post("/view", content=pieces(9)).status_code == 204
    assert client.post("/view", content=pieces(11)).status_code == 413
    assert client.post("/view", content=b" " * 20_000).status_code == 413


@contextmanager
def connected(standing: Served, head: str) -> Iterator[socket.socket]:
    """A connection on which lines of a request have been sent; CR LF are put in, and who we are."""
    client = standing.client()
    known = f"host: 127.0.0.1\norigin: http://127.0.0.1\ncookie: {cookie_of(client)}\n"
    with socket.create_connection(("127.0.0.1", standing.port), timeout=PATIENCE / 1000) as opened:
        opened.sendall(head.replace("@", known).replace("\n", "\r\n").encode())
        yield opened


def cookie_of(client: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def all_of(connection: socket.socket) -> bytes:
    """What is answered until the server closes."""
    received = b""
    while piece := connection.recv(4096):
        received += piece
    return received


def test_a_head_that_does_not_end_is_not_waited_for(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.05)
    for head in ("", "GET / HTTP/1.1\nhost: 127"):
        with connected(standing, head) as connection:
            assert all_of(connection) == b""


def test_a_body_that_does_not_end_is_not_waited_for(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "PATIENCE", 0.05)
    head = "POST /view HTTP/1.1\n@content-type: application/json\ncontent-length: 100\n\n{"
    with connected(standing, head) as connection:
        assert all_of(connection).startswith(b"HTTP/1.1 408")


def test_what_is_no_http_ends_the_connection_alone(
    standing: Served, client: httpx.Client, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for head in (
        "\x16\x03\x01 what TLS begins with\n\n",
        "POST /nowhere HTTP/1.1\n@transfer-encoding: chunked\n\nno length of a piece\n",
        "POST /view HTTP/1.1\n@content-type: application/json\ntransfer-encoding: chunked\n\nno length\n",
        "GET / HTTP/1.1\n@connection: upgrade, close\nupgrade: websocket\n\n",
    ):
        with connected(standing, head) as connection:
            connection.shutdown(socket.SHUT_WR)
            assert b" 500 " not in all_of(connection)
    assert client.get("/").status_code == 200
    assert "Traceback" not in capfd.readouterr().err
    assert not [record for record in caplog.records if record.exc_info]
