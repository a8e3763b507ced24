"""How XMP says which standards a file keeps, and describes the properties that no standard of XMP knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hemaprint.bind.editions import Standards

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
