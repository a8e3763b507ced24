# SPDX-License-Identifier: MIT
"""Write a formula as Word has it: Office MathML (ISO/IEC 29500-1, 22.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree

from hemaprint.content.formulas.latex import mathml
from hemaprint.content.spans import Formula

OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_SCRIPTS = {"msub": ("sSub", "e sub"), "msup": ("sSup", "e sup"), "msubsup": ("sSubSup", "e sub sup")}
_STYLES = {"normal": "p", "bold": "b", "italic": "i", "bold-italic": "bi"}
_LETTERS = {"script": "script", "fraktur": "fraktur", "double-struck": "double-struck", "monospace": "monospace"}
_COMBINING = {
    "^": "\u0302",
    "~": "\u0303",
    "\u00af": "\u0304",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "\u2192": "\u20d7",
}
_FENCES = "()[]{}|‖⟨⟩⌊⌋⌈⌉∣∥"


def omml(formula: Formula) -> Any:
    """The formula as ``m:oMath``."""
    return _made("oMath", *_row(mathml(formula.tex, display=formula.display)))


def _made(tag: str, *children: Any, **attributes: str) -> Any:
    made = etree.Element(f"{{{OMML}}}{tag}", nsmap={"m": OMML})
    for name, value in attributes.items():
        made.set(f"{{{OMML}}}{name}", value)
    made.extend(children)
    return made


def _row(kids: Iterable[Element]) -> Iterator[Any]:
    """The children of a row; fences that grow are one expression with what they enclose."""
    kids = list(kids)
    index = 0
    while index < len(kids):
        kid = kids[index]
        opens = _is_fence(kid) and (kid.get("form") == "prefix" or _is_table(kids[index + 1 : index + 2]))
        if not opens:
            yield from _expression(kid)
            index += 1
            continue
        end = next((at for at in range(index + 1, len(kids)) if _closes(kids[at], kids[at - 1])), len(kids))
        closing = (kids[end].text or "") if end < len(kids) else ""
        limits = _made("dPr", _made("begChr", val=kid.text or ""), _made("endChr", val=closing))
        yield _made("d", limits, _made("e", *_row(kids[index + 1 : end])))
        index = end + 1


def _is_fence(element: Element) -> bool:
    return element.tag == "mo" and (element.text or "") in _FENCES


def _is_table(following: list[Element]) -> bool:
    return bool(following) and following[0].tag == "mtable"


def _closes(element: Element, before: Element) -> bool:
    return _is_fence(element) and (element.get("form") == "postfix" or before.tag == "mtable")


def _expression(element: Element) -> Iterator[Any]:  # noqa: C901 (a case for each element)
    kids = list(element)
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            yield _letters(element)
        case "mspace":
            yield _made("r", _text("\u2003" if element.get("width") in ("1em", "2em") else "\u2009"))
        case "math" | "mrow" | "mstyle" | "mtd":
            yield from _row(kids)
        case "mfrac":
            kind = "noBar" if element.get("linethickness") == "0" else "bar"
            yield _made("f", _made("fPr", _made("type", val=kind)), _part("num", kids[0]), _part("den", kids[1]))
        case "msqrt":
            hidden = _made("radPr", _made("degHide", val="1"))
            yield _made("rad", hidden, _made("deg"), _made("e", *_row(kids)))
        case "mroot":
            yield _made("rad", _part("deg", kids[1]), _part("e", kids[0]))
        case "msub" | "msup" | "msubsup":
            tag, parts = _SCRIPTS[element.tag]
            yield _made(tag, *(_part(name, kid) for name, kid in zip(parts.split(), kids, strict=True)))
        case "munder":
            yield _limit("limLow", [_part("e", kids[0])], kids[1])
        case "mover":
            accent = _COMBINING.get(kids[1].text or "") if kids[1].tag == "mo" else None
            if accent:
                yield _made("acc", _made("accPr", _made("chr", val=accent)), _part("e", kids[0]))
            else:
                yield _limit("limUpp", [_part("e", kids[0])], kids[1])
        case "munderover":
            low = _limit("limLow", [_part("e", kids[0])], kids[1])
            yield _limit("limUpp", [_made("e", low)], kids[2])
        case "mtable":
            yield _made("m", *(_made("mr", *(_part("e", cell) for cell in row)) for row in kids))
        case _:
            raise AssertionError(element.tag)


def _part(tag: str, element: Element) -> Any:
    return _made(tag, *_expression(element))


def _limit(tag: str, base: list[Any], limit: Element) -> Any:
    return _made(tag, *base, _part("lim", limit))


def _letters(element: Element) -> Any:
    text, variant = element.text or "", element.get("mathvariant", "")
    if element.tag == "mtext":
        return _made("r", _made("rPr", _made("nor")), _text(text))
    upright = element.tag == "mi" and len(text) > 1
    properties = [_made("scr", val=_LETTERS[variant])] if variant in _LETTERS else []
    style = _STYLES.get(variant, "p" if upright else "")
    properties += [_made("sty", val=style)] if style else []
    return _made("r", *([_made("rPr", *properties)] if properties else []), _text(text))


def _text(text: str) -> Any:
    made = _made("t")
    made.text = text
    if text != text.strip() or not text:
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
