"""Characters of symbol fonts: Word keeps them by their place in the font, readers need what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from mammoth.docx.dingbats import dingbats

from hemaprint.intake.word.package import (
    CHARACTERS,
    Element,
    Findings,
    M,
    R,
    Relation,
    WordParts,
    line_of,
    quoted,
    remove,
    replace_with,
    val,
    w,
)

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
        replace_with(block, between)
    for equation in list(root.iter(m("oMath"))):
        pieces = linear(equation)
        text = "".join(piece.text for piece in pieces)
        if text.strip():
            findings.doubt(
                "HP523", line_of(equation), f"an equation was written as text: {quoted(text)}", "set it by hand"
            )
        replace_with(equation, [_run(piece) for piece in pieces])


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


CODES = frozenset({w("fldChar"), w("instrText"), w("delInstrText")})
_COMPUTED = """
    PAGE PAGEREF NUMPAGES SECTION SECTIONPAGES NUMWORDS NUMCHARS DATE TIME SAVEDATE PRINTDATE CREATEDATE EDITTIME
    FILENAME FILESIZE USERNAME USERINITIALS USERADDRESS LASTSAVEDBY REVNUM
"""
COMPUTED = frozenset(_COMPUTED.split())
"""Fields whose result is Word's: true of its pages and of the day, not of the magazine's."""

COMPARE = "compare them with the citations in the copy"
UNNUMBERED = frozenset({"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"})
BIBLIOGRAPHIES = re.compile(
    r"ADDIN (?:ZOTERO_BIBL|EN\.REFLIST|Mendeley Bibliography|CSL_BIBLIOGRAPHY|CITAVI\.BIBLIOGRAPHY|PAPERS2_BIB)"
    r"|BIBLIOGRAPHY"
)

_HYPERLINK = re.compile(r"""\s*HYPERLINK\s+(?:\\[nmhot]\s+)*(?:"([^"]*)"|([^\\"\s]\S*))""", re.IGNORECASE)
_SWITCH = re.compile(r"""\\(?:\*\s*(?:"[^"]*"|\S+)|[a-z]{1,2}\d*(?:\([^()]{0,3}\))?)""", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A field with a beginning and an end; ``separate`` is None where it has no result. ``line`` is its paragraph's."""

    begin: Element
    line: int
    separate: Element | None = None
    end: Element | None = None
    instruction: list[str] = field(default_factory=list)
    """Its pieces, with the results of the fields inside."""
    is_named: bool = False
    """Whether it has an instruction of its own."""

    @property
    def marks(self) -> list[Element]:
        """The elements that begin, separate and end it."""
        return [mark for mark in (self.begin, self.separate, self.end) if mark is not None]

    @property
    def code(self) -> str:
        """The instruction on one line."""
        return " ".join("".join(self.instruction).split())

    @property
    def name(self) -> str:
        """What kind of field it is, such as ``HYPERLINK``."""
        return self.code.partition(" ")[0].partition("\\")[0].upper()


def fields_of(root: Element) -> list[Field]:
    """The fields below ``root`` in the order of their ends. Marks without a partner or an instruction are ignored."""
    waiting: list[Field] = []
    instructing: list[Field] = []
    found: list[Field] = []
    for element in root.iter(w("fldChar"), w("instrText"), w("t")):
        if element.tag == w("fldChar"):
            kind = element.get(w("fldCharType"))
            if kind == "begin":
                waiting.append(Field(element, line_of(element)))
                instructing.append(waiting[-1])
            elif waiting and kind == "separate" and waiting[-1].separate is None:
                instructing.pop().separate = element
            elif waiting and kind == "end":
                instructing[:] = instructing[:-1] if waiting[-1].separate is None else instructing
                waiting[-1].end = element
                found.append(waiting.pop())
        elif instructing and (element.tag == w("instrText") or instructing[-1] is not waiting[-1]):
            instructing[-1].instruction.append(element.text or "")
            instructing[-1].is_named = instructing[-1].is_named or element.tag == w("instrText")
    return [one for one in found if one.is_named]


def lengthen_fields(root: Element) -> None:
    """Write fields of the short form in the long one, so that there is one form only."""
    for short in list(root.iter(w("fldSimple"))):
        code = etree.Element(w("r"))
        etree.SubElement(code, w("instrText")).text = short.get(w("instr"), "")
        inside = [child for child in short if child.tag != w("fldData")]
        replace_with(short, [_mark("begin"), code, _mark("separate"), *inside, _mark("end")])


def show_fields(root: Element, findings: Findings) -> None:
    """Write what fields without a result show: formulas, characters, entries that were chosen. Told are also fields
    whose result Word computes, and lists of references that a program made."""
    computed: dict[str, int] = {}
    for one in fields_of(root):
        shown = _shown(one, findings) if one.separate is None else ""
        if shown:
            run = etree.Element(w("r"))
            etree.SubElement(run, w("t")).text = shown
            one.begin.getparent().addprevious(run)
        if one.name in COMPUTED:
            computed.setdefault(one.name, one.line)
        elif one.name in UNNUMBERED:
            findings.doubt(
                "HP507", one.line, f"a field {one.name} shows a number that the file does not hold", "type it"
            )
        elif BIBLIOGRAPHIES.match(one.code):
            message = (
                f"the references below were made by a program ({' '.join(one.code.split()[:2])}); they stay as text"
            )
            findings.doubt("HP507", one.line, message, COMPARE)
    for name, line in computed.items():
        findings.doubt("HP507", line, f"the result of a field {name} was kept as text", "correct it in the article")


def resolve_fields(name: str, root: Element, parts: WordParts, findings: Findings) -> None:
    """Leave the results of fields only, those in an instruction left out; fields that link become links."""
    marks = {mark: one for one in fields_of(root) for mark in one.marks}
    links: list[str] = []
    instructing = 0
    linked: dict[Element, str] = {}
    unseen: dict[int, list[str]] = {}
    going: list[Element] = []
    for element in root.iter():
        if (one := marks.get(element)) is not None:
            if element is one.begin:
                if not instructing and (texts := unseen.get(one.line)):
                    texts.append(" ")
                links.append(links[-1] if links else "")
                instructing += 1
            elif element is one.separate or one.separate is None:
                links[-1] = address_of(one.code) or links[-1]
                instructing -= 1
            if element is one.end:
                links.pop()
        elif element.tag in CODES or element.tag == w("rPr") or (run := element.getparent()) is None:
            continue
        elif run.tag == w("r") and instructing:
            text = element.text or "" if element.tag == w("t") else CHARACTERS.get(element.tag, "")
            unseen.setdefault(line_of(element), []).append(text)
            going.append(element)
        elif run.tag == w("r") and links and links[-1]:
            linked.setdefault(run, links[-1])
    for line, texts in unseen.items():
        findings.leave_out(line, "".join(texts), "it belongs to the instruction of a field, which Word does not show")
    for element in (*going, *list(root.iter(*CODES))):
        remove(element)
    _write_links(name, linked, parts)


def address_of(instruction: str) -> str:
    """The address that the instruction of a field links to; "" for a bookmark, and for other fields."""
    match = _HYPERLINK.match(instruction)
    return str(match[1] or match[2] or "") if match else ""


def _write_links(name: str, linked: dict[Element, str], parts: WordParts) -> None:
    for run, address in linked.items():
        parent = run.getparent()
        if parent is None or next(run.iterancestors(w("hyperlink")), None) is not None:
            continue
        identity = f"hp-link-{len(parts.relations[name])}"
        parts.relations[name][identity] = Relation("hyperlink", address, True)
        link = etree.Element(w("hyperlink"))
        link.set(f"{{{R}}}id", identity)
        parent.replace(run, link)
        link.append(run)


def _mark(kind: str) -> Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("fldChar")).set(w("fldCharType"), kind)
    return run


