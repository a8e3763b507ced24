"""Examine every finished file of an issue, against the manuscripts that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hemaprint.bind.editions import OFFPRINTS, Edition, file_name
from hemaprint.bind.sourcemap import map_path, read_map
from hemaprint.content.load import load_issue
from hemaprint.content.models import Article, Issue
from hemaprint.errors import Location, Severity, UsageError
from hemaprint.preflight.completeness import completeness
from hemaprint.preflight.report import Check, Finding, Purpose, Report, Subject
from hemaprint.preflight.run import OriginOf, examine
from hemaprint.project.project import Project


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A finished file: which edition it is (None for an offprint), and the article that an offprint is of."""

    path: Path
    edition: Edition | None
    slug: str = ""

    @property
    def purpose(self) -> Purpose:
        """What it is for."""
        return Purpose.PRINT if self.edition is Edition.PRINT else Purpose.SCREEN


def examine_issue(project: Project, name: str, *, purpose: Purpose | None = None) -> tuple[Report, ...]:
    """A report for every finished file in ``dist/<name>``, the editions first.

    Raises UsageError where there is no such issue, or nothing of it has been built.
    """
    loaded = load_issue(project, name)
    files = finished_files(project, name)
    if not files:
        raise UsageError(f"nothing of {name} has been built", f"hemaprint build {name} --edition all")
    return tuple(
        examine(
            one.path,
            purpose=purpose or one.purpose,
            origin_of=origin_in(project, one.path),
            edition=one.edition,
            largest=round(project.config.email.max_mb * 1e6) if one.edition is Edition.EMAIL else None,
            more=_against(loaded.issue, one, name),
        )
        for one in files
    )


def finished_files(project: Project, name: str) -> tuple[FinishedFile, ...]:
    """The finished files of an issue, in the order of the editions, then of their names."""
    folder, stem = project.dist / name, project.stem(name)
    editions = (FinishedFile(folder / file_name(stem, edition), edition) for edition in Edition)
    offprints = (
        FinishedFile(path, None, path.stem.removeprefix(f"{stem}-"))
        for path in sorted((folder / OFFPRINTS).glob("*.pdf"))
    )
    return tuple(one for one in (*editions, *offprints) if one.path.is_file())


def origin_in(project: Project, path: Path) -> OriginOf:
    """Finds where the pages of the file at ``path`` come from, when the last build of the project has made it."""
    return lambda data: read_map(map_path(project.cache, path), data, project.root)


def _against(issue: Issue | None, file: FinishedFile, name: str) -> tuple[Check, ...]:
    """The checks of a file against its manuscripts."""
    if issue is None:
        message = "whether the copy is complete cannot be said, because the manuscripts have errors"
        return (_always(Finding("HP446", Severity.WARNING, message, f"hemaprint check {name} lists them")),)
    if file.edition is None and file.slug not in issue.articles:
        message, hint = f'the issue has no article "{file.slug}"', "delete the file, and make the offprints again"
        return (_always(Finding("HP445", Severity.WARNING, message, hint)),)
    articles = tuple(issue.articles.values()) if file.edition else (issue.articles[file.slug],)

    def check_age(subject: Subject) -> Iterator[Finding]:
        return _newer(articles, subject.path)

    return completeness(articles), check_age


def _always(finding: Finding) -> Check:
    """A check whose answer is known."""

    def check_known(_subject: Subject) -> Iterator[Finding]:
        yield finding

    return check_known


def _newer(articles: tuple[Article, ...], path: Path) -> Iterator[Finding]:
    """A note only: a file that was saved unchanged, or checked out, looks newer too."""
    made = path.stat().st_mtime
    for article in articles:
        if article.path.stat().st_mtime > made:
            message = f"the manuscript of “{article.title}” was saved after this file was made"
            hint = "build again if it was changed"
            yield Finding("HP444", Severity.NOTE, message, hint, location=Location(article.path))
