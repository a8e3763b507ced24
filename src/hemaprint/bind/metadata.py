"""How XMP says which standards a file keeps, and describes the properties that no standard of XMP knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from hashlib import md5
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.editions import Standards
from hemaprint.bind.parts import Attachment, Imprint

_UA = "http://www.aiim.org/pdfua/ns/id/"
_PRISM = "http://prismstandard.org/namespaces/basic/2.0/"


class _Property(NamedTuple):
    name: str
    kind: str
    category: str
    description: str


_UA_PROPERTIES = (_Property("part", "Integer", "internal", "Part of ISO 14289 to which the file conforms"),)
_PRISM_PROPERTIES = (
    _Property("publicationName", "Text", "external", "Title of the magazine"),
    _Property("issn", "Text", "external", "ISSN of the magazine"),
    _Property("volume", "Text", "external", "Volume of the magazine"),
    _Property("number", "Text", "external", "Number of the issue"),
    _Property("doi", "Text", "external", "Digital object identifier of the article"),
    _Property("startingPage", "Text", "external", "First page of the article"),
    _Property("endingPage", "Text", "external", "Last page of the article"),
)


def identification(standards: Standards) -> str:
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


def extension_schemas(standards: Standards) -> Iterator[str]:
    """Descriptions of PDF/UA's and PRISM's properties (ISO 19005-3, 6.6.2.3); PDF/A-4 asks for none."""
    if standards.archive >= "4":
        return
    yield (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    )
    yield _schema("PDF/UA Universal Accessibility Schema", _UA, "pdfuaid", _UA_PROPERTIES)
    yield _schema("PRISM Basic Metadata", _PRISM, "prism", _PRISM_PROPERTIES)
    yield "</rdf:Bag></pdfaExtension:schemas></rdf:Description>"


def _schema(title: str, uri: str, prefix: str, properties: tuple[_Property, ...]) -> str:
    described = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{one.name}</pdfaProperty:name><pdfaProperty:valueType>{one.kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{one.category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{one.description}</pdfaProperty:description></rdf:li>"
        for one in properties
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
}
# The byte order mark and the id are fixed by the XMP specification (ISO 16684-1, 7.3.2).
_PACKET_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_PACKET_TAIL = '<?xpacket end="r"?>'


def write_metadata(issue: pikepdf.Pdf, imprint: Imprint, standards: Standards | None = None) -> None:
    """Write document information and XMP that say the same, and the language of the document.

    PDF 2.0 has no document information any more, and PDF/A-4 forbids it (ISO 19005-4, 6.1.3).
    """
    issue.Root.Lang = String(imprint.language)
    if standards is None or standards.version < "2.0":
        write_information(issue, imprint)
    stream = issue.make_stream(xmp(imprint, standards).encode("utf-8"))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    issue.Root.Metadata = stream


def write_information(issue: pikepdf.Pdf, imprint: Imprint) -> None:
    """Write the document information dictionary."""
    for key, value in _information(imprint):
        if value:
            issue.docinfo[key] = String(value)


def xmp(imprint: Imprint, standards: Standards | None = None, further: Iterable[str] = ()) -> str:
    """The XMP packet: Dublin Core, the PDF's dates and tools, PRISM 2.0 for the magazine, and the file's claims.

    ``further`` are whole ``rdf:Description`` elements.
    """
    first, last = imprint.pages or ("", "")
    properties = [
        alternatives("dc:title", imprint.title),
        items("dc:creator", "Seq", imprint.authors),
        alternatives("dc:description", imprint.subject),
        items("dc:subject", "Bag", imprint.keywords),
        items("dc:publisher", "Bag", [imprint.publisher]),
        items("dc:language", "Bag", [imprint.language]),
        simple("dc:identifier", f"doi:{imprint.doi}" if imprint.doi else ""),
        simple("dc:format", "application/pdf"),
        simple("xmp:CreateDate", _timestamp(imprint.created)),
        simple("xmp:ModifyDate", _timestamp(imprint.modified)),
        simple("xmp:MetadataDate", _timestamp(imprint.modified)),
        simple("xmp:CreatorTool", imprint.creator),
        simple("pdf:Producer", imprint.producer),
        simple("pdf:Keywords", ", ".join(imprint.keywords)),
        simple("prism:publicationName", imprint.publication),
        simple("prism:issn", imprint.issn),
        simple("prism:volume", imprint.volume),
        simple("prism:number", imprint.number),
        simple("prism:doi", imprint.doi),
        simple("prism:startingPage", first),
        simple("prism:endingPage", last),
    ]
    namespaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    lines = [
        _PACKET_HEAD,
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{namespaces}>',
        '<rdf:Description rdf:about="">',
        *filter(None, properties),
        "</rdf:Description>",
        *further,
        *([identification(standards), *extension_schemas(standards)] if standards else ()),
        "</rdf:RDF></x:xmpmeta>",
        _PACKET_TAIL,
    ]
    return "\n".join(lines)


def _information(imprint: Imprint) -> list[tuple[Name, str]]:
    return [
        (Name.Title, imprint.title),
        (Name.Author, "; ".join(imprint.authors)),
        (Name.Subject, imprint.subject),
        (Name.Keywords, ", ".join(imprint.keywords)),
        (Name.Creator, imprint.creator),
        (Name.Producer, imprint.producer),
        (Name.CreationDate, pdf_date(imprint.created)),
        (Name.ModDate, pdf_date(imprint.modified)),
    ]


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def pdf_date(moment: datetime) -> str:
    """As ISO 32000-1, 7.9.4 wants it, for example D:20250214093000+01'00."""
    zone = moment.strftime("%z") or "+0000"
    return f"{moment:D:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}"


