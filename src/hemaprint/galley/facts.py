# SPDX-License-Identifier: MIT
"""Say in lines what front matter tells in figures: the dates of a life, the data of a book, keywords."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel.dates import format_skeleton

from hemaprint.content.facts import Book
from hemaprint.content.markdown import finish_text
from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, Styled, Text, between, joined, plain
from hemaprint.content.units import Unit
from hemaprint.galley.setting import words_of
from hemaprint.project.languages import locale_of

_SKELETONS = ("y", "yMMMM", "yMMMMd")
"""How a year, a month and a day are written."""


def life_of(article: Article) -> tuple[Copy, ...]:
    """The lines on birth and death, those that are known."""
    life, words = article.meta.life, words_of(article.language)
    if life is None:
        return ()
    told = ((words.born, life.born, life.born_in), (words.died, life.died, life.died_in))
    return tuple(
        plain(finish_text(pattern.format(_listed([_day(day, article.language), place])), article.language))
        for pattern, day, place in told
        if day or place
    )


def data_of(book: Book, article: Article) -> Copy:
    """Publisher, year, extent, price and ISBN of a book, in one line."""
    words, language = words_of(article.language), article.language
    imprint = _listed([book.publisher, str(book.year or "")])
    extent = words.page_count.format(book.pages) if book.pages else ""
    said = [plain(finish_text(part.removesuffix("."), language)) for part in (imprint, extent, book.price) if part]
    if book.isbn:
        said.append(joined((Text("ISBN\u00a0"), Styled("lining", plain(book.isbn)))))
    return between(". ", said)


def keywords_of(article: Article) -> Copy:
    """The line of keywords below an abstract; nothing where there is no abstract."""
    meta = article.meta
    if not (meta.abstract and meta.keywords):
        return ()
    listed = "; ".join(finish_text(keyword, article.language) for keyword in meta.keywords)
    return plain(words_of(article.language).keywords.format(listed))


def fact_units(article: Article) -> Iterator[Unit]:
    """These lines as what must be printed, each at its place in front matter."""
    front = article.front
    for line in life_of(article):
        yield Unit(front.at("life"), "meta.life", line)
    for index, book in enumerate(article.meta.books):
        yield Unit(front.at("books", index), "meta.books", data_of(book, article))
    if line := keywords_of(article):
        yield Unit(front.at("keywords"), "meta.keywords", line)


def _day(text: str, language: str) -> str:
    """A year, a month or a day as the language writes it."""
    if not text:
        return ""
    parts = [int(part) for part in text.split("-")]
    day = date(*[*parts, 1, 1][:3])
    return format_skeleton(_SKELETONS[len(parts) - 1], day, locale=locale_of(language))


def _listed(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)
