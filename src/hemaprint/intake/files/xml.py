"""Open XML within bounds: no document types with entities, no depth or size without end, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from hemaprint.errors import ContentError, Location, Problem

XML_BYTES_AT_MOST = 16 * 1024 * 1024
ELEMENTS_AT_MOST = 300_000
DEEPEST = 100

SAVE_AGAIN = "open it in the program that made it, and save it again"

Element = Any
"""An element of lxml, which ships without types."""


def parse_xml(path: Path, data: bytes, what: str, *, typed: bool = False) -> Element:
    """The root element of XML of bounded depth and size; ``what`` names it in messages about ``path``.

    ``typed`` allows a document type, which is not read and must not declare anything. Raises :class:`ContentError`.
    """

    def fault(code: str, message: str) -> ContentError:
        return ContentError([Problem(code, message, Location(path), SAVE_AGAIN)])

    if len(data) > XML_BYTES_AT_MOST:
        raise fault("HP514", f"{what} has more than {XML_BYTES_AT_MOST // 1024 // 1024} MB of text")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if "depth" in str(error):
            raise fault("HP517", f"{what} is nested too deeply") from error
        raise fault("HP516", f"{what} is not well-formed: {error}") from error
    kind = root.getroottree().docinfo
    if kind.doctype and not typed:
        raise fault("HP516", f"{what} declares a document type, which no office program does")
    if kind.internalDTD is not None and any(True for _ in kind.internalDTD.iterentities()):
        raise fault("HP516", f"{what} declares entities")
    _bound(root, what, fault)
    return root


def _bound(root: Element, what: str, fault: Any) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > ELEMENTS_AT_MOST:
            excess = "is nested too deeply" if depth > DEEPEST else f"has more than {ELEMENTS_AT_MOST} elements"
            raise fault("HP517", f"{what} {excess}")
