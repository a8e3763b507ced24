"""The magazine's own nouns: Article, Issue, Department, Contributor, Reference, Advertisement.

These are what front matter, ``issue.yaml`` and ``hemaprint.toml`` validate to; ``hemaprint schema`` writes their JSON
Schemas, and the reference in ``docs/`` is made from their descriptions. The models of ``hemaprint.toml`` stand in
:mod:`hemaprint.project.config`, below the project, and are named here again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from hemaprint.content.blocks import Blocks
from hemaprint.content.reading import (
    Composed,
    Elsewhere,
    Inline,
    Line,
    Name,
    Paragraphs,
    Picture,
    Plain,
    Unread,
    readings_of,
)
from hemaprint.content.reading import Headline as HeadlineText
from hemaprint.content.spans import Copy
from hemaprint.errors import Location
from hemaprint.project.config import (
    Acronyms,
    Config,
    Defaults,
    Department,
    Magazine,
    Model,
    Page,
    Side,
)
from hemaprint.project.csl import CitationStyle
from hemaprint.project.text import Located
from hemaprint.project.values import Day, Doi, Issued, IssueDate, Language, Nct, Orcid, Pmid, Slug, WebAddress

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
]


class EditorModel(Model):
    """What editors write. A text in it has a type of :mod:`hemaprint.content.reading`, or the class is refused."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Ask every field how it is read: a new one cannot leave it open."""
        readings_of(cls)


# ---------------------------------------------------------------- front matter


class Contributor(EditorModel):
    """An author, an interviewee or an interviewer."""

    name: Name = Field(description="As printed in the byline, unless `byline` takes its place.")
    given: Unread = Field(default="", description="Given name.")
    family: Unread = Field(default="", description="Family name.")
    native: Plain = Field(default="", description="The name in its own script, set in a CJK face where needed.")
    native_language: Language = Field(default="zh-Hans", description="BCP 47 tag of the native-script name.")
    credentials: Inline = Field(default="", description='Degrees, for example "MD, PhD"; printed behind the name.')
    affiliation: Inline = Field(default="", description="Where the contributor works; printed under the byline.")
    role: Literal["author", "interviewee", "interviewer"] = Field(
        default="author", description="What the contributor did."
    )
    orcid: Orcid = Field(default="", description="ORCID iD, checked with its check digit.")
    disclosure: Inline = Field(default="", description="Interests; printed behind the article.")


class Speaker(EditorModel):
    """Who speaks in an interview: the key is what stands before the colon in the copy."""

    name: Composed = Field(min_length=1, description="As printed.")
    short: Composed = Field(default="", description="As set before later answers; the family name unless given.")
    role: Literal["question", "answer"] = Field(
        description="Whether the turns of this speaker are questions or answers."
    )


class Opener(EditorModel):
    """The picture that opens an article."""

    image: Picture = Field(min_length=1, description="Path from the issue's folder.")
    second: Picture = Field(
        default="", description="Feature: the part of the picture that runs on over the right page."
    )
    alt: Unread = Field(default="", description="What the picture shows, for those who cannot see it.")
    caption: Inline = Field(default="", description="Markdown of one paragraph.")
    credit: Inline = Field(default="", description="Who made the picture.")
    ground: Literal["eosin", "azure"] = Field(default="eosin", description="The ink behind a feature's plate.")


class PersonName(EditorModel):
    """A name in a reference, as in CSL-JSON."""

    family: Composed = Field(default="", description="Family name.")
    given: Composed = Field(default="", description="Given names or initials.")
    literal: Composed = Field(default="", description="A name that has no parts, such as that of a study group.")


