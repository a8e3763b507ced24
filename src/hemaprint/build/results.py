"""What a build wrote and what it took, as data that can be kept and read back."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from hemaprint.bind.editions import Edition, Wishes
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.project import CONFIG_NAME, Project, bundled
from hemaprint.system import fingerprint
from hemaprint.system.environment import find_printing_profile
from hemaprint.system.fingerprint import digest_of, digest_of_tree
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.fonts import faces
from hemaprint.typeset.engine import registry


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


NO_FILE = "no file"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """A build as it is ordered on the command line."""

    issue: str
    editions: tuple[Edition, ...]
    wishes: Wishes
    output: Path | None = None
    article: str | None = None
    html: bool = False


def recipe_of(project: Project, order: BuildOptions) -> str:
    """The hash of everything that can have an influence on what an order gives."""
    folders = (project.content / order.issue, project.layouts, project.styles)
    return digest_of(
        "build",
        fingerprint.engine(),
        registry.state().files,
        fingerprint.reader(),
        fingerprint.installed_fonts(),
        *(_digest(face.path) for face in faces()),
        _digest(project.root / CONFIG_NAME),
        digest_of_tree((*folders, bundled("layouts"), bundled("styles"))),
        _printing_condition(project, order),
        os.environ.get("SOURCE_DATE_EPOCH", ""),
        str(project.root),
        repr(order),
    )


def recall(store: Store | MemoryStore, recipe: str) -> BuildResult | None:
    """The result of the build with this recipe, if what it wrote is still there, byte for byte."""
    started = perf_counter()
    entry = store.get(recipe)
    if entry is None:
        return None
    try:
        data = json.loads(entry)
        if any(_digest(Path(path)) != digest for path, digest in data["digests"].items()):
            return None
        return result_of(data["result"], perf_counter() - started)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(store: Store | MemoryStore, recipe: str, result: BuildResult) -> None:
    """Keep a result under its recipe."""
    digests = {str(path): _digest(path) for path in result.files}
    store.put(recipe, json.dumps({"digests": digests, "result": result_data(result)}).encode())


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return NO_FILE


def _printing_condition(project: Project, order: BuildOptions) -> str:
    if Edition.PRINT not in order.editions:
        return ""
    own = project.config.print.profile
    path = order.wishes.profile or (project.root / own if own else find_printing_profile())
    return f"{path} {_digest(path)}" if path else NO_FILE
