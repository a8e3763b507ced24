"""Characters of symbol fonts: Word keeps them by their place in the font, readers need what they mean."""

from __future__ import annotations

from mammoth.docx.dingbats import dingbats

from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.names import Element, line_of, w

PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the characters of symbol fonts (17.3.3.30 sym)."""

UNKNOWN = "\ufffd"


def write_symbols(root: Element, findings: Findings) -> None:
    """Write plain characters for those of symbol fonts; a doubt for each that nobody knows."""
    for symbol in list(root.iter(w("sym"))):
        code, font = symbol.get(w("char"), ""), symbol.get(w("font"), "")
        try:
            text = plain_symbol(int(code, 16), font)
        except ValueError:
            text = None
        if text is None:
            findings.doubt("HP528", line_of(symbol), f"the character {code} of the font {font} is not known")
        symbol.tag = w("t")
        symbol.text = text or UNKNOWN
    for element in root.iter(w("t")):
        if element.text and any(ord(character) in PRIVATE for character in element.text):
            element.text = _replaced(element, findings)


def _replaced(element: Element, findings: Findings) -> str:
    run = element.getparent()
    fonts = run.find(f"{w('rPr')}/{w('rFonts')}") if run is not None else None
    font = "" if fonts is None else fonts.get(w("ascii"), "") or fonts.get(w("hAnsi"), "")
    result = []
    for character in element.text:
        if ord(character) not in PRIVATE:
            result.append(character)
            continue
        plain = plain_symbol(ord(character), font or "Symbol")
        if plain is None:
            message = f"the character {ord(character):04X} of the font {font} is not known"
            findings.doubt("HP528", line_of(element), message)
        result.append(plain or UNKNOWN)
    return "".join(result)


def plain_symbol(code: int, font: str) -> str | None:
    """What the character ``code`` of a font means; None where nobody knows."""
    for place in (code, code - PRIVATE.start):
        if found := dingbats.get((font, place)):
            return chr(found)
    return None if code in PRIVATE or font in ("Symbol", "Wingdings", "Webdings") else chr(code)
