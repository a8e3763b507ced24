"""The names of WordprocessingML (ECMA-376), and steps in its trees."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from hemaprint.intake.files import Archive
from hemaprint.intake.passages import Doubt, LeftOut
from hemaprint.intake.word.fields import linear, m

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

OUR_LINE = "hemaprint-line"
"""The attribute of our own on each paragraph: its number in the body, from 1."""

OUR_NUMBER, OUR_LABEL = "hemaprint-number", "hemaprint-labelled"
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
        if (line := element.get(OUR_LINE)) is not None:
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
    replace_with(element, list(element))


def replace_with(element: Element, others: list[Element]) -> None:
    """Put other elements in the place of one."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(at + offset, other)


QUOTED_CHARACTERS = 300


@dataclass(slots=True)
class Findings:
    """Doubts and text left out, gathered while a document is made ready."""

    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def words_left_out(self) -> str:
        """All text that is not taken over."""
        return "\n".join(one.text for one in self.left_out)

    def doubt(self, code: str, line: int, message: str, otherwise: str = "") -> None:
        """Note something doubtful."""
        self.doubts.append(Doubt(code, line, message, otherwise))

    def leave_out(self, line: int, text: str, why: str) -> None:
        """Note text that is not taken over; nothing for blank text."""
        if text.strip():
            self.left_out.append(LeftOut(line, text.strip(), why))


