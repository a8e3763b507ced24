# SPDX-License-Identifier: MIT
"""Make what front matter tells before the copy ready for export: an abstract, the books of a review, a life."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.facts import Book
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, plain
from hemaprint.export import pieces as made
from hemaprint.galley.facts import data_of, keywords_of, life_of
from hemaprint.galley.setting import words_of

ABSTRACT, BOOK = "abstract", "book"
"""The kinds of the panels."""


def preface_of(article: Article) -> made.Pieces:
    """All of it, in the order of the pages: dates, books, the abstract with its keywords."""
    dates = (made.Prose(copy=line) for line in life_of(article))
    books = (_book(book, article) for book in article.meta.books)
    return (*dates, *books, *_abstract(article))


def _inline(text: str, article: Article) -> Copy:
    return read_inline(text, language=article.language)


def _book(book: Book, article: Article) -> made.Panel:
    """A book: its title, its cover, who wrote it and what it costs."""
    lines = [_inline(book.author, article), data_of(book, article)]
    said = tuple(made.Prose(copy=line) for line in lines if line)
    return made.Panel(kind=BOOK, kicker="", title=_inline(book.title, article), pieces=(*_cover(book, article), *said))


def _cover(book: Book, article: Article) -> Iterator[made.Picture]:
    if book.cover:
        alt = finish_text(" ".join(book.alt.split()), article.language)
        legend = made.Legend("", alt, (), _inline(book.credit, article))
        yield made.Picture(source=article.path.parents[1] / book.cover, legend=legend)


def _abstract(article: Article) -> Iterator[made.Panel]:
    sections = article.meta.abstract
    if not sections:
        return
    title, language = plain(words_of(article.language).abstract), article.language
    parts: list[made.Piece] = []
    for section in sections:
        said = made.Prose(copy=_inline(section.text, article))
        name = plain(finish_text(section.label, language))
        parts.append(made.Terms(terms=(made.Term(name, (said,)),)) if name else said)
    if keywords := keywords_of(article):
        parts.append(made.Prose(copy=keywords))
    yield made.Panel(kind=ABSTRACT, kicker="", title=title, pieces=tuple(parts))
