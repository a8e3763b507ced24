# SPDX-License-Identifier: MIT
"""Write the entries of a reference list in AMA or Vancouver style."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import assert_never

from hemaprint.content.markdown.finish import mark_text
from hemaprint.content.markdown.inline import DISPLAY, InlineWriter
from hemaprint.content.markdown.source import Fragment, Problems
from hemaprint.content.markdown.typography import DOI, NBSP, finish_text
from hemaprint.content.models import PersonName, Reference
from hemaprint.content.spans import (
    Citation,
    Cited,
    Copy,
    Foreign,
    Link,
    Styled,
    Text,
    between,
    characters_of,
    joined,
    plain,
)
from hemaprint.errors import Location
from hemaprint.project.config import NO_ACRONYMS
from hemaprint.project.values import OwnName

LISTED = 6
"""Authors that are all listed; of more, AMA lists three (AMA Manual of Style, 11th edition, 3.7), Vancouver six
(Citing Medicine, 2nd edition, chapter 1)."""

KEPT_WHOLE = 28
"""Letters of the longest year, volume and pages that are not parted at the end of a line."""

SHORTENED_TO: Mapping[OwnName, int] = {"ama": 3, "vancouver": LISTED}

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DOI = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/|doi:\s?)({DOI})", re.IGNORECASE)
_NOWHERE = Location(Path())
_CJK = re.compile("[\u2e80-\u9fff]")


def _linked(doi: re.Match[str]) -> str:
    address = doi[1].replace("<", "%3C").replace(">", "%3E")
    return f"[{doi[0]}](<https://doi.org/{address}>)"


def format_reference(reference: Reference, style: OwnName, language: str) -> Copy:
    """An entry of the list without its number."""
    return _Entry(reference, style, language).copy()


@dataclass(frozen=True, slots=True)
class OwnStyle:
    """AMA, with raised numbers, or Vancouver, with numbers in parentheses."""

    name: OwnName
    language: str
    is_numbered = True

    def citation(self, slug: str, cited: tuple[Cited, ...]) -> Citation:
        """Numbers, raised or in parentheses."""
        match self.name:
            case "ama":
                return Citation(slug, cited, raised=True)
            case "vancouver":
                return Citation(slug, cited, raised=False, before="(", after=")")
            case _:
                assert_never(self.name)

    def label(self, _reference: Reference, _locator: str, /) -> str:
        """Nothing: both have numbers."""
        return ""

    def entry(self, reference: Reference) -> Copy:
        """An entry of the list without its number."""
        return format_reference(reference, self.name, self.language)

    def ordered(self, references: Sequence[Reference]) -> Sequence[Reference]:
        """The order of citation."""
        return references


class _Entry:
    """One reference being written."""

    def __init__(self, reference: Reference, style: OwnName, language: str) -> None:
        self.reference = reference
        self.style = style
        self.language = language

    def copy(self) -> Copy:
        if self.reference.raw:
            return self._raw()
        return between(" ", [_stopped(self._authors()), *self._source(), self._identifiers()])

    def _inline(self, text: str, language: str = "") -> Copy:
        """Markdown in a title (a species in italics); HTML and the like stay as they are written."""
        writer = InlineWriter(language or self.language, NO_ACRONYMS, Problems())
        copy = writer.write(Fragment.at(" ".join(text.split()), _NOWHERE), DISPLAY)
        return (Foreign(language, copy),) if copy and language else copy

    def _raw(self) -> Copy:
        copy = self._inline(self.reference.raw)
        if not self.reference.doi and not _has_link(copy):
            linked = _DOI.sub(_linked, self.reference.raw)
            copy = self._inline(linked)
        has_doi = self.reference.doi and self.reference.doi in self.reference.raw
        identifiers = self._identifiers(with_doi=not has_doi, with_url=False)
        return between(" ", [_stopped(copy) if identifiers else copy, identifiers])

    # ------------------------------------------------------------ authors

    def _authors(self) -> Copy:
        names = [_name(author, self.language) for author in self.reference.author]
        if not names:
            return ()
        is_long = len(names) > LISTED or self.reference.et_al
        if is_long:
            names = names[: SHORTENED_TO[self.style]]
        return between(", ", [*names, plain("et al" * is_long)])

    # ------------------------------------------------------------ where it was published

    def _source(self) -> list[Copy]:
        reference = self.reference
        title = self._inline(reference.title, reference.language)
        container = self._inline(reference.container_title)
        match reference.type:
            case "article-journal":
                return [_stopped(title), _in_italics(_unstopped(container), "."), self._issue()]
            case "book" | "report":
                return [_stopped(_in_italics(title)), self._imprint()]
            case "chapter" | "paper-conference":
                inside = (Text("In: "), *_in_italics(container, ".")) if container else ()
                return [_stopped(title), inside, self._imprint()]
            case "webpage":
                site = _stopped(container or self._inline(reference.publisher))
                published = plain(f"Published {self._date(reference.issued)}." if reference.issued else "")
                return [_stopped(title), site, published, self._accessed()]

    def _issue(self) -> Copy:
        """Year;volume(issue):pages, or the date of a paper that has no volume yet."""
        reference = self.reference
        year, pages = reference.issued[:4], f":{self._pages()}" if reference.page else ""
        if reference.volume:
            number = f"({reference.issue})" if reference.issue else ""
            place = f"{year};{reference.volume}{number}{pages}."
            return (Styled("together", plain(place)),) if len(place) <= KEPT_WHOLE else plain(place)
        if len(reference.issued) > 4 and not pages:
            return plain(f"Published online {self._date(reference.issued)}.")
        return _stopped(plain(year + pages))

    def _imprint(self) -> Copy:
        """Publisher; year:pages."""
        reference = self.reference
        imprint = between("; ", [_unstopped(self._inline(reference.publisher)), plain(reference.issued[:4])])
        pages = plain(f":{self._pages()}" if reference.page else "")
        return _stopped(joined((*imprint, *pages)))

    def _pages(self) -> str:
        return re.sub(r"(?<=\w)\s*[-–]\s*(?=\w)", "–", self.reference.page)

    def _accessed(self) -> Copy:
        accessed = self.reference.accessed
        return plain(f"Accessed {self._date(accessed)}." if accessed else "")

    def _date(self, text: str) -> str:
        """2024-10 as October 2024 and 2024-10-03 as October 3, 2024 in English; as written in other languages."""
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
        if match is None or not match[2] or not self.language.lower().startswith("en"):
            return text
        try:
            day = date(int(match[1]), int(match[2]), int(match[3] or 1))
        except ValueError:
            return text
        month = MONTHS[day.month - 1]
        return f"{month}{NBSP}{day.day}, {day.year}" if match[3] else f"{month} {day.year}"

    # ------------------------------------------------------------ identifiers

    def _identifiers(self, *, with_doi: bool = True, with_url: bool = True) -> Copy:
        """DOI or address, which have no full stop at the end of an entry lest it is copied with them, and PMID."""
        reference = self.reference
        parts: list[Copy] = []
        if reference.doi and with_doi:
            parts.append(_link(f"https://doi.org/{reference.doi}", f"doi:{reference.doi}"))
        if reference.pmid:
            number = _link(f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/", f"PMID{NBSP}{reference.pmid}")
            parts = [*map(_stopped, parts), _stopped(number)]
        if reference.url and not reference.doi and with_url:
            parts.append(_link(reference.url, reference.url))
        return between(" ", parts)


def _link(address: str, text: str) -> Copy:
    return (Link(address, (Text(text, breaks=True),)),)


def _has_link(copy: Copy) -> bool:
    return any(isinstance(span, Link) or (isinstance(span, Styled | Foreign) and _has_link(span.copy)) for span in copy)


def _in_italics(copy: Copy, end: str = "") -> Copy:
    return (Styled("italic", copy), *plain(end)) if copy else ()


def _stopped(copy: Copy) -> Copy:
    """With a full stop at the end, unless there is one or a question mark."""
    text = characters_of(copy).rstrip("”’\"'")
    return copy if not text or text[-1] in ".?!" else joined((*copy, Text(".")))


def _unstopped(copy: Copy) -> Copy:
    """Without the full stops at the end."""
    last = copy[-1] if copy else None
    return joined((*copy[:-1], replace(last, text=last.text.rstrip(".")))) if isinstance(last, Text) else copy


def _name(name: PersonName, language: str) -> Copy:
    """Pan J; a name in Chinese characters, family name first, is not shortened."""
    if name.literal:
        return mark_text(finish_text(name.literal, language), language)
    if _CJK.search(name.family + name.given):
        return mark_text(name.family + name.given, language)
    family = finish_text(name.family, language)
    parts = re.findall(r"[^\W\d_]+", name.given)
    initials = (
        name.given if name.given.isupper() and len(name.given) <= 3 else "".join(part[0].upper() for part in parts)
    )
    return plain(f"{family}{NBSP}{initials}" if initials else family)
