"""Say which WeasyPrint is installed, and whether its functions are the known ones, to the letter.

All is read off the files of the package: WeasyPrint loads slowly, and what binds a file or examines a machine need only
know whether the engine is the known one.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

VERSION = "70.0"
"""The release that our changes are written for, and whose files were proved to keep their standards."""
_DIGITS = 16
"""Hexadecimal digits of SHA-256 that a function is known by: enough against accidents."""


def folder() -> Path | None:
    """Where WeasyPrint is installed; None where it is not."""
    found = find_spec("weasyprint")
    return Path(found.origin).parent if found is not None and found.origin is not None else None


def digest_of_files(modules: Iterable[str]) -> str:
    """The hash of the files of these modules and of the package's own; "" where one cannot be read.

    A module is named as below ``weasyprint``: ``layout.inline``.
    """
    total = hashlib.sha256()
    try:
        for module in sorted({"", *modules}):
            total.update(_path(module).read_bytes())
    except OSError:
        return ""
    return total.hexdigest()[:_DIGITS]


def version() -> str:
    """The version that WeasyPrint's own code names; "" where there is none to be read."""
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
