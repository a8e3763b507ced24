"""Build the boxes around what stands in one place: a copy of each box around the pieces, its decoration sliced.

A box that is cut keeps its upper border and padding where it begins, its lower ones where it ends, and its id with the
first piece (``box-decoration-break: slice``, CSS Fragmentation 3, 5.4); with ``clone`` every part has the upper ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hemaprint.typeset.cut.leaves import Leaf, edges, is_cloned
from hemaprint.typeset.engine import boxes


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
    if isinstance(box, boxes.TableRowGroupBox):
        copy.position_y = top
        return copy
    copy.position_y = top - copy.border_top_width - copy.padding_top
    if isinstance(box, boxes.TableBox):
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
