"""An article made ready for export: what the page prints around its body, and its blocks as pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from hemaprint.content import blocks
from hemaprint.content.blocks import (
    Block,
    Box,
    Chart,
    CodeBlock,
    Crosshead,
    Definitions,
    Entry,
    Figure,
    List,
    NewsItem,
    Paragraph,
    PullQuote,
    Row,
    Table,
    Turn,
)
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, Leaf, Text, filled, mapped, plain
from hemaprint.export import pieces as made
from hemaprint.export.chartdata import chart_grid
from hemaprint.galley.people import credits_of, declarations_of, labelled_note
from hemaprint.galley.words import Words, words_of


def script_of(article: Article) -> made.Script:
    """Everything of an article that a reader of its pages reads, in order; a repeated pull quote is left out."""
    meta, words = article.meta, words_of(article.language)
    declarations = declarations_of(article)
    return made.Script(
        kicker=_inline(meta.kicker, article) or plain(_finish(article.department.name, article)),
        headline=mapped(article.headline.copy, _on_one_line),
        standfirst=_inline(meta.standfirst, article),
        byline=tuple(line for line in _byline(article, words) if line),
        opener=_opener(article),
        pieces=pieces_of(article),
        declarations=declarations,
        funding=_inline(meta.funding, article),
        correspondence=_inline(meta.correspondence, article),
        disclosures=declarations[bool(meta.funding) + bool(meta.correspondence) :],
        references_head=words.references,
        references=tuple(made.Entry(entry.number, entry.label, entry.copy) for entry in article.references),
    )


def pieces_of(article: Article) -> made.Pieces:
    """The body of an article."""
    return tuple(_Reader(article).read(article.body))


def _finish(text: str, article: Article) -> str:
    return finish_text(text, article.language)


def _inline(text: str, article: Article) -> Copy:
    return read_inline(text, language=article.language)


def _on_one_line(leaf: Leaf) -> Leaf:
    return replace(leaf, text=leaf.text.replace("\n", " ")) if isinstance(leaf, Text) else leaf


# ---------------------------------------------------------------- front


def _byline(article: Article, words: Words) -> Iterator[Copy]:
    """The credits of the page, what is said of the words where no note says it, and who paid."""
    meta, people = article.meta, credits_of(article)
    yield people.byline
    yield from people.lines
    if labelled_note(article) is None:
        yield _inline(meta.label, article)
    if meta.sponsor:
        yield filled(words.sponsored, _inline(meta.sponsor, article))


def _opener(article: Article) -> made.Picture | None:
    opener = article.meta.opener
    if opener is None:
        return None
    alt = _finish(" ".join(opener.alt.split()), article)
    legend = made.Legend("", alt, _inline(opener.caption, article), _inline(opener.credit, article))
    return made.Picture(source=article.path.parents[1] / opener.image, legend=legend)


# ---------------------------------------------------------------- body


class _Reader:
    """Reads the blocks of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.words = words_of(article.language)

    def read(self, body: Iterable[Block]) -> made.Pieces:
        return tuple(piece for block in body for piece in self._pieces(block))

    def _pieces(self, block: Block) -> Iterable[made.Piece]:  # noqa: C901 (a case for each kind)
        line = block.line
        match block:
            case Paragraph():
                return [made.Prose(line=line, copy=block.copy)]
            case List():
                items = tuple(map(self.read, block.items))
                ordered = bool(block.delimiter)
                delimiter = block.delimiter or "."
                return [made.Items(line=line, items=items, ordered=ordered, start=block.start, delimiter=delimiter)]
            case Definitions():
                return [self._terms(line, block.entries)]
            case blocks.Quotation():
                return [made.Quotation(line=line, pieces=self.read(block.blocks))]
            case CodeBlock():
                return [made.Code(line=line, text=block.text, language=block.language)]
            case Crosshead():
                place = self._place(block.anchor)
                return [made.Head(line=line, copy=block.copy, level=block.level, anchor=place)]
            case Turn():
                asks = block.role == "question"
                return [made.Speech(line=line, speaker=block.speaker, asks=asks, pieces=self.read(block.blocks))]
            case PullQuote():
                quoted = made.Prose(line=line, copy=block.copy)
                quotation = made.Quotation(line=line, pieces=(quoted,), source=block.attribution)
                return [] if block.repeated else [quotation]
            case NewsItem():
                place, pieces = self._place(block.anchor), self.read(block.blocks)
                return [made.Item(line=line, tag=block.tag, title=block.title, pieces=pieces, anchor=place)]
            case Figure():
                legend, place = self._legend(block), self._place(block.anchor)
                return [made.Picture(line=line, source=block.source, legend=legend, anchor=place)]
            case Chart():
                grid, legend, place = chart_grid(block.spec), self._legend(block), self._place(block.anchor)
                return [made.Diagram(line=line, spec=block.spec, grid=grid, legend=legend, anchor=place)]
            case Table():
                return [self._table(block)]
            case Box():
                return self._box(block)
            case _:
                assert_never(block)

    def _place(self, anchor: str) -> str:
        return anchor.removeprefix(f"{self.article.slug}--")

    def _legend(self, block: Figure | Chart) -> made.Legend:
        label = self.words.figure.format(block.number) if block.number else ""
        return made.Legend(label, block.alt, block.caption, block.credit)

    def _terms(self, line: int, entries: Iterable[Entry]) -> made.Terms:
        return made.Terms(line=line, terms=tuple(made.Term(one.term, self.read(one.blocks)) for one in entries))

    def _table(self, block: Table) -> made.Tabular:
        head = tuple(_cell(cell, header=True) for cell in block.head)
        columns = len(head) or max(len(row.cells) for row in block.rows)
        return made.Tabular(
            line=block.line,
            label=self.words.table.format(block.number) if block.number else "",
            title=block.title,
            grid=made.Grid(head, tuple(_row(row, columns) for row in block.rows)),
            notes=block.notes,
            anchor=self._place(block.anchor),
        )

    def _box(self, box: Box) -> Iterator[made.Piece]:
        entries = [block for block in box.blocks if isinstance(block, Entry)]
        if box.kind == "questions":
            for entry in entries:
                yield made.Head(line=entry.line, copy=entry.term, level=2)
                yield from self.read(entry.blocks)
            return
        if box.kind in ("diary", "glossary"):
            pieces: made.Pieces = (self._terms(box.line, entries),)
        else:
            pieces = self.read(block for block in box.blocks if not isinstance(block, Entry))
        if box is labelled_note(self.article):
            pieces += (made.Prose(copy=_inline(self.article.meta.label, self.article)),)
        place = self._place(box.anchor)
        yield made.Panel(line=box.line, kind=box.kind, kicker=box.kicker, title=box.title, pieces=pieces, anchor=place)


def _row(row: Row, columns: int) -> tuple[made.Cell, ...]:
    """A row of as many columns as the table has: the head of a group is one cell across all of them."""
    if row.kind == "group":
        return (made.Cell(row.cells[0].copy, header=True, span=columns),)
    return tuple(_cell(cell, header=cell.header) for cell in row.cells)


def _cell(cell: blocks.Cell, *, header: bool) -> made.Cell:
    return made.Cell(cell.copy, header=header, numeric=cell.numeric)
