"""Inline copy as a small tree: what the typographic finish works on and what becomes HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

SMALL_CAPITALS = '<span class="sc">'
"""The opening tag of what an editor sets in small capitals."""


@dataclass(slots=True)
class Text:
    """Characters. ``protected`` ones (escapes, addresses) are set as they are typed."""

    value: str
    protected: bool = False


@dataclass(slots=True)
class Element:
    """An HTML element. ``start`` is its opening tag; ``plain`` elements hold no acronyms to find."""

    tag: str
    start: str
    children: list[Node] = field(default_factory=list)
    plain: bool = False
    foreign: bool = False
    """True inside a language span: its characters need no span of their own."""


@dataclass(slots=True)
class Opaque:
    """Finished HTML. ``text`` is what stands in its place for quotation marks ("" is not there at all)."""

    html: str
    text: str = ""
    words: str = ""
    """What the reader reads there, for the outline and for counting."""
    binds: Literal["", "word", "raised", "spaced"] = ""
    """How it hangs on the word before: ``word``: kept with it; ``raised``: also when a space was typed between them;
    ``spaced``: kept with it by a no-break space."""


Node = Text | Element | Opaque


def leaves(nodes: list[Node]) -> Iterator[Text | Opaque]:
    """Texts and finished pieces in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield from leaves(node.children)
        else:
            yield node


def plain_text(nodes: list[Node]) -> str:
    """What is read, without markup, footnotes and citations."""
    return "".join(leaf.value if isinstance(leaf, Text) else leaf.words for leaf in leaves(nodes))


def join_texts(nodes: list[Node]) -> list[Node]:
    """The same nodes with neighbouring texts of one kind joined, all the way down."""
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if isinstance(node, Element):
            node.children = join_texts(node.children)
        if isinstance(node, Text) and isinstance(last, Text) and node.protected == last.protected:
            last.value += node.value
        else:
            joined.append(node)
    return joined
