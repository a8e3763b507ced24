"""Resolve the tracked changes of a Word document: as if the author had accepted or rejected all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hemaprint.intake.wishes import Changes
from hemaprint.intake.word.fields import CODES, COMPARE, Field, fields_of, lengthen_fields
from hemaprint.intake.word.package import (
    OFF,
    Element,
    Findings,
    WordParts,
    choose_alternatives,
    line_of,
    paragraph_of,
    quoted,
    remove,
    switch,
    unwrap,
    val,
    w,
    words_of,
)
from hemaprint.intake.word.styles import TABLE_OF_CONTENTS, Styles

INSERTED = (w("ins"), w("moveTo"))
DELETED = (w("del"), w("moveFrom"))
RANGES = tuple(
    w(name)
    for name in (
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
    )
)  # fmt: skip
FORMATS = tuple(
    w(name) for name in ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange",
                         "tblGridChange", "tblPrExChange", "numberingChange")
)  # fmt: skip
KEPT_OF_PARAGRAPH = frozenset({w("rPr"), w("sectPr")})
"""Properties that a change of a paragraph's format does not record (17.13.5.29 pPrChange)."""

PROPERTIES = frozenset({w("rPr"), w("trPr"), w("tcPr"), w("numPr")})
ASK = "say --accept-changes or --reject-changes"


def resolve_changes(root: Element, wish: Changes | None, findings: Findings | None) -> None:
    """Resolve all changes below ``root``; without a ``wish`` they are accepted, and each group of them is a doubt."""
    if wish is None and findings is not None:
        _report(root, findings)
    rejecting = wish is Changes.REJECT
    kept, dropped = (DELETED, INSERTED) if rejecting else (INSERTED, DELETED)
    for element in list(root.iter(*dropped)):
        if element.getparent() is not None and element.getparent().tag not in PROPERTIES:
            remove(element)
    for element in list(root.iter(*kept)):
        if element.getparent() is not None and element.getparent().tag not in PROPERTIES:
            unwrap(element)
    _formats(root, rejecting)
    _rows(root, dropped, w("cellIns") if rejecting else w("cellDel"))
    _paragraph_ends(root, dropped)
    if rejecting:
        for name, live in (("delText", "t"), ("delInstrText", "instrText")):
            for element in root.iter(w(name)):
                element.tag = w(live)
    for element in list(root.iter(*RANGES, *INSERTED, *DELETED, w("cellIns"), w("cellDel"), w("cellMerge"))):
        remove(element)


def _formats(root: Element, rejecting: bool) -> None:
    for change in list(root.iter(*FORMATS)):
        properties = change.getparent()
        if properties is None:
            continue
        remove(change)
        before = change.find(properties.tag)
        if not rejecting or before is None:
            continue
        for child in list(properties):
            if not (properties.tag == w("pPr") and child.tag in KEPT_OF_PARAGRAPH):
                properties.remove(child)
        for place, child in enumerate(list(before)):
            properties.insert(place, child)


def _rows(root: Element, dropped: tuple[str, ...], dropped_cell: str) -> None:
    for row in list(root.iter(w("tr"))):
        properties = row.find(w("trPr"))
        if properties is not None and any(properties.find(name) is not None for name in dropped):
            remove(row)
    for cell in list(root.iter(w("tc"))):
        properties = cell.find(w("tcPr"))
        if properties is not None and properties.find(dropped_cell) is not None:
            remove(cell)
    for table in list(root.iter(w("tbl"))):
        if table.find(w("tr")) is None and next(table.iter(w("p")), None) is None:
            remove(table)


def _paragraph_ends(root: Element, dropped: tuple[str, ...]) -> None:
    """A paragraph whose end is gone runs on in the next one, which gives it its style (17.13.5.15 del)."""
    for paragraph in list(root.iter(w("p"))):
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        if mark is None or all(mark.find(name) is None for name in dropped):
            continue
        content = [child for child in paragraph if child.tag != w("pPr")]
        following = paragraph.getnext()
        while following is not None and following.tag in (w("bookmarkStart"), w("bookmarkEnd")):
            following = following.getnext()
        if following is None or following.tag != w("p"):
            if not _text(paragraph).strip() and following is not None:
                remove(paragraph)
            continue
        at = 1 if following.find(w("pPr")) is not None else 0
        for offset, child in enumerate(content):
            following.insert(at + offset, child)
        remove(paragraph)


def _report(root: Element, findings: Findings) -> None:
    for group in _groups(root):
        parts = []
        for element in group:
            what = "deleted" if element.tag in DELETED else "inserted"
            text = _text(element)
            parts.append(f"{what} {quoted(text)}" if text.strip() else f"{what} {_thing(element)}")
        who = group[0].get(w("author"), "") or "somebody"
        findings.doubt("HP521", line_of(group[0]), f"tracked change accepted: {', '.join(parts)} ({who})", ASK)
    if formats := list(root.iter(*FORMATS)):
        message = f"{len(formats)} tracked changes of format were accepted"
        findings.doubt("HP521", line_of(formats[0]), message, ASK)


def _groups(root: Element) -> Iterator[list[Element]]:
    """Changes of one author in one paragraph that follow each other without text between them."""
    group: list[Element] = []
    for element in root.iter(*INSERTED, *DELETED):
        if any(parent.tag in (*INSERTED, *DELETED) for parent in element.iterancestors()):
            continue
        if group and not _follows(group[-1], element):
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _follows(before: Element, element: Element) -> bool:
    return before.getnext() is element and before.get(w("author")) == element.get(w("author"))


def _thing(element: Element) -> str:
    parent = element.getparent().tag
    if parent == w("trPr"):
        return "a row of a table"
    return (
        "the end of a paragraph"
        if parent == w("rPr") and paragraph_of(element) is not None
        else "something without text"
    )


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(w("t"), w("delText")))


def report_comments(parts: WordParts, findings: Findings) -> None:
    """A doubt for each comment. They are no copy, and are not taken over."""
    comments = parts.trees.get("comments")
    if comments is None:
        return
    places: dict[str, tuple[int, str]] = {}
    for _name, tree in parts.texts:
        _find_places(tree, places)
    for comment in comments.iter(w("comment")):
        line, anchor = places.get(comment.get(w("id"), ""), (1, ""))
        who = comment.get(w("author"), "") or "somebody"
        where = f" on {quoted(anchor)}" if anchor.strip() else ""
        text = " ".join("".join(t.text or "" for t in p.iter(w("t"))) for p in comment.iter(w("p")))
        findings.doubt("HP522", line, f"comment of {who}{where}: {' '.join(text.split())}")


def _find_places(tree: Element, places: dict[str, tuple[int, str]]) -> None:
    """The line of each comment, and the words between its start and its end."""
    open_ones: dict[str, list[str]] = {}
    for element in tree.iter(w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"), w("t")):
        identity = element.get(w("id"), "")
        if element.tag == w("commentRangeStart"):
            places[identity] = (line_of(element), "")
            open_ones[identity] = []
        elif element.tag == w("commentRangeEnd") and identity in open_ones:
            places[identity] = (places[identity][0], "".join(open_ones.pop(identity)))
        elif element.tag == w("commentReference"):
            places.setdefault(identity, (line_of(element), ""))
        else:
            for words in open_ones.values():
                words.append(element.text or "")


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
