# SPDX-License-Identifier: MIT
"""Cut the galley of an article into sheets: have it made up, and move its boxes to their places on shell pages.

Around the boxes in one place goes a copy of each box around them. A box that is cut keeps its upper border and padding
where it begins, its lower ones where it ends, and its id with the first part (``box-decoration-break: slice``, CSS
Fragmentation 3, 5.4); with ``clone`` every part has the upper ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from hemaprint.errors import Problem
from hemaprint.galley.galley import Galley
from hemaprint.theme.geometry import Frame, Geometry
from hemaprint.typeset.cut.leaves import (
    Leaf,
    Regions,
    beside,
    cloned_top,
    edges,
    is_cloned,
    is_head,
    picture_in,
    read_regions,
    rows_of,
)
from hemaprint.typeset.cut.measured import MeasuredCopy, parts_of, sheets_for
from hemaprint.typeset.cut.reports import no_such_sheet, report
from hemaprint.typeset.engine.boxes import Document, Page, has_class, kinds, walk
from hemaprint.typeset.engine.calls import link_notes
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.makeup.interface import At, FloatPiece, ItemPiece, MadeUp, NotePiece, Sheets
from hemaprint.typeset.makeup.make_up import make_up
from hemaprint.typeset.pages import PX_TO_PT

_SAME = 0.1  # px by which equal places may differ


def cut(document: Document, galley: Galley, geometry: Geometry, engine: Engine, source: Path) -> tuple[Problem, ...]:
    """Replace the ``galley`` and the shells of ``document`` by sheets; report what could not be done well.

    A document without a galley stays as it is.
    """
    pages = _pages_of(document)
    if not pages["galley"]:
        return ()
    long = pages["galley"][0]._page_box
    section = long.children[0].children[-1].children[-1]
    area = next((box for box in long.children[1:] if isinstance(box, kinds.FootnoteAreaBox)), None)
    regions = read_regions(section, geometry.baseline / PX_TO_PT, area)
    shells = [page._page_box for page in pages["shell"]]
    sheets = sheets_for(regions, geometry.lines, shells[0].page_type.side)
    measured, made = _made(regions, sheets)
    # blocks that are pinned to a sheet after the last that has copy: no sheet is made for them alone
    last = max((piece.sheet for piece in made.items), default=1)
    beyond = [zone for zone in regions.zones if zone.sheet is not None and zone.sheet > last]
    if beyond:
        regions.zones = [zone for zone in regions.zones if zone not in beyond]
        measured, made = _made(regions, sheets)
    with engine.changes.in_place():
        builder = _SheetBuilder(regions, measured, made, galley.frame)
    built = []
    for number in range(1, made.sheets + 1):
        later = (shell for shell in shells[1:] if shell.page_type.side == sheets.side(number))
        built.append(builder.sheet(number, shells[0] if number == 1 else next(later), engine))
    for sheet in built:
        link_notes(sheet)
    document.pages = [*pages["plate"], *map(Page, built)]
    return (*report(made, measured, regions, len(pages["plate"]), source), *no_such_sheet(beyond, made, source))


def _made(regions: Regions, sheets: Sheets) -> tuple[MeasuredCopy, MadeUp]:
    measured = MeasuredCopy(regions)
    return measured, make_up(measured.copy(), sheets)


def _pages_of(document: Document) -> dict[str, list[Any]]:
    """The pages of a document by purpose: plates, shells, and the galley."""
    found: dict[str, list[Any]] = defaultdict(list)
    for page in document.pages:
        body = page._page_box.children[0].children[-1]
        is_galley = any(has_class(box.element, "sheet-flow") for box in body.children)
        is_shell = any(has_class(box.element, "shell") for box in body.children)
        found["galley" if is_galley else "shell" if is_shell else "plate"].append(page)
    return found


# ---------------------------------------------------------------- the boxes around what is in one place


@dataclass(frozen=True, slots=True)
class Placed:
    """Boxes of a leaf, already in their place: all of them, or lines from its ``start`` or to its ``end``.

    Those in different ``columns`` of a sheet get different copies of the column around them.
    """

    leaf: Leaf
    boxes: Sequence[Any]
    start: bool = True
    end: bool = True
    column: int = 0
    shift: float = 0.0

    @property
    def chain(self) -> tuple[Any, ...]:
        """The boxes around it, including the paragraph of its lines."""
        return (*self.leaf.chain, self.leaf.box) if self.leaf.lines else self.leaf.chain

    def holder(self, depth: int) -> tuple[int, int] | None:
        """By what its box at a depth of the chain is known, column by column; None for the boxes themselves."""
        if len(self.chain) == depth:
            return None
        box = self.chain[depth]
        return id(box), self.column if box.is_column else 0


class Ends:
    """Which leaf each box of a galley begins with, and which it ends with."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._first: dict[int, Leaf] = {}
        self._last: dict[int, Leaf] = {}
        for leaf in leaves:
            for box in (*leaf.chain, leaf.box):
                self._first.setdefault(id(box), leaf)
                self._last[id(box)] = leaf

    def begins(self, box: Any, placed: Placed) -> bool:
        """Whether a box begins with what is placed."""
        return self._first[id(box)] is placed.leaf and placed.start

    def ends(self, box: Any, placed: Placed) -> bool:
        """Whether a box ends with what is placed."""
        return self._last[id(box)] is placed.leaf and placed.end


