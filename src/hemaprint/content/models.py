"""The magazine's own nouns: Article, Issue, Department, Contributor, Reference, Advertisement.

These are what front matter, ``issue.yaml`` and ``hemaprint.toml`` validate to; ``hemaprint schema`` writes their JSON
Schemas, and the reference in ``docs/`` is made from their descriptions. The models of ``hemaprint.toml`` stand in
:mod:`hemaprint.config`, below the project, and are named here again.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width

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
    "shortened",
]


RUNNING_LENGTH = 60
"""A headline of more characters is cut for the running head; an East Asian character counts as two."""


# ---------------------------------------------------------------- front matter


class Contributor(Model):
    """An author, an interviewee or an interviewer."""

    name: Text = Field(description="As printed in the byline.")
    given: str = Field(default="", description="Given name.")
    family: str = Field(default="", description="Family name.")
    native: str = Field(default="", description="The name in its own script, set in a CJK face where needed.")
    native_language: Language = Field(default="zh-Hans", description="BCP 47 tag of the native-script name.")
    credentials: str = Field(default="", description='Degrees, for example "MD, PhD".')
    affiliation: str = Field(default="", description="Where the contributor works.")
    role: Literal["author", "interviewee", "interviewer"] = Field(
        default="author", description="What the contributor did."
    )
    orcid: Orcid = Field(default="", description="ORCID iD, checked with its check digit.")
    disclosure: str = Field(default="", description="Interests; printed behind the article.")


class Speaker(Model):
    """Who speaks in an interview: the key is what stands before the colon in the copy."""

    name: Text = Field(description="As printed.")
    short: str = Field(default="", description="As set before later answers; the family name unless given.")
    role: Literal["question", "answer"] = Field(
        description="Whether the turns of this speaker are questions or answers."
    )


class Opener(Model):
    """The picture that opens an article."""

    image: Text = Field(description="Path from the issue's folder.")
    second: str = Field(default="", description="Feature: the part of the picture that runs on over the right page.")
    alt: str = Field(default="", description="What the picture shows, for those who cannot see it.")
    caption: str = Field(default="", description="Markdown of one paragraph.")
    credit: str = Field(default="", description="Who made the picture.")
    ground: Literal["eosin", "azure"] = Field(default="eosin", description="The ink behind a feature's plate.")


class PersonName(Model):
    """A name in a reference, as in CSL-JSON."""

    family: str = Field(default="", description="Family name.")
    given: str = Field(default="", description="Given names or initials.")
    literal: str = Field(default="", description="A name that has no parts, such as that of a study group.")


class Reference(Model):
    """A published work. Either ``raw``, set as it is, or fields named as in CSL-JSON."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_:.-]*$", description="The key cited as [@id].")
    raw: str = Field(
        default="", description="The reference as it is to be printed; the other fields then do not count."
    )
    type: Literal["article-journal", "book", "chapter", "webpage", "report", "paper-conference"] = Field(
        default="article-journal", description="What kind of work it is."
    )
    author: tuple[PersonName, ...] = Field(default=(), description="The authors, in order.")
    et_al: bool = Field(default=False, description="True where the list of authors is not complete.")
    title: str = Field(default="", description="The title of the work.")
    container_title: str = Field(default="", description="The journal, abbreviated as in the catalogue of the NLM.")
    publisher: str = Field(default="", description="Of a book or a report.")
    issued: Issued = Field(default="", description="Year, or year-month, or date.")
    volume: str = Field(default="", description="Volume.")
    issue: str = Field(default="", description="Number in the volume.")
    page: str = Field(default="", description="First and last page, for example 983-992.")
    doi: Doi = Field(default="", description="Linked in the list.")
    pmid: Pmid = Field(default="", description="Linked in the list.")
    url: WebAddress = Field(default="", description="The address of a page on the web.")
    accessed: Issued = Field(default="", description="When the page was read.")


