# SPDX-License-Identifier: MIT
"""Change the order, the starts and the slots in ``issue.yaml``, and nothing else of it: comments and form are kept.

The text is cut along the places that the YAML parser gives, and put together again. The result is read back: it must
say what was meant and nothing else, or it is refused. So is what the manifest would not allow, as a cover on page 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hemaprint.content.manifest import check_manifest
from hemaprint.content.models import IssueManifest
from hemaprint.copydesk.flatplan.source import BY_HAND, Source, pair_of, value_of
from hemaprint.errors import Problem, UsageError
from hemaprint.project.config import Side
from hemaprint.project.text import Located
from hemaprint.project.validate import validate
from hemaprint.system.files import write_files

OrderKind = Literal["page", "article", "continued"]
SlotKind = Literal["after", "article", "filler"]


@dataclass(frozen=True, slots=True)
class Move:
    """Put an entry of the order before another; ``before`` None: at the end."""

    entry: tuple[OrderKind, str]
    before: tuple[OrderKind, str] | None


@dataclass(frozen=True, slots=True)
class Start:
    """Say on which side an entry of the order must open."""

    entry: tuple[OrderKind, str]
    side: Side


@dataclass(frozen=True, slots=True)
class Place:
    """Give an advertisement another slot: ``after`` an entry, in an ``article``, or as a ``filler``, without target."""

    advertisement: str
    slot: SlotKind
    target: str = ""


Change = Move | Start | Place


@dataclass(frozen=True, slots=True)
class Saved:
    """The bytes of ``issue.yaml`` before and after a change."""

    before: bytes
    after: bytes


def digest_of(data: bytes) -> str:
    """What a state of the file is known by."""
    return sha256(data).hexdigest()


def save(path: Path, root: Path, seen: str, change: Change) -> Saved:
    """Make a change in the file that had the digest ``seen`` when the change was chosen; all of it is written, or none.

    Raises UsageError with the reason where that cannot be done, ContentError (HP068) if a link leads out of ``root``.
    """
    before = path.read_bytes()
    require(before, seen)
    after = changed(before, path, root, change)
    write_files({path: after}, root)
    return Saved(before, after)


def restore(path: Path, root: Path, saved: Saved) -> None:
    """Take a change back; raises UsageError where the file was saved again since."""
    require(path.read_bytes(), digest_of(saved.after))
    write_files({path: saved.before}, root)


def require(data: bytes, seen: str) -> None:
    """Raise UsageError if the file is no longer what it was."""
    if digest_of(data) != seen:
        message = "issue.yaml was saved meanwhile, so nothing was changed"
        raise UsageError(message, "the flat plan shows its new order: do it again there")


def changed(data: bytes, path: Path, root: Path, change: Change) -> bytes:
    """The bytes of the file with a change; raises UsageError with the reason where it cannot be made safely."""
    source = Source.of(data, path)
    match change:
        case Move():
            text = _moved(source, change)
        case Start():
            text = _started(source, change)
        case Place():
            text = _placed(source, change)
    made = source.encoded(text)
    _prove(source, made, change, root)
    return made


# ---------------------------------------------------------------- order


def _index(order: SequenceNode, entry: tuple[str, str]) -> int:
    kind, name = entry
    for index, node in enumerate(order.value):
        found = value_of(node, kind)
        if isinstance(found, ScalarNode) and found.value == name:
            return index
    raise UsageError(f'the order has no entry "{kind}: {name}"', "hemaprint check says what is wrong with it")


def _moved(source: Source, change: Move) -> str:
    order = source.sequence("order")
    taken = _index(order, change.entry)
    target = len(order.value) if change.before is None else _index(order, change.before)
    numbers = _permuted(len(order.value), taken, target)
    if order.flow_style:
        return _moved_in_brackets(source, order, numbers)
    return _moved_in_lines(source, order, numbers)


def _permuted(count: int, taken: int, target: int) -> list[int]:
    """The old numbers of entries in their new order: ``taken`` before ``target``."""
    numbers = [number for number in range(count) if number != taken]
    numbers.insert(target - (taken < target), taken)
    return numbers


def _moved_in_brackets(source: Source, order: SequenceNode, numbers: Sequence[int]) -> str:
    text, spans = source.text, [source.span(node) for node in order.value]
    begin, end = source.span(order)
    edges = [begin, *(edge for span in spans for edge in span), end]
    between = [text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]
    if any("#" in one for one in between):
        raise UsageError("the order is written in brackets, with comments between its entries", BY_HAND)
    pieces = [text[slice(*spans[number])] for number in numbers]
    inside = between[0] + "".join(piece + after for piece, after in zip(pieces, between[1:], strict=True))
    return text[:begin] + inside + text[end:]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The lines of an entry, with the comments right above it, from ``first`` up to ``end``."""

    first: int
    end: int


def _moved_in_lines(source: Source, order: SequenceNode, numbers: Sequence[int]) -> str:
    lines, chunks = source.lines, list(_chunks(source, order))
    made: list[str] = [*lines[: chunks[0].first]]
    for at, number in enumerate(numbers):
        made += lines[chunks[at - 1].end : chunks[at].first] if at else ()
        made += _ended(lines[chunks[number].first : chunks[number].end], source.newline)
    made += lines[chunks[-1].end :]
    return _ended_as(lines, made)


