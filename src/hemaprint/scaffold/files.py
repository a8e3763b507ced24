# SPDX-License-Identifier: MIT
"""Prepare new files in memory, fill in their blanks and write all of them at once."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pydantic import BaseModel

from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.project.config import Config
from hemaprint.project.house import House
from hemaprint.system.files import refuse_links

_BLANK = re.compile(r"\{\{(\w+)\}\}")


def quoted(text: str) -> str:
    """``text`` as a double-quoted string of YAML or TOML: JSON, except for two characters that YAML drops."""
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


def put(directory: Path, contents: Mapping[PurePosixPath, str | bytes], root: Path | None = None) -> tuple[Path, ...]:
    """Write all files below ``directory``, which may exist, and replace files of the same names; returns their paths.

    They are written to a temporary folder first: a failure (a full disk, Ctrl-C) leaves no half-written file. Raises
    ContentError (HP068) where a link leads out of ``root``, which defaults to ``directory``.
    """
    for path in contents:
        refuse_links(directory / path, root or directory)
    parent = next(folder for folder in (directory, *directory.absolute().parents) if folder.is_dir())
    stage = Path(tempfile.mkdtemp(prefix=".hemaprint-new-", dir=parent))
    try:
        for path, text in contents.items():
            staged = stage / "new" / path
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
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


# ---------------------------------------------------------------- JSON Schemas


def schema_text(schema: Mapping[str, object]) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_files() -> dict[PurePosixPath, str]:
    """A file ``<name>.schema.json`` for every kind of file that is validated."""
    return {PurePosixPath(f"{name}.schema.json"): schema_text(schema) for name, schema in schemas().items()}


def write_schemas(directory: Path, root: Path) -> tuple[Path, ...]:
    """Write all schemas into ``directory``, which is ``root`` or a folder below it; returns the files."""
    return put(directory, schema_files(), root)


# ---------------------------------------------------------------- the order of issue.yaml

_BACK_MATTER = frozenset({"masthead", "colophon", "back"})
"""Pages that close an issue: new articles come before them."""


def order_line(slug: str) -> str:
    """The line of the order that names an article."""
    return f"- article: {slug}"


def is_in_order(text: str, slug: str) -> bool:
    """Whether the order of this issue.yaml already names the article."""
    order = _order_of(text)
    return order is not None and any(_value(entry, "article") == slug for entry in order.value)


def add_to_order(text: str, slug: str) -> str | None:
    """The text of issue.yaml with ``slug`` after the last article of its order; every other character stays.

    None where that cannot be done safely: ``order`` has to be a list in block style.
    """
    order = _order_of(text)
    if order is None or order.flow_style or not order.value:
        return None
    kept = len(order.value)
    while kept > 1 and _value(order.value[kept - 1], "page") in _BACK_MATTER:
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
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    orders = (value for key, value in entries if key.value == "order" and isinstance(value, yaml.SequenceNode))
    return next(orders, None)


def _value(entry: yaml.Node, name: str) -> str:
    """The value of a key of an entry; "" where it has none."""
    fields = entry.value if isinstance(entry, yaml.MappingNode) else []
    return next((str(value.value) for key, value in fields if key.value == name), "")


def _last_line(entry: yaml.MappingNode) -> int:
    """The last line of an entry, from 0; the end mark of a block mapping is already at the next token."""
    if entry.flow_style:
        return int(entry.end_mark.line)
    return max(int(value.end_mark.line) for _, value in entry.value)


# ---------------------------------------------------------------- JSON Schemas

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TITLES: dict[str, tuple[type[BaseModel], str]] = {
    "article": (FrontMatter, "Front matter of a hemaprint article"),
    "issue": (IssueManifest, "issue.yaml of hemaprint"),
    "hemaprint": (Config, "hemaprint.toml"),
    "house": (House, "house.toml of hemaprint"),
}


def schemas() -> dict[str, dict[str, Any]]:
    """Schemas by name: ``article`` (front matter), ``issue`` (issue.yaml), ``hemaprint`` and ``house`` (their TOML)."""
    found: dict[str, dict[str, Any]] = {}
    for name, (model, title) in TITLES.items():
        schema = model.model_json_schema()
        if model not in (Config, House):
            schema = _as_yaml(schema)
        found[name] = {"$schema": DIALECT, **schema, "title": title}
    return found


def _as_yaml(schema: Any) -> Any:
    """The schema as an editor's YAML 1.2 sees values: ``volume: 12`` is a number there, ``lead: yes`` is text."""
    if isinstance(schema, list):
        return [_as_yaml(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _as_yaml(value) for key, value in schema.items()}
    if changed.get("type") == "string" and not {"enum", "const", "format"} & changed.keys():
        changed["type"] = ["string", "number"]
    if changed.get("type") == "boolean":
        changed |= {"type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}
    return changed
