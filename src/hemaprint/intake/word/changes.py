"""Resolve the tracked changes of a Word document: as if the author had accepted or rejected all of them."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.intake import TrackedChanges
from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import Element, line_of, paragraph_of, remove, unwrap, w

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


def resolve_changes(root: Element, wish: TrackedChanges | None, findings: Findings | None) -> None:
    """Resolve all changes below ``root``; without a ``wish`` they are accepted, and each group of them is a doubt."""
    if wish is None and findings is not None:
        _report(root, findings)
    rejecting = wish is TrackedChanges.REJECT
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
