# SPDX-License-Identifier: MIT
"""Say MathML in English words, as it is read out: "h sub 1 over h sub 0 equals e to the power beta"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, takewhile
from xml.etree.ElementTree import Element

from hemaprint.content.formulas.signs import INFIX, LARGE, accent_of, name_of

_POWERS = {
    "2": "squared", "3": "cubed", "′": "prime", "″": "double prime", "∗": "star", "*": "star", "+": "plus",
    "−": "minus", "∘": "degrees", "⊤": "transpose",
}  # fmt: skip
_BETWEEN = frozenset({",", ";", "∣", "|"})
_LONGEST = 24
"""Elements of the longest argument that is said without parentheses."""
_ROOTS = {"2": "square", "3": "cube"}
_FENCES = {"{": "cases", "(": "matrix", "[": "matrix", "|": "determinant", "∣": "determinant", "‖": "matrix"}


def spoken(element: Element) -> str:
    """The words for a formula."""
    return " ".join(_said(element).replace(" ,", ",").split())


def _said(element: Element) -> str:
    kids = list(element)
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            return _leaf(element)
        case "mspace":
            return "," if element.get("width") in ("1em", "2em") else ""
        case "math" | "mrow" | "mstyle" | "mtd":
            return _row(kids)
        case "mfrac":
            return _fraction(kids[0], kids[1], "choose" if element.get("linethickness") == "0" else "over")
        case "msqrt":
            return f"the square root of {_closed(kids, 'end root')}"
        case "mroot":
            index = _said(kids[1])
            return f"the {_ROOTS.get(index, f'{index}-th')} root of {_closed([kids[0]], 'end root')}"
        case "msub" | "munder":
            return _limits(kids[0], kids[1], None) or _below(kids[0], kids[1])
        case "msup":
            return _limits(kids[0], None, kids[1]) or f"{_said(kids[0])} {_power(kids[1])}"
        case "mover":
            return _limits(kids[0], None, kids[1]) or _over(kids[0], kids[1])
        case "msubsup" | "munderover":
            plain = f"{_said(kids[0])} {_sub(kids[1])} {_power(kids[2])}"
            return _limits(kids[0], kids[1], kids[2]) or plain
        case "mtable":
            return _table(kids, "lines")
        case _:
            raise AssertionError(element.tag)


def _leaf(element: Element) -> str:
    text = (element.text or "").replace("\u2009", " ").replace("\u2006", " ")
    if text in LARGE and not text.isalpha():
        return LARGE[text]
    return text if element.tag in ("mtext", "mn") else name_of(text, _variant(element))


def _variant(element: Element) -> str:
    return element.get("mathvariant", "")


def _row(kids: list[Element]) -> str:
    """What is in a row: a brace or parentheses around a table are said with it."""
    words: list[str] = []
    skipped: Element | None = None
    for index, (kid, after) in enumerate(pairwise([*kids, None])):
        assert kid is not None
        if kid is skipped:
            continue
        if argument := _argument(kids[index : index + 1 + _LONGEST]):
            said = " ".join(map(_said, argument))
            return " ".join([*words, f"{_said(kid)} of {said}", _row(kids[index + len(argument) + 3 :])])
        fence = (kid.text or "") if kid.tag == "mo" else ""
        if fence in _FENCES and after is not None and (table := _lone_table(after)) is not None:
            closing = kids[index + 2] if len(kids) > index + 2 else None
            words.append(_table(list(table), _FENCES[fence]))
            skipped = after
            if closing is not None and closing.tag == "mo" and closing.get("form") != "prefix":
                kids = [kid for kid in kids if kid is not closing]
                return " ".join([*words, *map(_said, kids[index + 2 :])])
            continue
        words.append(_said(kid))
    return " ".join(words)


def _argument(kids: list[Element]) -> list[Element]:
    """What the function that begins a row is of, without its parentheses; [] where they may be those of a product."""
    name = kids[0][0] if kids[0].tag in ("msub", "msup", "msubsup") else kids[0]
    name = name[0] if name.tag == "mrow" and len(name) == 1 else name
    if name.tag not in ("mi", "mo") or not (name.text or "").isalpha() or len(kids) < 4 or kids[1].text != "(":
        return []
    inside = list(takewhile(lambda kid: kid.text != ")", kids[2:]))
    is_closed = len(kids) > len(inside) + 2
    allowed = _BETWEEN | INFIX if name.text in ("P", "Pr") else _BETWEEN
    is_plain = all(kid.text in allowed if kid.tag == "mo" else _is_simple(kid) for kid in inside)
    return inside if is_closed and is_plain else []


def _lone_table(element: Element) -> Element | None:
    while element.tag in ("mrow", "mstyle") and len(element) == 1:
        element = element[0]
    return element if element.tag == "mtable" else None


def _table(rows: list[Element], kind: str) -> str:
    said = (f"row {number}: {', '.join(map(_said, row))}" for number, row in enumerate(rows, start=1))
    if kind == "lines":
        return "; ".join(f"line {number}: {_row(list(row))}" for number, row in enumerate(rows, start=1))
    if kind == "cases":
        return f"{len(rows)} cases: " + "; ".join(", ".join(map(_said, row)) for row in rows) + "; end cases"
    return f"{kind} with {len(rows)} rows: " + "; ".join(said) + f"; end {kind}"


def _is_simple(element: Element) -> bool:
    """Whether what an element says needs no words around it."""
    while element.tag in ("mrow", "mstyle") and len(element) == 1:
        element = element[0]
    if element.tag in ("msub", "msup"):
        return all(map(_is_simple, element))
    return len(element) == 0 and element.tag != "mrow"


def _closed(elements: Iterable[Element], end: str) -> str:
    elements = list(elements)
    said = _row(elements)
    return said if len(elements) == 1 and _is_simple(elements[0]) else f"{said} {end}"


def _fraction(above: Element, below: Element, word: str) -> str:
    if _is_simple(above) and _is_simple(below):
        return f"{_said(above)} {word} {_said(below)}"
    return f"the fraction {_said(above)} {word} {_said(below)} end fraction"


def _sub(element: Element) -> str:
    return f"sub {_closed([element], 'end sub')}"


def _below(base: Element, low: Element) -> str:
    if len(base) and base[-1].text == "|" and base[0].text != "|":  # \left.x\right|_0
        return f"{_row(base[:-1])} evaluated at {_said(low)}"
    return f"{_said(base)} {_sub(low)}"


def _power(element: Element) -> str:
    said = "".join(element.itertext()).strip()
    return _POWERS.get(said) or f"to the power {_closed([element], 'end power')}"


def _over(base: Element, above: Element) -> str:
    accent = accent_of(above)
    return (
        f"{_closed([base], accent)} {accent}"
        if accent and _is_simple(base)
        else (f"{_said(base)} with {accent or _said(above)} above")
    )


def _limits(base: Element, low: Element | None, high: Element | None) -> str:
    """A sum, an integral or a limit with what it runs over; "" for any other base."""
    name = LARGE.get((base.text or "").strip())
    if name is None:
        return ""
    if name == "the limit" and low is not None:
        return f"the limit as {_said(low).replace(' to ', ' tends to ')} of"
    if low is None or high is None:
        return f"{name} {'over' if low is not None else 'to'} {_said(low if low is not None else high or base)} of"
    return f"{name} from {_said(low)} to {_said(high)} of"
