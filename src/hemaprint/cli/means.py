"""Who typesets, and what is kept: the options that commands which typeset have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.bind.editions import Conformance
from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.system.collector import collector_waiting
from hemaprint.system.store import MemoryStore, Store

if TYPE_CHECKING:
    from hemaprint.build.stages import Means
    from hemaprint.project.project import Project
    from hemaprint.typeset.crew.jobs import Crew

Jobs = Annotated[
    int | None,
    typer.Option(
        "-j", "--jobs", metavar="N", min=1, max=256, help="Processes that set articles; as many as cores unless given."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers set the articles: tls://HOST:PORT."
    ),
]
Unencrypted = Annotated[
    bool,
    typer.Option(
        "--unencrypted",
        help="Trust everybody who can reach the cluster: tcp:// beyond this machine lets them run programs here.",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither use pages that were set before nor keep any.")]


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the options say."""

    jobs: int | None = None
    cluster: str | None = None
    unencrypted: bool = False
    no_cache: bool = False

    def __post_init__(self) -> None:
        if self.jobs is not None and self.cluster is not None:
            raise UsageError("-j is for this machine, --cluster for others", "leave one of them out")
        if self.unencrypted and self.cluster is None:
            raise UsageError("--unencrypted is about a cluster, and none is named", "leave it out, or name --cluster")

    def store(self, project: Project) -> Store | MemoryStore:
        """Where pages are kept."""
        return MemoryStore() if self.no_cache else project.store()


@contextmanager
def hired(
    staffing: Staffing, project: Project, store: Store | MemoryStore, conformance: Conformance = Conformance.UA1
) -> Iterator[Means]:
    """The means of a build; whatever ends it, nobody is left at work.

    Start it before any thread runs: processes are forked here.
    """
    crew = _crew(staffing, warm=isinstance(store, Store) and store.folder.is_dir())
    try:
        with collector_waiting():  # to load modules makes much that stays, and no garbage
            _wake(crew, project, conformance)
            from hemaprint.build.stages import Means  # noqa: PLC0415 - loads the readers of content while the crew wakes up

        yield Means(store, crew)
    finally:
        crew.close()
        if isinstance(store, Store):
            store.tidy()


def _wake(crew: Crew, project: Project, conformance: Conformance) -> None:
    """Tell the crew what it will set with, so that engines are ready when the issue has been read."""
    from hemaprint.theme.theme import theme_of  # noqa: PLC0415 - first the crew, then what takes long to load
    from hemaprint.typeset.crew.jobs import Spec  # noqa: PLC0415 - as above
    from hemaprint.typeset.tags import Tags  # noqa: PLC0415 - as above

    with suppress(OSError, ValueError):  # what is wrong with a style is said when the issue is set
        crew.begin(project.root, Spec.of(theme_of(project), Tags(conformance)))


def _crew(staffing: Staffing, *, warm: bool) -> Crew:
    """A crew. Where the cache is warm most pages will be known, and one process is enough to begin with."""
    if staffing.cluster is not None:
        try:
            from hemaprint.typeset.crew.cluster import ClusterCrew  # noqa: PLC0415 - an extra that need not be installed
        except ImportError as error:
            raise MissingEnvironmentError("--cluster needs Dask", hint="pip install 'hemaprint[cluster]'") from error
        return ClusterCrew(staffing.cluster, unencrypted=staffing.unencrypted)
    jobs = staffing.jobs or _cores()
    if jobs == 1:
        from hemaprint.typeset.crew.workers import Alone  # noqa: PLC0415 - as below

        return Alone()
    from hemaprint.typeset.crew.workers import Workers  # noqa: PLC0415 - loads only what a crew needs

    return Workers(jobs, early=1 if warm else jobs)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
