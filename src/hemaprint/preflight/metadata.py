"""Read and check what a PDF says of itself: metadata, purpose, title, language, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Dictionary

from hemaprint.errors import Severity
from hemaprint.pdf.objects import content_of, entry, items, name_of, text_of
from hemaprint.preflight.report import Finding, Purpose, Subject

_LARGEST = 8_000_000
"""Bytes; XMP that is larger is an attack or an accident."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_MM = "{http://ns.adobe.com/xap/1.0/mm/}"
_UA = "{http://www.aiim.org/pdfua/ns/id/}"
_ARCHIVE = "{http://www.aiim.org/pdfa/ns/id/}"
_PRESS = "{http://www.npes.org/pdfx/ns/id/}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Properties of a file; "" where it has none. ``broken`` says why its XMP cannot be read."""

    title: str = ""
    languages: tuple[str, ...] = ()
    created: str = ""
    changed: str = ""
    recorded: str = ""
    tool: str = ""
    producer: str = ""
    trapped: str = ""
    document_id: str = ""
    version_id: str = ""
    rendition: str = ""
    ua: str = ""
    archive: str = ""
    press: str = ""
    broken: str = ""


def read_metadata(pdf: pikepdf.Pdf) -> Metadata:
    """The XMP of the document; empty where there is none."""
    data = content_of(entry(pdf.Root, "/Metadata"))
    if not data.strip():
        return Metadata()
    if len(data) > _LARGEST:
        return Metadata(broken=f"it has {len(data)} bytes")
    try:
        root = ElementTree.fromstring(data.strip(b"\0 \t\r\n"))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return Metadata(broken=str(error))
    return _metadata(_properties(root))


def _metadata(found: dict[str, list[str]]) -> Metadata:
    def one(name: str) -> str:
        return next(iter(found.get(name, ())), "")

    return Metadata(
        title=one(f"{_DC}title"),
        languages=tuple(found.get(f"{_DC}language", ())),
        created=one(f"{_XMP}CreateDate"),
        changed=one(f"{_XMP}ModifyDate"),
        recorded=one(f"{_XMP}MetadataDate"),
        tool=one(f"{_XMP}CreatorTool"),
        producer=one(f"{_PDF}Producer"),
        trapped=one(f"{_PDF}Trapped"),
        document_id=one(f"{_MM}DocumentID"),
        version_id=one(f"{_MM}VersionID"),
        rendition=one(f"{_MM}RenditionClass"),
        ua=one(f"{_UA}part"),
        archive=one(f"{_ARCHIVE}part") + one(f"{_ARCHIVE}conformance"),
        press=one(f"{_PRESS}GTS_PDFXVersion"),
    )


def _properties(root: Any) -> dict[str, list[str]]:
    """Every property with its values: an attribute, a text, or the items of a list."""
    found: dict[str, list[str]] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found.setdefault(name, []).append(value.strip())
        for child in description:
            values = [item.text or "" for item in child.iter(f"{_RDF}li")] or [child.text or ""]
            found.setdefault(child.tag, []).extend(value.strip() for value in values if value.strip())
    return found


_DESIGNATION = re.compile(r"PDF/X-\d[a-z]*")


def purpose_of(pdf: pikepdf.Pdf) -> Purpose:
    """For the press where it claims PDF/X or has an output intent of PDF/X, else for the screen."""
    return Purpose.PRINT if press_claim(pdf) or any(True for _ in press_intents(pdf)) else Purpose.SCREEN


def press_claim(pdf: pikepdf.Pdf) -> str:
    """The version of PDF/X that a file claims, as written ("PDF/X-4"); "" where it claims none.

    PDF/X-4 and later stand in XMP (ISO 15930-7), the older ones in the document information (ISO 15930-1 to -6).
    """
    information = text_of(entry(entry(pdf.trailer, "/Info"), "/GTS_PDFXVersion"))
    return read_metadata(pdf).press or information


def press_intents(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The output intents of PDF/X."""
    for intent in items(entry(pdf.Root, "/OutputIntents")):
        if isinstance(intent, Dictionary) and name_of(intent.get("/S")) == "GTS_PDFX":
            yield intent


def designation(claim: str) -> str:
    """``PDF/X-4`` of ``PDF/X-4`` or ``PDF/X-1a:2003``; "" for what is none."""
    found = _DESIGNATION.match(claim)
    return found[0] if found else ""


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
