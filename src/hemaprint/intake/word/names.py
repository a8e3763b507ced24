"""The names of WordprocessingML (ECMA-376), and steps in its trees."""

from __future__ import annotations

from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741 - the prefix that these documents use
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": M.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": A.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/picture": PIC.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": WP.encode(),
}
"""The namespaces of ISO/IEC 29500 Strict, and the same in the Transitional form that everybody writes."""

LINE = "hemaprint-line"
"""The attribute of our own on each paragraph: its number in the body, from 1."""

NUMBER, LABELLED = "hemaprint-number", "hemaprint-labelled"
"""The attributes of our own on paragraphs of numbered lists: the number, and whether the label is in the text."""

OFF = frozenset({"0", "false", "off", "none"})

Element = Any


def w(name: str) -> str:
    """A name of WordprocessingML as lxml writes it."""
    return f"{{{W}}}{name}"


def val(element: Element, name: str) -> str:
    """The ``w:val`` of a child; "" where there is none."""
    child = element.find(w(name)) if element is not None else None
    return "" if child is None else str(child.get(w("val"), ""))


def switch(properties: Element, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said."""
    child = properties.find(w(name)) if properties is not None else None
    return None if child is None else child.get(w("val"), "1") not in OFF


def line_of(element: Element) -> int:
    """The number of the paragraph that ``element`` is or stands in; 1 outside of any."""
    while element is not None:
        if (line := element.get(LINE)) is not None:
            return int(line)
        element = element.getparent()
    return 1


def paragraph_of(element: Element) -> Element | None:
    """The paragraph around ``element``."""
    return next(element.iterancestors(w("p")), None)


def remove(element: Element) -> None:
    """Take an element out, with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    replace(element, list(element))


def replace(element: Element, others: list[Element]) -> None:
    """Put other elements in the place of one."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(at + offset, other)
