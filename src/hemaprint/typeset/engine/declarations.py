# SPDX-License-Identifier: MIT
"""Compile WeasyPrint's C declarations once and keep them for the user, so that no process parses them again.

WeasyPrint 70.0 gives 700 lines of C to cffi whenever it is imported, which pycparser, written in Python, parses again;
and cffi runs other programs to find libraries. That is half of the time in which the engine starts. cffi can write out
what it has read ("out of line"), and loads that in no time. The result depends only on the declarations and on cffi,
and is kept under the hash of both in the cache folder of the user: it is code that is run, so it must not be in a
folder that comes with a project, and is used only where no other user can write to it. Where nothing can be kept, or
anything fails, WeasyPrint is imported as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from io import StringIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

_MODULE = "weasyprint.text.ffi"
_OPTIONAL = "harfbuzz_subset"
"""A library that WeasyPrint can lack, if it is not found by name; cffi itself would look further."""
_FOREIGN = stat.S_IWGRP | stat.S_IWOTH


def expect() -> None:
    """Import WeasyPrint in the short way, wherever it is first imported.

    Only on Linux: elsewhere libraries are found by more than their names, and nothing is changed.
    """
    if sys.platform == "linux" and _MODULE not in sys.modules:
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds one module, once, and lets our loader load it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of WeasyPrint's declarations; None for every other module."""
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    """Runs the module with the compiled declarations; compiles them where there are none."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, in the short way or as it is."""
        kept = _kept_at(self.get_data(self.path))
        compiled = _read(kept) if kept is not None else None
        if compiled is not None:
            with contextlib.suppress(Exception), _in_place_of_ffi(lambda: _declared(compiled)):
                super().exec_module(module)
                if getattr(module, _OPTIONAL, None) is not None:
                    return
        super().exec_module(module)
        if compiled is None and kept is not None:
            _keep(kept, module)


@contextlib.contextmanager
def _in_place_of_ffi(made: Callable[[], Any]) -> Iterator[None]:
    """Inside, ``cffi.FFI()`` returns this."""
    import cffi  # noqa: PLC0415 - WeasyPrint is about to import it

    original = cffi.FFI
    cffi.FFI = made
    try:
        yield
    finally:
        cffi.FFI = original


def _declared(compiled: Any) -> Any:
    """An FFI that knows the declarations already."""

    def cdef(*_: object) -> None:
        """Do nothing: everything is declared already."""

    names = {name: getattr(compiled, name) for name in dir(compiled) if not name.startswith("__")}
    return SimpleNamespace(cdef=cdef, **names)


def _kept_at(source: bytes) -> Path | None:
    """Where the compiled declarations of this source of WeasyPrint's are kept; None without a home."""
    import cffi  # noqa: PLC0415 - WeasyPrint is about to import it

    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    digest = hashlib.sha256(cffi.__version__.encode() + b"\0" + source).hexdigest()
    return caches / "hemaprint" / f"declared-{digest[:16]}.py" if caches.is_absolute() else None


def _read(path: Path) -> Any:
    """The compiled declarations; None where the file is missing, damaged or not safely ours."""
    try:
        if not _is_ours(path.parent) or not _is_ours(path):
            return None
        digest, _, code = path.read_text("utf-8").partition("\n")
        if _line_of(code) != digest:
            return None
        names: dict[str, Any] = {}
        exec(code, names)
        return names["ffi"]
    except Exception:  # whatever is in it: it is compiled again
        return None


def _is_ours(path: Path) -> bool:
    """Whether a file or a folder belongs to the user, is not a link, and no other user may write to it."""
    found = path.lstat()
    return found.st_uid == os.getuid() and not stat.S_ISLNK(found.st_mode) and not found.st_mode & _FOREIGN


def _keep(path: Path, module: ModuleType) -> None:
    """Keep what cffi has read for the module; where that fails, it is read again the next time."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        from cffi.recompiler import make_py_source  # noqa: PLC0415 - only where nothing is kept

        target = StringIO()
        make_py_source(module.ffi, "declared", target)
        code = target.getvalue()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(path.parent):
            return
        part.write_text(f"{_line_of(code)}\n{code}", "utf-8")
        part.chmod(0o600)
        part.replace(path)
    except Exception:
        with contextlib.suppress(OSError):
            part.unlink()


def _line_of(code: str) -> str:
    """The first line of a kept file, a comment that proves the rest to be whole."""
    return f"# {hashlib.sha256(code.encode()).hexdigest()}"
