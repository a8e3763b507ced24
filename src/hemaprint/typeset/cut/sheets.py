"""Build the boxes around what stands in one place: a copy of each box around the pieces, its decoration sliced.

A box that is cut keeps its upper border and padding where it begins, its lower ones where it ends, and its id with the
first piece (``box-decoration-break: slice``, CSS Fragmentation 3, 5.4); with ``clone`` every part has the upper ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemaprint.errors import Problem
from hemaprint.theme.geometry import GUTTER, Geometry
from hemaprint.typeset.cut.leaves import (
    Apart,
    Leaf,
    Regions,
    cloned_top,
    edges,
    is_cloned,
    is_head,
    picture_in,
    read_regions,
    rows_of,
)
from hemaprint.typeset.cut.measured import LINE, MeasuredCopy, parts_of, sheets_for
from hemaprint.typeset.cut.reports import no_such_sheet, report
from hemaprint.typeset.engine.boxes import Document, Page, has_class, kinds, walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.makeup.interface import FloatPiece, ItemPiece, MadeUp, Sheets, Side
from hemaprint.typeset.makeup.make_up import make_up
from hemaprint.typeset.pages import PX_TO_PT


@dataclass(frozen=True, slots=True)
class Piece:
    """Boxes of a leaf, already in their place: all of them, or lines from its ``start`` or to its ``end``.

    Pieces in different ``columns`` of a sheet stand in different copies of the column around them.
    """

    leaf: Leaf
    boxes: tuple[Any, ...]
    start: bool = True
    end: bool = True
    column: int = 0
    shift: float = 0.0

    @property
    def chain(self) -> tuple[Any, ...]:
        """The boxes around it, the paragraph of its lines included."""
        return (*self.leaf.chain, self.leaf.box) if self.leaf.lines else self.leaf.chain


class Ends:
    """Which leaf each box of a galley begins with, and which it ends with."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._first: dict[int, Leaf] = {}
        self._last: dict[int, Leaf] = {}
        for leaf in leaves:
            for box in (*leaf.chain, leaf.box):
                self._first.setdefault(id(box), leaf)
                self._last[id(box)] = leaf

    def begins(self, box: Any, piece: Piece) -> bool:
        """Whether a box begins with a piece."""
        return self._first[id(box)] is piece.leaf and piece.start

    def ends(self, box: Any, piece: Piece) -> bool:
        """Whether a box ends with a piece."""
        return self._last[id(box)] is piece.leaf and piece.end


def build(pieces: Sequence[Piece], ends: Ends, depth: int = 0) -> list[Any]:
    """The boxes that hold ``pieces``, from the box at ``depth`` of their chains on; neighbors share their copies."""
    built: list[Any] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if len(piece.chain) == depth:
            built += piece.boxes
            at += 1
            continue
        around = piece.chain[depth]
        to = at
        while (
            to < len(pieces)
            and _is_in(pieces[to], around, depth)
            and (not around.is_column or pieces[to].column == piece.column)
        ):
            to += 1
        kids = build(pieces[at:to], ends, depth + 1)
        built.append(_around(around, kids, pieces[at:to], ends))
        at = to
    return built


def _is_in(piece: Piece, box: Any, depth: int) -> bool:
    return len(piece.chain) > depth and piece.chain[depth] is box


