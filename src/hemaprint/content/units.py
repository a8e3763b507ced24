# SPDX-License-Identifier: MIT
"""List the units of copy of an article and of an issue: every text and picture that must be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, get_type_hints

from hemaprint.content.blocks import Block, Cell, Chart, Entry, Row, Turn
from hemaprint.content.markdown import finish_text, read_headline, read_inline, render_blocks
from hemaprint.content.models import Advertisement, Article, Issue
from hemaprint.content.readings import PRINTED, EditorText, Reading, editor_texts, reading_of
from hemaprint.content.spans import Copy, LineBreak, Span, plain
from hemaprint.errors import Location
from hemaprint.project.config import NO_ACRONYMS
from hemaprint.project.text import Located, Step

Way: TypeAlias = tuple[tuple[Block | Entry, str], ...]
"""The blocks from the outermost to the one that holds a text, each with the field that leads to the next."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text, or a picture: its file, or None for one that is drawn.

    ``name`` is what a layout calls it, such as ``meta.sponsor``. For a text of the body, ``path`` is the way to it.
    """

    location: Location
    name: str
    copy: Copy = ()
    is_picture: bool = False
    picture: str | Path | None = None
    path: Way = ()


# ---------------------------------------------------------------- the body


def block_units(block: Block | Entry, source: Path, above: Way = ()) -> Iterator[Unit]:
    """Everything in a block, and in the blocks inside it, that must be printed, in order."""
    kind: Any = type(block)
    for key, reading in readings_of_block(kind).items():
        if isinstance(block, Turn) and block.role == "answer" and key == "speaker":
            continue  # only some answers are labelled, with a short name
        way = (*above, (block, key))
        yield from _units(getattr(block, key), reading, source, way)


def copies_of(block: Block | Entry) -> Iterator[Copy]:
    """Every text in a block, and in the blocks inside it, in order."""
    return (unit.copy for unit in block_units(block, Path()) if not unit.is_picture)


def _units(value: Any, reading: Reading | None, source: Path, way: Way) -> Iterator[Unit]:
    block, key = way[-1]
    name = f"block.{key}"
    match value:
        case _ if isinstance(value, Block | Entry):
            yield from block_units(value, source, way)
        case Row():
            yield from _units(value.cells, None, source, way)
        case Cell():
            yield from _units(value.copy, None, source, way)
        case (first, *_) if isinstance(first, Span):
            yield Unit(_at(source, block), name, value, path=way)
        case tuple():
            for inner in value:
                yield from _units(inner, reading, source, way)
        case _ if reading is Reading.PICTURE:
            picture = value if isinstance(value, Path) else None
            yield Unit(_at(source, block), name, is_picture=True, picture=picture, path=way)
        case str() if reading in PRINTED:
            yield Unit(_at(source, block), name, plain(value), path=way)


def _at(source: Path, block: Block | Entry) -> Location:
    return Location(source, block.line, 1 if block.line else 0)


@cache
def readings_of_block(block: Any) -> dict[str, Reading | None]:
    """How each field of a kind of block is read; raises TypeError for a text that does not say."""
    hints = get_type_hints(block, include_extras=True)
    return {one.name: reading_of(hints[one.name], f"{block.__name__}.{one.name}") for one in fields(block)}


def charts_of(article: Article) -> Iterator[Chart]:
    """The charts of an article, in turns, items and boxes as well, in order."""
    for block in article.body:
        for unit in block_units(block, article.path):
            holder, _ = unit.path[-1]
            if isinstance(holder, Chart) and unit.is_picture:
                yield holder


# ---------------------------------------------------------------- front matter and issue.yaml


def front_units(article: Article) -> Iterator[Unit]:
    """What an article's front matter says to its readers, except what other pages print."""
    meta = article.meta
    speakers = {speaker.name for speaker in meta.speakers.values()}
    for piece in editor_texts(meta):
        if piece.steps[0] == "contributors" and piece.steps[-1] == "name":
            person = meta.contributors[int(piece.steps[1])]
            is_author = person.role == "author"
            if (is_author and meta.byline) or (person.role == "interviewer" and person.name in speakers):
                continue  # the byline takes the place of names, and who asks is named before each question
        if piece.reading in PRINTED:
            yield _unit(piece, article.front, article.language, "meta")


def running_units(article: Article) -> Iterator[Unit]:
    """The short title that the editor gave for the running head, unless that says who paid."""
    if article.meta.running and not article.meta.sponsor:
        yield Unit(article.front.at("running"), "meta.running", plain(article.running_title))


def contents_units(issue: Issue) -> Iterator[Unit]:
    """What the contents page says of each article: its headline, and its summary where it has one."""
    for article in issue.articles.values():
        yield Unit(article.front.at("headline"), "entry.title", article.headline.copy)
        key = "contents" if article.meta.contents else "standfirst"
        if summary := article.meta.contents or article.meta.standfirst:
            yield Unit(article.front.at(key), "entry.text", read_inline(summary, language=article.language))


def page_units(issue: Issue, page: str, language: str) -> Iterator[Unit]:
    """What ``issue.yaml`` says on a page that the magazine makes itself: cover, contents, masthead, colophon, back."""
    for piece in editor_texts(issue.manifest):
        on_page = piece.steps[0] == page or (page == "cover" and piece.steps == ("title",))
        if on_page and piece.reading in PRINTED:
            yield _unit(piece, issue.located, language, "manifest")


def advertisement_units(issue: Issue, ad: Advertisement, language: str) -> Iterator[Unit]:
    """What an advertisement says; who pays is printed under copy."""
    index = issue.manifest.advertisements.index(ad)
    for piece in editor_texts(ad):
        if piece.reading in PRINTED and (piece.steps != ("advertiser",) or ad.headline or ad.text):
            unit = _unit(piece, issue.located, language, "ad", ("advertisements", index))
            yield unit


def reference_units(article: Article) -> Iterator[Unit]:
    """The list of references as it is printed; each is located at its entry in front matter."""
    places = {reference.id: index for index, reference in enumerate(article.meta.references)}
    for entry in article.references:
        yield Unit(article.front.at("references", places[entry.key]), "article.references", entry.copy)


def _unit(piece: EditorText, located: Located, language: str, owner: str, above: tuple[Step, ...] = ()) -> Unit:
    location = located.at(*above, *piece.steps)
    name = ".".join([owner, *(str(step) for step in piece.steps if isinstance(step, str))])
    if piece.reading is Reading.PICTURE:
        return Unit(location, name, is_picture=True, picture=piece.text)
    return Unit(location, name, finished(piece, language, located.path))


def finished(piece: EditorText, language: str, path: Path) -> Copy:
    """A text of front matter or ``issue.yaml`` as copy, its paragraphs in lines."""
    match piece.reading:
        case Reading.PLAIN:
            return plain(finish_text(piece.text, language))
        case Reading.PARAGRAPHS:
            blocks = render_blocks(piece.text, language=language, listed=NO_ACRONYMS, path=path, first_line=1)
            texts = (unit.copy for block in blocks for unit in block_units(block, path))
            return tuple(span for text in texts for span in (*text, LineBreak()))
        case Reading.HEADLINE:
            return read_headline(piece.text, language).copy
        case _:
            return read_inline(piece.text, language=language)
