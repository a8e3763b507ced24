"""Arrange nodes as PDF wants them: labels and bodies in lists, captions beside what they name, text in paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from hemaprint.typeset.tags.read import Kid, Node
from hemaprint.typeset.tags.roles import FIGURE_GROUP, GROUPS, INLINE, Roles, describe, is_figure_group, is_inline

_STANDS_EMPTY = frozenset({"TD", "TH"})
_INITIAL, _LED, _WHOLE = "dropcap", "lead-in", "::initial"


def arrange(top: Node, roles: Roles) -> list[Node]:
    """The structure elements of a document, from the tree of its HTML elements; nodes without content fall away."""
    return [kid for kid in _arranged(top, roles) if isinstance(kid, Node)]


def _arranged(node: Node, roles: Roles) -> list[Kid]:
    """What ``node`` comes to: itself, or its kids where it has no structure type."""
    if node.element.tag not in ("html", "body"):
        describe(node, roles.variant)
    if node.role == "":
        node.role = roles.of(node)
    kids: list[Kid] = []
    for kid in node.kids if node.tag == _WHOLE else _with_initials(node.kids):
        kids += _arranged(kid, roles) if isinstance(kid, Node) else [kid]
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
    """What led to a node that falls away leads to the first element in it, or else to the one around it."""
    heir = next((kid for kid in kids if isinstance(kid, Node)), node.parent)
    if heir is not None:
        heir.anchors += node.anchors


def _is(kid: Kid, role: str) -> bool:
    return isinstance(kid, Node) and kid.role == role


def _new(role: str, like: Node, kids: Sequence[Kid]) -> Node:
    return Node(role, like.element, page=like.page, role=role, kids=list(kids))


# ---------------------------------------------------------------- text


def _with_initials(kids: Sequence[Kid]) -> list[Kid]:
    """A drop cap and the words led in with it, as one element whose text is read whole: "CAR-T", not "C AR-T"."""
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
    """The kids of a group; text and elements of the line among them, in a P for every run of them."""
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
    """LI holds labels and one body (ISO 32000-1, table 336); beside blocks the text of the body is a paragraph, too."""
    labels = [kid for kid in kids if _is(kid, "Lbl")]
    if any(_is(kid, "LBody") for kid in kids):
        return list(kids)
    body = [kid for kid in kids if kid not in labels]
    if any(isinstance(kid, Node) and kid.role not in INLINE for kid in body):
        body = _paragraphs(node, body)
    return [*labels, _new("LBody", node, body)] if body else list(labels)


def _list(node: Node, kids: list[Kid]) -> list[Kid]:
    """The items of a list; one without labels says nothing of their numbering (ISO 14289-2, 8.2.5.25)."""
    items = _entries(kids) if node.tag == "dl" else kids
    if not any(_is(label, "Lbl") for item in items if isinstance(item, Node) for label in item.kids):
        node.attributes = {}
    return items


def _entries(kids: Sequence[Kid]) -> list[Kid]:
    """The items of a description list: one from each term on, its descriptions one body."""
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
    """A caption goes into the table behind it; in a group with the picture before it; else it is a paragraph."""
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
