"""The ways out that ``hemaprint.toml`` describes, ready to be used."""

from __future__ import annotations

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.credentials import find_login
from hemaprint.newsletter.listmonk import Listmonk
from hemaprint.newsletter.smtp import Server, SmtpTransport
from hemaprint.newsletter.tokens import token_login
from hemaprint.newsletter.transport import Transport, offered_transport
from hemaprint.project.project import CONFIG_NAME, Project

SMTP, FOLDER, LISTMONK = "smtp", "folder", "listmonk"
WAYS = (SMTP, FOLDER, LISTMONK)


def transport_of(project: Project, name: str) -> Transport:
    """The transport of that name: ours over SMTP, or one that a package offers.

    Raises SendingError (HP620 to HP622, HP650 to HP652) where the configuration or the login is wrong, UsageError for
    a wrong name.
    """
    return SmtpTransport(_server(project)) if name == SMTP else offered_transport(name, project, WAYS)


def listmonk_of(project: Project) -> Listmonk:
    """The listmonk of table [listmonk]; raises SendingError (HP620, HP621)."""
    table, place = project.config.listmonk, _place(project)
    if table is None:
        raise SendingError(Problem("HP620", "there is no table [listmonk]", place, "add one, with url and lists"))
    login = find_login("HEMAPRINT_LISTMONK", table.login_file, project.root)
    if login is None:
        hint = "set HEMAPRINT_LISTMONK_USER and HEMAPRINT_LISTMONK_PASSWORD (the token), or login_file"
        raise SendingError(Problem("HP620", "listmonk takes nothing without a login", place, hint))
    return Listmonk(table.url, table.lists, login, place, table.template)


def _server(project: Project) -> Server:
    table, place = project.config.smtp, _place(project)
    if table is None:
        raise SendingError(Problem("HP620", "there is no table [smtp]", place, 'add one: host = "mail.example.org"'))
    by_token = (table.auth or ("oauth2" if table.oauth2 is not None else "password")) == "oauth2"
    return Server(
        host=table.host,
        place=place,
        security=table.security,
        port=table.port,
        unencrypted=table.unencrypted,
        login=token_login(project) if by_token else find_login("HEMAPRINT_SMTP", table.login_file, project.root),
        timeout=table.timeout,
    )


def _place(project: Project) -> Location:
    return Location(project.root / CONFIG_NAME)
