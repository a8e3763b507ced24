# SPDX-License-Identifier: MIT
"""Walk the structure tree of any PDF: elements with their standard types, and the content and annotations in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from hemaprint.pdf.marks import Mark, TextMark
from hemaprint.pdf.objects import (
    ObjectId,
    Rectangle,
    box_of,
    entries_of,
    entry,
    identity,
    is_new,
    items,
    name_of,
    page_places,
    size_of,
    text_of,
)

_CHAIN = 16
"""Roles in a chain that are followed."""
_WORD_SPACE = 0.12
"""Of the height of letters: a gap wider than this divides words."""
_HEADING = re.compile(r"H[1-9]?[0-9]?|Title")
SOFT_HYPHEN = "\u00ad"
_HARD = re.compile(r"\w[-\u2010]\Z")


@dataclass(frozen=True, slots=True)
class Content:
    """A marked content sequence that an element holds: its page (from 0), the form that it is in, its MCID."""

    page: int | None
    stream: ObjectId | None
    mcid: int


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that an element holds whole, such as the annotation of a link."""

    target: Any


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element, its standard type (by the role map), and the page (from 0) where it begins."""

    element: pikepdf.Object
    role: str
    page: int | None

    def said(self, key: str) -> str:
        """A text that it has: ``/Alt``, ``/ActualText``, ``/E``, ``/Lang``; "" if it lacks that."""
        return text_of(self.element.get(key))

    @property
    def replacement(self) -> str:
        """The text that is read instead of its content; "" if that is read itself (ISO 32000-1, 14.9.3 and 14.9.4)."""
        return self.said("/Alt") or self.said("/ActualText")

    def attribute(self, key: str) -> Any:
        """The value of an attribute, of whatever owner; None if it has none (ISO 32000-1, 14.7.5)."""
        found = self.element.get("/A")
        owners = items(found) if isinstance(found, Array) else [found]
        return next((value for owner in owners if (value := entry(owner, key)) is not None), None)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of whatever level."""
        return _HEADING.fullmatch(self.role) is not None

    @property
    def place(self) -> Rectangle | None:
        """Its bounding box, if it has one (ISO 32000-1, table 344)."""
        return box_of(self.attribute("/BBox"))


@dataclass(frozen=True, slots=True)
class Around:
    """What is around content: the elements that change how it is read.

    ``element`` holds the content itself; ``language`` is "" where no element says it; ``replaced`` means that a text of
    an element is read instead.
    """

    element: Element
    link: Element | None = None
    heading: Element | None = None
    language: str = ""
    replaced: bool = False

    def inside(self, element: Element) -> Around:
        """What is around the content of an element in this one."""
        return Around(
            element,
            element if element.role == "Link" else self.link,
            element if element.is_heading else self.heading,
            element.said("/Lang") or self.language,
            self.replaced or bool(element.replacement),
        )


