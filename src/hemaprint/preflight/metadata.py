# SPDX-License-Identifier: MIT
"""Read and check what a PDF says about itself: metadata, purpose, title, language, dates, encryption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Dictionary

from hemaprint.errors import Severity
from hemaprint.pdf.objects import content_of, entry, items, name_of, text_of
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

_LARGEST = 8_000_000
"""Bytes; larger XMP is an attack or an accident."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
}

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The shape of a language tag (RFC 5646, 2.1)."""
_DATE = re.compile(r"D:\d{4}(\d{2}){0,5}([+\-Z](\d{2}'(\d{2}'?)?)?)?")
"""The shape of a date (ISO 32000-1, 7.9.4)."""
_DESIGNATION = re.compile(r"PDF/X-\d[a-z]*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The XMP properties of a file (ISO 16684-1), by names such as "dc:title"; ``broken`` says why it is unreadable."""

    properties: dict[str, list[str]] = field(default_factory=dict)
    broken: str = ""

    def __getitem__(self, name: str) -> str:
        """The first value of a property; "" if the file lacks it."""
        return next(iter(self.properties.get(name, ())), "")


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
    return Metadata(_properties(root))


def _properties(root: Any) -> dict[str, list[str]]:
    """Every known property with its values: an attribute, a text, or the items of a list."""
    found: dict[str, list[str]] = {}
    for description in root.iter(f"{_RDF}Description"):
        values = [(name, value.strip()) for name, value in description.attrib.items()]
        for child in description:
            texts = [item.text or "" for item in child.iter(f"{_RDF}li")] or [child.text or ""]
            values += [(child.tag, text.strip()) for text in texts if text.strip()]
        for name, value in values:
            space, _, local = name.removeprefix("{").partition("}")
            found.setdefault(f"{_PREFIXES.get(space, space)}:{local}", []).append(value)
    return found


def archive_claim(metadata: Metadata) -> str:
    """The part and the level of PDF/A that a file claims ("3a"); "" if it claims none."""
    return (metadata["pdfaid:part"] + metadata["pdfaid:conformance"]).lower()


def _information(pdf: pikepdf.Pdf, key: str) -> str:
    """A text of the document information."""
    return text_of(entry(pdf.trailer, "/Info", key))


# purpose


def purpose_of(pdf: pikepdf.Pdf) -> Purpose:
    """For print if it claims PDF/X or has an output intent of PDF/X, else for the screen."""
    return Purpose.PRINT if press_claim(pdf) or press_intents(pdf) else Purpose.SCREEN


def press_claim(pdf: pikepdf.Pdf) -> str:
    """The version of PDF/X that a file claims, as written ("PDF/X-4"); "" if it claims none.

    XMP holds the claim of PDF/X-4 and later (ISO 15930-7), the document information that of older versions (ISO 15930-1
    to -6).
    """
    information = _information(pdf, "/GTS_PDFXVersion")
    return read_metadata(pdf)["pdfxid:GTS_PDFXVersion"] or information


def press_intents(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The output intents of PDF/X."""
    intents = (one for one in items(entry(pdf.Root, "/OutputIntents")) if isinstance(one, Dictionary))
    return [one for one in intents if name_of(one.get("/S")) == "GTS_PDFX"]


def designation(claim: str) -> str:
    """``PDF/X-1a`` of ``PDF/X-1a:2003``; "" for any other text."""
    found = _DESIGNATION.match(claim)
    return found[0] if found else ""


def is_language(tag: str) -> bool:
    """Whether a text has the form of a language tag."""
    return _LANGUAGE.fullmatch(tag) is not None


# checks


def check_encryption(subject: Subject) -> Iterator[Finding]:
    """Check that a file to be passed on is not encrypted."""
    if subject.pdf.is_encrypted:
        message = "the file is encrypted, and restricts its use"
        hint = "save it without a password: printers and archives refuse it"
        yield Finding("HP403", subject.severity(), message, hint)


@only_for(Purpose.SCREEN)
def check_language(subject: Subject) -> Iterator[Finding]:
    """Check that a file for the screen gives its language, and only one."""
    language = text_of(entry(subject.pdf.Root, "/Lang"))
    said = read_metadata(subject.pdf).properties.get("dc:language", [])
    hint = subject.advice(
        'set language in the table [magazine] of hemaprint.toml, for example "en-US"',
        'set the language of the document where it is made, for example "en-US"',
    )
    if not language:
        message = "the file does not give its language, so screen readers must guess it"
        yield Finding("HP428", Severity.WARNING, message, hint)
    elif not is_language(language):
        yield Finding("HP428", Severity.WARNING, f'"{language}" is not a language tag', hint)
    elif said and language.lower() not in {one.lower() for one in said}:
        message = f"the languages differ: the catalog says {language}, the metadata {', '.join(said)}"
        yield Finding("HP428", Severity.WARNING, message, hint)


@only_for(Purpose.SCREEN)
def check_title(subject: Subject) -> Iterator[Finding]:
    """Check that a file for the screen has a title, and shows it instead of its name."""
    if not (read_metadata(subject.pdf)["dc:title"] or _information(subject.pdf, "/Title")):
        yield Finding("HP429", Severity.WARNING, "the file has no title", "add one to its document information")
    elif entry(subject.pdf.Root, "/ViewerPreferences", "/DisplayDocTitle") is not True:
        message = "viewers show the file's name instead of its title"
        yield Finding("HP429", Severity.WARNING, message, "set DisplayDocTitle in its viewer preferences")


def check_records(subject: Subject) -> Iterator[Finding]:
    """Check that dates are dates, and that document information and XMP agree."""
    metadata = read_metadata(subject.pdf)
    created, changed = (_information(subject.pdf, key) for key in ("/CreationDate", "/ModDate"))
    warnings = [f"its XMP metadata cannot be read: {metadata.broken}"] if metadata.broken else []
    warnings += [
        f'the {name} date "{date}" is not a date'
        for name, date in (("creation", created), ("modification", changed))
        if date and not _DATE.fullmatch(date)
    ]
    notes = [] if created or metadata["xmp:CreateDate"] else ["the file has no creation date"]
    for key, name in (("/Title", "dc:title"), ("/Producer", "pdf:Producer"), ("/Creator", "xmp:CreatorTool")):
        said, other = metadata[name], _information(subject.pdf, key)
        if said and other and said != other:
            warnings.append(f'its {key[1:].lower()} is "{other}" in one place and "{said}" in the other')
    said = metadata["xmp:CreateDate"]
    if created and said and _day(created) != _day(said):
        notes.append(f"its creation date is {created} in one place and {said} in the other")
    hint = "make the file again; its document information and its metadata must agree"
    for severity, message in chain(
        ((Severity.WARNING, warning) for warning in warnings), ((Severity.NOTE, note) for note in notes)
    ):
        yield Finding("HP439", severity, message, hint)


def _day(date: str) -> str:
    return re.sub(r"\D", "", date)[:8]
