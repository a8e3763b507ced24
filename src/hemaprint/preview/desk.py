"""The warm issue: sets it again when files change, remembers the last good pages, tells whoever listens.

One thread builds. Changes that come during a build wait, however many, for exactly one more; a build that has shown
an article gives way to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Condition, Thread
from time import time

from hemaprint.errors import Problem
from hemaprint.preview.models import Showing, State
from hemaprint.preview.setter import Setter
from hemaprint.preview.showing import Exhibitor
from hemaprint.preview.trouble import problems_of
from hemaprint.typeset.pages import Pages

Listener = Callable[[State], None]


class _Outdated(BaseException):
    """Ends a build whose files have changed again; no Exception, so that no stage takes it for one of its own."""


class Desk:
    """Builds in a thread of its own; every method may be called from any thread."""

    def __init__(self, setter: Setter, root: Path) -> None:
        self._setter = setter
        self._root = root
        self._exhibitor = Exhibitor()
        self._state = State()
        self._lock = Condition()
        self._listeners: list[Listener] = []
        self._waiting: set[Path] | None = set()
        self._changed_at = time()
        self._in_view: str | None = None
        self._stopped = False
        self._thread = Thread(target=self._work, name="desk", daemon=True)

    @property
    def state(self) -> State:
        """What is known now."""
        return self._state

    def start(self) -> None:
        """Begin with the first build."""
        self._thread.start()

    def stop(self) -> None:
        """No more builds; returns at once, a build that is under way ends unheard."""
        with self._lock:
            self._stopped = True
            self._listeners.clear()
            self._lock.notify_all()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener`` called with every new state, from any thread; the result ends that."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def look_at(self, slug: str | None) -> None:
        """This article is in view: it is set first."""
        self._in_view = slug

    def changed(self, paths: set[Path]) -> None:
        """Files have changed; the issue is set again."""
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
        self._tell(busy=True, arrived=0)
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
        """Show an article before the rest of the issue is set, where its pages fit into their place."""
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
