"""The typographic finish of a tree of inline nodes, and its HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from itertools import pairwise
from typing import TypeGuard

from hemaprint.content.markdown.marking import CJK, Marking, breakable, mark
from hemaprint.content.markdown.nodes import SMALL_CAPITALS, Element, Node, Opaque, Text, join_texts, leaves, plain_text
from hemaprint.content.markdown.quotes import set_quotes
from hemaprint.content.markdown.typography import ADDRESS, NBSP, finish

_CJK_JOINT = re.compile(rf"(?<=[{CJK}])\n(?=[{CJK}])")
_LAST_WORD_OR_CJK = re.compile(rf"(?:[{CJK}]|(?<![^\s{CJK}])(?=[^\s{CJK}]))[^\s{CJK}]*$")
_REST_OF_WORD = re.compile(rf"[^\s{CJK}]{{1,20}}(?=[\s{CJK}]|$)|[，。、；：！？”’）」』》]+")
_BINDING = '<span class="nb">'
_ADDRESS = '<span class="address">'
_SCRIPTS = ("<sup>", "<sub>")
_LONGEST_WORD = 32
"""Characters of the longest word kept with its reference: longer ones (addresses) must break somewhere."""


def finish_nodes(nodes: list[Node], language: str) -> list[Node]:
    """Quotation marks over the whole paragraph, then dashes and spaces text by text, then what must stay together."""
    nodes = _with_addresses(join_texts(nodes))
    _set_lines(nodes)
    _set_quotes(nodes, language)
    for leaf in leaves(nodes):
        if isinstance(leaf, Text) and not leaf.protected:
            leaf.value = finish(leaf.value, language)
    return _bind(nodes)


def to_html(nodes: list[Node], marking: Marking) -> str:
    """The HTML of finished nodes: characters escaped and marked as ``marking`` says."""
    parts: list[str] = []
    for node, after in pairwise([*nodes, None]):
        if isinstance(node, Opaque):
            parts.append(node.html)
        elif isinstance(node, Element) and node.start == _ADDRESS:
            parts.append(f"{_ADDRESS}{breakable(plain_text(node.children))}</span>")
        elif isinstance(node, Text):
            is_base = isinstance(after, Opaque) and after.html.startswith(_SCRIPTS)
            parts.append(
                escape(node.value, quote=False) if node.protected else mark(node.value, marking, is_base=is_base)
            )
        elif node is not None:
            parts.append(f"{node.start}{to_html(node.children, _within(node, marking))}</{node.tag}>")
    return "".join(parts)


def _text(text: Text, after: Node | None, marking: Marking) -> str:
    if text.protected:
        return escape(text.value, quote=False)
    return mark(text.value, marking, is_base=isinstance(after, Opaque) and after.html.startswith(_SCRIPTS))


def mark_text(text: str, language: str) -> str:
    """The HTML of a finished plain string: escaped, foreign scripts and figures marked."""
    return mark(text, Marking(language))


def _within(node: Element, marking: Marking) -> Marking:
    """What is marked inside an element."""
    return replace(
        marking,
        language="zh" if node.foreign else marking.language,
        acronyms=marking.acronyms and not node.plain,
        figures=marking.figures and node.start != SMALL_CAPITALS,
        dots=marking.dots or node.tag == "em",
    )


# ---------------------------------------------------------------- addresses


def _with_addresses(nodes: list[Node]) -> list[Node]:
    """Every address in the texts as an element of its own, protected."""
    marked: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            node.children = _with_addresses(node.children)
        marked += _parted(node) if isinstance(node, Text) else [node]
    return marked


def _parted(text: Text) -> list[Node]:
    parts: list[Node] = []
    start = 0
    for match in ADDRESS.finditer(text.value):
        parts.append(Text(text.value[start : match.start()], text.protected))
        parts.append(Element("span", _ADDRESS, [Text(match[0], protected=True)]))
        start = match.end()
    parts.append(Text(text.value[start:], text.protected))
    return [part for part in parts if not isinstance(part, Text) or part.value]


# ---------------------------------------------------------------- quotation marks and line ends


def _set_lines(nodes: list[Node]) -> None:
    """A line end of the manuscript is a space, but nothing between two CJK characters."""
    for leaf in leaves(nodes):
        if isinstance(leaf, Text) and "\n" in leaf.value:
            leaf.value = _CJK_JOINT.sub("", leaf.value).replace("\n", " ")


def _set_quotes(nodes: list[Node], language: str) -> None:
    flat = "".join(_seen(leaf) for leaf in leaves(nodes))
    placed = set_quotes(flat, language)
    if not placed:
        return
    offset = 0
    for leaf in leaves(nodes):
        length = len(_seen(leaf))
        if isinstance(leaf, Text) and not leaf.protected:
            value = leaf.value
            leaf.value = "".join(placed.get(offset + index, value[index]) for index in range(length))
        offset += length


def _seen(leaf: Text | Opaque) -> str:
    """What quotation marks see: typed marks that are protected must not open anything."""
    if isinstance(leaf, Opaque):
        return leaf.text
    return re.sub("[\"']", "x", leaf.value) if leaf.protected else leaf.value


# ---------------------------------------------------------------- what must stay together


def _bind(nodes: list[Node]) -> list[Node]:
    """References and raised text kept with the word around them: WeasyPrint 70 breaks lines there (engine.md)."""
    bound: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            node.children = _bind(node.children)
        if isinstance(node, Opaque) and node.binds:
            bound.append(_bound(bound, node))
        else:
            if isinstance(node, Text) and bound and _is_binding(bound[-1]):
                _move_rest(bound[-1], node)
            if not isinstance(node, Text) or node.value:
                bound.append(node)
    return bound


def _bound(before: list[Node], node: Opaque) -> Node:
    """``node`` together with the word that ends ``before``."""
    if node.binds == "raised":
        _strip_end(before)
    if node.binds == "spaced":
        _space_end(before)
        return node
    word = _take_word(before)
    return Element("span", _BINDING, [*word, node]) if word else node


def _is_binding(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.start == _BINDING


def _move_rest(binding: Element, text: Text) -> None:
    """The rest of the word, such as the O of H2O or a closing quotation mark, into the binding."""
    match = _REST_OF_WORD.match(text.value)
    if match:
        binding.children.append(Text(match[0], text.protected))
        text.value = text.value[match.end() :]


def _strip_end(nodes: list[Node]) -> None:
    if nodes and isinstance(nodes[-1], Text):
        nodes[-1].value = nodes[-1].value.rstrip()


def _space_end(nodes: list[Node]) -> None:
    """One no-break space at the end: what a citation in parentheses stands after."""
    _strip_end(nodes)
    if nodes:
        nodes.append(Text(NBSP))


def _take_word(nodes: list[Node]) -> list[Node]:
    """Cut the last word off the end of ``nodes``; nothing when white space or a long element stands there."""
    word: list[Node] = []
    length = 0
    while nodes:
        node = nodes[-1]
        text = node.value if isinstance(node, Text) else plain_text([node])
        tail = _tail(text)
        length += len(tail)
        if not tail or length > _LONGEST_WORD:
            break
        if tail == text:
            word[:0] = _opened(nodes.pop())
        else:
            word[:0] = _split_end(node, len(tail))
            break
    return word


def _split_end(node: Node, length: int) -> list[Node]:
    """Cut ``length`` characters off the end of a text, or of an element that is not a link: a link stays one."""
    if isinstance(node, Text):
        node.value, tail = node.value[:-length], node.value[-length:]
        return [Text(tail, node.protected)]
    if isinstance(node, Element) and node.tag != "a" and node.children:
        last = node.children[-1]
        if isinstance(last, Text) and len(last.value) > length:
            return [Element(node.tag, node.start, _split_end(last, length), node.plain, node.foreign)]
    return []


def _opened(node: Node) -> list[Node]:
    """An earlier binding is opened, so that bindings do not nest."""
    return node.children if isinstance(node, Element) and node.start == _BINDING else [node]


def _tail(text: str) -> str:
    """The last word; of Chinese, which may break between any two characters, the last of them and what follows it."""
    match = _LAST_WORD_OR_CJK.search(text)
    return match[0] if match else ""
