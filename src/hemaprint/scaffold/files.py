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

import yaml

from hemaprint.content.schema import schemas
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


def schema_text(schema: Mapping[str, object]) -> str:
    """A schema as it is written to its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_files() -> dict[PurePosixPath, str]:
    """``<name>.schema.json`` for everything that is validated."""
    return {PurePosixPath(f"{name}.schema.json"): schema_text(schema) for name, schema in schemas().items()}


def write_schemas(directory: Path, root: Path) -> tuple[Path, ...]:
    """Write all schemas into ``directory``, which is ``root`` or a folder of the project there; returns the files."""
    return put(directory, schema_files(), root)


# What closes an issue: new articles come before it.
_BACK_MATTER = frozenset({"masthead", "colophon", "back"})


def order_line(slug: str) -> str:
    """The line of the order that names an article."""
    return f"- article: {slug}"


def stands_in_order(text: str, slug: str) -> bool:
    """Whether the order of this issue.yaml names the article already."""
    order = _order_of(text)
    entries = [entry for entry in order.value if isinstance(entry, yaml.MappingNode)] if order else []
    return any(key.value == "article" and value.value == slug for entry in entries for key, value in entry.value)


def add_to_order(text: str, slug: str) -> str | None:
    """The text of issue.yaml with ``slug`` after the last article of its order; None where that cannot be done safely.

    It can be done when ``order`` is a list in block style, one entry a line or more.
    """
    order = _order_of(text)
    if order is None or order.flow_style or not order.value:
        return None
    kept = len(order.value)
    while kept > 1 and _page_of(order.value[kept - 1]) in _BACK_MATTER:
        kept -= 1
    previous = order.value[kept - 1]
    if not isinstance(previous, yaml.MappingNode):
        return None
    lines = text.splitlines(keepends=True)
    last = _last_line(previous)
    indent = lines[previous.start_mark.line][: lines[previous.start_mark.line].index("-")]
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines.insert(last + 1, f"{indent}{order_line(slug)}\n")
    return "".join(lines)


def _order_of(text: str) -> yaml.SequenceNode | None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    for key, value in root.value:
        if key.value == "order" and isinstance(value, yaml.SequenceNode):
            return value
    return None


def _page_of(entry: yaml.Node) -> str:
    if isinstance(entry, yaml.MappingNode):
        for key, value in entry.value:
            if key.value == "page":
                return str(value.value)
    return ""


def _last_line(entry: yaml.MappingNode) -> int:
    """The line (from 0) an entry ends on; the end mark of a block mapping already stands on the next token."""
    if entry.flow_style:
        return int(entry.end_mark.line)
    return max(int(value.end_mark.line) for _, value in entry.value)
