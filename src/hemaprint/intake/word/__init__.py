"""What is in a Word document beside its words, told apart before the words are read."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import mammoth
from bs4 import Tag
from lxml import etree

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.files import Archive, Kind, kind_of, read_bytes
from hemaprint.intake.markup.soup import SUBTITLE, attribute, numbered_line, parse, take_notes, visible_text
from hemaprint.intake.markup.walk import read_markup
from hemaprint.intake.passages import Picture, Raw
from hemaprint.intake.pictures import Shelf
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word.fields import lengthen_fields, resolve_fields, show_fields, write_equations, write_symbols
from hemaprint.intake.word.numbering import arrange, number_lists
from hemaprint.intake.word.package import (
    DIAGRAM,
    MACROS,
    OUR_LABEL,
    OUR_LINE,
    OUR_NUMBER,
    PIC,
    WP,
    A,
    Element,
    Findings,
    O,
    R,
    Relation,
    V,
    WordParts,
    choose_alternatives,
    line_of,
    open_parts,
    pack,
    paragraph_of,
    quoted,
    remove,
    replace_with,
    switch,
    unwrap,
    w,
    words_of,
)
from hemaprint.intake.word.styles import OURS, Styles, apply_styles, metadata_of
from hemaprint.intake.word.unprinted import (
    leave_out_contents,
    leave_out_running_heads,
    leave_out_unseen,
    report_comments,
    resolve_changes,
    tell_capitals,
    tell_lists_of_references,
)

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
                paragraph.set(OUR_LINE, str(line))
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
        replace_with(drawing, [_drawing_of(picture, drawing) for picture in pictures])
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


MARK = "line-"
NOTES = ("footnote", "endnote")
TRANSPARENT = tuple(w(name) for name in ("dir", "bdo", "smartTag", "customXml"))


def number_paragraphs(parts: WordParts) -> None:
    """Write on each paragraph its number in the body, on each note that of the paragraph that calls it."""
    number = 0
    for paragraph in parts.body.iter(w("p")):
        if next(paragraph.iterancestors(w("txbxContent")), None) is None:
            number += 1
        paragraph.set(OUR_LINE, str(max(number, 1)))
    for kind in NOTES:
        if f"{kind}s" not in parts.trees:
            continue
        called = {call.get(w("id")): line_of(call) for call in reversed(list(parts.body.iter(w(f"{kind}Reference"))))}
        for note in parts.trees[f"{kind}s"].iter(w(kind)):
            note.set(OUR_LINE, str(called.get(note.get(w("id")), 1)))


def check_calls(parts: WordParts, findings: Findings) -> None:
    """Take out the calls of notes that do not exist, each with a doubt."""
    for kind in NOTES:
        tree = parts.trees.get(f"{kind}s")
        notes = set() if tree is None else {note.get(w("id")) for note in tree.iter(w(kind))}
        for call in list(parts.body.iter(w(f"{kind}Reference"))):
            if call.get(w("id")) not in notes:
                findings.doubt("HP527", line_of(call), f"a {kind} is called that is not in the document")
                remove(call)


def leave_out_uncalled_notes(parts: WordParts, findings: Findings) -> None:
    """Take out the notes that nothing calls: Word does not show them, nor the lines that separate notes from copy."""
    for kind in NOTES:
        called = {call.get(w("id")) for call in parts.body.iter(w(f"{kind}Reference"))}
        tree = parts.trees.get(f"{kind}s")
        for note in [] if tree is None else list(tree.iter(w(kind))):
            if note.get(w("id")) not in called:
                findings.leave_out(line_of(note), words_of(note), "it is a note that nothing calls")
                remove(note)


def simplify(name: str, root: Element, parts: WordParts) -> None:
    """Replace what mammoth (1.13) passes over or stumbles over."""
    for element in list(root.iter(*TRANSPARENT)):
        unwrap(element)
    for box in list(root.iter(w("sdt"))):
        content = box.find(w("sdtContent"))
        replace_with(box, [] if content is None else list(content))
    for ruby in list(root.iter(w("ruby"))):
        _write_ruby(ruby)
    for element in list(root.iter(w("br"), w("cr"))):
        _write_break(element)
    for element in root.iter(w("ptab")):
        element.tag = w("tab")
    for element in list(root.iter(w("bookmarkStart"), w("bookmarkEnd"), "{*}hlinkClick", w("commentReference"))):
        remove(element)
    _mend(name, root, parts)


def _mend(name: str, root: Element, parts: WordParts) -> None:
    """Mend what mammoth cannot take: links to nothing, levels and spans that are no numbers."""
    for link in root.iter(w("hyperlink")):
        if link.get(f"{{{R}}}id") is not None and link.get(f"{{{R}}}id") not in parts.relations[name]:
            del link.attrib[f"{{{R}}}id"]
    for span in root.iter(w("gridSpan")):
        if not span.get(w("val"), "").isdigit():
            span.set(w("val"), "1")


def mark_lines(root: Element) -> None:
    """Put a bookmark into each paragraph, which mammoth writes into the HTML: its line, its number, "x" for a label."""
    for paragraph in root.iter(w("p")):
        mark = etree.Element(w("bookmarkStart"))
        number, labelled = paragraph.get(OUR_NUMBER, ""), "x" if paragraph.get(OUR_LABEL) else ""
        mark.set(w("name"), f"{MARK}{line_of(paragraph)}-{number}-{labelled}")
        paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, mark)


def _write_break(element: Element) -> None:
    """A break of a page or a column ends a paragraph, as two breaks of a line do; mammoth would drop it."""
    ends = element.get(w("type")) in ("page", "column")
    breaks = [etree.Element(w("br")) for _ in range(2 if ends else 1)]
    replace_with(element, breaks)


def _write_ruby(ruby: Element) -> None:
    """The base, and the reading after it in brackets."""
    run = ruby.getparent()
    inside: list[Element] = []
    for name, before, after in (("rubyBase", "", ""), ("rt", " (", ")")):
        texts = [text.text or "" for text in ruby.iter(w("t")) if next(text.iterancestors(w(name)), None) is not None]
        element = etree.Element(w("t"))
        element.text = before + "".join(texts) + after
        inside += [element] if texts else []
    if run is not None:
        replace_with(ruby, inside)


def repeat_heads(root: Element) -> None:
    """A head that Word repeats on each page counts only from the first row on."""
    for table in root.iter(w("tbl")):
        rows = table.findall(w("tr"))
        flags = [switch(row.find(w("trPr")), "tblHeader") for row in rows]
        for row, flag in zip(rows, flags, strict=True):
            if flag is False:
                properties = row.find(w("trPr"))
                properties.remove(properties.find(w("tblHeader")))


STYLE_MAP = "\n".join(
    [
        *(f"p.{OURS}-heading{level} => h{level}:fresh" for level in range(1, 10)),
        f"p.{OURS}-title => h1:fresh",
        f"p.{OURS}-subtitle => p.{SUBTITLE}:fresh",
        f"p.{OURS}-caption => p.{OURS}-caption:fresh",
        f"p.{OURS}-quote => blockquote > p:fresh",
    ]
)
PICTURE = "hp-picture:"


def read_docx(path: Path, wishes: Wishes) -> Raw:
    """The Word document at ``path``. ``line`` of everything is the number of its paragraph in the body.

    ``words_of`` is read from the XML, after tracked changes are resolved and everything but the copy is taken out, and
    has what was left out besides. Raises :class:`ContentError` for a file that is not a Word document, is damaged, or
    is too large.
    """
    if kind_of(path) is not Kind.DOCX:
        problem = Problem(
            "HP512", f"{path.name} is not a Word document", Location(path), "give it the ending that it needs"
        )
        raise ContentError([problem])
    archive = Archive(path, read_bytes(path))
    parts = open_parts(archive)
    findings = Findings()
    styles = Styles(parts.trees.get("styles"))
    examine(parts, wishes, findings)
    _leave_out(parts, styles, findings)
    words = words_in(parts)
    _prepare(parts, styles, findings)
    html, pictures = _to_html(parts)
    raw = _read(path, html, pictures, f"{words}\n{findings.words_left_out}", findings)
    return replace(raw, metadata=metadata_of(archive, styles.language))


def examine(parts: WordParts, wishes: Wishes, findings: Findings) -> None:
    """Resolve what a document says twice or not for certain."""
    if any(name.endswith(MACROS) for name in parts.archive.names):
        findings.doubt("HP524", 1, "the document has macros; they were neither run nor taken over")
    for _name, tree in parts.texts:
        choose_alternatives(tree)
    number_paragraphs(parts)
    report_comments(parts, findings)
    for _name, tree in parts.texts:
        resolve_changes(tree, wishes.changes, findings)
        write_symbols(tree, findings)
    check_calls(parts, findings)
    leave_out_running_heads(parts, findings)


def words_in(parts: WordParts) -> str:
    """All words of the copy, read straight from the XML."""
    return "\n".join(words_of(tree) for _name, tree in parts.texts)


def _leave_out(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Take out all but the copy, and write what Word shows without being text: results of fields, labels of lists."""
    for name, tree in parts.texts:
        lengthen_fields(tree)
        leave_out_contents(tree, styles, findings)
        show_fields(tree, findings)
        tell_lists_of_references(tree, findings)
        leave_out_unseen(tree, styles, findings)
        resolve_fields(name, tree, parts, findings)
        tell_capitals(tree, findings)
    leave_out_uncalled_notes(parts, findings)
    number_lists(parts, styles)


