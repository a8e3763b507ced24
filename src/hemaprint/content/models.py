"""The magazine's own nouns: Article, Issue, Department, Contributor, Reference, Advertisement.

These are what front matter, ``issue.yaml`` and ``hemaprint.toml`` validate to; ``hemaprint schema`` writes their JSON
Schemas, and the reference in ``docs/`` is made from their descriptions. The models of ``hemaprint.toml`` stand in
:mod:`hemaprint.config`, below the project, and are named here again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field

from hemaprint.config import (
    Acronyms,
    CitationStyle,
    Config,
    Defaults,
    Department,
    Magazine,
    Model,
    Page,
    Side,
    Template,
)
from hemaprint.content.blocks import Block
from hemaprint.errors import Location
from hemaprint.source.values import Day, Doi, Issued, IssueDate, Language, Nct, Orcid, Pmid, Slug, Text, WebAddress

__all__ = [
    "Acronyms",
    "Advertisement",
    "Article",
    "Back",
    "CitationStyle",
    "CitedReference",
    "Colophon",
    "Config",
    "ContentsPage",
    "Contributor",
    "Cover",
    "CoverLine",
    "Defaults",
    "Department",
    "FrontMatter",
    "Issue",
    "IssueManifest",
    "Magazine",
    "Masthead",
    "MastheadEntry",
    "Model",
    "Numbering",
    "Opener",
    "OrderEntry",
    "Page",
    "PageName",
    "PageReference",
    "PersonName",
    "Policy",
    "Reference",
    "Side",
    "Slot",
    "Slug",
    "Speaker",
    "Template",
]


# ---------------------------------------------------------------- front matter


class Contributor(Model):
    """An author, an interviewee or an interviewer."""

    name: Text
    given: str = ""
    family: str = ""
    native: str = Field(default="", description="The name in its own script, set in a CJK face where needed.")
    native_language: Language = Field(default="zh-Hans", description="BCP 47 tag of the native-script name.")
    credentials: str = ""
    affiliation: str = ""
    role: Literal["author", "interviewee", "interviewer"] = "author"
    orcid: Orcid = ""
    disclosure: str = ""


class Speaker(Model):
    """Who speaks in an interview: the key is what stands before the colon in the copy."""

    name: Text
    short: str = Field(default="", description="As set before later answers; the family name unless given.")
    role: Literal["question", "answer"]


class Opener(Model):
    """The picture that opens an article."""

    image: Text = Field(description="Path from the issue's folder.")
    second: str = Field(default="", description="Feature: the part of the picture that runs on over the right page.")
    alt: str = ""
    caption: str = ""
    credit: str = ""
    ground: Literal["eosin", "azure"] = Field(default="eosin", description="The ink behind a feature's plate.")


class PersonName(Model):
    """A name in a reference, as in CSL-JSON."""

    family: str = ""
    given: str = ""
    literal: str = ""


class Reference(Model):
    """A published work. Either ``raw``, set as it is, or fields named as in CSL-JSON."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_:.-]*$", description="The key cited as [@id].")
    raw: str = ""
    type: Literal["article-journal", "book", "chapter", "webpage", "report", "paper-conference"] = "article-journal"
    author: tuple[PersonName, ...] = ()
    et_al: bool = Field(default=False, description="True where the list of authors is not complete.")
    title: str = ""
    container_title: str = Field(default="", description="The journal, abbreviated as in the catalogue of the NLM.")
    publisher: str = ""
    issued: Issued = Field(default="", description="Year, or year-month, or date.")
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: Doi = ""
    pmid: Pmid = ""
    url: WebAddress = ""
    accessed: Issued = ""


class FrontMatter(Model):
    """What stands between the --- lines of an article."""

    headline: Text = Field(description="A line break in it is a line break on the page.")
    department: Text
    template: Template | None = Field(default=None, description="Defaults to the template of the department.")
    kicker: str = ""
    standfirst: str = ""
    running: str = Field(default="", description="Short title for the running head; the headline unless given.")
    contents: str = Field(default="", description="What the contents page says of it; the standfirst unless given.")
    contributors: tuple[Contributor, ...] = ()
    byline: str = Field(default="", description="Replaces the line made from the contributors.")
    speakers: dict[str, Speaker] = Field(default_factory=dict)
    label: str = Field(default="", description="Beside the first answer, for example that answers are paraphrased.")
    language: Language = ""
    doi: Doi = ""
    pmid: Pmid = ""
    nct: tuple[Nct, ...] = ()
    received: Day | None = None
    published: Day | None = None
    opener: Opener | None = None
    references: tuple[Reference, ...] = ()
    citation_style: CitationStyle | None = None
    keywords: tuple[str, ...] = ()
    sponsor: str = Field(default="", description="Sponsored copy is labelled with it on every page.")
    embargo: Day | None = Field(default=None, description="A build before this date warns.")
    head: int = Field(
        default=0, ge=0, le=50, description="Height of the opener's head in baseline units; 0: by its content."
    )


# ---------------------------------------------------------------- issue.yaml