def _shown(one: Field, findings: Findings) -> str:
    """What Word shows for a field that keeps no result."""
    rest = one.code[len(one.name) :].strip()
    match one.name:
        case "EQ":
            text = _formula(rest)
            findings.doubt(
                "HP523", one.line, f"a formula of a field was written as text: {quoted(text)}", "set it by hand"
            )
            return text
        case "SYMBOL":
            return _symbol(rest)
        case "FORMCHECKBOX":
            box = next(one.begin.iter(w("checkBox")), None)
            checked = (
                val(box, "checked") if box is not None and box.find(w("checked")) is not None else val(box, "default")
            )
            on = checked in ("1", "true", "on") or (
                box is not None and box.find(w("checked")) is not None and not checked
            )
            return "☒" if on else "☐"
        case "FORMDROPDOWN":
            entries = [entry.get(w("val"), "") for entry in one.begin.iter(w("listEntry"))]
            chosen = next((result.get(w("val"), "0") for result in one.begin.iter(w("result"))), "0")
            return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""
        case "MACROBUTTON" | "GOTOBUTTON":
            text = rest.partition(" ")[2]
            findings.leave_out(one.line, text, "it is the text of a button or a place to fill in")
            return ""
        case _:
            return ""


def _symbol(rest: str) -> str:
    code = re.match(r"(0x[0-9a-f]+|\d+)", rest, re.IGNORECASE)
    font = re.search(r'\\f\s+(?:"([^"]+)"|(\S+))', rest)
    if code is None:
        return ""
    try:
        return plain_symbol(int(code[0], 0), (font[1] or font[2]) if font else "") or "\ufffd"
    except (ValueError, OverflowError):
        return "\ufffd"


def _formula(rest: str) -> str:
    """The text of an EQ field (17.16.5.17), its switches away: ``\\f(1,2)`` is a fraction, the rest is put in a row."""
    text = re.sub(r"\\f\s*\(", "\x01(", rest, flags=re.IGNORECASE)
    text = _SWITCH.sub("", text.replace("\\,", "\x02"))
    return "".join(_arguments(text)).replace("\x02", ",").strip()


def _arguments(text: str) -> Iterator[str]:
    """The characters of a formula, its brackets and separators written as a reader needs them."""
    kinds: list[bool] = []
    before = ""
    for character in text:
        if character == "(":
            kinds.append(before == "\x01")
        elif character == ")" and kinds:
            kinds.pop()
        elif character in ",;" and kinds:
            yield "/" if kinds[-1] else " "
        elif character != "\x01":
            yield character
        before = character
