"""The stages that every build begins with: read the issue, and make ready what sets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter
from typing import Protocol

from hemaprint.bind.editions import Conformance
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Problem, Severity, UsageError
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project
from hemaprint.project.suggest import did_you_mean
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.crew.jobs import Crew, Spec
from hemaprint.typeset.crew.schedule import Schedule, nothing
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.engine.registry import require_changes
from hemaprint.typeset.issue import IssueSetter, Watcher
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import read_last
from hemaprint.typeset.tags import Tags


class Progress(Watcher, Protocol):
    """Who is told how far a build is."""

    def stage(self, name: str) -> None:
        """The next stage begins."""


class SilentProgress:
    """Tells nobody."""

    def start(self, slugs: Sequence[str]) -> None:
        """Nothing."""

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """Nothing."""

    def stage(self, name: str) -> None:
        """Nothing."""


class Stopwatch:
    """Passes stages on, and measures how long each takes."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stages: list[tuple[str, float]] = []

    def stage(self, name: str) -> None:
        """The next stage begins; "" ends the last one."""
        self._stages.append((name, perf_counter()))
        if name:
            self._progress.stage(name)

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """Every stage that has ended, and its seconds."""
        return tuple((name, after - before) for (name, before), (_, after) in pairwise(self._stages))


@dataclass(frozen=True, slots=True)
class Means:
    """With what a build typesets: where finished pages are kept and who sets the others."""

    store: Store | MemoryStore = field(default_factory=MemoryStore)
    crew: Crew = field(default_factory=Alone)


def read_issue(project: Project, name: str, store: Store | MemoryStore | None = None) -> tuple[Issue, list[Problem]]:
    """The issue and its warnings; raises ContentError with every problem where there is an error.

    Articles that ``store`` keeps are not read again.
    """
    loaded = load_issue(project, name, store)
    if loaded.issue is None:
        raise ContentError(loaded.problems)
    return loaded.issue, list(loaded.problems)


def accepted(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, when none of them is an error; raises ContentError otherwise."""
    found = list(problems)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise ContentError(found)
    return found


def known_article(issue: Issue, slug: str) -> str:
    """The slug of an article of the issue; raises UsageError where there is none of that name."""
    if slug not in issue.articles:
        hint = did_you_mean(slug, tuple(issue.articles), noun="articles") or ""
        raise UsageError(f'the issue has no article "{slug}"', hint=hint)
    return slug


def issue_setter(
    project: Project,
    issue: Issue,
    means: Means,
    progress: Watcher,
    conformance: Conformance,
    *,
    article: str | None = None,
    theme: Theme | None = None,
    meanwhile: Callable[[], object] = nothing,
) -> IssueSetter:
    """What sets an issue, or one ``article`` of it by itself, where it would stand in the issue.

    ``theme`` is that of the project unless given; ``meanwhile`` is done while the crew is at the first articles.
    Raises MissingEnvironmentError where the layout engine cannot be changed as it must be.
    """
    require_changes()
    theme = theme or theme_of(project)
    setting = Setting(project.config, issue, theme)
    last = read_last(project.cache / counts_name(issue.name))
    spec = Spec.of(theme, Tags(conformance))
    schedule = Schedule(project.root, spec, means.store, means.crew)
    whole = IssueSetter(issue, setting, schedule, progress, last, meanwhile=meanwhile)
    if article is None:
        return whole
    part = _only(issue, known_article(issue, article))
    setting = Setting(project.config, part, theme, pages=whole.planned_pages())
    first = whole.first_page(article)
    return IssueSetter(part, setting, schedule, progress, last, start=first, meanwhile=meanwhile)


def counts_name(issue: str) -> str:
    """The file that keeps what the last build knows of the articles."""
    return f"pages-{issue}.json"


def _only(issue: Issue, slug: str) -> Issue:
    """The issue cut down to one article."""
    entries = tuple(entry.model_copy(update={"split": None}) for entry in issue.manifest.order if entry.article == slug)
    ads = tuple(ad for ad in issue.manifest.advertisements if ad.slot.article == slug)
    manifest = issue.manifest.model_copy(update={"order": entries, "advertisements": ads})
    return Issue(issue.name, issue.path, issue.located, manifest, {slug: issue.articles[slug]})