def _around(box: Any, kids: list[Any], pieces: Sequence[Piece], ends: Ends) -> Any:
    """A copy of ``box`` around its ``kids``, as high as they are; the ids of a box go with its beginning."""
    copy = box.copy_with_children(kids)
    copy.remove_decoration_sides = set()
    begins, closes = ends.begins(box, pieces[0]), ends.ends(box, pieces[-1])
    copy.margin_top = copy.margin_bottom = 0
    if not begins and not is_cloned(box):
        copy._reset_spacing("top")
    if not closes:
        copy._reset_spacing("bottom")
    if not begins and box.style["anchor"]:
        copy.style = box.style.copy()
        copy.style["anchor"] = None
    if not begins:
        copy.bookmark_label = None
    places = [edges(kid) for kid in kids]
    top, bottom = min(place[0] for place in places), max(place[1] for place in places)
    shift = pieces[0].shift
    copy.position_x = box.position_x + shift
    copy.height = bottom - top
    if isinstance(box, kinds.TableRowGroupBox):
        copy.position_y = top
        return copy
    copy.position_y = top - copy.border_top_width - copy.padding_top
    if isinstance(box, kinds.TableBox):
        copy.column_positions = [position + shift for position in box.column_positions]
        copy.skipped_rows = _rows_before(box, kids)
    _even_columns(kids, top, bottom)
    return copy


def _rows_before(table: Any, groups: Sequence[Any]) -> int:
    """Rows of a table before the first of its body here; WeasyPrint looks its rules up by the number of a row."""
    body = next((group for group in groups if not group.is_header), None)
    rows = [row for group in table.children for row in group.children]
    if body is None or body.children[0] is rows[0]:
        return 0
    first = rows.index(body.children[0])
    heads = sum(len(group.children) for group in table.children if group.is_header)
    return first if first > heads else 0


def _even_columns(kids: Sequence[Any], top: float, bottom: float) -> None:
    """Columns beside each other are as high as the highest: so high is the rule between them."""
    for kid in kids:
        if kid.is_column:
            kid.position_y, kid.height = top, bottom - top


_SAME = 0.1
"""px by which places differ that are the same."""


def cut(document: Document, geometry: Geometry, engine: Engine, source: Path) -> tuple[Problem, ...]:
    """Put sheets in the place of the galley and the shells of ``document``; what was not done well is reported.

    A document without a galley stays as it is.
    """
    pages = _pages_of(document)
    if not pages["galley"]:
        return ()
    galley = pages["galley"][0]._page_box
    section = galley.children[0].children[-1].children[-1]
    area = next((box for box in galley.children[1:] if isinstance(box, kinds.FootnoteAreaBox)), None)
    regions = read_regions(section, area)
    shells = [page._page_box for page in pages["shell"]]
    sheets = sheets_for(regions, geometry.lines, shells[0].page_type.side)
    measured, made = _made(regions, sheets)
    beyond = _beyond(regions, made)
    if beyond:
        regions.zones = [zone for zone in regions.zones if zone not in beyond]
        measured, made = _made(regions, sheets)
    shift = (geometry.type_width - section.width * PX_TO_PT) / PX_TO_PT
    with engine.changes.in_place():
        builder = _SheetBuilder(regions, measured, made, side_shift=shift, gutter=GUTTER / PX_TO_PT)
    numbers = range(1, made.sheets + 1)
    built = [builder.sheet(number, _shell(number, sheets.side(number), shells), engine) for number in numbers]
    document.pages = [*pages["plate"], *map(Page, built)]
    return (*report(made, measured, regions, len(pages["plate"]), source), *no_such_sheet(beyond, made, source))


def _made(regions: Regions, sheets: Sheets) -> tuple[MeasuredCopy, MadeUp]:
    measured = MeasuredCopy(regions)
    return measured, make_up(measured.copy(), sheets)


def _beyond(regions: Regions, made: MadeUp) -> list[Apart]:
    """Blocks that are pinned to a sheet behind the last that has copy: no sheet is made for them alone."""
    last = max((piece.sheet for piece in made.items), default=1)
    return [zone for zone in regions.zones if zone.sheet is not None and zone.sheet > last]


def _shell(number: int, side: Side, shells: Sequence[Any]) -> Any:
    return shells[0] if number == 1 else next(shell for shell in shells[1:] if shell.page_type.side == side)


def _pages_of(document: Document) -> dict[str, list[Any]]:
    """The pages of a document by what they are for: plates, shells, and the galley."""
    found: dict[str, list[Any]] = defaultdict(list)
    for page in document.pages:
        found[_kind(page)].append(page)
    return found


