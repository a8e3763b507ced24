"""What the program imports when it starts is declared: an extra, or a test, must not be what brings it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONLY_WITH_AN_EXTRA = {Path("typeset/crew/cluster.py")}
"""Modules that are imported only where their extra is installed."""


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _installed_with(requirements: list[str]) -> set[str]:
    """The distributions that a plain installation brings, those that these require among them."""
    found: set[str] = set()
    todo = [_name(one) for one in requirements]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            try:
                needed = requires(name) or []
            except PackageNotFoundError:  # of another platform
                continue
            todo += [_name(one) for one in needed if "extra ==" not in one]
    return found


def _imported(path: Path) -> Iterator[str]:
    """The packages that a module imports as soon as it is imported itself."""
    for node in ast.parse(path.read_text("utf-8")).body:
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        yield from (name.partition(".")[0] for name in names)


def test_all_that_is_imported_is_installed() -> None:
    source = ROOT / "src" / "hemaprint"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    there = _installed_with(project["dependencies"])
    brought_by = packages_distributions()
    missing = {
        f"{path.relative_to(source)}: {package}"
        for path in source.rglob("*.py")
        if path.relative_to(source) not in ONLY_WITH_AN_EXTRA
        for package in _imported(path)
        if package not in sys.stdlib_module_names
        and package != "hemaprint"
        and not {_name(one) for one in brought_by.get(package, [package])} & there
    }
    assert missing == set()
