"""What ``hemaprint.toml`` says: the magazine, its page, its departments, and what articles do by default."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hemaprint.project.csl import CitationStyle
from hemaprint.project.values import (
    ArticlePattern,
    BleedText,
    HostName,
    Issn,
    IssuePattern,
    Language,
    ListId,
    Mailbox,
    PageSizeText,
    RateText,
    SubjectPattern,
    Tenant,
    Text,
    UnsubscribePattern,
    WebAddress,
)

Side = Literal["left", "right", "any"]


class Model(BaseModel):
    """Strict and frozen: an unknown key is an error, a value is never coerced into something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Department(Model):
    """A department of the magazine."""

    name: Text = Field(description='As printed in running heads and in the contents, for example "In conversation".')
    template: Text = Field(
        description="The page template that its articles use unless they name another: a file of layouts/pages/."
    )
    lead: bool = Field(
        default=False, description="True: its articles stand among the large entries of the contents page."
    )
    description: str = Field(default="", description="One line about it; not printed.")


class Magazine(Model):
    """Table [magazine] of hemaprint.toml."""

    title: Text = Field(description="The name of the magazine, as printed.")
    nameplate: tuple[str, str] | None = Field(
        default=None, description="The title in two parts, the first set roman, the second italic."
    )
    publisher: Text = Field(description="Who publishes it; the author named in the PDF.")
    issn: Issn = Field(default="", description="Checked with its check digit; printed in the colophon.")
    language: Language = Field(default="en-US", description="BCP 47 tag; rules hyphenation and quotation marks.")
    url: WebAddress = Field(default="", description="Where the magazine is on the web; printed in the colophon.")
    description: str = Field(
        default="", description="One sentence; the subject of the PDF unless the issue has a title."
    )


class Page(Model):
    """Table [page] of hemaprint.toml."""

    size: PageSizeText = Field(
        default="A4", description='Trim size: a CSS page size such as "A4", "letter" or "200mm 280mm".'
    )


class Digital(Model):
    """Table [digital] of hemaprint.toml: the edition for the screen."""

    attach_sources: bool = Field(default=False, description="Attach the Markdown of every article to the PDF.")


class Print(Model):
    """Table [print] of hemaprint.toml: what the printer asks for."""

    bleed: BleedText = Field(default="3mm", description="How far pictures reach over the trim, in every edition.")
    profile: str = Field(
        default="",
        description="ICC profile of the printing condition, a path in the project; an installed one unless given.",
    )
    marks: bool = Field(default=True, description="Crop and registration marks outside the bleed.")


class Email(Model):
    """Table [email] of hemaprint.toml: the edition that is sent by mail."""

    max_mb: float = Field(default=7.0, ge=0.1, le=100, description="The file is no larger, in millions of bytes.")


class Dkim(Model):
    """Table [newsletter.dkim] of hemaprint.toml: the signature on every message."""

    domain: Text = Field(description="The domain that signs; that of From, for DMARC.")
    selector: Text = Field(description="Under SELECTOR._domainkey.DOMAIN the public key stands in the DNS.")
    key: Text = Field(description="The private key, RSA in PEM: a path from hemaprint.toml, best outside the project.")


class Newsletter(Model):
    """Table [newsletter] of hemaprint.toml: the message that brings an issue to its readers."""

    from_: Mailbox = Field(
        default="", alias="from", description='"Field Notes <news@example.org>". Nothing is sent without it.'
    )
    reply_to: Mailbox = Field(default="", description="Where answers go, if not to `from`.")
    sender: Mailbox = Field(default="", description="Who hands the mail in, if that is not `from`.")
    bounces: Mailbox = Field(default="", description="Where undeliverable mail goes back to; `sender` unless given.")
    subject: SubjectPattern = Field(
        default="{magazine}, {number}: {headline}",
        description="The subject; {magazine}, {number}, {date}, {headline} and {title} are those of the issue.",
    )
    list_id: ListId = Field(default="", description='Names the list for filters: "Field Notes <notes.example.org>".')
    unsubscribe: UnsubscribePattern = Field(
        default="",
        description="The https address that takes a reader off the list at one click (RFC 8058); {token} is the "
        "recipient's column `token` or made from the address and a secret, {email} the address, {issue} the issue.",
    )
    unsubscribe_mailto: Mailbox = Field(default="", description="A mailbox that takes a reader off the list.")
    imprint: str = Field(default="", description="Who sends it, with the postal address that laws ask for.")
    link: IssuePattern = Field(default="", description="Where an issue is on the web; {issue} is its name.")
    article_link: ArticlePattern = Field(default="", description="Where an article is on the web: {issue} and {slug}.")
    max_mb: float = Field(
        default=10.0, ge=0.1, le=100, description="A message is no larger on the wire, in millions of bytes."
    )
    dkim: Dkim | None = Field(default=None, description="Table [newsletter.dkim].")


