"""Prepare what every build begins with: a valid issue, and the setter of its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hemaprint.bind.editions import Conformance
from hemaprint.build.backend import Backend
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Problem, UsageError, did_you_mean
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.engine.registry import require_changes
from hemaprint.typeset.issue import IssueSetter, Watcher
from hemaprint.typeset.last import read_last
from hemaprint.typeset.schedule import Schedule, nothing
from hemaprint.typeset.tags import Tags
from hemaprint.typeset.wanted import Kit


def read_issue(project: Project, name: str, store: Store | MemoryStore | None = None) -> tuple[Issue, list[Problem]]:
    """The issue and its warnings; raises ContentError with every problem when there is an error.

    Articles in ``store`` are not read again.
    """
    loaded = load_issue(project, name, store)
    if loaded.issue is None:
        raise ContentError(loaded.problems)
    return loaded.issue, list(loaded.problems)


def accepted(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, when none of them is an error; raises ContentError otherwise."""
    found = list(problems)
    if any(problem.is_error for problem in found):
        raise ContentError(found)
    return found


def known_article(issue: Issue, slug: str) -> str:
    """The slug of an article of the issue; raises UsageError when there is no such article."""
    if slug not in issue.articles:
        hint = did_you_mean(slug, issue.articles, noun="articles")
        raise UsageError(f'the issue has no article "{slug}"', hint=hint)
    return slug


def issue_setter(
    project: Project,
    issue: Issue,
    backend: Backend,
    progress: Watcher,
    conformance: Conformance,
    *,
    article: str | None = None,
    theme: Theme | None = None,
    meanwhile: Callable[[], object] = nothing,
) -> IssueSetter:
    """What sets an issue, or only one ``article``, with the page numbers that it has in the issue.

    ``theme`` defaults to the project's; ``meanwhile`` is called while the crew sets the first articles. Raises
    MissingEnvironmentError when the layout engine cannot be changed as required.
    """
    require_changes()
    theme = theme or theme_of(project)
    setting = Setting(project.config, issue, theme)
    last = read_last(project.cache / counts_name(issue.name))
    schedule = Schedule(project.root, Kit.of(theme, Tags(conformance)), backend.store, backend.crew)
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
