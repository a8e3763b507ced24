# SPDX-License-Identifier: MIT
"""Make an article ready for export: blocks as pieces, charts as tables, pictures small enough to be mailed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import assert_never

from PIL import Image, ImageCms, ImageOps

from hemaprint.charts import summary
from hemaprint.content import blocks, spans
from hemaprint.content.crossword import BLACK
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, Leaf, Text, filled, mapped, plain
from hemaprint.export import pieces as made
from hemaprint.export.afterword import afterword_of
from hemaprint.export.pieces import Cell, Grid
from hemaprint.export.preface import preface_of
from hemaprint.galley.people import credits_of, declarations_of, labelled_note
from hemaprint.galley.setting import Words, words_of

CENSORED = "+"
"""Marks the survival at a time when the follow-up of a patient ended (as usual in life tables)."""


def chart_grid(spec: blocks.ChartSpec) -> Grid:
    """A row for each category, or for each time of a survival curve; a column for each series."""
    rows = tuple(_curve_rows(spec) if spec.kind == "km" else _rows(spec))
    names = [_named(series.name, spec.unit) for series in spec.series]
    if spec.kind == "km" and any(spec.at_risk):
        names += [f"{series.name} (n)" for series in spec.series]
    first = spec.x_label if spec.kind in ("km", "line") else ""
    return Grid((_head(first), *(_head(name) for name in names)), rows)


def _named(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit and unit not in name else name


def _head(text: str) -> Cell:
    return Cell(plain(text), header=True)


def _rows(spec: blocks.ChartSpec) -> Iterator[tuple[Cell, ...]]:
    for index, category in enumerate(spec.categories):
        note = spec.notes[index] if index < len(spec.notes) else ""
        name = Cell(plain(f"{category} ({note})" if note else category), header=True)
        yield (name, *(_number(series.values[index]) for series in spec.series))


def _curve_rows(spec: blocks.ChartSpec) -> Iterator[tuple[Cell, ...]]:
    """At each time what each series has there; a series without a step at that time has an empty cell."""
    for time in sorted({time for times in spec.times for time in times}):
        places = [times.index(time) if time in times else None for times in spec.times]
        cells = [_survival(spec, series, place) for series, place in enumerate(places)]
        if any(spec.at_risk):
            cells += [_at_risk(spec, series, place) for series, place in enumerate(places)]
        yield (Cell(plain(f"{time:g}"), header=True), *cells)


def _survival(spec: blocks.ChartSpec, series: int, place: int | None) -> Cell:
    if place is None:
        return _number(None)
    ended = series < len(spec.censored) and spec.censored[series][place]
    return _number(spec.series[series].values[place], CENSORED if ended else "")


def _at_risk(spec: blocks.ChartSpec, series: int, place: int | None) -> Cell:
    known = place is not None and series < len(spec.at_risk) and spec.at_risk[series]
    return _number(spec.at_risk[series][place] if known and place is not None else None)


def _number(value: float | None, mark: str = "") -> Cell:
    return Cell(plain("" if value is None else f"{value:.10g}{mark}"), numeric=True)


# ---------------------------------------------------------------- pictures

LARGEST = 1600
"""The longer side in px: a full page of A4 at about 140 px to the inch, enough to judge a picture by."""
QUALITY = 85
_COLORS = 256
"""A picture of no more colours is drawn, not photographed: PNG is smaller and keeps its edges."""
_JPEG_NAMES = (b"JFIF", b"Exif")
"""What python-docx 1.2 knows a JPEG by; others are encoded again."""
_PASSED = {"JPEG": "image/jpeg", "PNG": "image/png"}


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture as it is put into a file: its bytes, ``image/...``, and its size in px (0 for a drawing)."""

    data: bytes
    media_type: str
    width: int = 0
    height: int = 0


