"""The body of an article as typed blocks, in the order in which the editor wrote them.

Inline copy is already HTML (escaped, typographically finished); everything that a partial in ``layouts/partials`` draws
is a block of its own. In inline HTML two things stay open until pages are known:

* ``PAGE_OPEN + "slug#anchor" + PAGE_CLOSE`` stands for a literal page number (law 1); the galley fills it in;
* links into the issue are ``<a href="x-issue:#slug--anchor">`` (``#slug`` for the article itself); binding turns them
  into destinations.

Every id in the HTML of an article starts with ``slug--``, so that ids are unique in the issue; so does every
``anchor``, which is "" where nothing can refer to the block.

Text of type ``Html`` is inline HTML, to be printed as it is. Everything else is plain finished text, to be escaped.
:mod:`hemaprint.content.reading` says what the types mean: what must stand on the page, and what need not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from hemaprint.content.reading import Composed, Html, Plain, Reading, Unread

PAGE_OPEN = "\ue000"
PAGE_CLOSE = "\ue001"

Width = Literal["column", "page", "side"]
"""``column``: one text column; ``page``: the whole type area (or text block); ``side``: the side column of scholar
pages."""

Place = Literal["auto", "here", "top", "bottom"]
"""``here``: in the flow where it stands; ``top`` / ``bottom``: that zone of a sheet; ``auto``: the make-up decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Anything in a body; ``line`` is the line of the source file it starts at (from 1)."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A paragraph of running text; ``html`` is its inline content."""

    html: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Block):
    """A bulleted, numbered or definition list, a block quotation or code: finished block-level HTML.

    An item of a numbered list has its number as printed in ``data-number``. In an item only the paragraphs after the
    first are ``p``: the label stands in the line of the first. Code is a ``pre`` with its text as typed.
    """

    html: Html
    kind: Literal["ul", "ol", "dl", "blockquote", "pre"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosshead(Block):
    """A small heading in the body. ``level`` is 2 or 3; ``anchor`` its id; ``text`` without markup, for the outline."""

    html: Html
    text: Unread
    level: int
    anchor: Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Block):
    """One turn of a conversation. A question has ``role == "question"``; ``blocks`` are what the speaker says."""

    speaker: Plain
    short: Composed
    role: Literal["question", "answer"]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Displayed(Block):
    """What may leave the flow: figures, charts, tables, pull quotes, boxes.

    ``sheet`` pins it to a sheet of the article (1 is the first sheet that carries text), or is None.
    """

    anchor: Unread = ""
    width: Width = "column"
    place: Place = "auto"
    sheet: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Displayed):
    """A picture. ``number`` is None where the caption carries none; pixel or pt size is read by the content room."""

    source: Annotated[Path, Reading.PICTURE]
    alt: Unread
    caption: Html
    credit: Html
    number: int | None
    natural_width: float
    natural_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """One series of numbers; ``color`` names a colour token ("azure", "eosin-mid"...), "" lets the theme choose."""

    name: Composed
    values: tuple[float | None, ...]
    color: Unread = ""


ChartKind = Literal["bar", "stacked", "line", "km"]
"""The kinds of charts; ``hemaprint.charts`` draws each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What a chart shows, as data. ``height`` in baseline units (0: by the number of rows).

    ``bar`` / ``stacked``: one value per category and series. ``line``: ``categories`` are labels, or numbers as text.
    ``km`` (Kaplan-Meier step): each series has ``times`` (in ``x_label`` units) and survival values 0..1, ``censored``
    marks.
    """

    kind: ChartKind
    categories: tuple[Composed, ...]
    notes: tuple[Composed, ...]
    series: tuple[ChartSeries, ...]
    times: tuple[tuple[float, ...], ...] = ()
    censored: tuple[tuple[bool, ...], ...] = ()
    at_risk: tuple[tuple[int | None, ...], ...] = ()
    x_label: Composed = ""
    y_label: Composed = ""
    unit: Composed = ""
    title: Composed = ""
    counts: bool = False
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Displayed):
    """A chart drawn from CSV data as vector SVG in the theme's type."""

    spec: Annotated[ChartSpec, Reading.PICTURE]
    alt: Unread
    caption: Html
    credit: Html
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: inline HTML, whether it heads its row, and whether its column holds numbers."""

    html: Html
    header: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; ``kind`` marks group heads and totals. A group head is one cell across all columns."""

    cells: tuple[Cell, ...]
    kind: Literal["plain", "group", "total"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Displayed):
    """A table with its title, header row and notes (inline HTML each). ``widths`` are per cent, or empty."""

    title: Html
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    notes: tuple[Html, ...]
    number: int | None
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuote(Displayed):
    """Words from the article, set large. ``repeated`` is True when the same words stand in the running text."""

    html: Html
    attribution: Html
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Displayed):
    """A box. ``kind`` chooses the partial: about, note (editor's note), sidebar, tally, diary, glossary, questions."""

    kind: Literal["about", "note", "sidebar", "tally", "diary", "glossary", "questions", "related"]
    title: Html
    kicker: Plain
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Block):
    """A term and what is said of it: a row of a diary, a glossary or the numbered questions."""

    term: Html
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem(Block):
    """A short item of a news department: tag, headline, a few paragraphs."""

    tag: Plain
    title: Html
    anchor: Unread
    blocks: tuple[Block, ...]
