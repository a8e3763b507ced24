"""Read what a PDF's XMP metadata says: title, dates, and the standards that it claims (ISO 16684-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pikepdf

from hemaprint.pdf.values import content_of, entry

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
