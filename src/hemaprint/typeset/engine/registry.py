# SPDX-License-Identifier: MIT
"""Keep every change that we make to WeasyPrint: which are possible with the installed one, and how they come and go.

To add one, write a function that takes the original and returns its replacement, describe it in ``changes.toml``, and
give it a test in ``tests/typeset/engine/needed.py`` that shows the fault without it. An entry that is removed leaves
WeasyPrint as it is.

WeasyPrint loads slowly, and code that binds a file or examines a machine needs to know only whether the engine is the
known one: all of that is read from the files of the package. Only putting a change in place imports WeasyPrint.
"""

from __future__ import annotations

import ast
import hashlib
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, MissingEnvironmentError, Problem, Severity

VERSION = "70.0"  # the release for which our changes are written, and whose files were proved to keep their standards
_DIGITS = 16  # hexadecimal digits of SHA-256 that a function is known by: enough against accidents


# ---------------------------------------------------------------- the installed WeasyPrint


def folder() -> Path | None:
    """Where WeasyPrint is installed; None where it is not."""
    found = find_spec("weasyprint")
    return Path(found.origin).parent if found is not None and found.origin is not None else None


def digest_of_files(modules: Iterable[str]) -> str:
    """The hash of the files of these modules (``layout.inline``) and of the package's own; "" if one is unreadable."""
    total = hashlib.sha256()
    try:
        for module in sorted({"", *modules}):
            total.update(_path(module).read_bytes())
    except OSError:
        return ""
    return total.hexdigest()[:_DIGITS]


def version() -> str:
    """The version that WeasyPrint's own code names; "" where it cannot be read."""
    for statement in _parsed("").body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__version__" for target in statement.targets
        ):
            return str(ast.literal_eval(statement.value))
    return ""


def others(functions: Mapping[str, str]) -> frozenset[str]:
    """Which of these functions and classes, ``module:name`` with the hash of each, are not the known ones."""
    return frozenset(name for name, known in functions.items() if digest_of_function(name) != known)


def digest_of_function(name: str) -> str:
    """The hash of the source of ``module:name``, decorators and all; "" where there is no such function or class."""
    module, _, path = name.partition(":")
    return _definitions(module).get(path, "")


@cache
def _definitions(module: str) -> Mapping[str, str]:
    """The hash of every function and class of a module, by its name and those of the classes around it."""
    try:
        lines = _path(module).read_text("utf-8").splitlines(keepends=True)
    except (OSError, ValueError):
        return {}
    return dict(_hashes(_parsed(module).body, lines, ""))


def _hashes(statements: Iterable[ast.stmt], lines: list[str], around: str) -> Iterator[tuple[str, str]]:
    for one in statements:
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            first = min([one.lineno, *(decorator.lineno for decorator in one.decorator_list)])
            source = "".join(lines[first - 1 : one.end_lineno])
            yield around + one.name, hashlib.sha256(source.encode()).hexdigest()[:_DIGITS]
            if isinstance(one, ast.ClassDef):
                yield from _hashes(one.body, lines, f"{around}{one.name}.")


