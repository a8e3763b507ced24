# SPDX-License-Identifier: MIT
"""Say who made an article: the byline, credentials and affiliations, funding and interests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from babel.lists import format_list

from hemaprint.content.blocks import Block, Box
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article, Contributor
from hemaprint.content.spans import Copy, Foreign, Styled, Text, between, filled, joined, plain, text_of
from hemaprint.galley.setting import words_of
from hemaprint.project.languages import locale_of


@dataclass(frozen=True, slots=True)
class Credits:
    """The line of names ("" where there is none), and the lines of credentials and affiliations below it."""

    byline: Copy
    lines: tuple[Copy, ...]


def credits_of(article: Article, elsewhere: Collection[Contributor] = ()) -> Credits:
    """The credits of an article, without the people who are shown ``elsewhere``, such as on a plate.

    A byline by the editor replaces the authors' names; what it does not say of them is printed below it.
    """
    teller, meta = _Teller(article), article.meta
    people = [person for person in meta.contributors if person not in elsewhere]
    authors = [person for person in people if person.role == "author"]
    byline = teller.inline(meta.byline) if meta.byline else teller.byline(authors)
    asking = {speaker.name for speaker in meta.speakers.values()}
    interviewers = [person for person in people if person.role == "interviewer"]
    unnamed = [teller.described(person) for person in interviewers if person.name not in asking]
    lines = [*teller.facts(authors, text_of(byline))]
    lines += [teller.described(person) for person in people if person.role == "interviewee"]
    if unnamed:
        lines.append(filled(words_of(article.language).interview, teller.joined(unnamed)))
    lines += teller.facts([person for person in interviewers if person.name in asking], " ".join(asking))
    return Credits(byline, tuple(lines))


def labelled_note(article: Article) -> Block | None:
    """The editor's note that carries the article's label; without one the label goes under the byline."""
    notes = (block for block in article.body if isinstance(block, Box) and block.kind == "note")
    return next(notes, None) if article.meta.label else None


Kind = Literal["funding", "correspondence", "consent", "disclosure"]


def presented_in(article: Article) -> tuple[Contributor, ...]:
    """The people of whom the box after the text tells something, or shows a portrait."""
    return tuple(person for person in article.meta.contributors if person.about or person.portrait)


def declarations_of(article: Article) -> tuple[tuple[Kind, Copy], ...]:
    """The lines after the text, by kind: who paid, where to write, what a patient agreed to, everyone's interests."""
    teller, meta, words = _Teller(article), article.meta, words_of(article.language)
    said: list[tuple[Kind, str, str]] = [
        ("funding", words.funding, meta.funding),
        ("correspondence", words.correspondence, meta.correspondence),
        ("consent", words.consent, meta.consent),
    ]
    lines = [(kind, filled(pattern, teller.inline(text))) for kind, pattern, text in said if text]
    lines += [
        ("disclosure", joined((Text(f"{person.name}: "), *teller.inline(person.disclosure))))
        for person in meta.contributors
        if person.disclosure
    ]
    return tuple(lines)


class _Teller:
    """Says who people are, in the language of an article."""

    def __init__(self, article: Article) -> None:
        self.language = article.language
        self.words = words_of(article.language)

    def inline(self, text: str) -> Copy:
        return read_inline(text, language=self.language, acronyms=False)

    def joined(self, names: Sequence[Copy]) -> Copy:
        """Names as a list in the language, such as "A, B and C"."""
        places = [chr(_PRIVATE + index) for index in range(len(names))]
        listed = format_list(places, locale=locale_of(self.language))
        parts = re.split(r"([\ue000-\uf8ff])", listed)
        return joined(
            span for part in parts for span in (names[ord(part) - _PRIVATE] if part in places else (Text(part),))
        )

    def byline(self, people: Sequence[Contributor]) -> Copy:
        """The line of names with their credentials."""
        names = [_listed([self.named(person, marked=True), self.inline(person.credentials)]) for person in people]
        return filled(self.words.byline, self.joined(names)) if names else ()

    def named(self, person: Contributor, *, marked: bool = False) -> Copy:
        """A name, and the same in its own script."""
        name = plain(finish_text(person.name, self.language))
        return between(" ", [(Styled("person", name),) if marked else name, _native(person)])

    def described(self, person: Contributor) -> Copy:
        """A person by name, with credentials and affiliation."""
        name = self.named(person, marked=True)
        return _listed([name, self.inline(person.credentials), self.inline(person.affiliation)])

    def facts(self, people: Sequence[Contributor], said: str) -> Iterator[Copy]:
        """What ``said`` does not say of people: their credentials and affiliations, one line an affiliation."""
        members: dict[Copy, list[Copy]] = {}
        for person in people:
            credentials, affiliation = (
                () if _says(said, text_of(fact)) else fact
                for fact in (self.inline(person.credentials), self.inline(person.affiliation))
            )
            native = () if _says(said, person.native) else _native(person)
            if not (credentials or affiliation or native):
                continue
            alone = len(people) == 1 and _says(said, person.name)
            name = native if alone else self.named(person)
            members.setdefault(affiliation, []).append(_listed([name, credentials]))
        for affiliation, names in members.items():
            yield _listed([self.joined([name for name in names if name]), affiliation])


_PRIVATE = 0xE000
"""The first character of Unicode's private use area: what keeps a name's place in a list."""


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _native(person: Contributor) -> Copy:
    return (Foreign(person.native_language, (Text(person.native),), native=True),) if person.native else ()


def _listed(parts: Sequence[Copy]) -> Copy:
    return between(", ", parts)
