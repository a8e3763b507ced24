# SPDX-License-Identifier: MIT
"""Hold the body of an article as typed blocks, in the order in which the editor wrote them.

Copy is a tree of :mod:`hemaprint.content.spans`, typographically finished; text of type ``str`` is plain and finished.
Every ``anchor`` is an id that is unique in the issue, because it begins with ``slug--``; it is "" where nothing can
refer to the block. The types of fields also say how each text is meant to be read (:mod:`hemaprint.content.readings`).

``Block`` is the union of all kinds. Whatever takes blocks apart does so with a ``match`` that ends in
``assert_never``: a new kind of block is a type error wherever it is not handled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from hemaprint.content.crossword import CrosswordGrid
from hemaprint.content.readings import Composed, Plain, Reading, Unread
from hemaprint.content.spans import Copy, Formula
from hemaprint.errors import Location

# ---------------------------------------------------------------- blocks

Width = Literal["column", "page", "side"]
"""``column``: one text column; ``page``: the whole type area (or text block); ``side``: the side column of scholar
pages."""

Place = Literal["auto", "here", "top", "bottom"]
"""``here``: in the flow, as in the manuscript; ``top`` / ``bottom``: that zone of a sheet; ``auto``: by the make-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Anything in a body; ``line`` is the line of the source file that it starts at (from 1)."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Placed):
    """A paragraph of running text."""

    copy: Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Placed):
    """A bulleted or numbered list; blocks inside it have the line of the outermost list.

    ``start`` numbers the first item, ``delimiter`` follows every number; it is "" for bullets.
    """

    items: tuple[Blocks, ...]
    start: int = 1
    delimiter: Unread = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Placed):
    """A term and its definitions, in a definition list, a diary or a glossary; or a question and its answer."""

    term: Copy
    said: tuple[Blocks, ...]

    @property
    def blocks(self) -> Blocks:
        """All definitions in one."""
        return tuple(block for said in self.said for block in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Placed):
    """A definition list."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Placed):
    """A block quotation."""

    blocks: Blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock(Placed):
    """Lines of code as typed, without the last line end; ``language`` as the fence names it, or ""."""

    text: Plain
    language: Unread = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Placed):
    """A displayed formula, which is all of ``copy``. ``number`` is None where it has no label."""

    copy: Copy
    anchor: Unread = ""
    number: int | None = None

    @property
    def formula(self) -> Formula:
        """The formula."""
        (formula,) = self.copy
        assert isinstance(formula, Formula)
        return formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosshead(Placed):
    """A small heading in the body. ``level`` is 2 or 3; ``anchor`` its id."""

    copy: Copy
    level: int
    anchor: Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Placed):
    """One turn of a conversation. A question has ``role == "question"``; ``blocks`` are what the speaker says."""

    speaker: Plain
    short: Composed
    role: Literal["question", "answer"]
    blocks: Blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Displayed(Placed):
    """What may leave the flow: figures, charts, tables, pull quotes, boxes.

    ``sheet`` pins it to a sheet of the article (1 is the first sheet that carries text), or is None.
    """

    anchor: Unread = ""
    width: Width = "column"
    place: Place = "auto"
    sheet: int | None = None


Size = Literal["", "plate", "half", "two-thirds", "large"]
"""How much room a picture asks for, "" for what its width gives: a page, half of one, two thirds of its width beside
its caption; ``large`` in a gallery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Displayed):
    """A picture. ``number`` is None where the caption carries none; pixel or pt size is read by the content room."""

    source: Annotated[Path, Reading.PICTURE]
    alt: Unread
    caption: Copy
    credit: Copy
    number: int | None
    natural_width: float
    natural_height: float
    size: Size = ""
    trim: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery(Displayed):
    """Pictures in rows, at most ``height`` lines of text high together; 0: as high as a page."""

    figures: tuple[Figure, ...]
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """One series of numbers; ``color`` names a colour token ("accent-2", "accent-mid"...), "" lets the theme choose.

    ``place`` is where the manuscript names it: only the theme knows which colours there are.
    """

    name: Composed
    values: tuple[float | None, ...]
    color: Unread = ""
    place: Location | None = field(default=None, compare=False)


ChartKind = Literal["bar", "stacked", "line", "km"]


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
    """A chart drawn from CSV data as vector SVG in the theme's type; "" as ``alt`` means its summary."""

    spec: Annotated[ChartSpec, Reading.PICTURE]
    alt: Unread
    caption: Copy
    credit: Copy
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: its copy, whether it heads its row, and whether its column holds numbers."""

    copy: Copy
    header: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; ``kind`` marks group heads and totals. A group head is one cell across all columns."""

    cells: tuple[Cell, ...]
    kind: Literal["plain", "group", "total"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Displayed):
    """A table with its title, header row and notes. ``widths`` are per cent, or empty."""

    title: Copy
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    notes: tuple[Copy, ...]
    number: int | None
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuote(Displayed):
    """Words from the article, set large. ``repeated``: the running text has the same words."""

    copy: Copy
    attribution: Copy
    repeated: bool


BoxKind = Literal["about", "note", "sidebar", "tally", "diary", "glossary", "questions", "related", "calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Displayed):
    """A box. ``kind`` chooses the partial; a diary, a glossary and questions hold entries.

    Those of a calendar are months, each of which holds its dates as definitions.
    """

    kind: BoxKind
    title: Copy
    kicker: Plain
    blocks: tuple[Block | Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Displayed):
    """Dates in order, each with what happened."""

    title: Copy
    kicker: Plain
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossword(Displayed):
    """A crossword: its grid as a drawing, with its letters where it is ``solved``, and its clues, number first."""

    title: Copy
    grid: Annotated[CrosswordGrid, Reading.PICTURE]
    alt: Unread
    solved: bool
    across: tuple[Entry, ...]
    down: tuple[Entry, ...]


NoticeKind = Literal["correction", "retraction", "concern"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Displayed):
    """What a magazine says of an article that it printed before: its title, where it stands, and what is to be said.

    ``doi`` is that of the article, or "".
    """

    kind: NoticeKind
    title: Copy
    source: Copy
    doi: Unread
    blocks: Blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode(Displayed):
    """An address for readers on paper: ``href`` as a QR code, ``printed`` as it is read."""

    href: Unread
    printed: Plain
    caption: Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem(Placed):
    """A short item of a news department: tag, headline, a few paragraphs."""

    tag: Plain
    title: Copy
    anchor: Unread
    blocks: Blocks


TextBlock: TypeAlias = Paragraph | Crosshead | List | Definitions | Quotation | CodeBlock | Equation
"""Running text."""
DisplayedBlock: TypeAlias = Figure | Gallery | Chart | Table | PullQuote | Box | Timeline | Crossword | Notice | QrCode
Block: TypeAlias = TextBlock | DisplayedBlock | Turn | NewsItem
Blocks: TypeAlias = tuple[Block, ...]
