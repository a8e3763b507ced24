"""Build an issue: the stages in order, nothing else. Read this first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

from hemaprint.bind.issue import bind_issue, prove_bound
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Problem, Severity, UsageError
from hemaprint.galley.browser import page_html
from hemaprint.galley.setting import Setting
from hemaprint.output import write_files
from hemaprint.project import Project
from hemaprint.source.slugs import slug_of
from hemaprint.source.suggest import did_you_mean
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.issue import IssueSetter, SetIssue, Watcher, last_counts
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


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """An article as it was built; ``first_page`` is the page number printed on it."""

    slug: str
    title: str
    first_page: str
    pages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build wrote, and what it had to say."""

    issue: str
    pdf: Path | None
    html: tuple[Path, ...]
    pages: int
    articles: tuple[ArticleResult, ...]
    problems: tuple[Problem, ...]
    seconds: float


def build(
    project: Project,
    name: str,
    *,
    output: Path | None = None,
    article: str | None = None,
    html: bool = False,
    progress: Progress,
) -> BuildResult:
    """Build one issue, or one ``article`` of it by itself.

    Writes to ``output`` (default ``dist/<issue>``). Raises ContentError with every problem, UsageError for an unknown
    article, MissingEnvironmentError without fonts; then nothing has been written.
    """
    started = perf_counter()
    progress.stage("reading")
    issue, problems = _checked(project, name)
    counts_path = project.cache / f"pages-{name}.json"
    setter = _setter(project, issue, article, last_counts(counts_path), progress)

    progress.stage("typesetting")
    done = setter.set()
    problems += _accepted((*done.problems, *setter.typesetter.engine.problems))

    progress.stage("binding")
    bound = bind_issue(done, project.config)
    problems += _accepted(bound.problems)
    _accepted(prove_bound(bound.pdf, done))

    progress.stage("writing")
    folder = output or project.dist / name
    stem = f"{_stem(project)}-{name}" + (f"-{article}" if article else "")
    pdf = folder / f"{stem}.pdf"
    files = {pdf: bound.pdf}
    if html:
        files |= {folder / "html" / f"{galley.name}.html": page_html(galley, done.setting) for galley in done.galleys}
    if article is None:
        files[counts_path] = json.dumps(setter.counts, indent=1).encode()
    write_files(files)
    pages_html = tuple(path for path in files if path.suffix == ".html")
    seconds = perf_counter() - started
    return BuildResult(name, pdf, pages_html, bound.pages, _results(done), tuple(problems), seconds)


def _setter(
    project: Project, issue: Issue, article: str | None, counts: dict[str, int], progress: Progress
) -> IssueSetter:
    size = project.page_size
    theme = Theme.of_project(project.layouts, project.styles, Geometry(size.width, size.height))
    setting = Setting(project.config, issue, theme)
    whole = IssueSetter(issue, setting, Typesetter(Engine(theme, project.root)), progress, counts)
    if article is None:
        return whole
    part = _only(issue, article)
    setting = Setting(project.config, part, theme, pages=whole.planned_pages())
    return IssueSetter(part, setting, whole.typesetter, progress, counts, start=whole.first_page(article))


def _checked(project: Project, name: str) -> tuple[Issue, list[Problem]]:
    loaded = load_issue(project, name)
    if loaded.issue is None:
        raise ContentError(loaded.problems)
    return loaded.issue, list(loaded.problems)


def _accepted(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, when they are warnings only."""
    found = list(problems)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise ContentError(found)
    return found


def _only(issue: Issue, slug: str) -> Issue:
    """The issue cut down to one article."""
    if slug not in issue.articles:
        hint = did_you_mean(slug, tuple(issue.articles), noun="articles") or ""
        raise UsageError(f'the issue has no article "{slug}"', hint=hint)
    entries = tuple(entry.model_copy(update={"split": None}) for entry in issue.manifest.order if entry.article == slug)
    ads = tuple(ad for ad in issue.manifest.advertisements if ad.slot.article == slug)
    manifest = issue.manifest.model_copy(update={"order": entries, "advertisements": ads})
    return Issue(issue.name, issue.path, manifest, {slug: issue.articles[slug]})


def _stem(project: Project) -> str:
    return slug_of(project.config.magazine.title) or "issue"


def _results(done: SetIssue) -> tuple[ArticleResult, ...]:
    return tuple(
        ArticleResult(
            slug,
            article.title,
            done.plan.label(done.plan.piece("article", slug).first),
            sum(piece.pages for piece in done.plan.pieces if piece.name == slug),
            done.seconds.get(slug, 0.0),
        )
        for slug, article in done.setting.issue.articles.items()
    )