def _prepare(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Write what mammoth passes over as text that it reads."""
    for name, tree in parts.texts:
        pull_out_text_boxes(tree, findings)
        write_equations(tree, findings)
        simplify_drawings(name, tree, parts, findings)
        simplify(name, tree, parts)
        repeat_heads(tree)
        apply_styles(tree, styles)
        mark_lines(tree)


def _to_html(parts: WordParts) -> tuple[str, list[bytes]]:
    pictures: list[bytes] = []

    def keep(image: object) -> dict[str, str]:
        with image.open() as file:  # type: ignore[attr-defined]
            pictures.append(file.read())
        return {"src": f"{PICTURE}{len(pictures) - 1}"}

    try:
        result = mammoth.convert_to_html(
            pack(parts),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            id_prefix=f"{OURS}-",
            convert_image=mammoth.images.img_element(keep),
        )
    except RecursionError as error:
        raise parts.archive.fault("HP517", f"{parts.archive.path.name} is nested too deeply") from error
    except ContentError:
        raise
    except Exception as error:  # mammoth raises KeyError, ValueError... at documents that break the standard
        raise parts.archive.fault(
            "HP513", f"{parts.archive.path.name} breaks the rules of its format: {error!r}"
        ) from error
    return str(result.value), pictures


def _read(path: Path, html: str, pictures: list[bytes], words: str, findings: Findings) -> Raw:
    soup = parse(html, path)
    arrange(soup)
    notes, called_twice = take_notes(soup, numbered_line, labelled=False)
    shelf = Shelf()

    def picture_of(tag: Tag) -> Picture | None:
        number = int(attribute(tag, "src").removeprefix(PICTURE))
        taken = shelf.take(pictures[number], f"picture-{number + 1}.x")
        if taken.doubt:
            findings.doubt(
                "HP525", numbered_line(tag), f"the picture {taken.name} was not taken over as it is: {taken.doubt}"
            )
        return Picture(
            line=numbered_line(tag), name=taken.name, data=taken.data, alt=" ".join(attribute(tag, "alt").split())
        )

    marked = read_markup([soup], notes, path=path, picture_of=picture_of, line_of=numbered_line)
    return Raw(
        path=path,
        kind="docx",
        passages=marked.passages,
        words_of=words,
        notes=marked.notes,
        doubts=tuple(sorted([*findings.doubts, *called_twice, *marked.doubts], key=lambda doubt: doubt.line)),
        left_out=tuple(sorted([*findings.left_out, *marked.left_out], key=lambda left: left.line)),
        unit="paragraph",
    )
