"""What stands in a Word document beside its text: text boxes, pictures, charts, embedded documents."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from hemaprint.intake.markup.soup import parse, visible_text
from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import LINE, PIC, WP, A, Element, O, R, V, line_of, paragraph_of, remove, replace, w
from hemaprint.intake.word.parts import Relation, WordParts
from hemaprint.intake.word.words import DIAGRAM, words_of

LINKED = f"{{{R}}}embed", f"{{{R}}}link"
PROGRAM = "ProgID"
EQUATION_PROGRAMS = ("Equation.", "MathType")
BLOCKS = (w("p"), w("tbl"), w("sdt"))


def pull_out_text_boxes(root: Element, findings: Findings) -> None:
    """Put the text of each text box after the paragraph that it is anchored in."""
    last: dict[Element, Any] = {}
    for box in list(root.iter(w("txbxContent"))):
        anchor = paragraph_of(box)
        blocks = [child for child in box if child.tag in BLOCKS]
        if anchor is None or not blocks:
            continue
        line = line_of(anchor)
        if (text := words_of(box)).strip():
            findings.doubt(
                "HP524", line, f"the text of a text box was put after the paragraph beside it: {quoted(text)}"
            )
        place: Any = last.get(anchor, anchor)
        for block in blocks:
            for paragraph in block.iter(w("p")):
                paragraph.set(LINE, str(line))
            place.addnext(block)
            place = block
        last[anchor] = place
        remove(box)


def simplify_drawings(name: str, root: Element, parts: WordParts, findings: Findings) -> None:
    """Leave only pictures that exist, each in a drawing of its own; a doubt for whatever else was drawn."""
    for drawing in list(root.iter(w("drawing"))):
        line = line_of(drawing)
        _report_graphics(name, drawing, parts, findings, line)
        pictures = [
            picture for picture in drawing.iter(f"{{{PIC}}}pic") if _is_there(name, picture, parts, findings, line)
        ]
        replace(drawing, [_drawing_of(picture, drawing) for picture in pictures])
    for image in list(root.iter(f"{{{V}}}imagedata")):
        relation = parts.relations[name].get(image.get(f"{{{R}}}id", ""))
        if relation is None or relation.external or relation.target not in parts.archive.names:
            findings.doubt("HP525", line_of(image), "a picture is missing in the document")
            remove(image)
    for thing in root.iter(w("object")):
        program = next((str(o.get(PROGRAM, "")) for o in thing.iter(f"{{{O}}}OLEObject")), "") or "another program"
        code = "HP523" if program.startswith(EQUATION_PROGRAMS) else "HP524"
        findings.doubt(code, line_of(thing), f"an object of {program} is embedded; only its picture was taken")
    for art in root.iter(f"{{{V}}}textpath"):
        findings.leave_out(line_of(art), art.get("string", ""), "it is drawn as a picture (WordArt)")
    for kind in ("altChunk", "subDoc"):
        for thing in root.iter(w(kind)):
            relation = parts.relations[name].get(thing.get(f"{{{R}}}id", ""))
            _report_document(relation, parts, findings, line_of(thing))


def _report_document(relation: Relation | None, parts: WordParts, findings: Findings, line: int) -> None:
    """A document in the document: its words are reported where they can be read by plain means."""
    target = "" if relation is None else relation.target
    hint = "import it by itself"
    findings.doubt("HP524", line, f"another document is embedded here, and was not read: {target or 'missing'}", hint)
    data = parts.archive.read(target) if relation and not relation.external and target in parts.archive.names else None
    if data is not None and target.rpartition(".")[2].lower() in ("html", "htm", "xhtml", "txt"):
        soup = parse(data.decode("utf-8", "replace"), parts.archive.path)
        findings.leave_out(line, visible_text(soup), "it belongs to a document that is embedded")


def _report_graphics(name: str, drawing: Element, parts: WordParts, findings: Findings, line: int) -> None:
    for element in drawing.iter():
        kind = element.tag if isinstance(element.tag, str) else ""
        if kind.endswith("}chart"):
            relation = parts.relations[name].get(element.get(f"{{{R}}}id", ""))
            findings.doubt(
                "HP524", line, "a chart of Word was left out", "write it as a chart directive with its numbers"
            )
            findings.leave_out(line, _graphic_text(parts, relation), "it belongs to a chart")
        elif kind == f"{{{DIAGRAM}diagram}}relIds":
            relation = parts.relations[name].get(element.get(f"{{{R}}}dm", ""))
            text = _graphic_text(parts, relation)
            findings.doubt(
                "HP524", line, f"a diagram (SmartArt) was left out; it says: {quoted(text) if text else 'nothing'}"
            )
            findings.leave_out(line, text, "it belongs to a diagram")


def _graphic_text(parts: WordParts, relation: Relation | None) -> str:
    """The words of a chart or a diagram, paragraph by paragraph: titles, labels, names of series and categories."""
    tree = parts.archive.xml(relation.target) if relation and relation.target in parts.archive.names else None
    if tree is None:
        return ""
    texts = [t.text or "" for t in tree.iter(f"{{{A}}}t")]
    texts += [v.text or "" for cache in tree.iter("{*}strCache") for v in cache.iter("{*}v")]
    return "\n".join(texts)


def _is_there(name: str, picture: Element, parts: WordParts, findings: Findings, line: int) -> bool:
    crop = next(picture.iter(f"{{{A}}}srcRect"), None)
    if crop is not None and any(value not in ("0", "") for value in crop.attrib.values()):
        findings.doubt("HP525", line, "a picture is cropped in Word; the whole picture was taken")
    blip: Any = next(picture.iter(f"{{{A}}}blip"), etree.Element("none"))
    relation = next((parts.relations[name].get(blip.get(key)) for key in LINKED if blip.get(key)), None)
    if relation is not None and not relation.external and relation.target in parts.archive.names:
        blip.attrib.pop(LINKED[1], None)
        return True
    where = f": {relation.target}" if relation else ""
    findings.doubt("HP525", line, f"a picture is not in the document but outside it, and was left out{where}")
    return False


def _drawing_of(picture: Element, drawing: Element) -> Element:
    """A drawing with one picture, and the alternative text of the picture or of the drawing that it stood in."""
    new = etree.Element(w("drawing"))
    inline = etree.SubElement(new, f"{{{WP}}}inline")
    properties = next(drawing.iter(f"{{{WP}}}docPr"), None)
    own = next((element for element in picture.iter(f"{{{PIC}}}cNvPr") if element.get("descr")), None)
    described = properties if (properties is not None and properties.get("descr")) or own is None else own
    alt = "" if described is None else described.get("descr", "") or described.get("title", "")
    etree.SubElement(inline, f"{{{WP}}}docPr").set("descr", alt)
    data = etree.SubElement(etree.SubElement(inline, f"{{{A}}}graphic"), f"{{{A}}}graphicData")
    data.append(copy.deepcopy(picture))
    return new
