# SPDX-License-Identifier: MIT
"""Write what Word computes: the results of fields (ECMA-376, part 1, 17.16), and numbers in the forms of lists.

The results of fields stay as copy, their instructions go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from hemaprint.intake.files import Element, tables
from hemaprint.intake.passages import Findings
from hemaprint.intake.word.package import (
    RELATION_ID,
    Relation,
    WordParts,
    around,
    line_of,
    quoted,
    remove,
    replace_with,
    run_with,
    val,
    w,
)
from hemaprint.intake.word.text import CHARACTERS, UNKNOWN, plain_symbol

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
    """Whether it has its own instruction."""

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
        """The kind of the field, such as ``HYPERLINK``."""
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

    def mark(kind: str) -> Element:
        run = run_with("fldChar")
        run[0].set(w("fldCharType"), kind)
        return run

    for short in list(root.iter(w("fldSimple"))):
        code = run_with("instrText", short.get(w("instr"), ""))
        inside = [child for child in short if child.tag != w("fldData")]
        replace_with(short, [mark("begin"), code, mark("separate"), *inside, mark("end")])


def show_fields(root: Element, findings: Findings) -> None:
    """Write what fields without a result show: formulas, characters, chosen entries.

    Fields whose result Word computes, and lists of references that a program made, are reported.
    """
    computed: dict[str, int] = {}
    for one in fields_of(root):
        if one.separate is None and (shown := _shown(one, findings)):
            one.begin.getparent().addprevious(run_with("t", shown))
        if one.name in COMPUTED:
            computed.setdefault(one.name, one.line)
        elif one.name in UNNUMBERED:
            message = f"a field {one.name} shows a number that the file does not contain"
            findings.doubt("HP507", one.line, message, "type it")
        elif BIBLIOGRAPHIES.match(one.code):
            program = " ".join(one.code.split()[:2])
            message = f"the references below were made by a program ({program}); they stay as text"
            findings.doubt("HP507", one.line, message, COMPARE)
    for name, line in computed.items():
        findings.doubt("HP507", line, f"the result of a field {name} was kept as text", "correct it in the article")


def resolve_fields(name: str, root: Element, parts: WordParts, findings: Findings) -> None:
    """Leave only the results of fields, except those in an instruction; fields that link become links."""
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
    _write_links(linked, parts.relations[name])


def address_of(instruction: str) -> str:
    """The address that the instruction of a field links to; "" for a bookmark, and for other fields."""
    match = _HYPERLINK.match(instruction)
    return str(match[1] or match[2] or "") if match else ""


def _write_links(linked: dict[Element, str], relations: dict[str, Relation]) -> None:
    for run, address in linked.items():
        parent = run.getparent()
        if parent is None or around(run, "hyperlink") is not None:
            continue
        identity = f"hp-link-{len(relations)}"
        relations[identity] = Relation("hyperlink", address, True)
        link = etree.Element(w("hyperlink"))
        link.set(RELATION_ID, identity)
        parent.replace(run, link)
        link.append(run)


def _shown(one: Field, findings: Findings) -> str:
    """The text that Word shows for a field that keeps no result."""
    rest = one.code[len(one.name) :].strip()
    match one.name:
        case "EQ":
            text = _formula(rest)
            message = f"a formula of a field was written as text: {quoted(text)}"
            findings.doubt("HP523", one.line, message, "set it by hand")
            return text
        case "SYMBOL":
            return _symbol(rest)
        case "FORMCHECKBOX":
            return "☒" if _is_checked(next(one.begin.iter(w("checkBox")), None)) else "☐"
        case "FORMDROPDOWN":
            entries = [entry.get(w("val"), "") for entry in one.begin.iter(w("listEntry"))]
            chosen = next((result.get(w("val"), "0") for result in one.begin.iter(w("result"))), "0")
            return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""
        case "MACROBUTTON" | "GOTOBUTTON":
            text = rest.partition(" ")[2]
            findings.leave_out(one.line, text, "it is the text of a button or a place to fill in")
    return ""


def _is_checked(box: Element | None) -> bool:
    """Whether a box is checked: by its own value, or else by default."""
    if box is not None and (own := box.find(w("checked"))) is not None:
        return own.get(w("val"), "") in ("", "1", "true", "on")
    return val(box, "default") in ("1", "true", "on")


def _symbol(rest: str) -> str:
    code = re.match(r"(0x[0-9a-f]+|\d+)", rest, re.IGNORECASE)
    font = re.search(r'\\f\s+(?:"([^"]+)"|(\S+))', rest)
    if code is None:
        return ""
    try:
        return plain_symbol(int(code[0], 0), (font[1] or font[2]) if font else "") or UNKNOWN
    except (ValueError, OverflowError):
        return UNKNOWN


def _formula(rest: str) -> str:
    """The text of an EQ field (17.16.5.17) without switches: ``\\f(1,2)`` is a fraction, the rest is put in a row."""
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


# ---------------------------------------------------------------- numbers of lists

ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
IDEOGRAPHS = "〇一二三四五六七八九"


def formatted(number: int, form: str) -> str:
    """A number as Word writes it in one of its forms (17.18.59 ST_NumberFormat)."""
    if number <= 0:
        return str(number)
    alphabet: str = tables("word")["alphabets"].get(form, "")
    if alphabet:  # a to z, then aa, bb: Word repeats the letter
        return alphabet[(number - 1) % len(alphabet)] * min((number - 1) // len(alphabet) + 1, 10)
    return _FORMS[form](number) if form in _FORMS else str(number)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in ROMAN if number < 10_000 else ():
        text += letters * (number // worth)
        number %= worth
    return text or str(number)


def _digits(number: int) -> str:
    return "".join(IDEOGRAPHS[int(digit)] for digit in str(number))


def _chinese(number: int) -> str:
    if number >= 100:
        return _digits(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else IDEOGRAPHS[tens]) + "十" * bool(tens) + (IDEOGRAPHS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else f"({number})"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "", "decimalZero": lambda n: f"{n:02}", "ordinal": _ordinal, "hex": lambda n: f"{n:X}",
    "lowerRoman": _roman, "upperRoman": lambda n: _roman(n).upper(), "ideographDigital": _digits,
    "chineseCounting": _chinese, "chineseCountingThousand": _chinese, "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese, "taiwaneseCountingThousand": _chinese, "koreanDigital2": _chinese,
    "decimalEnclosedCircle": _circled, "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})", "decimalEnclosedFullstop": lambda n: f"{n}.",
    "numberInDash": lambda n: f"- {n} -",
}  # fmt: skip
