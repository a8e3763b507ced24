"""All words of a Word document, read straight from its XML: the count that the passages are held against."""

from __future__ import annotations

from lxml import etree

from hemaprint.intake.word.equations import linear, m
from hemaprint.intake.word.names import MC, PIC, Element, replace, w

CHARACTERS = {
    w("tab"): " ", w("ptab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}  # fmt: skip
PARTED = frozenset({w("p"), w("tc"), w("tr"), w("rt")})
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/"
UNDERSTOOD = (
    w("t"),
    w("txbxContent"),
    w("sym"),
    m("oMath"),
    f"{{{PIC}}}pic",
    f"{{{DIAGRAM}chart}}chart",
    f"{{{DIAGRAM}diagram}}relIds",
)


def words_of(root: Element) -> str:
    """The text below ``root``, words apart where paragraphs and cells part them."""
    parts: list[str] = []
    skipped: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and element is skipped else skipped
            continue
        if element.tag in PARTED:
            parts.append("\n")
        elif event == "start" and element.tag == m("oMath"):
            parts += [piece.text for piece in linear(element)]
            skipped = element
        elif event == "start" and element.tag == w("t"):
            parts.append(element.text or "")
        elif event == "start" and element.tag in CHARACTERS and element.getparent().tag == w("r"):
            parts.append(CHARACTERS[element.tag])
    return "".join(parts)


def choose_alternatives(root: Element) -> None:
    """Of things that a document holds in two forms, keep the new one if it is understood, else the old one."""
    for element in reversed(list(root.iter(f"{{{MC}}}AlternateContent"))):
        choices, fallback = element.findall(f"{{{MC}}}Choice"), element.find(f"{{{MC}}}Fallback")
        good = next((choice for choice in choices if next(choice.iter(*UNDERSTOOD), None) is not None), None)
        chosen = good if good is not None else fallback if fallback is not None else next(iter(choices), None)
        replace(element, [] if chosen is None else list(chosen))
