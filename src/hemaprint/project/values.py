"""Types of values that both manifests and manuscripts hold, each checked where it stands."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from hemaprint.project import identifiers, mail
from hemaprint.project.lengths import POINTS, parse_length, parse_page_size
from hemaprint.project.malformed import MalformedError

LARGEST_BLEED = 10 * POINTS["mm"]
SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600}
"""Seconds in the units of a rate."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_ISSUED = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_RATE = re.compile(rf"(\d{{1,7}}(?:\.\d+)?)\s*(?:/|per )\s*({'|'.join(SECONDS)})", re.ASCII)
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*", re.ASCII
)
_PLACE = re.compile(r"\{([^{}]*)\}")
_HEADER_ADDRESS = re.compile(r"(?:(?!=\?)[!#-;=?-\[\]-~])+")
"""ASCII without what ends an address in a header (RFC 2369, 2), nor what starts an encoded word."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[?[0-9a-f]*(?::[0-9a-f.]*){2,}\]?", re.IGNORECASE)
_TENANT = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)


def parse_day(text: object) -> object:
    """A day written 2025-02-14; raises MalformedError (HP017). What is not text is left to pydantic."""
    if not isinstance(text, str):
        return text
    if not _DATE.fullmatch(text.strip()):
        raise MalformedError("HP017", f'"{text}" is not a date', "write year, month and day: 2025-02-14")
    return _on_the_calendar(text.strip())


def check_issue_date(text: str) -> str:
    """A month or a day; raises MalformedError (HP017)."""
    if _YEAR_MONTH.fullmatch(text):
        _on_the_calendar(f"{text}-01", text)
    elif _DATE.fullmatch(text):
        _on_the_calendar(text)
    else:
        raise MalformedError("HP017", f'"{text}" is not a month or a day', "write 2025-02 or 2025-02-14")
    return text


def check_issued(text: str) -> str:
    """The year, month or day of a publication, or nothing; raises MalformedError (HP017)."""
    if text and not _ISSUED.fullmatch(text):
        raise MalformedError("HP017", f'"{text}" is not a year, month or day', "write 2024, 2024-06 or 2024-06-13")
    if len(text) > 4:
        _on_the_calendar(f"{text}-01"[:10], text)
    return text


def check_language(text: str) -> str:
    """A language tag (BCP 47: language, script, region, variants), or nothing; raises MalformedError (HP055)."""
    if text and not _LANGUAGE.fullmatch(text):
        raise MalformedError("HP055", f'"{text}" is not a language tag', "for example en-US, de or zh-Hans")
    return text


def check_web_address(text: str) -> str:
    """An http or https address, or nothing; raises MalformedError (HP057)."""
    if text and not _WEB_ADDRESS.fullmatch(text):
        raise MalformedError("HP057", f'"{text}" is not a web address', "it starts with https:// and has no spaces")
    return text


def _on_the_calendar(text: str, shown: str = "") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("HP017", f'"{shown or text}" is not on the calendar: {error}', "") from None


def check_bleed(text: str) -> str:
    """A length from 0 to 10 mm; raises MalformedError (HP016). Printers ask for 3 or 5 mm."""
    length = parse_length(text)
    if length is None or length > LARGEST_BLEED:
        raise MalformedError("HP016", f'a bleed of "{text}" cannot be set', 'write "3mm" or "5mm", at most "10mm"')
    return text


def check_pattern(text: str, names: frozenset[str]) -> str:
    """A text with ``{names}`` to be filled in; raises MalformedError (HP607) for others, and for a lone brace."""
    unknown = [name for name in _PLACE.findall(text) if name not in names]
    if unknown or set(_PLACE.sub("", text)) & {"{", "}"}:
        wrong = f"{{{unknown[0]}}}" if unknown else "a brace"
        known = ", ".join(f"{{{name}}}" for name in sorted(names))
        raise MalformedError("HP607", f'{wrong} in "{text}" is not known', f"{known} can stand here")
    return text


def _web_pattern(*names: str) -> AfterValidator:
    return AfterValidator(lambda text: check_web_address(check_pattern(text, frozenset(names))))


def _check_unsubscribe(text: str) -> str:
    """One click takes https (RFC 8058, 3.1), and a header ASCII without <>; raises MalformedError (HP057, HP607)."""
    if text and not text.startswith("https://"):
        raise MalformedError("HP057", f'"{text}" cannot unsubscribe at one click', "it starts with https://")
    if text and not _HEADER_ADDRESS.fullmatch(text):
        raise MalformedError("HP057", f'"{text}" holds what no header can carry', "percent-encode it, as %C3%BC for ü")
    return check_web_address(check_pattern(text, frozenset(("token", "email", "issue"))))


def _check_host(text: str) -> str:
    """The name or the IP address of a server; raises MalformedError (HP016) for what is more, such as ``host:587``."""
    if not _HOST.fullmatch(text):
        hint = "write the name alone, for example mail.example.org; the port has a key of its own"
        raise MalformedError("HP016", f'"{text}" is not the name of a server', hint)
    return text


def _check_tenant(text: str) -> str:
    """The ID or a domain of a directory of Microsoft's; raises MalformedError (HP016)."""
    if text and not _TENANT.fullmatch(text):
        raise MalformedError("HP016", f'"{text}" is not a tenant', "write the directory (tenant) ID, or your domain")
    return text


def parse_rate(text: str) -> float:
    """How many a second ``30/min``, ``5/s`` or ``2000/h`` are; raises MalformedError (HP016)."""
    match = _RATE.fullmatch(text.strip().lower())
    count = float(match[1]) if match else 0.0
    if match is None or not count:
        raise MalformedError("HP016", f'"{text}" is not a rate', 'write "30/min", "5/s" or "2000/h"')
    return count / SECONDS[match[2]]


def _check_rate(text: str) -> str:
    parse_rate(text)
    return text


def _unless_empty(check: identifiers.Check) -> AfterValidator:
    return AfterValidator(lambda text: check(text) if text else text)


def _check_page_size(text: str) -> str:
    parse_page_size(text)
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(parse_day)]
IssueDate = Annotated[str, AfterValidator(check_issue_date)]
Issued = Annotated[str, AfterValidator(check_issued)]
Language = Annotated[str, AfterValidator(check_language)]
HostName = Annotated[str, Field(min_length=1), AfterValidator(_check_host)]
Tenant = Annotated[str, AfterValidator(_check_tenant)]
WebAddress = Annotated[str, AfterValidator(check_web_address)]
PageSizeText = Annotated[str, AfterValidator(_check_page_size)]
BleedText = Annotated[str, AfterValidator(check_bleed)]
RateText = Annotated[str, _unless_empty(_check_rate)]
Doi = Annotated[str, _unless_empty(identifiers.normal_doi)]
Pmid = Annotated[str, _unless_empty(identifiers.normal_pmid)]
Nct = Annotated[str, _unless_empty(identifiers.normal_nct)]
Orcid = Annotated[str, _unless_empty(identifiers.normal_orcid)]
Issn = Annotated[str, _unless_empty(identifiers.normal_issn)]
Mailbox = Annotated[str, AfterValidator(mail.check_mailbox)]
ListId = Annotated[str, AfterValidator(mail.check_list_id)]
SubjectPattern = Annotated[
    str, AfterValidator(lambda text: check_pattern(mail.plain_line(text), mail.SUBJECT_NAMES)), Field(min_length=1)
]
IssuePattern = Annotated[str, _web_pattern("issue")]
ArticlePattern = Annotated[str, _web_pattern("issue", "slug")]
UnsubscribePattern = Annotated[str, AfterValidator(_check_unsubscribe)]
