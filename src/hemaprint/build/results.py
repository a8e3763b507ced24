"""What a build wrote and what it took, as data that can be kept and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem, Severity


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """An article as it was built; ``first_page`` is the page number printed on it.

    ``seconds`` is what compositors took; ``made`` and ``known`` count galleys that were set, and that the cache had.
    """

    slug: str
    title: str
    first_page: str
    pages: int
    seconds: float
    made: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class PictureStep:
    """What was done to a picture of the e-mail edition: in words, in bytes, and as JSON has it."""

    text: str
    saved: int
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EditionResult:
    """A file that was written; ``steps`` say what was done to the pictures of the e-mail edition."""

    name: str
    path: Path
    pages: int
    size: int
    steps: tuple[PictureStep, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build wrote, and what it had to say.

    ``files`` is everything that was written; ``stages`` says how many seconds each stage took; ``others`` is what the
    pages took that are no article's.
    """

    issue: str
    editions: tuple[EditionResult, ...]
    html: tuple[Path, ...]
    articles: tuple[ArticleResult, ...]
    problems: tuple[Problem, ...]
    seconds: float
    files: tuple[Path, ...] = ()
    stages: tuple[tuple[str, float], ...] = ()
    others: float = 0.0

    @property
    def pdf(self) -> Path:
        """The first file that was asked for."""
        return self.editions[0].path

    @property
    def pages(self) -> int:
        """How many pages that file has."""
        return self.editions[0].pages


def result_data(result: BuildResult) -> dict[str, Any]:
    """A result for the cache; how long it took is left out."""
    return {
        "issue": result.issue,
        "editions": [
            [one.name, str(one.path), one.pages, one.size, [[s.text, s.saved, dict(s.data)] for s in one.steps]]
            for one in result.editions
        ],
        "html": [str(path) for path in result.html],
        "articles": [[one.slug, one.title, one.first_page, one.pages] for one in result.articles],
        "problems": [
            [p.code, p.message, str(p.location.path), p.location.line, p.location.column, p.hint, p.severity]
            for p in result.problems
        ],
        "files": [str(path) for path in result.files],
    }


def result_of(data: dict[str, Any], seconds: float) -> BuildResult:
    """The result that ``data`` was made from; raises KeyError, TypeError or ValueError where it was made from none."""
    return BuildResult(
        data["issue"],
        tuple(
            EditionResult(name, Path(path), pages, size, tuple(PictureStep(*step) for step in steps))
            for name, path, pages, size, steps in data["editions"]
        ),
        tuple(Path(path) for path in data["html"]),
        tuple(ArticleResult(slug, title, first, pages, 0.0) for slug, title, first, pages in data["articles"]),
        tuple(
            Problem(code, message, Location(Path(path), line, column), hint, Severity(severity))
            for code, message, path, line, column, hint, severity in data["problems"]
        ),
        seconds,
        tuple(Path(path) for path in data["files"]),
    )
