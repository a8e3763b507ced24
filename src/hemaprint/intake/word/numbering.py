"""What Word shows before the paragraphs of its lists: numbers stay numbers, any other label becomes words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, Tag
from lxml import etree

from hemaprint.intake.markup.soup import BLOCKS, LABELLED, LINE, attribute, tags_in
from hemaprint.intake.word import MARK
from hemaprint.intake.word.package import OUR_LABEL, OUR_NUMBER, Element, WordParts, remove, switch, val, w
from hemaprint.intake.word.styles import OURS, Styles

LEVELS = 9
DEEPEST = 4
"""The deepest level that mammoth (1.13) nests, from 0."""

BULLETS, NUMBERS = "1", "2"
"""The two lists that are left when all are resolved."""

ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
IDEOGRAPHS = "〇一二三四五六七八九"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_PLACE = re.compile(r"%([1-9])")
_LETTER = re.compile(r"[^\W_]")
_NUMBER_ALONE = re.compile(r"[\s.()\[\]:、．）（/–-]*%\d[\s.()\[\]:、．）（/–-]*")


@dataclass(frozen=True, slots=True)
class Level:
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
    """A list: its levels, the counters that it shares, and the levels at which it starts again by itself."""

    levels: dict[int, Level]
    counters: dict[int, int]
    overrides: dict[int, int]
    begun: set[int] = field(default_factory=set)


def number_lists(parts: WordParts, styles: Styles) -> None:
    """Write on each paragraph of a numbered list its number, as :data:`NUMBER`; on those with a label :data:`LABELLED`.

    A label that is more than a number, such as ``a)`` or ``1.2``, and every label of a heading or in a table, is
    written before the text of its paragraph. The lists become two, one of bullets and one of numbers.
    """
    lists = _Lists(parts, styles)
    for name, tree in parts.texts:
        for paragraph in tree.iter(w("p")):
            properties = paragraph.find(w("pPr"))
            style = val(properties, "pStyle")
            identity, at = lists.place(properties, style)
            numbering = properties.find(w("numPr")) if properties is not None else None
            if numbering is not None:
                remove(numbering)
            if identity in lists.lists:
                is_apart = name != "document" or bool(styles.level(style)) or _is_in_cell(paragraph)
                _number(paragraph, lists.lists[identity], at, is_apart)
    parts.trees["numbering"] = _two_lists()
    parts.names.setdefault("numbering", "word/numbering.xml")


def _is_in_cell(paragraph: Element) -> bool:
    return next(paragraph.iterancestors(w("tc")), None) is not None


def _number(paragraph: Element, of: _List, at: int, is_apart: bool) -> None:
    level = of.levels.get(at, Level())
    number = _count(of, at, level)
    if level.form == "bullet" and len(_LETTER.findall(level.text)) < 2:
        _write_place(paragraph, BULLETS, at)
        return
    plain = bool(_NUMBER_ALONE.fullmatch(level.text)) and (level.form.startswith("decimal") or level.legal)
    label = "" if plain and not is_apart else _label(of, level).strip()
    if label:
        _write_label(paragraph, label)
        paragraph.set(OUR_LABEL, "1")
    if (label or plain) and not is_apart:
        paragraph.set(OUR_NUMBER, str(number))
        _write_place(paragraph, NUMBERS, at)


def _count(of: _List, at: int, level: Level) -> int:
    if at not in of.begun and at in of.overrides:
        of.counters[at] = of.overrides[at]
    else:
        of.counters[at] = of.counters[at] + 1 if at in of.counters else level.start
    of.begun.add(at)
    for deeper in [key for key in of.counters if key > at and of.levels.get(key, Level()).restarts]:
        del of.counters[deeper]
    return of.counters[at]


def _label(of: _List, level: Level) -> str:
    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = of.levels.get(place, Level())
        return formatted(of.counters.get(place, other.start), "decimal" if level.legal else other.form)

    return _PLACE.sub(number, level.text)


def formatted(number: int, form: str) -> str:
    """A number as Word writes it in one of its forms (17.18.59 ST_NumberFormat)."""
    if form in _FORMS and number > 0:
        return _FORMS[form](number)
    if form in _ALPHABETS and number > 0:
        return _letters(number, _ALPHABETS[form])
    if form[:5] in ("lower", "upper") and (kind := form[5:]) in _CASED and number > 0:
        text = _CASED[kind](number)
        return text.upper() if form.startswith("upper") else text
    return str(number)


def _letters(number: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """a to z, then aa, bb: Word repeats the letter."""
    return alphabet[(number - 1) % len(alphabet)] * min((number - 1) // len(alphabet) + 1, 10)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in ROMAN if number < 10_000 else ():
        text += letters * (number // worth)
        number %= worth
    return text or str(number)


def _chinese(number: int) -> str:
    if number >= 100:
        return "".join(IDEOGRAPHS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else IDEOGRAPHS[tens]) + "十" * bool(tens) + (IDEOGRAPHS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else f"({number})"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_CASED: dict[str, Callable[[int], str]] = {"Letter": _letters, "Roman": _roman}
_ALPHABETS = {
    "ideographTraditional": STEMS, "ideographZodiac": BRANCHES, "ganada": "가나다라마바사아자차카타파하",
    "aiueo": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي", "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
}  # fmt: skip
_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "", "decimalZero": lambda n: f"{n:02}", "ordinal": _ordinal, "hex": lambda n: f"{n:X}",
    "chineseCounting": _chinese, "chineseCountingThousand": _chinese, "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese, "taiwaneseCountingThousand": _chinese, "koreanDigital2": _chinese,
    "ideographDigital": lambda n: "".join(IDEOGRAPHS[int(digit)] for digit in str(n)),
    "decimalEnclosedCircle": _circled, "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})", "decimalEnclosedFullstop": lambda n: f"{n}.",
    "numberInDash": lambda n: f"- {n} -", "russianLower": lambda n: _letters(n, RUSSIAN),
    "russianUpper": lambda n: _letters(n, RUSSIAN.upper()),
}  # fmt: skip


class _Lists:
    """The lists of a document by their ids, and the place in them of a paragraph."""

    def __init__(self, parts: WordParts, styles: Styles) -> None:
        self.lists: dict[str, _List] = {}
        self._styles = styles
        tree = parts.trees.get("numbering")
        if tree is None:
            return
        abstracts = {abstract.get(w("abstractNumId"), ""): abstract for abstract in tree.iter(w("abstractNum"))}
        linked = {val(one, "styleLink"): key for key, one in abstracts.items() if one.find(w("styleLink")) is not None}
        counters: dict[str, dict[int, int]] = {}
        levels: dict[str, dict[int, Level]] = {}
        for num in tree.iter(w("num")):
            key = val(num, "abstractNumId")
            if key in abstracts and (link := val(abstracts[key], "numStyleLink")):
                key = linked.get(link, key)
            if key not in abstracts:
                continue
            if key not in levels:
                levels[key] = {_digit(one.get(w("ilvl")), 0): _level(one) for one in abstracts[key].iter(w("lvl"))}
            own, overrides = dict(levels[key]), {}
            for override in num.iter(w("lvlOverride")):
                at = _digit(override.get(w("ilvl")), 0)
                if (element := override.find(w("lvl"))) is not None:
                    own[at] = _level(element)
                if start := val(override, "startOverride"):
                    overrides[at] = _digit(start, 1)
                    own[at] = replace(own.get(at, Level()), start=overrides[at])
            self.lists[num.get(w("numId"), "")] = _List(own, counters.setdefault(key, {}), overrides)

    def place(self, properties: Element | None, style: str) -> tuple[str, int]:
        """The list and the level of a paragraph, from its properties or else its style; "" for none."""
        numbering = properties.find(w("numPr")) if properties is not None else None
        identity, level = self._styles.numbering(style)
        own = val(numbering, "numId")
        if not own and identity in self.lists and not level:  # the level of a style is the one that names it
            named = (at for at, one in self.lists[identity].levels.items() if one.style == style)
            level = str(next(named, 0))
        level = val(numbering, "ilvl") or ("0" if own else level)
        return own or identity, min(_digit(level, 0), LEVELS - 1)


def _level(element: Element) -> Level:
    at = _digit(element.get(w("ilvl")), 0)
    text = f"%{at + 1}." if element.find(w("lvlText")) is None else val(element, "lvlText")
    form = val(element, "numFmt") or "decimal"
    nested = element.find(f".//{w('numFmt')}") if not val(element, "numFmt") else None
    if nested is not None:  # in mc:AlternateContent, for forms such as 001
        form = nested.get(w("val"), form)
    return Level(
        start=_digit(val(element, "start"), 1),
        form=form,
        text=text,
        legal=bool(switch(element, "isLgl")),
        restarts=val(element, "lvlRestart") != "0",
        style=val(element, "pStyle"),
    )


def _digit(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _write_label(paragraph: Element, label: str) -> None:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("t")).text = f"{label} "
    paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, run)


def _write_place(paragraph: Element, identity: str, at: int) -> None:
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    numbering = etree.SubElement(properties, w("numPr"))
    etree.SubElement(numbering, w("ilvl")).set(w("val"), str(min(at, DEEPEST)))
    etree.SubElement(numbering, w("numId")).set(w("val"), identity)


def _two_lists() -> Element:
    root = etree.Element(w("numbering"))
    for identity, form in ((BULLETS, "bullet"), (NUMBERS, "decimal")):
        abstract = etree.SubElement(root, w("abstractNum"))
        abstract.set(w("abstractNumId"), identity)
        for at in range(LEVELS):
            level = etree.SubElement(abstract, w("lvl"))
            level.set(w("ilvl"), str(at))
            etree.SubElement(level, w("numFmt")).set(w("val"), form)
    for identity in (BULLETS, NUMBERS):
        num = etree.SubElement(root, w("num"))
        num.set(w("numId"), identity)
        etree.SubElement(num, w("abstractNumId")).set(w("val"), identity)
    return root


NUMBER = "data-hp-number"


def arrange(soup: BeautifulSoup) -> None:
    """Arrange a document in place."""
    _write_lines(soup)
    for listing in soup.find_all("ol"):
        _number_list(soup, listing)
    for caption in soup.find_all("p", class_=f"{OURS}-caption"):
        _join_caption(soup, caption)


def _write_lines(soup: BeautifulSoup) -> None:
    prefix = f"{OURS}-{MARK}"
    for mark in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "id").startswith(prefix)]:
        block = next((parent for parent in mark.parents if parent.name in BLOCKS), None)
        line, number, labelled = (*attribute(mark, "id").removeprefix(prefix).split("-"), "", "")[:3]
        if block is not None and not block.has_attr(LINE):
            block[LINE] = line
            block.attrs |= {NUMBER: number} if number else {}
            block.attrs |= {LABELLED: labelled} if labelled else {}
        mark.extract()


def _number_list(soup: BeautifulSoup, listing: Tag) -> None:
    """Give a list its first number, and part it where the numbers do not follow each other, or labels begin or end."""
    current, expected = listing, 0
    for item in listing.find_all("li", recursive=False):
        if item.has_attr(NUMBER):
            number, labelled = int(attribute(item, NUMBER)), item.has_attr(LABELLED)
            if expected and (number != expected or labelled != current.has_attr(LABELLED)):
                rest = soup.new_tag("ol")
                current.insert_after(rest)
                current, expected = rest, 0
            if not expected:
                current.attrs |= {"start": str(number)} | ({LABELLED: "x"} if labelled else {})
            expected = number + 1
        if current is not listing:
            current.append(item.extract())


def _join_caption(soup: BeautifulSoup, caption: Tag) -> None:
    """Make a figure of a caption and the picture before it or the table after it, or else the other way round."""
    before, after = _neighbour(caption, -1), _neighbour(caption, 1)
    for candidate, wanted in ((before, "img"), (after, "table"), (before, "table"), (after, "img")):
        if candidate is None or not _shows(candidate, wanted):
            continue
        figure = soup.new_tag("figure")
        candidate.insert_before(figure)
        figure.append(candidate.extract())
        caption.extract()
        caption.name = "figcaption"
        figure.append(caption)
        return


def _neighbour(tag: Tag, step: int) -> Tag | None:
    """The element before or after, empty paragraphs passed over."""
    siblings = tag.previous_siblings if step < 0 else tag.next_siblings
    tags = (found for found in siblings if isinstance(found, Tag))
    return next((found for found in tags if found.name != "p" or found.get_text().strip() or found.find("img")), None)


def _shows(tag: Tag, wanted: str) -> bool:
    if wanted == "table":
        return tag.name == "table"
    return tag.name == "p" and tag.find("img") is not None and not tag.get_text().strip()
