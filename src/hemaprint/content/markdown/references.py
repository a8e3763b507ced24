"""References -> entries of a list in AMA or Vancouver style."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from pathlib import Path

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.finish import mark_text
from hemaprint.content.markdown.inline import DISPLAY, InlineWriter
from hemaprint.content.markdown.marking import breakable
from hemaprint.content.markdown.positions import Fragment
from hemaprint.content.markdown.typography import NBSP, finish_text
from hemaprint.content.models import CitationStyle, PersonName, Reference
from hemaprint.errors import Location

LISTED = 6
"""Authors that are all listed; of more, AMA lists three (AMA Manual of Style, 11th edition, 3.7), Vancouver six
(Citing Medicine, 2nd edition, chapter 1)."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s?)(10\.\d{4,9}/[^\s<>]*[^\s<>.,;)\]])", re.IGNORECASE)
_NOWHERE = Location(Path())
_CJK = re.compile("[\u2e80-\u9fff]")


def format_reference(reference: Reference, style: CitationStyle, language: str) -> str:
    """The HTML of an entry without its number."""
    return _Entry(reference, style, language).html()


class _Entry:
    """One reference being written."""

    def __init__(self, reference: Reference, style: CitationStyle, language: str) -> None:
        self.reference = reference
        self.style = style
        self.language = language

    def html(self) -> str:
        if self.reference.raw:
            return self._raw()
        parts = [_stopped(self._authors()), *self._source(), self._identifiers()]
        return " ".join(part for part in parts if part)

    def _inline(self, text: str) -> str:
        """Markdown in a title (a species in italics); HTML and the like stay as they are written."""
        writer = InlineWriter(self.language, frozenset(), Problems())
        return writer.write(Fragment.at(" ".join(text.split()), _NOWHERE), DISPLAY).html

    def _raw(self) -> str:
        html = self._inline(self.reference.raw)
        if not self.reference.doi and "<a " not in html:
            linked = _DOI.sub(lambda match: f"[{match[0]}](<https://doi.org/{match[1]}>)", self.reference.raw)
            html = self._inline(linked)
        has_doi = self.reference.doi and self.reference.doi in self.reference.raw
        identifiers = self._identifiers(with_doi=not has_doi, with_url=False)
        return f"{html} {identifiers}".strip()

    # ------------------------------------------------------------ authors

    def _authors(self) -> str:
        names = [_name(author, self.language) for author in self.reference.author]
        if not names:
            return ""
        is_long = len(names) > LISTED or self.reference.et_al
        if is_long:
            names = names[: 3 if self.style == "ama" else LISTED]
        return ", ".join(names) + (", et al" if is_long else "")

    # ------------------------------------------------------------ where it was published

    def _source(self) -> list[str]:
        reference = self.reference
        title = self._inline(reference.title)
        container = self._inline(reference.container_title)
        match reference.type:
            case "article-journal":
                journal = f"<i>{container.rstrip('.')}</i>." if container else ""
                return [_stopped(title), journal, self._issue()]
            case "book" | "report":
                return [_stopped(f"<i>{title}</i>" if title else ""), self._imprint()]
            case "chapter" | "paper-conference":
                inside = f"In: <i>{container}</i>." if container else ""
                return [_stopped(title), inside, self._imprint()]
            case "webpage":
                site = _stopped(container or self._inline(reference.publisher))
                published = f"Published {self._date(reference.issued)}." if reference.issued else ""
                return [_stopped(title), site, published, self._accessed()]

    def _issue(self) -> str:
        """Year;volume(issue):pages, or the date of a paper that has no volume yet."""
        reference = self.reference
        year, pages = reference.issued[:4], f":{self._pages()}" if reference.page else ""
        if reference.volume:
            number = f"({escape(reference.issue, quote=False)})" if reference.issue else ""
            return f"{year};{escape(reference.volume, quote=False)}{number}{pages}."
        if len(reference.issued) > 4 and not pages:
            return f"Published online {self._date(reference.issued)}."
        return _stopped(year + pages)

    def _imprint(self) -> str:
        """Publisher; year:pages."""
        reference = self.reference
        parts = [self._inline(reference.publisher).rstrip("."), reference.issued[:4]]
        imprint = "; ".join(part for part in parts if part)
        pages = f":{self._pages()}" if reference.page else ""
        return _stopped(imprint + pages)

    def _pages(self) -> str:
        return escape(re.sub(r"(?<=\w)\s*[-–]\s*(?=\w)", "–", self.reference.page), quote=False)

    def _accessed(self) -> str:
        accessed = self.reference.accessed
        return f"Accessed {self._date(accessed)}." if accessed else ""

    def _date(self, text: str) -> str:
        """2024-10 as October 2024 and 2024-10-03 as October 3, 2024 in English; as written in other languages."""
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
        if match is None or not match[2] or not self.language.lower().startswith("en"):
            return escape(text, quote=False)
        try:
            day = date(int(match[1]), int(match[2]), int(match[3] or 1))
        except ValueError:
            return escape(text, quote=False)
        month = MONTHS[day.month - 1]
        return f"{month}{NBSP}{day.day}, {day.year}" if match[3] else f"{month} {day.year}"

    # ------------------------------------------------------------ identifiers

    def _identifiers(self, *, with_doi: bool = True, with_url: bool = True) -> str:
        reference = self.reference
        parts: list[str] = []
        if reference.doi and with_doi:
            parts.append(_link(f"https://doi.org/{reference.doi}", f"doi:{reference.doi}"))
        if reference.pmid:
            parts.append(_link(f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/", f"PMID{NBSP}{reference.pmid}"))
        if reference.url and not reference.doi and with_url:
            parts.append(_link(reference.url, reference.url))
        return " ".join(parts)


def _link(address: str, text: str) -> str:
    return f'<a class="ext" href="{escape(address)}">{breakable(text)}</a>'


def _stopped(html: str) -> str:
    """With a full stop at the end, unless one or a question mark stands there already."""
    plain = re.sub(r"<[^<>]*>", "", html).rstrip("”’\"'")
    return html if not plain or plain[-1] in ".?!" else f"{html}."


def _name(name: PersonName, language: str) -> str:
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
    return escape(f"{family}{NBSP}{initials}" if initials else family, quote=False)
