"""Remember what a build was made from, and find that nothing has changed since.

The record of a build names every byte that can have an influence: the program and its libraries, hemaprint.toml, the
issue's folder, layouts and styles, fonts, the printing profile and the options. When all of that is as it was, and
every file that was written is as it was written, there is nothing to do. Contents are compared, not times.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from hemaprint.bind.editions import Edition, EditionOptions
from hemaprint.build.results import BuildResult, result_data, result_of
from hemaprint.project.project import CONFIG_NAME, Project, bundled
from hemaprint.system import fingerprint
from hemaprint.system.environment import find_printing_profile
from hemaprint.system.fingerprint import digest_of, digest_of_tree
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.geometry import faces
from hemaprint.typeset.engine import registry

NO_FILE = "no file"


@dataclass(frozen=True, slots=True)
class Order:
    """A build as it is ordered on the command line."""

    issue: str
    editions: tuple[Edition, ...]
    wishes: EditionOptions
    output: Path | None = None
    article: str | None = None
    html: bool = False


def recipe_of(project: Project, order: Order) -> str:
    """The hash of everything that can have an influence on what an order gives."""
    folders = (project.content / order.issue, project.layouts, project.styles)
    return digest_of(
        "build",
        fingerprint.engine(),
        registry.state().files,
        fingerprint.reader(),
        fingerprint.installed_fonts(),
        *(_digest(face.path) for face in faces()),
        _digest(project.root / CONFIG_NAME),
        digest_of_tree((*folders, bundled("layouts"), bundled("styles"))),
        _printing_condition(project, order),
        os.environ.get("SOURCE_DATE_EPOCH", ""),
        str(project.root),
        repr(order),
    )


def recall(store: Store | MemoryStore, recipe: str) -> BuildResult | None:
    """The result of the build with this recipe, if what it wrote is still there, byte for byte."""
    started = perf_counter()
    entry = store.get(recipe)
    if entry is None:
        return None
    try:
        data = json.loads(entry)
        if any(_digest(Path(path)) != digest for path, digest in data["digests"].items()):
            return None
        return result_of(data["result"], perf_counter() - started)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(store: Store | MemoryStore, recipe: str, result: BuildResult) -> None:
    """Keep a result under its recipe."""
    digests = {str(path): _digest(path) for path in result.files}
    store.put(recipe, json.dumps({"digests": digests, "result": result_data(result)}).encode())


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return NO_FILE


def _printing_condition(project: Project, order: Order) -> str:
    if Edition.PRINT not in order.editions:
        return ""
    own = project.config.print.profile
    path = order.wishes.profile or (project.root / own if own else find_printing_profile())
    return f"{path} {_digest(path)}" if path else NO_FILE
