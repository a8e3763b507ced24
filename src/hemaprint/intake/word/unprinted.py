"""Text of a Word document that is not copy: hidden text, places to fill in, tables of contents, heads and feet."""

from __future__ import annotations

from collections.abc import Iterable

from hemaprint.intake.word.changes import resolve_changes
from hemaprint.intake.word.fields import CODES, COMPARE, Field, fields_of, lengthen_fields
from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import OFF, Element, line_of, paragraph_of, remove, switch, val, w
from hemaprint.intake.word.parts import WordParts
from hemaprint.intake.word.styles import TABLE_OF_CONTENTS, Styles
from hemaprint.intake.word.words import choose_alternatives, words_of

MADE_LISTS = frozenset({"TOC", "INDEX", "TOA"})
"""Fields that gather words of the copy: contents, index, authorities."""

KEPT = CODES | {w("rPr")}


def leave_out_unseen(root: Element, styles: Styles, findings: Findings) -> None:
    """Take out hidden text, the prompts of places that nobody filled in, and the marks that authors draw for notes."""
    hidden = [run for run in root.iter(w("r")) if _is_hidden(run, styles)]
    _leave_out(hidden, "it is hidden in Word", findings)
    for box in root.iter(w("sdt")):
        if switch(box.find(w("sdtPr")), "showingPlcHdr"):
            _leave_out(box.iter(w("r")), "it marks a place that nobody filled in", findings)
    for call in root.iter(w("footnoteReference"), w("endnoteReference")):
        if call.get(w("customMarkFollows"), "0") not in OFF:
            for mark in list(call.itersiblings(w("t"), w("sym"))):
                findings.leave_out(line_of(mark), mark.text or "", "it is the mark of a note, which is numbered anew")
                remove(mark)


def tell_capitals(root: Element, findings: Findings) -> None:
    """A doubt for each paragraph with words that are typed in small letters and shown in capitals."""
    found: dict[Element, list[str]] = {}
    for run in root.iter(w("r")):
        if switch(run.find(w("rPr")), "caps") and (paragraph := paragraph_of(run)) is not None:
            found.setdefault(paragraph, []).append(words_of(run))
    for paragraph, texts in found.items():
        typed = "".join(texts)
        if typed != typed.upper():
            message = f"Word shows in capitals what is typed in small letters: {quoted(typed)}"
            findings.doubt("HP528", line_of(paragraph), message, "write it in capitals where they are meant")


def tell_lists_of_references(root: Element, findings: Findings) -> None:
    """A doubt for each list of references that a program keeps in a content control."""
    for box in root.iter(w("sdt")):
        properties = box.find(w("sdtPr"))
        if properties is None:
            continue
        galleries = [gallery.get(w("val"), "") for gallery in properties.iter(w("docPartGallery"))]
        is_list = properties.find(w("bibliography")) is not None or "Bibliographies" in galleries
        if is_list or val(properties, "tag").startswith("MENDELEY_BIBLIOGRAPHY"):
            message = "the references here were made by a program; they stay as text"
            findings.doubt("HP507", line_of(next(box.iter(w("p")), box)), message, COMPARE)


def leave_out_contents(root: Element, styles: Styles, findings: Findings) -> None:
    """Take tables of contents and indexes out: the magazine makes its own."""
    made = [one for one in fields_of(root) if one.name in MADE_LISTS]
    found: dict[Element, None] = dict.fromkeys(_inside(root, made))
    for gallery in root.iter(w("docPartGallery")):
        box = next(gallery.iterancestors(w("sdt")), None)
        if box is not None and gallery.get(w("val")) == "Table of Contents":
            found.update(dict.fromkeys(box.iter(w("r"))))
    for paragraph in root.iter(w("p")):
        if TABLE_OF_CONTENTS.fullmatch(styles.name(val(paragraph.find(w("pPr")), "pStyle")).strip()):
            found.update(dict.fromkeys(paragraph.iter(w("r"))))
    _leave_out(found, "it belongs to a table of contents", findings, frozenset({w("rPr")}))
    for one in made:
        for mark in one.marks:
            remove(mark)


def leave_out_running_heads(parts: WordParts, findings: Findings) -> None:
    """Note what the heads and feet of pages say."""
    for kind, why in (("header", "it is the head of the pages"), ("footer", "it is the foot of the pages")):
        for _name, tree in parts.related(kind):
            choose_alternatives(tree)
            resolve_changes(tree, None, None)
            lengthen_fields(tree)
            findings.leave_out(1, words_of(tree), why)


def _is_hidden(run: Element, styles: Styles) -> bool:
    properties = run.find(w("rPr"))
    own = switch(properties, "vanish")
    if own is not None:
        return own
    paragraph = paragraph_of(run)
    named = [val(properties, "rStyle")]
    named += [val(paragraph.find(w("pPr")), "pStyle")] if paragraph is not None else []
    return next((bool(found) for style in named if (found := styles.property(style, "vanish")) is not None), False)


def _leave_out(runs: Iterable[Element], why: str, findings: Findings, kept: frozenset[str] = KEPT) -> None:
    """Take the text of runs out, told paragraph by paragraph; elements that are ``kept`` stay."""
    texts: dict[int, list[str]] = {}
    chosen = dict.fromkeys(runs)
    last: Element | None = None
    for run in [one for one in chosen if not any(outer in chosen for outer in one.iterancestors(w("r")))]:
        before = next(run.itersiblings(w("r"), preceding=True), None)
        words = texts.setdefault(line_of(run), [])
        words += [" "] * (bool(words) and before is not last) + [words_of(run)]
        for child in [child for child in run if child.tag not in kept]:
            remove(child)
        last = run
    for line, words in texts.items():
        findings.leave_out(line, "".join(words), why)


def _inside(root: Element, fields: list[Field]) -> list[Element]:
    """The runs inside fields."""
    begins, ends = {one.begin for one in fields}, {one.end for one in fields}
    inside = 0
    found: list[Element] = []
    for element in root.iter(w("r"), w("fldChar")):
        if element.tag == w("r"):
            found += [element] if inside else []
        else:
            inside += (element in begins) - (element in ends)
    return found
