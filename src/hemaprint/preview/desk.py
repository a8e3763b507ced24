# SPDX-License-Identifier: MIT
"""Keep the issue warm: watch its files, set it again when they change, remember the last good pages, tell listeners.

One thread builds. However many changes come during a build, they wait for exactly one more; a build that has shown an
article gives way to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Condition, Thread
from time import time
from typing import Protocol

from watchfiles import Change, awatch

from hemaprint.build.issue import counts_name
from hemaprint.build.reading import read_issue
from hemaprint.content.models import Issue
from hemaprint.errors import Problem
from hemaprint.galley.setting import Setting
from hemaprint.preview.showing import Exhibitor, PreviewState, Showing
from hemaprint.preview.views import problems_of
from hemaprint.project.project import CONFIG_NAME, Project, load_project
from hemaprint.project.themes import FOLDER, bundled
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.crew.jobs import Crew, Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import LastSet, SetIssue, read_last

Arrived = Callable[[str, Pages], None]
"""Called with an article's slug and its pages as soon as they are written; more than once where a draft comes first."""
_TIDIED_EVERY = 50
"""Builds after which the cache is reduced to its limit."""
Stamp = tuple[tuple[str, int, int], ...]
"""Files with their time (ns) and size (bytes)."""
_DEBOUNCE, _STEP = 200, 20
"""ms: files that are saved together count as one change; a file that is saved alone waits for ``_STEP``."""
_PATIENCE = 300
"""ms after which a restarted watch reports that it has begun."""
_IGNORED = (".swp", ".swx", "~", ".tmp", ".bak", ".part")
Changed = Callable[[set[Path]], None]
Listener = Callable[[PreviewState], None]


class Setter(Protocol):
    """Reads the files of an issue and sets what has changed since the last time."""

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """Set the issue as its files are now, the article ``first`` before the others.

        ``arrived`` may raise to give up because the files have changed again: what was set before is kept for the next
        time. The problems of the result include warnings, and errors of the pages (copy lost or overset). Raises
        ContentError with every problem where the files cannot be read as an issue.
        """


class _Outdated(BaseException):
    """Ends a build whose files have changed again; not an Exception, so that no stage takes it for one of its own."""


class Desk:
    """Builds in its own thread; every method may be called from any thread."""

    def __init__(self, setter: Setter, root: Path) -> None:
        self._setter = setter
        self._root = root
        self._exhibitor = Exhibitor()
        self._state = PreviewState()
        self._lock = Condition()
        self._listeners: list[Listener] = []
        self._waiting: set[Path] | None = set()
        self._changed_at = time()
        self._in_view: str | None = None
        self._stopped = False
        self._thread = Thread(target=self._work, name="desk", daemon=True)

    @property
    def state(self) -> PreviewState:
        """The current state."""
        return self._state

    def start(self) -> None:
        """Begin with the first build."""
        self._thread.start()

    def stop(self) -> None:
        """End building; returns at once, and the result of a running build is ignored."""
        with self._lock:
            self._stopped = True
            self._listeners.clear()
            self._lock.notify_all()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every new state, from any thread; call the result to end that."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def look_at(self, slug: str | None) -> None:
        """Note the article in view: it is set first."""
        self._in_view = slug

    def changed(self, paths: set[Path]) -> None:
        """Set the issue again: files have changed."""
        with self._lock:
            if self._waiting is None:
                self._changed_at = time()
            self._waiting = (self._waiting or set()) | paths
            self._lock.notify_all()

    # ------------------------------------------------------------ the thread

    def _work(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._stopped or self._waiting is not None)
                if self._stopped:
                    return
                paths, self._waiting = self._waiting or set(), None
                changed_at = self._changed_at
            self._build(paths, changed_at)

    def _build(self, paths: set[Path], changed_at: float) -> None:
        self._tell(busy=True, arrived=0, saved=frozenset(paths))
        try:
            done = self._setter.set(self._first(paths), lambda slug, pages: self._arrived(slug, pages, changed_at))
            showing = self._exhibitor.show(done)
        except _Outdated:
            return
        except BaseException as error:  # content must not end the preview, and WeasyPrint 70 raises BaseException
            self._finish(self._state.showing, problems_of(error, self._root, paths), True, changed_at)
        else:
            self._finish(showing, done.problems, False, changed_at)

    def _finish(self, showing: Showing | None, problems: tuple[Problem, ...], failed: bool, changed_at: float) -> None:
        ordered = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))
        self._tell(
            busy=self._waiting is not None,
            build=self._state.build + 1,
            failed=failed,
            showing=showing,
            problems=ordered,
            changed_at=changed_at,
        )

    def _arrived(self, slug: str, pages: Pages, changed_at: float) -> None:
        """Show an article before the rest of the issue is set, where its pages fit."""
        showing = self._state.showing
        try:
            newer = self._exhibitor.with_article(showing, slug, pages) if showing else None
        except Exception:  # a draft that cannot be shown: the build itself will say why
            newer = None
        if newer is not None:
            self._tell(showing=newer, arrived=self._state.arrived + 1, changed_at=changed_at)
        else:
            self._tell(arrived=self._state.arrived + 1)
        if self._waiting is not None and showing is not None:
            raise _Outdated

    def _first(self, paths: set[Path]) -> str | None:
        """The article that was edited, or the one in view."""
        articles = [path.stem for path in paths if path.suffix == ".md"]
        return articles[0] if len(articles) == 1 else self._in_view

    def _tell(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, version=self._state.version + 1, **changes)  # type: ignore[arg-type]
            state, listeners = self._state, tuple(self._listeners)
        for listener in listeners:
            listener(state)


