# SPDX-License-Identifier: MIT
"""Start the processes that typeset, for a build or a preview, and report its progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

from hemaprint.bind.editions import Conformance
from hemaprint.errors import ContentError, MissingEnvironmentError, UsageError
from hemaprint.project.project import Project
from hemaprint.system.process import collector_waiting
from hemaprint.system.store import MemoryStore, Store

if TYPE_CHECKING:
    from hemaprint.typeset.crew.jobs import Crew
    from hemaprint.typeset.pages import Pages
    from hemaprint.typeset.plan import SetIssue


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
    from hemaprint.typeset.crew.workers import Alone  # noqa: PLC0415 - processes start faster without it

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
            import_module("hemaprint.build.issue")  # loads slowly, while the crew wakes up
        yield Backend(store, crew)
    finally:
        crew.close()
        if isinstance(store, Store):
            store.tidy()


def _wake(crew: Crew, project: Project, conformance: Conformance) -> None:
    """Tell the crew what it will set with, so that engines are ready when the issue has been read."""
    from hemaprint.theme.theme import theme_of  # noqa: PLC0415 - the crew starts before anything that loads slowly
    from hemaprint.typeset.crew.jobs import Spec  # noqa: PLC0415 - as above
    from hemaprint.typeset.tags import Tags  # noqa: PLC0415 - as above

    with suppress(OSError, ValueError, ContentError):  # faults of styles and measures are reported with the issue
        crew.begin(project.root, Spec.of(theme_of(project), Tags(conformance)))


def _crew(options: BackendOptions, *, warm: bool) -> Crew:
    """A crew. With a warm cache most pages are known, so it begins with one process."""
    if options.cluster is not None:
        try:
            from hemaprint.typeset.crew.cluster import ClusterCrew  # noqa: PLC0415 - an extra that need not be installed
        except ImportError as error:
            raise MissingEnvironmentError("--cluster needs Dask", hint="pip install 'hemaprint[cluster]'") from error
        return ClusterCrew(options.cluster, unencrypted=options.unencrypted)
    jobs = options.jobs or _cores()
    if jobs == 1:
        return _alone()
    from hemaprint.typeset.crew.workers import Workers  # noqa: PLC0415 - loads only what a crew needs

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

    def planned(self, outline: SetIssue) -> None:
        """So many pages will be set, as far as is known."""

    def start(self, slugs: Sequence[str]) -> None:
        """These articles will be set."""

    def other(self, name: str, pages: Pages, seconds: float) -> None:
        """A page that the magazine makes itself has been set, or was known."""

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
