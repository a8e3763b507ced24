"""The transport listmonk: a small server that answers as https://listmonk.app/docs/apis says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP, SMTP
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.credentials import Login
from hemaprint.newsletter.listmonk import Listmonk
from hemaprint.newsletter.transport import Message
from waiting import PATIENCE

from .post import PASSWORD, PLACE, USER, free_port

LEAVE = "https://lists.example.org/leave?who=1&what=all"


@dataclass
class Library:
    """What the server was given; ``refusal`` is a status and a message for everything."""

    port: int = 0
    media: list[tuple[str, str, bytes]] = field(default_factory=list)
    campaigns: list[dict[str, Any]] = field(default_factory=list)
    refusal: tuple[int, str] | None = None

    def listmonk(self, **changes: Any) -> Listmonk:
        settings: dict[str, Any] = {"url": f"http://127.0.0.1:{self.port}", "lists": (3, 4), "template": 7}
        return Listmonk(**(settings | {"login": Login(USER, PASSWORD), "place": PLACE} | changes))

    def take(self, path: str, kind: str, body: bytes) -> dict[str, object]:
        """The ``data`` of the answer to a POST."""
        if path == "/api/campaigns":
            self.campaigns.append(json.loads(body))
            return {"id": 40 + len(self.campaigns), "status": "draft"}
        assert path == "/api/media"
        form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        (part,) = form.iter_parts()
        assert part.get_param("name", header="content-disposition") == "file"
        self.media.append((str(part.get_filename()), part.get_content_type(), part.get_content()))
        number = len(self.media)
        return {"id": number, "filename": part.get_filename(), "url": f"/uploads/{number}?a=1&b=2"}


@contextmanager
def open_library() -> Iterator[Library]:
    library = Library()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 200
            answer: dict[str, object]
            if self.headers["Authorization"] != f"token {USER}:{PASSWORD}":
                status, answer = 403, {"message": "invalid API credentials"}
            elif library.refusal is not None:
                status, answer = library.refusal[0], {"message": library.refusal[1]}
            else:
                answer = {"data": library.take(self.path, self.headers["Content-Type"], body)}
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{library.port}/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        library.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield library
        server.shutdown()
        thread.join(PATIENCE)


@pytest.fixture
def library() -> Iterator[Library]:
    with open_library() as opened:
        yield opened


@pytest.fixture
def message() -> Message:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "Field Notes: {{ braces }}"
    mail["From"] = "Field Notes <press@example.org>"
    mail["Reply-To"] = "editors@example.org"
    mail["List-Unsubscribe"] = f"<mailto:leave@example.org>, <{LEAVE}>"
    mail.set_content(f"Read on. To leave: {LEAVE}\n")
    html = f'<p><img src="cid:cover@x">A {{{{ brace }}}}</p><a href="{LEAVE.replace("&", "&amp;")}">leave</a>'
    mail.add_alternative(html, subtype="html")
    mail.get_payload()[1].add_related(b"PNG", "image", "png", cid="<cover@x>")  # type: ignore[index, union-attr]
    mail.add_attachment(b"%PDF", "application", "pdf", filename="field-notes.pdf")
    return Message("press@example.org", "one@example.org", "<1@example.org>", mail.as_bytes())


def test_the_draft_has_the_pdf_and_the_pictures(library: Library, message: Message) -> None:
    draft = library.listmonk().make_draft(message, "2025-01")
    assert [(kind, data) for _, kind, data in library.media] == [("image/png", b"PNG"), ("application/pdf", b"%PDF")]
    assert library.media[1][0] == "field-notes.pdf"
    (campaign,) = library.campaigns
    assert (draft.name, draft.url) == ("draft 41", f"http://127.0.0.1:{library.port}/admin/campaigns/41")
    assert campaign["media"] == [2]
    given = {key: campaign[key] for key in ("name", "lists", "type", "content_type", "template_id", "from_email")}
    assert given == {
        "name": "2025-01",
        "lists": [3, 4],
        "type": "regular",
        "content_type": "html",
        "template_id": 7,
        "from_email": "Field Notes <press@example.org>",
    }
    assert campaign["headers"] == [{"Reply-To": "editors@example.org"}]
    assert "send_at" not in campaign


def test_braces_are_quoted_and_the_address_for_leaving_is_listmonks(library: Library, message: Message) -> None:
    library.listmonk().make_draft(message, "2025-01")
    (campaign,) = library.campaigns
    assert campaign["subject"] == 'Field Notes: {{ "{{" }} braces }}'
    assert 'A {{ "{{" }} brace }}' in campaign["body"]
    assert '<a href="{{ UnsubscribeURL }}">' in campaign["body"]
    assert f'src="http://127.0.0.1:{library.port}/uploads/1?a=1&amp;b=2"' in campaign["body"]
    assert campaign["altbody"].strip() == "Read on. To leave: {{ UnsubscribeURL }}"


def written(leave: str, html: str, text: str, language: str = "en") -> Message:
    mail = EmailMessage(policy=SMTP)
    if leave:
        mail["List-Unsubscribe"] = leave
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = language
    return Message("press@example.org", "one@example.org", "<1@example.org>", mail.as_bytes())


def links(html: str) -> list[str]:
    """Where the links of a page lead that a reader sees."""
    found: list[str] = []

    class Watch(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if (tag, name) == ("a", "href"))

    Watch().feed(html)
    return found


@pytest.mark.parametrize(
    ("leave", "html", "text"),
    [
        ("", "<html><body><p>Read on.</p></body></html>", "Read on."),
        ("", "<p>A fragment", "Read on."),
        ("", "<body>A<!-- <a href='{{ UnsubscribeURL }}'>x</a> </body> --></body>", "{{ UnsubscribeURL }}"),
        ("<mailto:leave@example.org>", "<p><a href='mailto:leave@example.org'>Leave</a>", "mailto:leave@example.org"),
        ("<mailto:leave@example.org>", "<p>Read on.</p>", "Read on."),
        (f"<{LEAVE}>", "<p>A layout without it.</p>", f"Leave: {LEAVE}"),
        (f"<{LEAVE}>", f"<p><a href='{LEAVE.replace('&', '&amp;')}-stories'>Stories</a></p>", f"{LEAVE}-stories"),
    ],
)
def test_a_draft_always_has_one_way_to_leave(library: Library, leave: str, html: str, text: str) -> None:
    library.listmonk().make_draft(written(leave, html, text, "de"), "2025-01")
    (campaign,) = library.campaigns
    assert links(campaign["body"]).count("{{ UnsubscribeURL }}") == 1
    assert re.findall(r'{{(?! "{{" }}).*?}}', campaign["altbody"].replace('{{ "{{" }}', "")) == ["{{ UnsubscribeURL }}"]
    assert "mailto:" not in campaign["body"] + campaign["altbody"]


def test_what_is_added_is_seen_and_in_the_language_of_the_letter(library: Library) -> None:
    library.listmonk().make_draft(written("", "<html><body>Read.</body></html>\n", "Lesen.", "de"), "2025-01")
    (campaign,) = library.campaigns
    body, _, after = campaign["body"].partition("</body>")
    assert ">Abmelden</a>" in body
    assert after.strip() == "</html>"
    assert "Abmelden: {{ UnsubscribeURL }}" in campaign["altbody"]


@pytest.mark.parametrize("refusal", [(400, "invalid lists"), (413, "too large"), (500, "out of order"), (302, "there")])
def test_a_refusal_is_told(library: Library, message: Message, refusal: tuple[int, str]) -> None:
    library.refusal = refusal
    assert code_of(library.listmonk(), message) == "HP636"


def test_a_wrong_token_is_told_without_it(library: Library, message: Message) -> None:
    assert code_of(library.listmonk(login=Login(USER, "a-wrong-secret")), message) == "HP636"


def test_nobody_listens(message: Message) -> None:
    assert code_of(Library(free_port()).listmonk(), message) == "HP636"


def test_the_token_does_not_travel_in_the_open(message: Message) -> None:
    assert code_of(Library().listmonk(url="http://lists.example.org"), message) == "HP622"


def code_of(listmonk: Listmonk, message: Message) -> str:
    with pytest.raises(SendingError) as caught:
        listmonk.make_draft(message, "2025-01")
    problem = caught.value.problem
    assert listmonk.login.password not in f"{problem} {caught.value!r}"
    return problem.code
