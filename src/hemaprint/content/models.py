# SPDX-License-Identifier: MIT
"""Define the magazine's own nouns: Article, Issue, Contributor, Reference, Advertisement.

These are what front matter and ``issue.yaml`` validate to; the models of ``hemaprint.toml`` are in
:mod:`hemaprint.project.config`. ``hemaprint schema`` writes their JSON Schemas, and the reference in ``docs/`` is made
from their descriptions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from hemaprint.content.blocks import Blocks
from hemaprint.content.cme import Cme
from hemaprint.content.covers import Back, Cover, Policy
from hemaprint.content.editor import EditorModel
from hemaprint.content.facts import AbstractSection, Book, Life
from hemaprint.content.readings import (
    Composed,
    Elsewhere,
    Inline,
    Line,
    Name,
    Paragraphs,
    Picture,
    Plain,
    Reading,
    Unread,
)
from hemaprint.content.readings import Headline as HeadlineText
from hemaprint.content.spans import Copy
from hemaprint.errors import Location
from hemaprint.project.config import NO_ACRONYMS, Acronym, Acronyms, Department, Expansion, Side
from hemaprint.project.page import Page
from hemaprint.project.text import Located
from hemaprint.project.values import (
    CitationStyle,
    Day,
    Doi,
    Embargo,
    Issued,
    IssueDate,
    Language,
    Nct,
    Orcid,
    Pmid,
    Slug,
    WebAddress,
)

# ---------------------------------------------------------------- front matter

ContributorRole = Literal["author", "interviewee", "interviewer"]
WorkType = Literal["article-journal", "book", "chapter", "webpage", "report", "paper-conference"]


class Contributor(EditorModel):
    """An author, an interviewee or an interviewer."""

    name: Name = Field(description="As printed in the byline, unless `byline` replaces it.")
    given: Unread = Field(default="", description="Given name.")
    family: Unread = Field(default="", description="Family name.")
    native: Plain = Field(default="", description="The name in its own script, set in a CJK face where needed.")
    native_language: Language = Field(default="zh-Hans", description="BCP 47 tag of the native-script name.")
    credentials: Inline = Field(default="", description='Degrees, for example "MD, PhD"; printed after the name.')
    affiliation: Inline = Field(default="", description="Where the contributor works; printed under the byline.")
    role: ContributorRole = Field(default="author", description="What the contributor did.")
    orcid: Orcid = Field(default="", description="ORCID iD, checked with its check digit.")
    disclosure: Inline = Field(default="", description="Interests; printed after the article.")
    about: Inline = Field(default="", description="A sentence or two for the box of contributors after the article.")
    portrait: Picture = Field(default="", description="A portrait for that box; path from the issue's folder.")
    alt: Unread = Field(default="", description="What the portrait shows.")


class Speaker(EditorModel):
    """Someone who speaks in an interview; the key is the name before the colon in the copy."""

    name: Composed = Field(min_length=1, description="As printed.")
    short: Composed = Field(default="", description="As printed before later answers; defaults to the family name.")
    role: Literal["question", "answer"] = Field(description="Whether this speaker asks or answers.")


class Opener(EditorModel):
    """The picture that opens an article."""

    image: Picture = Field(min_length=1, description="Path from the issue's folder.")
    second: Picture = Field(default="", description="Feature: the part of the picture on the right page.")
    alt: Unread = Field(default="", description="What the picture shows, for those who cannot see it.")
    caption: Inline = Field(default="", description="Markdown of one paragraph.")
    credit: Inline = Field(default="", description="Who made the picture.")
    ground: Literal["accent", "accent-2", "auto", "light", "dark"] = Field(
        default="accent",
        description="What is behind words on it: the ink of a feature's plate, or a light picture, or a dark one, or "
        "whichever it is.",
    )
    shape: Literal["plate", "band"] = Field(
        default="plate", description="Feature: the picture fills the left page, or is a band over the heads of both."
    )


class PersonName(EditorModel):
    """A name in a reference, as in CSL-JSON."""

    family: Composed = Field(default="", description="Family name.")
    given: Composed = Field(default="", description="Given names or initials.")
    literal: Composed = Field(default="", description="A name without parts, such as a study group.")


class Reference(EditorModel):
    """A published work. Either ``raw``, set as it is, or fields named as in CSL-JSON."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_:.-]*$", description="The key cited as [@id].")
    raw: Composed = Field(default="", description="The reference as printed; the other fields are ignored.")
    type: WorkType = Field(default="article-journal", description="The kind of work.")
    author: tuple[PersonName, ...] = Field(default=(), description="The authors, in order.")
    et_al: bool = Field(default=False, description="Whether the list of authors is incomplete.")
    title: Composed = Field(default="", description="The title of the work.")
    language: Language = Field(default="", description="BCP 47 tag of a title in another language than the article's.")
    container_title: Composed = Field(default="", description="The journal, abbreviated as in the NLM catalogue.")
    publisher: Composed = Field(default="", description="The publisher of a book or a report.")
    issued: Issued = Field(default="", description="Year, or year-month, or date.")
    volume: Composed = Field(default="", description="Volume.")
    issue: Composed = Field(default="", description="Issue within the volume.")
    page: Composed = Field(default="", description="First and last page, for example 983-992.")
    doi: Doi = Field(default="", description="Linked in the list.")
    pmid: Pmid = Field(default="", description="Linked in the list.")
    url: WebAddress = Field(default="", description="The address of a web page.")
    accessed: Issued = Field(default="", description="When the web page was read.")


