# SPDX-License-Identifier: MIT
"""Open the parts of a Word document, name and change their elements (ECMA-376), and pack them again for the reader."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from hemaprint.intake.files import SEND_AGAIN, Archive, Element

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
RELATION_ID = f"{{{R}}}id"

STRICT = {
    f"http://purl.oclc.org/ooxml/{name}".encode(): transitional.encode()
    for name, transitional in (
        ("wordprocessingml/main", W),
        ("officeDocument/relationships", R),
        ("officeDocument/math", M),
        ("drawingml/main", A),
        ("drawingml/picture", PIC),
        ("drawingml/wordprocessingDrawing", WP),
    )
}
"""The namespaces of ISO/IEC 29500 Strict, and the same in the usual Transitional form."""

OUR_LINE = "hemaprint-line"
"""Our attribute on each paragraph: its number in the body, from 1."""

OUR_NUMBER, OUR_LABEL = "hemaprint-number", "hemaprint-labelled"
"""Our attributes on paragraphs of numbered lists: the number, and whether the label is in the text."""

OFF = frozenset({"0", "false", "off", "none"})
QUOTED_CHARACTERS = 300


def quoted(text: str) -> str:
    """Text in a message: on one line, its end cut where it is long (the whole is in the copy)."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= QUOTED_CHARACTERS else f'"{text[:QUOTED_CHARACTERS]}…"'


# ---------------------------------------------------------------- elements


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


def style_of(paragraph: Element) -> str:
    """The id of the style of a paragraph; "" where it has none."""
    return val(paragraph.find(w("pPr")), "pStyle")


def line_of(element: Element) -> int:
    """The number of the paragraph that ``element`` is, or is in; 1 outside any."""
    while element is not None:
        if (line := element.get(OUR_LINE)) is not None:
            return int(line)
        element = element.getparent()
    return 1


def around(element: Element, name: str) -> Element | None:
    """The nearest element of a name around ``element``."""
    return next(element.iterancestors(w(name)), None)


def remove(element: Element) -> None:
    """Take an element out, with its contents."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Replace an element by its children."""
    replace_with(element, list(element))


def replace_with(element: Element, others: list[Element]) -> None:
    """Replace an element by others."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent.remove(element)
    for place, other in enumerate(others, at):
        parent.insert(place, other)


def added(parent: Element, name: str, value: str) -> Element:
    """A new child with a ``w:val``."""
    child = etree.SubElement(parent, w(name))
    child.set(w("val"), value)
    return child


def run_with(name: str, text: str | None = None) -> Element:
    """A new run with one element, such as text."""
    run = etree.Element(w("r"))
    etree.SubElement(run, w(name)).text = text
    return run


def properties_of(element: Element, name: str) -> Element:
    """The properties of a paragraph (``pPr``) or a run (``rPr``), made where there are none."""
    properties = element.find(w(name))
    if properties is None:
        properties = etree.Element(w(name))
        element.insert(0, properties)
    return properties


def insert_first(paragraph: Element, *elements: Element) -> None:
    """Put elements before the contents of a paragraph."""
    for place, element in enumerate(elements, 1 if paragraph.find(w("pPr")) is not None else 0):
        paragraph.insert(place, element)


# ---------------------------------------------------------------- parts

MAIN = "word/document.xml"
RESOLVED = ("comments", "styles")
"""Parts that the reader does not need: what they say is written into the text, or was reported."""

KINDS = ("styles", "numbering", "footnotes", "endnotes", "comments")


@dataclass(frozen=True, slots=True)
class Relation:
    """The meaning of an id in a part: ``target`` is the name of a part, or an address when ``external``."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class WordParts:
    """The parts that are read, as trees that may be changed before they are packed again."""

    archive: Archive
    main: str
    trees: dict[str, Element] = field(default_factory=dict)
    """The main part as "document", the others by their kind."""
    names: dict[str, str] = field(default_factory=dict)
    relations: dict[str, dict[str, Relation]] = field(default_factory=dict)
    """Of each tree, by the same names."""

    @property
    def body(self) -> Element:
        """The body of the document."""
        return self.trees["document"].find(w("body"))

    @property
    def texts(self) -> list[tuple[str, Element]]:
        """The trees that hold copy: the document and its notes."""
        return [(name, self.trees[name]) for name in ("document", "footnotes", "endnotes") if name in self.trees]

    def has(self, relation: Relation | None) -> bool:
        """Whether the target of a relation is a part of the document."""
        return relation is not None and not relation.external and relation.target in self.archive.names

    def related(self, kind: str) -> list[Element]:
        """The parts of a kind that the document relates to, such as its headers."""
        relations = [one for one in self.relations["document"].values() if one.kind == kind and self.has(one)]
        return [_tree(self.archive, one.target) for one in relations]


