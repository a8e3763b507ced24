# SPDX-License-Identifier: MIT
"""Measure the elements of a page: what they are called, how much they say, and what nobody sees of them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cache

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from soupsieve import SelectorSyntaxError

from hemaprint.intake.files import tables
from hemaprint.intake.language import words
from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, children_of, has_own_text, is_text, tags_in

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# ---------------------------------------------------------------- names


@cache
def listed(name: str) -> frozenset[str]:
    """A list of ``web.toml``."""
    return frozenset(tables("web")["lists"][name].split())


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of furniture, as ``web.toml`` explains it; ``why`` is the reason to leave it out."""

    why: str
    names: frozenset[str]
    parts: frozenset[str]
    titles: re.Pattern[str]


def _heading_of(titles: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(titles)})(?!\w)", re.IGNORECASE)


@cache
def sorts() -> Mapping[str, Sort]:
    """The sorts of furniture in ``web.toml`` by their keys."""
    return {
        key: Sort(
            why=sort["why"],
            names=frozenset(sort["names"].split()),
            parts=frozenset(sort["parts"].split()),
            titles=_heading_of(sort["titles"]),
        )
        for key, sort in tables("web")["sorts"].items()
    }


def names_of(tag: Tag) -> tuple[str, ...]:
    """The names of an element's class and id in small letters, words separated by ``-``."""
    given = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", given).lower()
    return tuple(re.sub(r"[-_:]+", "-", name).strip("-") for name in parted.split())


def name_parts(tag: Tag) -> frozenset[str]:
    """The words in the names of an element."""
    return frozenset(part for name in names_of(tag) for part in name.split("-"))


def first_heading(tag: Tag) -> Tag | None:
    """The first heading below an element."""
    return next((inner for inner in tags_in(tag) if inner.name in HEADINGS), None)


def is_linked(heading: Tag | None) -> bool:
    """Whether a heading is a link, or in one."""
    return heading is not None and bool(heading.find("a", href=True) or heading.find_parent("a"))


def sequence(text: str) -> str:
    """The words of a text, to be found and counted in those of another text: each has a space before and after it."""
    return "".join(f" {word} " for word in words(text))


# ---------------------------------------------------------------- how much elements say

CONTROLS = frozenset({"button", "select", "textarea", "input"})
QUIET_INPUTS = frozenset({"hidden", "checkbox", "radio"})
"""Inputs that nobody writes into: also what pages open and close their parts with."""
SENTENCE_WORDS = 2
PROSE_WORDS = 25
"""A block without a full stop is prose from so many words on."""
LINKED_PROSE = 0.5

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]）」』\s\d]*$|[.!?。！？]\s+\S")


@dataclass(slots=True)
class Measure:
    """The contents of an element, in words by default."""

    words: int = 0
    linked: int = 0
    """In links to another place, and on buttons."""
    prose: int = 0
    """In blocks that read as sentences, without their links."""
    links: int = 0
    """The number of links."""
    controls: int = 0
    """The number of controls to press or to fill in."""
    fields: int = 0
    """The number of fields to write into."""
    headings: int = 0
    """The number of headings."""

    @property
    def linked_share(self) -> float:
        """The share of the words that are links."""
        return self.linked / self.words if self.words else 0.0

    @property
    def prose_share(self) -> float:
        """The share of the words that are prose."""
        return self.prose / self.words if self.words else 0.0


@dataclass(slots=True)
class _Block:
    tag: Tag
    texts: list[str] = field(default_factory=list)
    words: int = 0
    linked: int = 0

    def is_prose(self) -> bool:
        """Whether it is made of sentences."""
        if self.tag.name in HEADINGS or self.words < SENTENCE_WORDS or self.linked >= LINKED_PROSE * self.words:
            return False
        return self.words >= PROSE_WORDS or _SENTENCE.search("".join(self.texts).strip()) is not None


class Survey:
    """The measures of all elements of a page, without those in ``skipped`` (ids) and their contents."""

    def __init__(self, soup: BeautifulSoup, skipped: Container[int] = ()) -> None:
        self._measures: dict[int, Measure] = {}
        self._tags: list[Tag] = []  # ids stay unique as long as the elements live
        blocks = [_Block(soup)]
        waiting: list[tuple[PageElement, tuple[Measure, ...], _Block, bool]] = [(soup, (), blocks[0], False)]
        while waiting:
            node, above, block, linked = waiting.pop()
            if is_text(node):
                _read(str(node), above, block, linked)
            if not isinstance(node, Tag) or id(node) in skipped or node.name in UNSEEN:
                continue
            self._tags.append(node)
            measure = self._measures[id(node)] = Measure()
            above = (*above, measure)
            link = node.name == "a" and _leads_away(node)
            _count(node, above, link)
            if node.name in BLOCKS:
                block = _Block(node)
                blocks.append(block)
            linked = linked or link or node.name == "button"
            waiting += [(child, above, block, linked) for child in reversed(node.contents)]
        for block in blocks:
            for tag in (block.tag, *block.tag.parents) if block.is_prose() else ():
                self._measures[id(tag)].prose += block.words - block.linked

    def of(self, tag: Tag) -> Measure:
        """The measure of an element; an empty one for skipped elements."""
        return self._measures.get(id(tag)) or Measure()


