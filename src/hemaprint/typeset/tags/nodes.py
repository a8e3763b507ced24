"""The structure of a document as a tree of nodes, while it is being built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked content sequence: the index of its page, and its MCID there."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True, eq=False)
class Fragment:
    """The annotation over one line of a link."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """An element of the HTML, or one of its pseudo-elements (``li::marker``): one node, however many boxes it has.

    ``role`` is the structure type; "" hands the kids on to the parent. ``anchors`` are the ids that lead here.
    """

    tag: str
    element: Any
    parent: Node | None = None
    page: int = 0
    kids: list[Kid] = field(default_factory=list)
    role: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    refers: Node | None = None

    @property
    def is_pseudo(self) -> bool:
        """Whether it is generated content."""
        return "::" in self.tag

    def attribute(self, name: str) -> str:
        """An attribute of the HTML element; pseudo-elements have none."""
        return "" if self.is_pseudo else str(self.element.get(name, ""))

    def has_class(self, name: str) -> bool:
        """Whether the HTML element has this class."""
        return name in self.attribute("class").split()

    def words(self) -> str:
        """The text of the HTML element, white space evened out."""
        return " ".join("".join(self.element.itertext()).split())

    def below(self) -> Iterator[Node]:
        """This node and every node in it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.below()

    def pages(self) -> set[int]:
        """The pages on which it has content."""
        return {kid.page for node in self.below() for kid in node.kids if isinstance(kid, Mark)}


Kid = Node | Mark | Fragment