class CoverLine(Model):
    """A line on the cover that names an article."""

    headline: Text
    text: str = ""
    article: Slug


class Cover(Model):
    """The cover."""

    art: Text
    alt: Text
    headline: Text
    deck: str = ""
    article: Slug | None = Field(default=None, description="The article that the headline announces.")
    lines: tuple[CoverLine, ...] = Field(default=(), max_length=4)


class ContentsPage(Model):
    """The contents page."""

    headline: str = "In this issue"
    art: str = ""
    alt: str = ""


class MastheadEntry(Model):
    """A role and who fills it."""

    role: Text
    names: tuple[Text, ...] = Field(min_length=1)


class Policy(Model):
    """A paragraph of house policy on the masthead page."""

    head: Text
    text: Text


class Masthead(Model):
    """The list of staff."""

    entries: tuple[MastheadEntry, ...] = Field(min_length=1)
    policies: tuple[Policy, ...] = ()


class Colophon(Model):
    """How the issue was made: Markdown."""

    headline: str = "Colophon"
    text: Text
    art: str = ""
    alt: str = ""


class Back(Model):
    """The back cover."""

    art: str = ""
    alt: str = ""
    kicker: str = ""
    headline: str = ""
    text: str = ""
    notes: tuple[Policy, ...] = ()


class Slot(Model):
    """Where an advertisement stands: ``after`` an entry of the order, in an ``article``, or as a ``filler``."""

    after: str = Field(default="", description="A page name or a slug of the order: a full page after it.")
    article: Slug | None = Field(default=None, description="A half page at the foot of a sheet of this article.")
    sheet: int = Field(default=0, ge=0, le=200, description="Which sheet of the article; 0: its last.")
    filler: bool = Field(default=False, description="Used only where an opener would fall on the wrong side.")


class Advertisement(Model):
    """An advertisement; house advertisements are set from copy, others from finished art."""

    id: Slug
    size: Literal["full", "half"]
    slot: Slot
    advertiser: Text
    label: str = "Advertisement"
    art: str = ""
    alt: str = ""
    headline: str = ""
    text: str = ""


PageName = Literal["cover", "contents", "masthead", "colophon", "back"]
"""The pages that the magazine makes itself."""


class OrderEntry(Model):
    """One line of the order: a page that the magazine makes itself, an article, or the rest of a split article."""

    page: PageName | None = None
    article: Slug | None = None
    continued: Slug | None = Field(default=None, description="The rest of an article that was split.")
    pages: int | None = Field(
        default=None, ge=1, le=1000, description="Page budget; a build that needs more or fewer says so."
    )
    starts: Side | None = Field(default=None, description="The side its first page must fall on.")
    split: int | None = Field(
        default=None, ge=1, le=1000, description="Pages to print here; the rest stands at its `continued` entry."
    )


class Numbering(Model):
    """Page labels: the cover may stand outside the arabic numbers."""

    cover: Literal["arabic", "roman", "none"] = "arabic"
    first: int = Field(default=1, ge=1, le=10_000)


class IssueManifest(Model):
    """issue.yaml as a whole."""

    number: int = Field(ge=1, le=100_000)
    volume: int | None = Field(default=None, ge=1, le=100_000)
    date: IssueDate = Field(description="2025-02 or 2025-02-14: the date on the cover.")
    title: str = Field(default="", description="Of a theme issue.")
    numbering: Numbering = Numbering()
    cover: Cover
    contents: ContentsPage = ContentsPage()
    masthead: Masthead | None = None
    colophon: Colophon | None = None
    back: Back | None = None
    order: tuple[OrderEntry, ...] = Field(min_length=1)
    advertisements: tuple[Advertisement, ...] = ()


# ---------------------------------------------------------------- what the stages pass on


@dataclass(frozen=True, slots=True)
class CitedReference:
    """An entry of the reference list as it is printed: ``html`` without its number."""

    number: int
    key: str
    html: str
    anchor: str


@dataclass(frozen=True, slots=True)
class PageReference:
    """A page number that an article cites: the target ``slug`` and optional ``anchor`` (without prefix)."""

    slug: str
    anchor: str
    location: Location

    @property
    def target(self) -> str:
        """As it stands between PAGE_OPEN and PAGE_CLOSE."""
        return f"{self.slug}#{self.anchor}" if self.anchor else self.slug


@dataclass(frozen=True, slots=True)
class Article:
    """A validated article: its front matter, its body as blocks, and what it cites."""

    slug: str
    path: Path
    meta: FrontMatter
    department: Department
    template: Template
    language: str
    body: tuple[Block, ...]
    references: tuple[CitedReference, ...]
    page_references: tuple[PageReference, ...]
    anchors: frozenset[str]
    word_count: int

    @property
    def title(self) -> str:
        """The headline on one line."""
        return " ".join(self.meta.headline.split())

    @property
    def running_title(self) -> str:
        """What the running head says."""
        return self.meta.running or self.title


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: its manifest and its articles by slug, in the order of the manifest."""

    name: str
    path: Path
    manifest: IssueManifest
    articles: dict[str, Article] = field(default_factory=dict)
