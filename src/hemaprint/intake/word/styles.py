# SPDX-License-Identifier: MIT
"""Resolve what the styles and the lists of a Word document mean, and write it into its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from lxml import etree

from hemaprint.intake.files import Element, tables
from hemaprint.intake.word.fields import formatted
from hemaprint.intake.word.package import (
    OUR_LABEL,
    OUR_NUMBER,
    WordParts,
    added,
    around,
    insert_first,
    properties_of,
    remove,
    run_with,
    style_of,
    switch,
    val,
    w,
)

HEADING = re.compile(
    r"(?:heading|überschrift|berschrift|titre|título|ttulo|titulo|titolo|titlu|kop|rubrik|overskrift|otsikko|nagłówek|nadpis"
    r"|naslov|címsor|pealkiri|virsraksts|antraštė|encabezado|cabeçalho|intestazione|заголовок|επικεφαλίδα|başlık|tajuk"
    r"|标题|標題|見出し|제목|כותרת|العنوان|عنوان|หัวเรื่อง)[\s_-]*([1-9])",
    re.IGNORECASE,
)
TABLE_OF_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|目录) ?\d|toc heading", re.IGNORECASE)
BODY_LEVEL = 9
HEADING_CHARACTERS_AT_MOST = 300
OURS = "hp"
FACES = {"Strong": "b", "Emphasis": "i"}
"""Two styles of characters, and their meaning in documents that define them nowhere, or by name only."""

USUAL_SIZE = 20
"""Half-points of text by default (17.3.2.38 sz)."""

LITTLE, MUCH = 2, 4
"""By how many half-points smaller text, and text of the same size, is raised when it is an index."""

HALF_POINTS = {"": 1, "pt": 2, "pc": 24, "pi": 24, "in": 144, "cm": 144 / 2.54, "mm": 144 / 25.4}


@cache
def _meanings() -> Mapping[str, str]:
    """By the folded names of styles: "heading1", "title", "subtitle", "caption", "quote"; "" for other text."""
    pairs = [(name, key) for key, listed in tables("word")["styles"].items() for name in listed.split(",")]
    return {_folded(name): "" if key == "other" else key for name, key in pairs}


def _folded(name: str) -> str:
    """A name of a style as names and ids are compared: ``IntenseQuote`` is ``Intense Quote``."""
    return re.sub(r"[\s_-]+", "", name).casefold()


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
        self._values: dict[tuple[str, str], Any] = {}
        default = None if root is None else root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        self.language = val(default, "lang")
        self.size = _half_points(val(default, "sz")) or USUAL_SIZE
        for element in [] if root is None else root.iter(w("style")):
            style = Style(val(element, "name"), val(element, "basedOn"), element)
            self._styles.setdefault(element.get(w("styleId"), ""), style)

    def name(self, identity: str) -> str:
        """The name of a style; its id where the document does not define it."""
        return self._styles[identity].name if identity in self._styles else identity

    def _chain(self, identity: str) -> Iterator[Style]:
        """A style and those that it is based on, the nearest first."""
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = self._styles[identity].base

    def _names(self, identity: str) -> list[str]:
        return [style.name for style in self._chain(identity)] or [identity]

    def level(self, identity: str) -> int:
        """The level of the headings of a style, from 1; 0 for other text."""
        for style in self._chain(identity):
            outline = val(style.element.find(w("pPr")), "outlineLvl")
            if outline.isdigit():
                return 0 if int(outline) >= BODY_LEVEL else int(outline) + 1
            if found := HEADING.fullmatch(style.name.strip()):
                return int(found[1])
        found = None if identity in self._styles else HEADING.fullmatch(identity)
        return int(found[1]) if found else 0

    def meaning(self, identity: str) -> str:
        """One of "title", "subtitle", "caption", "quote"; "" for other text."""
        folded = map(_folded, self._names(identity))
        return next((_meanings()[name] for name in folded if name in _meanings()), "")

    def property(self, identity: str, name: str) -> bool | None:
        """A property of characters that a style or one of its bases switches."""
        key = (identity, name)
        if key not in self._values:
            found = (switch(style.element.find(w("rPr")), name) for style in self._chain(identity))
            by_name = True if name in map(FACES.get, self._names(identity)) else None
            self._values[key] = next((value for value in found if value is not None), by_name)
        value: bool | None = self._values[key]
        return value

    def value(self, identity: str, name: str) -> str:
        """The value of a property of characters, such as ``vertAlign``, in a style or one of its bases."""
        key = (identity, name)
        if key not in self._values:
            found = (val(style.element.find(w("rPr")), name) for style in self._chain(identity))
            self._values[key] = next((value for value in found if value), "")
        return str(self._values[key])

    def numbering(self, identity: str) -> tuple[str, str]:
        """The list and the level that a style puts its paragraphs in; "" for none."""
        for style in self._chain(identity):
            properties = style.element.find(f"{w('pPr')}/{w('numPr')}")
            if properties is not None:
                return val(properties, "numId"), val(properties, "ilvl") or "0"
        return "", ""


def apply_styles(root: Element, styles: Styles) -> None:
    """Name the styles of ``root`` by their meaning, and write what styles say about faces into the text."""
    for paragraph in root.iter(w("p")):
        identity = style_of(paragraph)
        if meaning := _meaning(paragraph, identity, styles):
            properties = properties_of(paragraph, "pPr")
            style = properties.find(w("pStyle"))
            style = etree.SubElement(properties, w("pStyle")) if style is None else style
            style.set(w("val"), f"{OURS}-{meaning}")
        for run in paragraph.iter(w("r")):
            _inherit_face(run, "" if meaning else identity, styles)


def _meaning(paragraph: Element, identity: str, styles: Styles) -> str:
    outline = val(paragraph.find(w("pPr")), "outlineLvl")
    level = int(outline) + 1 if outline.isdigit() and int(outline) < BODY_LEVEL else styles.level(identity)
    length = sum(len(text.text or "") for text in paragraph.iter(w("t")))
    if level and (not outline.isdigit() or length <= HEADING_CHARACTERS_AT_MOST):
        return f"heading{min(level, 9)}"
    return styles.meaning(identity)


def _inherit_face(run: Element, paragraph_style: str, styles: Styles) -> None:
    properties = run.find(w("rPr"))
    character_style = val(properties, "rStyle")
    wanted: dict[str, str] = {}
    for name in ("b", "i"):
        own = styles.property(character_style, name)
        if (styles.property(paragraph_style, name) if own is None else own) and switch(properties, name) is None:
            wanted[name] = "1"
    if not val(properties, "vertAlign") and (shift := _shift(properties, character_style, paragraph_style, styles)):
        wanted["vertAlign"] = shift
    for name, value in wanted.items():
        added(properties_of(run, "rPr"), name, value)


def _shift(properties: Element | None, character_style: str, paragraph_style: str, styles: Styles) -> str:
    """Whether a run is raised or lowered: by its style, or by hand and far enough to be seen."""
    named = styles.value(character_style, "vertAlign")
    if named in ("superscript", "subscript"):
        return named
    raised = _half_points(val(properties, "position") or styles.value(character_style, "position"))
    size = _half_points(val(properties, "sz") or styles.value(character_style, "sz"))
    usual = _half_points(styles.value(paragraph_style, "sz")) or styles.size
    least = LITTLE if size and size < usual else MUCH
    return "" if abs(raised) < least else "superscript" if raised > 0 else "subscript"


def _half_points(text: str) -> float:
    """A measure in half-points; Strict documents have units, as in ``3pt`` (22.9.2.14 ST_UniversalMeasure)."""
    match = re.fullmatch(r"(-?\d{1,4}(?:\.\d+)?)(mm|cm|in|pt|pc|pi)?", text)
    return float(match[1]) * HALF_POINTS[match[2] or ""] if match else 0.0


# ---------------------------------------------------------------- lists: numbers stay, other labels become words

LEVELS = 9
DEEPEST = 4
"""The deepest level that mammoth (1.13) nests, from 0."""

BULLETS, NUMBERS = "1", "2"
"""The two lists that remain when all are resolved."""

_PLACE = re.compile(r"%([1-9])")
_LETTER = re.compile(r"[^\W_]")
_NUMBER_ALONE = re.compile(r"[\s.()\[\]:、．）（/–-]*%\d[\s.()\[\]:、．）（/–-]*")


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: where it starts, how its numbers look (17.9.17 numFmt), and the text around them."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    """Whether the numbers of all levels are decimal in it (17.9.4 isLgl)."""
    restarts: bool = True
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list: its levels, the counters that it shares, and the levels at which it starts again."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    overrides: dict[int, int]
    begun: set[int] = field(default_factory=set)

    def count(self, at: int) -> int:
        """The number of the next paragraph at a level."""
        if at not in self.begun and at in self.overrides:
            self.counters[at] = self.overrides[at]
        else:
            self.counters[at] = self.counters[at] + 1 if at in self.counters else self.level(at).start
        self.begun.add(at)
        for deeper in [key for key in self.counters if key > at and self.level(key).restarts]:
            del self.counters[deeper]
        return self.counters[at]

    def level(self, at: int) -> _Level:
        """A level, which the document may not define."""
        return self.levels.get(at, _Level())

    def label(self, level: _Level) -> str:
        """The label of the paragraph that was counted last."""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = self.level(place)
            return formatted(self.counters.get(place, other.start), "decimal" if level.legal else other.form)

        return _PLACE.sub(number, level.text)


def number_lists(parts: WordParts, styles: Styles) -> None:
    """Write on each paragraph of a numbered list its number (:data:`OUR_NUMBER`), and whether it has a label.

    A label that is more than a number, such as ``a)`` or ``1.2``, and every label of a heading or in a table, is
    written before the text of its paragraph. The lists become two, one of bullets and one of numbers.
    """
    lists = _lists_of(parts)
    for name, tree in parts.texts:
        for paragraph in tree.iter(w("p")):
            properties, style = paragraph.find(w("pPr")), style_of(paragraph)
            numbering = properties.find(w("numPr")) if properties is not None else None
            identity, at = _place(numbering, style, styles, lists)
            if numbering is not None:
                remove(numbering)
            if identity in lists:
                is_apart = name != "document" or bool(styles.level(style)) or around(paragraph, "tc") is not None
                _number(paragraph, lists[identity], at, is_apart)
    parts.trees["numbering"] = _two_lists()
    parts.names.setdefault("numbering", "word/numbering.xml")


def _place(numbering: Element | None, style: str, styles: Styles, lists: Mapping[str, _List]) -> tuple[str, int]:
    """The list and the level of a paragraph, from its properties or else its style; "" for none."""
    identity, level = styles.numbering(style)
    own = val(numbering, "numId")
    if not own and identity in lists and not level:  # the level of a style is the one that names it
        named = (at for at, one in lists[identity].levels.items() if one.style == style)
        level = str(next(named, 0))
    level = val(numbering, "ilvl") or ("0" if own else level)
    return own or identity, min(_digit(level, 0), LEVELS - 1)


def _number(paragraph: Element, of: _List, at: int, is_apart: bool) -> None:
    level, number = of.level(at), of.count(at)
    if level.form == "bullet" and len(_LETTER.findall(level.text)) < 2:
        _write_place(paragraph, BULLETS, at)
        return
    plain = bool(_NUMBER_ALONE.fullmatch(level.text)) and (level.form.startswith("decimal") or level.legal)
    label = "" if plain and not is_apart else of.label(level).strip()
    if label:
        insert_first(paragraph, run_with("t", f"{label} "))
        paragraph.set(OUR_LABEL, "1")
    if (label or plain) and not is_apart:
        paragraph.set(OUR_NUMBER, str(number))
        _write_place(paragraph, NUMBERS, at)


def _lists_of(parts: WordParts) -> dict[str, _List]:
    """The lists of a document by their ids."""
    tree = parts.trees.get("numbering")
    if tree is None:
        return {}
    abstracts = {abstract.get(w("abstractNumId"), ""): abstract for abstract in tree.iter(w("abstractNum"))}
    linked = {val(one, "styleLink"): key for key, one in abstracts.items() if one.find(w("styleLink")) is not None}
    counters: dict[str, dict[int, int]] = {}
    lists: dict[str, _List] = {}
    for num in tree.iter(w("num")):
        key = val(num, "abstractNumId")
        if key in abstracts and (link := val(abstracts[key], "numStyleLink")):
            key = linked.get(link, key)
        if key not in abstracts:
            continue
        levels = {_digit(one.get(w("ilvl")), 0): _level(one) for one in abstracts[key].iter(w("lvl"))}
        overrides = {}
        for override in num.iter(w("lvlOverride")):
            at = _digit(override.get(w("ilvl")), 0)
            if (element := override.find(w("lvl"))) is not None:
                levels[at] = _level(element)
            if start := val(override, "startOverride"):
                overrides[at] = _digit(start, 1)
                levels[at] = replace(levels.get(at, _Level()), start=overrides[at])
        lists[num.get(w("numId"), "")] = _List(levels, counters.setdefault(key, {}), overrides)
    return lists


def _level(element: Element) -> _Level:
    at = _digit(element.get(w("ilvl")), 0)
    form = val(element, "numFmt")
    if not form:  # in mc:AlternateContent, for forms such as 001
        nested = element.find(f".//{w('numFmt')}")
        form = "decimal" if nested is None else nested.get(w("val"), "decimal")
    return _Level(
        start=_digit(val(element, "start"), 1),
        form=form,
        text=f"%{at + 1}." if element.find(w("lvlText")) is None else val(element, "lvlText"),
        legal=bool(switch(element, "isLgl")),
        restarts=val(element, "lvlRestart") != "0",
        style=val(element, "pStyle"),
    )


def _digit(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _write_place(paragraph: Element, identity: str, at: int) -> None:
    numbering = etree.SubElement(properties_of(paragraph, "pPr"), w("numPr"))
    added(numbering, "ilvl", str(min(at, DEEPEST)))
    added(numbering, "numId", identity)


def _two_lists() -> Element:
    root = etree.Element(w("numbering"))
    for identity, form in ((BULLETS, "bullet"), (NUMBERS, "decimal")):
        abstract = etree.SubElement(root, w("abstractNum"))
        abstract.set(w("abstractNumId"), identity)
        for at in range(LEVELS):
            level = etree.SubElement(abstract, w("lvl"))
            level.set(w("ilvl"), str(at))
            added(level, "numFmt", form)
    for identity in (BULLETS, NUMBERS):
        num = etree.SubElement(root, w("num"))
        num.set(w("numId"), identity)
        added(num, "abstractNumId", identity)
    return root