def build(placed: Sequence[Placed], ends: Ends, depth: int = 0) -> list[Any]:
    """The boxes that contain what is placed, from the box at ``depth`` of the chains on; neighbors share copies."""
    built: list[Any] = []
    for holder, group in groupby(placed, key=lambda one: one.holder(depth)):
        here = list(group)
        if holder is None:
            built += (box for one in here for box in one.boxes)
        else:
            built.append(_around(here[0].chain[depth], build(here, ends, depth + 1), here, ends))
    return built


def _around(box: Any, kids: list[Any], placed: Sequence[Placed], ends: Ends) -> Any:
    """A copy of ``box`` around its ``kids``, as high as they are; the ids of a box go with its beginning."""
    copy = box.copy_with_children(kids)
    copy.remove_decoration_sides = set()
    begins = ends.begins(box, placed[0])
    copy.margin_top = copy.margin_bottom = 0
    if not begins and not is_cloned(box):
        copy._reset_spacing("top")
    if not ends.ends(box, placed[-1]):
        copy._reset_spacing("bottom")
    if not begins:
        _drop_anchor(copy, box)
        copy.bookmark_label = None
    tops, bottoms = zip(*map(edges, kids), strict=True)
    top, bottom, shift = min(tops), max(bottoms), placed[0].shift
    copy.position_x = box.position_x + shift
    copy.height = bottom - top
    if isinstance(box, kinds.TableRowGroupBox):
        copy.position_y = top
        return copy
    copy.position_y = top - copy.border_top_width - copy.padding_top
    if isinstance(box, kinds.TableBox):
        copy.column_positions = [position + shift for position in box.column_positions]
        copy.skipped_rows = _rows_before(box, kids)
    for kid in kids:
        if kid.is_column:  # columns are as high as the highest beside them: so high is the rule between them
            kid.position_y, kid.height = top, bottom - top
    return copy


def _drop_anchor(copy: Any, box: Any) -> None:
    if box.style["anchor"]:
        copy.style = box.style.copy()
        copy.style["anchor"] = None


def _rows_before(table: Any, groups: Sequence[Any]) -> int:
    """Rows of a table before the first of its body here; WeasyPrint looks its rules up by the number of a row."""
    body = next((group for group in groups if not group.is_header), None)
    rows = [row for group in table.children for row in group.children]
    if body is None or body.children[0] is rows[0]:
        return 0
    first = rows.index(body.children[0])
    heads = sum(len(group.children) for group in table.children if group.is_header)
    return first if first > heads else 0


# ---------------------------------------------------------------- sheets


