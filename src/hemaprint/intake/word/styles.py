"""What the styles of a Word document mean, whatever language their names are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from hemaprint.intake.word.names import Element, switch, val, w

HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|başlık"
    r"|标题|標題|見出し|제목)\s*([1-9])",
    re.IGNORECASE,
)
NAMES = {
    "title": "title titel titre título titolo 标题 標題 表題 제목",
    "subtitle": "subtitle untertitel sous-titre subtítulo sottotitolo ondertitel 副标题 副標題 副題 부제",
    "caption": "caption beschriftung bildunterschrift légende leyenda legenda didascalia 题注 標號 図表番号 캡션",
    "quote": "quote zitat citation cita citazione quotations 引用 引文 인용",
}
MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names.split()} | {
    "intense quote": "quote", "intensives zitat": "quote", "block text": "quote", "明显引用": "quote"
}  # fmt: skip
TABLE_OF_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|目录) ?\d|toc heading", re.IGNORECASE)
BODY_LEVEL = 9
HEADING_CHARACTERS_AT_MOST = 300
OURS = "hp"


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name, the style that it is based on, and its element."""

    name: str
    base: str
    element: Element


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.language = ""
        if root is None:
            return
        for element in root.iter(w("style")):
            identity = element.get(w("styleId"), "")
            self._styles.setdefault(identity, Style(val(element, "name"), val(element, "basedOn"), element))
        default = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        self.language = val(default, "lang")

    def name(self, identity: str) -> str:
        """The name of a style; its id where the document does not define it."""
        return self._styles[identity].name if identity in self._styles else identity

    def chain(self, identity: str) -> Iterator[Style]:
        """A style and those that it is based on, the nearest first."""
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = self._styles[identity].base

    def level(self, identity: str) -> int:
        """The level of the headings of a style, from 1; 0 for other text."""
        for style in self.chain(identity):
            outline = val(style.element.find(w("pPr")), "outlineLvl")
            if outline.isdigit():
                return 0 if int(outline) >= BODY_LEVEL else int(outline) + 1
            if found := HEADING.fullmatch(style.name.strip()):
                return int(found[1])
        if identity not in self._styles and (found := HEADING.fullmatch(identity)):
            return int(found[1])
        return 0

    def meaning(self, identity: str) -> str:
        """One of "title", "subtitle", "caption", "quote"; "" for other text."""
        names = [style.name for style in self.chain(identity)] or [identity]
        return next((MEANINGS[name.strip().lower()] for name in names if name.strip().lower() in MEANINGS), "")

    def property(self, identity: str, name: str) -> bool | None:
        """A property of characters that a style or one of its bases switches."""
        found = (switch(style.element.find(w("rPr")), name) for style in self.chain(identity))
        return next((value for value in found if value is not None), None)

    def text_property(self, identity: str, group: str, path: str) -> str:
        """The value of a property with a text, such as ``vertAlign``, in a style or one of its bases."""
        found = (val(style.element.find(group), path) for style in self.chain(identity))
        return next((value for value in found if value), "")

    def numbering(self, identity: str) -> tuple[str, str]:
        """The list and the level that a style puts its paragraphs in; "" for none."""
        for style in self.chain(identity):
            properties = style.element.find(f"{w('pPr')}/{w('numPr')}")
            if properties is not None:
                return val(properties, "numId"), val(properties, "ilvl") or "0"
        return "", ""


def apply_styles(root: Element, styles: Styles) -> None:
    """Name the styles of ``root`` by their meaning, and write what styles say about faces and lists into the text."""
    for paragraph in root.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        identity = val(properties, "pStyle")
        meaning = _meaning(paragraph, properties, identity, styles)
        if meaning:
            _rename(paragraph, properties, meaning)
        else:
            _inherit_list(properties, identity, styles)
        for run in paragraph.iter(w("r")):
            _inherit_face(run, "" if meaning else identity, styles)


def _meaning(paragraph: Element, properties: Element | None, identity: str, styles: Styles) -> str:
    outline = val(properties, "outlineLvl")
    level = int(outline) + 1 if outline.isdigit() and int(outline) < BODY_LEVEL else styles.level(identity)
    if (level and not outline.isdigit()) or (level and _length(paragraph) <= HEADING_CHARACTERS_AT_MOST):
        return f"heading{min(level, 9)}"
    return styles.meaning(identity)


def _length(paragraph: Element) -> int:
    return sum(len(text.text or "") for text in paragraph.iter(w("t")))


def _rename(paragraph: Element, properties: Element | None, meaning: str) -> None:
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    style = properties.find(w("pStyle"))
    if style is None:
        style = etree.SubElement(properties, w("pStyle"))
    style.set(w("val"), f"{OURS}-{meaning}")


def _inherit_list(properties: Element | None, identity: str, styles: Styles) -> None:
    if properties is None or properties.find(w("numPr")) is not None:
        return
    number, level = styles.numbering(identity)
    if number:
        inherited = etree.SubElement(properties, w("numPr"))
        etree.SubElement(inherited, w("ilvl")).set(w("val"), level)
        etree.SubElement(inherited, w("numId")).set(w("val"), number)


def _inherit_face(run: Element, paragraph_style: str, styles: Styles) -> None:
    properties = run.find(w("rPr"))
    character_style = val(properties, "rStyle")
    wanted: dict[str, str] = {}
    for name in ("b", "i"):
        own = styles.property(character_style, name)
        if (styles.property(paragraph_style, name) if own is None else own) and switch(properties, name) is None:
            wanted[name] = "1"
    shift = styles.text_property(character_style, w("rPr"), "vertAlign")
    if shift and not val(properties, "vertAlign"):
        wanted["vertAlign"] = shift
    if wanted and properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    for name, value in wanted.items():
        etree.SubElement(properties, w(name)).set(w("val"), value)
