# SPDX-License-Identifier: MIT
"""Get the pages of an issue as they are now: those of the last build, or set now and written nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from hemaprint.bind.editions import Edition
from hemaprint.bind.sourcemap import SourceMap, map_path, read_map
from hemaprint.build.backend import BackendOptions, Progress, open_backend
from hemaprint.build.results import BuildOptions, recall, recipe_of
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.system.environment import require_engine
from hemaprint.system.store import MemoryStore, Store


@dataclass(frozen=True, slots=True)
class Current:
    """The digital edition of an issue, where its pages come from, and what was found about it.

    ``press`` is the print edition, where it was wanted.
    """

    pdf: bytes
    origin: SourceMap
    problems: tuple[Problem, ...]
    press: bytes | None = None


def current_pages(
    project: Project,
    name: str,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
    *,
    press: bool = False,
    store: Store | MemoryStore | None = None,
) -> Current:
    """The pages of an issue as they are now; with ``press`` also as they are printed.

    ``store`` is another cache than the project's own.

    Raises ContentError where it cannot be built, and for ``press`` MissingEnvironmentError or UsageError where there is
    no usable colour profile.
    """
    store = store or options.store(project)
    digital = _known(project, name, Edition.DIGITAL, store)
    printed = _known(project, name, Edition.PRINT, store) if press and digital else None
    if digital is not None and (printed is not None or not press):
        path, problems = digital
        data = path.read_bytes()
        origin = read_map(map_path(project.cache, path), data, project.root)
        if origin is not None:
            return Current(data, origin, problems, printed[0].read_bytes() if printed else None)
    require_engine()
    with open_backend(project, options, store=store) as backend:
        from hemaprint.build.issue import prove  # noqa: PLC0415 - loads slowly, while the crew wakes up

        with progress() as shown:
            proof = prove(project, name, backend, shown, press=press)
    return Current(proof.pdf, SourceMap(project.root, proof.pages), proof.problems, proof.press)


def _known(
    project: Project, name: str, edition: Edition, store: Store | MemoryStore
) -> tuple[Path, tuple[Problem, ...]] | None:
    """The file of an edition that the last build wrote, alone or with all others, if nothing has changed since."""
    for editions in ((edition,), tuple(Edition)):
        known = recall(store, recipe_of(project, BuildOptions(issue=name, editions=editions)))
        if known is not None:
            return next(one.path for one in known.editions if one.name == edition), known.problems
    return None