class FrontMatter(EditorModel):
    """The lines between the --- lines of an article."""

    headline: HeadlineText = Field(min_length=1, description="Its line breaks are kept on the page.")
    department: Unread = Field(min_length=1, description="The name of a department of hemaprint.toml.")
    template: Unread | None = Field(
        default=None,
        min_length=1,
        description="A file of layouts/pages/ without its ending; defaults to the department's.",
    )
    kicker: Inline = Field(default="", description="The label above the headline; defaults to the department.")
    standfirst: Inline = Field(default="", description="The summary under the headline.")
    running: Elsewhere = Field(default="", description="Short title for the running head; defaults to the headline.")
    contents: Elsewhere = Field(default="", description="Its text on the contents page; defaults to the standfirst.")
    contributors: tuple[Contributor, ...] = Field(default=(), description="Those who wrote it or speak in it.")
    byline: Inline = Field(default="", description="Replaces the line that is made from the contributors.")
    speakers: dict[str, Speaker] = Field(default_factory=dict, description="By their names before the colon.")
    label: Inline = Field(default="", description="Printed with the first answer, such as “Paraphrased.”")
    language: Language = Field(default="", description="BCP 47 tag; defaults to the magazine's.")
    doi: Doi = Field(default="", description="DOI of this article; printed at its end, with a QR code.")
    pmid: Pmid = Field(default="", description="PMID of this article.")
    nct: tuple[Nct, ...] = Field(default=(), description="ClinicalTrials.gov numbers of the trials reported.")
    received: Day | None = Field(default=None, description="When the copy was received.")
    published: Day | None = Field(default=None, description="When it was published; not before `received`.")
    opener: Opener | None = Field(default=None, description="The picture that opens it.")
    abstract: tuple[AbstractSection, ...] = Field(default=(), description="The abstract of a research letter, a case.")
    books: tuple[Book, ...] = Field(default=(), description="The books under review.")
    life: Life | None = Field(default=None, description="The dates of whom an obituary is about.")
    references: tuple[Reference, ...] = Field(default=(), description="Works to cite, listed if cited.")
    citation_style: CitationStyle | None = Field(default=None, description="Defaults to the magazine's style.")
    keywords: tuple[Unread, ...] = Field(default=(), description="Keywords of the PDF, printed with an abstract.")
    sponsor: Inline = Field(default="", description="The sponsor, who is named on every page.")
    cme: Cme | None = Field(default=None, description="Questions for continuing medical education.")
    funding: Inline = Field(default="", description="Who paid for the work; printed after the article.")
    correspondence: Inline = Field(default="", description="Where to write to; printed after the article.")
    consent: Inline = Field(default="", description="What a patient agreed to; printed after the article.")
    embargo: Day | None = Field(default=None, description="The end of the embargo; an earlier issue date is a warning.")
    acronyms: dict[Acronym, Annotated[Expansion, Reading.UNREAD]] = Field(
        default_factory=dict, description="What abbreviations mean: {MRD: minimal residual disease}."
    )
    text: Literal["ragged", "justified"] | None = Field(default=None, description="Defaults to the template's.")
    head: int = Field(default=0, ge=0, le=50, description="Height of the head in baseline units; 0: by its content.")


# ---------------------------------------------------------------- issue.yaml


class ContentsPage(EditorModel):
    """The contents page."""

    headline: HeadlineText = Field(default="In this issue", description="The title of the page.")
    art: Unread = Field(default="", description="A picture across its head, lower when there are more entries.")
    alt: Unread = Field(default="", description="What the picture shows.")


class MastheadEntry(EditorModel):
    """A role and the people in it."""

    role: Line = Field(description="The role.")
    names: tuple[Line, ...] = Field(min_length=1, description="The people, one line each.")


class Masthead(EditorModel):
    """The list of staff."""

    entries: tuple[MastheadEntry, ...] = Field(min_length=1, description="Roles and names, in order.")
    policies: tuple[Policy, ...] = Field(default=(), description="House policies, printed beside the names.")


class Colophon(EditorModel):
    """How the issue was made: Markdown."""

    headline: HeadlineText = Field(default="Colophon", description="The title of the page.")
    text: Paragraphs = Field(min_length=1, description="Markdown.")
    art: Picture = Field(default="", description="A picture across its head.")
    alt: Unread = Field(default="", description="What the picture shows.")


class Slot(EditorModel):
    """The place of an advertisement: ``after`` an entry of the order, in an ``article``, or as a ``filler``."""

    after: Unread = Field(default="", description="A page or an article of the order: a full page after it.")
    article: Slug | None = Field(default=None, description="A half page at the foot of a page of this article.")
    sheet: int = Field(default=0, ge=0, le=200, description="Which page of the article's text; 0: the last.")
    filler: bool = Field(default=False, description="Used only where an article would open on the wrong side.")


