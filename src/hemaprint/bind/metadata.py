# SPDX-License-Identifier: MIT
"""Write what the file says about itself: information, XMP, standards and colours; and write the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.editions import Standards
from hemaprint.bind.parts import Imprint

PROGRAM = "hemaprint"

# ---------------------------------------------------------------- document information and XMP

_PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": _PRISM,
}
# The byte order mark and the id are fixed by the XMP specification (ISO 16684-1, 7.3.2).
_PACKET_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_PACKET_TAIL = '<?xpacket end="r"?>'


def write_metadata(issue: pikepdf.Pdf, imprint: Imprint, standards: Standards | None = None) -> None:
    """Write document information and XMP that say the same, and the language of the document.

    PDF 2.0 has no document information, and PDF/A-4 forbids it (ISO 19005-4, 6.1.3).
    """
    issue.Root.Lang = String(imprint.language)
    if standards is None or standards.version < "2.0":
        write_information(issue, imprint)
    packet = xmp(imprint, standards).encode("utf-8")
    issue.Root.Metadata = issue.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def write_information(issue: pikepdf.Pdf, imprint: Imprint) -> None:
    """Write the document information dictionary."""
    values = {
        Name.Title: imprint.title,
        Name.Author: "; ".join(imprint.authors),
        Name.Subject: imprint.subject,
        Name.Keywords: ", ".join(imprint.keywords),
        Name.Creator: PROGRAM,
        Name.Producer: PROGRAM,
        Name.CreationDate: pdf_date(imprint.created),
        Name.ModDate: pdf_date(imprint.modified),
    }
    for key, value in values.items():
        if value:
            issue.docinfo[key] = String(value)


def xmp(imprint: Imprint, standards: Standards | None = None, further: Iterable[str] = ()) -> str:
    """The XMP packet: Dublin Core, the PDF's dates and tools, PRISM 2.0 for the magazine, and the file's claims.

    ``further`` are whole ``rdf:Description`` elements.
    """
    first, last = imprint.pages or ("", "")
    modified = imprint.modified.isoformat(timespec="seconds")
    properties = [
        _property("dc:title", imprint.title, kind="Alt"),
        _property("dc:creator", *imprint.authors, kind="Seq"),
        _property("dc:description", imprint.subject, kind="Alt"),
        _property("dc:subject", *imprint.keywords, kind="Bag"),
        _property("dc:publisher", imprint.publisher, kind="Bag"),
        _property("dc:language", imprint.language, kind="Bag"),
        _property("dc:identifier", f"doi:{imprint.doi}" if imprint.doi else ""),
        _property("dc:format", "application/pdf"),
        _property("xmp:CreateDate", imprint.created.isoformat(timespec="seconds")),
        _property("xmp:ModifyDate", modified),
        _property("xmp:MetadataDate", modified),
        _property("xmp:CreatorTool", PROGRAM),
        _property("pdf:Producer", PROGRAM),
        _property("pdf:Keywords", ", ".join(imprint.keywords)),
        _property("prism:publicationName", imprint.publication),
        _property("prism:issn", imprint.issn),
        _property("prism:volume", imprint.volume),
        _property("prism:number", imprint.number),
        _property("prism:doi", imprint.doi),
        _property("prism:startingPage", first),
        _property("prism:endingPage", last),
    ]
    namespaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    lines = [
        _PACKET_HEAD,
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{namespaces}>',
        '<rdf:Description rdf:about="">',
        *filter(None, properties),
        "</rdf:Description>",
        *further,
        *([_identification(standards), *_extension_schemas(standards)] if standards else ()),
        "</rdf:RDF></x:xmpmeta>",
        _PACKET_TAIL,
    ]
    return "\n".join(lines)


def pdf_date(moment: datetime) -> str:
    """A date as ISO 32000-1, 7.9.4 requires, for example D:20250214093000+01'00."""
    zone = moment.strftime("%z") or "+0000"
    return f"{moment:D:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}"


def _property(name: str, *values: str, kind: str = "") -> str:
    """A property with one value, or with an Alt, a Seq or a Bag of values; nothing if all are empty."""
    written = [escape(value) for value in values if value]
    if not written:
        return ""
    if not kind:
        return f"<{name}>{written[0]}</{name}>"
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    listed = "".join(f"<rdf:li{language}>{value}</rdf:li>" for value in written)
    return f"<{name}><rdf:{kind}>{listed}</rdf:{kind}></{name}>"


# ---------------------------------------------------------------- standards

_UA = "http://www.aiim.org/pdfua/ns/id/"
_UA_PROPERTIES = {"part": "Part of ISO 14289 to which the file conforms"}
_PRISM_PROPERTIES = {
    "publicationName": "Title of the magazine",
    "issn": "ISSN of the magazine",
    "volume": "Volume of the magazine",
    "number": "Number of the issue",
    "doi": "Digital object identifier of the article",
    "startingPage": "First page of the article",
    "endingPage": "Last page of the article",
}
_SCHEMAS = (
    ("PDF/UA Universal Accessibility Schema", _UA, "pdfuaid", "Integer", "internal", _UA_PROPERTIES),
    ("PRISM Basic Metadata", _PRISM, "prism", "Text", "external", _PRISM_PROPERTIES),
)
"""Schemas that XMP does not know: title, namespace, prefix, type and category of the properties, and what they say."""


def _identification(standards: Standards) -> str:
    """The parts of PDF/UA (ISO 14289-1, 5; 14289-2, 5) and PDF/A (ISO 19005-3, 6.6.4; 19005-4, 6.7.3)."""
    part, level = standards.archive[0], standards.archive[1:]
    revised = "<pdfuaid:rev>2024</pdfuaid:rev>" if standards.ua >= 2 else ""
    conformance = f"<pdfaid:conformance>{level}</pdfaid:conformance>" if level else ""
    archived = "<pdfaid:rev>2020</pdfaid:rev>" if part >= "4" else ""
    return (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"<pdfuaid:part>{standards.ua}</pdfuaid:part>{revised}"
        f"<pdfaid:part>{part}</pdfaid:part>{archived}{conformance}"
        "</rdf:Description>"
    )


def _extension_schemas(standards: Standards) -> Iterator[str]:
    """Descriptions of PDF/UA's and PRISM's properties (ISO 19005-3, 6.6.2.3); PDF/A-4 requires none."""
    if standards.archive >= "4":
        return
    yield (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    )
    for title, uri, prefix, kind, category, properties in _SCHEMAS:
        described = "".join(
            f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
            f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
            f"<pdfaProperty:category>{category}</pdfaProperty:category>"
            f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
            for name, description in properties.items()
        )
        yield (
            f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
            f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
            f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
        )
    yield "</rdf:Bag></pdfaExtension:schemas></rdf:Description>"


# ---------------------------------------------------------------- colours


@cache
def screen_profile() -> bytes:
    """The ICC's sRGB profile, as WeasyPrint 70 ships it for PDF/A."""
    package = find_spec("weasyprint")  # importing it would take longer than binding an issue
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()


def write_output_intent(issue: pikepdf.Pdf) -> None:
    """Declare the device colours of the file as sRGB (ISO 19005-3, 6.2.3)."""
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=issue.make_stream(screen_profile(), N=3, Alternate=Name.DeviceRGB),
    )
    issue.Root.OutputIntents = Array([issue.make_indirect(intent)])


# ---------------------------------------------------------------- the file


def saved(pdf: pikepdf.Pdf, version: str) -> bytes:
    """The bytes of ``pdf``, of PDF ``version`` or later; equal content gives equal bytes and an equal identifier."""
    target = BytesIO()
    pdf.save(
        target,
        min_version=version,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
