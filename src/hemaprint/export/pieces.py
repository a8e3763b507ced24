# SPDX-License-Identifier: MIT
"""Define what every form of export is written from: an article as pieces, in reading order, and copy as runs.

An export is read alone: a link into another article loses its address, and a page number, which only the plan of an
issue knows, is left out with the space before it. ``line`` is the line of the manuscript, 0 where a piece is from the
front matter. ``anchor`` is the name of a place without the prefix of the slug, "" where nothing refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal, TypeAlias, assert_never

from hemaprint.content import spans
from hemaprint.content.blocks import ChartSpec

Face = Literal["strong", "emphasis", "sub", "sup", "code", "struck", "capitals", "cite"]
"""``capitals``: small capitals; ``cite``: numbers of the reference list, with their brackets and commas."""

_FACES: dict[spans.Style, Face] = {
    "strong": "strong",
    "emphasis": "emphasis",
    "gene": "emphasis",
    "italic": "emphasis",
    "inferior": "sub",
    "superior": "sup",
    "struck": "struck",
    "small capitals": "capitals",
}
"""The styles that matter without a layout."""
_SPACE_AT_END = re.compile(r"\s\Z")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one face; a line break among them is a newline.

    ``href`` is an address outside the issue, ``target`` a place of the same article (without the prefix of its slug),
    ``language`` a BCP 47 tag; "" for none. ``note`` is called here; such a run has no characters. A ``formula`` has
    those of its line of text.
    """

    text: str
    faces: frozenset[Face] = frozenset()
    href: str = ""
    target: str = ""
    language: str = ""
    note: spans.Note | None = None
    formula: spans.Formula | None = None

    @property
    def plain(self) -> str:
        """The characters without faces: raised and lowered figures are not among the others."""
        if "cite" in self.faces or not self.faces & {"sup", "sub"}:
            return self.text
        return spans.raised(self.text, "superior" if "sup" in self.faces else "inferior")


def runs_of(copy: spans.Copy) -> tuple[Run, ...]:
    """The runs of copy, neighbours of one kind joined."""
    joined: list[Run] = []
    for run in _runs(copy, Run("")):
        last = joined[-1] if joined else None
        if (
            last is not None
            and run.note is last.note is None
            and run.formula is None
            and replace(last, text=run.text) == run
        ):
            joined[-1] = replace(last, text=last.text + run.text)
        elif run.text or run.note:
            joined.append(run)
    return tuple(joined)


def characters_of(copy: spans.Copy) -> str:
    """The characters of copy without faces and notes."""
    return "".join(run.plain for run in runs_of(copy))


def _runs(copy: spans.Copy, around: Run) -> Iterator[Run]:  # noqa: C901 (a case for each kind)
    for span, after in pairwise((*copy, None)):
        match span:
            case spans.Text() | spans.Code() | spans.Task():
                run = _in(around, "code") if isinstance(span, spans.Code) else around
                text = span.text.replace(
                    "\f", " "
                )  # the one control character that Markdown lets through: XML does not
                yield replace(run, text=_SPACE_AT_END.sub("", text) if isinstance(after, spans.PageNumber) else text)
            case spans.Styled():
                face = _FACES.get(span.style)
                yield from _runs(span.copy, _in(around, face) if face else around)
            case spans.Foreign():
                yield from _runs(span.copy, replace(around, language=span.language))
            case spans.Link():
                yield from _runs(span.copy, replace(around, href=span.href))
            case spans.CrossReference():
                target = span.anchor if span.within else around.target
                yield from _runs(span.copy, replace(around, target=target))
            case spans.Citation():
                run = _in(_in(around, "cite"), "sup") if span.raised else _in(around, "cite")
                for text, number in span.parts:
                    yield replace(run, text=text, target=f"ref_{number}" if number else around.target)
            case spans.Formula():
                yield replace(around, text=span.text, formula=span)
            case spans.Note():
                yield replace(around, text="", note=span)
            case spans.LineBreak():
                yield replace(around, text="\n")
            case spans.PageNumber() | None:
                pass
            case _:
                assert_never(span)


def _in(run: Run, face: Face) -> Run:
    return replace(run, faces=run.faces | {face})


# ---------------------------------------------------------------- citations and links


