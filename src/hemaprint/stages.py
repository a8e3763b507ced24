"""The stages that every build begins with: read the issue, and make ready what sets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.editions import Conformance
from hemaprint.errors import ContentError, Problem, Severity, UsageError
from hemaprint.galley.setting import Setting
from hemaprint.project import Project
from hemaprint.source.suggest import did_you_mean
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.issue import IssueSetter, Watcher, last_counts
from hemaprint.typeset.tags import Tags
from hemaprint.typeset.typesetter import Typesetter


class Progress(Watcher, Protocol):
    """Who is told how far a build is."""

    def stage(self, name: str) -> None:
        """The next stage begins."""


class SilentProgress:
    """Tells nobody."""

    def start(self, slugs: Sequence[str]) -> None:
        """Nothing."""

    def article(self, slug: str, pages: int, seconds: float) -> None:
        """Nothing."""

    def stage(self, name: str) -> None:
        """Nothing."""


def read_issue(project: Project, name: str) -> tuple[Issue, list[Problem]]:
    """The issue and its warnings; raises ContentError with every problem where there is an error."""
    loaded = load_issue(project, name)
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
    project: Project, issue: Issue, progress: Progress, conformance: Conformance, *, article: str | None = None
) -> IssueSetter:
    """What sets an issue, or one ``article`` of it by itself, where it would stand in the issue."""
    size = project.page_size
    theme = Theme.of_project(project.layouts, project.styles, Geometry(size.width, size.height, project.bleed))
    setting = Setting(project.config, issue, theme)
    counts = last_counts(project.cache / counts_name(issue.name))
    typesetter = Typesetter(Engine(theme, project.root), Tags(conformance))
    whole = IssueSetter(issue, setting, typesetter, progress, counts)
    if article is None:
        return whole
    part = _only(issue, known_article(issue, article))
    setting = Setting(project.config, part, theme, pages=whole.planned_pages())
    return IssueSetter(part, setting, typesetter, progress, counts, start=whole.first_page(article))


def counts_name(issue: str) -> str:
    """The file in the cache that keeps the page counts of the last build."""
    return f"pages-{issue}.json"


def _only(issue: Issue, slug: str) -> Issue:
    """The issue cut down to one article."""
    entries = tuple(entry.model_copy(update={"split": None}) for entry in issue.manifest.order if entry.article == slug)
    ads = tuple(ad for ad in issue.manifest.advertisements if ad.slot.article == slug)
    manifest = issue.manifest.model_copy(update={"order": entries, "advertisements": ads})
    return Issue(issue.name, issue.path, manifest, {slug: issue.articles[slug]})
