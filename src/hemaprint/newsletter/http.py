"""Talk to a web service that is trusted with a secret: no redirection, no endless answer, no wait without a limit."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit

from hemaprint.system.environment import is_this_machine

LARGEST_ANSWER = 1_000_000
SECONDS = 60.0
UNREACHABLE = (OSError, HTTPException)
"""What fetching raises where no answer comes."""
SECRETS = frozenset(
    {"client_secret", "refresh_token", "device_code", "code", "code_verifier", "assertion", "client_assertion", "token"}
)
"""Fields of a form that no answer may repeat (RFC 6749, 7009, 7521, 7636, 8628)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status of HTTP and the text that came with it, which may be a secret."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def good(self) -> bool:
        """2xx: done."""
        return 200 <= self.status_code < 300

    @property
    def data(self) -> Mapping[str, object]:
        """The JSON object of the answer; empty where it is something else."""
        try:
            said = json.loads(self.text)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection would take the secret elsewhere."""

    def redirect_request(self, *_: object) -> None:
        """Follow none: it becomes an error."""
        return


def is_safe(url: str) -> bool:
    """Whether a secret can be sent there: over TLS, or to this machine itself."""
    address = urlsplit(url)
    return address.scheme == "https" or is_this_machine(address.hostname or "")


def fetch(request: urllib.request.Request, seconds: float = SECONDS) -> Answer:
    """The answer, whatever its status; raises one of UNREACHABLE where none comes in so many seconds.

    An address that is not safe is not asked: the documents of an identity service name further ones.
    """
    if not is_safe(request.full_url):
        raise ConnectionError(f"{request.host} would be asked without encryption")
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if request.type != "https":
        handlers.append(urllib.request.ProxyHandler({}))  # it is for this machine, and a proxy would read it
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
            return _answer(answer.status, answer.read(LARGEST_ANSWER), answer.headers.items())
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.read(LARGEST_ANSWER), error.headers.items())


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """POST a form, and the answer; where a refusal repeats a secret of the form, it is blanked. Raises as ``fetch``."""
    body = urlencode(form).encode("ascii")
    head = {"Accept": "application/json", **(headers or {})}
    answer = fetch(urllib.request.Request(url, body, head, method="POST"))
    if answer.good:
        return answer
    text = answer.text
    for secret in sorted((form[name] for name in SECRETS & form.keys() if form[name]), key=len, reverse=True):
        text = text.replace(secret, "...")
    return Answer(answer.status_code, text, answer.headers)


def _answer(status: int, body: bytes, headers: Iterable[tuple[str, str]]) -> Answer:
    return Answer(status, body.decode("utf-8", "replace"), dict(headers))
