"""Build an issue: the stages in order, nothing else. Read this first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hemaprint.bind.finish import finish_edition, press_profile
from hemaprint.bind.issue import bind_issue
from hemaprint.bind.lighten import Step
from hemaprint.editions import Edition, Wishes, file_name
from hemaprint.errors import Problem, UsageError
from hemaprint.galley.browser import page_html
from hemaprint.output import write_files
from hemaprint.project import Project
from hemaprint.sourcemap import map_path, write_map
from hemaprint.stages import Progress, accepted, counts_name, issue_setter, read_issue
from hemaprint.typeset.issue import SetIssue


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """An article as it was built; ``first_page`` is the page number printed on it."""

    slug: str
    title: str
    first_page: str
    pages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EditionResult:
    """A file that was written; ``steps`` say what was done to the pictures of the e-mail edition."""

    name: str
    path: Path
    pages: int
    size: int
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build wrote, and what it had to say."""

    issue: str
    editions: tuple[EditionResult, ...]
    html: tuple[Path, ...]
    articles: tuple[ArticleResult, ...]
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def pdf(self) -> Path:
        """The first file that was asked for."""
        return self.editions[0].path

    @property
    def pages(self) -> int:
        """How many pages that file has."""
        return self.editions[0].pages


def build(
    project: Project,
    name: str,
    *,
    editions: Sequence[Edition] = (Edition.DIGITAL,),
    wishes: Wishes | None = None,
    output: Path | None = None,
    article: str | None = None,
    html: bool = False,
    progress: Progress,
) -> BuildResult:
    """Build the editions of one issue, or one ``article`` of it by itself as a digital edition.

    Writes to ``output`` (default ``dist/<issue>``). Raises ContentError with every problem, UsageError for an unknown
    article, MissingEnvironmentError without fonts or, for print, without a colour profile; then nothing was written.
    """
    started = perf_counter()
    wishes = wishes or Wishes()
    if article is not None and tuple(editions) != (Edition.DIGITAL,):
        raise UsageError("an article alone has no other edition than the digital one", "leave out --edition")
    progress.stage("reading")
    issue, problems = read_issue(project, name)
    setter = issue_setter(project, issue, progress, wishes.conformance, article=article)
    if Edition.PRINT in editions:
        press_profile(project, wishes)  # to miss it now, not after the typesetting

    progress.stage("typesetting")
    done = setter.set()
    problems += accepted((*done.problems, *setter.typesetter.engine.problems))

    progress.stage("binding")
    bound = bind_issue(done, project.config, wishes.conformance)
    problems += accepted(bound.problems)
    finished = []
    for edition in editions:
        progress.stage(f"{edition} edition")
        finished.append(finish_edition(edition, bound, done, project, wishes))
        problems += accepted(finished[-1].problems)

    progress.stage("writing")
    folder = output or project.dist / name
    paths = [folder / _file_name(project.stem(name), one.edition, article) for one in finished]
    files = {path: one.pdf for path, one in zip(paths, finished, strict=True)}
    if html:
        files |= {folder / "html" / f"{galley.name}.html": page_html(galley, done.setting) for galley in done.galleys}
    if article is None:
        files[project.cache / counts_name(name)] = json.dumps(setter.counts, indent=1).encode()
    for path, one in zip(paths, finished, strict=True):
        files[map_path(project.cache, path)] = write_map(one.pdf, one.map)
    write_files(files)
    written = tuple(
        EditionResult(one.edition, path, one.pages, len(one.pdf), one.steps)
        for path, one in zip(paths, finished, strict=True)
    )
    pages_html = tuple(path for path in files if path.suffix == ".html")
    seconds = perf_counter() - started
    return BuildResult(name, written, pages_html, _results(done), tuple(dict.fromkeys(problems)), seconds)


def _file_name(stem: str, edition: Edition, article: str | None) -> str:
    return f"{stem}-{article}.pdf" if article else file_name(stem, edition)


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
