# SPDX-License-Identifier: MIT
"""Describe what a build is asked for and what it wrote, and recall its result while nothing has changed.

The recipe of a build covers every byte that can influence it: the program and its libraries, hemaprint.toml, the
issue's folder, layouts and styles, fonts, the printing profile and the options. When the recipe is the same, and every
file that was written is still the same, there is nothing to do. Contents are compared, not times.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from pydantic import TypeAdapter

from hemaprint.bind.editions import Edition, EditionOptions
from hemaprint.bind.impose.options import Imposition
from hemaprint.errors import Problem
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.themes import bundled
from hemaprint.system import fingerprint
from hemaprint.system.environment import find_printing_profile
from hemaprint.system.fingerprint import digest_of, digest_of_tree
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.engine import registry

NO_FILE = "no file"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions(EditionOptions):
    """What to build: editions of an issue, or one ``article`` alone as a digital edition.

    ``output`` is the folder for the files, by default ``dist/ISSUE``; ``html`` also writes the HTML of every article.
    ``imposition`` also puts the print edition on press sheets.
    """

    issue: str
    editions: tuple[Edition, ...] = (Edition.DIGITAL,)
    output: Path | None = None
    article: str | None = None
    html: bool = False
    imposition: Imposition | None = None


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """An article as it was built; ``first_page`` is the page number printed on it.

    ``seconds`` is the time of the compositors; ``made`` counts galleys that were set, ``known`` those from the cache.
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
    """What was done to a picture of the e-mail edition: in words, the bytes saved, and as JSON."""

    text: str
    saved: int
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EditionResult:
    """A PDF that was written: an edition, or an offprint with its article's slug as ``name``; ``size`` is in bytes.

    ``steps`` say what was done to the pictures of the e-mail edition.
    """

    name: str
    path: Path
    pages: int
    size: int
    steps: tuple[PictureStep, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build wrote, and its warnings and notes.

    ``editions`` are the PDFs; ``files`` is everything that was written; ``stages`` has the seconds of each stage, and
    is empty when nothing had changed since an earlier build; ``others`` is the time of pages outside articles.
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
        """The first PDF."""
        return self.editions[0].path

    @property
    def pages(self) -> int:
        """The page count of the first PDF."""
        return self.editions[0].pages


# ---------------------------------------------------------------- what has not changed


@dataclass(frozen=True, slots=True)
class _Record:
    """A result with the hashes of its files."""

    digests: dict[str, str]
    result: BuildResult


@cache
def _records() -> TypeAdapter[_Record]:
    return TypeAdapter(_Record)


def recipe_of(project: Project, options: BuildOptions) -> str:
    """The hash of everything that can influence what these options give."""
    folders = [project.content / options.issue, project.layouts, project.styles, project.fonts]
    folders += project.theme.folders if project.theme is not None else ()
    return digest_of(
        "build",
        fingerprint.engine(),
        registry.state().files,
        fingerprint.reader(),
        fingerprint.installed_fonts(),
        *(face.digest for face in theme_of(project).faces),
        *(_digest(project.root / name) for name in project.config.theme.extra_css),
        _digest(project.root / CONFIG_NAME),
        digest_of_tree((*folders, bundled("layouts"), bundled("styles"))),
        _printing_condition(project, options),
        os.environ.get("SOURCE_DATE_EPOCH", ""),
        str(project.root),
        repr(options),
    )


def recall(store: Store | MemoryStore, recipe: str) -> BuildResult | None:
    """The result of the build with this recipe, if the files that it wrote are still the same, byte for byte."""
    started = perf_counter()
    try:
        record = _records().validate_json(store.get(recipe) or b"")
    except ValueError:
        return None
    if any(_digest(Path(path)) != digest for path, digest in record.digests.items()):
        return None
    return replace(record.result, seconds=perf_counter() - started)


def remember(store: Store | MemoryStore, recipe: str, result: BuildResult) -> None:
    """Keep a result under its recipe, without the time that it took."""
    digests = {str(path): _digest(path) for path in result.files}
    articles = tuple(replace(article, seconds=0.0, made=0, known=0) for article in result.articles)
    untimed = replace(result, articles=articles, seconds=0.0, stages=(), others=0.0)
    store.put(recipe, _records().dump_json(_Record(digests, untimed)))


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return NO_FILE


def _printing_condition(project: Project, options: BuildOptions) -> str:
    if Edition.PRINT not in options.editions:
        return ""
    own = project.config.print.profile
    path = options.profile or (project.root / own if own else find_printing_profile())
    return f"{path} {_digest(path)}" if path else NO_FILE
