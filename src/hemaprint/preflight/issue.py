# SPDX-License-Identifier: MIT
"""Examine every finished file of an issue, and compare it with its manuscripts."""

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
from hemaprint.preflight.examine import OriginOf, examine
from hemaprint.preflight.report import Check, Finding, Purpose, Report, Subject
from hemaprint.project.project import Project


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A finished file: its edition (None for an offprint), and the article of an offprint."""

    path: Path
    edition: Edition | None
    slug: str = ""

    @property
    def purpose(self) -> Purpose:
        """The purpose of the file."""
        return Purpose.PRINT if self.edition is Edition.PRINT else Purpose.SCREEN


def examine_issue(project: Project, name: str, *, purpose: Purpose | None = None) -> tuple[Report, ...]:
    """A report for every finished file in ``dist/<name>``, the editions first.

    Raises UsageError if the issue does not exist, or nothing of it has been built.
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
    """Finds the manuscripts behind the pages of the file at ``path``, if the last build of the project made it."""
    return lambda data: read_map(map_path(project.cache, path), data, project.root)


def _against(issue: Issue | None, file: FinishedFile, name: str) -> tuple[Check, ...]:
    """The checks that compare a file with its manuscripts."""
    if issue is None:
        message = "completeness was not examined, because the manuscripts have errors"
        finding = Finding("HP446", Severity.WARNING, message, f"hemaprint check {name} lists them")
        return (lambda _: (finding,),)
    if file.edition is None and file.slug not in issue.articles:
        message, hint = f'the issue has no article "{file.slug}"', "delete the file, and make the offprints again"
        return (lambda _: (Finding("HP445", Severity.WARNING, message, hint),),)
    articles = tuple(issue.articles.values()) if file.edition else (issue.articles[file.slug],)

    def check_age(subject: Subject) -> Iterator[Finding]:
        return _newer(articles, subject.path)

    return completeness(articles), check_age


def _newer(articles: tuple[Article, ...], path: Path) -> Iterator[Finding]:
    """Manuscripts saved later: a note, because a file that was saved unchanged, or checked out, also looks newer."""
    made = path.stat().st_mtime
    for article in articles:
        if article.path.stat().st_mtime > made:
            message = f"the manuscript of “{article.title}” was saved after this file was made"
            hint = "build again if it was changed"
            yield Finding("HP444", Severity.NOTE, message, hint, location=Location(article.path))
