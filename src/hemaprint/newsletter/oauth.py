"""Who signs a mailbox in by OAuth 2.0, and what its answers mean; nothing here keeps a token or asks for one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.http import is_safe
from hemaprint.newsletter.login import read_private, read_table
from hemaprint.newsletter.transport import one_line
from hemaprint.project.config import OAuth2
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.text import read_text, slug_of
from hemaprint.project.toml import read_toml

SECRET_VARIABLE = "HEMAPRINT_OAUTH_CLIENT_SECRET"
DEVICE, BROWSER, SERVICE = "device", "browser", "client_credentials"
LOGIN_COMMAND = "hemaprint newsletter login"
MARGIN = 300.0
"""Seconds before its end from which a token is not used any more: messages take a while, and clocks differ."""
SLOWER, SLOWEST = 5.0, 60.0
"""Seconds that a poll adds when told to slow down (RFC 8628, 3.5), and the longest that it waits."""
LONGEST_USE = 86_400.0
"""Seconds after which a token is renewed, whatever the service says of it."""
LONGEST_SIGN_IN = 1800.0
"""Seconds for a person to sign in, whatever the service allows."""

MICROSOFT = "https://login.microsoftonline.com"
_GOOGLE = {
    "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "token_url": "https://oauth2.googleapis.com/token",
    "revoke_url": "https://oauth2.googleapis.com/revoke",
}
"""https://developers.google.com/identity/protocols/oauth2/native-app"""
_SCOPES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("microsoft", DEVICE): ("https://outlook.office.com/SMTP.Send",),
    ("microsoft", BROWSER): ("https://outlook.office.com/SMTP.Send",),
    ("microsoft", SERVICE): ("https://outlook.office365.com/.default",),
    ("google", BROWSER): ("https://mail.google.com/",),
    ("google", SERVICE): ("https://mail.google.com/",),
}
"""Microsoft: "Authenticate an IMAP, POP or SMTP connection using OAuth"; Google: "OAuth 2.0 Mechanism" of Gmail."""
_NEEDED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("microsoft", DEVICE): ("client_id",),
    ("microsoft", BROWSER): ("client_id",),
    ("microsoft", SERVICE): ("client_id", "tenant"),
    ("google", BROWSER): ("client_id",),
    ("google", SERVICE): ("key_file",),
    ("custom", DEVICE): ("client_id", "device_url", "token_url"),
    ("custom", BROWSER): ("client_id", "authorize_url", "token_url"),
    ("custom", SERVICE): ("client_id", "token_url"),
}
"""The flows of each provider, its default first, and the keys that they need."""
_URLS = ("authorize_url", "device_url", "token_url", "revoke_url")
_NOT_USED = {
    "microsoft": _URLS,
    "google": ("tenant", "authority", "device_url"),
    "custom": ("tenant", "authority", "key_file"),
}
_PROOFS = {"microsoft": ("secret_file", "key_file")}
"""Keys that an app for people to sign in to does not use; for other providers that is key_file."""
_HOW_TO = "see docs/how-to/sign-in-with-oauth2.md"


