# SPDX-License-Identifier: MIT
"""Write what Word keeps beside its text as text: symbols, equations, text boxes; and simplify pictures."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree
from mammoth.docx.dingbats import dingbats

from hemaprint.intake.files import Element
from hemaprint.intake.markup.soup import parse, visible_text
from hemaprint.intake.passages import Findings
from hemaprint.intake.word.package import (
    MC,
    OUR_LINE,
    PIC,
    RELATION_ID,
    WP,
    A,
    M,
    O,
    R,
    Relation,
    V,
    WordParts,
    added,
    around,
    line_of,
    quoted,
    remove,
    replace_with,
    run_with,
    w,
)

# ---------------------------------------------------------------- symbols of fonts

PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the characters of symbol fonts (17.3.3.30 sym)."""

UNKNOWN = "\ufffd"


def plain_symbol(code: int, font: str) -> str | None:
    """The meaning of the character ``code`` of a font; None where it is not known."""
    for place in (code, code - PRIVATE.start):
        if found := dingbats.get((font, place)):
            return chr(found)
    return None if code in PRIVATE or font in ("Symbol", "Wingdings", "Webdings") else chr(code)


def write_symbols(root: Element, findings: Findings) -> None:
    """Write plain characters for those of symbol fonts; a doubt for each that is not known."""

    def plain(code: str, font: str, name: str, element: Element) -> str:
        try:
            text = plain_symbol(int(code, 16), font)
        except ValueError:
            text = None
        if text is None:
            findings.doubt("HP528", line_of(element), f"the character {code} of the font {name} is not known")
        return text or UNKNOWN

    for symbol in list(root.iter(w("sym"))):
        font = symbol.get(w("font"), "")
        symbol.text = plain(symbol.get(w("char"), ""), font, font, symbol)
        symbol.tag = w("t")
    for element in root.iter(w("t")):
        if any(ord(character) in PRIVATE for character in element.text or ""):
            fonts = element.getparent().find(f"{w('rPr')}/{w('rFonts')}")
            font = "" if fonts is None else fonts.get(w("ascii"), "") or fonts.get(w("hAnsi"), "")
            element.text = "".join(
                plain(f"{ord(one):04X}", font or "Symbol", font, element) if ord(one) in PRIVATE else one
                for one in element.text
            )


# ---------------------------------------------------------------- equations (OMML) as a line of text

OPERATORS = frozenset("+-−=<>≤≥±×·/∑∏∫, ")
Pieces = list[tuple[str, str]]
"""Stretches of an equation: their text, and "sub", "sup" or ""."""


def m(name: str) -> str:
    """A name of Office MathML as lxml writes it."""
    return f"{{{M}}}{name}"


def write_equations(root: Element, findings: Findings) -> None:
    """Replace every equation below ``root`` by runs of text."""
    for block in list(root.iter(m("oMathPara"))):
        equations = [child for child in block if child.tag == m("oMath")]
        replace_with(block, [one for equation in equations for one in (equation, run_with("br"))][:-1])
    for equation in list(root.iter(m("oMath"))):
        pieces = linear(equation)
        text = "".join(text for text, _ in pieces)
        if text.strip():
            message = f"an equation was written as text: {quoted(text)}"
            findings.doubt("HP523", line_of(equation), message, "write it in LaTeX between dollars: $...$")
        replace_with(equation, [_run(*piece) for piece in pieces])


def _run(text: str, shift: str) -> Element:
    run = run_with("t", text)
    if shift:
        run.insert(0, properties := etree.Element(w("rPr")))
        added(properties, "vertAlign", "superscript" if shift == "sup" else "subscript")
    return run


def linear(equation: Element) -> Pieces:
    """An equation in one line. No character of it is lost: unknown elements are written in the order of the file."""
    pieces = _all(equation)
    whole = "".join(text.text or "" for text in equation.iter(m("t"), w("t")))
    written = "".join(text for text, _ in pieces)
    is_whole = all(written.count(character) >= whole.count(character) for character in set(whole))
    return pieces if is_whole else [(whole, "")]


def _all(element: Element | None) -> Pieces:
    return [] if element is None else [piece for child in element for piece in _write(child)]


def _write(element: Element) -> Pieces:
    if element.tag in (m("t"), w("t")):
        return [(element.text or "", "")]
    name = etree.QName(element).localname
    if name.endswith("Pr"):
        return []
    return _construct(name, element) if element.tag == m(name) else _all(element)


