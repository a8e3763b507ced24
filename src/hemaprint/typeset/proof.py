"""Prove that a layout is complete: every word of the galley stands on its pages exactly once (law 7).

WeasyPrint can lose text without a word. Units of copy (a keyed block, a footnote, a table head) are compared character
by character, in order, between the document that went in and the boxes that came out; white space, hyphens and case do
not count, because line breaking and text-transform change them. Pictures are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem
from hemaprint.typeset.engine import boxes
from hemaprint.typeset.engine.boxes import Document, line_of, parents_of, upward, walk
from hemaprint.typeset.pages import normalized, readable

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
GALLEY = "galley"
"""The key of what holds all of an article: of its own it has no copy."""
_EXCERPT = 90
_PICTURES = ("img", "{http://www.w3.org/2000/svg}svg")


@dataclass(slots=True)
class Unit:
    """A piece of copy that must stand on the pages exactly once; the head of a broken table ``repeats``."""

    line: int
    text: str = ""
    pictures: int = 0
    repeats: bool = False


def prove_complete(document: Document, source: Path) -> tuple[Problem, ...]:
    """Compare a layout with the galley it came from. Each loss or doubling is a problem at its source line."""
    body = document._html.etree_element.find("body")
    owners = _Owners(body)
    expected = _expected(body, owners)
    found = _found(document.pages, owners)
    problems = []
    for owner, unit in expected.items():
        problem = _compare(unit, found.get(owner, Unit(unit.line)), source)
        if problem is not None:
            problems.append(problem)
    return tuple(problems)


def page_characters(page: Any) -> Counter[str]:
    """How often every character is set on a page, running heads and all; what its PDF must at least contain."""
    text = "".join(box.text for box in walk(page._page_box) if isinstance(box, boxes.TextBox))
    return Counter(readable(text))


# ---------------------------------------------------------------- units


class _Owners:
    """Which unit an element belongs to: the nearest footnote, table head or keyed block around it."""

    def __init__(self, body: Any) -> None:
        self._parents = parents_of(body)
        self._known: dict[Any, Any] = {}

    def of(self, element: Any) -> Any:
        """The element that stands for the unit, or None for what is no copy."""
        trail = []
        node = element
        while node is not None and node not in self._known and not _is_unit(node):
            trail.append(node)
            node = self._parents.get(node)
        owner = self._known.get(node, node)
        for step in trail:
            self._known[step] = owner
        return owner

    def line(self, owner: Any) -> int:
        """The source line of a unit."""
        return next(filter(None, map(line_of, upward(owner, self._parents))), 0)


def _is_unit(element: Any) -> bool:
    return (
        bool(element.get("data-key", GALLEY) != GALLEY)
        or element.get("role") == "doc-footnote"
        or element.tag == "thead"
    )


def _expected(body: Any, owners: _Owners) -> dict[Any, Unit]:
    units: dict[Any, Unit] = {}
    for element, text in _texts(body):
        owner = owners.of(element)
        if owner is None:
            continue
        unit = units.setdefault(owner, Unit(owners.line(owner), repeats=owner.tag == "thead"))
        unit.text += text
    for picture in body.iter():
        if picture.tag not in _PICTURES:
            continue
        owner = owners.of(picture)
        if owner is not None:
            units.setdefault(owner, Unit(owners.line(owner))).pictures += 1
    return units


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """Text nodes with the element they stand in, in document order; drawings and styles left out."""
    if not isinstance(element.tag, str) or element.tag.endswith("}svg") or element.tag in ("style", "script"):
        return
    if element.text:
        yield element, element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield element, child.tail


def _found(pages: Sequence[Any], owners: _Owners) -> dict[Any, Unit]:
    units: dict[Any, Unit] = {}
    for page in pages:
        for box in walk(page._page_box):
            element = getattr(box, "element", None)
            if element is None or "::" in (box.element_tag or ""):
                continue
            text = box.text if isinstance(box, boxes.TextBox) else ""
            picture = isinstance(box, boxes.ReplacedBox)
            if not (text or picture):
                continue
            owner = owners.of(element)
            if owner is None:
                continue
            unit = units.setdefault(owner, Unit(0))
            unit.text += text
            unit.pictures += picture
    return units


# ---------------------------------------------------------------- comparison


def _compare(expected: Unit, found: Unit, source: Path) -> Problem | None:
    wanted, got = normalized(expected.text), normalized(found.text)
    if wanted == got and expected.pictures == found.pictures:
        return None
    if expected.repeats and wanted and got and got == wanted * (len(got) // len(wanted)):
        return None
    location = Location(source, expected.line, 1 if expected.line else 0)
    if len(got) > len(wanted) or found.pictures > expected.pictures:
        return Problem(
            "HP251",
            f"set more than once: {_excerpt(expected.text)}",
            location,
            hint="this is a fault of the layout engine; move or shorten the block",
        )
    return Problem(
        "HP250",
        f"lost while setting: {_excerpt(_missing(expected.text, got))}",
        location,
        hint="the layout engine drops what does not fit: shorten or move it, or change what stands beside it",
    )


def _missing(text: str, got: str) -> str:
    """The first sentence of ``text`` that is not in ``got``."""
    for sentence in _SENTENCE_END.split(" ".join(text.split())):
        if normalized(sentence) not in got:
            return sentence
    return text


def _excerpt(text: str) -> str:
    text = " ".join(text.split()) or "a picture"
    return f"“{text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + '…'}”"
