"""Run builds: recall what has not changed, start the processes that typeset the rest, and report progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

from hemaprint.bind.editions import Conformance
from hemaprint.build.results import BuildOptions, BuildResult, recall, recipe_of, remember
from hemaprint.errors import ContentError, MissingEnvironmentError, UsageError
from hemaprint.project.project import Project
from hemaprint.system.collector import collector_waiting
from hemaprint.system.environment import require_engine
from hemaprint.system.store import MemoryStore, Store

if TYPE_CHECKING:
    from hemaprint.typeset.crew import Crew
    from hemaprint.typeset.pages import Pages


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


# ---------------------------------------------------------------- who typesets


@dataclass(frozen=True, slots=True)
class BackendOptions:
    """How many processes of this machine typeset, or which cluster does, and whether the cache is used."""

    jobs: int | None = None
    cluster: str | None = None
    unencrypted: bool = False
    no_cache: bool = False

    def __post_init__(self) -> None:
        if self.jobs is not None and self.cluster is not None:
            raise UsageError("-j is for this machine, --cluster for others", "leave one of them out")
        if self.unencrypted and self.cluster is None:
            raise UsageError("--unencrypted needs --cluster", "leave it out, or name a cluster")

    def store(self, project: Project) -> Store | MemoryStore:
        """The cache of typeset pages."""
        return MemoryStore() if self.no_cache else project.store()


def _alone() -> Crew:
    from hemaprint.typeset.crew import Alone  # noqa: PLC0415 - processes start faster without it

    return Alone()


@dataclass(frozen=True, slots=True)
class Backend:
    """What a build typesets with: the cache of finished pages, and the crew that sets the others."""

    store: Store | MemoryStore = field(default_factory=MemoryStore)
    crew: Crew = field(default_factory=_alone)


@contextmanager
def open_backend(
    project: Project,
    options: BackendOptions | None = None,
    conformance: Conformance = Conformance.UA1,
    *,
    store: Store | MemoryStore | None = None,
) -> Iterator[Backend]:
    """Start the processes that typeset, and end them whatever happens.

    Open it before any thread runs, because processes are forked.
    """
    options = options or BackendOptions()
    store = store or options.store(project)
    crew = _crew(options, warm=isinstance(store, Store) and store.folder.is_dir())
    try:
        with collector_waiting():  # loading modules creates many objects that stay, and no garbage
            _wake(crew, project, conformance)
            import hemaprint.build.prepare  # noqa: F401, PLC0415 - loads while the crew wakes up
        yield Backend(store, crew)
    finally:
        crew.close()
        if isinstance(store, Store):
            store.tidy()


def _wake(crew: Crew, project: Project, conformance: Conformance) -> None:
    """Tell the crew what it will set with, so that engines are ready when the issue has been read."""
    from hemaprint.theme.theme import theme_of  # noqa: PLC0415 - the crew starts before anything that loads slowly
    from hemaprint.typeset.tags import Tags  # noqa: PLC0415 - as above
    from hemaprint.typeset.wanted import Kit  # noqa: PLC0415 - as above

    with suppress(OSError, ValueError):  # faults of a style are reported when the issue is set
        crew.begin(project.root, Kit.of(theme_of(project), Tags(conformance)))


def _crew(options: BackendOptions, *, warm: bool) -> Crew:
    """A crew. With a warm cache most pages are known, so it begins with one process."""
    if options.cluster is not None:
        try:
            from hemaprint.typeset.cluster import ClusterCrew  # noqa: PLC0415 - an extra that need not be installed
        except ImportError as error:
            raise MissingEnvironmentError("--cluster needs Dask", hint="pip install 'hemaprint[cluster]'") from error
        return ClusterCrew(options.cluster, unencrypted=options.unencrypted)
    jobs = options.jobs or _cores()
    if jobs == 1:
        return _alone()
    from hemaprint.typeset.workers import Workers  # noqa: PLC0415 - loads only what a crew needs

    return Workers(jobs, early=1 if warm else jobs)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# ---------------------------------------------------------------- progress


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a build: the ``stage`` that begins, or an article that was set; one that was known took no time."""

    stage: str
    article: str = ""
    pages: int = 0
    seconds: float = 0.0


class Progress:
    """Follows a build, and calls ``report`` at each step. Subclasses show progress in another way."""

    def __init__(self, report: Callable[[Step], object] | None = None) -> None:
        self._report = report

    def start(self, slugs: Sequence[str]) -> None:
        """These articles will be set."""

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """An article has been set, or was known, which takes no seconds."""
        if self._report:
            self._report(Step("typesetting", slug, len(pages.sheets), seconds))

    def stage(self, name: str) -> None:
        """The next stage begins."""
        if self._report:
            self._report(Step(name))


class Stopwatch(Progress):
    """Passes progress on, and measures how long each stage takes."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._began: list[tuple[str, float]] = []

    def start(self, slugs: Sequence[str]) -> None:
        """These articles will be set."""
        self._progress.start(slugs)

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """An article has been set, or was known."""
        self._progress.article(slug, pages, seconds)

    def stage(self, name: str) -> None:
        """The next stage begins."""
        self._began.append((name, perf_counter()))
        self._progress.stage(name)

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """Every stage so far, and its seconds."""
        return tuple((name, end - start) for (name, start), (_, end) in pairwise([*self._began, ("", perf_counter())]))