# ---------------------------------------------------------------- setting


class WarmSetter:
    """Sets one issue of the project in ``root``; its pages are those of a build, and remain in the project's cache."""

    def __init__(self, root: Path, issue: str, crew: Crew, load: Callable[[Path], Project] = load_project) -> None:
        """``load`` reads the project each time; one that shows something else than the project's issues has another."""
        self._root, self._load = root, load
        self._issue = issue
        self._crew = crew
        self._theme: tuple[object, Theme] | None = None
        self._schedule: Schedule | None = None
        self._last: Mapping[str, LastSet] | None = None
        self._times = 0

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """See :class:`Setter`."""
        project = self._load(self._root)
        issue, warnings = read_issue(project, self._issue, project.store())
        theme = self._themed(project, issue)
        schedule = self._made_ready(project, Spec.of(theme))
        if self._last is None:
            self._last = read_last(project.cache / counts_name(self._issue))
        setting = Setting(project.config, issue, theme)
        setter = IssueSetter(issue, setting, schedule, _Arrivals(arrived), self._last, urgent=first)
        done = setter.set()
        self._last = setter.remembered
        self._times += 1
        if self._times % _TIDIED_EVERY == 0:
            project.store().tidy()
        return replace(done, problems=(*warnings, *done.problems))

    def _themed(self, project: Project, issue: Issue) -> Theme:
        """The theme; a new one where a layout or a style was saved."""
        theme = theme_of(project, issue)
        stamp = (theme.geometry, _stamp_of((*theme.layout_dirs, *theme.style_dirs)))
        if self._theme is None or self._theme[0] != stamp:
            self._theme = (stamp, theme)
        return self._theme[1]

    def _made_ready(self, project: Project, spec: Spec) -> Schedule:
        if self._schedule is None or self._schedule.spec != spec:
            self._schedule = Schedule(project.root, spec, project.store(), self._crew)
        self._schedule.refresh()
        return self._schedule


class _Arrivals:
    """Passes on articles that were not in the cache."""

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived

    def start(self, slugs: Sequence[str]) -> None:
        """Do nothing."""

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """Pass it on."""
        if seconds:
            self._arrived(slug, pages)


def _stamp_of(folders: Sequence[Path]) -> Stamp:
    """What changes when a file below the folders does."""
    return tuple(sorted(stamp for folder in folders for stamp in _stamps(folder)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        try:
            status = path.stat()
        except OSError:  # saved or removed just now: this is also reported as a change
            continue
        yield str(path), status.st_mtime_ns, status.st_size


# ---------------------------------------------------------------- watching


def folders_of(root: Path, issue: str) -> tuple[Path, ...]:
    """The folders whose files an issue is made from, including hemaprint's own, for those who work on it."""
    own = (root / "content" / issue, *(root / name for name in ("layouts", "styles", "fonts", FOLDER)))
    mine = (*own, bundled("layouts"), bundled("styles"))
    return tuple(dict.fromkeys(folder.resolve() for folder in mine if folder.is_dir()))


def counts(path: Path) -> bool:
    """Whether a file can matter: hidden files, and those that editors write beside the saved one, do not."""
    return not path.name.startswith(".") and not path.name.endswith(_IGNORED) and path.name != "4913"


async def watch(root: Path, issue: str, changed: Changed, stop: asyncio.Event) -> None:
    """Call ``changed`` with files that were written, created, renamed or deleted, until ``stop`` is set."""
    again = False
    while not stop.is_set():
        folders = folders_of(root, issue)
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(_end(stop, over))
            group.create_task(_watch_inside(root, folders, changed, over, again=again))
            group.create_task(_watch_around(root, issue, changed, over))
        again = True


async def _end(stop: asyncio.Event, over: asyncio.Event) -> None:
    """End a round when either event is set: watchfiles accepts only one event to stop at."""
    waiting = [asyncio.ensure_future(event.wait()) for event in (stop, over)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()
    over.set()


async def _watch_inside(
    root: Path, folders: tuple[Path, ...], changed: Changed, over: asyncio.Event, *, again: bool
) -> None:
    """Watch the folders. Nothing was watched before a round ``again``, so it begins with everything changed."""
    if not folders:
        return
    async for found in awatch(
        *folders,
        watch_filter=_filter,
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=_PATIENCE if again else None,
        yield_on_timeout=again,
        stop_event=over,
    ):
        if found or again:
            changed({Path(path) for _, path in found} or {root})
        again = False


async def _watch_around(root: Path, issue: str, changed: Changed, over: asyncio.Event) -> None:
    """Watch ``hemaprint.toml``, and restart the watch where a folder appears or disappears."""
    before = folders_of(root, issue)
    places = [place for place in (root, root / "content") if place.is_dir()]
    async for found in awatch(
        *places, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, stop_event=over, recursive=False
    ):
        if any(Path(path) == root / CONFIG_NAME for _, path in found):
            changed({root / CONFIG_NAME})
        if folders_of(root, issue) != before:
            over.set()


def _filter(_change: Change, path: str) -> bool:
    return counts(Path(path))
