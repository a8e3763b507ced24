# SPDX-License-Identifier: MIT
"""Write an article as plain text: a transcript that ``hemaprint import`` reads back to the same text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from hemaprint.content.spans import Copy, Note, plain
from hemaprint.export import pieces
from hemaprint.export.articles import Form

BULLET = "• "
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None})
"""Spaces that do not break are typography, not copy, and so are soft hyphens."""


def article_text(script: pieces.Script) -> str:
    """The whole article: headline, standfirst and byline, the body, disclosures and references; ends in a newline."""
    writer = _TextWriter()
    parts = [*writer.front(script), *writer.body((*script.preface, *script.pieces, *script.afterword))]
    parts += [writer.line(line) for line in script.declarations]
    if script.references:
        entries = [f"{entry.label} {writer.line(entry.copy)}".strip() for entry in script.references]
        parts += [f"## {script.references_head}", "\n".join(entries)]
    return "\n\n".join(parts) + "\n"


class _TextWriter:
    """Writes pieces as paragraphs of text; a footnote is gathered where it is called."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def front(self, script: pieces.Script) -> Iterator[str]:
        yield f"# {self.line(script.headline)}"
        for copy in (script.standfirst, *script.byline):
            if copy:
                yield self.line(copy)
        if script.opener:
            yield from self._legend(script.opener.legend)

    def body(self, parts: pieces.Pieces) -> list[str]:
        written = list(self.written(parts))
        return [*written, *(f"[^{note.number}]: {self.line(note.copy)}" for note in self.notes)]

    def written(self, parts: pieces.Pieces) -> Iterator[str]:
        for piece in parts:
            yield from self._piece(piece)

    def line(self, copy: Copy) -> str:
        groups = groupby(pieces.runs_of(copy), key=lambda run: "cite" in run.faces)
        parts = (_cited("".join(run.text for run in runs)) if cited else self._runs(runs) for cited, runs in groups)
        return _plain("".join(parts)).strip()

    def _runs(self, runs: Iterator[pieces.Run]) -> str:
        texts = []
        for run in runs:
            if run.note:
                self.notes.append(run.note)
                texts.append(f"[^{run.note.number}]")
            texts.append(f"~~{run.plain}~~" if "struck" in run.faces else run.plain)
        return "".join(texts)

    # ------------------------------------------------------------ pieces

    def _piece(self, piece: pieces.Piece) -> Iterator[str]:  # noqa: C901 (a case for each kind)
        match piece:
            case pieces.Prose():
                yield self.line(piece.copy)
            case pieces.Equation():
                yield " ".join(part for part in (_plain(piece.formula.text), piece.label) if part)
            case pieces.Head():
                yield f"{'#' * piece.level} {self.line(piece.copy)}"
            case pieces.Items():
                yield "\n".join(self._items(piece))
            case pieces.Listing():
                yield "\n".join(f"    {line}".rstrip() for line in piece.text.split("\n"))
            case pieces.Terms():
                yield from self._terms(piece)
            case pieces.Quotation():
                yield "\n".join(f"> {line}".rstrip() for line in self._quoted(piece))
            case pieces.Speech():
                yield from self._named(_plain(piece.speaker), piece.pieces)
            case pieces.Item():
                yield from [_plain(piece.tag)] if piece.tag else []
                yield f"## {self.line(piece.title)}"
                yield from self.written(piece.pieces)
            case pieces.Panel():
                yield from self._panel(piece)
            case pieces.Picture():
                yield from self._legend(piece.legend)
            case pieces.Diagram():
                yield from self._legend(piece.legend)
                yield "\n".join([*self._title("", plain(piece.spec.title)), *self._rows(piece.grid)])
            case pieces.Tabular():
                notes = [self.line(note) for note in piece.notes]
                yield "\n".join([*self._title(piece.label, piece.title), *self._rows(piece.grid), *notes])
            case _:
                assert_never(piece)

    def _named(self, name: str, parts: pieces.Pieces) -> Iterator[str]:
        """The first paragraph after the name and a colon."""
        said = list(self.written(parts))
        if parts and isinstance(parts[0], pieces.Prose):
            said[0] = f"{name}: {said[0]}"
        else:
            said.insert(0, f"{name}:")
        yield from said

    def _panel(self, panel: pieces.Panel) -> Iterator[str]:
        title = self.line(panel.title)
        if panel.kind == "note":
            yield from self._named(title, panel.pieces)
            return
        if panel.kicker:
            yield _plain(panel.kicker)
        if title:
            yield title if panel.kind in ("about", "tally") else f"### {title}"
        yield from self.written(panel.pieces)

    def _items(self, piece: pieces.Items) -> Iterator[str]:
        for number, item in enumerate(piece.items, piece.start):
            mark = f"{number}{piece.delimiter} " if piece.ordered else BULLET
            lines = list(self._inside(item))
            for index, line in enumerate(lines or [""]):
                yield f"{'  ' if index else mark}{line}".rstrip()

    def _inside(self, item: pieces.Pieces) -> Iterator[str]:
        """The lines of an item, with an empty one before every paragraph after the first."""
        for index, piece in enumerate(item):
            if index and not isinstance(piece, pieces.Items):
                yield ""
            for part in self.written((piece,)):
                yield from part.split("\n")

    def _terms(self, piece: pieces.Terms) -> Iterator[str]:
        for term in piece.terms:
            said = [part.replace("\n", "\n  ") for part in self.written(term.pieces)]
            yield "\n".join([self.line(term.name), *(f": {part}" for part in said)])

    def _quoted(self, piece: pieces.Quotation) -> Iterator[str]:
        parts = list(self.written(piece.pieces))
        if piece.source:
            parts.append(f"— {self.line(piece.source)}")
        return iter("\n\n".join(parts).split("\n"))

    # ------------------------------------------------------------ pictures, charts, tables

    def _title(self, label: str, title: Copy) -> list[str]:
        line = ". ".join(part for part in (label, self.line(title)) if part)
        return [line] if line else []

    def _rows(self, grid: pieces.Grid) -> Iterator[str]:
        for row in (grid.head, *grid.rows) if grid.head else grid.rows:
            yield "\t".join(self.line(cell.copy).replace("\n", " ") for cell in row)

    def _legend(self, legend: pieces.Legend) -> Iterator[str]:
        """One paragraph in brackets; nothing for a decorative picture without a caption."""
        said = [_plain(legend.alt), self.line(legend.caption), self.line(legend.credit)]
        sentences = [part if part[-1] in ".!?…”’" else f"{part}." for part in said if part]
        if legend.label or sentences:
            yield f"[{_plain(legend.label) or 'Picture'}: {' '.join(sentences)}]"


def _cited(text: str) -> str:
    """The numbers of a citation, which print raised or in parentheses, in brackets."""
    numbers = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return f"[{numbers.replace(',', ', ')}]"


def _plain(text: str) -> str:
    return text.translate(_SPACES)


FORM = Form("txt", lambda manuscript: article_text(manuscript.script).encode())