class Advertisement(EditorModel):
    """An advertisement; house advertisements are set from copy, others from finished art."""

    id: Slug = Field(description="A name for it, unique in the issue.")
    size: Literal["full", "half"] = Field(description="A full page, or half a page on a sheet of an article.")
    slot: Slot = Field(description="Where it goes.")
    advertiser: Name = Field(description="The advertiser; printed under the words.")
    label: Plain = Field(default="", description="Marks it, instead of the word of the language for it.")
    art: Picture = Field(default="", description="Finished art; path from the issue's folder.")
    alt: Unread = Field(default="", description="What the art shows and says.")
    headline: HeadlineText = Field(default="", description="Large words of a house advertisement.")
    text: Paragraphs = Field(default="", description="Small words of a house advertisement; Markdown.")


PageName = Literal["cover", "contents", "masthead", "colophon", "back"]
"""The pages that the magazine makes itself."""


class OrderEntry(EditorModel):
    """One line of the order: a page of the magazine, an article, or the rest of a split article."""

    page: PageName | None = Field(default=None, description="A page of the magazine.")
    article: Slug | None = Field(default=None, description="A file in articles/, without .md.")
    continued: Slug | None = Field(default=None, description="The rest of a split article.")
    pages: int | None = Field(default=None, ge=1, le=1000, description="Page budget; another number is reported.")
    starts: Side | None = Field(default=None, description="The side on which it must open.")
    split: int | None = Field(default=None, ge=1, le=1000, description="Pages printed here; the rest at `continued`.")


class Numbering(EditorModel):
    """Page labels; the cover need not have an arabic number."""

    cover: Literal["arabic", "roman", "none"] = Field(default="arabic", description="How the cover is numbered.")
    first: int = Field(default=1, ge=1, le=10_000, description="The number of the first page.")


class IssueManifest(EditorModel):
    """issue.yaml as a whole."""

    number: int = Field(ge=1, le=100_000, description="The number of the issue.")
    volume: int | None = Field(default=None, ge=1, le=100_000, description="The number of the volume.")
    date: IssueDate = Field(description="The date on the cover: 2025-02 or 2025-02-14.")
    title: HeadlineText = Field(default="", description="The title of a theme issue, printed beside its number.")
    embargo: Embargo = Field(
        default="",
        description="Until when nothing may be published: 2025-02-14, which begins when it has begun everywhere, or "
        "2025-02-14 09:00 +01:00. It is printed on proofs, and the newsletter does not send the issue before.",
    )
    numbering: Numbering = Field(default=Numbering(), description="Page numbers.")
    page: Page = Field(default=Page(), description="What is other than in the table [page] of hemaprint.toml.")
    cover: Cover = Field(description="The cover.")
    contents: ContentsPage = Field(default=ContentsPage(), description="The contents page.")
    masthead: Masthead | None = Field(default=None, description="The list of staff.")
    colophon: Colophon | None = Field(default=None, description="How the issue was made.")
    back: Back | None = Field(default=None, description="The back cover.")
    order: tuple[OrderEntry, ...] = Field(min_length=1, description="The pages in order.")
    advertisements: tuple[Advertisement, ...] = Field(default=(), description="Advertisements and their places.")
    blank_pages: bool = Field(default=True, description="Allow blank pages for print.")


# ---------------------------------------------------------------- what the stages pass on


@dataclass(frozen=True, slots=True)
class CitedReference:
    """An entry of the reference list as printed, numbered by citation; ``label`` is "" in a style without numbers.

    ``anchor`` is its id, ``cited`` that of the first citation of it.
    """

    number: int
    key: str
    label: Unread
    copy: Copy
    anchor: Unread
    cited: Unread


@dataclass(frozen=True, slots=True)
class PageReference:
    """A page that an article cites: the ``slug`` and, if any, the ``anchor`` (without prefix)."""

    slug: str
    anchor: str
    location: Location

    @property
    def target(self) -> str:
        """As a page number in copy names it."""
        return f"{self.slug}#{self.anchor}" if self.anchor else self.slug


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, finished.

    ``rows`` are its words, line by line as the editor broke it; ``copy`` is all of it, with its line breaks as
    newlines, and ``text`` the same on one line and without markup: for the outline, metadata, messages.
    """

    rows: tuple[tuple[Copy, ...], ...]
    copy: Copy
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A validated article: its front matter (``front`` with its places), its body as blocks, and what it cites."""

    slug: str
    path: Path
    front: Located
    meta: FrontMatter
    headline: Headline
    running_title: str
    department: Department
    template: str
    language: str
    body: Blocks
    references: tuple[CitedReference, ...]
    page_references: tuple[PageReference, ...]
    anchors: frozenset[str]
    word_count: int
    acronyms: Acronyms = NO_ACRONYMS

    @property
    def title(self) -> str:
        """The headline on one line, without markup."""
        return self.headline.text


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: its manifest (``located`` with its places) and its articles by slug, in the order of the manifest."""

    name: str
    path: Path
    located: Located
    manifest: IssueManifest
    articles: dict[str, Article] = field(default_factory=dict)
