"""The parts of a Word document, found through its relationships, and packed again for the reader."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from hemaprint.intake.files.archive import Archive
from hemaprint.intake.word.names import CONTENT_TYPES, LABELLED, LINE, NUMBER, RELATIONSHIPS, STRICT, Element, R, w

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
            for key in (LINE, NUMBER, LABELLED):
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
