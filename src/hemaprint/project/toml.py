# SPDX-License-Identifier: MIT
"""Read TOML as located values: ``tomllib`` gives no places, so a scan finds the keys."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.text import FORBIDDEN, Located, Node, Step, describe_character, read_text
from hemaprint.project.validate import M, validate

Steps = tuple[Step, ...]
Place = tuple[int, int]
DEEPEST = 30

_POSITION = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
_DEEP_KEY = re.compile(rf"(?<![\w.\- \t\"'])(?:[\"']?[\w-]++[\"']?[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
_BLANK = re.compile(r"\s*")
_BRACKETS = re.compile(r"\[{1,2}")
_EQUALS = re.compile(r"=[ \t]*")
_REST_OF_LINE = re.compile(r"[^\n]*")
_KEY_PART = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_VALUE_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"""|[^"'#\[\]{}\n]+""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Configured(Generic[M]):
    """What a file says as a model, the places of its keys, and its faults; ``broken`` names the keys that have them."""

    value: M
    located: Located
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def read_configured(model: type[M], path: Path, limit: int) -> Configured[M]:
    """A TOML file of at most ``limit`` bytes as a ``model``; raises ContentError where it cannot be read as one."""
    text, problems = read_text(path, limit)
    located, more = read_toml(text, path) if text is not None else (None, ())
    problems += more
    if located is None:
        raise ContentError(problems)
    validated = validate(model, located)
    problems += validated.problems
    if validated.value is None:
        raise ContentError(problems)
    return Configured(validated.value, located, problems, validated.broken)


def read_toml(text: str, path: Path) -> tuple[Located | None, tuple[Problem, ...]]:
    """The tables in ``text``, each key with its place; None when it is not TOML."""
    try:
        if _DEEP_KEY.search(text):
            raise RecursionError  # before tomllib, which takes minutes for a key of 100,000 dots
        data = tomllib.loads(text)
        scan = _Scan(text)
        scan.document()
        located = Located(path, _node(data, (), (1, 1), scan))
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_problem(str(error), text, path),)
    except RecursionError:  # from tomllib, or from _node
        hint = "check the brackets and the dots"
        return None, (Problem("HP009", f"nested deeper than {DEEPEST} levels", Location(path, 1, 1), hint),)
    return located, tuple(_forbidden(path, located.root))


@dataclass(slots=True)
class _Scan:
    """Finds the places of keys, values and the texts of lists in valid TOML, except inside inline tables."""

    text: str
    starts: list[int] = field(init=False)
    """The index of the first character of each line."""
    keys: dict[Steps, Place] = field(default_factory=dict)
    values: dict[Steps, Place] = field(default_factory=dict)
    index: int = 0
    last_of: dict[Steps, int] = field(default_factory=dict)
    """The index of the last table of each array of tables."""

    def __post_init__(self) -> None:
        self.starts = [0, *(end.end() for end in re.finditer("\n", self.text))]

    def document(self) -> None:
        """Reads all statements."""
        table: Steps = ()
        steps: Steps = ()
        while self.index < len(self.text):
            self.skip(_BLANK)
            place = self.place()
            if brackets := self.skip(_BRACKETS):
                table = self.header(self.key_parts(), place, is_array=brackets == "[[")
                self.skip(_REST_OF_LINE)
            elif not self.text.startswith("#", self.index):
                steps = (*table, *self.key_parts())
                self.skip(_EQUALS)
                self.keys[steps], self.values[steps] = place, self.place()
            self.skip_value(steps)

    def header(self, parts: Sequence[str], place: Place, *, is_array: bool) -> Steps:
        """The path of the table that begins; below an array of tables a header means the last table of the array."""
        table: Steps = ()
        for part in parts:
            if table in self.last_of:
                table = (*table, self.last_of[table])
            table = (*table, part)
        self.keys.setdefault(table, place)
        if is_array:
            self.last_of[table] = self.last_of.get(table, -1) + 1
            table = (*table, self.last_of[table])
        self.values[table] = place
        return table

    def key_parts(self) -> tuple[str, ...]:
        """A dotted key; moves past it."""
        parts: list[str] = []
        while match := _KEY_PART.match(self.text, self.index):
            quoted, literal, bare = match.groups()
            parts.append(bare or literal or quoted or "")
            if len(parts) > DEEPEST:
                raise RecursionError
            self.index = match.end()
            if not self.text.startswith(".", self.index):
                break
            self.index += 1
        return tuple(parts)

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Moves past what ``pattern`` matches here, and returns it."""
        match = pattern.match(self.text, self.index)
        if match is None:
            return ""
        self.index = match.end()
        return match[0]

    def skip_value(self, steps: Steps) -> None:
        """Moves past the line end that is outside brackets and strings, and finds the texts of a list."""
        depth = index = 0
        while match := _VALUE_TOKEN.match(self.text, self.index):
            token = match[0]
            if depth == 1 and token[0] in "\"'":
                self.values[(*steps, index)] = self.place()
            elif depth == 1:
                index += token.count(",")
            self.index = match.end()
            depth += (token in "[{") - (token in "]}")
            if token == "\n" and depth <= 0:
                return
        self.index = len(self.text)

    def place(self) -> Place:
        """Line and column of the index."""
        line = bisect(self.starts, self.index)
        return line, self.index - self.starts[line - 1] + 1


def _node(value: object, steps: Steps, around: Place, scan: _Scan) -> Node:
    if len(steps) > DEEPEST:
        raise RecursionError
    place = scan.values.get(steps, around)
    if isinstance(value, dict):
        nodes = {key: _node(below, (*steps, key), place, scan) for key, below in value.items()}
        keys = {key: scan.keys.get((*steps, key), place) for key in value}
        return Node(*place, nodes, keys)
    if isinstance(value, list):
        return Node(*place, [_node(below, (*steps, index), place, scan) for index, below in enumerate(value)])
    return Node(*place, value)


def _forbidden(path: Path, node: Node) -> Iterator[Problem]:
    """Forbidden characters that were written as escapes such as \\u0000."""
    match node.value:
        case dict() | list() as below:
            for child in below.values() if isinstance(below, dict) else below:
                yield from _forbidden(path, child)
        case str() as text if found := FORBIDDEN.search(text):
            message = f"the character {describe_character(found[0])} cannot be set"
            yield Problem("HP008", message, Location(path, node.line, node.column), "delete it")


def _syntax_problem(reason: str, text: str, path: Path) -> Problem:
    match = _POSITION.match(reason)
    lines = text.rstrip("\n").split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if match:
        reason = match[1]
        if match[2]:
            line, column = int(match[2]), int(match[3])
    place = Location(path, line, column)
    if "overwrite" in reason or "twice" in reason or "mutate" in reason:
        return Problem("HP005", f"a key or table appears twice: {reason}", place, "merge the two")
    here = lines[line - 1] if line <= len(lines) else ""
    hint = 'put text in quotes: key = "value"' if "=" in here and "nvalid value" in reason else ""
    return Problem("HP018", f"this is not TOML: {reason}", place, hint)
