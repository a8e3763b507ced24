"""Put what the layout has moved away back to its place in the copy: footnotes, zones, side columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hemaprint.typeset.tags.read import Kid, Node, Running


def restore_order(top: Node) -> None:
    """Put blocks that later text has passed back before it: elements stand in the order of their document."""
    order = {element: index for index, element in enumerate(top.element.iter())}
    for node in top.below():
        kids = [kid for kid in node.kids if isinstance(kid, Node) and kid.tag == kid.element.tag]
        if len(kids) == len(node.kids) > 1:
            kids.sort(key=lambda kid: order[kid.element])
            node.kids = list[Kid](kids)


def place_notes(top: Node) -> None:
    """Put every footnote right behind its reference."""
    calls = {node.element: node for node in top.below() if node.tag.endswith("::footnote-call")}
    notes = [node for node in top.below() if node.attribute("role") == "doc-footnote" and node.element in calls]
    for note in notes:
        call = calls[note.element]
        _take_out(note)
        _insert(note, beside=call)
        call.refers, note.refers = note, call


def place_running(top: Node, running: Sequence[Running]) -> None:
    """Put every block of a zone or a side column where the editor put it.

    That is behind the last block of the copy whose source line (``data-line``) is before its own. A block without a
    line stands where its sheet has it: before what begins on the sheet, or behind.
    """
    pieces = [_Piece(block, line_of(block), one.page, one.at_head) for one in running for block in _blocks_of(one.node)]
    for one in running:
        _take_out(one.node)
    copy = [_Block(node, line_of(node), min(pages), max(pages)) for node in _copy(top) if (pages := node.pages())]
    last: dict[Node, Node] = {}
    floors = [(piece.page, piece.place(copy)) for piece in pieces if _turn(piece) == 0]
    for piece in sorted(pieces, key=_turn):
        piece.node.parent = None
        # what stands on a sheet that begins with a jump line cannot be read before that line
        before = max([piece.place(copy), *(floor for page, floor in floors if page <= piece.page)])
        if before:
            beside = copy[before - 1].node
            _insert(piece.node, beside=last.get(beside, beside))
            last[beside] = piece.node
        elif copy:
            _insert(piece.node, beside=copy[0].node, behind=False)
        else:
            piece.node.parent = top
            top.kids.append(piece.node)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the copy: its source line, and the pages that it begins and ends on."""

    node: Node
    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block that stands apart: its source line, 0 if it has none, and where the layout has it."""

    node: Node
    line: int
    page: int
    at_head: bool

    def place(self, copy: Sequence[_Block]) -> int:
        """How many blocks of the copy come before it."""
        if self.line:
            return bisect_right([block.line for block in copy], self.line)
        if self.at_head:
            return next((index for index, block in enumerate(copy) if block.last >= self.page), len(copy))
        return sum(block.first <= self.page for block in copy)


def line_of(node: Node) -> int:
    """The source line of an element, 0 where it has none."""
    text = node.attribute("data-line")
    return int(text) if text.isdigit() else 0


def _turn(piece: _Piece) -> int:
    """Behind one block of the copy: first what continues a sheet, then what has a line, then what ends a sheet."""
    return 1 if piece.line else 0 if piece.at_head else 2


def _copy(node: Node) -> Iterator[Node]:
    """The outermost elements with a source line, in order; the tail is no place to stand between."""
    if line_of(node):
        yield node
        return
    for kid in node.kids:
        if isinstance(kid, Node) and kid.tag != "footer":
            yield from _copy(kid)


def _blocks_of(node: Node) -> list[Node]:
    """The slots of a zone or a side column, and what stands between them."""
    if node.tag != "div" or line_of(node):
        return [node]
    return [kid for kid in node.kids if isinstance(kid, Node)]


def _take_out(node: Node) -> None:
    if node.parent is not None:
        node.parent.kids.remove(node)
        node.parent = None


def _insert(node: Node, *, beside: Node, behind: bool = True) -> None:
    parent = beside.parent
    assert parent is not None
    parent.kids.insert(parent.kids.index(beside) + behind, node)
    node.parent = parent