@dataclass(frozen=True, slots=True)
class Registration:
    """An app that may send for a mailbox, as hemaprint.toml and the secrets beside it describe it.

    ``authority`` is Microsoft's, with the tenant; ``key`` the text of the key file. ``place`` is where it is written.
    """

    provider: str
    flow: str
    user: str
    place: Location
    scopes: tuple[str, ...]
    client_id: str = ""
    authority: str = ""
    authorize_url: str = ""
    device_url: str = ""
    token_url: str = ""
    revoke_url: str = ""
    secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @property
    def service(self) -> str:
        """Whom it asks, for messages."""
        return {"microsoft": "Microsoft", "google": "Google"}.get(self.provider, urlsplit(self.token_url).netloc)

    @property
    def name(self) -> str:
        """What its sign-in is kept as: other settings, another sign-in."""
        said = (self.provider, self.flow, self.user.casefold(), self.client_id, self.authority, self.token_url)
        return f"{slug_of(self.user)}-{sha256(repr((said, self.scopes)).encode()).hexdigest()[:12]}"

    def fault(self, code: str, message: str, hint: str) -> SendingError:
        """An error at the place of the table."""
        return SendingError(Problem(code, message, self.place, hint))

    def unreachable(self, error: object) -> SendingError:
        """HP654, in the words of what happened."""
        reason = getattr(error, "reason", None) or error
        told = one_line(str(getattr(reason, "strerror", None) or reason))
        return self.fault("HP654", f"{self.service} gives no answer about the token: {told}", "try again later")

    def refusal(self, said: Mapping[str, object], *, renewing: bool = False) -> SendingError:
        """What an answer without a token means (RFC 6749, 5.2): HP653 to HP655."""
        error = str(said.get("error") or "")
        words = one_line(f"{error}: {said.get('error_description') or ''}".rstrip(": "))
        if error in _PASSING:
            return self.unreachable(words or "the answer is not understood")
        hint = next((hint for sign, hint in _HINTS.items() if sign in words), "check the app's registration")
        if renewing and error in _LAPSED:
            return self.fault("HP655", f"{self.user} is no longer signed in ({words})", LOGIN_COMMAND)
        return self.fault("HP653", f"{self.service} refuses the sign-in ({words})", hint)


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token, from when until when it is good (seconds since 1970), and what renews it ("": nothing)."""

    access_token: str = field(repr=False)
    obtained: float
    expires: float
    memory: str = field(default="", repr=False)

    def is_good(self, now: float) -> bool:
        """Whether it is good for a while; not where the clock has been set back meanwhile."""
        return self.obtained <= now < self.expires - min(MARGIN, (self.expires - self.obtained) / 2)


class Person(Protocol):
    """Is asked to sign in."""

    def enter(self, code: str, address: str) -> None:
        """Enter this code at this address, on any device."""

    def visit(self, address: str) -> None:
        """Open this address in a browser of this machine."""


class Identity(Protocol):
    """A service that gives tokens. Both methods raise SendingError (HP653 to HP655)."""

    def sign_in(self, person: Person, /) -> Grant:
        """The first token, for which a person signs in unless the app may send by itself."""

    def renew(self, grant: Grant, /) -> Grant:
        """The next token."""

    def revoke(self, grant: Grant, /) -> bool:
        """Withdraw the sign-in at the service; False where it does not offer that."""


# ---------------------------------------------------------------- what is configured


def registration_of(project: Project) -> Registration:
    """The app of table [smtp.oauth2]; raises SendingError (HP621, HP622, HP650)."""
    smtp = project.config.smtp
    table = smtp.oauth2 if smtp is not None else None
    if table is None:
        hint = 'add one: provider = "microsoft", user = "press@example.org", client_id = "..."'
        raise SendingError(Problem("HP650", "hemaprint.toml has no table [smtp.oauth2]", _place(project), hint))
    flow: str = table.flow or next(flow for provider, flow in _NEEDED if provider == table.provider)
    if (found := _contradiction(table, flow)) is not None:
        key, message, hint = found
        raise SendingError(Problem("HP650", f"[smtp.oauth2] {message}", _place(project, key), hint))
    urls = {name: getattr(table, name) for name in _URLS}
    if table.provider == "google":
        urls |= {name: urls[name] or url for name, url in _GOOGLE.items()}
    tenant = table.tenant or "organizations"
    authority = f"{(table.authority or MICROSOFT).rstrip('/')}/{tenant}" if table.provider == "microsoft" else ""
    for name, url in {"authority": authority, **urls}.items():
        if url and not is_safe(url):
            message, hint = f"secrets would travel to {url} without encryption", "begin it with https://"
            raise SendingError(Problem("HP622", message, _place(project, name), hint))
    return Registration(
        provider=table.provider,
        flow=flow,
        user=table.user,
        place=_place(project),
        scopes=table.scopes or _SCOPES.get((table.provider, flow), ()),
        client_id=table.client_id,
        authority=authority,
        secret=_secret(table, project.root),
        key=_key(table, project.root),
        **urls,
    )


def _place(project: Project, key: str = "") -> Location:
    """Where the table begins, or where it has ``key``."""
    path = project.root / CONFIG_NAME
    text, _ = read_text(path)
    located, _ = read_toml(text, path) if text is not None else (None, ())
    if located is None:
        return Location(path)
    return located.key("smtp", "oauth2", key) if key else located.key("smtp", "oauth2")


def _contradiction(table: OAuth2, flow: str) -> tuple[str, str, str] | None:
    """A key of the table, what is wrong with it, and what to do; "" for the table as a whole."""
    provider = table.provider
    flows = [known for whose, known in _NEEDED if whose == provider]
    if flow not in flows:
        why = "; Google lets no app that signs in by a code send mail" if (provider, flow) == ("google", DEVICE) else ""
        message = f'has flow = "{flow}", which {provider} does not offer{why}'
        return "flow", message, f"flow can be {' or '.join(flows)}"
    if missing := [key for key in _NEEDED[provider, flow] if not getattr(table, key)]:
        return "", f"needs {' and '.join(missing)} for {provider}, flow {flow}", _HOW_TO
    spare = (*_NOT_USED[provider], *(() if flow == SERVICE else _PROOFS.get(provider, ("key_file",))))
    if found := [key for key in spare if getattr(table, key)]:
        return found[0], f"has {found[0]}, which {provider} does not use in flow {flow}", "remove it, or correct flow"
    return None


def check_proof(registration: Registration) -> None:
    """An app that has to prove itself must have something to do it with; raises SendingError (HP650)."""
    by_secret = registration.flow == SERVICE or (registration.provider, registration.flow) == ("google", BROWSER)
    if by_secret and not (registration.secret or registration.key):
        message = f"[smtp.oauth2] needs the client secret of {registration.client_id}"
        raise registration.fault("HP650", message, f"set {SECRET_VARIABLE}, or secret_file")


def _secret(table: OAuth2, root: Path) -> str:
    """The app's secret in the environment or in ``secret_file``; "" where there is neither."""
    if given := os.environ.get(SECRET_VARIABLE, ""):
        return given
    if not table.secret_file:
        return ""
    path, hint = root / Path(table.secret_file).expanduser(), 'write client_secret = "..."'
    secret = read_table(path, "secret_file", hint).get("client_secret")
    if not isinstance(secret, str) or not secret:
        raise SendingError(Problem("HP621", "the file has no client_secret", Location(path), hint))
    return secret


