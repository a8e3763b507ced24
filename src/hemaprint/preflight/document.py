"""What a PDF says of itself: title, language, dates, encryption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemaprint.errors import Severity
from hemaprint.pdf.values import entry
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reading import text_of
from hemaprint.preflight.xmp import Metadata, read_metadata

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The shape of a language tag (RFC 5646, 2.1)."""
_DATE = re.compile(r"D:\d{4}(\d{2}){0,5}([+\-Z](\d{2}'(\d{2}'?)?)?)?")
"""The shape of a date (ISO 32000-1, 7.9.4)."""


def check_encryption(subject: Subject) -> Iterator[Finding]:
    """A file that is handed on is not encrypted."""
    if subject.pdf.is_encrypted:
        severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
        message = "the file is encrypted, and restricts what may be done with it"
        yield Finding("HP403", severity, message, "save it without a password: printers and archives refuse it")


def check_language(subject: Subject) -> Iterator[Finding]:
    """A file for the screen says its language, in one way."""
    if subject.purpose is not Purpose.SCREEN:
        return
    language = text_of(entry(subject.pdf.Root, "/Lang"))
    metadata = read_metadata(subject.pdf)
    hint = subject.advice(
        'set language in the table [magazine] of hemaprint.toml, for example "en-US"',
        'set the language of the document where it is made, for example "en-US"',
    )
    if not language:
        message = "the file does not say its language, so that it is read aloud in any"
        yield Finding("HP428", Severity.WARNING, message, hint)
    elif not _LANGUAGE.fullmatch(language):
        yield Finding("HP428", Severity.WARNING, f'"{language}" is not a language tag', hint)
    elif metadata.languages and language.lower() not in {one.lower() for one in metadata.languages}:
        message = f"its catalog says {language}, its metadata {', '.join(metadata.languages)}"
        yield Finding("HP428", Severity.WARNING, f"the languages differ: {message}", hint)


def check_title(subject: Subject) -> Iterator[Finding]:
    """A file for the screen has a title, and shows it instead of its name."""
    if subject.purpose is not Purpose.SCREEN:
        return
    metadata = read_metadata(subject.pdf)
    preferences = entry(subject.pdf.Root, "/ViewerPreferences")
    if not (metadata.title or _information(subject, "/Title")):
        yield Finding("HP429", Severity.WARNING, "the file has no title", "give it one in its document information")
    elif entry(preferences, "/DisplayDocTitle") is not True:
        message = "reading programs show the file's name instead of its title"
        yield Finding("HP429", Severity.WARNING, message, "set DisplayDocTitle in its viewer preferences")


def check_records(subject: Subject) -> Iterator[Finding]:
    """Dates are dates, and document information and XMP say the same."""
    metadata = read_metadata(subject.pdf)
    hint = "make the file again; what it says of itself must be the same in both places"
    if metadata.broken:
        yield Finding("HP439", Severity.WARNING, f"its XMP metadata cannot be read: {metadata.broken}", hint)
    created, changed = (_information(subject, key) for key in ("/CreationDate", "/ModDate"))
    for name, date in (("creation", created), ("modification", changed)):
        if date and not _DATE.fullmatch(date):
            yield Finding("HP439", Severity.WARNING, f'the {name} date "{date}" is not a date', hint)
    if not (created or metadata.created):
        yield Finding("HP439", Severity.NOTE, "the file does not say when it was made", hint)
    yield from _contradictions(subject, metadata, hint)


def _contradictions(subject: Subject, metadata: Metadata, hint: str) -> Iterator[Finding]:
    pairs = (("/Title", metadata.title), ("/Producer", metadata.producer), ("/Creator", metadata.tool))
    for key, said in pairs:
        other = _information(subject, key)
        if said and other and said != other:
            message = f'its {key[1:].lower()} is "{other}" in one place and "{said}" in the other'
            yield Finding("HP439", Severity.WARNING, message, hint)
    created = _information(subject, "/CreationDate")
    if created and metadata.created and _digits(created)[:8] != _digits(metadata.created)[:8]:
        message = f"it was made on {created} in one place and on {metadata.created} in the other"
        yield Finding("HP439", Severity.NOTE, message, hint)


def _digits(date: str) -> str:
    return re.sub(r"\D", "", date)


def _information(subject: Subject, key: str) -> str:
    return text_of(entry(entry(subject.pdf.trailer, "/Info"), key))