class _SheetBuilder:
    """Moves the boxes of one galley; every box once, except the heads of tables that are cut."""

    def __init__(self, regions: Regions, measured: MeasuredCopy, made: MadeUp, frame: Frame) -> None:
        self._regions = regions
        self._measured = measured
        self._made = made
        self._frame = frame
        self._set_as_chosen()
        self._rows: dict[int, list[Leaf]] = {}
        self._heads: dict[int, list[tuple[Leaf, Any]]] = {}
        for leaf in self._parted():
            rows = self._rows[id(leaf)] = rows_of(leaf)
            self._heads[id(leaf)] = [(row, row.box.deepcopy()) for row in rows if is_head(row)]
        self._ends = Ends([*regions.leaves, *(row for rows in self._rows.values() for row in rows)])

    def _parted(self) -> Iterator[Leaf]:
        """The blocks that are cut."""
        items = {(piece.at.band, piece.at.item) for piece in self._made.items if piece.first}
        yield from (leaf for place in sorted(items) if not (leaf := self._measured.leaves[place]).lines)
        floats = {piece.index for piece in self._made.floats if piece.first}
        yield from (self._regions.zones[index].leaf for index in sorted(floats))

    def _set_as_chosen(self) -> None:
        """Break the paragraphs again that the make-up sets longer or shorter, and reduce the pictures."""
        for place, setting in {(piece.at, piece.setting) for piece in self._made.items if piece.setting}:
            leaf = self._measured.leaves[place.band, place.item]
            if leaf.paragraph is not None:  # 0 is the setting in use
                leaf.lines = tuple(leaf.paragraph.reset(leaf.paragraph.others[setting - 1]))
        placed: list[ItemPiece | FloatPiece] = [*self._made.items, *self._made.floats]
        for piece in placed:
            leaf = self._leaf(piece)
            if not leaf.lines and picture_in(leaf) is not None:
                _reduce(leaf, piece.height * self._regions.line)

    def _leaf(self, piece: ItemPiece | FloatPiece) -> Leaf:
        if isinstance(piece, FloatPiece):
            return self._regions.zones[piece.index].leaf
        return self._measured.leaves[piece.at.band, piece.at.item]

    def sheet(self, number: int, shell: Any, engine: Engine) -> Any:
        """The page box of a sheet: a copy of ``shell`` with its part of the galley."""
        page, root = shell.copy(), shell.children[0]
        self._x, self._y = float(page.content_box_x()), float(page.content_box_y())
        self._shift = self._x - float(self._regions.section.content_box_x())
        section = self._section(number, is_left=page.page_type.side == "left")
        area = build(self._notes(number, is_left=page.page_type.side == "left"), self._ends)
        if self._regions.notes_beside:
            for box in area:
                note = box.children[0]  # not where the text is: nothing runs into it there
                box.position_x, box.width = note.position_x, note.margin_width()
        body = root.children[-1].copy_with_children([section])
        furniture = [box.deepcopy() for box in shell.children[1:]]
        page.children = (root.copy_with_children([*root.children[:-1], body]), *area, *furniture)
        for box in (section, *area):
            engine.place_backgrounds(page, box)
        return page

    def _section(self, number: int, *, is_left: bool) -> Any:
        section, head = self._regions.section, self._regions.head
        heads = [self._whole(head, 0.0)] if number == 1 and head is not None else []
        built = build([*heads, *self._items(number), *self._apart(number, is_left=is_left)], self._ends)
        self._set_asides(number, is_left=is_left)
        copy = section.copy_with_children(built)
        copy.position_x, copy.position_y = self._x, self._y
        copy.height = max((edges(box)[1] for box in built), default=self._y) - self._y
        if number > 1:
            _drop_anchor(copy, section)
        return copy

    def _items(self, number: int) -> Iterator[Placed]:
        here = [piece for piece in self._made.items if piece.sheet == number]
        here.sort(key=lambda piece: (piece.at.band, piece.column, piece.y))
        for piece in here:
            leaf, strip = self._leaf(piece), self._regions.strips[piece.at.band]
            from_the_right = self._regions.section.style["direction"] == "rtl"
            before = strip.columns - 1 - piece.column if from_the_right else piece.column
            left = before * (strip.width + strip.gap)
            if id(leaf) in self._rows:
                yield from self._part(leaf, piece, left, piece.column)
            elif leaf.lines:
                yield self._lines(leaf, piece, left, piece.column)
            else:
                yield self._whole(leaf, piece.y, left, piece.column)

    def _apart(self, number: int, *, is_left: bool) -> Iterator[Placed]:
        for piece in self._made.floats:
            if piece.sheet == number:
                leaf = self._leaf(piece)
                leaf.box.apart = "head" if piece.position == "top" else "foot"
                yield from self._part(leaf, piece) if id(leaf) in self._rows else [self._whole(leaf, piece.y)]
        for side in self._made.sides:
            if side.sheet == number:
                leaf = self._measured.side_leaves[side.index]
                yield self._whole(leaf, side.y, self._to_side(leaf, is_left=is_left))
                leaf.box.apart = "side"

    def _set_asides(self, number: int, *, is_left: bool) -> None:
        """Move what blocks have beside them, which went along with them, into the side column."""
        for piece in self._made.asides:
            if piece.sheet == number:
                owner = piece.owner
                leaf = self._regions.zones[owner].leaf if isinstance(owner, int) else self._at(owner)
                box = beside(leaf)[piece.index]
                x, y = self._x + self._side_x(is_left=is_left), self._y + piece.y * self._regions.line
                box.translate(x - float(box.position_x), y - edges(box)[0])

    def _at(self, at: At) -> Leaf:
        return self._measured.leaves[at.band, at.item]

    def _side_x(self, *, is_left: bool) -> float:
        """From the text block of a sheet to its side column, in px."""
        if self._frame.side_on("left" if is_left else "right") == "left":
            return -self._frame.shift / PX_TO_PT
        return float(self._regions.section.width) + self._frame.gutter / PX_TO_PT

    def _notes(self, number: int, *, is_left: bool) -> list[Placed]:
        """The notes of a sheet, at its foot or in its side column."""
        beside, here = self._regions.notes_beside, [one for one in self._made.notes if one.sheet == number]
        leaves = [(self._regions.notes[one.index], one) for one in here]
        return [self._lines(leaf, one, self._to_side(leaf, is_left=is_left) if beside else 0.0) for leaf, one in leaves]

    def _to_side(self, leaf: Leaf, *, is_left: bool) -> float:
        """From where a leaf is in the galley to the side column of a sheet, in px."""
        inside = float(leaf.box.position_x) - float(self._regions.section.content_box_x())
        return self._side_x(is_left=is_left) - inside

    def _whole(self, leaf: Leaf, y: float, left: float = 0.0, column: int = 0) -> Placed:
        """A leaf, ``y`` lines below the head of the sheet."""
        shift, boxes = self._shift + left, leaf.lines or (leaf.box,)
        _move(boxes, shift, self._y + y * self._regions.line - leaf.start)
        return Placed(leaf, boxes, column=column, shift=shift)

    def _lines(self, leaf: Leaf, piece: ItemPiece | NotePiece, left: float = 0.0, column: int = 0) -> Placed:
        """Lines of a paragraph, or of a note, which begins with the white above it."""
        shift, lines = self._shift + left, leaf.lines[piece.first : piece.end]
        top = leaf.top if isinstance(piece, NotePiece) and piece.first == 0 else lines[0].position_y
        _move(lines, shift, self._y + piece.y * self._regions.line - top)
        return Placed(leaf, lines, piece.first == 0, piece.end == len(leaf.lines), column, shift)

    def _part(self, leaf: Leaf, piece: ItemPiece | FloatPiece, left: float = 0.0, column: int = 0) -> Iterator[Placed]:
        """Rows of a block, under its head and the word *continued* where it continues."""
        shift, y = self._shift + left, self._y + piece.y * self._regions.line
        rows = self._rows[id(leaf)]
        chosen = [row for part in parts_of(rows)[piece.first : piece.end] for row in part]
        if piece.first:
            repeated = list(self._repeated(self._heads[id(leaf)], shift, y, column))
            yield from repeated
            y = max((edges(box)[1] for one in repeated for box in one.boxes), default=y) + cloned_top(chosen[0])
        else:
            chosen = [row for row in rows if is_head(row) or row in chosen]
        start = chosen[0].top
        for row in chosen:
            boxes = row.lines or (row.box,)
            _move(boxes, shift, y - start)
            yield Placed(row, boxes, column=column, shift=shift)

    def _repeated(self, heads: Sequence[tuple[Leaf, Any]], shift: float, y: float, column: int) -> Iterator[Placed]:
        """The word *continued*, and the head of a table once more."""
        continued = self._regions.continued
        if continued is not None:
            word = continued.deepcopy()
            word.translate(shift, y - word.position_y)
            yield Placed(Leaf(word, (), (), *edges(word)), (word,), column=column, shift=shift)
            y += word.margin_height()
        for row, head in heads:
            copy = head.deepcopy()
            copy.translate(shift, y - edges(copy)[0])
            y += row.end - row.start
            yield Placed(row, (copy,), start=False, end=False, column=column, shift=shift)


def _reduce(leaf: Leaf, height: float) -> None:
    """Reduce a figure's picture by what the figure is higher than ``height`` (px); the picture is drawn smaller."""
    picture = picture_in(leaf)
    excess = float(leaf.box.border_height()) - height
    if excess < _SAME:
        return
    foot = picture.position_y + picture.margin_height()
    for box in walk(leaf.box):
        if box.position_y >= foot - _SAME and box is not picture:
            box.position_y -= excess
        elif picture in walk(box):
            box.height -= excess
    leaf.bottom -= excess


def _move(boxes: Sequence[Any], dx: float, dy: float) -> None:
    for box in boxes:
        box.translate(dx, dy)