def _parsed(module: str) -> ast.Module:
    """The syntax tree of a module; an empty one where its file cannot be read as Python."""
    try:
        return ast.parse(_path(module).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _path(module: str) -> Path:
    """The file of a module; raises FileNotFoundError without WeasyPrint."""
    root = folder()
    if root is None:
        raise FileNotFoundError("weasyprint")
    place = root.joinpath(*module.split(".")) if module else root
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


# ---------------------------------------------------------------- the changes


@dataclass(frozen=True, slots=True)
class Change:
    """One change to WeasyPrint; ``changes.toml`` says what its fields mean."""

    name: str
    replaces: Mapping[str, str]
    why: str
    upstream: str
    sources: Mapping[str, str]
    vital: bool = False


def _read_changes(data: Mapping[str, Any]) -> Iterator[Change]:
    for name, entry in data["change"].items():
        sources = {key: digest for group in entry.pop("shared", ()) for key, digest in data["shared"][group].items()}
        yield Change(name, **entry | {"sources": sources | entry.get("sources", {})})


_DATA = tomllib.loads((files("hemaprint.typeset.engine") / "changes.toml").read_text("utf-8"))
CHANGES = tuple(_read_changes(_DATA))
FILES: str = _DATA["files"]
_REMEDY = f"pip install weasyprint=={VERSION}, or a hemaprint that knows this one"


@dataclass(frozen=True, slots=True)
class EngineState:
    """The installed WeasyPrint: its version, which functions are not the known ones, and the hash of their files."""

    version: str
    files: str = FILES
    others: frozenset[str] = frozenset()

    @property
    def fault(self) -> str:
        """Why files made with it cannot claim anything; "" where it is the known one."""
        if self.version != VERSION:
            return f"WeasyPrint is {self.version or 'not found'}, not {VERSION}"
        if self.others:
            return f"weasyprint.{min(self.others)} is not the one of WeasyPrint {VERSION}"
        return ""

    @property
    def left_out(self) -> tuple[Change, ...]:
        """The changes that cannot be made."""
        return tuple(change for change in CHANGES if not self.others.isdisjoint(change.sources))


@cache
def state() -> EngineState:
    """The installed WeasyPrint, examined once."""
    functions = {name: digest for change in CHANGES for name, digest in change.sources.items()}
    files = digest_of_files(name.partition(":")[0] for name in functions)
    if files == FILES:
        return EngineState(VERSION)
    return EngineState(version(), files, others(functions))


def may_claim() -> bool:
    """Whether files may claim PDF/UA, PDF/A and PDF/X, which were proved only of the known release."""
    return not state().fault


def require_changes() -> None:
    """Raise MissingEnvironmentError where a vital change is left out."""
    missing = [change for change in state().left_out if change.vital]
    if missing:
        names = ", ".join(change.name for change in missing)
        raise MissingEnvironmentError(f"no page can be made: {state().fault} ({names})", _REMEDY)


def engine_problems() -> tuple[Problem, ...]:
    """Warnings that nothing is claimed, and which changes to the layout engine are left out."""
    if may_claim():
        return ()
    place = Location((folder() or Path("weasyprint")) / "__init__.py")
    messages = [("HP240", f"no file claims PDF/UA, PDF/A or PDF/X: {state().fault}")]
    messages += [("HP241", f"a change to WeasyPrint is left out: {change.why}") for change in state().left_out]
    return tuple(Problem(code, message, place, _REMEDY, Severity.WARNING) for code, message in messages)


# ---------------------------------------------------------------- they come and go

_ours = threading.RLock()
"""Held while changes are in place: the whole process sees them, and engines of two threads would mix theirs."""


class Replacements:
    """Changes that are ready to be put in place."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._made = tuple(
            (*_place(target), _wrapper(wrapper)(_original(*_place(target))))
            for change in changes
            for target, wrapper in change.replaces.items()
        )

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, WeasyPrint works with these changes; afterwards as before, whatever happens.

        May be entered again inside. Other engines of this process wait meanwhile in their threads; other users of
        WeasyPrint in another thread at this moment also see the changes.
        """
        with _ours:
            before = [(holder, name, vars(holder)[name]) for holder, name, _ in self._made]
            try:
                for holder, name, value in self._made:
                    setattr(holder, name, value)
                yield
            finally:
                for holder, name, value in before:
                    setattr(holder, name, value)


@cache
def replacements() -> Replacements:
    """The changes that the installed WeasyPrint is given."""
    left_out = state().left_out
    return Replacements(change for change in CHANGES if change not in left_out)


def _place(target: str) -> tuple[Any, str]:
    """The module or class in which ``module:name`` or ``module:Class.name`` is looked up, and the name."""
    module, _, path = target.partition(":")
    holder: Any = import_module(f"weasyprint.{module}")
    *classes, name = path.split(".")
    for one in classes:
        holder = getattr(holder, one)
    return holder, name


@cache
def _original(holder: Any, name: str) -> Any:
    """The object in a place when it was first requested: nothing of ours is there before."""
    return vars(holder)[name]


def _wrapper(name: str) -> Any:
    """The function below ``hemaprint.typeset`` that takes the original and returns its replacement."""
    module, _, function = name.partition(":")
    return getattr(import_module(f"hemaprint.typeset.{module}"), function)