def _kind(page: Page) -> str:
    body = page._page_box.children[0].children[-1]
    if any(has_class(box.element, "sheet-flow") for box in body.children):
        return "galley"
    return "shell" if any(has_class(box.element, "shell") for box in body.children) else "plate"


class _SheetBuilder:
    """Moves the boxes of one galley; every box once, but the heads of tables that are cut."""

    def __init__(
        self, regions: Regions, measured: MeasuredCopy, made: MadeUp, *, side_shift: float, gutter: float
    ) -> None:
        self._regions = regions
        self._measured = measured
        self._made = made
        self._set_as_chosen()
        self._side_shift = side_shift
        self._gutter = gutter
        self._from_the_right = regions.section.style["direction"] == "rtl"
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
        """Break the paragraphs anew that the make-up wants longer or shorter, and reduce the pictures."""
        for place, setting in {(piece.at, piece.setting) for piece in self._made.items if piece.setting}:
            leaf = self._measured.leaves[place.band, place.item]
            if leaf.paragraph is not None:  # 0 is the setting in use
                leaf.lines = tuple(leaf.paragraph.reset(leaf.paragraph.others[setting - 1]))
        placed: list[ItemPiece | FloatPiece] = [*self._made.items, *self._made.floats]
        for piece in placed:
            leaf = self._leaf(piece)
            if not leaf.lines and picture_in(leaf) is not None:
                _reduce(leaf, piece.height * LINE)

    def _leaf(self, piece: ItemPiece | FloatPiece) -> Leaf:
        if isinstance(piece, FloatPiece):
            return self._regions.zones[piece.index].leaf
        return self._measured.leaves[piece.at.band, piece.at.item]

    def sheet(self, number: int, shell: Any, engine: Engine) -> Any:
        """The page box of a sheet: a copy of ``shell`` with what stands on the sheet."""
        page = shell.copy()
        root = shell.children[0]
        body = root.children[-1]
        origin = (float(page.content_box_x()), float(page.content_box_y()))
        section = self._section(number, origin, is_left=page.page_type.side == "left")
        new_body = body.copy_with_children([section])
        new_root = root.copy_with_children([*root.children[:-1], new_body])
        area = self._area(number, origin)
        furniture = [box.deepcopy() for box in shell.children[1:]]
        page.children = (new_root, *area, *furniture)
        for box in (section, *area):
            engine.place_backgrounds(page, box)
        return page

    def _section(self, number: int, origin: tuple[float, float], *, is_left: bool) -> Any:
        section = self._regions.section
        pieces = [
            *self._head(number, origin),
            *self._items(number, origin),
            *self._apart(number, origin, is_left=is_left),
        ]
        built = build(pieces, self._ends)
        copy = section.copy_with_children(built)
        copy.position_x, copy.position_y = origin
        copy.height = max((edges(box)[1] for box in built), default=origin[1]) - origin[1]
        if number > 1:
            copy.style = section.style.copy()
            copy.style["anchor"] = None
        return copy

    # ------------------------------------------------------------ copy

    def _head(self, number: int, origin: tuple[float, float]) -> Iterator[Piece]:
        if number == 1 and self._regions.head is not None:
            yield self._moved(self._regions.head, origin, 0.0)

    def _items(self, number: int, origin: tuple[float, float]) -> Iterator[Piece]:
        here = [piece for piece in self._made.items if piece.sheet == number]
        here.sort(key=lambda piece: (piece.at.band, piece.column, piece.y))
        for piece in here:
            strip = self._regions.strips[piece.at.band]
            before = strip.columns - 1 - piece.column if self._from_the_right else piece.column
            left = before * (strip.width + strip.gap)
            yield from self._item(self._measured.leaves[piece.at.band, piece.at.item], piece, origin, left)

    def _item(self, leaf: Leaf, piece: ItemPiece, origin: tuple[float, float], left: float) -> Iterator[Piece]:
        if id(leaf) in self._rows:
            yield from self._cut_block(leaf, piece, origin, left, piece.column)
        elif not leaf.lines:
            yield self._moved(leaf, origin, piece.y, left=left, column=piece.column)
        else:
            lines = leaf.lines[piece.first : piece.end]
            shift = self._shift(origin) + left
            _move(lines, shift, origin[1] + piece.y * LINE - lines[0].position_y)
            yield Piece(leaf, lines, piece.first == 0, piece.end == len(leaf.lines), piece.column, shift)

    def _cut_block(
        self, leaf: Leaf, piece: ItemPiece | FloatPiece, origin: tuple[float, float], left: float = 0.0, column: int = 0
    ) -> Iterator[Piece]:
        """Rows of a block, under its head and the word *continued* where it goes on."""
        shift, y = self._shift(origin) + left, origin[1] + piece.y * LINE
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
            yield Piece(row, boxes, column=column, shift=shift)

    def _repeated(self, heads: Sequence[tuple[Leaf, Any]], shift: float, y: float, column: int) -> Iterator[Piece]:
        """The word *continued*, and the head of a table once more."""
        continued = self._regions.continued
        if continued is not None:
            word = continued.deepcopy()
            word.translate(shift, y - word.position_y)
            yield Piece(Leaf(word, (), (), *edges(word)), (word,), column=column, shift=shift)
            y += word.margin_height()
        for row, head in heads:
            copy = head.deepcopy()
            copy.translate(shift, y - edges(copy)[0])
            y += row.end - row.start
            yield Piece(row, (copy,), start=False, end=False, column=column, shift=shift)

    # ------------------------------------------------------------ apart

    def _apart(self, number: int, origin: tuple[float, float], *, is_left: bool) -> Iterator[Piece]:
        for piece in self._made.floats:
            if piece.sheet == number:
                leaf = self._regions.zones[piece.index].leaf
                leaf.box.apart = "head" if piece.position == "top" else "foot"
                if id(leaf) in self._rows:
                    yield from self._cut_block(leaf, piece, origin)
                else:
                    yield self._moved(leaf, origin, piece.y)
        x = -self._side_shift if is_left else self._regions.section.width + self._gutter
        for side in self._made.sides:
            if side.sheet == number:
                leaf = self._measured.side_leaves[side.index]
                inside = leaf.box.position_x - float(self._regions.section.content_box_x())
                yield self._moved(leaf, origin, side.y, left=x - inside)
                leaf.box.apart = "side"

    # ------------------------------------------------------------ notes

    def _area(self, number: int, origin: tuple[float, float]) -> list[Any]:
        """The notes of a sheet."""
        notes = self._regions.notes
        pieces: list[Piece] = []
        shift = self._shift(origin)
        for piece in self._made.notes:
            if piece.sheet != number:
                continue
            leaf = notes[piece.index]
            lines = leaf.lines[piece.first : piece.end]
            start = leaf.top if piece.first == 0 else lines[0].position_y
            _move(lines, shift, origin[1] + piece.y * LINE - start)
            pieces.append(Piece(leaf, lines, piece.first == 0, piece.end == len(leaf.lines), shift=shift))
        return build(pieces, self._ends)

    # ------------------------------------------------------------ moving

    def _shift(self, origin: tuple[float, float]) -> float:
        return origin[0] - float(self._regions.section.content_box_x())

    def _moved(self, leaf: Leaf, origin: tuple[float, float], y: float, *, left: float = 0.0, column: int = 0) -> Piece:
        shift = self._shift(origin) + left
        boxes = leaf.lines or (leaf.box,)
        _move(boxes, shift, origin[1] + y * LINE - leaf.start)
        return Piece(leaf, tuple(boxes), column=column, shift=shift)


def _reduce(leaf: Leaf, height: float) -> None:
    """Take from the height of a figure's picture what the figure is too high (px); the picture is drawn smaller."""
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
