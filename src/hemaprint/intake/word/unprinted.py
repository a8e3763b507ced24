"""Text of a Word document that is no copy: hidden text, tables of contents, heads and feet of pages."""

from __future__ import annotations

from lxml import etree

from hemaprint.intake.word.changes import resolve_changes
from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.names import Element, line_of, paragraph_of, remove, switch, val, w
from hemaprint.intake.word.parts import WordParts
from hemaprint.intake.word.styles import TABLE_OF_CONTENTS, Styles
from hemaprint.intake.word.words import choose_alternatives, words_of

CONTENTS_FIELD = "TOC"
FROM_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


def leave_out_hidden(root: Element, styles: Styles, findings: Findings) -> None:
    """Take hidden text out."""
    hidden: dict[Element, list[str]] = {}
    for run in list(root.iter(w("r"))):
        properties = run.find(w("rPr"))
        is_hidden = switch(properties, "vanish")
        if is_hidden is None:
            is_hidden = styles.property(val(properties, "rStyle"), "vanish")
        if is_hidden:
            hidden.setdefault(paragraph_of(run), []).append(words_of(run))
            for text in [child for child in run if child.tag not in (w("fldChar"), w("instrText"), w("rPr"))]:
                remove(text)
    for paragraph, texts in hidden.items():
        findings.leave_out(line_of(paragraph), "".join(texts), "it is hidden in Word")


def leave_out_contents(root: Element, styles: Styles, findings: Findings) -> None:
    """Take tables of contents out: the magazine makes its own."""
    for paragraph in _contents_paragraphs(root, styles):
        findings.leave_out(line_of(paragraph), words_of(paragraph), "it belongs to a table of contents")
        for run in list(paragraph.iter(w("r"))):
            for text in [child for child in run if child.tag not in (w("fldChar"), w("instrText"), w("rPr"))]:
                remove(text)


def leave_out_running_heads(parts: WordParts, findings: Findings) -> str:
    """Note what the heads and feet of pages say, each text once; their words."""
    seen: dict[str, str] = {}
    for kind, why in (("header", "it is the head of the pages"), ("footer", "it is the foot of the pages")):
        for _name, tree in parts.related(kind):
            choose_alternatives(tree)
            resolve_changes(tree, None, None)
            _forget_page_numbers(tree)
            text = words_of(tree).strip()
            if text and text not in seen:
                seen[text] = why
                findings.leave_out(1, text, why)
    return "\n".join(seen)


def _contents_paragraphs(root: Element, styles: Styles) -> list[Element]:
    found: dict[Element, None] = {}
    for gallery in root.iter(w("docPartGallery")):
        box = next(gallery.iterancestors(w("sdt")), None)
        if box is not None and gallery.get(w("val")) == "Table of Contents":
            found.update(dict.fromkeys(box.iter(w("p"))))
    for paragraph in root.iter(w("p")):
        if TABLE_OF_CONTENTS.fullmatch(styles.name(val(paragraph.find(w("pPr")), "pStyle")).strip()):
            found[paragraph] = None
    found.update(dict.fromkeys(_in_contents_field(root)))
    return list(found)


def _in_contents_field(root: Element) -> list[Element]:
    """The paragraphs that begin inside a TOC field, and the one in which it begins."""
    inside: list[Element] = []
    fields: list[bool] = []
    for element in root.iter(w("p"), w("fldChar"), w("instrText")):
        if element.tag == w("p"):
            if any(fields):
                inside.append(element)
        elif element.tag == w("instrText"):
            if fields and (element.text or "").strip().split(" ")[0] == CONTENTS_FIELD:
                fields[-1] = True
                inside += [found for found in [paragraph_of(element)] if found is not None]
        elif element.get(w("fldCharType")) == "begin":
            fields.append(False)
        elif element.get(w("fldCharType")) == "end" and fields:
            fields.pop()
    # the field ends at the start of the paragraph after it, or in one of its own
    return [] if fields and any(fields) else [p for p in inside if not _ends_only(p)]


def _ends_only(paragraph: Element) -> bool:
    """Whether a field ends before the first text of a paragraph, which then is copy."""
    for element in paragraph.iter(w("t"), w("fldChar")):
        if element.tag == w("t"):
            return False
        if element.get(w("fldCharType")) == "begin":
            return False
        if element.get(w("fldCharType")) == "end":
            return True
    return False


def _forget_page_numbers(tree: Element) -> None:
    """Page numbers are no words of the author."""
    for field in list(tree.iter(w("fldSimple"))):
        if field.get(w("instr"), "").split()[:1] and field.get(w("instr"), "").split()[0] in FROM_FIELDS:
            remove(field)
    is_number, shown = False, False
    for element in list(tree.iter(w("instrText"), w("fldChar"), w("t"))):
        if element.tag == w("instrText"):
            is_number = (element.text or "").strip().split(" ")[0] in FROM_FIELDS
        elif element.tag == w("fldChar"):
            shown = element.get(w("fldCharType")) == "separate"
        elif is_number and shown:
            etree.strip_elements(element.getparent(), w("t"))
