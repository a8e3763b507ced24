"""Make a Word document ready for mammoth: what it would pass over becomes what it reads."""

from __future__ import annotations

from lxml import etree

from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.names import LINE, Element, R, line_of, remove, replace, switch, unwrap, val, w
from hemaprint.intake.word.parts import WordParts

MARK = "line-"
DEEPEST_LIST = 4
TRANSPARENT = tuple(w(name) for name in ("dir", "bdo", "smartTag", "customXml"))


def number_paragraphs(parts: WordParts) -> None:
    """Write on each paragraph its number in the body, on each note that of the paragraph that calls it."""
    number = 0
    for paragraph in parts.body.iter(w("p")):
        if next(paragraph.iterancestors(w("txbxContent")), None) is None:
            number += 1
        paragraph.set(LINE, str(max(number, 1)))
    for kind in ("footnote", "endnote"):
        if f"{kind}s" not in parts.trees:
            continue
        called = {call.get(w("id")): line_of(call) for call in reversed(list(parts.body.iter(w(f"{kind}Reference"))))}
        for note in parts.trees[f"{kind}s"].iter(w(kind)):
            note.set(LINE, str(called.get(note.get(w("id")), 1)))


def drop_uncalled_notes(parts: WordParts, findings: Findings) -> None:
    """Notes that nothing calls are not seen in Word; calls of notes that do not exist are doubtful."""
    for kind in ("footnote", "endnote"):
        calls = list(parts.body.iter(w(f"{kind}Reference")))
        tree = parts.trees.get(f"{kind}s")
        notes = {} if tree is None else {note.get(w("id")): note for note in tree.iter(w(kind))}
        called = {call.get(w("id")) for call in calls}
        for call in calls:
            if call.get(w("id")) not in notes:
                findings.doubt("HP527", line_of(call), f"a {kind} is called that is not in the document")
                remove(call)
        for identity, note in notes.items():
            if identity not in called:
                remove(note)


def simplify(name: str, root: Element, parts: WordParts) -> None:
    """Replace what mammoth (1.13) passes over or stumbles over."""
    for element in list(root.iter(*TRANSPARENT)):
        unwrap(element)
    for field in list(root.iter(w("fldSimple"))):
        _write_field(field)
    for ruby in list(root.iter(w("ruby"))):
        _write_ruby(ruby)
    for element in root.iter(w("cr")):
        element.tag = w("br")
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
    for level in root.iter(w("ilvl")):
        if not level.get(w("val"), "").isdigit() or int(level.get(w("val"))) > DEEPEST_LIST:
            level.set(w("val"), str(DEEPEST_LIST))
    for span in root.iter(w("gridSpan")):
        if not span.get(w("val"), "").isdigit():
            span.set(w("val"), "1")


def mark_lines(root: Element) -> None:
    """Put a bookmark with its number into each paragraph: mammoth writes it into the HTML."""
    for paragraph in root.iter(w("p")):
        mark = etree.Element(w("bookmarkStart"))
        mark.set(w("name"), f"{MARK}{line_of(paragraph)}")
        paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, mark)


def list_numbers(parts: WordParts) -> dict[int, int]:
    """The number that Word shows at a paragraph of a numbered list, by the paragraph's line."""
    starts, abstracts = _list_starts(parts.trees.get("numbering"))
    counters: dict[str, dict[int, int]] = {}
    seen: set[str] = set()
    numbers: dict[int, int] = {}
    for paragraph in parts.body.iter(w("p")):
        properties = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        number, level = val(properties, "numId"), val(properties, "ilvl") or "0"
        if number not in abstracts or not level.isdigit():
            continue
        at = int(level)
        counter = counters.setdefault(abstracts[number], {})
        if number not in seen and (number, at) in starts and starts[number, at][1]:
            counter.pop(at, None)  # this list says that it starts again
        seen.add(number)
        counter[at] = counter[at] + 1 if at in counter else starts.get((number, at), (1, False))[0]
        for deeper in [key for key in counter if key > at]:
            del counter[deeper]
        numbers[line_of(paragraph)] = counter[at]
    return numbers


def _list_starts(tree: Element | None) -> tuple[dict[tuple[str, int], tuple[int, bool]], dict[str, str]]:
    """The first number of (list, level) and whether it starts again there; the abstract list of each list."""
    starts: dict[tuple[str, int], tuple[int, bool]] = {}
    abstracts: dict[str, str] = {}
    if tree is None:
        return starts, abstracts
    levels = {
        (abstract.get(w("abstractNumId"), ""), _number(level.get(w("ilvl")), 0)): _number(val(level, "start"), 1)
        for abstract in tree.iter(w("abstractNum"))
        for level in abstract.iter(w("lvl"))
    }
    for num in tree.iter(w("num")):
        identity, abstract = num.get(w("numId"), ""), val(num, "abstractNumId")
        abstracts[identity] = abstract
        starts |= {(identity, at): (start, False) for (of, at), start in levels.items() if of == abstract}
        for override in num.iter(w("lvlOverride")):
            if start := val(override, "startOverride"):
                starts[identity, _number(override.get(w("ilvl")), 0)] = (_number(start, 1), True)
    return starts, abstracts


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _write_field(field: Element) -> None:
    """A simple field is its result; one that links becomes a field of the long form."""
    instruction = field.get(w("instr"), "")
    if not instruction.strip().startswith("HYPERLINK"):
        unwrap(field)
        return
    text = etree.Element(w("r"))
    etree.SubElement(text, w("instrText")).text = instruction
    replace(field, [_field_mark("begin"), text, _field_mark("separate"), *list(field), _field_mark("end")])


def _field_mark(kind: str) -> Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("fldChar")).set(w("fldCharType"), kind)
    return run


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
        replace(ruby, inside)


def repeat_heads(root: Element) -> None:
    """A head that Word repeats on each page counts only from the first row on."""
    for table in root.iter(w("tbl")):
        rows = table.findall(w("tr"))
        flags = [switch(row.find(w("trPr")), "tblHeader") for row in rows]
        for row, flag in zip(rows, flags, strict=True):
            if flag is False:
                properties = row.find(w("trPr"))
                properties.remove(properties.find(w("tblHeader")))