class FrontMatter(Model):
    """What stands between the --- lines of an article."""

    headline: Text = Field(description="A line break in it is a line break on the page.")
    department: Text = Field(description="The name of a department of hemaprint.toml.")
    template: Text | None = Field(
        default=None, description="A file of layouts/pages/, without its ending; the department's unless given."
    )
    kicker: str = Field(default="", description="The label above the headline; the department's name unless given.")
    standfirst: str = Field(default="", description="The summary under the headline.")
    running: str = Field(default="", description="Short title for the running head; the headline unless given.")
    contents: str = Field(default="", description="What the contents page says of it; the standfirst unless given.")
    contributors: tuple[Contributor, ...] = Field(default=(), description="Who wrote it, or who speaks in it.")
    byline: str = Field(default="", description="Replaces the line made from the contributors.")
    speakers: dict[str, Speaker] = Field(
        default_factory=dict, description="Who speaks, by the key that stands before the colon in the copy."
    )
    label: str = Field(default="", description="Beside the first answer, for example that answers are paraphrased.")
    language: Language = Field(default="", description="BCP 47 tag; the magazine's unless given.")
    doi: Doi = Field(default="", description="DOI of this article.")
    pmid: Pmid = Field(default="", description="PMID of this article.")
    nct: tuple[Nct, ...] = Field(default=(), description="ClinicalTrials.gov numbers of the trials that it reports.")
    received: Day | None = Field(default=None, description="When the copy came.")
    published: Day | None = Field(default=None, description="When it was published; not before `received`.")
    opener: Opener | None = Field(default=None, description="The picture that opens it.")
    references: tuple[Reference, ...] = Field(
        default=(), description="Works to cite; those that are cited are printed in the order of citation."
    )
    citation_style: CitationStyle | None = Field(default=None, description="The magazine's unless given.")
    keywords: tuple[str, ...] = Field(default=(), description="Keywords of the PDF.")
    sponsor: str = Field(default="", description="Sponsored copy is labelled with it on every page.")
    embargo: Day | None = Field(
        default=None, description="Not to be read before this day; an issue that is dated earlier warns."
    )
    head: int = Field(
        default=0, ge=0, le=50, description="Height of the opener's head in baseline units; 0: by its content."
    )


# ---------------------------------------------------------------- issue.yaml


class CoverLine(Model):
    """A line on the cover that names an article."""

    headline: Text = Field(description="Its large words.")
    text: str = Field(default="", description="Its small words.")
    article: Slug = Field(description="The article that it announces; its page is printed.")


class Cover(Model):
    """The cover."""

    art: Text = Field(description="A picture of the whole page with its bleed; path from the issue's folder.")
    alt: Text = Field(description="What the picture shows.")
    headline: Text = Field(description="The large words; a line break in them is a line break on the page.")
    deck: str = Field(default="", description="What stands under them.")
    article: Slug | None = Field(default=None, description="The article that the headline announces.")
    lines: tuple[CoverLine, ...] = Field(default=(), max_length=4, description="Up to four lines that name articles.")


class ContentsPage(Model):
    """The contents page."""

    headline: str = Field(default="In this issue", description="The title of the page.")
    art: str = Field(default="", description="A picture across its head; the more entries there are, the lower it is.")
    alt: str = Field(default="", description="What the picture shows.")


class MastheadEntry(Model):
    """A role and who fills it."""

    role: Text = Field(description="What they do.")
    names: tuple[Text, ...] = Field(min_length=1, description="Who does it, one line each.")


class Policy(Model):
    """A paragraph of house policy on the masthead page."""

    head: Text = Field(description="A few words.")
    text: Text = Field(description="The paragraph.")


class Masthead(Model):
    """The list of staff."""

    entries: tuple[MastheadEntry, ...] = Field(min_length=1, description="Roles and names, in order.")
    policies: tuple[Policy, ...] = Field(default=(), description="The rules of the house, beside the names.")


class Colophon(Model):
    """How the issue was made: Markdown."""

    headline: str = Field(default="Colophon", description="The title of the page.")
    text: Text = Field(description="Markdown.")
    art: str = Field(default="", description="A picture across its head.")
    alt: str = Field(default="", description="What the picture shows.")


class Back(Model):
    """The back cover."""

    art: str = Field(default="", description="A picture of the whole page with its bleed.")
    alt: str = Field(default="", description="What the picture shows.")
    kicker: str = Field(default="", description="The label above its title.")
    headline: str = Field(default="", description="Its title.")
    text: str = Field(default="", description="What stands under the title.")
    notes: tuple[Policy, ...] = Field(default=(), description="Short notes beside it.")


