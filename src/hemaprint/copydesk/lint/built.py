# SPDX-License-Identifier: MIT
"""Get the pages of an issue for the rules about them: those of the last build, or set now and written nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hemaprint.bind.sourcemap import SourceMap, map_path, read_map
from hemaprint.build.backend import BackendOptions, Progress, open_backend
from hemaprint.build.results import BuildOptions, recall, recipe_of
from hemaprint.copydesk.lint.findings import Built
from hemaprint.copydesk.lint.rules import Pages
from hemaprint.copydesk.measures.reading import read
from hemaprint.errors import Problem
from hemaprint.project.project import MANIFEST_NAME, Project
from hemaprint.system.environment import require_engine


def built_pages(
    project: Project,
    name: str,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> Built:
    """The pages of an issue as they are now; raises ContentError where it cannot be built."""
    store = options.store(project)
    known = recall(store, recipe_of(project, BuildOptions(issue=name)))
    if known is not None:
        data = known.pdf.read_bytes()
        origin = read_map(map_path(project.cache, known.pdf), data, project.root)
        if origin is not None:
            return _built(project, name, data, origin, known.problems)
    require_engine()
    with open_backend(project, options, store=store) as backend:
        from hemaprint.build.issue import prove  # noqa: PLC0415 - loads slowly, while the crew wakes up

        with progress() as shown:
            proof = prove(project, name, backend, shown)
    return _built(project, name, proof.pdf, SourceMap(project.root, proof.pages), proof.problems)


def _built(project: Project, name: str, pdf: bytes, origin: SourceMap, problems: tuple[Problem, ...]) -> Built:
    path = project.content / name / MANIFEST_NAME
    return Built(problems, Pages(read(pdf), origin, path))
