"""What the issue says of itself: document information, XMP, language and output intent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Array, Name, String

from hemaprint.bind.models import Imprint, Placed

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


def write_metadata(issue: pikepdf.Pdf, imprint: Imprint) -> None:
    """Write document information and XMP that say the same, and the language of the document."""
    issue.Root.Lang = String(imprint.language)
    for key, value in _information(imprint):
        if value:
            issue.docinfo[key] = String(value)
    stream = issue.make_stream(xmp(imprint).encode("utf-8"))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    issue.Root.Metadata = stream


def keep_output_intent(issue: pikepdf.Pdf, placed: Iterable[Placed]) -> None:
    """Keep the output intents of the first part that has any; the others' would only repeat them."""
    for one in placed:
        intents = one.source.Root.get("/OutputIntents")
        if intents is not None:
            issue.Root.OutputIntents = Array(
                [issue.copy_foreign(one.source.make_indirect(intent)) for intent in intents]
            )
            return


def xmp(imprint: Imprint) -> str:
    """The XMP packet: Dublin Core, the PDF's dates and tools, and PRISM 2.0 for the magazine."""
    properties = [
        _alternatives("dc:title", imprint.title),
        _items("dc:creator", "Seq", [imprint.author]),
        _alternatives("dc:description", imprint.subject),
        _items("dc:subject", "Bag", imprint.keywords),
        _items("dc:publisher", "Bag", [imprint.publisher]),
        _items("dc:language", "Bag", [imprint.language]),
        _simple("dc:format", "application/pdf"),
        _simple("xmp:CreateDate", _timestamp(imprint.created)),
        _simple("xmp:ModifyDate", _timestamp(imprint.modified)),
        _simple("xmp:MetadataDate", _timestamp(imprint.modified)),
        _simple("xmp:CreatorTool", imprint.creator),
        _simple("pdf:Producer", imprint.producer),
        _simple("pdf:Keywords", ", ".join(imprint.keywords)),
        _simple("prism:publicationName", imprint.publication),
        _simple("prism:issn", imprint.issn),
        _simple("prism:volume", imprint.volume),
        _simple("prism:number", imprint.number),
    ]
    namespaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    lines = [
        _PACKET_HEAD,
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{namespaces}>',
        '<rdf:Description rdf:about="">',
        *filter(None, properties),
        "</rdf:Description>",
        "</rdf:RDF></x:xmpmeta>",
        _PACKET_TAIL,
    ]
    return "\n".join(lines)


def _information(imprint: Imprint) -> list[tuple[Name, str]]:
    return [
        (Name.Title, imprint.title),
        (Name.Author, imprint.author),
        (Name.Subject, imprint.subject),
        (Name.Keywords, ", ".join(imprint.keywords)),
        (Name.Creator, imprint.creator),
        (Name.Producer, imprint.producer),
        (Name.CreationDate, _pdf_date(imprint.created)),
        (Name.ModDate, _pdf_date(imprint.modified)),
    ]


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _pdf_date(moment: datetime) -> str:
    """As ISO 32000-1, 7.9.4 wants it, for example D:20250214093000+01'00."""
    zone = moment.strftime("%z") or "+0000"
    return f"{moment:D:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}"


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _alternatives(name: str, value: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if value else ""


def _items(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""