class Reference(EditorModel):
    """A published work. Either ``raw``, set as it is, or fields named as in CSL-JSON."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_:.-]*$", description="The key cited as [@id].")
    raw: Composed = Field(
        default="", description="The reference as it is to be printed; the other fields then do not count."
    )
    type: Literal["article-journal", "book", "chapter", "webpage", "report", "paper-conference"] = Field(
        default="article-journal", description="What kind of work it is."
    )
    author: tuple[PersonName, ...] = Field(default=(), description="The authors, in order.")
    et_al: bool = Field(default=False, description="True where the list of authors is not complete.")
    title: Composed = Field(default="", description="The title of the work.")
    container_title: Composed = Field(
        default="", description="The journal, abbreviated as in the catalogue of the NLM."
    )
    publisher: Composed = Field(default="", description="Of a book or a report.")
    issued: Issued = Field(default="", description="Year, or year-month, or date.")
    volume: Composed = Field(default="", description="Volume.")
    issue: Composed = Field(default="", description="Number in the volume.")
    page: Composed = Field(default="", description="First and last page, for example 983-992.")
    doi: Doi = Field(default="", description="Linked in the list.")
    pmid: Pmid = Field(default="", description="Linked in the list.")
    url: WebAddress = Field(default="", description="The address of a page on the web.")
    accessed: Issued = Field(default="", description="When the page was read.")


class FrontMatter(EditorModel):
    """What stands between the --- lines of an article."""

    headline: HeadlineText = Field(min_length=1, description="A line break in it is a line break on the page.")
    department: Unread = Field(min_length=1, description="The name of a department of hemaprint.toml.")
    template: Unread | None = Field(
        default=None,
        min_length=1,
        description="A file of layouts/pages/, without its ending; the department's unless given.",
    )
    kicker: Inline = Field(default="", description="The label above the headline; the department's name unless given.")
    standfirst: Inline = Field(default="", description="The summary under the headline.")
    running: Elsewhere = Field(default="", description="Short title for the running head; the headline unless given.")
    contents: Elsewhere = Field(
        default="", description="What the contents page says of it; the standfirst unless given."
    )
    contributors: tuple[Contributor, ...] = Field(default=(), description="Who wrote it, or who speaks in it.")
    byline: Inline = Field(default="", description="Replaces the line made from the contributors.")
    speakers: dict[str, Speaker] = Field(
        default_factory=dict, description="Who speaks, by the key that stands before the colon in the copy."
    )
    label: Inline = Field(default="", description="Beside the first answer, for example that answers are paraphrased.")
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
    citation_style: CitationStyle | None = Field(
        default=None, description="How references are cited and listed; defaults to the magazine's style."
    )
    keywords: tuple[Unread, ...] = Field(default=(), description="Keywords of the PDF.")
    sponsor: Inline = Field(default="", description="Sponsored copy is labelled with it on every page.")
    funding: Inline = Field(default="", description="Who paid for the work; printed behind the article.")
    correspondence: Inline = Field(default="", description="Where to write to; printed behind the article.")
    embargo: Day | None = Field(
        default=None, description="Not to be read before this day; an issue that is dated earlier warns."
    )
    text: Literal["ragged", "justified"] | None = Field(
        default=None, description="Running text flush left, or flush on both sides; the template's unless given."
    )
    head: int = Field(
        default=0, ge=0, le=50, description="Height of the opener's head in baseline units; 0: by its content."
    )


# ---------------------------------------------------------------- issue.yaml


class CoverLine(EditorModel):
    """A line on the cover that names an article."""

    headline: HeadlineText = Field(min_length=1, description="Its large words.")
    text: Inline = Field(default="", description="Its small words.")
    article: Slug = Field(description="The article that it announces; its page is printed.")


class Cover(EditorModel):
    """The cover."""

    art: Picture = Field(
        min_length=1, description="A picture of the whole page with its bleed; path from the issue's folder."
    )
    alt: Unread = Field(min_length=1, description="What the picture shows.")
    headline: HeadlineText = Field(
        min_length=1, description="The large words; a line break in them is a line break on the page."
    )
    deck: Inline = Field(default="", description="What stands under them.")
    article: Slug | None = Field(default=None, description="The article that the headline announces.")
    lines: tuple[CoverLine, ...] = Field(default=(), max_length=4, description="Up to four lines that name articles.")


class ContentsPage(EditorModel):
    """The contents page."""

    headline: HeadlineText = Field(default="In this issue", description="The title of the page.")
    art: Unread = Field(default="", description="A picture across its head, lower where there are more entries.")
    alt: Unread = Field(default="", description="What the picture shows.")


class MastheadEntry(EditorModel):
    """A role and who fills it."""

    role: Line = Field(description="What they do.")
    names: tuple[Line, ...] = Field(min_length=1, description="Who does it, one line each.")


class Policy(EditorModel):
    """A paragraph of house policy on the masthead page."""

    head: Line = Field(description="A few words.")
    text: Line = Field(description="The paragraph.")


class Masthead(EditorModel):
    """The list of staff."""

    entries: tuple[MastheadEntry, ...] = Field(min_length=1, description="Roles and names, in order.")
    policies: tuple[Policy, ...] = Field(default=(), description="The rules of the house, beside the names.")


class Colophon(EditorModel):
    """How the issue was made: Markdown."""

    headline: HeadlineText = Field(default="Colophon", description="The title of the page.")
    text: Paragraphs = Field(min_length=1, description="Markdown.")
    art: Picture = Field(default="", description="A picture across its head.")
    alt: Unread = Field(default="", description="What the picture shows.")


class Back(EditorModel):
    """The back cover."""

    art: Picture = Field(default="", description="A picture of the whole page with its bleed.")
    alt: Unread = Field(default="", description="What the picture shows.")
    kicker: Inline = Field(default="", description="The label above its title.")
    headline: HeadlineText = Field(default="", description="Its title.")
    text: Inline = Field(default="", description="What stands under the title.")
    notes: tuple[Policy, ...] = Field(default=(), description="Short notes beside it.")


class Slot(EditorModel):
    """Where an advertisement stands: ``after`` an entry of the order, in an ``article``, or as a ``filler``."""

    after: Unread = Field(default="", description="A page name or a slug of the order: a full page after it.")
    article: Slug | None = Field(default=None, description="A half page at the foot of a sheet of this article.")
    sheet: int = Field(default=0, ge=0, le=200, description="Which sheet of the article; 0: its last.")
    filler: bool = Field(default=False, description="Used only where an opener would fall on the wrong side.")


class Advertisement(EditorModel):
    """An advertisement; house advertisements are set from copy, others from finished art."""

    id: Slug = Field(description="A name for it, unique in the issue.")
    size: Literal["full", "half"] = Field(description="A full page, or half a page on a sheet of an article.")
    slot: Slot = Field(description="Where it stands.")
    advertiser: Name = Field(description="Who pays; printed under copy.")
    label: Plain = Field(default="Advertisement", description="What tells a reader that this is an advertisement.")
    art: Picture = Field(default="", description="Finished art; path from the issue's folder.")
    alt: Unread = Field(default="", description="What the art shows and says.")
    headline: HeadlineText = Field(default="", description="Large words of a house advertisement.")
    text: Paragraphs = Field(default="", description="Small words of a house advertisement; Markdown.")


PageName = Literal["cover", "contents", "masthead", "colophon", "back"]
"""The pages that the magazine makes itself."""


class OrderEntry(EditorModel):
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


class Numbering(EditorModel):
    """Page labels: the cover may stand outside the arabic numbers."""

    cover: Literal["arabic", "roman", "none"] = Field(default="arabic", description="How the cover is counted.")
    first: int = Field(default=1, ge=1, le=10_000, description="The number of the first page.")


class IssueManifest(EditorModel):
    """issue.yaml as a whole."""

    number: int = Field(ge=1, le=100_000, description="The number of the issue.")
    volume: int | None = Field(default=None, ge=1, le=100_000, description="The number of the volume.")
    date: IssueDate = Field(description="2025-02 or 2025-02-14: the date on the cover.")
    title: HeadlineText = Field(default="", description="Of a theme issue; printed beside its number.")
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
    """An entry of the reference list as it is printed: its label, "" in a style without numbers, and its copy.

    ``number`` counts references in the order of citation; citations lead to the ``anchor``.
    """

    number: int
    key: str
    label: Unread
    copy: Copy
    anchor: Unread


@dataclass(frozen=True, slots=True)
class PageReference:
    """A page number that an article cites: the target ``slug`` and optional ``anchor`` (without prefix)."""

    slug: str
    anchor: str
    location: Location

    @property
    def target(self) -> str:
        """As a :class:`~hemaprint.content.spans.PageNumber` names it."""
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