class Structure:
    """The structure tree of a file. No walk visits an element twice, so that every walk ends."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = entry(pdf.Root, "/StructTreeRoot")
        self.roles = {name[1:]: name_of(role) for name, role in entries_of(entry(self.root, "/RoleMap"))}
        self._pages = page_places(pdf)

    def tops(self) -> list[Element]:
        """The elements that no other holds."""
        return [kid for kid in self._kids(self.root, None) if isinstance(kid, Element)]

    def kids(self, element: Element) -> list[Element | Content | Reference]:
        """What an element holds, in reading order."""
        return list(self._kids(element.element, element.page))

    def elements_in(self, element: Element) -> list[Element]:
        """The elements directly in an element."""
        return [kid for kid in self.kids(element) if isinstance(kid, Element)]

    def elements(self, *tops: Element) -> Iterator[Element]:
        """Every element in reading order, each once: those given and all below them, by default all of the file."""
        seen: set[ObjectId] = set()
        pending = list(reversed(tops or self.tops()))
        while pending:
            element = pending.pop()
            if is_new(element.element, seen):
                yield element
                pending += reversed(self.elements_in(element))

    def contents(self, element: Element) -> Iterator[Content]:
        """All content of an element and of those in it, in reading order."""
        return (content for content, _ in self.held(element))

    def held(self, *tops: Element) -> Iterator[tuple[Content, Around]]:
        """All content of the elements given, by default of the file, in reading order, with what is around it."""
        seen: set[ObjectId] = set()
        first = tops or self.tops()
        pending: list[tuple[Element | Content, Around]] = [(top, Around(top)) for top in reversed(first)]
        while pending:
            kid, around = pending.pop()
            if isinstance(kid, Content):
                yield kid, around
            elif is_new(kid.element, seen):
                inner = around.inside(kid)
                pending += [(one, inner) for one in reversed(self.kids(kid)) if not isinstance(one, Reference)]

    def role(self, name: str) -> str:
        """The standard type that a type is mapped to, possibly by way of others; the type itself if to none."""
        for _ in range(_CHAIN):
            if name not in self.roles:
                break
            name = self.roles[name]
        return name

    def _kids(self, holder: Any, above: int | None) -> Iterator[Element | Content | Reference]:
        home = self._page(holder)
        home = above if home is None else home
        for kid in _held(holder):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield Element(kid, self.role(name_of(kid.get("/S"))), self._begin(kid, home))
            elif isinstance(kid, Dictionary) and name_of(kid.get("/Type")) == "OBJR":
                yield Reference(kid.get("/Obj"))
            else:
                mcid = entry(kid, "/MCID") if isinstance(kid, Dictionary) else kid
                page = self._page(kid)
                if isinstance(mcid, int):
                    yield Content(home if page is None else page, identity(entry(kid, "/Stm")), mcid)

    def _begin(self, element: Any, above: int | None) -> int | None:
        """Its own page, that of its first content, or that of the element around it."""
        found = (self._page(holder) for holder in (element, *_held(element)))
        return next((page for page in found if page is not None), above)

    def _page(self, holder: Any) -> int | None:
        return self._pages.get(identity(entry(holder, "/Pg")) or (0, 0))


def _held(holder: Any) -> list[Any]:
    found = entry(holder, "/K")
    return items(found) if isinstance(found, Array) else [found]


# the words of marks


@dataclass(frozen=True, slots=True)
class Words:
    """A text on one line of a page, or a replacement of what is painted from ``first`` to ``last`` (boxes in pt)."""

    text: str
    first: Rectangle
    last: Rectangle
    language: str = ""


def words_of(marks: Iterable[Mark]) -> Iterator[Words]:
    """The texts of marks in their order; a replacement is read once, for all marks that carry it."""
    for replacement, group in groupby(marks, key=lambda mark: mark.marked.replacement):
        if replacement is None:
            for marked, shown in groupby(group, key=lambda mark: mark.marked):
                texts = [one for one in shown if isinstance(one, TextMark)]
                for one in reversed(texts) if marked.turned else texts:
                    text = one.text[::-1] if marked.turned else one.text
                    yield Words(text, one.box, one.box, marked.language)
        else:
            painted = list(group)
            yield Words(replacement.text, painted[0].box, painted[-1].box, painted[0].marked.language)


def joined(said: str, last: Rectangle | None, following: Words) -> str:
    """A text and the next words, apart where the page shows a gap or a new line between them.

    ``last`` is the box of the end of the text, None where a space must follow. A soft hyphen at the end of a line is
    left out; a hard one, which belongs to the word, is not followed by a space.
    """
    text = following.text
    if not said or not text or said[-1].isspace() or text[0].isspace():
        return said + text
    if last is None:
        return f"{said} {text}"
    first = following.first
    height = min(size_of(last)[1], size_of(first)[1])
    level = min(last[3], first[3]) - max(last[1], first[1])
    if level < height / 2:
        if said.endswith(SOFT_HYPHEN):
            return said[:-1] + text
        return said + text if _HARD.search(said) else f"{said} {text}"
    gap = max(first[0] - last[2], last[0] - first[2])
    return f"{said} {text}" if gap > _WORD_SPACE * height else said + text
