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

if TYPE_CHECKING:
    from hemaprint.newsletter.oauth import Registration
    from hemaprint.project.project import Project


class Provider(StrEnum):
    """What ``--provider`` takes."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class _Terminal:
    """A person at a terminal, who is told on stderr what to do."""

    open_browser: bool

    def enter(self, code: str, address: str) -> None:
        """Device flow: any browser will do, so none is opened."""
        tell(f"Open {address} on any device and enter the code {code}\nWaiting for you to sign in; Ctrl-C ends it.")

    def visit(self, address: str) -> None:
        """The browser has to be on this machine, where it is led back to."""
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
    """Sign in to the mailbox that sends, keep the sign-in where only you can read it, and print where that is."""
    from hemaprint.newsletter.identities import identity_of  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.oauth import SERVICE  # noqa: PLC0415 - as above
    from hemaprint.newsletter.tokens import as_text, keeper_of  # noqa: PLC0415 - as above

    project, registration = _registered(context)
    if provider is not None and provider != registration.provider:
        message = f'hemaprint.toml has provider = "{registration.provider}" in [smtp.oauth2]'
        raise UsageError(message, f'write provider = "{provider}" there, or leave --provider out')
    identity, person = identity_of(registration, port), _Terminal(open_browser)
    if registration.flow == SERVICE:
        identity.sign_in(person)
        tell(f"{registration.service} gives tokens for {registration.user}; nothing is kept, each run asks for its own")
        return
    keeper = keeper_of(project, registration)
    with keeper.alone():  # find out that nothing can be kept before anybody signs in
        pass
    grant = identity.sign_in(person)
    with keeper.alone():
        keeper.save(as_text(grant))
    until = datetime.fromtimestamp(grant.expires).astimezone()
    tell(f"{registration.user} is signed in; the token lasts until {until:%H:%M} and is renewed by itself")
    typer.echo(keeper.place)


def logout_command(context: typer.Context) -> None:
    """Sign out: revoke the sign-in where the provider offers that, and remove it from this machine."""
    from hemaprint.newsletter.identities import identity_of  # noqa: PLC0415 - other commands start faster without it
    from hemaprint.newsletter.oauth import SERVICE  # noqa: PLC0415 - as above
    from hemaprint.newsletter.tokens import keeper_of, kept_grant  # noqa: PLC0415 - as above

    project, registration = _registered(context)
    if registration.flow == SERVICE:
        tell("nobody is signed in: with client_credentials nothing is kept")
        return
    keeper = keeper_of(project, registration)
    withdrawn = False
    with keeper.alone():
        try:
            grant = kept_grant(registration, keeper)
            withdrawn = grant is not None and identity_of(registration).revoke(grant)
        except HemaprintError as error:  # what cannot be read or withdrawn is removed all the same
            print_error(error)
        there = keeper.forget()
    if not there:
        tell(f"nobody was signed in to {registration.user}")
    elif withdrawn:
        tell(f"{registration.user} is signed out, and the sign-in is revoked")
    else:
        tell(f"{registration.user} is signed out here; the app itself is still allowed at {registration.service}")


def _registered(context: typer.Context) -> tuple[Project, Registration]:
    from hemaprint.newsletter.oauth import registration_of  # noqa: PLC0415 - other commands start faster without it

    project = session_of(context).project()
    return project, registration_of(project)
