# SPDX-License-Identifier: MIT
"""Describe the app that signs a mailbox in by OAuth 2.0, and keep the tokens that its service gives.

What is known of the services is a table, ``oauth.toml``; :mod:`hemaprint.newsletter.identities` asks them.
"""

from __future__ import annotations

import json
import os
import time
import tomllib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import (
    LOGIN_COMMAND,
    FileKeeper,
    Keeper,
    KeyringKeeper,
    is_safe,
    read_private,
    read_table,
    state_folder,
)
from hemaprint.newsletter.transport import one_line
from hemaprint.project.config import OAuth2
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.text import read_text, slug_of
from hemaprint.project.toml import read_toml

SECRET_VARIABLE = "HEMAPRINT_OAUTH_CLIENT_SECRET"
DEVICE, BROWSER, SERVICE = "device", "browser", "client_credentials"
MICROSOFT = "https://login.microsoftonline.com"
MARGIN = 300.0
"""Seconds before its end from which a token is no longer used: messages take a while, and clocks differ."""
SLOWER, SLOWEST = 5.0, 60.0
"""Seconds that a poll adds when told to slow down (RFC 8628, 3.5), and the longest wait."""
LONGEST_USE = 86_400.0
"""Seconds after which a token is renewed, whatever the service says of it."""
LONGEST_SIGN_IN = 1800.0
"""Seconds for a person to sign in, whatever the service allows."""
PENDING = "authorization_pending"
_PASSING = frozenset({"", "temporarily_unavailable", "server_error", "slow_down", PENDING})
_LAPSED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_URLS = ("authorize_url", "device_url", "token_url", "revoke_url")


