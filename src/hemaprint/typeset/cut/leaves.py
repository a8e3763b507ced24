# SPDX-License-Identifier: MIT
"""Take a laid-out galley apart: its head, its strips of copy, what leaves the flow, its notes, down to single leaves.

All lengths are in px, as WeasyPrint has them, from the top of the galley.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from hemaprint.typeset.engine.boxes import columns_of, has_class, is_beside, is_flow, kinds, walk
from hemaprint.typeset.engine.paragraphs import Paragraph, set_line


@dataclass(eq=False, slots=True)
class Leaf:
    """A paragraph with its ``lines``, or a block that is moved whole (no lines).

    ``chain`` are the boxes around it, outermost first; ``top`` and ``bottom`` are the outer edges of the borders of
    those that begin or end with it, so that white between leaves is nothing but margins.
    """

    box: Any
    chain: tuple[Any, ...]
    lines: tuple[Any, ...]
    top: float
    bottom: float

    @property
    def start(self) -> float:
        """Where its first line, or its border box, begins."""
        return float(self.lines[0].position_y) if self.lines else edges(self.box)[0]

    @property
    def end(self) -> float:
        """Where its last line, or its border box, ends."""
        return edges(self.lines[-1])[1] if self.lines else edges(self.box)[1]

    @property
    def paragraph(self) -> Paragraph | None:
        """The plan of its lines; None where the engine broke them."""
        known = set_line(self.lines[0]) if self.lines else None
        return known.paragraph if known is not None and len(known.paragraph.lines) == len(self.lines) else None

    @property
    def element(self) -> Any:
        """Its element."""
        return self.box.element


def edges(box: Any) -> tuple[float, float]:
    """The upper and lower edge of a line, of a row, or of the border of a block."""
    if isinstance(box, kinds.LineBox | kinds.TableRowBox | kinds.TableRowGroupBox):
        return float(box.position_y), float(box.position_y + box.height)
    top = float(box.border_box_y())
    return top, top + float(box.border_height())


def leaves_of(container: Any, chain: tuple[Any, ...] = (), *, rows: bool = False) -> list[Leaf]:
    """The leaves below ``container``, in order; with ``rows`` tables and unbreakable blocks are also taken apart."""
    found: list[Leaf] = []
    for child in _children(container):
        leaves = _below(child, chain, rows)
        if leaves:
            _widen(child, leaves)
        found += leaves
    return found


def _below(box: Any, chain: tuple[Any, ...], rows: bool) -> list[Leaf]:
    _take_in_cap(box)
    if is_text(box):
        lines = tuple(box.children)
        return [Leaf(box, chain, lines, lines[0].position_y, edges(lines[-1])[1])]
    if may_be_parted(box, rows):
        return leaves_of(box, (*chain, box), rows=rows)
    return [Leaf(box, chain, (), *edges(box))]


def _take_in_cap(box: Any) -> None:
    """Put a drop cap, which is before a block of the lines beside it, into the first of them, to move with it."""
    *caps, text = getattr(box, "children", ()) or (box,)
    if caps and is_text(text) and all(cap.is_floated() for cap in caps):
        text.children[0].children = [*caps, *text.children[0].children]
        box.children = [text]


def _widen(box: Any, leaves: Sequence[Leaf]) -> None:
    top, bottom = edges(box)
    leaves[0].top, leaves[-1].bottom = min(top, leaves[0].top), max(bottom, leaves[-1].bottom)


def is_text(box: Any) -> bool:
    """Whether a block contains only lines."""
    return isinstance(box, kinds.BlockBox) and bool(box.children) and isinstance(box.children[0], kinds.LineBox)


def may_be_parted(box: Any, rows: bool = False) -> bool:
    """Whether the content of a box can be moved piece by piece."""
    if isinstance(box, kinds.TableBox | kinds.TableRowGroupBox):
        return rows
    if type(box) is not kinds.BlockBox or not box.children:
        return False
    if box.is_table_wrapper or has_class(box.element, "slot"):
        return rows
    style = box.style
    if not rows and style["break_inside"] in ("avoid", "avoid-page", "avoid-column"):
        return False
    plain = style["column_count"] == "auto" and style["column_width"] == "auto"
    whole = style["position"] != "static" or style["height"] != "auto" or style["overflow"] != "visible"
    return (plain or box.children[0].is_column) and not whole and all(map(_in_flow, box.children))


def _in_flow(child: Any) -> bool:
    return isinstance(child, kinds.BlockLevelBox) and child.is_in_normal_flow()


def _children(container: Any) -> Iterator[Any]:
    return (child for child in container.children if child.is_in_normal_flow())


def is_cloned(box: Any) -> bool:
    """Whether every part of a box has its upper decoration: on a coloured ground, words need some of it above them."""
    return bool(box.style["box_decoration_break"] == "clone")


def rows_of(leaf: Leaf) -> list[Leaf]:
    """The parts between which a block may be cut: rows, items, paragraphs."""
    return leaves_of(leaf.box, (*leaf.chain, leaf.box), rows=True)


def cloned_top(row: Leaf) -> float:
    """The upper borders and padding above the rows of every part of a cut block, in px."""
    return float(sum(box.border_top_width + box.padding_top for box in row.chain if is_cloned(box)))


def is_head(row: Leaf) -> bool:
    """Whether a row belongs to the head of a table."""
    return any(getattr(box, "is_header", False) for box in row.chain)


def picture_in(leaf: Leaf) -> Any:
    """The single picture of a figure, if it may be reduced because its style keeps its proportions; else None."""
    pictures = [box for box in walk(leaf.box) if isinstance(box, kinds.ReplacedBox) and box.element_tag == "img"]
    return pictures[0] if len(pictures) == 1 and pictures[0].style["object_fit"] == "contain" else None


def beside(leaf: Leaf) -> list[Any]:
    """The boxes of a block that stand in the side column, as their layout asks (``data-place="beside"``), in order."""
    found: dict[Any, Any] = {}
    for box in walk(leaf.box):
        if is_beside(box.element):
            found.setdefault(box.element, box)  # the boxes inside it are of the same element
    return list(found.values())


# ---------------------------------------------------------------- regions


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
    """A block that leaves the flow: its leaf, and where its element says that it goes."""

    leaf: Leaf
    after: str
    place: str = "auto"
    sheet: int | None = None


@dataclass(slots=True)
class Regions:
    """The regions of a galley. ``section`` is the box around all of it but the notes, which are in ``area``.

    ``line`` is a line of the grid in px.
    """

    section: Any
    line: float
    head: Leaf | None = None
    strips: list[Strip] = field(default_factory=list)
    zones: list[Apart] = field(default_factory=list)
    sides: list[Apart] = field(default_factory=list)
    side_head: Leaf | None = None
    continued: Any = None
    area: Any = None
    notes: list[Leaf] = field(default_factory=list)

    @property
    def notes_beside(self) -> bool:
        """Whether the notes are in the side column, beside their calls."""
        return bool(self.section.element.get("data-notes") == "side")

    @property
    def leaves(self) -> Iterator[Leaf]:
        """Every leaf."""
        yield from (leaf for leaf in (self.head, self.side_head) if leaf is not None)
        for strip in self.strips:
            yield from strip.leaves
        yield from (apart.leaf for apart in (*self.zones, *self.sides))
        yield from self.notes


def read_regions(section: Any, line: float, area: Any) -> Regions:
    """The regions of the ``section`` that contains a galley; ``area`` is where its page has the notes, if any.

    ``line`` is a line of the grid in px.
    """
    found = Regions(section, line, area=area)
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
    """The tail of the copy: runs in columns, and everything else across the text, leaf by leaf."""
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
        _widen(box, [*strips[0].leaves, *strips[-1].leaves])
    yield from strips


def _grouped(strips: Iterator[Strip]) -> Iterator[Strip]:
    """Neighbors of one column as one strip."""
    for is_single, group in groupby(strips, key=lambda strip: strip.columns == 1):
        if is_single:
            yield Strip(tuple(leaf for strip in group for leaf in strip.leaves), tail=True)
        else:
            yield from group
