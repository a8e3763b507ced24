# SPDX-License-Identifier: MIT
"""Describe ``hemaprint.toml``: every table and key with its type, its default and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from hemaprint.project.model import Model
from hemaprint.project.page import Page
from hemaprint.project.themes import ThemeTable
from hemaprint.project.values import (
    ArticlePattern,
    BleedText,
    CitationStyle,
    DividedWord,
    HostName,
    Issn,
    IssuePattern,
    Language,
    ListId,
    Mailbox,
    RateText,
    SubjectPattern,
    Tenant,
    Text,
    UnsubscribePattern,
    WebAddress,
)

Side = Literal["left", "right", "any"]


class Department(Model):
    """A department of the magazine."""

    name: Text = Field(
        description='As printed in running heads and on the contents page, for example "In conversation".'
    )
    template: Text = Field(description="The default page template of its articles: a file in layouts/pages/.")
    lead: bool = Field(default=False, description="True: its articles get large entries on the contents page.")
    description: str = Field(default="", description="One line about it; not printed.")


class Magazine(Model):
    """Table [magazine] of hemaprint.toml."""

    title: Text = Field(description="The name of the magazine, as printed.")
    nameplate: tuple[str, str] | None = Field(
        default=None, description="The title in two parts, the first set roman, the second italic."
    )
    publisher: Text = Field(description="Who publishes it; the author in the PDF's metadata.")
    issn: Issn = Field(default="", description="Its check digit must be right; printed in the colophon.")
    language: Language = Field(default="en-US", description="BCP 47 tag; decides hyphenation and quotation marks.")
    url: WebAddress = Field(default="", description="The magazine's website; printed in the colophon.")
    description: str = Field(default="", description="One sentence; the PDF's subject if the issue has no title.")


class Digital(Model):
    """Table [digital] of hemaprint.toml: the edition for the screen."""

    attach_sources: bool = Field(default=False, description="Attach the Markdown of every article to the PDF.")


class Spine(Model):
    """Table [print.spine] of hemaprint.toml: the back of a magazine that is glued, with a cover of its own paper."""

    leaf: float = Field(gt=0, le=1, description="How thick a leaf of the inside is, in mm; the printer knows.")
    cover: float = Field(default=0, ge=0, le=5, description="What the cover and the glue add to the width, in mm.")
    ground: Literal["paper", "accent", "accent-2", "ink"] = Field(default="accent", description="Its colour.")


class Print(Model):
    """Table [print] of hemaprint.toml: what the printer requires."""

    bleed: BleedText = Field(default="3mm", description="How far pictures extend beyond the trim, in every edition.")
    profile: str = Field(
        default="",
        description="ICC profile of the printing condition, a path in the project; defaults to an installed one.",
    )
    marks: bool = Field(default=True, description="Crop and registration marks outside the bleed.")
    spine: Spine | None = Field(default=None, description="The spine of a separate cover, as a file of its own.")


class Email(Model):
    """Table [email] of hemaprint.toml: the edition for e-mail."""

    max_mb: float = Field(default=7.0, ge=0.1, le=100, description="Largest size of the file, in millions of bytes.")


class Dkim(Model):
    """Table [newsletter.dkim] of hemaprint.toml: the signature on every message."""

    domain: Text = Field(description="The domain that signs; for DMARC, the domain of From.")
    selector: Text = Field(description="The public key is in the DNS at SELECTOR._domainkey.DOMAIN.")
    key: Text = Field(description="The private key, RSA in PEM: a path from hemaprint.toml, best outside the project.")


class Newsletter(Model):
    """Table [newsletter] of hemaprint.toml: the message that brings an issue to its readers."""

    from_: Mailbox = Field(
        default="", alias="from", description='For example "Field Notes <news@example.org>"; required for sending.'
    )
    reply_to: Mailbox = Field(default="", description="Where replies go; defaults to `from`.")
    sender: Mailbox = Field(default="", description="The mailbox that submits the mail; defaults to `from`.")
    bounces: Mailbox = Field(default="", description="Where undeliverable mail returns to; defaults to `sender`.")
    subject: SubjectPattern = Field(
        default="{magazine}, {number}: {headline}",
        description="The subject; {magazine}, {number}, {date}, {headline} and {title} are filled in from the issue.",
    )
    list_id: ListId = Field(
        default="", description='The name of the list, for filters: "Field Notes <notes.example.org>".'
    )
    unsubscribe: UnsubscribePattern = Field(
        default="",
        description="The https address that unsubscribes a reader at one click (RFC 8058). {token} is the recipient's "
        "column `token`, or is made from the address and a secret; {email} is the address, {issue} the issue.",
    )
    unsubscribe_mailto: Mailbox = Field(default="", description="A mailbox that unsubscribes a reader.")
    imprint: str = Field(default="", description="The sender, with the postal address that laws require.")
    link: IssuePattern = Field(default="", description="The web address of an issue; {issue} is its name.")
    article_link: ArticlePattern = Field(default="", description="The web address of an article: {issue} and {slug}.")
    max_mb: float = Field(default=10.0, ge=0.1, le=100, description="Largest message as sent, in millions of bytes.")
    dkim: Dkim | None = Field(default=None, description="Table [newsletter.dkim].")


class OAuth2(Model):
    """Table [smtp.oauth2] of hemaprint.toml: signing in without a password."""

    provider: Literal["microsoft", "google", "custom"] = Field(description="The provider of the mailbox.")
    user: Text = Field(description="The mailbox that sends, as the mail server knows it.")
    client_id: str = Field(default="", description="The client ID of the app registered with the provider.")
    flow: Literal["device", "browser", "client_credentials"] | None = Field(
        default=None,
        description="device: type a code on any device (default of microsoft and custom; google has none). browser: a "
        "page on this machine (default of google). client_credentials: nobody signs in, the app itself may send.",
    )
    tenant: Tenant = Field(
        default="", description="microsoft: the directory (tenant) ID or a domain of it; defaults to organizations."
    )
    authority: WebAddress = Field(
        default="", description="microsoft: the address of the cloud; defaults to https://login.microsoftonline.com."
    )
    scopes: tuple[Text, ...] = Field(default=(), description="The token's scopes; defaults to the provider's for SMTP.")
    authorize_url: WebAddress = Field(default="", description="google and custom: the page of flow browser.")
    device_url: WebAddress = Field(default="", description="custom: where flow device begins (RFC 8628).")
    token_url: WebAddress = Field(default="", description="google and custom: where tokens are issued.")
    revoke_url: WebAddress = Field(default="", description="google and custom: where logout revokes the sign-in.")
    secret_file: str = Field(
        default="",
        description="A TOML file with client_secret that only you can read: a path in the project, or absolute. "
        "HEMAPRINT_OAUTH_CLIENT_SECRET overrides it.",
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
    """Table [smtp] of hemaprint.toml: the mail server that sends the newsletter."""

    host: HostName = Field(description="Its name, as in its certificate.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted; none is for this machine only."
    )
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Defaults to 587 with starttls, 465 with tls, 25 with none."
    )
    unencrypted: bool = Field(
        default=False, description="True: allow none to another machine; readers' addresses travel unencrypted."
    )
    auth: Literal["password", "oauth2"] | None = Field(
        default=None, description="How to log in; defaults to oauth2 with a table [smtp.oauth2], else to password."
    )
    login_file: str = Field(
        default="",
        description="A TOML file with user and password that only you can read: a path in the project, or absolute.",
    )
    oauth2: OAuth2 | None = Field(default=None, description="Table [smtp.oauth2].")
    timeout: float = Field(default=60.0, gt=0, le=3600, description="Seconds to wait for an answer.")
    rate: RateText = Field(default="", description='The highest rate of messages: "30/min", "5/s" or "2000/h".')


class Listmonk(Model):
    """Table [listmonk] of hemaprint.toml: the listmonk server that sends the newsletter."""

    url: WebAddress = Field(description="Its address, for example https://lists.example.org.")
    lists: tuple[int, ...] = Field(min_length=1, description="The numbers of the lists that receive the newsletter.")
    template: int | None = Field(
        default=None, description="The number of the template around the newsletter; defaults to listmonk's default."
    )
    login_file: str = Field(
        default="",
        description="A TOML file with user and password (the token) that only you can read: a path as above.",
    )


class Cache(Model):
    """Table [cache] of hemaprint.toml: the size of .hemaprint/cache."""

    max_mb: int = Field(
        default=1000, ge=0, description="Largest size in millions of bytes; the oldest entries are removed."
    )


class Defaults(Model):
    """Table [defaults] of hemaprint.toml: the defaults of articles."""

    citation_style: CitationStyle = Field(
        default="ama",
        description="`ama`, `vancouver`, the name of a style of the Citation Style Language, or a .csl file.",
    )


Acronym = Annotated[str, Field(pattern=r"^[^\W_](?:[\w/+-]{0,18}[\w+])$")]
"""An abbreviation as it is printed."""
Expansion = Annotated[str, Field(pattern=r"^[^\W_][^*`$\[\]]*$")]
"""What an abbreviation means: words without markup, because they are spoken."""


class Acronyms(Model):
    """Table [acronyms] of hemaprint.toml."""

    keep: tuple[str, ...] = Field(
        default=(), description="Capitals that are never set as small capitals, such as gene names."
    )
    expand: dict[Acronym, Expansion] = Field(
        default_factory=dict,
        description='What abbreviations mean, for screen readers: {MDS = "myelodysplastic syndrome"}.',
    )


NO_ACRONYMS = Acronyms()
"""Of copy that no magazine is around."""


Hyphenation = Mapping[Language, tuple[DividedWord, ...]]


class Config(Model):
    """hemaprint.toml as a whole."""

    magazine: Magazine = Field(description="Table [magazine].")
    page: Page = Field(default=Page(), description="Table [page].")
    theme: ThemeTable = Field(default=ThemeTable(), description="Table [theme].")
    digital: Digital = Field(default=Digital(), description="Table [digital].")
    print: Print = Field(default=Print(), description="Table [print].")
    email: Email = Field(default=Email(), description="Table [email].")
    newsletter: Newsletter = Field(default=Newsletter(), description="Table [newsletter].")
    smtp: Smtp | None = Field(default=None, description="Table [smtp].")
    listmonk: Listmonk | None = Field(default=None, description="Table [listmonk].")
    cache: Cache = Field(default=Cache(), description="Table [cache].")
    defaults: Defaults = Field(default=Defaults(), description="Table [defaults].")
    acronyms: Acronyms = Field(default=Acronyms(), description="Table [acronyms].")
    hyphenation: Hyphenation = Field(
        default={},
        description="Table [hyphenation]: for a language, words that are divided only at their hyphens, such as "
        'de = ["Ery-thro-poi-ese"]; one without a hyphen is never divided. A word is meant as it is written, in '
        "capitals and small letters alike; other forms of it have entries of their own.",
    )
    departments: tuple[Department, ...] = Field(
        min_length=1, description="Tables [[departments]], in the order of the contents page."
    )
