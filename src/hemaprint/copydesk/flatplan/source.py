# SPDX-License-Identifier: MIT
"""Read ``issue.yaml`` for a change: its lines as they are, what it says, and where each of its nodes is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from hemaprint.errors import UsageError
from hemaprint.project.text import Located, checked_text
from hemaprint.project.yaml import read_yaml

_BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
BY_HAND = "change it by hand, in the lines of the order"
Mark = tuple[int, int]
"""A line and a column of a text, from 0."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of the file in its lines with their ends, what it says, and its nodes with their places."""

    path: Path
    bom: bool
    lines: tuple[str, ...]
    located: Located
    root: MappingNode

    @classmethod
    def of(cls, data: bytes, path: Path) -> Source:
        """The file with these bytes; raises UsageError where it cannot be read without a fault."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError("issue.yaml is not UTF-8", "save it as UTF-8") from error
        bom = text.startswith(_BOM)
        lines = tuple(_LINE.findall(text.removeprefix(_BOM)))
        plain, problems = checked_text("".join(lines), path)
        located, more = read_yaml(plain, path) if plain is not None else (None, ())
        found = (*problems, *more)
        if located is None or plain is None or found:
            reason = found[0].message if found else "it is empty"
            raise UsageError(f"issue.yaml cannot be changed: {reason}", found[0].hint if found else "")
        root = yaml.compose(plain, Loader=yaml.SafeLoader)  # of a depth that the reader has allowed
        assert isinstance(root, MappingNode)
        return cls(path, bom, lines, located, root)

    @property
    def text(self) -> str:
        """The text without byte order mark, line ends as they are."""
        return "".join(self.lines)

    def encoded(self, text: str) -> bytes:
        """Another text for the same file."""
        return (_BOM * self.bom + text).encode()

    @property
    def newline(self) -> str:
        """How its first line ends."""
        return next((line[len(line.rstrip("\r\n")) :] for line in self.lines), "") or "\n"

    def at(self, mark: Any) -> int:
        """The place of a mark of the parser in the text."""
        return sum(map(len, self.lines[: mark.line])) + int(mark.column)

    def span(self, node: Node) -> tuple[int, int]:
        """Where a node begins and ends."""
        return self.at(node.start_mark), self.at(node.end_mark)

    def sequence(self, name: str) -> SequenceNode:
        """The list under a top-level key, all items of which are written in it: none is an alias."""
        pair = pair_of(self.root, name)
        found = pair[1] if pair else None
        if pair is None or not isinstance(found, SequenceNode):
            raise UsageError(f"issue.yaml has no list under {name}:", "hemaprint check says what is wrong")
        last = _place(pair[0].start_mark)
        for node in (found, *found.value):
            here = _place(node.start_mark)
            if not isinstance(node, SequenceNode | MappingNode) or here <= last:
                raise UsageError(f"an entry under {name}: is written elsewhere in the file (an alias)", BY_HAND)
            last = here
        return found


def _place(mark: Any) -> Mark:
    return mark.line, mark.column


def pair_of(node: Node, name: str) -> tuple[Node, Node] | None:
    """A key of a mapping and its value."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == name), None)


def value_of(node: Node, name: str) -> Node | None:
    """The value of a key of a mapping."""
    pair = pair_of(node, name)
    return pair[1] if pair else None
