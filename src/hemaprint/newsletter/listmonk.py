# SPDX-License-Identifier: MIT
"""Put a draft campaign with the PDF as media into listmonk, through its HTTP API: transport ``listmonk``.

https://listmonk.app/docs/apis/campaigns and https://listmonk.app/docs/apis/media; tested with version 5's answers. A
person starts the draft in listmonk, and it goes to listmonk's own subscribers: our lists and our ledger are not
involved. The module uses only what a transport of another package could use.
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
from typing import Self
from urllib.parse import urljoin

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import UNREACHABLE, Login, fetch, find_login, is_safe
from hemaprint.newsletter.letter import letter_words
from hemaprint.newsletter.transport import Draft, DraftService, Message, one_line
from hemaprint.project.project import CONFIG_NAME, Project

UNSUBSCRIBE = "{{ UnsubscribeURL }}"
"""What listmonk replaces with each subscriber's own unsubscribe address."""
_PLACEHOLDER = "https://unsubscribe.invalid/listmonk"
"""Represents that address in what is added to a message without one."""
HEADERS = ("Reply-To",)
"""Headers of ours that a campaign keeps; listmonk writes the others itself."""
_UNQUOTED = str.maketrans({'"': "_", "\\": "_", "\r": "_", "\n": "_"})
_HINTS = {
    400: "let Settings, Media allow pdf, png and svg files, and check the numbers in lists and template",
    401: "check the user and the token",
    403: "check the user and the token; the user needs permissions for campaigns, media and these lists",
    413: "the files are larger than the server before listmonk accepts",
}


@dataclass(frozen=True, slots=True)
class Listmonk(DraftService):
    """A listmonk. ``place`` is where it is configured; ``timeout`` is in seconds."""

    own_readers = "listmonk sends to its own subscribers"
    suppress_hint = "put these addresses on listmonk's blocklist before you start the draft"
    can_unsubscribe = True

    url: str
    lists: tuple[int, ...]
    login: Login
    place: Location
    template: int | None = None
    timeout: float = 60.0

    @classmethod
    def of(cls, project: Project) -> Self:
        """The listmonk of table [listmonk]; raises SendingError (HP620, HP621)."""
        table, place = project.config.listmonk, Location(project.root / CONFIG_NAME)
        if table is None:
            raise SendingError(Problem("HP620", "there is no table [listmonk]", place, "add one, with url and lists"))
        login = find_login("HEMAPRINT_LISTMONK", table.login_file, project.root)
        if login is None:
            hint = "set HEMAPRINT_LISTMONK_USER and HEMAPRINT_LISTMONK_PASSWORD (the token), or login_file"
            raise SendingError(Problem("HP620", "listmonk requires a login", place, hint))
        return cls(table.url, table.lists, login, place, table.template)

    def make_draft(self, message: Message, name: str) -> Draft:
        """Upload the files of ``message``, then create the draft; raises SendingError (HP622, HP636).

        Every unsubscribe address becomes listmonk's own; one is added to a text that has none.
        """
        if not is_safe(self.url):
            problem = "the token and the newsletter would travel to listmonk without encryption"
            raise SendingError(Problem("HP622", problem, self.place, "begin its url with https://"))
        mail = message_from_bytes(message.data, _class=EmailMessage, policy=default)
        campaign = self._campaign(mail) | {"name": name, "lists": self.lists}
        if self.template is not None:
            campaign["template_id"] = self.template
        number = self._number(self._call("campaigns", json.dumps(campaign).encode("utf-8"), "application/json"))
        return Draft(f"draft {number}", self._address(f"admin/campaigns/{number}"))

    def _campaign(self, mail: EmailMessage) -> dict[str, object]:
        """What listmonk is to send, its files uploaded."""
        pictures = {part["Content-ID"].strip().strip("<>"): part for part in mail.walk() if part["Content-ID"]}
        addresses = {cid: self._upload(part)[1] for cid, part in pictures.items() if isinstance(part, EmailMessage)}
        files = [part for part in mail.iter_attachments() if part.get_content_disposition() == "attachment"]
        media = [self._upload(part)[0] for part in files]
        leave = _unsubscribe_addresses(str(mail["List-Unsubscribe"] or ""))
        words = letter_words(str(mail["Content-Language"] or ""))["unsubscribe"]
        html = _as_template(_html_to_leave(_content(mail, "html"), leave, words), leave)
        for cid, address in addresses.items():
            html = html.replace(f"cid:{cid}", escape(address))
        return {
            "subject": _as_template(str(mail["Subject"] or ""), ()),
            "from_email": str(mail["From"] or ""),
            "type": "regular",
            "content_type": "html",
            "body": html,
            "altbody": _as_template(_text_to_leave(_content(mail, "plain"), leave, words), leave),
            "messenger": "email",
            "tags": ["hemaprint"],
            "headers": [{name: str(mail[name])} for name in HEADERS if mail[name]],
            "media": media,
        }

    # ---------------------------------------------------------------- the API, authorised by the token

    def _upload(self, part: EmailMessage) -> tuple[int, str]:
        """Put a file into the media library; returns its number and its address."""
        boundary = secrets.token_hex(16)
        name = (part.get_filename() or "picture").encode("ascii", "replace").decode().translate(_UNQUOTED)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {part.get_content_type()}\r\n\r\n"
        )
        content = part.get_payload(decode=True)
        body = head.encode("ascii") + (content if isinstance(content, bytes) else b"")
        body += f"\r\n--{boundary}--\r\n".encode("ascii")
        data = self._call("media", body, f"multipart/form-data; boundary={boundary}")
        return self._number(data), self._address(str(data.get("url") or data.get("uri") or ""))

    def _call(self, path: str, body: bytes, kind: str) -> Mapping[str, object]:
        """POST, and return the ``data`` of the answer."""
        headers = {"Authorization": f"token {self.login.user}:{self.login.password}", "Content-Type": kind}
        request = urllib.request.Request(self._address(f"api/{path}"), body, headers, method="POST")
        try:
            answer = fetch(request, self.timeout)
        except UNREACHABLE as error:
            reason = getattr(error, "reason", error)
            raise self._fault(f"cannot be reached: {one_line(str(reason))}", "check url in [listmonk]") from None
        if not answer.good:
            hint = _HINTS.get(answer.status_code, "look at listmonk's log")
            said = one_line(str(answer.data.get("message", "")))
            raise self._fault(f"refuses {path} ({answer.status_code}): {said}", hint)
        data = answer.data.get("data")
        return data if isinstance(data, dict) else {}

    def _number(self, data: Mapping[str, object]) -> int:
        """The number in an answer."""
        found = data.get("id")
        if not isinstance(found, int):
            raise self._fault("gave an answer without a number", "check url: it must be listmonk's")
        return found

    def _address(self, path: str) -> str:
        return urljoin(self.url.rstrip("/") + "/", path)

    def _fault(self, message: str, hint: str) -> SendingError:
        return SendingError(Problem("HP636", f"listmonk {message}", self.place, hint))


