"""What the bound file says of itself: document information, XMP and language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Name, String

from hemaprint.bind.editions import Standards
from hemaprint.bind.identification import extension_schemas, identification
from hemaprint.bind.models import Imprint

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