class OAuth2(Model):
    """Table [smtp.oauth2] of hemaprint.toml: the sign-in that takes the place of a password."""

    provider: Literal["microsoft", "google", "custom"] = Field(description="Whose sign-in it is.")
    user: Text = Field(description="The mailbox that sends, as the mail server knows it.")
    client_id: str = Field(default="", description="The client ID of the app that is registered with the provider.")
    flow: Literal["device", "browser", "client_credentials"] | None = Field(
        default=None,
        description="device: a code, typed in on any device (default of microsoft and custom; google has none). "
        "browser: a page on this machine (default of google). client_credentials: nobody signs in, the app may send.",
    )
    tenant: Tenant = Field(
        default="", description="microsoft: the directory (tenant) ID or a domain of it; organizations unless given."
    )
    authority: WebAddress = Field(
        default="", description="microsoft: another cloud than https://login.microsoftonline.com."
    )
    scopes: tuple[Text, ...] = Field(
        default=(), description="What the token is for; defaults to what the provider asks for SMTP."
    )
    authorize_url: WebAddress = Field(default="", description="google and custom: the page of flow browser.")
    device_url: WebAddress = Field(default="", description="custom: where flow device begins (RFC 8628).")
    token_url: WebAddress = Field(default="", description="google and custom: where tokens come from.")
    revoke_url: WebAddress = Field(default="", description="google and custom: where logout withdraws the sign-in.")
    secret_file: str = Field(
        default="",
        description="A TOML file with client_secret that only you can read, unless HEMAPRINT_OAUTH_CLIENT_SECRET is "
        "set; a path in the project, or absolute.",
    )
    key_file: str = Field(
        default="",
        description="For client_credentials: the JSON key of Google's service account, or the certificate and private "
        "key of Microsoft's app in one PEM file; only you can read it.",
    )
    keep: Literal["file", "keyring"] = Field(
        default="file", description="Where the sign-in is kept: a file outside the project, or the system's keyring."
    )


class Smtp(Model):
    """Table [smtp] of hemaprint.toml: the mail server that takes the newsletter."""

    host: HostName = Field(description="Its name, as its certificate has it.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted; none only to this machine itself."
    )
    port: int | None = Field(
        default=None, ge=1, le=65535, description="587 with starttls, 465 with tls, 25 with none unless given."
    )
    unencrypted: bool = Field(
        default=False, description="True: none is allowed to another machine; readers' addresses travel in the open."
    )
    auth: Literal["password", "oauth2"] | None = Field(
        default=None, description="How to log in; oauth2 where there is a table [smtp.oauth2], else password."
    )
    login_file: str = Field(
        default="",
        description="A TOML file with user and password that only you can read; a path in the project, or absolute.",
    )
    oauth2: OAuth2 | None = Field(default=None, description="Table [smtp.oauth2].")
    timeout: float = Field(default=60.0, gt=0, le=3600, description="Seconds to wait for an answer.")
    rate: RateText = Field(default="", description='The most messages in a time: "30/min", "5/s" or "2000/h".')


class Listmonk(Model):
    """Table [listmonk] of hemaprint.toml: the listmonk that sends the newsletter."""

    url: WebAddress = Field(description="Where it is, for example https://lists.example.org.")
    lists: tuple[int, ...] = Field(min_length=1, description="The numbers of the lists that get the newsletter.")
    template: int | None = Field(
        default=None, description="The number of the template around the newsletter; listmonk's default unless given."
    )
    login_file: str = Field(
        default="",
        description="A TOML file with user and password (the token) that only you can read; a path as above.",
    )


class Cache(Model):
    """Table [cache] of hemaprint.toml: what .hemaprint/cache may take."""

    max_mb: int = Field(default=1000, ge=0, description="Largest size in millions of bytes; the oldest entries go.")


class Defaults(Model):
    """Table [defaults] of hemaprint.toml: what articles say unless they say otherwise."""

    citation_style: CitationStyle = Field(
        default="ama",
        description="`ama`, `vancouver`, the name of a style of the Citation Style Language, or a .csl file.",
    )


class Acronyms(Model):
    """Table [acronyms] of hemaprint.toml."""

    keep: tuple[str, ...] = Field(
        default=(), description="Capitals that are never set as small capitals (gene names...)."
    )


class Config(Model):
    """hemaprint.toml as a whole."""

    magazine: Magazine = Field(description="Table [magazine].")
    page: Page = Field(default=Page(), description="Table [page].")
    digital: Digital = Field(default=Digital(), description="Table [digital].")
    print: Print = Field(default=Print(), description="Table [print].")
    email: Email = Field(default=Email(), description="Table [email].")
    newsletter: Newsletter = Field(default=Newsletter(), description="Table [newsletter].")
    smtp: Smtp | None = Field(default=None, description="Table [smtp].")
    listmonk: Listmonk | None = Field(default=None, description="Table [listmonk].")
    cache: Cache = Field(default=Cache(), description="Table [cache].")
    defaults: Defaults = Field(default=Defaults(), description="Table [defaults].")
    acronyms: Acronyms = Field(default=Acronyms(), description="Table [acronyms].")
    departments: tuple[Department, ...] = Field(
        min_length=1, description="Tables [[departments]], in the order of the contents page."
    )
