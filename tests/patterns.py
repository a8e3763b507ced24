"""Every regular expression of the package, found in its sources, and the strings that cost each of them most."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import hemaprint

_FLAGS_AT = {"compile": 1, "match": 2, "search": 2, "fullmatch": 2, "findall": 2, "finditer": 2, "sub": 4, "subn": 4}
_METHODS = frozenset({*_FLAGS_AT, "split"})
_ANCHORED = frozenset({"match", "fullmatch"})
_SAMPLES = " a0\n<\"'(-.[{&|\\_*`:=,;/#é中A\t>)]}@%+!?~^$"
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CHARACTERS = [[op.LITERAL], [op.NOT_LITERAL], [op.IN], [op.ANY]]
_MANY = 20
"""Repetitions from which a string can be long."""
_VARIANTS = 5
_CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}
_OTHERS = {op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_NOT_WORD: r"\W"}

Text = str | bytes


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, where it stands, and how it is used: ``search`` for all that may begin anywhere."""

    place: str
    pattern: re.Pattern[Any]
    modes: frozenset[str]


@dataclass(slots=True)
class Found:
    """What the sources have; ``unread`` are the places of patterns that are made of what only a run knows."""

    used: list[Used] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def patterns_of_package() -> Found:
    """The patterns of every module of hemaprint."""
    found = Found()
    names = sorted(one.name for one in pkgutil.walk_packages(hemaprint.__path__, "hemaprint."))
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    sources = [(module, ast.parse(Path(str(module.__file__)).read_text("utf-8"))) for module in modules]
    trees = [(module, tuple(ast.walk(tree))) for module, tree in sources]
    uses = _uses(trees)
    for module, nodes in trees:
        _read(module, nodes, uses, found)
    return found


def worst_strings(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], Text]]:
    """Makers of strings of about a length that repeat what the pattern repeats, or how it begins, and then fail."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, str) else 0)
    attacks: dict[tuple[str, str, str], None] = {}
    for often in (False, True):
        for prefix, body in _repeats(tree, often, ""):
            for variant in range(_VARIANTS):
                pump = _example(body, variant, often)
                attacks |= dict.fromkeys([(prefix, pump, "\x01"), (prefix, pump, ""), ("", prefix + pump, "\x01")])
        for variant in range(2):
            whole = _example(tree, variant, often)
            attacks |= dict.fromkeys([("", whole, ""), ("", whole[:-1], ""), ("", whole[:1], "")])
    attacks |= dict.fromkeys(("", pump, "") for pump in (" ", "\n", "a", "0", "a "))
    for attack in attacks:
        if attack[1]:
            yield partial(_stretched, attack, isinstance(pattern.pattern, bytes))


def repeats_groups_possessively(pattern: re.Pattern[Any]) -> bool:
    """Whether more than a character is repeated possessively, or atomic: Python before 3.11.5 may match that wrongly.

    See https://github.com/python/cpython/issues/106052; Debian 12 has 3.11.2.
    """
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, str) else 0
    return any(_is_wide(name, value) for name, value in _parts(parser.parse(pattern.pattern, flags)))


def _is_wide(name: Any, value: Any) -> bool:
    is_repeated = name is op.POSSESSIVE_REPEAT
    return name is op.ATOMIC_GROUP or (is_repeated and [one[0] for one in value[2]] not in _CHARACTERS)


def _parts(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every part of a parsed pattern, and the parts of these."""
    if isinstance(tree, parser.SubPattern):
        yield from ((name, value) for name, value in tree)
    if isinstance(tree, parser.SubPattern | list | tuple):
        for one in tree:
            yield from _parts(one)


