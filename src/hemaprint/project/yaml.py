# SPDX-License-Identifier: MIT
"""Read YAML as located text: every scalar stays the text of the file.

It uses the parser's events, not ``yaml.compose()``: the composer of libyaml recurses in C, so deep nesting would end
the process, and it keeps only the last of two equal keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from hemaprint.errors import Location, Problem
from hemaprint.project.text import FORBIDDEN, Located, Node, describe_character, hints

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 30
NODES_AT_MOST = 20_000
"""Nodes of a file after aliases are expanded; a long issue has some hundreds."""

TAGS = ("!", "tag:yaml.org,2002:str", None)


def read_yaml(text: str, path: Path, first_line: int = 1) -> tuple[Located | None, tuple[Problem, ...]]:
    """The mapping in ``text``, which starts at ``first_line`` of ``path``; None when it cannot be read at all.

    Problems that leave the rest readable (a duplicate key) come with a value.
    """
    reader = _Reader(path, first_line, text.split("\n"))
    try:
        root = reader.document(yaml.parse(text, Loader=Loader))
    except yaml.MarkedYAMLError as error:
        return None, (*reader.problems, _syntax_problem(error, text, path, first_line))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, (*reader.problems, Problem("HP004", f"this is not YAML: {error}", Location(path, first_line, 1)))
    except _StopReadingError:
        return None, tuple(reader.problems)
    if root.value is None:
        root = Node(root.line, root.column, {})
    if not isinstance(root.value, dict):
        place = Location(path, root.line, root.column)
        unexpected = Problem("HP014", "expected keys and values", place, "for example: headline: On the ward")
        return None, (*reader.problems, unexpected)
    return Located(path, root), tuple(reader.problems)


class _StopReadingError(Exception):
    """The rest of the file is not read: it nests or expands without end."""


@dataclass(slots=True)
class _Reader:
    """Turns events into nodes and collects problems."""

    path: Path
    first_line: int
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    """Nodes by anchor with their expanded size; None while the node is still open."""

    def document(self, events: Iterator[Event]) -> Node:
        """The first document; an empty mapping when there is none."""
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                self.report("HP010", "a second document starts here", event, "remove the line ---")
                raise _StopReadingError
            if isinstance(event, NodeEvent):
                root = self.node(event, events, 0)
        return root or Node(self.first_line, 1, {})

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """The node that starts with ``event``."""
        if isinstance(event, AliasEvent):
            return self.alias(event)
        self.grow(1, event)
        if depth > DEEPEST:
            self.report("HP009", f"nested deeper than {DEEPEST} levels", event, "check brackets and indentation")
            raise _StopReadingError
        assert isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent)
        if event.tag not in TAGS:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.report("HP007", f'the tag "{tag}" is not allowed', event, "write the plain value")
        before = self.count
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self.content(event, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = (node, self.count - before + 1)
        return node

    def content(
        self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent, events: Iterator[Event], depth: int
    ) -> Node:
        """A scalar, a list or a mapping."""
        line, column = self.place(event)
        if isinstance(event, ScalarEvent):
            return Node(*self.start_of_block(line, column, event), self.scalar(event))
        if isinstance(event, SequenceStartEvent):
            below = takewhile(lambda one: not isinstance(one, SequenceEndEvent), events)
            return Node(line, column, [self.node(one, events, depth + 1) for one in below])
        return self.mapping(line, column, events, depth)

    def mapping(self, line: int, column: int, events: Iterator[Event], depth: int) -> Node:
        """A mapping; of two equal keys the first counts."""
        nodes: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self.node(event, events, depth + 1).value
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, str):
                self.report("HP009", "this key is not plain text", event, "quote a value that starts with { or [")
            elif key in nodes:
                hint = f"the first is in line {keys[key][0]}: remove one of them"
                self.report("HP005", f'the key "{key}" appears twice', event, hint)
            else:
                nodes[key], keys[key] = value, self.place(event)
        return Node(line, column, nodes, keys)

    def start_of_block(self, line: int, column: int, event: ScalarEvent) -> tuple[int, int]:
        """Where a scalar starts: the text of a block (| or >) starts below its mark."""
        below = line - self.first_line + 1
        if event.style not in ("|", ">") or below >= len(self.lines):
            return line, column
        words = next((text for text in self.lines[below:] if text.strip()), "")
        return line + 1, len(words) - len(words.lstrip()) + 1

    def scalar(self, event: ScalarEvent) -> str | None:
        """The text as written; None for nothing at all."""
        text: str = event.value
        if not text and not event.style:
            return None
        if found := FORBIDDEN.search(text):
            self.report("HP008", f"the character {describe_character(found[0])} cannot be set", event, "delete it")
            return FORBIDDEN.sub("", text)
        return text

    def alias(self, event: AliasEvent) -> Node:
        """The node that an alias repeats; it counts as often as it is used."""
        name = event.anchor or ""
        if name not in self.anchors:
            self.report("HP006", f'there is no anchor "&{name}"', event, "put a value that starts with * in quotes")
            return Node(*self.place(event), "")
        known = self.anchors[name]
        if known is None:
            self.report("HP006", f'"*{name}" refers to itself', event, "write the value out")
            raise _StopReadingError
        node, size = known
        self.grow(size, event)
        return node

    def grow(self, size: int, event: Event) -> None:
        """Counts nodes, and stops when there are too many."""
        self.count += size
        if self.count > NODES_AT_MOST:
            self.report("HP006", f"more than {NODES_AT_MOST} values, aliases expanded", event, "write the values out")
            raise _StopReadingError

    def place(self, event: Event) -> tuple[int, int]:
        """Line and column in the file, from 1."""
        mark = event.start_mark
        return (mark.line + self.first_line, mark.column + 1) if mark is not None else (self.first_line, 1)

    def report(self, code: str, message: str, event: Event, hint: str) -> None:
        """Adds a problem at the start of an event."""
        self.problems.append(Problem(code, message, Location(self.path, *self.place(event)), hint))


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: Path, first_line: int) -> Problem:
    mark = error.problem_mark
    reason = error.problem or error.context or "unreadable"
    if error.context_mark and ("end of stream" in reason or "',' or" in reason):
        mark = error.context_mark  # where the quotation or bracket starts, not where the file ends
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    if here[: len(here) - len(here.lstrip())].count("\t"):
        hint = hints("yaml")["found character '\\t'"]
    else:
        hint = next((hint for words, hint in hints("yaml").items() if words in reason), "")
    return Problem("HP004", f"this is not YAML: {reason}", Location(path, line + first_line, column + 1), hint)
