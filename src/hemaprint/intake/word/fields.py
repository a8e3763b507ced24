"""Fields of a Word document (ECMA-376, part 1, 17.16): their results stay as copy, their instructions go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from hemaprint.intake.word.characters import plain_symbol
from hemaprint.intake.word.findings import Findings, quoted
from hemaprint.intake.word.names import Element, R, line_of, remove, replace, val, w
from hemaprint.intake.word.parts import Relation, WordParts
from hemaprint.intake.word.words import CHARACTERS

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
        replace(short, [_mark("begin"), code, _mark("separate"), *inside, _mark("end")])


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
