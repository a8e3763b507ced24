"""Read a galley page: its head, its bands of copy, what leaves the flow, its notes. Lengths in px."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hemaprint.typeset.cut.leaves import Leaf, edges, has_class, is_text, leaves_of, may_be_parted
from hemaprint.typeset.engine.one_column import columns_of, is_flow


@dataclass(frozen=True, slots=True)
class Strip:
    """Leaves that go down the sheet in ``columns``, each ``width`` wide and ``gap`` from the next."""

    leaves: tuple[Leaf, ...]
    columns: int = 1
    width: float = 0.0
    gap: float = 0.0
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A block that leaves the flow: its leaf, and what its element says of where it goes."""

    leaf: Leaf
    after: str
    place: str = "auto"
    sheet: int | None = None


@dataclass(slots=True)
class Regions:
    """What a galley consists of. ``section`` is the box around all of it but the notes, which stand in ``area``."""

    section: Any
    head: Leaf | None = None
    strips: list[Strip] = field(default_factory=list)
    zones: list[Apart] = field(default_factory=list)
    sides: list[Apart] = field(default_factory=list)
    side_head: Leaf | None = None
    continued: Any = None
    area: Any = None
    notes: list[Leaf] = field(default_factory=list)

    @property
    def leaves(self) -> Iterator[Leaf]:
        """Every leaf."""
        yield from (leaf for leaf in (self.head, self.side_head) if leaf is not None)
        for strip in self.strips:
            yield from strip.leaves
        yield from (apart.leaf for apart in (*self.zones, *self.sides))
        yield from self.notes


def read_regions(section: Any, area: Any) -> Regions:
    """The regions of the ``section`` that holds a galley; ``area`` is where its page has the notes, if it has any."""
    found = Regions(section, area=area)
    for box in section.children:
        element = box.element
        if element.tag == "header":
            found.head = _whole(box)
        elif element.tag == "footer":
            found.strips += _grouped(_tail(box, (box,)))
        elif is_flow(box):
            found.strips.append(_flow(box, (), tail=False))
        elif has_class(element, "wide"):
            found.strips.append(Strip((_whole(box),), width=float(box.width)))
        elif has_class(element, "zone"):
            found.zones.append(_apart(box))
        elif has_class(element, "side-column"):
            if element.get("data-place"):
                found.sides.append(_apart(box))
            elif box.children:
                found.side_head = _whole(box)
        elif element.get("data-furniture") == "continued":
            found.continued = box
    found.notes = leaves_of(area, (area,)) if area is not None else []
    return found


def _whole(box: Any) -> Leaf:
    return Leaf(box, (), (), *edges(box))


def _apart(box: Any) -> Apart:
    element = box.element
    sheet = element.get("data-sheet")
    return Apart(_whole(box), element.get("data-after", ""), element.get("data-place"), int(sheet) if sheet else None)


def _flow(box: Any, chain: tuple[Any, ...], *, tail: bool) -> Strip:
    columns, width, gap = columns_of(box)
    leaves = leaves_of(box, (*chain, box))
    return Strip(tuple(leaves), columns, width, gap, tail)


def _tail(box: Any, chain: tuple[Any, ...]) -> Iterator[Strip]:
    """What follows the copy: runs in columns, and all else across the text, leaf by leaf."""
    strips: list[Strip] = []
    for child in box.children:
        if is_flow(child):
            strips.append(_flow(child, chain, tail=True))
        elif may_be_parted(child) and not is_text(child):
            strips += _tail(child, (*chain, child))
        else:
            leaf = Leaf(child, chain, tuple(child.children) if is_text(child) else (), *edges(child))
            strips.append(Strip((leaf,), width=float(child.width), tail=True))
    strips = [strip for strip in strips if strip.leaves]
    if strips:
        top, bottom = edges(box)
        first, last = strips[0].leaves[0], strips[-1].leaves[-1]
        first.top, last.bottom = min(top, first.top), max(bottom, last.bottom)
    yield from strips


def _grouped(strips: Iterator[Strip]) -> Iterator[Strip]:
    """Neighbors of one column as one strip."""
    single: list[Leaf] = []
    for strip in strips:
        if strip.columns == 1:
            single += strip.leaves
            continue
        if single:
            yield Strip(tuple(single), tail=True)
            single = []
        yield strip
    if single:
        yield Strip(tuple(single), tail=True)