def _construct(name: str, element: Element) -> Pieces:
    """The pieces of a construct such as a fraction (ECMA-376, part 1, 22.1)."""

    def child(part: str) -> Pieces:
        return _all(element.find(m(part)))

    scripts = [*_shifted(child("sub"), "sub"), *_shifted(child("sup"), "sup")]
    match name:
        case "f":
            return [*_grouped(child("num")), ("/", ""), *_grouped(child("den"))]
        case "sSup" | "sSub" | "sSubSup":
            return [*child("e"), *scripts]
        case "sPre":
            return [*scripts, *child("e")]
        case "rad":
            return [*_shifted(child("deg"), "sup"), ("√", ""), *_grouped(child("e"))]
        case "nary":
            return [*_property(element, "chr", "∫"), *scripts, (" ", ""), *child("e")]
        case "d":
            inside = _between(element.findall(m("e")), _property(element, "sepChr", "|"))
            return [*_property(element, "begChr", "("), *inside, *_property(element, "endChr", ")")]
        case "func":
            return [*child("fName"), (" ", ""), *child("e")]
        case "acc":
            return [*child("e"), *_property(element, "chr", "\u0302")]
        case "limLow" | "limUpp":
            return [*child("e"), *_shifted(child("lim"), _LIMITS[name])]
        case "m" | "eqArr":
            return _rows(element)
        case _:
            return _all(element)


_LIMITS = {"limLow": "sub", "limUpp": "sup"}


def _property(element: Element, key: str, otherwise: str) -> Pieces:
    """A sign among the properties of a construct."""
    found = element.find(f"{element.tag}Pr/{m(key)}")
    return [(otherwise if found is None else str(found.get(m("val"), "")), "")]


def _rows(element: Element) -> Pieces:
    """The rows of a matrix, or of an array of equations, on one line."""
    rows = [row.findall(m("e")) for row in element.findall(m("mr"))] or [[one] for one in element.findall(m("e"))]
    return [piece for n, row in enumerate(rows) for piece in ([("; ", "")] if n else []) + _between(row, [(", ", "")])]


def _between(parts: list[Element], separator: Pieces) -> Pieces:
    return [piece for n, part in enumerate(parts) for piece in (separator if n else []) + _all(part)]


def _shifted(pieces: Pieces, shift: str) -> Pieces:
    """Pieces as an index; within one that holds indices itself, these are written with ^ and _."""
    text = "".join({"sup": "^", "sub": "_"}.get(inner, "") + text for text, inner in pieces)
    return [(text, shift)] if text else []


def _grouped(pieces: Pieces) -> Pieces:
    """Pieces in brackets where they are more than one thing."""
    is_compound = any(character in OPERATORS for text, _ in pieces for character in text)
    return [("(", ""), *pieces, (")", "")] if is_compound else pieces


# ---------------------------------------------------------------- words: what the passages are held against

