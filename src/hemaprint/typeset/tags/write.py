# SPDX-License-Identifier: MIT
"""Write the structure tree of a laid-out document, instead of WeasyPrint's own.

WeasyPrint 70.0 builds its structure tree from boxes: every column, page and anonymous box splits an element, an
``alt=""`` still makes a Figure, a link with an ``<em>`` in it gets two annotations, footnotes are not Notes, and the
content of margin boxes is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pydyf

from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.arrange import arrange, place_notes, place_running, restore_order
from hemaprint.typeset.tags.files import write_file
from hemaprint.typeset.tags.nodes import Fragment, Kid, Mark, Node, Reader, root_of

PDF_2 = "http://iso.org/pdf2/ssn"  # the namespace of the structure types of PDF 2.0 (ISO 32000-2, 14.8.6)
_NOT_IN_PDF_2 = frozenset({"Art", "BlockQuote", "Code", "Note", "Quote", "Reference", "TOC", "TOCI"})
"""Types that PDF 2.0 leaves to the namespace of PDF 1.7, which is that of elements without /NS."""

_TURNED = ("/ReversedChars", b"BMC")
"""Glyphs stand from left to right in the file, the letters of a word from the right run the other way (14.8.2.5.3)."""


def tagging(_: Callable[..., None]) -> Callable[..., None]:
    """``add_tags``, which writes our tree."""
    return add_tags


def add_tags(pdf: Any, document: Any, pdf_version: str | None, page_streams: Sequence[Any]) -> None:
    """Write the structure tree of ``document`` into ``pdf``; content that no element claims becomes an artifact.

    The version of the PDF chooses the vocabulary: PDF/UA-2 for 2.0, PDF/UA-1 for anything else.
    """
    variant = Tags.UA2 if str(pdf_version) == Tags.UA2.pdf_version else Tags.UA1
    reader = Reader(root_of(document))
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        reader.read(number, page._page_box, stream._tags)
    restore_order(reader.top)
    place_notes(reader.top)
    place_running(reader.top, reader.running)
    tops = arrange(reader.top, variant)
    for number, stream in enumerate(page_streams):
        _enclose(stream, {mcid: _named(text) for mcid, text in reader.formulas.get(number, {}).items()})
        _enclose(stream, dict.fromkeys(reader.turned.get(number, ()), _TURNED))
        _claim_content(stream, reader.artifacts.get(number, {}), reader.texts.get(number, {}))
    writer = _Writer(pdf, variant, len(document.pages))
    writer.write(tops)
    writer.point_destinations()
    writer.drop_annotations(reader.dropped)


class _Writer:
    """Adds the structure tree to a pydyf document."""

    def __init__(self, pdf: Any, variant: Tags, pages: int) -> None:
        self._pdf = pdf
        self._variant = variant
        self._pages: list[dict[int, bytes]] = [{} for _ in range(pages)]
        self._annotations: list[tuple[Any, bytes]] = []
        self._written: dict[Node, Any] = {}
        self._namespace: Any = None

    def write(self, tops: Sequence[Node]) -> None:
        """Write the tree, its root and its entries in the catalog."""
        root = self._added({"Type": "/StructTreeRoot"})
        if self._variant is Tags.UA2:
            self._namespace = self._added({"Type": "/Namespace", "NS": pydyf.String(PDF_2)})
            root["Namespaces"] = pydyf.Array([self._namespace.reference])
        document = self._element("Document", root)
        document["K"] = pydyf.Array([self._write(node, document).reference for node in tops])
        root["K"] = pydyf.Array([document.reference])
        self._refer()
        root["ParentTree"] = self._added({"Nums": self._parent_tree()}).reference
        catalog = self._pdf.catalog
        catalog["StructTreeRoot"] = root.reference
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def point_destinations(self) -> None:
        """In PDF 2.0, let named destinations also lead to structure elements (ISO 32000-2, 12.3.2.3)."""
        if self._variant is Tags.UA1:
            return
        targets = {anchor: element for node, element in self._written.items() for anchor in node.anchors}
        first = next(iter(self._written.values()), None)
        names = self._pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        for index in range(0, len(names), 2):
            element = targets.get(names[index].string, first)
            if element is not None:
                place = names[index + 1]
                structural = pydyf.Array([element.reference, *place[1:]])
                names[index + 1] = pydyf.Dictionary({"D": place, "SD": structural})

    def drop_annotations(self, references: Collection[bytes]) -> None:
        """Remove annotations from their pages."""
        for reference in self._pdf.page_references:
            page = self._pdf.objects[int(reference.split()[0])]
            if "Annots" in page:
                page["Annots"] = pydyf.Array(one for one in page["Annots"] if one not in references)

    def _write(self, node: Node, parent: Any) -> Any:
        element = self._element(node.role, parent)
        self._written[node] = element
        marks = [kid for kid in node.kids if isinstance(kid, Mark)]
        home = marks[0].page if marks else node.page
        element["Pg"] = self._pdf.page_references[home]
        for key, text in node.properties.items():
            element[key] = pydyf.String(text)
        if node.attributes:
            element["A"] = pydyf.Dictionary(node.attributes)
        if node.files:
            element["AF"] = pydyf.Array(write_file(self._pdf, one) for one in node.files)
        element["K"] = pydyf.Array(self._kid(kid, element, home) for kid in node.kids)
        return element

    def _kid(self, kid: Kid, element: Any, home: int) -> Any:
        if isinstance(kid, Node):
            return self._write(kid, element).reference
        page = self._pdf.page_references[kid.page]
        if isinstance(kid, Fragment):
            self._annotations.append((kid.annotation, element.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": page})
        self._pages[kid.page][kid.mcid] = element.reference
        if kid.page == home:
            return kid.mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.mcid})

    def _refer(self) -> None:
        """Number the notes; in PDF 2.0 a note and its reference name each other (ISO 32000-2, 14.8.4.8.3)."""
        notes = [node for node in self._written if node.role in ("Note", "FENote")]
        for number, node in enumerate(notes, start=1):
            self._written[node]["ID"] = pydyf.String(f"note-{number}")
            call = node.refers
            if self._variant is Tags.UA2 and call is not None:
                self._written[node]["Ref"] = pydyf.Array([self._written[call].reference])
                self._written[call]["Ref"] = pydyf.Array([self._written[node].reference])

    def _parent_tree(self) -> Any:
        """From pages and annotations back to elements (ISO 32000-1, 14.7.4.4)."""
        numbers = pydyf.Array()
        for number, owners in enumerate(self._pages):
            numbers += [number, pydyf.Array(owners.get(mcid, "null") for mcid in range(max(owners, default=-1) + 1))]
        for number, (annotation, owner) in enumerate(self._annotations, start=len(self._pages)):
            annotation["StructParent"] = number
            numbers += [number, owner]
        return numbers

    def _element(self, role: str, parent: Any) -> Any:
        element = self._added({"Type": "/StructElem", "S": f"/{role}", "P": parent.reference})
        if self._namespace is not None and role not in _NOT_IN_PDF_2:
            element["NS"] = self._namespace.reference
        return element

    def _added(self, values: Mapping[str, Any]) -> Any:
        dictionary = pydyf.Dictionary(values)
        self._pdf.add_object(dictionary)
        return dictionary


def _claim_content(stream: Any, artifacts: Mapping[int, str], texts: Mapping[int, str]) -> None:
    """Rewrite the operators of a pydyf content stream.

    ``artifacts`` gives the type of artifact of each MCID that no element has (ISO 32000-1, 14.8.2.2), ``texts`` the
    words of content whose glyphs give other letters (14.9.4).
    """
    operators = stream.stream
    for index, operand in enumerate(operators):
        mcid = operand.get("MCID") if isinstance(operand, dict) else None
        if mcid is None or operators[index + 1] != b"BDC":
            continue
        if mcid in artifacts:
            operators[index - 1] = "/Artifact"
            operators[index] = pydyf.Dictionary({"Type": f"/{artifacts[mcid]}"})
        elif mcid in texts:
            operand["ActualText"] = pydyf.String(texts[mcid])


def _named(text: str) -> Sequence[Any]:
    """The beginning of a sequence around the one character of a drawn formula alone.

    Viewers take the place of an ActualText from its characters, and poppler from the matrix at its end.
    """
    return ["/Span", pydyf.Dictionary({"ActualText": pydyf.String(text)}), b"BDC"]


def _enclose(stream: Any, beginnings: Mapping[int, Sequence[Any]]) -> None:
    """Put the text of each content in a sequence of its own, which begins with the operators given for its MCID."""
    if not beginnings:
        return
    enclosed: list[Any] = []
    beginning: Sequence[Any] = ()
    for operator in stream.stream:
        if isinstance(operator, dict) and operator.get("MCID") in beginnings:
            beginning = beginnings[operator["MCID"]]
        if beginning and operator == b"BT":
            enclosed += beginning
        enclosed.append(operator)
        if beginning and operator == b"ET":
            enclosed.append(b"EMC")
            beginning = ()
    stream.stream[:] = enclosed
