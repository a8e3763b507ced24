"""Measure the elements of a page: how much they say, how much of it is links, sentences, things to fill in."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from hemaprint.intake.language import words
from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, is_text, tags_in

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
    """What is below an element, in words unless said otherwise."""

    words: int = 0
    linked: int = 0
    """In links to somewhere else, and on buttons."""
    prose: int = 0
    """In blocks that read as sentences, without their links."""
    links: int = 0
    """How many."""
    controls: int = 0
    """How many things there are to press or to fill in."""
    fields: int = 0
    """How many there are to write into."""
    headings: int = 0
    """How many."""

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
    texts: list[str]
    words: int = 0
    linked: int = 0


class Survey:
    """The measures of all elements of a page, without those in ``skipped`` (ids) and what they hold."""

    def __init__(self, soup: BeautifulSoup, skipped: Container[int] = ()) -> None:
        self._measures: dict[int, Measure] = {}
        self._tags: list[Tag] = []  # ids stay unique as long as the elements live
        self._blocks: dict[int, _Block] = {}
        self._with_text: set[int] = set()
        waiting: list[tuple[PageElement, tuple[Measure, ...], _Block | None, bool]] = [(soup, (), None, False)]
        while waiting:
            node, above, block, linked = waiting.pop()
            if isinstance(node, NavigableString) and block is not None and is_text(node):
                self._read(str(node), above, block, linked)
                if node.strip() and node.parent is not None:
                    self._with_text.add(id(node.parent))
            if not isinstance(node, Tag) or id(node) in skipped or node.name in UNSEEN:
                continue
            self._tags.append(node)
            measure = self._measures[id(node)] = Measure()
            above = (*above, measure)
            self._count(node, above)
            if node.name in BLOCKS or block is None:
                block = self._blocks[id(node)] = _Block(node, [])
            linked = linked or node.name == "button" or (node.name == "a" and leads_away(node))
            waiting += [(child, above, block, linked) for child in reversed(node.contents)]
        for one in self._blocks.values():
            self._sum_up(one)

    def of(self, tag: Tag) -> Measure:
        """The measure of an element; an empty one for what is skipped."""
        return self._measures.get(id(tag)) or Measure()

    def has_own_text(self, tag: Tag) -> bool:
        """Whether an element has text of its own, and not only in those in it."""
        return id(tag) in self._with_text

    def _count(self, tag: Tag, above: tuple[Measure, ...]) -> None:
        link, heading = tag.name == "a" and leads_away(tag), tag.name in HEADINGS
        control = tag.name in CONTROLS and attribute(tag, "type").lower() not in QUIET_INPUTS
        if not (link or heading or control):
            return
        for measure in above:
            measure.links += link
            measure.headings += heading
            measure.controls += control
            measure.fields += control and tag.name in ("input", "textarea")

    def _read(self, text: str, above: tuple[Measure, ...], block: _Block, linked: bool) -> None:
        count = len(words(text))
        block.texts.append(text)
        block.words += count
        block.linked += count if linked else 0
        for measure in above if count else ():
            measure.words += count
            measure.linked += count if linked else 0

    def _sum_up(self, block: _Block) -> None:
        if block.tag.name in HEADINGS or not reads_as_prose("".join(block.texts), block.words, block.linked):
            return
        for tag in (block.tag, *block.tag.parents):
            self._measures[id(tag)].prose += block.words - block.linked


def reads_as_prose(text: str, count: int, linked: int) -> bool:
    """Whether the text of a block, ``count`` words of which ``linked`` are links, is made of sentences."""
    if count < SENTENCE_WORDS or linked >= LINKED_PROSE * count:
        return False
    return count >= PROSE_WORDS or _SENTENCE.search(text.strip()) is not None


def leads_away(tag: Tag) -> bool:
    """Whether a link leads to another place than the page's own notes and sections."""
    address = attribute(tag, "href").strip()
    return bool(address) and not address.startswith("#")


def names_of(tag: Tag) -> tuple[str, ...]:
    """The names of an element's class and id in small letters, words parted by ``-``."""
    given = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", given).lower()
    return tuple(re.sub(r"[-_:]+", "-", name).strip("-") for name in parted.split())


def sequence(text: str) -> str:
    """The words of a text, to be sought and counted in those of another one: each has a space before and behind."""
    return "".join(f" {word} " for word in words(text))


def headings_in(tag: Tag) -> list[Tag]:
    """The headings below an element."""
    return [inner for inner in tags_in(tag) if inner.name in HEADINGS]