def _stretched(attack: tuple[str, str, str], as_bytes: bool, length: int) -> Text:
    before, pump, behind = attack
    text = before + (pump * (length // len(pump) + 1))[:length] + behind
    return text.encode("latin-1", "replace") if as_bytes else text


def _uses(trees: Iterable[tuple[ModuleType, Sequence[ast.AST]]]) -> dict[tuple[str, str], set[str]]:
    """The methods that are called on a name, by its module ("" for public names, which others import)."""
    uses: dict[tuple[str, str], set[str]] = {}
    for module, nodes in trees:
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in _METHODS and isinstance(node.value, ast.Name):
                uses.setdefault(_key(module, node.value.id), set()).add(node.attr)
    return uses


def _key(module: ModuleType, name: str) -> tuple[str, str]:
    return (module.__name__ if name.startswith("_") else "", name)


def _read(module: ModuleType, nodes: Sequence[ast.AST], uses: dict[tuple[str, str], set[str]], found: Found) -> None:
    named = {id(one.value): one.targets[0] for one in nodes if isinstance(one, ast.Assign)}
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        name, method = named.get(id(node)), node.func.attr
        methods = {method} if method != "compile" else uses.get(_key(module, getattr(name, "id", "")), {"search"})
        modes = frozenset(one if one in _ANCHORED else "search" for one in methods)
        patterns = list(_evaluated(module, nodes, node))
        if not patterns:
            found.unread.append(f"{module.__name__}: {ast.unparse(node.args[0])}")
        found.used += [Used(f"{module.__name__}:{node.lineno}", one, modes) for one in patterns]


def _evaluated(module: ModuleType, nodes: Sequence[ast.AST], call: ast.Call) -> Iterator[re.Pattern[Any]]:
    """The pattern of a call; of one whose pattern is a parameter, those that the module gives it."""
    assert isinstance(call.func, ast.Attribute)
    at = _FLAGS_AT.get(call.func.attr, 3)
    flags = [call.args[at]] if len(call.args) > at else [one.value for one in call.keywords if one.arg == "flags"]
    first = call.args[0]
    given = list(_arguments(nodes, first.id)) if isinstance(first, ast.Name) else []
    for expression in (first, *given):
        try:
            values = [eval(ast.unparse(one), dict(vars(module))) for one in (expression, *flags)]
            yield re.compile(values[0], *values[1:])
        except (NameError, TypeError):
            continue


def _arguments(nodes: Sequence[ast.AST], parameter: str) -> Iterator[ast.expr]:
    """What the functions of a module are given for a parameter of this name."""
    places = {
        one.name: names.index(parameter)
        for one in nodes
        if isinstance(one, ast.FunctionDef) and parameter in (names := [each.arg for each in one.args.args])
    }
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
            yield from node.args[places[node.func.id] : places[node.func.id] + 1]


def _repeats(nodes: Sequence[Any], often: bool, prefix: str) -> Iterator[tuple[str, Any]]:
    """Everything that may be repeated many times, and a string that leads to it."""
    for node in nodes:
        kind, value = node
        if kind in _REPEATS:
            if value[1] >= _MANY:
                yield prefix, value[2]
            yield from _repeats(value[2], often, prefix)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, often, prefix)
        elif kind is op.SUBPATTERN:
            yield from _repeats(value[3], often, prefix)
        elif kind is op.ATOMIC_GROUP:
            yield from _repeats(value, often, prefix)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(value[1], often, prefix)
        prefix += _example([node], 0, often)


def _example(nodes: Iterable[Any], variant: int, often: bool) -> str:
    """A string that matches, with what is optional or without."""
    return "".join(_example_of(kind, value, variant, often) for kind, value in nodes)


def _example_of(kind: Any, value: Any, variant: int, often: bool) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return str([one for one in _SAMPLES if ord(one) != value][variant])
    if kind is op.ANY:
        return "a "[variant % 2]
    if kind is op.IN:
        choices = _choices(value)
        return choices[variant % len(choices)]
    if kind is op.BRANCH:
        return _example(value[1][variant % len(value[1])], variant, often)
    if kind is op.SUBPATTERN:
        return _example(value[3], variant, often)
    if kind is op.ATOMIC_GROUP:
        return _example(value, variant, often)
    if kind in _REPEATS:
        times = max(min(int(value[0]), 50), int(often and value[1] > 0))
        return _example(value[2], variant, often) * times
    return ""


def _choices(items: Sequence[Any]) -> list[str]:
    """Characters that a class accepts."""
    among = [one for one in _SAMPLES if _accepts(items, one)]
    firsts = [chr(value if kind is op.LITERAL else value[0]) for kind, value in items if kind in (op.LITERAL, op.RANGE)]
    return among or firsts or ["\x01"]


def _accepts(items: Sequence[Any], character: str) -> bool:
    accepted = negated = False
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            accepted |= ord(character) == value
        elif kind is op.RANGE:
            accepted |= value[0] <= ord(character) <= value[1]
        elif kind is op.CATEGORY:
            accepted |= re.match((_CATEGORIES | _OTHERS)[value], character) is not None
    return accepted != negated