def reduced(path: Path) -> Reduced:
    """The picture at ``path``: drawings and small pictures as they are, others as JPEG or PNG of at most LARGEST px."""
    data = path.read_bytes()
    if path.suffix.lower() == ".svg":
        return Reduced(data, "image/svg+xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warning about size: the content room has measured it
        with Image.open(BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened)
            passes = opened.format in _PASSED and upright.size == opened.size and opened.mode != "CMYK"
            if passes and max(opened.size) <= LARGEST and (opened.format == "PNG" or data[6:10] in _JPEG_NAMES):
                return Reduced(data, _PASSED[str(opened.format)], *opened.size)
            return _encoded(upright)


def _encoded(image: Image.Image) -> Reduced:
    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        image, profile = _from_inks(image, profile), None
    transparent = "A" in image.mode or "transparency" in image.info
    picture = image.convert("RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB")
    drawn = transparent or picture.getcolors(_COLORS) is not None
    picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    file = BytesIO()
    if drawn:
        picture.save(file, "PNG", optimize=True, icc_profile=profile)
    else:
        picture.save(file, "JPEG", quality=QUALITY, optimize=True, icc_profile=profile)
    return Reduced(file.getvalue(), "image/png" if drawn else "image/jpeg", *picture.size)


def _from_inks(image: Image.Image, profile: bytes | None) -> Image.Image:
    """CMYK as sRGB: by the profile in the file, or roughly where it has none that can be used."""
    try:
        inks = ImageCms.ImageCmsProfile(BytesIO(profile or b""))
        converted = ImageCms.profileToProfile(image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
    return converted or image.convert("RGB")


# ---------------------------------------------------------------- the article


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
        preface=preface_of(article),
        pieces=pieces_of(article),
        afterword=afterword_of(article),
        declarations=tuple(line for _, line in declarations),
        funding=_inline(meta.funding, article),
        correspondence=_inline(meta.correspondence, article),
        consent=_inline(meta.consent, article),
        disclosures=tuple(line for kind, line in declarations if kind == "disclosure"),
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

    def read(self, body: Iterable[blocks.Block]) -> made.Pieces:
        return tuple(piece for block in body for piece in self._pieces(block))

    def _pieces(self, block: blocks.Block) -> Iterable[made.Piece]:  # noqa: C901 (a case for each kind)
        line = block.line
        match block:
            case blocks.Paragraph():
                return [made.Prose(line=line, copy=block.copy)]
            case blocks.List():
                items = tuple(map(self.read, block.items))
                ordered = bool(block.delimiter)
                delimiter = block.delimiter or "."
                return [made.Items(line=line, items=items, ordered=ordered, start=block.start, delimiter=delimiter)]
            case blocks.Definitions():
                return [self._terms(line, block.entries)]
            case blocks.Quotation():
                return [made.Quotation(line=line, pieces=self.read(block.blocks))]
            case blocks.Equation():
                label, place = f"({block.number})" if block.number else "", self._place(block.anchor)
                return [made.Equation(line=line, formula=block.formula, label=label, anchor=place)]
            case blocks.CodeBlock():
                return [made.Listing(line=line, text=block.text, language=block.language)]
            case blocks.Crosshead():
                place = self._place(block.anchor)
                return [made.Head(line=line, copy=block.copy, level=block.level, anchor=place)]
            case blocks.Turn():
                asks = block.role == "question"
                return [made.Speech(line=line, speaker=block.speaker, asks=asks, pieces=self.read(block.blocks))]
            case blocks.PullQuote():
                quoted = made.Prose(line=line, copy=block.copy)
                quotation = made.Quotation(line=line, pieces=(quoted,), source=block.attribution)
                return [] if block.repeated else [quotation]
            case blocks.NewsItem():
                place, pieces = self._place(block.anchor), self.read(block.blocks)
                return [made.Item(line=line, tag=block.tag, title=block.title, pieces=pieces, anchor=place)]
            case blocks.Figure():
                legend, place = self._legend(block), self._place(block.anchor)
                return [made.Picture(line=line, source=block.source, legend=legend, anchor=place)]
            case blocks.Gallery():
                return self.read(block.figures)
            case blocks.Chart():
                grid, legend, place = chart_grid(block.spec), self._legend(block), self._place(block.anchor)
                return [made.Diagram(line=line, spec=block.spec, grid=grid, legend=legend, anchor=place)]
            case blocks.Table():
                return [self._table(block)]
            case blocks.Box():
                return self._box(block)
            case blocks.Timeline():
                dates = self._terms(line, block.entries)
                return [self._panel(block, "timeline", (dates,))]
            case blocks.Crossword():
                return self._crossword(block)
            case blocks.Notice():
                return [self._notice(block)]
            case blocks.QrCode():
                link = spans.Link(block.href, plain(block.printed))
                return [made.Prose(line=line, copy=spans.between(" ", (block.caption, (link,))))]
            case _:
                assert_never(block)

    def _place(self, anchor: str) -> str:
        return anchor.removeprefix(f"{self.article.slug}--")

    def _legend(self, block: blocks.Figure | blocks.Chart) -> made.Legend:
        label = self.words.figure.format(block.number) if block.number else ""
        said = summary(block.spec, self.article.language) if isinstance(block, blocks.Chart) else ""
        return made.Legend(label, block.alt or said, block.caption, block.credit)

    def _terms(self, line: int, entries: Iterable[blocks.Entry]) -> made.Terms:
        return made.Terms(line=line, terms=tuple(made.Term(one.term, self.read(one.blocks)) for one in entries))

    def _table(self, block: blocks.Table) -> made.Tabular:
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

    def _box(self, box: blocks.Box) -> Iterator[made.Piece]:
        entries = [block for block in box.blocks if isinstance(block, blocks.Entry)]
        if box.kind == "questions":
            for entry in entries:
                yield made.Head(line=entry.line, copy=entry.term, level=2)
                yield from self.read(entry.blocks)
            return
        if box.kind in ("diary", "glossary", "calendar"):
            pieces: made.Pieces = (self._terms(box.line, entries),)
        else:
            pieces = self.read(block for block in box.blocks if not isinstance(block, blocks.Entry))
        if box is labelled_note(self.article):
            pieces += (made.Prose(copy=_inline(self.article.meta.label, self.article)),)
        yield self._panel(box, box.kind, pieces)

    def _crossword(self, block: blocks.Crossword) -> Iterator[made.Piece]:
        """The grid as a table, with its numbers or its letters and what it shows, and the clues under their heads."""
        words, numbers = self.words, {place: str(number) for number, place in block.grid.numbers().items()}
        squares = tuple(
            tuple(
                made.Cell(plain(_square(block, letter, numbers.get((row, column), ""))))
                for column, letter in enumerate(letters)
            )
            for row, letters in enumerate(block.grid.rows)
        )
        place, solution = self._place(block.anchor), words.solution if block.solved else ""
        title, said = block.title or plain(solution), (plain(block.alt),) if block.alt else ()
        grid = made.Grid((), squares)
        yield made.Tabular(line=block.line, label="", title=title, grid=grid, notes=said, anchor=place)
        for head, entries in ((words.across, block.across), (words.down, block.down)):
            if entries:
                yield made.Head(line=entries[0].line, copy=plain(head), level=2)
                yield self._terms(entries[0].line, entries)

    def _notice(self, notice: blocks.Notice) -> made.Panel:
        """A notice under its label: which article it is about, where that stands, and what is said of it."""
        doi = (spans.Link(f"https://doi.org/{notice.doi}", plain(f"doi:{notice.doi}")),) if notice.doi else ()
        about = made.Prose(line=notice.line, copy=spans.between(". ", (notice.source, doi)))
        return made.Panel(
            line=notice.line,
            kind=notice.kind,
            kicker=getattr(self.words, notice.kind),
            title=notice.title,
            pieces=(about, *self.read(notice.blocks)),
            anchor=self._place(notice.anchor),
        )

    def _panel(self, block: blocks.Box | blocks.Timeline, kind: str, pieces: made.Pieces) -> made.Panel:
        place = self._place(block.anchor)
        return made.Panel(
            line=block.line, kind=kind, kicker=block.kicker, title=block.title, pieces=pieces, anchor=place
        )


def _row(row: blocks.Row, columns: int) -> tuple[made.Cell, ...]:
    """A row of as many columns as the table has: the head of a group is one cell across all of them."""
    if row.kind == "group":
        return (made.Cell(row.cells[0].copy, header=True, span=columns),)
    return tuple(_cell(cell, header=cell.header) for cell in row.cells)


def _square(block: blocks.Crossword, letter: str, number: str) -> str:
    if letter == BLACK:
        return "\u25a0"
    return letter if block.solved else number


def _cell(cell: blocks.Cell, *, header: bool) -> made.Cell:
    return made.Cell(cell.copy, header=header, numeric=cell.numeric)
