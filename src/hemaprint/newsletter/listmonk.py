"""The way out over listmonk: a draft campaign with the PDF as media, through its HTTP API.

https://listmonk.app/docs/apis/campaigns and https://listmonk.app/docs/apis/media; tested with version 5's answers. A
draft is sent by hand, in listmonk, to listmonk's own subscribers: our lists and our ledger have no part in it.
"""

from __future__ import annotations

import json
import re
import secrets
import urllib.request
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import UNREACHABLE, Login, fetch, is_safe
from hemaprint.newsletter.letter import letter_words
from hemaprint.newsletter.transport import Message, one_line

UNSUBSCRIBE = "{{ UnsubscribeURL }}"
"""What listmonk replaces by each subscriber's own address for leaving."""
_MARK = "https://unsubscribe.invalid/listmonk"
"""The placeholder for that address in what is added to a message without one."""
HEADERS = ("Reply-To",)
"""Headers of ours that a campaign keeps; listmonk writes the others itself."""


@dataclass(frozen=True, slots=True)
class Listmonk:
    """A listmonk. ``place`` is where it is configured; ``timeout`` is in seconds."""

    url: str
    lists: tuple[int, ...]
    login: Login
    place: Location
    template: int | None = None
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign that waits in listmonk, and the address of its page there."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """A message taken apart."""

    subject: str
    sender: str
    html: str
    text: str
    pictures: Mapping[str, EmailMessage]
    files: tuple[EmailMessage, ...]
    leave: tuple[str, ...]
    language: str
    headers: tuple[Mapping[str, str], ...]


def make_draft(listmonk: Listmonk, message: Message, name: str) -> Draft:
    """Upload the files of ``message``, then make the draft; raises SendingError (HP622, HP636).

    In the draft every way to leave the list is listmonk's own; one is added to a text that has none.
    """
    api = _Api(listmonk)
    parts = _taken_apart(message)
    addresses = {identity: api.upload(picture)[1] for identity, picture in parts.pictures.items()}
    media = [api.upload(file)[0] for file in parts.files]
    unsubscribe = letter_words(parts.language).unsubscribe
    html = _as_template(_html_to_leave(parts.html, parts.leave, unsubscribe), parts.leave)
    text = _as_template(_text_to_leave(parts.text, parts.leave, unsubscribe), parts.leave)
    for identity, address in addresses.items():
        html = html.replace(f"cid:{identity}", escape(address))
    campaign: dict[str, object] = {
        "name": name,
        "subject": _as_template(parts.subject, ()),
        "lists": listmonk.lists,
        "from_email": parts.sender,
        "type": "regular",
        "content_type": "html",
        "body": html,
        "altbody": text,
        "messenger": "email",
        "tags": ["hemaprint"],
        "headers": parts.headers,
        "media": media,
    }
    if listmonk.template is not None:
        campaign["template_id"] = listmonk.template
    number = api.number(api.call("campaigns", json.dumps(campaign).encode("utf-8"), "application/json"))
    return Draft(number, api.page(f"admin/campaigns/{number}"))


def _taken_apart(message: Message) -> _Parts:
    whole = message_from_bytes(message.data, _class=EmailMessage, policy=default)
    html, text = (whole.get_body((kind,)) for kind in ("html", "plain"))
    leaves = whole.walk()
    pictures = {str(part["Content-ID"]).strip().strip("<>"): part for part in leaves if part["Content-ID"]}
    return _Parts(
        subject=str(whole["Subject"] or ""),
        sender=str(whole["From"] or ""),
        html=html.get_content() if html is not None else "",
        text=text.get_content() if text is not None else "",
        pictures={name: part for name, part in pictures.items() if isinstance(part, EmailMessage)},
        files=tuple(part for part in whole.iter_attachments() if part.get_content_disposition() == "attachment"),
        leave=_addresses_for_leaving(str(whole["List-Unsubscribe"] or "")),
        language=str(whole["Content-Language"] or ""),
        headers=tuple({name: str(whole[name])} for name in HEADERS if whole[name]),
    )


def _addresses_for_leaving(header: str) -> tuple[str, ...]:
    """The addresses of List-Unsubscribe (RFC 2369), web and mail, and ours, longer ones first."""
    parts = (part.strip().strip("<>") for part in header.split(","))
    return tuple(sorted({_MARK, *filter(None, parts)}, key=len, reverse=True))


def _html_to_leave(html: str, leave: Collection[str], words: str) -> str:
    """``html`` with a link to leave: its own, or else one at its end."""
    links = _Links()
    links.feed(html)
    if links.targets & {*leave}:
        return html
    line, column = links.end or (html.count("\n") + 1, len(html.rpartition("\n")[2]))
    end = sum(map(len, html.split("\n")[: line - 1])) + line - 1 + column
    link = f'<p style="text-align: center; font-size: 12px"><a href="{_MARK}">{escape(words)}</a></p>\n'
    return html[:end] + link + html[end:]


def _text_to_leave(text: str, leave: Collection[str], words: str) -> str:
    """The same for plain text; a message without a text stays without one."""
    if not text.strip() or any(_mention(address).search(text) for address in leave):
        return text
    return f"{text.rstrip()}\n\n{words}: {_MARK}\n"


class _Links(HTMLParser):
    """Where links lead, and where the body ends (line and column, as ``getpos``)."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.end: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets |= {(value or "").strip() for name, value in attrs if name == "href"}

    def handle_endtag(self, tag: str) -> None:
        if tag == "body":
            self.end = self.getpos()


