"""An article as plain text: a transcript that ``hemaprint import`` reads back to the same text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hemaprint.content.models import Article
from hemaprint.export.inline import Inline, Note, Span, plain, text_of
from hemaprint.export.pieces import (
    Code,
    Diagram,
    Grid,
    Head,
    Item,
    Items,
    Legend,
    Panel,
    Picture,
    Piece,
    Pieces,
    Prose,
    Quotation,
    Script,
    Speech,
    Tabular,
    Terms,
)
from hemaprint.export.script import script_of

BULLET = "• "
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None})
"""Spaces that do not break are typography, not copy, and so are soft hyphens."""


def article_text(article: Article) -> str:
    """The whole article: headline, standfirst and byline, the body, disclosures and references; ends in a newline."""
    script, writer = script_of(article), _TextWriter()
    parts = [*writer.front(script), *writer.body(script.pieces)]
    parts += [writer.inline(line) for line in script.declarations]
    if script.references:
        entries = [f"{entry.number}. {writer.inline(entry.inline)}" for entry in script.references]
        parts += [f"## {script.references_head}", "\n".join(entries)]
    return "\n\n".join(parts) + "\n"


class _TextWriter:
    """Writes pieces as paragraphs of text; a footnote is gathered where it is called."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def front(self, script: Script) -> Iterator[str]:
        yield f"# {self.inline(script.headline)}"
        for inline in (script.standfirst, *script.byline):
            if inline:
                yield self.inline(inline)
        if script.opener:
            yield from self._legend(script.opener.legend)

    def body(self, pieces: Pieces) -> list[str]:
        parts = list(self.pieces(pieces))
        return [*parts, *(f"[^{note.number}]: {self.inline(note.inline)}" for note in self.notes)]

    def pieces(self, pieces: Pieces) -> Iterator[str]:
        for piece in pieces:
            yield from self._piece(piece)

    def inline(self, inline: Inline) -> str:
        runs = groupby(inline, key=lambda span: "cite" in span.faces)
        parts = (_cited(text_of(tuple(spans))) if cited else self._spans(spans) for cited, spans in runs)
        return _plain("".join(parts)).strip()

    def _spans(self, spans: Iterator[Span]) -> str:
        texts = []
        for span in spans:
            if span.note:
                self.notes.append(span.note)
                texts.append(f"[^{span.note.number}]")
            texts.append(f"~~{span.text}~~" if "struck" in span.faces else span.text)
        return "".join(texts)

    # ------------------------------------------------------------ pieces

    def _piece(self, piece: Piece) -> Iterator[str]:
        match piece:
            case Prose():
                yield self.inline(piece.inline)
            case Head():
                yield f"{'#' * piece.level} {self.inline(piece.inline)}"
            case Items():
                yield "\n".join(self._items(piece))
            case Code():
                yield "\n".join(f"    {line}".rstrip() for line in piece.text.split("\n"))
            case Terms():
                yield from self._terms(piece)
            case Quotation():
                yield "\n".join(f"> {line}".rstrip() for line in self._quoted(piece))
            case Speech():
                yield from self._named(_plain(piece.speaker), piece.pieces)
            case Item():
                yield from [_plain(piece.tag)] if piece.tag else []
                yield f"## {self.inline(piece.title)}"
                yield from self.pieces(piece.pieces)
            case Panel():
                yield from self._panel(piece)
            case _:
                yield from self._displayed(piece)

    def _named(self, name: str, pieces: Pieces) -> Iterator[str]:
        """The first paragraph behind the name and a colon."""
        said = list(self.pieces(pieces))
        if pieces and isinstance(pieces[0], Prose):
            said[0] = f"{name}: {said[0]}"
        else:
            said.insert(0, f"{name}:")
        yield from said

    def _panel(self, panel: Panel) -> Iterator[str]:
        title = self.inline(panel.title)
        if panel.kind == "note":
            yield from self._named(title, panel.pieces)
            return
        if panel.kicker:
            yield _plain(panel.kicker)
        if title:
            yield title if panel.kind in ("about", "tally") else f"### {title}"
        yield from self.pieces(panel.pieces)

    def _items(self, piece: Items) -> Iterator[str]:
        for number, item in enumerate(piece.items, piece.start):
            mark = f"{number}{piece.delimiter} " if piece.ordered else BULLET
            lines = list(self._inside(item))
            for index, line in enumerate(lines or [""]):
                yield f"{'  ' if index else mark}{line}".rstrip()

    def _inside(self, item: Pieces) -> Iterator[str]:
        """The lines of an item, with an empty one before every paragraph after the first."""
        for index, piece in enumerate(item):
            if index and not isinstance(piece, Items):
                yield ""
            for part in self.pieces((piece,)):
                yield from part.split("\n")

    def _terms(self, piece: Terms) -> Iterator[str]:
        for term in piece.terms:
            said = [part.replace("\n", "\n  ") for part in self.pieces(term.pieces)]
            yield "\n".join([self.inline(term.name), *(f": {part}" for part in said)])

    def _quoted(self, piece: Quotation) -> Iterator[str]:
        parts = list(self.pieces(piece.pieces))
        if piece.source:
            parts.append(f"— {self.inline(piece.source)}")
        return iter("\n\n".join(parts).split("\n"))

    # ------------------------------------------------------------ pictures, charts, tables

    def _displayed(self, piece: Piece) -> Iterator[str]:
        match piece:
            case Picture():
                yield from self._legend(piece.legend)
            case Diagram():
                yield from self._legend(piece.legend)
                title = plain(piece.spec.title)
                yield "\n".join([*self._title("", title), *self._rows(piece.grid)])
            case Tabular():
                notes = [self.inline(note) for note in piece.notes]
                yield "\n".join([*self._title(piece.label, piece.title), *self._rows(piece.grid), *notes])

    def _title(self, label: str, title: Inline) -> list[str]:
        line = ". ".join(part for part in (label, self.inline(title)) if part)
        return [line] if line else []

    def _rows(self, grid: Grid) -> Iterator[str]:
        for row in (grid.head, *grid.rows) if grid.head else grid.rows:
            yield "\t".join(self.inline(cell.inline).replace("\n", " ") for cell in row)

    def _legend(self, legend: Legend) -> Iterator[str]:
        """One paragraph in brackets; nothing for a decorative picture without a caption."""
        said = [_plain(legend.alt), self.inline(legend.caption), self.inline(legend.credit)]
        sentences = [part if part[-1] in ".!?…”’" else f"{part}." for part in said if part]
        if legend.label or sentences:
            yield f"[{_plain(legend.label) or 'Picture'}: {' '.join(sentences)}]"


def _cited(text: str) -> str:
    """The numbers of a citation, which print raised or in parentheses, in brackets."""
    numbers = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return f"[{numbers.replace(',', ', ')}]"


def _plain(text: str) -> str:
    return text.translate(_SPACES)
