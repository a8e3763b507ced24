"""Gather files in memory, fill in their blanks, then put all of them in place at once."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from hemaprint.system.files import refuse_links

_BLANK = re.compile(r"\{\{(\w+)\}\}")


def quoted(text: str) -> str:
    """``text`` as a double-quoted string: JSON is also YAML and TOML, but for two characters that YAML reads away."""
    return json.dumps(text, ensure_ascii=False).replace("\u0085", "\\u0085").replace("\ufeff", "\\ufeff")


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every ``{{blank}}`` replaced. Raises KeyError for a blank without a value."""
    return _BLANK.sub(lambda blank: values[blank[1]], text)


def template(name: str) -> str:
    """The text of a file in ``starters/``."""
    return (files("hemaprint.scaffold") / "starters" / name).read_text("utf-8")


def tree(folder: str) -> dict[PurePosixPath, str]:
    """Every file below ``folder`` in this package, by its path inside it."""
    return dict(_walk(files("hemaprint.scaffold") / folder, PurePosixPath()))


def _walk(folder: Traversable, inside: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, inside / entry.name)
        else:
            yield inside / entry.name, entry.read_text("utf-8")


def put(directory: Path, contents: Mapping[PurePosixPath, str], root: Path | None = None) -> tuple[Path, ...]:
    """Write all files below ``directory``, which may exist, replacing files of the same names; returns their paths.

    They are written beside their places first: what fails (a full disk, ctrl-C) leaves nothing half written. Raises
    ContentError (HP068) where a link leads out of ``root``, the project or the directory itself.
    """
    for path in contents:
        refuse_links(directory / path, root or directory)
    parent = directory if directory.is_dir() else _nearest_folder(directory)
    stage = Path(tempfile.mkdtemp(prefix=".hemaprint-new-", dir=parent))
    try:
        for path, text in contents.items():
            _write(stage / "new" / path, text)
        if directory.is_dir():
            for path in contents:
                (directory / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / "new" / path).replace(directory / path)
        else:
            directory.parent.mkdir(parents=True, exist_ok=True)
            (stage / "new").rename(directory)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return tuple(directory / path for path in contents)


def _nearest_folder(path: Path) -> Path:
    return next(parent for parent in path.absolute().parents if parent.is_dir())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