def open_parts(archive: Archive) -> WordParts:
    """The parts of the document in ``archive``. Raises :class:`ContentError` where it has no body."""
    package = _relations(archive, "")
    main = next((r.target for r in package.values() if r.kind == "officeDocument" and r.target in archive.names), MAIN)
    parts = WordParts(archive, main)
    tree = _tree(archive, main)
    if tree is None or tree.find(w("body")) is None:
        raise archive.fault("HP513", f"{archive.path.name} has no document in it", SEND_AGAIN)
    parts.trees["document"], parts.names["document"] = tree, main
    parts.relations["document"] = _relations(archive, main)
    for kind in KINDS:
        related = [r.target for r in parts.relations["document"].values() if r.kind == kind and parts.has(r)]
        name = next(iter(related), f"word/{kind}.xml")
        if (tree := _tree(archive, name)) is not None:
            parts.trees[kind], parts.names[kind] = tree, name
            parts.relations[kind] = _relations(archive, name)
    return parts


def _tree(archive: Archive, name: str) -> Element | None:
    """A part in its Transitional form, without attributes that only we write."""
    data = archive.read(name)
    if data is None:
        return None
    for strict, transitional in STRICT.items():
        data = data.replace(strict, transitional)
    tree = archive.parse(name, data)
    for element in tree.iter() if b"hemaprint-" in data else ():
        for key in (OUR_LINE, OUR_NUMBER, OUR_LABEL):
            element.attrib.pop(key, None)
    return tree


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(archive: Archive, part: str) -> dict[str, Relation]:
    root = archive.xml(_relations_name(part))
    found: dict[str, Relation] = {}
    for row in [] if root is None else root.iter(f"{{{RELATIONSHIPS}}}Relationship"):
        target, external = row.get("Target", ""), row.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        found[row.get("Id", "")] = Relation(row.get("Type", "").rsplit("/", 1)[-1], target, external)
    return found


# ---------------------------------------------------------------- packing


def pack(parts: WordParts) -> io.BytesIO:
    """A document of the trees as they are now, and the pictures that they use, under their old names."""
    packed = io.BytesIO()
    archive = parts.archive
    types = archive.xml("[Content_Types].xml")
    with zipfile.ZipFile(packed, "w") as file:
        types = etree.Element(f"{{{CONTENT_TYPES}}}Types") if types is None else types
        file.writestr("[Content_Types].xml", _serialised(types))
        file.writestr("_rels/.rels", _written({"rId1": Relation("officeDocument", parts.main, False)}))
        kept = {kind: name for kind, name in parts.names.items() if kind not in RESOLVED}
        for kind, name in kept.items():
            file.writestr(name, _serialised(parts.trees[kind]))
        targets: dict[str, None] = {}
        for kind, tree in parts.texts:
            used = _used(tree)
            relations = {key: relation for key, relation in parts.relations[kind].items() if key in used}
            targets |= dict.fromkeys(one.target for one in relations.values() if not one.external)
            if kind == "document":
                relations |= {f"hp-{one}": Relation(one, name, False) for one, name in kept.items() if one != kind}
            file.writestr(_relations_name(parts.names[kind]), _written(relations))
        for target in targets:
            file.writestr(target, archive.read(target) or b"")
    packed.seek(0)
    return packed


def _used(tree: Element) -> set[str]:
    prefix = f"{{{R}}}"
    return {str(value) for element in tree.iter() for key, value in element.attrib.items() if key.startswith(prefix)}


def _written(relations: dict[str, Relation]) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for key, relation in relations.items():
        target = relation.target if relation.external else "/" + relation.target
        kind = f"{R}/{relation.kind}"
        row = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=key, Type=kind, Target=target)
        if relation.external:
            row.set("TargetMode", "External")
    return _serialised(root)


def _serialised(tree: Element) -> bytes:
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))
