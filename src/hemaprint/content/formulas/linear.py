# SPDX-License-Identifier: MIT
"""Write MathML as text in one line, with the signs of Unicode: h₁/h₀ = e^β."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from hemaprint.content.formulas.signs import INFIX, accent_of

_RAISED = str.maketrans("0123456789+−=()ni∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ°")
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_COMBINING = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "double dot": "\u0308"}


def linear(element: Element) -> str:
    """The text of a formula."""
    return " ".join(_text(element).split())


def _text(element: Element) -> str:  # noqa: C901 (a case for each element)
    kids = list(element)
    match element.tag:
        case "mi" | "mn" | "mtext":
            return element.text or ""
        case "mo":
            return _operator(element)
        case "mspace":
            return " "
        case "math" | "mrow" | "mstyle" | "mtd":
            return _row(kids)
        case "mfrac" if element.get("linethickness") == "0":
            return f"{_grouped(kids[0])} choose {_grouped(kids[1])}"
        case "mfrac":
            return f"{_grouped(kids[0])}/{_grouped(kids[1])}"
        case "msqrt":
            inside = _row(kids)
            return f"√{inside}" if len(inside) == 1 else f"√({inside.strip()})"
        case "mroot":
            return f"{_script(kids[1], _RAISED, '')}√({_text(kids[0]).strip()})"
        case "msub" | "munder":
            return _text(kids[0]) + _script(kids[1], _LOWERED, "_")
        case "msup":
            return _text(kids[0]) + _script(kids[1], _RAISED, "^")
        case "mover":
            return _over(*kids)
        case "msubsup" | "munderover":
            return _text(kids[0]) + _script(kids[1], _LOWERED, "_") + _script(kids[2], _RAISED, "^")
        case "mtable":
            return "; ".join(" ".join(_text(cell).strip() for cell in row) for row in kids)
        case _:
            raise AssertionError(element.tag)


def _row(kids: list[Element]) -> str:
    """The texts of a row; a word such as ln is apart from the letter that follows it."""
    written, before = "", ""
    for kid in kids:
        text = _text(kid).rstrip() if len(kid) == 1 and kid[0].text == "," else _text(kid)  # a decimal comma
        if text in (" − ", " + ", " ± ", " ∓ ") and (not written or before in INFIX or before in ("(", "[", "{")):
            text = text.strip()
        is_apart = len(before) > 1 and before.isalpha() and text[:1].isalnum()
        written += f" {text}" if is_apart else text
        before = kid.text or ""
    return written


def _operator(element: Element) -> str:
    sign = element.text or ""
    return f" {sign} " if sign in INFIX else f"{sign} " if sign in (",", ";") else sign


def _grouped(element: Element) -> str:
    text = _text(element).strip()
    return text if text.isalnum() or not any(sign in text for sign in " /+−") else f"({text})"


def _script(element: Element, table: dict[int, int], mark: str) -> str:
    text = _text(element).strip()
    bare = "".join(text.split())
    if not bare.strip("′″‴"):
        return bare
    if all(ord(sign) in table for sign in bare):
        return bare.translate(table)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _over(base: Element, above: Element) -> str:
    text, accent = _text(base).strip(), accent_of(above)
    if len(text) == 1 and accent in _COMBINING:
        return text + _COMBINING[accent]
    return f"{text}^({_text(above).strip()})" if not accent else f"{accent}({text})"
