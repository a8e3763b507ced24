# SPDX-License-Identifier: MIT
"""Know the signs of mathematics: which relate what is beside them, and what each is called."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

NAMES: dict[str, str] = {
    "=": "equals", "≠": "is not equal to", "<": "is less than", ">": "is greater than",
    "≤": "is less than or equal to", "≥": "is greater than or equal to", "⩽": "is less than or equal to",
    "⩾": "is greater than or equal to", "≪": "is much less than", "≫": "is much greater than",
    "≈": "is approximately equal to", "≃": "is asymptotically equal to", "≅": "is congruent to",
    "≡": "is identical to", "∼": "is distributed as", "∝": "is proportional to", "∈": "is in", "∉": "is not in",
    "⊂": "is a subset of", "⊆": "is a subset of or equal to", "∪": "union", "∩": "intersection", "→": "to",
    "←": "from", "⇒": "implies", "⇔": "if and only if", "↦": "maps to", "+": "plus", "−": "minus", "-": "minus",
    "±": "plus or minus", "∓": "minus or plus", "×": "times", "⋅": "times", "·": "times", "÷": "divided by",
    "∗": "star", "*": "star", "∘": "composed with", "/": "over", "∣": "given", "|": "vertical bar", "‖": "norm",
    "∥": "norm", "∧": "and", "∨": "or", "⊥": "is independent of",
    "!": "factorial", "%": "percent", "°": "degrees", "∞": "infinity", "∂": "partial", "∇": "nabla", "∅": "empty set",
    "∀": "for all", "∃": "there exists", "¬": "not", "…": "and so on", "⋯": "and so on", "⋮": "and so on",
    "⋱": "and so on", "′": "prime", "″": "double prime", "‴": "triple prime",
    "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket",
    "{": "open brace", "}": "close brace", "⟨": "open angle bracket", "⟩": "close angle bracket",
    "⌊": "floor", "⌋": "end floor", "⌈": "ceiling", "⌉": "end ceiling", ",": "comma", ";": "semicolon",
    ":": "such that",
    ".": "point", "&": "and", "#": "number", "$": "dollars", "ℏ": "h bar", "ℓ": "l", "ℝ": "the real numbers",
    "\u2061": "of",
}  # fmt: skip
"""What each sign is called in English."""
LARGE: dict[str, str] = {
    "∑": "the sum", "∏": "the product", "∐": "the coproduct", "∫": "the integral", "∬": "the double integral",
    "∭": "the triple integral", "∮": "the contour integral", "⋃": "the union", "⋂": "the intersection",
    "lim": "the limit", "max": "the maximum", "min": "the minimum", "sup": "the supremum", "inf": "the infimum",
}  # fmt: skip
"""Operators that have limits."""
INFIX = frozenset("=≠<>≤≥⩽⩾≪≫≈≃≅≡∼∝∈∉⊂⊆∪∩→←⇒⇔↦+−±∓×÷∧∨⊥")
"""Signs with white around them."""

_ACCENTS = {
    "^": "hat", "ˆ": "hat", "\u0302": "hat", "¯": "bar", "‾": "bar", "―": "bar", "~": "tilde", "\u0303": "tilde",
    "˙": "dot", "¨": "double dot", "→": "vector", "ˇ": "check", "˘": "breve", "´": "acute", "`": "grave", "˚": "ring",
}  # fmt: skip
_LETTER = re.compile(
    r"(?:GREEK|MATHEMATICAL(?P<style>[A-Z -]*)) (?P<case>SMALL|CAPITAL) (?:LETTER )?(?P<name>[A-Z]+)(?: SYMBOL)?"
)
_STYLES = {
    "bold": "bold ", "bold-italic": "bold ", "double-struck": "double-struck ", "script": "script ",
    "fraktur": "fraktur ",
}  # fmt: skip


def accent_of(above: Element) -> str:
    """The name of the accent that an element over another is; "" where it is none."""
    return _ACCENTS.get(above.text or "", "") if above.tag == "mo" else ""


def name_of(text: str, variant: str = "") -> str:
    """What a letter, a number, a word or a sign is called."""
    style = _STYLES.get(variant, "")
    if not text:
        return ""
    if text in NAMES:
        return NAMES[text]
    if len(text) > 1:
        return text if text.isascii() or text.isalnum() else " ".join(name_of(sign) for sign in text)
    return style + _letter(text)


def _letter(sign: str) -> str:
    if sign.isascii() and sign.isalnum():
        return sign
    name = unicodedata.name(sign, "")
    letter = None if sign.isascii() else _LETTER.fullmatch(name)
    if letter is None:
        return sign if sign.isalnum() or not name else name.lower()
    if len(letter["name"]) == 1:
        said = letter["name"].lower() if letter["case"] == "SMALL" else letter["name"]
    else:
        named = letter["name"].lower().replace("lamda", "lambda")  # as Unicode spells it
        said = named if letter["case"] == "SMALL" else f"capital {named}"
    style = (letter["style"] or "").lower().replace("italic", "")
    return " ".join([*style.split(), said])
