"""Make a Word document ready for mammoth: what it would pass over becomes what it reads."""

from __future__ import annotations

from lxml import etree

from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.names import LABELLED, LINE, NUMBER, Element, R, line_of, remove, replace, switch, unwrap, w
from hemaprint.intake.word.parts import WordParts
from hemaprint.intake.word.words import words_of

MARK = "line-"
NOTES = ("footnote", "endnote")
TRANSPARENT = tuple(w(name) for name in ("dir", "bdo", "smartTag", "customXml"))


def number_paragraphs(parts: WordParts) -> None:
    """Write on each paragraph its number in the body, on each note that of the paragraph that calls it."""
    number = 0
    for paragraph in parts.body.iter(w("p")):
        if next(paragraph.iterancestors(w("txbxContent")), None) is None:
            number += 1
        paragraph.set(LINE, str(max(number, 1)))
    for kind in NOTES:
        if f"{kind}s" not in parts.trees:
            continue
        called = {call.get(w("id")): line_of(call) for call in reversed(list(parts.body.iter(w(f"{kind}Reference"))))}
        for note in parts.trees[f"{kind}s"].iter(w(kind)):
            note.set(LINE, str(called.get(note.get(w("id")), 1)))


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
        replace(box, [] if content is None else list(content))
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
        number, labelled = paragraph.get(NUMBER, ""), "x" if paragraph.get(LABELLED) else ""
        mark.set(w("name"), f"{MARK}{line_of(paragraph)}-{number}-{labelled}")
        paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, mark)


def _write_break(element: Element) -> None:
    """A break of a page or a column ends a paragraph, as two breaks of a line do; mammoth would drop it."""
    ends = element.get(w("type")) in ("page", "column")
    breaks = [etree.Element(w("br")) for _ in range(2 if ends else 1)]
    replace(element, breaks)


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
