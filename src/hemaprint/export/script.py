"""An article made ready for export: what the page prints around its body, and its blocks as pieces."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.blocks import (
    Block,
    Box,
    Chart,
    Crosshead,
    Entry,
    Figure,
    Listing,
    NewsItem,
    Paragraph,
    PullQuote,
    Row,
    Table,
    Turn,
)
from hemaprint.content.blocks import Cell as BlockCell
from hemaprint.content.markdown import finish_text, render_inline
from hemaprint.content.models import Article
from hemaprint.export import pieces as made
from hemaprint.export.chartdata import chart_grid
from hemaprint.export.inline import Inline, plain, read_inline
from hemaprint.export.lists import read_list
from hemaprint.galley.people import credits_of, declarations_of, labelled_note
from hemaprint.galley.words import Words, words_of


def script_of(article: Article) -> made.Script:
    """Everything of an article that a reader of its pages reads, in order; a repeated pull quote is left out."""
    meta, words = article.meta, words_of(article.language)
    declarations = tuple(read_inline(line) for line in declarations_of(article))
    return made.Script(
        kicker=_inline(meta.kicker, article) or plain(_finish(article.department.name, article)),
        headline=read_inline(article.headline.html.replace("\n", " ")),
        standfirst=_inline(meta.standfirst, article),
        byline=tuple(read_inline(line) for line in _byline(article, words) if line),
        opener=_opener(article),
        pieces=pieces_of(article),
        declarations=declarations,
        funding=_inline(meta.funding, article),
        correspondence=_inline(meta.correspondence, article),
        disclosures=declarations[bool(meta.funding) + bool(meta.correspondence) :],
        references_head=words.references,
        references=tuple(made.Entry(entry.number, read_inline(entry.html)) for entry in article.references),
    )


def pieces_of(article: Article) -> made.Pieces:
    """The body of an article."""
    return tuple(_Reader(article).read(article.body))


def _finish(text: str, article: Article) -> str:
    return finish_text(text, article.language)


def _inline(text: str, article: Article) -> Inline:
    return read_inline(render_inline(text, language=article.language)) if text else ()


# ---------------------------------------------------------------- front


def _byline(article: Article, words: Words) -> Iterator[str]:
    """The credits of the page, what is said of the words where no note says it, and who paid."""
    meta, people = article.meta, credits_of(article)
    yield people.byline
    yield from people.lines
    if meta.label and labelled_note(article) is None:
        yield render_inline(meta.label, language=article.language)
    if meta.sponsor:
        yield words.sponsored.format(render_inline(meta.sponsor, language=article.language))


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

    def read(self, blocks: tuple[Block, ...]) -> Iterator[made.Piece]:
        for block in blocks:
            yield from self._block(block)

    def _inside(self, blocks: tuple[Block, ...]) -> made.Pieces:
        return tuple(self.read(blocks))

    def _block(self, block: Block) -> Iterator[made.Piece]:
        line = block.line
        match block:
            case Paragraph():
                yield made.Prose(line=line, inline=read_inline(block.html))
            case Listing():
                yield read_list(block.html, line)
            case Crosshead():
                yield made.Head(
                    line=line, inline=read_inline(block.html), level=block.level, anchor=self._place(block.anchor)
                )
            case Turn():
                asks = block.role == "question"
                yield made.Speech(line=line, speaker=block.speaker, asks=asks, pieces=self._inside(block.blocks))
            case PullQuote():
                if not block.repeated:
                    quoted = made.Prose(line=line, inline=read_inline(block.html))
                    yield made.Quotation(line=line, pieces=(quoted,), source=read_inline(block.attribution))
            case NewsItem():
                yield made.Item(
                    line=line,
                    tag=block.tag,
                    title=read_inline(block.title),
                    pieces=self._inside(block.blocks),
                    anchor=self._place(block.anchor),
                )
            case _:
                yield from self._displayed(block)

    def _displayed(self, block: Block) -> Iterator[made.Piece]:
        match block:
            case Figure():
                place = self._place(block.anchor)
                yield made.Picture(line=block.line, source=block.source, legend=self._legend(block), anchor=place)
            case Chart():
                yield made.Diagram(
                    line=block.line,
                    spec=block.spec,
                    grid=chart_grid(block.spec),
                    legend=self._legend(block),
                    anchor=self._place(block.anchor),
                )
            case Table():
                yield self._table(block)
            case Box():
                yield from self._box(block)
            case _:
                raise TypeError(f"no export of a {type(block).__name__}")

    def _place(self, anchor: str) -> str:
        return anchor.removeprefix(f"{self.article.slug}--")

    def _legend(self, block: Figure | Chart) -> made.Legend:
        label = self.words.figure.format(block.number) if block.number else ""
        return made.Legend(label, block.alt, read_inline(block.caption), read_inline(block.credit))

    def _table(self, block: Table) -> made.Tabular:
        head = tuple(_cell(cell, header=True) for cell in block.head)
        columns = len(head) or max(len(row.cells) for row in block.rows)
        return made.Tabular(
            line=block.line,
            label=self.words.table.format(block.number) if block.number else "",
            title=read_inline(block.title),
            grid=made.Grid(head, tuple(_row(row, columns) for row in block.rows)),
            notes=tuple(read_inline(note) for note in block.notes),
            anchor=self._place(block.anchor),
        )

    def _box(self, box: Box) -> Iterator[made.Piece]:
        if box.kind == "questions":
            for entry in _entries(box):
                yield made.Head(line=entry.line, inline=read_inline(entry.term), level=2)
                yield from self.read(entry.blocks)
            return
        if box.kind in ("diary", "glossary"):
            terms = tuple(made.Term(read_inline(one.term), self._inside(one.blocks)) for one in _entries(box))
            pieces: made.Pieces = (made.Terms(line=box.line, terms=terms),)
        else:
            pieces = self._inside(box.blocks)
        if box is labelled_note(self.article):
            pieces += (made.Prose(inline=_inline(self.article.meta.label, self.article)),)
        yield made.Panel(
            line=box.line,
            kind=box.kind,
            kicker=box.kicker,
            title=read_inline(box.title),
            pieces=pieces,
            anchor=self._place(box.anchor),
        )


def _entries(box: Box) -> Iterator[Entry]:
    return (block for block in box.blocks if isinstance(block, Entry))


def _row(row: Row, columns: int) -> tuple[made.Cell, ...]:
    """A row of as many columns as the table has: the head of a group is one cell across all of them."""
    if row.kind == "group":
        (first, *_) = row.cells
        return (made.Cell(read_inline(first.html), header=True, span=columns),)
    return tuple(_cell(cell, header=cell.header) for cell in row.cells)


def _cell(cell: BlockCell, *, header: bool) -> made.Cell:
    return made.Cell(read_inline(cell.html), header=header, numeric=cell.numeric)