@cache
def _known() -> Mapping[str, Any]:
    return tomllib.loads((files("hemaprint.newsletter") / "oauth.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Registration:
    """An app that may send for a mailbox, as hemaprint.toml and the secrets beside it describe it.

    ``authority`` is Microsoft's, with the tenant; ``key`` is the text of the key file; ``place`` is where the table is.
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
        """The service that it asks, for messages."""
        return {"microsoft": "Microsoft", "google": "Google"}.get(self.provider, urlsplit(self.token_url).netloc)

    @property
    def name(self) -> str:
        """The name of its sign-in: other settings make another sign-in."""
        said = (self.provider, self.flow, self.user.casefold(), self.client_id, self.authority, self.token_url)
        return f"{slug_of(self.user)}-{sha256(repr((said, self.scopes)).encode()).hexdigest()[:12]}"

    def fault(self, code: str, message: str, hint: str) -> SendingError:
        """An error at the place of the table."""
        return SendingError(Problem(code, message, self.place, hint))

    def unreachable(self, error: object) -> SendingError:
        """HP654, with what happened."""
        reason = getattr(error, "reason", None) or error
        why = one_line(str(getattr(reason, "strerror", None) or reason))
        return self.fault("HP654", f"{self.service} gives no answer about the token: {why}", "try again later")

    def refusal(self, said: Mapping[str, object], *, renewing: bool = False) -> SendingError:
        """What an answer without a token means (RFC 6749, 5.2): HP653 to HP655."""
        error = str(said.get("error") or "")
        words = one_line(f"{error}: {said.get('error_description') or ''}".rstrip(": "))
        if error in _PASSING:
            return self.unreachable(words or "the answer is not understood")
        hint = next((hint for sign, hint in _known()["hints"].items() if sign in words), "check the app's registration")
        if renewing and error in _LAPSED:
            return self.fault("HP655", f"{self.user} is no longer signed in ({words})", LOGIN_COMMAND)
        return self.fault("HP653", f"{self.service} refuses the sign-in ({words})", hint)


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token, from when until when it is valid (seconds since 1970), and what renews it ("": nothing)."""

    access_token: str = field(repr=False)
    obtained: float
    expires: float
    memory: str = field(default="", repr=False)

    def is_good(self, now: float) -> bool:
        """Whether it is valid for a while; not where the clock has been set back in the meantime."""
        return self.obtained <= now < self.expires - min(MARGIN, (self.expires - self.obtained) / 2)


class Person(Protocol):
    """Someone who is asked to sign in."""

    def enter(self, code: str, address: str) -> None:
        """Enter this code at this address, on any device."""

    def visit(self, address: str) -> None:
        """Open this address in a browser of this machine."""


class Identity(Protocol):
    """A service that gives tokens. The methods raise SendingError (HP653 to HP655)."""

    def sign_in(self, person: Person, /) -> Grant:
        """The first token, for which a person signs in unless the app may send as itself."""

    def renew(self, grant: Grant, /) -> Grant:
        """The next token."""

    def revoke(self, grant: Grant, /) -> bool:
        """Revoke the sign-in at the service; False where it does not offer that."""


# ---------------------------------------------------------------- configuration


def registration_of(project: Project) -> Registration:
    """The app of table [smtp.oauth2]; raises SendingError (HP621, HP622, HP650)."""
    smtp = project.config.smtp
    table = smtp.oauth2 if smtp is not None else None
    if table is None:
        hint = 'add one: provider = "microsoft", user = "press@example.org", client_id = "..."'
        raise SendingError(Problem("HP650", "hemaprint.toml has no table [smtp.oauth2]", _place(project), hint))
    provider = _known()["providers"][table.provider]
    flow: str = table.flow or next(iter(provider["flows"]))
    if (found := _contradiction(table, flow)) is not None:
        key, message, hint = found
        raise SendingError(Problem("HP650", f"[smtp.oauth2] {message}", _place(project, key), hint))
    urls = {name: getattr(table, name) or provider.get("urls", {}).get(name, "") for name in _URLS}
    authority = ""
    if table.provider == "microsoft":
        authority = f"{(table.authority or MICROSOFT).rstrip('/')}/{table.tenant or 'organizations'}"
    for name, url in {"authority": authority, **urls}.items():
        if url and not is_safe(url):
            message = f"secrets would travel to {url} without encryption"
            raise SendingError(Problem("HP622", message, _place(project, name), "begin it with https://"))
    return Registration(
        provider=table.provider,
        flow=flow,
        user=table.user,
        place=_place(project),
        scopes=table.scopes or tuple(provider["flows"][flow].get("scopes", ())),
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
    return located.key("smtp", "oauth2", *filter(None, (key,))) if located is not None else Location(path)


def _contradiction(table: OAuth2, flow: str) -> tuple[str, str, str] | None:
    """A key of the table ("" for the table as a whole), what is wrong with it, and what to do."""
    name, provider = table.provider, _known()["providers"][table.provider]
    if flow not in provider["flows"]:
        why = "; Google lets no app that signs in with a code send mail" if (name, flow) == ("google", DEVICE) else ""
        message = f'has flow = "{flow}", which {name} does not offer{why}'
        return "flow", message, f"flow can be {' or '.join(provider['flows'])}"
    if missing := [key for key in provider["flows"][flow]["needs"] if not getattr(table, key)]:
        message = f"needs {' and '.join(missing)} for {name}, flow {flow}"
        return "", message, "see docs/how-to/sign-in-with-oauth2.md"
    spare = (*provider["unused"], *(() if flow == SERVICE else provider["proofs"]))
    if found := [key for key in spare if getattr(table, key)]:
        return found[0], f"has {found[0]}, which {name} does not use in flow {flow}", "remove it, or correct flow"
    return None


def check_proof(registration: Registration) -> None:
    """Raise SendingError (HP650) where an app that must prove its identity has nothing to prove it with."""
    by_secret = registration.flow == SERVICE or (registration.provider, registration.flow) == ("google", BROWSER)
    if by_secret and not (registration.secret or registration.key):
        message = f"[smtp.oauth2] needs the client secret of {registration.client_id}"
        raise registration.fault("HP650", message, f"set {SECRET_VARIABLE}, or secret_file")


def _secret(table: OAuth2, root: Path) -> str:
    """The app's secret from the environment or ``secret_file``; "" where there is neither."""
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


def grant_of(registration: Registration, said: Mapping[str, object], memory: str, *, renewing: bool = False) -> Grant:
    """The token of an answer (RFC 6749, 5.1), valid for an hour unless it says; raises as ``refusal``."""
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
    """Ask repeatedly whether a person has signed in (RFC 8628, 3.5); returns the last answer, whatever it is.

    ``interval`` and ``lasts`` are in seconds. A service that does not answer is asked less often, until the end.
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


# ---------------------------------------------------------------- tokens


def keeper_of(project: Project, registration: Registration) -> Keeper:
    """What keeps the sign-in, as [smtp.oauth2] says; raises as the keepers do."""
    table = project.config.smtp.oauth2 if project.config.smtp is not None else None
    if table is not None and table.keep == "keyring":
        return KeyringKeeper(registration.name, registration.place)
    path = state_folder() / f"{registration.name}.json"
    if path.resolve().is_relative_to(project.root):
        message, hint = "the sign-in would be kept inside the project", "set XDG_STATE_HOME to a folder outside it"
        raise SendingError(Problem("HP651", message, Location(path), hint))
    return FileKeeper(path)


class TokenLogin:
    """A ``Bearer``: tokens of one mailbox, renewed before they expire, and kept before they are used."""

    def __init__(self, registration: Registration, identity: Identity, keeper: Keeper | None) -> None:
        """Without a ``keeper`` the app signs in as itself. Raises SendingError (HP652) where nobody is signed in."""
        self._registration, self._identity, self._keeper = registration, identity, keeper
        self._grant = self._kept() if keeper is not None else Grant("", 0.0, 0.0)

    @property
    def user(self) -> str:
        """The mailbox."""
        return self._registration.user

    def token(self, refused: str = "") -> str:
        """A valid token other than ``refused``. Raises SendingError (HP621, HP651 to HP655)."""
        if not self._is_right(self._grant, refused):
            with self._keeper.alone() if self._keeper is not None else nullcontext():
                self._grant = self._next(refused)
        return self._grant.access_token

    def _next(self, refused: str) -> Grant:
        if self._keeper is None:
            return self._identity.renew(self._grant)
        kept = self._kept()
        if self._is_right(kept, refused):  # another run was faster
            return kept
        renewed = self._identity.renew(kept)
        self._keeper.save(as_text(renewed))
        return renewed

    def _is_right(self, grant: Grant, refused: str) -> bool:
        return grant.is_good(time.time()) and grant.access_token != refused

    def _kept(self) -> Grant:
        grant = kept_grant(self._registration, self._keeper) if self._keeper is not None else None
        if grant is None:
            raise self._registration.fault("HP652", f"nobody is signed in to {self.user}", LOGIN_COMMAND)
        return grant


def as_text(grant: Grant) -> str:
    """The text in which a sign-in is kept."""
    return json.dumps({"version": 1, **asdict(grant)})


def kept_grant(registration: Registration, keeper: Keeper) -> Grant | None:
    """The sign-in that is kept, if any; raises SendingError (HP651) where it is damaged."""
    text = keeper.load()
    if text is None:
        return None
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    match said:
        case {
            "version": 1,
            "access_token": str(token),
            "obtained": int() | float() as obtained,
            "expires": int() | float() as expires,
            "memory": str(memory),
        }:
            return Grant(token, obtained, expires, memory)
    raise registration.fault("HP651", f"the sign-in in {keeper.place} is damaged", LOGIN_COMMAND)