def _key(table: OAuth2, root: Path) -> str:
    if not table.key_file:
        return ""
    key = read_private(root / Path(table.key_file).expanduser(), "correct key_file in hemaprint.toml")
    return key.decode("utf-8", "replace")


# ---------------------------------------------------------------- answers

PENDING = "authorization_pending"
_PASSING = frozenset({"", "temporarily_unavailable", "server_error", "slow_down", PENDING})
_LAPSED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_HINTS = {
    "AADSTS7000218": 'set "Allow public client flows" to Yes in the app registration, Authentication',
    "AADSTS7000215": "give the value of the client secret, not its ID",
    "AADSTS7000222": "the client secret has expired: make another in the app registration",
    "AADSTS700016": "check client_id and tenant: the directory does not know the app",
    "AADSTS90002": "check tenant: the directory does not exist",
    "AADSTS900023": "check tenant: it is neither an ID nor a domain",
    "AADSTS65001": "let the administrator grant the app its permission (SMTP.Send, or SMTP.SendAsApp)",
    "AADSTS53003": 'a rule of the directory forbids it: try flow = "browser", or have the device code flow allowed',
    "AADSTS50011": "add the redirect address http://localhost to the app registration (mobile and desktop)",
    "AADSTS50194": "set tenant: the app accepts only accounts of its own directory",
    "AADSTS50059": "set tenant: the ID or the domain of the directory",
    "expired_token": f"the code is good for some minutes: {LOGIN_COMMAND}",
    "access_denied": f"the person who signed in did not agree: {LOGIN_COMMAND}",
    "authorization_declined": f"the person who signed in did not agree: {LOGIN_COMMAND}",
    "unauthorized_client": "let the administrator allow the app these scopes (Google: domain-wide delegation)",
    "invalid_client": "check client_id and the client secret",
    "invalid_scope": "check scopes",
    "invalid_grant": f"{LOGIN_COMMAND}; for a service account check user, key_file and this machine's clock",
}
"""Those of https://learn.microsoft.com/entra/identity-platform/reference-error-codes, and of RFC 6749 and 8628."""


def grant_of(registration: Registration, said: Mapping[str, object], memory: str, *, renewing: bool = False) -> Grant:
    """The token of an answer (RFC 6749, 5.1), good for an hour where it does not say; raises as ``refusal``."""
    token, lasts = said.get("access_token"), said.get("expires_in", 3600)
    if not isinstance(token, str) or not token:
        raise registration.refusal(said, renewing=renewing)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise registration.refusal({"error": "invalid_token"})  # it would be more than a token on the wire
    now = time.time()
    seconds = min(float(str(lasts)), LONGEST_USE) if str(lasts).isdecimal() else 3600.0
    return Grant(token, now, now + seconds, memory)


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def poll(ask: Callable[[], Mapping[str, object]], interval: float, lasts: float) -> Mapping[str, object]:
    """Ask again and again whether a person has signed in (RFC 8628, 3.5); the last answer, whatever it is.

    ``interval`` and ``lasts`` are in seconds. A service that is away for a moment is asked less often, until the end.
    """
    left, interval = min(lasts, LONGEST_SIGN_IN), max(interval, 1.0)
    while left >= interval:
        pause(interval)
        left -= interval
        try:
            said = ask()
        except SendingError as error:
            if error.problem.code != "HP654":
                raise
            interval = min(2 * interval, SLOWEST)
            continue
        if said.get("error") == "slow_down":
            interval += SLOWER
        elif said.get("error") in ("temporarily_unavailable", "server_error"):
            interval = min(2 * interval, SLOWEST)
        elif said.get("error") != PENDING:
            return said
    return {"error": "expired_token"}