def quoted(text: str) -> str:
    """Text in a message: on one line, its end cut where it is long (the whole stands in the copy)."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= QUOTED_CHARACTERS else f'"{text[:QUOTED_CHARACTERS]}…"'


MAIN = "word/document.xml"
MACROS = "vbaProject.bin"
CORE = "docProps/core.xml"
RESOLVED = ("comments", "styles")
"""Parts that the reader needs no more: what they say is written into the text, or was told."""

KINDS = ("styles", "numbering", "footnotes", "endnotes", "comments")


@dataclass(frozen=True, slots=True)
class Relation:
    """What an id in a part stands for: ``target`` is the name of a part, or an address when ``external``."""

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

    def related(self, kind: str) -> list[tuple[str, Element]]:
        """The parts of a kind that the document relates to, such as its headers, with their names."""
        found = []
        for relation in self.relations["document"].values():
            if relation.kind == kind and not relation.external and relation.target in self.archive.names:
                data = self.archive.read(relation.target) or b""
                found.append((relation.target, self.archive.parse(relation.target, _transitional(data))))
        return found


def open_parts(archive: Archive) -> WordParts:
    """The parts of the document in ``archive``. Raises :class:`ContentError` where it has no body."""
    package = _relations(archive, "")
    main = next((r.target for r in package.values() if r.kind == "officeDocument" and r.target in archive.names), MAIN)
    parts = WordParts(archive, main)
    tree = _tree(archive, main)
    if tree is None or tree.find(w("body")) is None:
        raise archive.fault("HP513", f"{archive.path.name} has no document in it", "ask for the file again")
    parts.trees["document"], parts.names["document"] = tree, main
    parts.relations["document"] = _relations(archive, main)
    for kind in KINDS:
        related = [r.target for r in parts.relations["document"].values() if r.kind == kind and not r.external]
        name = next((name for name in related if name in archive.names), f"word/{kind}.xml")
        if (tree := _tree(archive, name)) is not None:
            parts.trees[kind], parts.names[kind] = tree, name
            parts.relations[kind] = _relations(archive, name)
    return parts


def pack(parts: WordParts) -> io.BytesIO:
    """A document of the trees as they are now, and the pictures that they use, under the names of old."""
    packed = io.BytesIO()
    archive = parts.archive
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("[Content_Types].xml", _serialised(_content_types(archive)))
        file.writestr("_rels/.rels", _package_relations(parts.main))
        for kind, tree in parts.trees.items():
            if kind not in RESOLVED:
                file.writestr(parts.names[kind], _serialised(tree))
        written: set[str] = set()
        for kind in ("document", "footnotes", "endnotes"):
            if kind not in parts.trees:
                continue
            used = _used(parts.trees[kind])
            relations = {key: relation for key, relation in parts.relations[kind].items() if key in used}
            file.writestr(_relations_name(parts.names[kind]), _written_relations(parts, kind, relations))
            for relation in relations.values():
                if not relation.external and relation.target not in written:
                    written.add(relation.target)
                    file.writestr(relation.target, archive.read(relation.target) or b"")
    packed.seek(0)
    return packed


def _used(tree: Element) -> set[str]:
    prefix = f"{{{R}}}"
    return {str(value) for element in tree.iter() for key, value in element.attrib.items() if key.startswith(prefix)}


def _content_types(archive: Archive) -> Element:
    found = archive.xml("[Content_Types].xml")
    return etree.Element(f"{{{CONTENT_TYPES}}}Types") if found is None else found


def _package_relations(main: str) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id="rId1", Type=f"{R}/officeDocument", Target=main)
    return _serialised(root)


def _written_relations(parts: WordParts, kind: str, relations: dict[str, Relation]) -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    rows = list(relations.items())
    if kind == "document":
        rows += [
            (f"hp-{name}", Relation(name, part, False))
            for name, part in parts.names.items()
            if name != "document" and name not in RESOLVED
        ]
    for key, relation in rows:
        target = relation.target if relation.external else "/" + relation.target
        row = etree.SubElement(
            root, f"{{{RELATIONSHIPS}}}Relationship", Id=key, Type=f"{R}/{relation.kind}", Target=target
        )
        if relation.external:
            row.set("TargetMode", "External")
    return _serialised(root)


def _serialised(tree: Element) -> bytes:
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))


def _tree(archive: Archive, name: str) -> Element | None:
    data = archive.read(name)
    tree = None if data is None else archive.parse(name, _transitional(data))
    if tree is not None and data is not None and b"hemaprint-" in data:  # nobody else writes attributes of ours
        for element in tree.iter():
            for key in (OUR_LINE, OUR_NUMBER, OUR_LABEL):
                element.attrib.pop(key, None)
    return tree


def _transitional(data: bytes) -> bytes:
    for strict, transitional in STRICT.items():
        data = data.replace(strict, transitional)
    return data


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


CHARACTERS = {
    w("tab"): " ", w("ptab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}  # fmt: skip
PARTED = frozenset({w("p"), w("tc"), w("tr"), w("rt")})
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/"
UNDERSTOOD = (
    w("t"),
    w("txbxContent"),
    w("sym"),
    m("oMath"),
    f"{{{PIC}}}pic",
    f"{{{DIAGRAM}chart}}chart",
    f"{{{DIAGRAM}diagram}}relIds",
)


def words_of(root: Element) -> str:
    """The text below ``root``, words apart where paragraphs and cells part them."""
    parts: list[str] = []
    skipped: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and element is skipped else skipped
            continue
        if element.tag in PARTED:
            parts.append("\n")
        elif event == "start" and element.tag == m("oMath"):
            parts += [piece.text for piece in linear(element)]
            skipped = element
        elif event == "start" and element.tag == w("t"):
            parts.append(element.text or "")
        elif event == "start" and element.tag in CHARACTERS and element.getparent().tag == w("r"):
            parts.append(CHARACTERS[element.tag])
    return "".join(parts)


def choose_alternatives(root: Element) -> None:
    """Of things that a document holds in two forms, keep the new one if it is understood, else the old one."""
    for element in reversed(list(root.iter(f"{{{MC}}}AlternateContent"))):
        choices, fallback = element.findall(f"{{{MC}}}Choice"), element.find(f"{{{MC}}}Fallback")
        good = next((choice for choice in choices if next(choice.iter(*UNDERSTOOD), None) is not None), None)
        chosen = good if good is not None else fallback if fallback is not None else next(iter(choices), None)
        replace_with(element, [] if chosen is None else list(chosen))
