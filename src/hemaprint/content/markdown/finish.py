# SPDX-License-Identifier: MIT
"""Finish inline copy: from the nodes that a parser makes, which change, to spans, which do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias, TypeGuard

from hemaprint.content import spans
from hemaprint.content.markdown.marking import CJK, Marking, mark
from hemaprint.content.markdown.typography import ADDRESS, NBSP, finish, set_quotes

_CJK_JOINT = re.compile(rf"(?<=[{CJK}])\n(?=[{CJK}])")
_LAST_WORD_OR_CJK = re.compile(rf"(?:[{CJK}]|(?<![^\s{CJK}])(?=[^\s{CJK}]))[^\s{CJK}]*$")
_REST_OF_WORD = re.compile(rf"[^\s{CJK}]{{1,20}}(?=[\s{CJK}]|$)|[，。、；：！？”’）」』》]+")
_LABEL_SPACE = re.compile(r"\s")
"""Space in an address: between its label and its number, as in ``PMID 12345678``."""
_TOGETHER, _ADDRESS = spans.Styled("together", ()), spans.Styled("address", ())
_LONGEST_WORD = 32
"""Characters of the longest word kept with its reference: longer ones (addresses) must break somewhere."""


@dataclass(slots=True)
class Words:
    """Characters; ``protected`` ones (escapes, addresses) are set as they are typed."""

    text: str
    protected: bool = False


@dataclass(slots=True)
class Element:
    """Nodes inside a span, whose own copy is empty until they are finished."""

    span: spans.Branch
    children: list[Node] = field(default_factory=list)


Node: TypeAlias = Words | Element | spans.Span
"""What a parser makes of copy; a span among them is finished. So is raised and lowered text."""


def leaves_of(nodes: list[Node]) -> Iterator[Words | spans.Span]:
    """Words and finished spans in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield from leaves_of(node.children)
        else:
            yield node


def plain_text(nodes: list[Node]) -> str:
    """What is read, without markup, notes and citations."""
    return "".join(leaf.text if isinstance(leaf, Words) else spans.characters_of((leaf,)) for leaf in leaves_of(nodes))


def finished(nodes: list[Node], marking: Marking) -> spans.Copy:
    """The copy that nodes are, without white space around it.

    Quotation marks are set over the whole of it, then dashes and spaces text by text; then what belongs together is
    bound together, and characters are marked as ``marking`` says.
    """
    nodes = _with_addresses(_joined(nodes))
    _set_lines(nodes)
    _set_quotes(nodes, marking.language)
    for leaf in leaves_of(nodes):
        if isinstance(leaf, Words) and not leaf.protected:
            leaf.text = finish(leaf.text, marking.language)
    return _stripped(_spans(_bind(nodes), marking))


def mark_text(text: str, language: str) -> spans.Copy:
    """A finished plain string as copy: foreign scripts and figures marked."""
    return mark(text, Marking(language))


# ---------------------------------------------------------------- nodes to spans


def _spans(nodes: list[Node], marking: Marking) -> spans.Copy:
    done: list[spans.Span] = []
    for node, after in pairwise([*nodes, None]):
        match node:
            case Words():
                is_base = isinstance(after, spans.Styled)
                done += (spans.Text(node.text),) if node.protected else mark(node.text, marking, is_base=is_base)
            case Element(span=spans.Styled(style="address")):
                done.append(replace(_ADDRESS, copy=(spans.Text(plain_text(node.children), breaks=True),)))
            case Element():
                done.append(replace(node.span, copy=_spans(node.children, _within(node.span, marking))))
            case None:
                pass
            case _:
                done.append(node)
    return spans.joined(done)


def _within(span: spans.Branch, marking: Marking) -> Marking:
    """What is marked inside a span."""
    match span:
        case spans.Foreign():  # its characters need no span of their own
            return replace(marking, language="zh", acronyms=False)
        case spans.Styled(style="small capitals"):
            return replace(marking, acronyms=False, figures=False)
        case spans.Styled(style="gene"):
            return replace(marking, acronyms=False)
        case spans.Styled(style="emphasis"):
            return replace(marking, dots=True)
        case _:
            return marking


def _stripped(copy: spans.Copy) -> spans.Copy:
    done = list(copy)
    if done and isinstance(first := done[0], spans.Text):
        done[0] = replace(first, text=first.text.lstrip())
    if done and isinstance(last := done[-1], spans.Text):
        done[-1] = replace(last, text=last.text.rstrip())
    return spans.joined(done)


# ---------------------------------------------------------------- joints and addresses


def _joined(nodes: list[Node]) -> list[Node]:
    """The same nodes with neighbouring words of one kind joined, all the way down."""
    done: list[Node] = []
    for node in nodes:
        last = done[-1] if done else None
        if isinstance(node, Element):
            node.children = _joined(node.children)
        if isinstance(node, Words) and isinstance(last, Words) and node.protected == last.protected:
            last.text += node.text
        else:
            done.append(node)
    return done


