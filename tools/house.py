# SPDX-License-Identifier: MIT
"""Tell the measures of the house, and fail where they are not kept: tools/house.py [--check] [--install].

Prints files and lines of code for each room, then every measure with its limit. A line of code is one that is not
blank, not a comment and not part of a docstring. ``--check`` prints only what is not kept. ``--install`` also installs
the wheel into a new environment and weighs it (a minute, needs a package index).
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import time
import tokenize
import venv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from math import inf
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "hemaprint"
_NO_CODE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
}


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Its dotted name."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The folder or file of the top level that it belongs to."""
        return self.path.relative_to(PACKAGE).parts[0]

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def raw(self) -> int:
        """All lines."""
        return len(self.text.splitlines())

    @cached_property
    def code(self) -> int:
        """Lines of code."""
        lines: set[int] = set()
        for token in tokenize.generate_tokens(StringIO(self.text).readline):
            if token.type not in _NO_CODE:
                lines.update(range(token.start[0], token.end[0] + 1))
        for docstring in _docstrings(self.tree):
            lines.difference_update(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
        return len(lines)

    @cached_property
    def functions(self) -> list[int]:
        """The lines of each function, from ``def`` to its end."""
        return [
            (node.end_lineno or 0) - node.lineno + 1
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

    def imports(self) -> Iterator[str]:
        """Names that it imports, each as a module or as something in one."""
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from (alias.name for alias in names)
                case ast.ImportFrom(module=str(module), names=names):
                    yield module
                    yield from (f"{module}.{alias.name}" for alias in names)


def _docstrings(tree: ast.Module) -> Iterator[ast.Expr]:
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
                | ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
                | ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
            ):
                yield first


@dataclass(frozen=True)
class Measure:
    """A number of the house: what it is, what it may be at most, and where it is exceeded."""

    name: str
    value: float
    limit: float
    unit: str = ""
    places: tuple[str, ...] = ()
    wanted: float | None = None
    """What a size should come to; it is told, and fails nothing."""

    @property
    def is_kept(self) -> bool:
        """Whether the number is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        kept = "" if self.is_kept else "  <- too much"
        kept += f"  (wanted: {self.wanted:g})" if self.wanted is not None else ""
        limit = "" if self.limit == inf else f"at most {self.limit:g}"
        return "\n  ".join([f"{self.name:38} {self.value:8g} {self.unit:2} {limit}{kept}", *self.places])


def measures(modules: Iterable[Module]) -> Iterator[Measure]:
    """What the source says of itself."""
    house = tuple(modules)
    importers = Counter(name for module in house for name in {*module.imports()} - {module.name})
    small = [one for one in house if one.raw < 40 and importers[one.name] == 1 and one.path.name != "__init__.py"]
    long = [one for one in house if one.raw > 400]
    functions = sorted(length for module in house for length in module.functions)
    yield Measure("files", len(house), inf, wanted=270)
    yield Measure("lines of code", sum(one.code for one in house), inf, wanted=32_000)
    yield Measure("files above 400 lines", len(long), 0, places=tuple(f"{one.name} {one.raw}" for one in long))
    yield Measure("below 40 lines and imported once", len(small), 0, places=tuple(one.name for one in small))
    yield Measure("lines of a function, mean", round(sum(functions) / len(functions), 1), 10)
    yield Measure("lines of a function, 95 of 100", functions[int(len(functions) * 0.95)], 25)
    yield Measure("entries of the top level", len({one.room for one in house if not one.room.startswith("__")}), ROOMS)


ROOMS = 22
MEGABYTES, IMPORT, HELP = 150, 0.03, 0.25
"""The weight of a plain install, and seconds of ``import hemaprint`` and of ``hemaprint --help``."""


def installed() -> Iterator[Measure]:
    """Install hemaprint without extras into a new environment, weigh that and start it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        before = _weight(Path(folder))
        subprocess.run([python, "-m", "pip", "install", "-q", str(ROOT)], check=True, timeout=600)
        yield Measure("plain install", round((_weight(Path(folder)) - before) / 1e6), MEGABYTES, "MB")
        idle = _fastest([python, "-c", "pass"])
        yield Measure("import hemaprint", round(_fastest([python, "-c", "import hemaprint"]) - idle, 3), IMPORT, "s")
        yield Measure("hemaprint --help", round(_fastest([python, "-m", "hemaprint", "--help"]), 2), HELP, "s")


def _weight(folder: Path) -> int:
    """Bytes of the files in ``folder``, without what Python compiles for itself."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _fastest(command: list[str | Path]) -> float:
    """Seconds of the fastest of seven runs."""

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return time.perf_counter() - start

    return min(run() for _ in range(7))


def main(arguments: list[str]) -> int:
    """Print what was asked for; 1 where a measure is not kept."""
    house = [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]
    found = [*measures(house), *(installed() if "--install" in arguments else ())]
    if "--check" in arguments:
        found = [one for one in found if not one.is_kept]
    else:
        for room in sorted({module.room for module in house}):
            inside = [module for module in house if module.room == room]
            print(f"{room:20} {len(inside):4} files {sum(module.code for module in inside):6} lines of code")
        print()
    print(*found, sep="\n")
    return any(not one.is_kept for one in found)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
