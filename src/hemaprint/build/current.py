# SPDX-License-Identifier: MIT
"""Get the pages of an issue as they are now: those of the last build, or set now and written nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from hemaprint.bind.sourcemap import SourceMap, map_path, read_map
from hemaprint.build.backend import BackendOptions, Progress, open_backend
from hemaprint.build.results import BuildOptions, recall, recipe_of
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.system.environment import require_engine
from hemaprint.system.store import MemoryStore, Store


@dataclass(frozen=True, slots=True)
class Current:
    """The digital edition of an issue, where its pages come from, and what was found about it."""

    pdf: bytes
    origin: SourceMap
    problems: tuple[Problem, ...]


def current_pages(
    project: Project,
    name: str,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
    *,
    store: Store | MemoryStore | None = None,
) -> Current:
    """The pages of an issue as they are now, with a ``store`` of another project than its own, if one is given.

    Raises ContentError where it cannot be built.
    """
    store = store or options.store(project)
    known = recall(store, recipe_of(project, BuildOptions(issue=name)))
    if known is not None:
        data = known.pdf.read_bytes()
        origin = read_map(map_path(project.cache, known.pdf), data, project.root)
        if origin is not None:
            return Current(data, origin, known.problems)
    require_engine()
    with open_backend(project, options, store=store) as backend:
        from hemaprint.build.issue import prove  # noqa: PLC0415 - loads slowly, while the crew wakes up

        with progress() as shown:
            proof = prove(project, name, backend, shown)
    return Current(proof.pdf, SourceMap(project.root, proof.pages), proof.problems)
