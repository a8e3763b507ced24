# SPDX-License-Identifier: MIT
"""Make the boxes ready for export that front matter puts after an article: contributors, continuing education."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.cme import Cme, CmeQuestion
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article, Contributor
from hemaprint.content.spans import Copy, Link, Styled, between, filled, plain
from hemaprint.export import pieces as made
from hemaprint.galley.credit import valid_until
from hemaprint.galley.people import presented_in
from hemaprint.galley.setting import words_of
from hemaprint.project.text import printed_address

LETTERS = "ABCDEFGH"


def afterword_of(article: Article) -> made.Pieces:
    """The boxes in the order of the pages."""
    return (*_contributors(article), *_education(article))


def _inline(text: str, article: Article) -> Copy:
    return read_inline(text, language=article.language)


def _contributors(article: Article) -> Iterator[made.Panel]:
    people = presented_in(article)
    if people:
        parts = tuple(part for person in people for part in _person(person, article))
        title = plain(words_of(article.language).contributors)
        yield made.Panel(kind="contributors", kicker="", title=title, pieces=parts)


def _person(person: Contributor, article: Article) -> Iterator[made.Piece]:
    name = Styled("strong", plain(finish_text(person.name, article.language)))
    if person.portrait:
        alt = finish_text(" ".join(person.alt.split()), article.language)
        yield made.Picture(source=article.path.parents[1] / person.portrait, legend=made.Legend("", alt, (), ()))
    yield made.Prose(copy=between(" ", ((name,), _inline(person.about, article))))


def _education(article: Article) -> Iterator[made.Panel]:
    cme = article.meta.cme
    if cme is None:
        return
    words = words_of(article.language)
    credit = between(". ", (_inline(cme.credit, article), plain(valid_until(article)), _inline(cme.provider, article)))
    objectives = tuple((made.Prose(copy=_inline(text, article)),) for text in cme.objectives)
    parts: list[made.Piece] = [
        made.Prose(copy=credit),
        made.Head(copy=plain(words.objectives), level=3),
        made.Items(items=objectives, ordered=False),
        made.Head(copy=plain(words.questions), level=3),
        made.Items(items=tuple(_question(one, article) for one in cme.questions), ordered=True),
    ]
    if cme.url:
        link = (Link(cme.url, plain(printed_address(cme.url))),)
        parts.append(made.Prose(copy=filled(words.answer_at, link)))
    if answers := tuple(_answers(cme, article)):
        parts += [made.Head(copy=plain(words.answers), level=3), *answers]
    yield made.Panel(kind="cme", kicker="", title=_inline(cme.title, article), pieces=tuple(parts))


def _question(question: CmeQuestion, article: Article) -> made.Pieces:
    options = (
        made.Prose(copy=between(" ", (plain(f"{letter}."), _inline(option, article))))
        for letter, option in zip(LETTERS, question.options, strict=False)
    )
    return (made.Prose(copy=_inline(question.question, article)), *options)


def _answers(cme: Cme, article: Article) -> Iterator[made.Prose]:
    for number, question in enumerate(cme.questions, start=1):
        if question.answer is not None:
            told = plain(f"{number}\u00a0{LETTERS[question.answer - 1]}")
            yield made.Prose(copy=between(" ", (told, _inline(question.explanation, article))))