def simple(name: str, value: str) -> str:
    """A property with one value; nothing for an empty one."""
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def alternatives(name: str, value: str) -> str:
    """A property with one value in the default language; nothing for an empty one."""
    item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if value else ""


def items(name: str, kind: str, values: Iterable[str]) -> str:
    """A property with a Seq or a Bag of values; nothing where all are empty."""
    listed = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{listed}</rdf:{kind}></{name}>" if listed else ""


@cache
def screen_profile() -> bytes:
    """The ICC's own profile of sRGB, as WeasyPrint 70 carries it for PDF/A."""
    package = find_spec("weasyprint")  # importing it would take longer than binding an issue
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()


def write_output_intent(issue: pikepdf.Pdf) -> None:
    """Say that the device colours of the file are sRGB (ISO 19005-3, 6.2.3)."""
    profile = issue.make_stream(screen_profile())
    profile.N = 3
    profile.Alternate = Name.DeviceRGB
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    issue.Root.OutputIntents = Array([issue.make_indirect(intent)])


def attach(issue: pikepdf.Pdf, attachments: Sequence[Attachment], moment: datetime) -> None:
    """Embed files as sources of the document (ISO 19005-3, 6.8; ISO 32000-2, 7.11.4 and 14.13)."""
    if not attachments:
        return
    names, associated = Array(), Array()
    for one in sorted(attachments, key=lambda attachment: attachment.name):
        specification = issue.make_indirect(_specification(issue, one, moment))
        names.append(String(one.name))
        names.append(specification)
        associated.append(specification)
    if "/Names" not in issue.Root:
        issue.Root.Names = Dictionary()
    issue.Root.Names.EmbeddedFiles = issue.make_indirect(Dictionary(Names=names))
    issue.Root.AF = associated


def _specification(issue: pikepdf.Pdf, one: Attachment, moment: datetime) -> Dictionary:
    stream = issue.make_stream(one.data)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name(f"/{one.mime}")
    stream.Params = Dictionary(
        Size=len(one.data),
        ModDate=String(pdf_date(moment)),
        CheckSum=String(md5(one.data, usedforsecurity=False).digest()),  # ISO 32000-1, table 46
    )
    return Dictionary(
        Type=Name.Filespec,
        F=String(one.name),
        UF=String(one.name),
        Desc=String(one.description),
        AFRelationship=Name.Source,
        EF=Dictionary(F=stream, UF=stream),
    )


def saved(pdf: pikepdf.Pdf, version: str) -> bytes:
    """The bytes of ``pdf``, compressed, its identifier made from its content, of PDF ``version`` at least."""
    target = BytesIO()
    pdf.save(
        target,
        min_version=version,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
