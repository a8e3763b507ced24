# SPDX-License-Identifier: MIT
"""Keep the issue warm: set it again when its files change, remember the last good pages, tell listeners.

One thread builds. However many changes come during a build, they wait for exactly one more; a build that has shown an
article gives way to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Thread
from time import time
from typing import Protocol

from hemaprint.build.issue import counts_name
from hemaprint.build.reading import read_issue
from hemaprint.content.models import Issue
from hemaprint.copydesk.copyfit.fit import Fit, fit_issue
from hemaprint.errors import Problem
from hemaprint.galley.setting import Setting
from hemaprint.preview.showing import Exhibitor, PreviewState, Showing
from hemaprint.preview.views import problems_of
from hemaprint.project.project import Project, load_project
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.colorless import css_without_colors
from hemaprint.typeset.crew.jobs import Crew, Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.outline import FOLIOS
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import LastSet, SetIssue, read_last

_TIDIED_EVERY = 50
"""Builds after which the cache is reduced to its limit."""
Stamp = tuple[tuple[str, int, int], ...]
"""Files with their time (ns) and size (bytes)."""
Listener = Callable[[PreviewState], None]


class Arrived(Protocol):
    """Receives pages before all are set."""

    def __call__(self, name: str, pages: Pages) -> None:
        """Take the pages of an article, by its slug, or of other work as soon as they are written.

        They come more than once where a draft comes first.
        """

    def planned(self, outline: SetIssue) -> None:
        """Take what is known of the pages before any is set."""

    def stage(self, name: str) -> None:
        """Take note of what is done from now on."""


class Setter(Protocol):
    """Reads the files of an issue and sets what has changed since the last time."""

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """Set the issue as its files are now, the article ``first`` before the others.

        ``arrived`` may raise to give up because the files have changed again: what was set before is kept for the next
        time. The problems of the result include warnings, and errors of the pages (copy lost or overset). Raises
        ContentError with every problem where the files cannot be read as an issue.
        """

    def fit(self, done: SetIssue, article: str, rest: Callable[[], object]) -> Fit:
        """Try what would make an article of a set issue fit; ``rest`` is called between trials, and may raise."""


class _Outdated(BaseException):
    """Ends a build whose files have changed again; not an Exception, so that no stage takes it for one of its own."""


class DisturbedError(Exception):
    """Files have changed while something was tried on the pages before."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to be tried when nothing is to be set, and who waits for it."""

    article: str
    answer: Future[Fit]


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
        self._errands: list[_Errand] = []
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
            errands, self._errands = self._errands, []
            self._lock.notify_all()
        for errand in errands:
            errand.answer.cancel()

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

    def fit(self, article: str) -> Future[Fit]:
        """Try what would make an article of the pages shown fit, as soon as nothing is to be set.

        The result raises DisturbedError where files change meanwhile, or there are no pages.
        """
        errand = _Errand(article, Future())
        with self._lock:
            self._errands.append(errand)
            self._lock.notify_all()
        return errand.answer

    # ------------------------------------------------------------ the thread

    def _work(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._stopped or self._waiting is not None or self._errands)
                if self._stopped:
                    return
                errand = self._errands.pop(0) if self._waiting is None else None
                paths, changed_at = self._waiting or set(), self._changed_at
                if errand is None:
                    self._waiting = None
            if errand is not None:
                self._try(errand)
            else:
                self._build(paths, changed_at)

    def _try(self, errand: _Errand) -> None:
        if not errand.answer.set_running_or_notify_cancel():
            return
        try:
            showing = self._state.showing
            if showing is None or not showing.is_whole or self._state.failed:
                raise DisturbedError
            errand.answer.set_result(self._setter.fit(showing.done, errand.article, self._undisturbed))
        except BaseException as error:  # as in a build: content must not end the preview
            errand.answer.set_exception(error if isinstance(error, Exception) else RuntimeError(str(error)))

    def _undisturbed(self) -> None:
        """Raise where something else is to be done."""
        if self._stopped or self._waiting is not None:
            raise DisturbedError

    def _build(self, paths: set[Path], changed_at: float) -> None:
        self._tell(busy=True, arrived=0, saved=frozenset(paths), stages=())
        try:
            done = self._setter.set(self._first(paths), _News(self, changed_at))
            self.stage("show", changed_at)
            showing = self._exhibitor.show(done)
        except _Outdated:
            return
        except BaseException as error:  # content must not end the preview, and WeasyPrint 70 raises BaseException
            kept = self._state.showing if self._state.showing and self._state.showing.ready else None
            self._finish(kept, problems_of(error, self._root, paths), True, changed_at)
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

    def planned(self, outline: SetIssue) -> None:
        """Show which pages there will be, where none has been set before."""
        if self._state.showing is None:
            with suppress(Exception):  # the build itself will say why
                self._tell(showing=self._exhibitor.show(outline))

    def stage(self, name: str, changed_at: float) -> None:
        """Note a stage of a build that answers the change at ``changed_at``; it is told with the next pages."""
        with self._lock:
            self._state = replace(self._state, stages=(*self._state.stages, (name, time() - changed_at)))

    def arrived(self, name: str, pages: Pages, changed_at: float) -> None:
        """Show an article before the rest of the issue is set, where its pages fit."""
        showing = self._state.showing
        try:
            newer = self._exhibitor.with_pages(showing, name, pages) if showing else None
        except Exception:  # a draft that cannot be shown: the build itself will say why
            newer = None
        count = self._state.arrived + (" " not in name and name != FOLIOS)
        if newer is not None:
            self._tell(showing=newer, arrived=count, changed_at=changed_at)
        else:
            self._tell(arrived=count)
        if self._waiting is not None and showing is not None and showing.is_whole:
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


