"""JSON Schemas as files, where the first line of a scaffolded file tells the editor to look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from hemaprint.content.models import schemas
from hemaprint.scaffold.files import put


def schema_text(schema: Mapping[str, object]) -> str:
    """A schema as it is written to its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_files() -> dict[PurePosixPath, str]:
    """``<name>.schema.json`` for everything that is validated."""
    return {PurePosixPath(f"{name}.schema.json"): schema_text(schema) for name, schema in schemas().items()}


def write_schemas(directory: Path, root: Path) -> tuple[Path, ...]:
    """Write all schemas into ``directory``, which is ``root`` or a folder of the project there; returns the files."""
    return put(directory, schema_files(), root)
