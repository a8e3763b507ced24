# SPDX-License-Identifier: MIT
"""Arrange nodes: blocks that the layout moved return to their place in the copy; then all of it as PDF requires.

PDF requires labels and bodies in lists, captions beside what they name, text in paragraphs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.nodes import (
    FIGURE_GROUP,
    GROUPS,
    INLINE,
    Kid,
    Node,
    Running,
    describe,
    is_figure_group,
    is_inline,
    role_of,
)

_STANDS_EMPTY = frozenset({"TD", "TH"})
_INITIAL, _LED, _WHOLE = "dropcap", "lead-in", "::initial"


def arrange(top: Node, variant: Tags) -> list[Node]:
    """The structure elements of a document, from the tree of its HTML elements; nodes without content are dropped."""
    return [kid for kid in _arranged(top, variant) if isinstance(kid, Node)]


def _arranged(node: Node, variant: Tags) -> list[Kid]:
    """The result of ``node``: itself, or its kids where it has no structure type."""
    if node.element.tag not in ("html", "body"):
        describe(node, variant)
    if node.role == "":
        node.role = role_of(node, variant)
    kids: list[Kid] = []
    for kid in node.kids if node.tag == _WHOLE else _with_initials(node.kids):
        kids += _arranged(kid, variant) if isinstance(kid, Node) else [kid]
    kids = _inside(node, kids)
    if not kids and node.role not in _STANDS_EMPTY:
        return []
    if node.role == "" or (is_figure_group(node) and len(kids) == 1):
        _hand_down(node, kids)
        return kids
    node.kids = kids
    return [node]


def _inside(node: Node, kids: list[Kid]) -> list[Kid]:
    if node.role == "LI":
        return _item(node, kids)
    if node.role == "L":
        return _list(node, kids)
    if node.role in GROUPS and not (node.role == "" and is_inline(node)):
        return _paragraphs(node, _captioned(node, kids))
    return kids


def _hand_down(node: Node, kids: Sequence[Kid]) -> None:
    """Anchors and files of a dropped node go to the first element in it, or else to the one around it."""
    heir = next((kid for kid in kids if isinstance(kid, Node)), node.parent)
    if heir is not None:
        heir.anchors += node.anchors
        heir.files += node.files


def _is(kid: Kid, role: str) -> bool:
    return isinstance(kid, Node) and kid.role == role


def _new(role: str, like: Node, kids: Sequence[Kid]) -> Node:
    return Node(role, like.element, page=like.page, role=role, kids=list(kids))


# ---------------------------------------------------------------- text


def _with_initials(kids: Sequence[Kid]) -> list[Kid]:
    """A drop cap and its lead-in, as one element whose text is read whole: "CAR-T", not "C AR-T"."""
    joined: list[Kid] = []
    for kid in kids:
        before = joined[-1] if joined else None
        if isinstance(before, Node) and before.has_class(_INITIAL) and isinstance(kid, Node) and kid.has_class(_LED):
            whole = _new("Span", before, [before, kid])
            whole.tag, whole.parent = _WHOLE, before.parent
            whole.properties["ActualText"] = "".join((*before.element.itertext(), *kid.element.itertext()))
            joined[-1] = whole
        else:
            joined.append(kid)
    return joined


def _paragraphs(node: Node, kids: Sequence[Kid]) -> list[Kid]:
    """The kids of a group, with a P around every run of text and inline elements."""
    wrapped: list[Kid] = []
    run: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Node) and kid.role not in INLINE:
            wrapped += [*_paragraph(node, run), kid]
            run = []
        else:
            run.append(kid)
    return [*wrapped, *_paragraph(node, run)]


def _paragraph(node: Node, run: Sequence[Kid]) -> list[Kid]:
    return [_new("P", node, run)] if run else []


# ---------------------------------------------------------------- lists


def _item(node: Node, kids: Sequence[Kid]) -> list[Kid]:
    """LI contains labels and one body (ISO 32000-1, table 336); beside blocks its text is also a paragraph."""
    labels = [kid for kid in kids if _is(kid, "Lbl")]
    if any(_is(kid, "LBody") for kid in kids):
        return list(kids)
    body = [kid for kid in kids if kid not in labels]
    if any(isinstance(kid, Node) and kid.role not in INLINE for kid in body):
        body = _paragraphs(node, body)
    return [*labels, _new("LBody", node, body)] if body else list(labels)


def _list(node: Node, kids: list[Kid]) -> list[Kid]:
    """The items of a list; without labels it has no numbering (ISO 14289-2, 8.2.5.25)."""
    items = _entries(kids) if node.tag == "dl" else kids
    if not any(_is(label, "Lbl") for item in items if isinstance(item, Node) for label in item.kids):
        node.attributes = {}
    return items


def _entries(kids: Sequence[Kid]) -> list[Kid]:
    """The items of a description list: one from each term on, its descriptions as one body."""
    entries: list[Node] = []
    for kid in kids:
        if not isinstance(kid, Node):
            continue
        if kid.role == "Lbl" or not entries:
            entries.append(_new("LI", kid, [kid]))
            continue
        *_, before = entries[-1].kids
        if isinstance(before, Node) and before.role == "LBody":
            before.kids = [*_paragraphs(before, before.kids), *_paragraphs(kid, kid.kids)]
        else:
            entries[-1].kids.append(kid)
    return list(entries)


# ---------------------------------------------------------------- captions


def _last_picture(kids: Sequence[Kid]) -> Node | None:
    return next((kid for kid in reversed(kids) if isinstance(kid, Node) and kid.role == "Figure"), None)


def _captioned(node: Node, kids: Sequence[Kid]) -> list[Kid]:
    """A caption goes into the table after it, or into a group with the picture before it; else it is a paragraph."""
    if is_figure_group(node):
        return list(kids)
    result: list[Kid] = []
    for index, kid in enumerate(kids):
        if not isinstance(kid, Node) or kid.role != "Caption":
            result.append(kid)
            continue
        following = kids[index + 1] if index + 1 < len(kids) else None
        picture = _last_picture(result) if node.tag != "body" else None
        if isinstance(following, Node) and following.role == "Table":
            following.kids.insert(0, kid)
        elif picture is not None:
            result[result.index(picture)] = _new(FIGURE_GROUP, picture, [picture, kid])
        else:
            kid.role = "P" if node.role or node.tag == "body" else kid.role
            result.append(kid)
    return result


# ---------------------------------------------------------------- what was moved away


def restore_order(top: Node) -> None:
    """Put elements in the order of their document: blocks that later text has passed return before it."""
    order = {element: index for index, element in enumerate(top.element.iter())}
    for node in top.below():
        kids = [kid for kid in node.kids if isinstance(kid, Node) and kid.tag == kid.element.tag]
        if len(kids) == len(node.kids) > 1:
            kids.sort(key=lambda kid: order[kid.element])
            node.kids = list[Kid](kids)


def place_notes(top: Node) -> None:
    """Put every footnote directly after its reference."""
    calls = {node.element: node for node in top.below() if node.tag.endswith("::footnote-call")}
    notes = [node for node in top.below() if node.attribute("role") == "doc-footnote" and node.element in calls]
    for note in notes:
        call = calls[note.element]
        _take_out(note)
        _insert(note, beside=call)
        call.refers, note.refers = note, call


def place_running(top: Node, running: Sequence[Running]) -> None:
    """Put every block of a zone or a side column where the editor put it.

    That is after the last block of the copy whose source line (``data-line``) is before its own. A block without a line
    goes where its sheet has it: before what begins on the sheet, or after.
    """
    pieces = [_Apart(block, block.line, one.page, one.at_head) for one in running for block in _blocks_of(one.node)]
    for one in running:
        _take_out(one.node)
    copy = [_Block(node, node.line, min(pages), max(pages)) for node in _copy(top) if (pages := node.pages())]
    last: dict[Node, Node] = {}
    floors = [(piece.page, piece.place(copy)) for piece in pieces if _turn(piece) == 0]
    for piece in sorted(pieces, key=_turn):
        piece.node.parent = None
        # blocks of a sheet that begins with a jump line cannot be read before that line
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
class _Apart:
    """A block apart from the flow: its source line, 0 if it has none, and where the layout has it."""

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


def _turn(piece: _Apart) -> int:
    """After one block of the copy: first what continues a sheet, then what has a line, then what ends a sheet."""
    return 1 if piece.line else 0 if piece.at_head else 2


def _copy(node: Node) -> Iterator[Node]:
    """The outermost elements with a source line, in order; nothing goes between those of the tail."""
    if node.line:
        yield node
        return
    for kid in node.kids:
        if isinstance(kid, Node) and kid.tag != "footer":
            yield from _copy(kid)


def _blocks_of(node: Node) -> list[Node]:
    """The slots of a zone or a side column, and what is between them."""
    if node.tag != "div" or node.line:
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
