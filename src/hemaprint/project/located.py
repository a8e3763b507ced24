"""Plain values in which the place of every key and value can be looked up by its path."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hemaprint.errors import Location

Step = str | int
"""A key of a mapping or an index of a list; a path is a tuple of them, such as ``("contributors", 0, "orcid")``."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it starts: a scalar, a list of nodes, or a mapping. None is a key without a value."""

    line: int
    column: int
    value: object
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of the keys of a mapping."""

    def child(self, step: Step) -> Node | None:
        """The node one step down, or None."""
        if isinstance(self.value, dict):
            found = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            found = self.value[step]
        else:
            found = None
        return found if isinstance(found, Node) else None

    def plain(self) -> object:
        """The value without its places; keys without a value are left out."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items() if node.value is not None}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class Located:
    """What a file says, as nodes."""

    path: Path
    root: Node

    def at(self, *steps: Step) -> Location:
        """Where the value at this path starts; the nearest value around it where it does not exist."""
        node = self._nearest(steps)
        return Location(self.path, node.line, node.column)

    def key(self, *steps: Step) -> Location:
        """Where the last key of this path stands; the value where it has no key."""
        node = self._nearest(steps[:-1])
        place = node.keys.get(str(steps[-1])) if steps else None
        return Location(self.path, *place) if place else self.at(*steps)

    def has_key(self, *steps: Step) -> bool:
        """Whether the key is written, with or without a value."""
        return bool(steps) and str(steps[-1]) in self._nearest(steps[:-1]).keys

    def get(self, *steps: Step) -> object:
        """The plain value at this path; None where there is none."""
        node: Node | None = self.root
        for step in steps:
            node = node.child(step) if node else None
        return node.plain() if node else None

    def _nearest(self, steps: tuple[Step, ...]) -> Node:
        node = self.root
        for step in steps:
            below = node.child(step)
            if below is None:
                break
            node = below
        return node
