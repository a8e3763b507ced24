# SPDX-License-Identifier: MIT
"""Check the tags of a PDF for the screen: figures, headings, tables, lists and tab order (ISO 14289-1, 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from hemaprint.errors import Severity
from hemaprint.pdf.objects import (
    ObjectId,
    Rectangle,
    annotations_of,
    box_of,
    entries_of,
    entry,
    identity,
    is_new,
    items,
    name_of,
    page_places,
    text_of,
)
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

_HEADING = re.compile(r"H([1-6])")
_PICTURES = ("Figure", "Formula")
_IN_LISTS = ("LI", "Caption", "L")
_CHAIN = 16
"""Roles in a chain that are followed."""


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element, its standard role, and the page (from 0) where it begins."""

    element: pikepdf.Object
    role: str
    page: int | None

    @property
    def place(self) -> Rectangle | None:
        """Its bounding box, if it has one (ISO 32000-1, table 344)."""
        attributes = self.element.get("/A")
        owners = items(attributes) if isinstance(attributes, Array) else [attributes]
        boxes = (box_of(entry(owner, "/BBox")) for owner in owners)
        return next((box for box in boxes if box is not None), None)


@only_for(Purpose.SCREEN)
def check_tags(subject: Subject) -> Iterator[Finding]:
    """Check that a file for the screen is tagged, and that its figures, headings, tables and lists are complete."""
    root = subject.pdf.Root
    if entry(root, "/MarkInfo", "/Marked") is not True or not isinstance(entry(root, "/StructTreeRoot"), Dictionary):
        message = "the file has no tags, so screen readers must guess its order and headings"
        yield Finding("HP430", Severity.WARNING, message, "export it as tagged PDF")
        return
    level = 0
    for one in elements(subject.pdf):
        heading = _HEADING.fullmatch(one.role)
        found = _heading_fault(int(heading[1]), level, subject) if heading else _fault(one, subject)
        level = int(heading[1]) if heading else level
        if found:
            code, severity, message, hint = found
            yield subject.finding(code, severity, message, hint, one.page, one.place)
    for index, page in enumerate(subject.pdf.pages):
        if any(annotations_of(page)) and name_of(entry(page.obj, "/Tabs")) != "S":
            message = "the tab order of the links differs from the tags"
            yield Finding("HP435", Severity.WARNING, message, "set /Tabs /S on every page with links", index)


_Fault = tuple[str, Severity, str, str]


def _fault(one: Element, subject: Subject) -> _Fault | None:
    """What is wrong with a picture, a table or a list."""
    if one.role in _PICTURES and not (text_of(one.element.get("/Alt")) or text_of(one.element.get("/ActualText"))):
        hint = subject.advice(
            "describe it in the manuscript (alt), or mark it as decoration",
            "describe it (alternative text), or mark it as decoration (artifact)",
        )
        return "HP431", Severity.ERROR, "a picture has no alternative text", hint
    if one.role == "Table" and not any(name_of(cell.get("/S")) == "TH" for cell in _below(one.element)):
        hint = "give the table a head, which is read aloud with its cells"
        return "HP433", Severity.WARNING, "a table has no header cells", hint
    if one.role == "L" and any(name_of(kid.get("/S")) not in _IN_LISTS for kid in kids_of(one.element)):
        return "HP434", Severity.WARNING, "a list contains something that is not a list item", "make the file again"
    return None


def _heading_fault(level: int, before: int, subject: Subject) -> _Fault | None:
    if level <= before + 1:
        return None
    follows = f"a heading of level {level} follows one of level {before}"
    message = follows if before else f"the first heading has level {level}"
    hint = subject.advice("use the next level in the manuscript: ## before ###", "use the next level: H2 before H3")
    return "HP432", Severity.ERROR, message, hint


def elements(pdf: pikepdf.Pdf) -> Iterator[Element]:
    """Every structure element in reading order, each once."""
    root = entry(pdf.Root, "/StructTreeRoot")
    roles = {name: name_of(role) for name, role in entries_of(entry(root, "/RoleMap"))}
    pages = page_places(pdf)
    seen: set[ObjectId] = set()
    pending: list[tuple[Any, int | None]] = [(kid, None) for kid in reversed(kids_of(root))]
    while pending:
        element, above = pending.pop()
        if not is_new(element, seen):
            continue
        page = _page(element, pages, above)
        yield Element(element, _role(element, roles), page)
        pending += [(kid, page) for kid in reversed(kids_of(element))]


def kids_of(element: Any) -> list[Any]:
    """The elements directly below an element."""
    return [kid for kid in _contents(element) if isinstance(kid, Dictionary) and "/S" in kid]


def _below(element: Any) -> Iterator[Any]:
    """Every element below an element, each once."""
    seen: set[ObjectId] = set()
    pending = kids_of(element)
    while pending:
        kid = pending.pop()
        if is_new(kid, seen):
            yield kid
            pending += kids_of(kid)


def _contents(element: Any) -> list[Any]:
    found = entry(element, "/K")
    return items(found) if isinstance(found, Array) else [found]


def _page(element: Any, pages: dict[ObjectId, int], above: int | None) -> int | None:
    """Its own page, that of its first content, or that of the element around it."""
    holders = [element, *(kid for kid in _contents(element) if isinstance(kid, Dictionary))]
    found = (pages.get(identity(entry(holder, "/Pg")) or (0, 0)) for holder in holders)
    return next((page for page in found if page is not None), above)


def _role(element: Any, roles: dict[str, str]) -> str:
    role = name_of(element.get("/S"))
    for _ in range(_CHAIN):
        if f"/{role}" not in roles:
            break
        role = roles[f"/{role}"]
    return role