@dataclass(frozen=True, slots=True)
class _News:
    """What a desk hears of a build that answers the change at ``changed_at``."""

    desk: Desk
    changed_at: float

    def __call__(self, name: str, pages: Pages) -> None:
        self.desk.arrived(name, pages, self.changed_at)

    def planned(self, outline: SetIssue) -> None:
        self.desk.planned(outline)

    def stage(self, name: str) -> None:
        self.desk.stage(name, self.changed_at)


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
        arrived.stage("read")
        project = self._load(self._root)
        issue, warnings = read_issue(project, self._issue, project.store())
        arrived.stage("theme")
        theme = self._themed(project, issue)
        spec = Spec.of(theme)
        schedule = self._made_ready(project, replace(spec, colorless=css_without_colors(spec.css)))
        if self._last is None:
            self._last = read_last(project.cache / counts_name(self._issue))
        arrived.stage("plan")
        setting = Setting(project.config, issue, theme)
        setter = IssueSetter(
            issue, setting, schedule, _Arrivals(arrived, is_first=self._times == 0), self._last, urgent=first
        )
        done = setter.set()
        self._last = setter.remembered
        self._times += 1
        if self._times % _TIDIED_EVERY == 0:
            project.store().tidy()
        return replace(done, problems=(*warnings, *done.problems))

    def fit(self, done: SetIssue, article: str, rest: Callable[[], object]) -> Fit:
        """See :class:`Setter`."""
        assert self._schedule is not None, "an issue was set"
        return fit_issue(self._load(self._root), done, self._schedule, articles=(article,), rest=rest)

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
    """Passes on what was not in the cache; in the first build, everything."""

    def __init__(self, arrived: Arrived, *, is_first: bool) -> None:
        self._arrived, self._is_first = arrived, is_first

    def planned(self, outline: SetIssue) -> None:
        """Pass it on."""
        self._arrived.planned(outline)

    def start(self, slugs: Sequence[str]) -> None:  # noqa: ARG002 - the setter names them
        """Note it."""
        self._arrived.stage("set")

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """Pass it on."""
        if seconds or self._is_first:
            self._arrived(slug, pages)

    def other(self, name: str, pages: Pages, seconds: float) -> None:
        """Pass it on."""
        self.article(name, pages, seconds)


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