class Slot(Model):
    """Where an advertisement stands: ``after`` an entry of the order, in an ``article``, or as a ``filler``."""

    after: str = Field(default="", description="A page name or a slug of the order: a full page after it.")
    article: Slug | None = Field(default=None, description="A half page at the foot of a sheet of this article.")
    sheet: int = Field(default=0, ge=0, le=200, description="Which sheet of the article; 0: its last.")
    filler: bool = Field(default=False, description="Used only where an opener would fall on the wrong side.")


class Advertisement(Model):
    """An advertisement; house advertisements are set from copy, others from finished art."""

    id: Slug = Field(description="A name for it, unique in the issue.")
    size: Literal["full", "half"] = Field(description="A full page, or half a page on a sheet of an article.")
    slot: Slot = Field(description="Where it stands.")
    advertiser: Text = Field(description="Who pays; printed under copy.")
    label: str = Field(default="Advertisement", description="What tells a reader that this is an advertisement.")
    art: str = Field(default="", description="Finished art; path from the issue's folder.")
    alt: str = Field(default="", description="What the art shows and says.")
    headline: str = Field(default="", description="Large words of a house advertisement.")
    text: str = Field(default="", description="Small words of a house advertisement; Markdown.")


PageName = Literal["cover", "contents", "masthead", "colophon", "back"]
"""The pages that the magazine makes itself."""


class OrderEntry(Model):
    """One line of the order: a page that the magazine makes itself, an article, or the rest of a split article."""

    page: PageName | None = Field(default=None, description="A page that the magazine makes itself.")
    article: Slug | None = Field(default=None, description="The name of a file in articles/, without .md.")
    continued: Slug | None = Field(default=None, description="The rest of an article that was split.")
    pages: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Page budget; a build that needs more or fewer says so. A page of the magazine's own has one of 1.",
    )
    starts: Side | None = Field(default=None, description="The side its first page must fall on.")
    split: int | None = Field(
        default=None, ge=1, le=1000, description="Pages to print here; the rest stands at its `continued` entry."
    )


class Numbering(Model):
    """Page labels: the cover may stand outside the arabic numbers."""

    cover: Literal["arabic", "roman", "none"] = Field(default="arabic", description="How the cover is counted.")
    first: int = Field(default=1, ge=1, le=10_000, description="The number of the first page.")


class IssueManifest(Model):
    """issue.yaml as a whole."""

    number: int = Field(ge=1, le=100_000, description="The number of the issue.")
    volume: int | None = Field(default=None, ge=1, le=100_000, description="The number of the volume.")
    date: IssueDate = Field(description="2025-02 or 2025-02-14: the date on the cover.")
    title: str = Field(default="", description="Of a theme issue.")
    numbering: Numbering = Field(default=Numbering(), description="Page numbers.")
    cover: Cover = Field(description="The cover.")
    contents: ContentsPage = Field(default=ContentsPage(), description="The contents page.")
    masthead: Masthead | None = Field(default=None, description="The list of staff.")
    colophon: Colophon | None = Field(default=None, description="How the issue was made.")
    back: Back | None = Field(default=None, description="The back cover.")
    order: tuple[OrderEntry, ...] = Field(min_length=1, description="The pages in order.")
    advertisements: tuple[Advertisement, ...] = Field(default=(), description="Advertisements and their places.")
    blank_pages: bool = Field(
        default=True, description="The print edition may be filled up with blank pages to a multiple of four."
    )


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
    template: str
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
        """What the running head says: the headline is cut where it is longer than a running head may be."""
        return self.meta.running or shortened(self.title, RUNNING_LENGTH)


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: its manifest and its articles by slug, in the order of the manifest."""

    name: str
    path: Path
    manifest: IssueManifest
    articles: dict[str, Article] = field(default_factory=dict)


def shortened(text: str, length: int) -> str:
    """``text``, or as many of its words as ``length`` allows, with an ellipsis."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text))
    if not ends or ends[-1] <= length:
        return text
    kept = text[: bisect_right(ends, length - 1)]
    words = kept.rpartition(" ")[0] or kept
    return words.rstrip(" ,;:.–—-") + "…"