@dataclass(frozen=True, slots=True)
class Linked:
    """Runs with one address, "" for none: outside the issue, or ``#`` and a place of the article."""

    href: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are one citation (``cites``, printed raised or in parentheses), or none of one."""

    cites: bool
    raised: bool
    links: tuple[Linked, ...]

    @property
    def faces(self) -> frozenset[Face]:
        """The faces that the group as a whole has."""
        return frozenset({"cite", "sup"}) if self.cites else frozenset()


def groups_of(copy: spans.Copy, anchors: Container[str]) -> Iterator[Group]:
    """The groups of a paragraph; links to a place that is not among ``anchors`` are plain text."""
    for cites, group in groupby(runs_of(copy), lambda run: "cite" in run.faces):
        runs = tuple(group)
        links = groupby(runs, lambda run: run.href or (f"#{run.target}" if run.target in anchors else ""))
        raised = cites and "sup" in runs[0].faces
        yield Group(cites, raised, tuple(Linked(href, tuple(linked)) for href, linked in links))


# ---------------------------------------------------------------- pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Anything in an article."""

    line: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Part):
    """A paragraph."""

    copy: spans.Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Part):
    """A displayed formula; ``label`` is "(1)", or "" where it has no number."""

    formula: spans.Formula
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Part):
    """A bulleted or numbered list; ``start`` numbers the first item, ``delimiter`` follows every number."""

    items: tuple[Pieces, ...]
    ordered: bool
    start: int = 1
    delimiter: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Part):
    """A code block as typed, without its last line end; ``language`` as the fence names it, or ""."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its definitions."""

    name: spans.Copy
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Part):
    """A definition list, a diary or a glossary."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Part):
    """A block quotation, or a pull quote whose words appear nowhere else."""

    pieces: Pieces
    source: spans.Copy = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Part):
    """A crosshead of level 2 or 3."""

    copy: spans.Copy
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(Part):
    """One turn of a conversation."""

    speaker: str
    asks: bool
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Legend:
    """The words under a picture or a chart. ``label`` is "Figure 1" or "", ``alt`` what a picture shows."""

    label: str
    alt: str
    caption: spans.Copy
    credit: spans.Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Part):
    """A picture and the file that it is in."""

    source: Path
    legend: Legend


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``span`` is the number of columns that it takes."""

    copy: spans.Copy
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
    title: spans.Copy
    grid: Grid
    notes: tuple[spans.Copy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram(Part):
    """A chart: what it shows, and the numbers that it is drawn from as a table."""

    spec: ChartSpec
    grid: Grid
    legend: Legend


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Part):
    """A box; ``kind`` as in :class:`hemaprint.content.blocks.Box`."""

    kind: str
    kicker: str
    title: spans.Copy
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Part):
    """A short item of a news department."""

    tag: str
    title: spans.Copy
    pieces: Pieces


Piece: TypeAlias = (
    Prose | Equation | Items | Listing | Terms | Quotation | Head | Speech | Picture | Tabular | Diagram | Panel | Item
)
"""All kinds. Each form writes them with a ``match`` that ends in ``assert_never``."""
Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the reference list; its anchor is ``ref_NUMBER``."""

    number: int
    label: str
    copy: spans.Copy

    @property
    def anchor(self) -> str:
        """What citations refer to."""
        return f"ref_{self.number}"


@dataclass(frozen=True, slots=True)
class Script:
    """An article as all forms of export have it.

    ``byline`` are its lines; the first is that of the page. ``preface`` is what front matter tells before the text,
    ``afterword`` are the boxes of contributors and of continuing education after it, ``declarations`` the lines after
    these, of which ``funding``, ``correspondence``, ``consent`` and ``disclosures`` are the parts.
    """

    kicker: spans.Copy
    headline: spans.Copy
    standfirst: spans.Copy
    byline: tuple[spans.Copy, ...]
    opener: Picture | None
    preface: Pieces
    pieces: Pieces
    afterword: Pieces
    declarations: tuple[spans.Copy, ...]
    funding: spans.Copy
    correspondence: spans.Copy
    consent: spans.Copy
    disclosures: tuple[spans.Copy, ...]
    references_head: str
    references: tuple[Entry, ...]

    @property
    def places(self) -> dict[str, Piece | Entry]:
        """Everything that a link can lead to, by its anchor."""
        anchored = {piece.anchor: piece for piece in _walk(self.pieces) if piece.anchor}
        return anchored | {entry.anchor: entry for entry in self.references}

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, the opener first."""
        first = (self.opener,) if self.opener else ()
        inside = (*self.preface, *self.pieces, *self.afterword)
        return first + tuple(piece for piece in _walk(inside) if isinstance(piece, Picture))


def _walk(pieces: Pieces) -> Iterator[Piece]:
    """Pieces and all pieces inside them; lists and their like hold text only."""
    for piece in pieces:
        yield piece
        if isinstance(piece, Speech | Panel | Item):
            yield from _walk(piece.pieces)