def _chunks(source: Source, order: SequenceNode) -> Iterator[_Chunk]:
    """Each entry. Comments that are farther in than the dash belong to the entry above, those right above a dash to it.

    Blank lines, and comments before one, stay where they are; so do comments above the first entry.
    """
    lines, column = source.lines, order.start_mark.column
    dashes = [_dash(lines, node.start_mark.line, column) for node in order.value]
    last = order.end_mark.line if source.at(order.end_mark) < len(source.text) else len(lines)
    before = dashes[0]
    for dash, following in zip(dashes, [*dashes[1:], last], strict=True):
        first = dash
        while first > before and _is_comment(lines[first - 1], column):
            first -= 1
        end = following
        while end > dash + 1 and (not lines[end - 1].strip() or _is_comment(lines[end - 1], column)):
            end -= 1
        yield _Chunk(first, end)
        before = end


def _dash(lines: Sequence[str], line: int, column: int) -> int:
    """The line of the dash before what begins in ``line``."""
    while line >= 0 and lines[line][: column + 1] != " " * column + "-":
        line -= 1
    if line < 0:
        raise UsageError("the order is written in a way that cannot be changed here", BY_HAND)
    return line


def _is_comment(line: str, column: int) -> bool:
    """Whether a line is a comment no farther in than ``column``."""
    return line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) <= column


def _ended(lines: Sequence[str], newline: str) -> list[str]:
    """Lines that all end."""
    return [line if line.endswith(("\n", "\r")) else line + newline for line in lines]


def _ended_as(old: Sequence[str], made: Sequence[str]) -> str:
    """The new text, which ends as the old one did."""
    text = "".join(made)
    return text if old[-1].endswith(("\n", "\r")) else text.rstrip("\r\n")


# ---------------------------------------------------------------- starts and slots


def _started(source: Source, change: Start) -> str:
    order = source.sequence("order")
    entry = order.value[_index(order, change.entry)]
    assert isinstance(entry, MappingNode)
    value = value_of(entry, "starts")
    if value is not None:
        return _replaced(source, (value, value), entry, _written(value, change.side))
    text, (key, last) = source.text, entry.value[0]
    added = f"{_written(key, 'starts')}: {_written(key, change.side)}"
    at = source.at(last.end_mark)
    if entry.flow_style:
        return f"{text[:at]}, {added}{text[at:]}"
    line = last.end_mark.line
    indent = (
        " " * entry.start_mark.column if entry.start_mark.line == key.start_mark.line else " " * key.start_mark.column
    )
    new = [*_ended(source.lines[: line + 1], source.newline), f"{indent}{added}{source.newline}"]
    return _ended_as(source.lines, [*new, *source.lines[line + 1 :]])


def _placed(source: Source, change: Place) -> str:
    for ad in source.sequence("advertisements").value:
        named = value_of(ad, "id")
        if isinstance(named, ScalarNode) and named.value == change.advertisement:
            slot = value_of(ad, "slot")
            pairs = (pair_of(slot, kind) for kind in ("after", "article", "filler")) if slot is not None else ()
            pair = next((pair for pair in pairs if pair is not None), None)
            if pair is None:
                break
            said = "yes" if change.slot == "filler" else change.target
            return _replaced(source, pair, ad, f"{_written(pair[0], change.slot)}: {_written(pair[0], said)}")
    raise UsageError(f'the advertisement "{change.advertisement}" has no slot', "give it one in issue.yaml")


def _replaced(source: Source, nodes: tuple[Node, Node], around: Node, said: str) -> str:
    """The text with ``said`` instead of what is from the first of two nodes to the end of the second."""
    begin, end = source.at(nodes[0].start_mark), source.at(nodes[1].end_mark)
    first, last = source.span(around)
    if not first <= begin <= end <= last:
        raise UsageError("the value is written elsewhere in the file (an alias)", BY_HAND)
    text = source.text
    return text[:begin] + said + text[end:]


def _written(like: Node, text: str) -> str:
    """A text, in the quotes that a node beside it has."""
    return json.dumps(text) if isinstance(like, ScalarNode) and like.style == '"' else text


# ---------------------------------------------------------------- proof


def _prove(old: Source, data: bytes, change: Change, root: Path) -> None:
    """Raise UsageError unless the new text says what was meant, and is a manifest as far as the old one was."""
    try:
        new = Source.of(data, old.path)
    except (UsageError, yaml.YAMLError) as error:
        raise UsageError("this cannot be changed safely", BY_HAND) from error
    if new.located.root.plain() != _meant(old, change):
        raise UsageError("this cannot be changed safely: something else would change with it", BY_HAND)
    known = {(problem.code, problem.message) for problem in _faults(old.located, root)}
    for problem in _faults(new.located, root):
        if problem.is_error and (problem.code, problem.message) not in known:
            raise UsageError(f"that cannot be: {problem.message}", problem.hint)


def _faults(located: Located, root: Path) -> Iterator[Problem]:
    validated = validate(IssueManifest, located)
    yield from validated.problems
    if validated.value is not None:
        yield from check_manifest(validated.value, located, validated.broken, located.path.parent, root)


def _meant(old: Source, change: Change) -> object:
    """What the file should say after a change."""
    said: Any = old.located.root.plain()
    order = said.get("order", [])
    match change:
        case Move(entry, before):
            taken = _entry(order, entry)
            target = len(order) if before is None else order.index(_entry(order, before))
            numbers = _permuted(len(order), order.index(taken), target)
            said["order"] = [order[number] for number in numbers]
        case Start(entry, side):
            _entry(order, entry)["starts"] = side
        case Place(name, slot, target_name):
            ad = next(ad for ad in said["advertisements"] if ad.get("id") == name)
            for key in ("after", "article", "filler"):
                if key in ad["slot"]:
                    del ad["slot"][key]
                    break
            ad["slot"][slot] = "yes" if slot == "filler" else target_name
    return said


def _entry(order: list[dict[str, str]], entry: tuple[str, str]) -> dict[str, str]:
    return next(one for one in order if one.get(entry[0]) == entry[1])
