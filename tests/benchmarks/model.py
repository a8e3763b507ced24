"""A magazine as neutral data: what hemaprint, a paged HTML file and Typst are all written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["feature", "interview", "news", "essay"]
RunKind = Literal["text", "em", "cite", "note", "page", "number"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. ``target``: the reference cited, the article whose page is named, the figure numbered."""

    kind: RunKind
    text: str
    target: str = ""


Text = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Crosshead:
    """A heading in the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or not."""

    items: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with a caption; ``wide``: across all columns. ``ratio``: its height, where its width is 1."""

    image: str
    label: str
    alt: str
    caption: str
    wide: bool
    ratio: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of numbers; the first row names the series. ``image``: the same bars as a drawing."""

    data: str
    image: str
    label: str
    alt: str
    caption: str
    rows: tuple[tuple[str, ...], ...]
    wide: bool
    ratio: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a ``long`` one runs on over columns and repeats its head."""

    title: str
    label: str
    rows: tuple[tuple[str, ...], ...]
    note: str
    wide: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Pull:
    """A sentence of the text, set large."""

    text: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Sidebar:
    """A tinted box; a ``note`` is a box of the editors, beside the text where there is room."""

    title: str
    paragraphs: tuple[str, ...]
    note: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks."""

    question: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news."""

    title: str
    tag: str
    paragraphs: tuple[Text, ...]


Block = Paragraph | Crosshead | Listing | Figure | Chart | Table | Pull | Sidebar | Turn | Item


@dataclass(frozen=True, slots=True)
class Reference:
    """A published work that really exists."""

    id: str
    author: str
    title: str
    container: str
    issued: str
    kind: Literal["article-journal", "book", "webpage", "report"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article: ``pages`` is what an editor would plan for it, a plate included."""

    slug: str
    kind: Kind
    headline: str
    standfirst: str
    pages: int
    opener: str
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...] = ()

    @property
    def plate(self) -> bool:
        """Whether it opens with a picture of a whole page, on the left."""
        return self.kind in ("feature", "interview")

    @property
    def figures(self) -> dict[str, int]:
        """The numbers of its figures, by label; charts are counted with them."""
        labels = [block.label for block in self.blocks if isinstance(block, Figure | Chart)]
        return {label: number for number, label in enumerate(labels, start=1)}

    @property
    def columns(self) -> int:
        """The columns of its text."""
        return 3 if self.kind in ("feature", "news") else 2


@dataclass(frozen=True, slots=True)
class Magazine:
    """All of it. ``pages`` is the number that was asked for."""

    title: str
    pages: int
    articles: tuple[Article, ...]


DEPARTMENTS: dict[Kind, str] = {
    "feature": "Feature",
    "interview": "In conversation",
    "news": "News",
    "essay": "Workshop",
}
SPEAKERS = {True: "The reader", False: "The printer"}
LANGUAGE = "en-GB"