# ---------------------------------------------------------------- unsubscribe addresses and templates


def _content(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _unsubscribe_addresses(header: str) -> tuple[str, ...]:
    """The addresses of List-Unsubscribe (RFC 2369), web and mail, and our placeholder, longer ones first."""
    parts = (part.strip().strip("<>") for part in header.split(","))
    return tuple(sorted({_PLACEHOLDER, *filter(None, parts)}, key=len, reverse=True))


def _html_to_leave(html: str, leave: Collection[str], words: str) -> str:
    """``html`` with an unsubscribe link: its own, or else one at its end."""
    links = _Links()
    links.feed(html)
    if links.targets & {*leave}:
        return html
    line, column = links.end or (html.count("\n") + 1, len(html.rpartition("\n")[2]))
    end = sum(map(len, html.split("\n")[: line - 1])) + line - 1 + column
    link = f'<p style="text-align: center; font-size: 12px"><a href="{_PLACEHOLDER}">{escape(words)}</a></p>\n'
    return html[:end] + link + html[end:]


def _text_to_leave(text: str, leave: Collection[str], words: str) -> str:
    """The same for plain text; a message without a text stays without one."""
    if not text.strip() or any(_mention(address).search(text) for address in leave):
        return text
    return f"{text.rstrip()}\n\n{words}: {_PLACEHOLDER}\n"


class _Links(HTMLParser):
    """Finds where links lead, and where the body ends (line and column, as ``getpos``)."""

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
    """Matches an address, but not a longer one that begins like it."""
    return re.compile(rf"{re.escape(address)}(?![\w/?&=%#~+@:-]|\.\w)")


def _as_template(text: str, leave: Iterable[str]) -> str:
    """``text`` as a template of listmonk (Go's): braces quoted, unsubscribe addresses replaced by listmonk's."""
    quoted = text.replace("{{", '{{ "{{" }}')
    for address in leave:
        for written in (escape(address), address):
            quoted = _mention(written).sub(UNSUBSCRIBE, quoted)
    return quoted