def _leads_away(link: Tag) -> bool:
    """Whether a link leads to another place than the page's own notes and sections."""
    address = attribute(link, "href").strip()
    return bool(address) and not address.startswith("#")


def _count(tag: Tag, above: tuple[Measure, ...], link: bool) -> None:
    heading = tag.name in HEADINGS
    control = tag.name in CONTROLS and attribute(tag, "type").lower() not in QUIET_INPUTS
    for measure in above if link or heading or control else ():
        measure.links += link
        measure.headings += heading
        measure.controls += control
        measure.fields += control and tag.name in ("input", "textarea")


def _read(text: str, above: tuple[Measure, ...], block: _Block, linked: bool) -> None:
    count = len(words(text))
    block.texts.append(text)
    block.words += count
    block.linked += count if linked else 0
    for measure in above if count else ():
        measure.words += count
        measure.linked += count if linked else 0


# ---------------------------------------------------------------- what nobody sees

HIDDEN = "it is hidden on the page"
OPENERS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle-target", "for", "href")
RULES_AT_MOST = 200
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NESTED = re.compile(r"@[^@{}]*+\{(?:[^{}]*+\{[^{}]*+\})*[^{}]*+\}|/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"[a-z]*(?:[.#][\w-]+)+", re.IGNORECASE)


class Hidden:
    """What a page hides by attributes, and by the plain rules of its own style sheets."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._by_rule = {id(tag) for selector in _selectors(soup) for tag in _select(soup, selector)}
        self._opened = {
            attribute(tag, name).lstrip("#")
            for tag in tags_in(soup)
            for name in OPENERS
            if attribute(tag, name) and (name != "href" or attribute(tag, name).startswith("#"))
        }

    def why(self, tag: Tag, measure: Measure) -> str:
        """Why nobody sees an element; "" for what is shown, at once or on demand."""
        if self._is_declared(tag):
            return "" if measure.prose and self._is_opened(tag) else HIDDEN
        if not (listed("unseen") | listed("icons")).isdisjoint(names_of(tag)):
            return HIDDEN
        if attribute(tag, "aria-hidden") == "true" and measure.words and not measure.prose:
            # a raised first letter is within a line of text
            return "" if tag.name not in BLOCKS and has_own_text(tag.parent) else HIDDEN
        return ""

    def _is_declared(self, tag: Tag) -> bool:
        if tag.has_attr("hidden") and attribute(tag, "hidden") != "until-found":
            return True
        return id(tag) in self._by_rule or _STYLE.search(attribute(tag, "style")) is not None

    def _is_opened(self, tag: Tag) -> bool:
        """Whether a reader can open a hidden part."""
        parts = name_parts(tag)
        if parts & listed("closed") or "dialog" in attribute(tag, "role"):
            return False
        if attribute(tag, "role") == "tabpanel" or attribute(tag, "id") in self._opened or parts & listed("opened"):
            return True
        kind = set(names_of(tag)) - listed("states")
        beside = [one for one in children_of(tag.parent) if one is not tag and one.name == tag.name]
        return any(kind & set(names_of(one)) and not self._is_declared(one) for one in beside)


def _selectors(soup: BeautifulSoup) -> list[str]:
    """The selectors of classes and ids that a page hides on every screen."""
    found: list[str] = []
    for style in soup.find_all("style"):
        media = attribute(style, "media")
        if media and "all" not in media and "screen" not in media:
            continue
        for selectors, body in _RULE.findall(_NESTED.sub("", style.get_text())):
            if _STYLE.search(body):
                found += [one.strip() for one in selectors.split(",") if _SIMPLE.fullmatch(one.strip())]
    return found[:RULES_AT_MOST]


def _select(soup: BeautifulSoup, selector: str) -> list[Tag]:
    """The elements that a rule of a page is about; none for a malformed selector."""
    try:
        return list(soup.select(selector))
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return []
