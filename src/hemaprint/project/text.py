# SPDX-License-Identifier: MIT
"""Read text files, and keep the line and column of everything that they say."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")
"""Control characters, foreign line ends and private-use characters: no font has them, and U+E000 marks page numbers."""

REPORTED_AT_MOST = 5
BYTES_AT_MOST = 8 * 1024 * 1024
"""Of a text file; all manuscripts of a thick issue together have less than one megabyte."""


def read_text(
    path: Path, most: int = BYTES_AT_MOST, *, lenient: bool = False
) -> tuple[str | None, tuple[Problem, ...]]:
    r"""The text of a file, without byte order mark, line ends as ``\n``; None with problems when unusable.

    With ``lenient``, forbidden characters are replaced, so that the rest can be examined as well.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        message = f"there is no file {path.name}" if missing else f"{path.name} cannot be read: {error.strerror}"
        return None, (Problem("HP001", message, Location(path)),)
    if len(data) > most:
        message = f"{path.name} has more than {most // 1024:,} KB of text"
        return None, (Problem("HP067", message, Location(path), "is it the right file? split it, or leave it out"),)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, data, error.start),)
    return checked_text(text, path, lenient=lenient)


def checked_text(text: str, path: Path, *, lenient: bool = False) -> tuple[str | None, tuple[Problem, ...]]:
    r"""Decoded ``text`` with ``\n`` as its line ends; None with problems when it is empty or cannot be set."""
    if not text.strip():
        return None, (Problem("HP003", f"{path.name} is empty", Location(path, 1, 1)),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = forbidden_characters(text, path)
    if problems and not lenient:
        return None, problems
    return FORBIDDEN.sub("\ufffd", text), problems


def forbidden_characters(text: str, path: Path) -> tuple[Problem, ...]:
    """The first place of each kind of character that a manuscript cannot contain."""
    first: dict[str, int] = {}
    for match in FORBIDDEN.finditer(text):
        first.setdefault(match[0], match.start())
        if len(first) == REPORTED_AT_MOST:
            break
    return tuple(_forbidden(character, place_of(text, index, path)) for character, index in first.items())


def place_of(text: str, index: int, path: Path) -> Location:
    """Line and column of a character of ``text``."""
    return Location(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def describe_character(character: str) -> str:
    """A character by its code point and name."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")


def slug_of(text: str) -> str:
    """``text`` in lower-case Latin letters and digits joined by hyphens; "" when it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


@cache
def hints(table: str) -> dict[str, Any]:
    """A table of ``hints.toml``: what to write instead of what files say."""
    read: dict[str, Any] = tomllib.loads(Path(__file__).with_name("hints.toml").read_text("utf-8"))[table]
    return read


def _forbidden(character: str, location: Location) -> Problem:
    if character in "\u2028\u2029\x0b\x0c\x85":
        hint = "a line end from a layout program: delete it and press Enter"
    elif unicodedata.category(character) == "Co":
        hint = "a private-use character, which only one font shows: write the character that is meant"
    else:
        hint = "delete it; an editor that shows invisible characters helps"
    return Problem("HP008", f"the character {describe_character(character)} cannot be set", location, hint)


def _not_utf8(path: Path, data: bytes, offset: int) -> Problem:
    before = data[:offset].decode("utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "it is UTF-16: save it as UTF-8"
    else:
        guess = data[offset : offset + 1].decode("cp1252", "replace")
        hint = f'save it as UTF-8 (in Windows-1252 the byte would be "{guess}")'
    message = f"{path.name} is not UTF-8: byte 0x{data[offset]:02X} at offset {offset}"
    return Problem("HP002", message, place_of(before, len(before), path), hint)


# ---------------------------------------------------------------- values with their places

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
        found: Node | None = None
        match self.value:
            case dict() as nodes:
                found = nodes.get(step)
            case list() as nodes if isinstance(step, int) and 0 <= step < len(nodes):
                found = nodes[step]
        return found

    def plain(self) -> object:
        """The value without its places; keys without a value are left out."""
        match self.value:
            case dict() as nodes:
                return {key: node.plain() for key, node in nodes.items() if node.value is not None}
            case list() as nodes:
                return [node.plain() for node in nodes]
        return self.value


@dataclass(frozen=True, slots=True)
class Located:
    """What a file says, as nodes."""

    path: Path
    root: Node

    def at(self, *steps: Step) -> Location:
        """Where the value at this path starts; the nearest value around it when it does not exist."""
        node = self._nearest(steps)
        return Location(self.path, node.line, node.column)

    def key(self, *steps: Step) -> Location:
        """Where the last key of this path is written; the value when it has no key."""
        place = self._nearest(steps[:-1]).keys.get(str(steps[-1])) if steps else None
        return Location(self.path, *place) if place else self.at(*steps)

    def has_key(self, *steps: Step) -> bool:
        """Whether the key is written, with or without a value."""
        return bool(steps) and str(steps[-1]) in self._nearest(steps[:-1]).keys

    def get(self, *steps: Step) -> object:
        """The plain value at this path; None when there is none."""
        node: Node | None = self.root
        for step in steps:
            node = node.child(step) if node else None
        return node.plain() if node else None

    def _nearest(self, steps: tuple[Step, ...]) -> Node:
        node = self.root
        for step in steps:
            if (below := node.child(step)) is None:
                break
            node = below
        return node


def printed_address(href: str) -> str:
    """An address without what every browser adds, and without the subject of a letter."""
    short = href.partition("://")[2] or href.removeprefix("mailto:").partition("?")[0]
    return short.removeprefix("www.").removesuffix("/")
