# SPDX-License-Identifier: MIT
"""Build issues one after another: recall what has not changed, and build the rest with one backend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from hemaprint.build.backend import BackendOptions, Progress, open_backend
from hemaprint.build.results import BuildOptions, BuildResult, recall, recipe_of, remember
from hemaprint.errors import ContentError
from hemaprint.project.project import Project
from hemaprint.system.environment import require_engine
from hemaprint.system.process import collector_waiting


def build_all(
    project: Project,
    orders: Sequence[BuildOptions],
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> Iterator[BuildResult | ContentError]:
    """Build issues one after another with one backend; the errors of one do not stop the others.

    What has not changed since its last build is not built again. ``progress`` opens the report on each build.
    """
    store = options.store(project)
    recipes = [recipe_of(project, order) for order in orders]
    known = [recall(store, recipe) for recipe in recipes]
    if all(known):
        yield from filter(None, known)
        return
    require_engine()
    with open_backend(project, options, orders[0].conformance, store=store) as backend:
        from hemaprint.build.issue import build  # noqa: PLC0415 - loads slowly, while the crew wakes up

        for order, recipe, result in zip(orders, recipes, known, strict=True):
            try:
                if result is None:
                    with collector_waiting(), progress() as shown:
                        result = build(project, order, backend=backend, progress=shown)
                remember(store, recipe, result)
                yield result
            except ContentError as error:
                yield error