def _with_addresses(nodes: list[Node]) -> list[Node]:
    """Every address in the words as a separate element, protected."""
    marked: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            node.children = _with_addresses(node.children)
        marked += _parted(node) if isinstance(node, Words) else [node]
    return marked


def _parted(words: Words) -> Iterator[Node]:
    start = 0
    for match in ADDRESS.finditer(words.text):
        if match.start() > start:
            yield Words(words.text[start : match.start()], words.protected)
        yield Element(_ADDRESS, [Words(_LABEL_SPACE.sub(NBSP, match[0]), protected=True)])
        start = match.end()
    if start < len(words.text):
        yield Words(words.text[start:], words.protected)


# ---------------------------------------------------------------- quotation marks and line ends


def _set_lines(nodes: list[Node]) -> None:
    """A line end of the manuscript is a space, but nothing between two CJK characters."""
    for leaf in leaves_of(nodes):
        if isinstance(leaf, Words) and "\n" in leaf.text:
            leaf.text = _CJK_JOINT.sub("", leaf.text).replace("\n", " ")


def _set_quotes(nodes: list[Node], language: str) -> None:
    placed = set_quotes("".join(_seen(leaf) for leaf in leaves_of(nodes)), language)
    if not placed:
        return
    offset = 0
    for leaf in leaves_of(nodes):
        length = len(_seen(leaf))
        if isinstance(leaf, Words) and not leaf.protected:
            leaf.text = "".join(placed.get(offset + index, sign) for index, sign in enumerate(leaf.text))
        offset += length


def _seen(leaf: Words | spans.Span) -> str:
    """What quotation marks see: typed marks that are protected must not open anything."""
    match leaf:
        case Words():
            return re.sub("[\"']", "x", leaf.text) if leaf.protected else leaf.text
        case spans.Code() | spans.Task():
            return "x"
        case spans.Citation():
            return "" if leaf.raised else ")"
        case _:
            return spans.characters_of((leaf,))


# ---------------------------------------------------------------- what must stay together


def _bind(nodes: list[Node]) -> list[Node]:
    """Citations and raised text kept with the word around them: WeasyPrint 70 breaks lines there (engine.md)."""
    bound: list[Node] = []
    for node in nodes:
        match node:
            case Element():
                node.children = _bind(node.children)
                bound.append(node)
            case Words():
                if bound and _is_binding(bound[-1]):
                    _move_rest(bound[-1], node)
                bound += [node] if node.text else []
            case spans.Citation(raised=False):
                _space_end(bound)
                bound.append(node)
            case spans.Citation() | spans.Styled():
                bound.append(_bound(bound, node))
            case _:  # a note bound to its word would inherit "nowrap"; WeasyPrint 70 parts no call from its word anyway
                bound.append(node)
    return bound


def _bound(before: list[Node], node: spans.Span) -> Node:
    """``node`` together with the word that ends ``before``; a citation also where a space was typed between them."""
    if isinstance(node, spans.Citation):
        _strip_end(before)
    word = _take_word(before)
    return Element(_TOGETHER, [*word, node]) if word else node


def _is_binding(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.span == _TOGETHER


def _move_rest(binding: Element, words: Words) -> None:
    """The rest of the word, such as the O of H2O or a closing quotation mark, into the binding."""
    match = _REST_OF_WORD.match(words.text)
    if match:
        binding.children.append(Words(match[0], words.protected))
        words.text = words.text[match.end() :]


def _strip_end(nodes: list[Node]) -> None:
    if nodes and isinstance(last := nodes[-1], Words):
        last.text = last.text.rstrip()


def _space_end(nodes: list[Node]) -> None:
    """One no-break space at the end: what a citation in parentheses follows."""
    _strip_end(nodes)
    if nodes:
        nodes.append(Words(NBSP))


def _take_word(nodes: list[Node]) -> list[Node]:
    """Cut the last word off the end of ``nodes``; nothing where white space or a long element ends them."""
    word: list[Node] = []
    length = 0
    while nodes:
        node = nodes[-1]
        text = plain_text([node])
        tail = _tail(text)
        length += len(tail)
        if not tail or length > _LONGEST_WORD:
            break
        if tail != text:
            word[:0] = _split_end(node, len(tail))
            break
        nodes.pop()
        word[:0] = node.children if _is_binding(node) else [node]  # bindings do not nest
    return word


def _split_end(node: Node, length: int) -> list[Node]:
    """Cut ``length`` characters off the end of words, or of an element that is not a link: a link stays one."""
    if isinstance(node, Words):
        node.text, tail = node.text[:-length], node.text[-length:]
        return [Words(tail, node.protected)]
    if isinstance(node, Element) and isinstance(node.span, spans.Styled | spans.Foreign) and node.children:
        last = node.children[-1]
        if isinstance(last, Words) and len(last.text) > length:
            return [Element(node.span, _split_end(last, length))]
    return []


def _tail(text: str) -> str:
    """The last word; of Chinese, which may break between any two characters, the last of them and what follows it."""
    match = _LAST_WORD_OR_CJK.search(text)
    return match[0] if match else ""
