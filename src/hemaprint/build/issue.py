"""Build an issue: the stages in order, nothing else. Read this first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from hemaprint.bind.editions import Edition, Wishes, file_name
from hemaprint.build.results import ArticleResult, BuildResult, EditionResult, PictureStep
from hemaprint.build.stages import (
    Means,
    Progress,
    SilentProgress,
    Stopwatch,
    accepted,
    counts_name,
    issue_setter,
    read_issue,
)
from hemaprint.build.suspects import CRASH, KEPT, Faults, faults_in, find_suspect, read_good, write_good
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, HemaprintError, Problem, UsageError
from hemaprint.galley.galley import page_files
from hemaprint.project.project import Project
from hemaprint.system.files import keep_files, refuse_links, write_files
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.issue import SetIssue, Watcher
from hemaprint.typeset.last import LastSet, write_last

if TYPE_CHECKING:
    from hemaprint.bind.finish import Finished


def build(
    project: Project,
    name: str,
    *,
    editions: Sequence[Edition] = (Edition.DIGITAL,),
    wishes: Wishes | None = None,
    output: Path | None = None,
    article: str | None = None,
    html: bool = False,
    means: Means | None = None,
    progress: Progress,
) -> BuildResult:
    """Build the editions of one issue, or one ``article`` of it by itself as a digital edition.

    Writes to ``output`` (default ``dist/<issue>``). Raises ContentError with every problem, UsageError for an unknown
    article, MissingEnvironmentError without fonts or, for print, without a colour profile; then nothing was written.
    """
    started = perf_counter()
    watch, wishes, means = Stopwatch(progress), wishes or Wishes(), means or Means()
    if article is not None and tuple(editions) != (Edition.DIGITAL,):
        raise UsageError("an article alone has no other edition than the digital one", "leave out --edition")
    watch.stage("reading")
    issue, warnings = read_issue(project, name, means.store)
    if Edition.PRINT in editions:
        from hemaprint.bind.finish import press_profile  # noqa: PLC0415 - pikepdf loads slowly, and is seldom needed now

        press_profile(project, wishes)  # to miss it now, not after the typesetting

    make = partial(_make, project, issue, article, editions, wishes, means)
    made = _with_suspect(project, make, progress, watch.stage)
    done, finished = made.done, made.finished

    watch.stage("writing")
    folder = output or project.dist / name
    paths = [folder / _file_name(project.stem(name), one.edition, article) for one in finished]
    files = {path: one.pdf for path, one in zip(paths, finished, strict=True)}
    if html:
        files |= page_files(done.galleys, done.setting, folder / "html")
    refuse_links(project.cache / KEPT, project.root)
    write_files(files, project.root, folder)
    from hemaprint.bind.sourcemap import map_path, write_map  # noqa: PLC0415 - brings pikepdf, loaded while articles were set

    maps = {
        map_path(project.cache, path): write_map(one.pdf, one.map) for path, one in zip(paths, finished, strict=True)
    }
    known: dict[Path, bytes] = {}
    if article is None:
        known[project.cache / counts_name(name)] = write_last(made.remembered)
        known[project.cache / KEPT] = write_good(done.setting.theme)
    not_kept = keep_files(maps | known, project.cache, project.root)
    watch.stage("")
    return BuildResult(
        name,
        tuple(_written(path, one) for path, one in zip(paths, finished, strict=True)),
        tuple(path for path in files if path.suffix == ".html"),
        _articles(done),
        tuple(dict.fromkeys((*warnings, *made.problems, *not_kept))),
        perf_counter() - started,
        (*files, *(() if not_kept else maps)),
        watch.stages,
        sum(effort.seconds for name, effort in done.efforts.items() if name not in issue.articles),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """The editions of an issue, not yet written, and what the next build may know."""

    done: SetIssue
    finished: tuple[Finished, ...]
    problems: tuple[Problem, ...]
    remembered: dict[str, LastSet]


def _make(
    project: Project,
    issue: Issue,
    article: str | None,
    editions: Sequence[Edition],
    wishes: Wishes,
    means: Means,
    theme: Theme,
    watcher: Watcher,
    stage: Callable[[str], None],
) -> _Made:
    setter = issue_setter(
        project, issue, means, watcher, wishes.conformance, article=article, theme=theme, meanwhile=_load_binders
    )
    stage("typesetting")
    done = setter.set()
    problems = accepted(done.problems)
    from hemaprint.bind.finish import finish_edition  # noqa: PLC0415 - loaded while the articles were set
    from hemaprint.bind.foundry import Foundry  # noqa: PLC0415 - as above
    from hemaprint.bind.issue import bind_issue  # noqa: PLC0415 - as above

    stage("binding")
    bound = bind_issue(done, project.config, wishes.conformance, Foundry(means.store))
    problems += accepted(bound.problems)
    finished = []
    for edition in editions:
        stage(f"{edition} edition")
        finished.append(finish_edition(edition, bound, done, project, wishes))
        problems += accepted(finished[-1].problems)
    return _Made(done, tuple(finished), tuple(problems), setter.remembered)


def _load_binders() -> None:
    """Load what binds, with pikepdf, pdfium and fontTools."""
    for name in ("bind.issue", "bind.finish", "bind.sourcemap"):
        import_module(f"hemaprint.{name}")


def _with_suspect(
    project: Project,
    make: Callable[[Theme, Watcher, Callable[[str], None]], _Made],
    watcher: Watcher,
    stage: Callable[[str], None],
) -> _Made:
    """Make the editions; where that fails by a change of the project's layouts or styles, say by which."""
    theme = theme_of(project)

    def attempt(other: Theme) -> Faults:
        try:
            silent = SilentProgress()
            make(other, silent, silent.stage)
        except ContentError as error:
            return faults_in(error)
        except Exception:
            return CRASH
        return frozenset()

    try:
        return make(theme, watcher, stage)
    except ContentError as error:
        # where something is hidden (HP235), the place is the likeliest, but not proved
        if any(theme.is_own(one.location.path) and one.code != "HP235" for one in error.problems):
            raise
        suspect = find_suspect(theme, read_good(project), faults_in(error), attempt)
        if suspect is None:
            raise
        raise ContentError([*error.problems, suspect]) from error
    except HemaprintError:
        raise
    except Exception as error:
        suspect = find_suspect(theme, read_good(project), CRASH, attempt)
        if suspect is None:
            raise
        raise ContentError([suspect]) from error


def _file_name(stem: str, edition: Edition, article: str | None) -> str:
    return f"{stem}-{article}.pdf" if article else file_name(stem, edition)


def _written(path: Path, one: Finished) -> EditionResult:
    steps = tuple(PictureStep(str(step), step.bytes_before - step.bytes_after, step.data()) for step in one.steps)
    return EditionResult(one.edition, path, one.pages, len(one.pdf), steps)


def _articles(done: SetIssue) -> tuple[ArticleResult, ...]:
    return tuple(
        ArticleResult(
            slug,
            article.title,
            done.plan.label(done.plan.piece("article", slug).first),
            sum(piece.pages for piece in done.plan.pieces if piece.name == slug),
            effort.seconds,
            effort.made,
            effort.known,
        )
        for slug, article in done.setting.issue.articles.items()
        for effort in [done.efforts[slug]]
    )
