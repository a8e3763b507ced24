"""What the four forms of an export are written from: an article's blocks with their copy parsed, in reading order.

``line`` is the line of the manuscript, 0 where a piece stands in the front matter. ``anchor`` is the name of a place
without the prefix of the slug, "" where nothing refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from hemaprint.content.blocks import ChartSpec
from hemaprint.content.spans import Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Anything in an article."""

    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Part):
    """A paragraph."""

    copy: Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Part):
    """A bulleted or numbered list; ``start`` numbers the first item, ``delimiter`` stands behind every number."""

    items: tuple[Pieces, ...]
    ordered: bool
    start: int = 1
    delimiter: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Part):
    """A code block as typed, without its last line end; ``language`` as the fence names it, or ""."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what is said of it."""

    name: Copy
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Part):
    """A definition list, a diary or a glossary."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Part):
    """A block quotation, or a pull quote whose words stand nowhere else."""

    pieces: Pieces
    source: Copy = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Part):
    """A crosshead of level 2 or 3."""

    copy: Copy
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(Part):
    """One turn of a conversation."""

    speaker: str
    asks: bool
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands under a picture or a chart. ``label`` is "Figure 1" or "", ``alt`` what a picture shows."""

    label: str
    alt: str
    caption: Copy
    credit: Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Part):
    """A picture and the file that it is in."""

    source: Path
    legend: Legend
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``span`` is the number of columns that it takes."""

    copy: Copy
    header: bool = False
    numeric: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table; ``head`` is empty where it has no head. Every row fills all columns."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max(sum(cell.span for cell in row) for row in (self.head, *self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabular(Part):
    """A table with its title and its notes."""

    label: str
    title: Copy
    grid: Grid
    notes: tuple[Copy, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram(Part):
    """A chart: what it shows, and the numbers that it is drawn from as a table."""

    spec: ChartSpec
    grid: Grid
    legend: Legend
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Part):
    """A box; ``kind`` as in :class:`hemaprint.content.blocks.Box`."""

    kind: str
    kicker: str
    title: Copy
    pieces: Pieces
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Part):
    """A short item of a news department."""

    tag: str
    title: Copy
    pieces: Pieces
    anchor: str = ""


Piece: TypeAlias = Prose | Items | Code | Terms | Quotation | Head | Speech | Picture | Tabular | Diagram | Panel | Item
"""All kinds. Each form writes them with a ``match`` that ends in ``assert_never``."""
Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the reference list; its anchor is ``ref_NUMBER``."""

    number: int
    label: str
    copy: Copy

    @property
    def anchor(self) -> str:
        """What citations refer to."""
        return f"ref_{self.number}"


@dataclass(frozen=True, slots=True)
class Script:
    """An article as all forms of export have it.

    ``byline`` are its lines; the first is that of the page. ``declarations`` are the lines behind the text, of which
    ``funding``, ``correspondence`` and ``disclosures`` are the parts.
    """

    kicker: Copy
    headline: Copy
    standfirst: Copy
    byline: tuple[Copy, ...]
    opener: Picture | None
    pieces: Pieces
    declarations: tuple[Copy, ...]
    funding: Copy
    correspondence: Copy
    disclosures: tuple[Copy, ...]
    references_head: str
    references: tuple[Entry, ...]

    @property
    def places(self) -> dict[str, Piece | Entry]:
        """Everything that a link can lead to, by its anchor."""
        anchored = {getattr(piece, "anchor", ""): piece for piece in _walk(self.pieces)}
        anchored.pop("", None)
        return anchored | {entry.anchor: entry for entry in self.references}

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, the opener first."""
        first = (self.opener,) if self.opener else ()
        return first + tuple(piece for piece in _walk(self.pieces) if isinstance(piece, Picture))


def _walk(pieces: Pieces) -> Iterator[Piece]:
    """Pieces and all pieces inside them; lists and their like hold text only."""
    for piece in pieces:
        yield piece
        if isinstance(piece, Speech | Panel | Item):
            yield from _walk(piece.pieces)
