"""A warm issue: what was set before, by the preview or by a build, is not set again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hemaprint.build.issue import counts_name, read_issue
from hemaprint.galley.setting import Setting
from hemaprint.preview.setter import Arrived
from hemaprint.project.project import Project, load_project
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.crew.jobs import Crew, Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import LastSet, SetIssue, read_last

_TIDIED_EVERY = 50
"""Settings after which the cache is brought back to its limit."""

Stamp = tuple[tuple[str, int, int], ...]
"""Files with their time (ns) and size (bytes)."""


class WarmSetter:
    """The setter of one issue of the project in ``root``; pages are those of a build, and stay in its cache."""

    def __init__(self, root: Path, issue: str, crew: Crew) -> None:
        self._root = root
        self._issue = issue
        self._crew = crew
        self._theme: tuple[object, Theme] | None = None
        self._schedule: Schedule | None = None
        self._last: Mapping[str, LastSet] | None = None
        self._times = 0

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """See :class:`hemaprint.preview.setter.Setter`."""
        project = load_project(self._root)
        issue, warnings = read_issue(project, self._issue, project.store())
        theme = self._themed(project)
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

    def _themed(self, project: Project) -> Theme:
        """The theme, a new one where a layout or a style was saved."""
        theme = theme_of(project)
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
    """Passes articles on that were really set."""

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived

    def start(self, slugs: Sequence[str]) -> None:
        """Nothing is said of it."""

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
        except OSError:  # saved or removed just now: a change comes for it, too
            continue
        yield str(path), status.st_mtime_ns, status.st_size
