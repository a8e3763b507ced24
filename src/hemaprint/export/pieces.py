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
from hemaprint.export.inline import Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Anything in an article."""

    line: int = 0


Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Piece):
    """A paragraph."""

    inline: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Piece):
    """A bulleted or numbered list; ``start`` numbers the first item, ``delimiter`` stands behind every number."""

    items: tuple[Pieces, ...]
    ordered: bool
    start: int = 1
    delimiter: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Piece):
    """A code block as typed, without its last line end; ``language`` as the fence names it, or ""."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what is said of it."""

    name: Inline
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Piece):
    """A definition list, a diary or a glossary."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Piece):
    """A block quotation, or a pull quote whose words stand nowhere else."""

    pieces: Pieces
    source: Inline = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Piece):
    """A crosshead of level 2 or 3."""

    inline: Inline
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(Piece):
    """One turn of a conversation."""

    speaker: str
    asks: bool
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands under a picture or a chart. ``label`` is "Figure 1" or "", ``alt`` what a picture shows."""

    label: str
    alt: str
    caption: Inline
    credit: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Piece):
    """A picture and the file that it is in."""

    source: Path
    legend: Legend
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``span`` is the number of columns that it takes."""

    inline: Inline
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
class Tabular(Piece):
    """A table with its title and its notes."""

    label: str
    title: Inline
    grid: Grid
    notes: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram(Piece):
    """A chart: what it shows, and the numbers that it is drawn from as a table."""

    spec: ChartSpec
    grid: Grid
    legend: Legend
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Piece):
    """A box; ``kind`` as in :class:`hemaprint.content.blocks.Box`."""

    kind: str
    kicker: str
    title: Inline
    pieces: Pieces
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Piece):
    """A short item of a news department."""

    tag: str
    title: Inline
    pieces: Pieces
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the reference list; its anchor is ``ref_NUMBER``."""

    number: int
    inline: Inline

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

    kicker: Inline
    headline: Inline
    standfirst: Inline
    byline: tuple[Inline, ...]
    opener: Picture | None
    pieces: Pieces
    declarations: tuple[Inline, ...]
    funding: Inline
    correspondence: Inline
    disclosures: tuple[Inline, ...]
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
