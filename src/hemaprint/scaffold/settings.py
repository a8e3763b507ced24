# SPDX-License-Identifier: MIT
"""Take the settings of one magazine over into another: ``hemaprint.toml``, edited where it is of the old one alone.

Comments and all other characters stay.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.project.text import Located, Node, read_text
from hemaprint.project.toml import read_toml
from hemaprint.scaffold.files import quoted

Steps = tuple[str, ...]
_LEFT: Mapping[Steps, str] = {
    ("newsletter",): "set up who sends the new magazine, and how readers leave its list",
    ("smtp",): "set up a mail server for it, with its own login",
    ("listmonk",): "set up its own lists",
    ("magazine", "issn"): "the new magazine needs an ISSN of its own",
    ("magazine", "url"): "write the address of the new magazine",
    ("magazine", "description"): "describe the new magazine in one sentence",
}
"""What belongs to one magazine alone, and what to do about it in another."""


class Settings(NamedTuple):
    """The text of a ``hemaprint.toml``, and notes about what is not in it."""

    text: str
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Statement:
    """A key or the head of a table: its path, and its lines from ``first`` up to ``end``, counted from 0."""

    path: Steps
    first: int
    end: int


def taken_over(path: Path, changes: Mapping[tuple[str, str], str | Sequence[str] | None], limit: int) -> Settings:
    """The settings in ``path``, a valid ``hemaprint.toml`` of at most ``limit`` bytes, without those of one magazine.

    ``changes`` are new values by table and key; None removes a key. Raises ContentError (HP086) where the file is
    written in a way that cannot be edited line by line.
    """
    text, problems = read_text(path, limit)
    located, more = read_toml(text or "", path)
    if text is None or located is None:
        raise ContentError((*problems, *more))
    lines = text.splitlines()
    statements = tuple(_statements(located, lines))
    wanted, notes = deepcopy(tomllib.loads(text)), []
    gone: set[int] = set()
    for steps, advice in _LEFT.items():
        if _remove(wanted, steps):
            message = f"{_shown(steps)} is not taken over"
            notes.append(Problem("HP085", message, located.key(*steps), advice, Severity.NOTE))
            gone |= {
                line for one in statements if one.path[: len(steps)] == steps for line in range(one.first, one.end)
            }
    added: dict[int, list[str]] = {}
    for (table, key), value in changes.items():
        at = next((one for one in statements if one.path == (table, key)), None)
        head = next((one for one in statements if one.path == (table,)), None)
        if at is not None:
            gone |= set(range(at.first, at.end))
        if value is None:
            _remove(wanted, (table, key))
            continue
        wanted.setdefault(table, {})[key] = value if isinstance(value, str) else list(value)
        line = f"{key} = {_written(value)}"
        place = at.first if at is not None else head.end if head is not None else len(lines)
        added.setdefault(place, []).extend([line] if head is not None else ["", f"[{table}]", line])
    edited = _edited(lines, gone, added)
    if not _means(edited, wanted):
        message = "the settings are not written line by line, and cannot be taken over"
        hint = "write each table with its head, [magazine], and each key on lines of its own"
        raise ContentError([Problem("HP086", message, Location(path, 1, 1), hint)])
    return Settings(edited, tuple(sorted(notes, key=lambda note: note.sort_key)))


def _statements(located: Located, lines: Sequence[str]) -> Iterator[_Statement]:
    """Keys and heads of tables in the order of their lines; a value ends before blank lines and comments."""
    places = sorted((line, path) for path, line in _places(located.root, ()))
    ends = [line - 1 for line, _ in places[1:]] + [len(lines)]
    for (line, path), end in zip(places, ends, strict=True):
        while end > line and not lines[end - 1].partition("#")[0].strip():
            end -= 1
        yield _Statement(path, line - 1, end)


def _places(node: Node, path: Steps) -> Iterator[tuple[Steps, int]]:
    match node.value:
        case dict() as children:
            for key, (line, _) in node.keys.items():
                yield (*path, key), line
                yield from _places(children[key], (*path, key))
        case list() as children:
            for child in children:
                if child.keys:
                    yield path, child.line
                    yield from _places(child, path)


def _remove(data: dict[str, Any], steps: Steps) -> bool:
    """Remove a value; whether it was there."""
    for step in steps[:-1]:
        if not isinstance(data := data.get(step, {}), dict):
            return False
    return data.pop(steps[-1], None) is not None


def _edited(lines: Sequence[str], gone: set[int], added: Mapping[int, Sequence[str]]) -> str:
    """The lines without those that are ``gone``, ``added`` ones before their places; no more than one is blank."""
    kept: list[str] = []
    for number in range(len(lines) + 1):
        kept += added.get(number, ())
        if number < len(lines) and number not in gone and (lines[number].strip() or (kept and kept[-1].strip())):
            kept.append(lines[number])
    return "\n".join(kept).rstrip() + "\n"


def _means(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _written(value: str | Sequence[str]) -> str:
    return quoted(value) if isinstance(value, str) else f"[{', '.join(map(quoted, value))}]"


def _shown(steps: Steps) -> str:
    return f"[{steps[0]}]" if len(steps) == 1 else f'"{steps[-1]}" of [{steps[0]}]'
