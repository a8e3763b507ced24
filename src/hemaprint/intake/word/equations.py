"""Write the equations of a Word document (OMML) as a line of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import Element, M, line_of, replace, w

OPERATORS = frozenset("+-−=<>≤≥±×·/∑∏∫, ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of an equation; ``shift`` is "sub", "sup" or ""."""

    text: str
    shift: str = ""


def m(name: str) -> str:
    """A name of Office MathML as lxml writes it."""
    return f"{{{M}}}{name}"


def write_equations(root: Element, findings: Findings) -> None:
    """Put runs of text in the place of every equation below ``root``."""
    for block in list(root.iter(m("oMathPara"))):
        equations = [child for child in block if child.tag == m("oMath")]
        between = [element for equation in equations for element in (equation, _run_break())][:-1]
        replace(block, between)
    for equation in list(root.iter(m("oMath"))):
        pieces = linear(equation)
        text = "".join(piece.text for piece in pieces)
        if text.strip():
            findings.doubt(
                "HP523", line_of(equation), f"an equation was written as text: {quoted(text)}", "set it by hand"
            )
        replace(equation, [_run(piece) for piece in pieces])


def linear(equation: Element) -> list[Piece]:
    """An equation in one line. No character of it is lost: what is not known is written in the order of the file."""
    pieces = _all(equation)
    whole = "".join(text.text or "" for text in equation.iter(m("t"), w("t")))
    written = "".join(piece.text for piece in pieces)
    if all(written.count(character) >= whole.count(character) for character in set(whole)):
        return pieces
    return [Piece(whole)]


def _all(element: Element | None) -> list[Piece]:
    return [] if element is None else [piece for child in element for piece in _write(child)]


def _write(element: Element) -> list[Piece]:
    if element.tag in (m("t"), w("t")):
        return [Piece(element.text or "")]
    name = etree.QName(element).localname
    if name.endswith("Pr"):
        return []
    return _WRITERS[name](element) if name in _WRITERS and element.tag.startswith(f"{{{M}}}") else _all(element)


def _child(element: Element, name: str) -> list[Piece]:
    return _all(element.find(m(name)))


def _property(element: Element, group: str, name: str, otherwise: str) -> str:
    found = element.find(f"{m(group)}/{m(name)}")
    return otherwise if found is None else str(found.get(m("val"), ""))


def _shifted(pieces: list[Piece], shift: str) -> list[Piece]:
    """Pieces as an index; within one that holds indices itself, these are written with ^ and _."""
    text = "".join({"sup": "^", "sub": "_"}.get(piece.shift, "") + piece.text for piece in pieces)
    return [Piece(text, shift)] if text else []


def _grouped(pieces: list[Piece]) -> list[Piece]:
    """In brackets where it is more than one thing."""
    text = "".join(piece.text for piece in pieces)
    return [Piece("("), *pieces, Piece(")")] if any(character in OPERATORS for character in text) else pieces


def _fraction(element: Element) -> list[Piece]:
    return [*_grouped(_child(element, "num")), Piece("/"), *_grouped(_child(element, "den"))]


def _scripts(element: Element) -> list[Piece]:
    return [*_child(element, "e"), *_shifted(_child(element, "sub"), "sub"), *_shifted(_child(element, "sup"), "sup")]


def _scripts_before(element: Element) -> list[Piece]:
    return [*_shifted(_child(element, "sub"), "sub"), *_shifted(_child(element, "sup"), "sup"), *_child(element, "e")]


def _root(element: Element) -> list[Piece]:
    return [*_shifted(_child(element, "deg"), "sup"), Piece("√"), *_grouped(_child(element, "e"))]


def _sum(element: Element) -> list[Piece]:
    sign = Piece(_property(element, "naryPr", "chr", "∫"))
    limits = [*_shifted(_child(element, "sub"), "sub"), *_shifted(_child(element, "sup"), "sup")]
    return [sign, *limits, Piece(" "), *_child(element, "e")]


def _brackets(element: Element) -> list[Piece]:
    begin, end = _property(element, "dPr", "begChr", "("), _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    inside = [_all(part) for part in element.findall(m("e"))]
    pieces = [piece for n, part in enumerate(inside) for piece in ([Piece(between)] if n else []) + part]
    return [Piece(begin), *pieces, Piece(end)]


def _function(element: Element) -> list[Piece]:
    return [*_child(element, "fName"), Piece(" "), *_child(element, "e")]


def _accent(element: Element) -> list[Piece]:
    return [*_child(element, "e"), Piece(_property(element, "accPr", "chr", "\u0302"))]


def _limit(element: Element) -> list[Piece]:
    below = element.tag == m("limLow")
    return [*_child(element, "e"), *_shifted(_child(element, "lim"), "sub" if below else "sup")]


def _rows(element: Element) -> list[Piece]:
    rows = [[_all(cell) for cell in row.findall(m("e"))] for row in element.findall(m("mr"))]
    rows = rows or [[_all(row)] for row in element.findall(m("e"))]
    pieces = []
    for n, row in enumerate(rows):
        pieces += [Piece("; ")] if n else []
        for k, cell in enumerate(row):
            pieces += ([Piece(", ")] if k else []) + cell
    return pieces


_WRITERS: dict[str, Callable[[Element], list[Piece]]] = {
    "f": _fraction, "sSup": _scripts, "sSub": _scripts, "sSubSup": _scripts, "sPre": _scripts_before, "rad": _root,
    "nary": _sum, "d": _brackets, "func": _function, "acc": _accent, "limLow": _limit, "limUpp": _limit,
    "m": _rows, "eqArr": _rows,
}  # fmt: skip


def _run(piece: Piece) -> Element:
    run = etree.Element(w("r"))
    if piece.shift:
        properties = etree.SubElement(run, w("rPr"))
        etree.SubElement(properties, w("vertAlign")).set(
            w("val"), "superscript" if piece.shift == "sup" else "subscript"
        )
    etree.SubElement(run, w("t")).text = piece.text
    return run


def _run_break() -> Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("br"))
    return run
