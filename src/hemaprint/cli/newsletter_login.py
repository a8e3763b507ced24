# SPDX-License-Identifier: MIT
"""``hemaprint newsletter login`` and ``logout``: sign a mailbox in with its provider, and out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.newsletter_report import tell
from hemaprint.cli.report import print_error
from hemaprint.cli.session import session_of
from hemaprint.errors import HemaprintError, UsageError
from hemaprint.newsletter import identities
from hemaprint.newsletter.oauth import SERVICE, Registration, as_text, keeper_of, kept_grant, registration_of

if TYPE_CHECKING:
    from hemaprint.project.project import Project


class Provider(StrEnum):
    """What ``--provider`` takes."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class _Terminal:
    """A person at a terminal, who reads on stderr what to do."""

    open_browser: bool

    def enter(self, code: str, address: str) -> None:
        """Print a code: any browser will do, so none is opened."""
        tell(f"Open {address} on any device and enter the code {code}\nWaiting for you to sign in; Ctrl-C ends it.")

    def visit(self, address: str) -> None:
        """Print an address for a browser of this machine, to which it will return."""
        tell(f"Sign in on this page, in a browser of this machine:\n{address}\nWaiting for you; Ctrl-C ends it.")
        if self.open_browser:
            typer.launch(address)


def login_command(
    context: typer.Context,
    provider: Annotated[
        Provider | None,
        typer.Option("--provider", help="Stop unless hemaprint.toml names this provider."),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the sign-in page (flow browser), or only print it.")
    ] = True,
    port: Annotated[
        int,
        typer.Option(
            "--port", min=0, max=65535, help="The local port that flow browser returns to, for a tunnel; 0: any."
        ),
    ] = 0,
) -> None:
    """Sign in to the sending mailbox, keep the sign-in where only you can read it, and print where that is."""
    project, registration = _registered(context)
    if provider is not None and provider != registration.provider:
        message = f'hemaprint.toml has provider = "{registration.provider}" in [smtp.oauth2]'
        raise UsageError(message, f'write provider = "{provider}" there, or leave out --provider')
    identity, person = identities.identity_of(registration, port), _Terminal(open_browser)
    if registration.flow == SERVICE:
        identity.sign_in(person)
        tell(f"{registration.service} gives tokens for {registration.user}; nothing is kept, each run asks for its own")
        return
    keeper = keeper_of(project, registration)
    with keeper.alone():  # find out before anybody signs in whether it can be kept
        pass
    grant = identity.sign_in(person)
    with keeper.alone():
        keeper.save(as_text(grant))
    until = datetime.fromtimestamp(grant.expires).astimezone()
    tell(f"{registration.user} is signed in; the token lasts until {until:%H:%M} and is renewed automatically")
    typer.echo(keeper.place)


def logout_command(context: typer.Context) -> None:
    """Sign out: revoke the sign-in where the provider offers that, and remove it from this machine."""
    project, registration = _registered(context)
    if registration.flow == SERVICE:
        tell("nobody is signed in: with client_credentials nothing is kept")
        return
    keeper = keeper_of(project, registration)
    revoked = False
    with keeper.alone():
        try:
            grant = kept_grant(registration, keeper)
            revoked = grant is not None and identities.identity_of(registration).revoke(grant)
        except HemaprintError as error:  # what cannot be read or revoked is removed all the same
            print_error(error)
        there = keeper.forget()
    if not there:
        tell(f"nobody was signed in to {registration.user}")
    elif revoked:
        tell(f"{registration.user} is signed out, and the sign-in is revoked")
    else:
        tell(f"{registration.user} is signed out here; the app itself remains allowed at {registration.service}")


def _registered(context: typer.Context) -> tuple[Project, Registration]:
    project = session_of(context).project()
    return project, registration_of(project)