CHARACTERS = {
    w("tab"): " ", w("ptab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}  # fmt: skip
PARTED = frozenset({w("p"), w("tc"), w("tr"), w("rt")})
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/"
UNDERSTOOD = (
    w("t"), w("txbxContent"), w("sym"), m("oMath"), f"{{{PIC}}}pic", f"{{{DIAGRAM}chart}}chart",
    f"{{{DIAGRAM}diagram}}relIds",
)  # fmt: skip


def words_of(root: Element) -> str:
    """The text below ``root`` read straight from the XML, words separated where paragraphs and cells separate them."""
    parts: list[str] = []
    skipped: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and element is skipped else skipped
        elif element.tag in PARTED:
            parts.append("\n")
        elif event == "start" and element.tag == m("oMath"):
            parts += [text for text, _ in linear(element)]
            skipped = element
        elif event == "start" and element.tag == w("t"):
            parts.append(element.text or "")
        elif event == "start" and element.tag in CHARACTERS and element.getparent().tag == w("r"):
            parts.append(CHARACTERS[element.tag])
    return "".join(parts)


def text_in(element: Element, *names: str) -> str:
    """The text runs in an element, one after the other."""
    return "".join(part.text or "" for part in element.iter(w("t"), *map(w, names)))


def choose_alternatives(root: Element) -> None:
    """Of things that a document holds in two forms, keep the new one if it is understood, else the old one."""
    for element in reversed(list(root.iter(f"{{{MC}}}AlternateContent"))):
        choices, fallback = element.findall(f"{{{MC}}}Choice"), element.find(f"{{{MC}}}Fallback")
        good = next((choice for choice in choices if next(choice.iter(*UNDERSTOOD), None) is not None), None)
        chosen = good if good is not None else fallback if fallback is not None else next(iter(choices), None)
        replace_with(element, [] if chosen is None else list(chosen))


# ---------------------------------------------------------------- text boxes, pictures, charts, embedded documents

LINKED = f"{{{R}}}embed", f"{{{R}}}link"
EQUATION_PROGRAMS = ("Equation.", "MathType")
BLOCKS = (w("p"), w("tbl"), w("sdt"))


def pull_out_text_boxes(root: Element, findings: Findings) -> None:
    """Put the text of each text box after the paragraph that it is anchored in."""
    last: dict[Element, Any] = {}
    for box in list(root.iter(w("txbxContent"))):
        anchor = around(box, "p")
        blocks = [child for child in box if child.tag in BLOCKS]
        if anchor is None or not blocks:
            continue
        line = line_of(anchor)
        if (text := words_of(box)).strip():
            message = f"the text of a text box was put after the paragraph beside it: {quoted(text)}"
            findings.doubt("HP524", line, message)
        place: Any = last.get(anchor, anchor)
        for block in blocks:
            for paragraph in block.iter(w("p")):
                paragraph.set(OUR_LINE, str(line))
            place.addnext(block)
            place = block
        last[anchor] = place
        remove(box)


def simplify_drawings(name: str, root: Element, parts: WordParts, findings: Findings) -> None:
    """Leave only pictures that exist, each in its own drawing; report everything else that is drawn or embedded."""
    relations = parts.relations[name]
    for drawing in list(root.iter(w("drawing"))):
        _report_graphics(drawing, relations, parts, findings)
        pictures = [one for one in drawing.iter(f"{{{PIC}}}pic") if _is_there(one, relations, parts, findings)]
        replace_with(drawing, [_drawing_of(picture, drawing) for picture in pictures])
    for image in list(root.iter(f"{{{V}}}imagedata")):
        if not parts.has(relations.get(image.get(RELATION_ID, ""))):
            findings.doubt("HP525", line_of(image), "a picture is missing in the document")
            remove(image)
    for thing in root.iter(w("object")):
        program = next((str(o.get("ProgID", "")) for o in thing.iter(f"{{{O}}}OLEObject")), "") or "another program"
        code = "HP523" if program.startswith(EQUATION_PROGRAMS) else "HP524"
        findings.doubt(code, line_of(thing), f"an object of {program} is embedded; only its picture was taken")
    for art in root.iter(f"{{{V}}}textpath"):
        findings.leave_out(line_of(art), art.get("string", ""), "it is drawn as a picture (WordArt)")
    for thing in [*root.iter(w("altChunk")), *root.iter(w("subDoc"))]:
        _report_document(relations.get(thing.get(RELATION_ID, "")), parts, findings, line_of(thing))


def _report_document(relation: Relation | None, parts: WordParts, findings: Findings, line: int) -> None:
    """Report a document in the document, with its words where they can be read by plain means."""
    target = relation.target if relation else ""
    message = f"another document is embedded here, and was not read: {target or 'missing'}"
    findings.doubt("HP524", line, message, "import it separately")
    data = parts.archive.read(target) if parts.has(relation) else None
    if data is not None and target.rpartition(".")[2].lower() in ("html", "htm", "xhtml", "txt"):
        soup = parse(data.decode("utf-8", "replace"), parts.archive.path)
        findings.leave_out(line, visible_text(soup), "it belongs to an embedded document")


def _report_graphics(drawing: Element, relations: dict[str, Relation], parts: WordParts, findings: Findings) -> None:
    line = line_of(drawing)
    for chart in drawing.iter("{*}chart"):
        hint = "write it as a chart directive with its numbers"
        findings.doubt("HP524", line, "a chart of Word was left out", hint)
        text = _graphic_text(parts, relations.get(chart.get(RELATION_ID, "")))
        findings.leave_out(line, text, "it belongs to a chart")
    for diagram in drawing.iter(f"{{{DIAGRAM}diagram}}relIds"):
        text = _graphic_text(parts, relations.get(diagram.get(f"{{{R}}}dm", "")))
        said = quoted(text) if text else "nothing"
        findings.doubt("HP524", line, f"a diagram (SmartArt) was left out; it says: {said}")
        findings.leave_out(line, text, "it belongs to a diagram")


def _graphic_text(parts: WordParts, relation: Relation | None) -> str:
    """The words of a chart or a diagram, paragraph by paragraph: titles, labels, names of series and categories."""
    tree = parts.archive.xml(relation.target) if relation and relation.target in parts.archive.names else None
    if tree is None:
        return ""
    texts = [t.text or "" for t in tree.iter(f"{{{A}}}t")]
    texts += [v.text or "" for cache in tree.iter("{*}strCache") for v in cache.iter("{*}v")]
    return "\n".join(texts)


def _is_there(picture: Element, relations: dict[str, Relation], parts: WordParts, findings: Findings) -> bool:
    line = line_of(picture)
    crop = next(picture.iter(f"{{{A}}}srcRect"), None)
    if crop is not None and any(value not in ("0", "") for value in crop.attrib.values()):
        findings.doubt("HP525", line, "a picture is cropped in Word; the whole picture was taken")
    blip: Any = next(picture.iter(f"{{{A}}}blip"), etree.Element("none"))
    relation = next((relations.get(blip.get(key)) for key in LINKED if blip.get(key)), None)
    if parts.has(relation):
        blip.attrib.pop(LINKED[1], None)
        return True
    where = f": {relation.target}" if relation else ""
    findings.doubt("HP525", line, f"a picture is not in the document but outside it, and was left out{where}")
    return False


def _drawing_of(picture: Element, drawing: Element) -> Element:
    """A drawing with one picture, and the alternative text of the picture or of the drawing around it."""
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