def _mention(address: str) -> re.Pattern[str]:
    """Finds an address, and no longer one that begins like it."""
    return re.compile(rf"{re.escape(address)}(?![\w/?&=%#~+@:-]|\.\w)")


def _as_template(text: str, leave: Iterable[str]) -> str:
    """``text`` as listmonk's templates (Go's) say it: their braces quoted, addresses for leaving replaced by its."""
    quoted = text.replace("{{", '{{ "{{" }}')
    for address in leave:
        for written in (escape(address), address):
            quoted = _mention(written).sub(UNSUBSCRIBE, quoted)
    return quoted


@dataclass(frozen=True, slots=True)
class _Api:
    """The calls, authorised by the token."""

    listmonk: Listmonk

    def __post_init__(self) -> None:
        if not is_safe(self.listmonk.url):
            message = "the token and the newsletter would travel to listmonk without encryption"
            raise SendingError(Problem("HP622", message, self.listmonk.place, "begin its url with https://"))

    def page(self, path: str) -> str:
        """The address of a page."""
        return urljoin(self.listmonk.url.rstrip("/") + "/", path)

    def upload(self, part: EmailMessage) -> tuple[int, str]:
        """Put a file into the media library; its number, and its address."""
        boundary = secrets.token_hex(16)
        name = (part.get_filename() or "picture").encode("ascii", "replace").decode().translate(_UNQUOTED)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {part.get_content_type()}\r\n\r\n"
        )
        content = part.get_payload(decode=True)
        body = head.encode("ascii") + (content if isinstance(content, bytes) else b"")
        data = self.call(
            "media", body + f"\r\n--{boundary}--\r\n".encode("ascii"), f"multipart/form-data; boundary={boundary}"
        )
        return self.number(data), self.page(str(data.get("url") or data.get("uri") or ""))

    def number(self, data: Mapping[str, object]) -> int:
        """The number that listmonk has given."""
        found = data.get("id")
        if not isinstance(found, int):
            raise self._fault("gave an answer without a number", "look at url: it must be listmonk's")
        return found

    def call(self, path: str, body: bytes, kind: str) -> Mapping[str, object]:
        """POST, and the ``data`` of the answer."""
        login = self.listmonk.login
        headers = {"Authorization": f"token {login.user}:{login.password}", "Content-Type": kind}
        request = urllib.request.Request(self.page(f"api/{path}"), body, headers, method="POST")
        try:
            answer = fetch(request, self.listmonk.timeout)
        except UNREACHABLE as error:
            reason = getattr(error, "reason", error)
            raise self._fault(f"cannot be reached: {one_line(str(reason))}", "look at url in [listmonk]") from None
        if not answer.good:
            hint = _HINTS.get(answer.status_code, "look at listmonk's log")
            said = one_line(str(answer.data.get("message", "")))
            raise self._fault(f"refuses {path} ({answer.status_code}): {said}", hint)
        data = answer.data.get("data")
        return data if isinstance(data, dict) else {}

    def _fault(self, message: str, hint: str) -> SendingError:
        return SendingError(Problem("HP636", f"listmonk {message}", self.listmonk.place, hint))


_UNQUOTED = str.maketrans({'"': "_", "\\": "_", "\r": "_", "\n": "_"})
_HINTS = {
    400: "let Settings, Media allow pdf, png and svg files, and look at the numbers in lists and template",
    401: "look at the user and the token",
    403: "look at the user and the token; the user needs the rights to campaigns, media and these lists",
    413: "the files are larger than the server before listmonk lets through",
}
